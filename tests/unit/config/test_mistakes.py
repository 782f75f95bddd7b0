"""One fixture file per mistake: its first lines say, word for word, what the loader must answer."""

from pathlib import Path
from string import Formatter

import pytest

from config.load import load, loads
from config.phrases import PHRASES
from domain.errors import ConfigError, Mistake

FIXTURES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))
EXPECT = "# expect: "


def expected(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]


def mistakes(written: str) -> list[Mistake]:
    with pytest.raises(ConfigError) as caught:
        loads(written, Path("/nowhere"))
    return caught.value.mistakes


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_mistake_is_told_with_file_line_field_and_what_is_allowed(file: Path) -> None:
    assert expected(file)
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert [str(mistake) for mistake in caught.value.mistakes] == expected(file)


def test_mistakes_are_told_in_chinese_unless_the_file_is_english() -> None:
    (mistake,) = mistakes("brands: [{name: 山茶茶饮}]\nlevels: fuor\n")
    assert str(mistake) == "fenghuo.yaml:2: levels: “fuor” 不可用, 是否指 four？可用：four、three"


def test_a_folder_without_a_configuration_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert "fenghuo init" in str(caught.value)


def test_a_mistake_of_one_section_hides_no_mistake_of_another() -> None:
    found = mistakes("brands: [{name: A, alias: [x]}]\nroutes: {default: [duty]}\ntopics: [{name: t, query: '(x'}]\n")
    assert [mistake.field for mistake in found] == ["brands[0].alias", "routes.default[0]", "topics[0].query"]


@pytest.mark.parametrize(
    "written",
    [
        "channels: [{name: d, type: slack, channel: C, token: xoxb-S3CRET}]",
        "channels: [{name: d, type: slack, channel: C, token_env: S3CRET-}]",
        "channels: [{name: d, type: slack, channel: C, token_env: A, base_url: 'http://me:S3CRET@x/'}]",
        "channels: [{name: d, type: slack, channel: C, token_env: A, base_url: 'htp://me:S3CRET@x/'}]",
        "intake: {token_env: [S3CRET]}",
        "intake: xoxb-S3CRET",
        "timezone: xoxb-S3CRET",
    ],
)
def test_no_mistake_repeats_what_may_be_a_secret(written: str) -> None:
    assert "S3CRET" not in "\n".join(str(mistake) for mistake in mistakes(f"brands: [{{name: A}}]\n{written}\n"))


@pytest.mark.parametrize("code", PHRASES)
def test_both_languages_say_the_same_things(code: str) -> None:
    zh, en = PHRASES[code]
    gaps = [{name for _, name, _, _ in Formatter().parse("".join(phrase)) if name} for phrase in (zh, en)]
    assert gaps[0] == gaps[1]
    assert all(zh) or code == "lint"


def test_a_long_value_is_cut_in_the_message() -> None:
    (mistake,) = mistakes(f"brands: [{{name: A}}]\ntimezone: {'x' * 500}\n")
    assert len(str(mistake)) < 150
