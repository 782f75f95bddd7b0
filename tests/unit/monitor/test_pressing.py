"""The door for what is pressed in chat is open only where a signing secret is set."""

import urllib.error
import urllib.request

import pytest

from monitor.appender import Appender
from monitor.web import WebServer
from monitor.wiring import open_monitor
from tests.unit.monitor.commands import CONFIGURATION, CommandLine

SLACK = CONFIGURATION.replace(
    "  - {name: screen, type: console}\n",
    "  - {name: screen, type: console}\n"
    "  - {name: duty, type: slack, token_env: FH_TOKEN, channel: C0DUTY, signing_secret_env: FH_SIGNING}\n",
)


def answer(port: int) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/actions", b"payload=%7B%7D")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 401
    return refused.value.read().decode()


@pytest.mark.parametrize(("secret", "opened"), [("s3cret", True), ("", False)])
def test_what_slack_did_not_sign_is_refused_and_without_a_secret_there_is_no_door(
    bare: CommandLine, monkeypatch: pytest.MonkeyPatch, secret: str, opened: bool
) -> None:
    monkeypatch.setenv("FH_SIGNING", secret)
    bare.configure(SLACK + "web: {listen: 127.0.0.1:0}\nintake: {token_env: FH_INTAKE, listen: 127.0.0.1:0}\n")
    with open_monitor(bare.folder) as monitor:
        server = WebServer(monitor, Appender(lambda arrivals: [], lambda: None))
        server.start()
        try:
            assert ("Slack did not sign" in answer(server.port)) == opened
        finally:
            server.close()


def test_a_signing_secret_that_is_not_set_is_doubted(bare: CommandLine) -> None:
    bare.configure(SLACK)
    assert "FH_SIGNING" in bare("check").out
