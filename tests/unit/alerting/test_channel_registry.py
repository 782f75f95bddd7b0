"""The configured channels are made by type, with people's ids and the house's clock and language."""

import io
from pathlib import Path
from typing import get_args

import pytest

from alerting.channels import BUILDERS, make_channel
from config.channels import ChannelSpec
from config.load import loads
from config.secret import SecretError
from domain.notice import Delivered, NoticeKind
from tests.contract.channel_samples import item, notice
from tests.loopback_slack import LoopbackSlack

CONFIGURED = """
timezone: Asia/Shanghai
brands: [{{name: 山茶茶饮}}]
people:
  - {{name: 示例值班, roles: [pr], slack: U0DUTY}}
  - {{name: 无号同事, roles: [legal]}}
channels:
  - {{name: duty, type: slack, token_env: FENGHUO_TEST_SLACK, channel: C0DUTY, base_url: "{url}"}}
  - {{name: screen, type: console}}
routes: {{default: [duty, screen], operations: [screen]}}
"""


def test_every_type_that_can_be_configured_can_be_made() -> None:
    written, _ = get_args(ChannelSpec)
    assert {get_args(spec.model_fields["type"].annotation)[0] for spec in get_args(written)} == set(BUILDERS)


def test_configured_channels_are_ready_to_send(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stream = io.StringIO()
    with LoopbackSlack() as slack:
        monkeypatch.setenv("FENGHUO_TEST_SLACK", slack.token)
        settings = loads(CONFIGURED.format(url=slack.url), tmp_path).settings
        channels = {spec.name: make_channel(spec, settings, stream) for spec in settings.channels}
        outcomes = [channel.send(item(notice(NoticeKind.CARD, name))) for name, channel in channels.items()]
        assert [channel.check() for channel in channels.values()] == [[], []]
        assert slack.messages[0].pings == ["U0DUTY"]
    assert list(channels) == ["duty", "screen"]
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert "⏰ 03:25 前" in stream.getvalue()


def test_a_missing_token_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FENGHUO_TEST_SLACK", raising=False)
    settings = loads(CONFIGURED.format(url="https://slack.com/api/"), tmp_path).settings
    with pytest.raises(SecretError, match="FENGHUO_TEST_SLACK"):
        make_channel(settings.channels[0], settings, io.StringIO())
