from dataclasses import asdict
from pathlib import Path

import pytest

from config.load import loads
from config.secret import Secret, SecretError


def test_a_secret_of_the_environment_is_read_where_it_is_used() -> None:
    assert Secret(env="TOKEN").reveal({"TOKEN": " xoxb-1\n"}) == "xoxb-1"


def test_a_secret_of_a_file_is_read_where_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "token"
    secret = Secret(file=file)
    assert not secret.is_set()
    file.write_text("xoxb-2\n")
    assert secret.reveal({}) == "xoxb-2"


@pytest.mark.parametrize("value", ["", "  "])
def test_an_absent_secret_says_where_to_put_it(value: str) -> None:
    with pytest.raises(SecretError, match="environment variable TOKEN"):
        Secret(env="TOKEN").reveal({"TOKEN": value})


def test_a_secret_file_that_is_no_text_shows_nothing_of_it(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"xoxb\xff\xfe")
    with pytest.raises(SecretError) as caught:
        Secret(file=file).reveal()
    assert "xoxb" not in str(caught.value) and caught.value.__cause__ is None


def test_a_secret_prints_as_stars() -> None:
    secret = Secret(env="TOKEN")
    assert f"{secret} {secret!r} {[secret]}" == "*** *** [***]"


def test_settings_never_hold_a_secret_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGHUO_TEST_TOKEN", "xoxb-canary")
    loaded = loads(
        "brands: [{name: 甲}]\nintake: {token_env: FENGHUO_TEST_TOKEN}\n"
        "channels: [{name: duty, type: slack, channel: C, token_env: FENGHUO_TEST_TOKEN}]\n",
        Path("/x"),
    )
    shown = f"{loaded!r} {asdict(loaded.settings)} {[channel.model_dump() for channel in loaded.settings.channels]}"
    assert "canary" not in shown
    assert loaded.settings.intake.token and loaded.settings.intake.token.reveal() == "xoxb-canary"
