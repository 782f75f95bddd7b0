"""Verdicts pressed on the card: by who is known, as the command gives them, and told where the card stands."""

import hmac
import json
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from dashboard.app import web_app
from dashboard.presses import PressEndpoint
from monitor.pressing import signing_secrets, take_press
from monitor.verdicts import precision_rows
from tests.story.texts import SCANDAL
from tests.story.world import SIGNING_ENV, World

SECRET = "8f742231b10e8888"


@pytest.fixture
def pressable(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A house whose Slack app has a signing secret, and one incident."""
    monkeypatch.setenv(SIGNING_ENV, SECRET)
    world.restart()
    world.flood(SCANDAL, 4)
    return world


def press(world: World, user: str, finding: str, incident: int = 1, secret: str = SECRET) -> int:
    """Press a button as Slack sends it; return the status of the answer."""
    action = {"action_id": f"verdict:{finding}", "block_id": "verdict", "value": str(incident)}
    payload = {"type": "block_actions", "user": {"id": user}, "actions": [action]}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(world.clock.now().timestamp()))
    signature = "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, sha256).hexdigest()
    secrets = signing_secrets(world.monitor.settings)
    endpoint = PressEndpoint(lambda *sent: take_press(world.monitor, secrets, *sent))
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    answer = TestClient(web_app(None, None, None, endpoint)).post("/slack/actions", content=body, headers=headers)
    world.settle()
    return answer.status_code


def test_a_verdict_that_is_pressed_is_the_one_that_the_command_gives(pressable: World) -> None:
    [card] = pressable.cards
    assert card.blocks[-1]["type"] == "actions"
    assert press(pressable, "U0LEGAL", "false_alarm") == 200
    with pressable.monitor.ledger.read() as view:
        [verdict] = view.verdicts.all()
        entry = view.incidents.timeline(1)[-1]
    assert (verdict.finding, verdict.incident, verdict.person) == ("false_alarm", 1, "示例法务")
    assert (entry.kind, entry.actor) == ("verdict", "示例法务")
    assert any("示例法务 的结论：误报" in line for line in pressable.quiet_lines(card))
    assert all(row["false_alarm"] == 1 for row in precision_rows(pressable.monitor))


def test_who_is_unknown_or_not_slack_gives_no_verdict(pressable: World) -> None:
    assert press(pressable, "U0NOBODY", "crisis") == 404
    assert press(pressable, "U0DUTY", "crisis", incident=9) == 404
    assert press(pressable, "U0DUTY", "crisis", secret="guessed") == 401
    assert press(pressable, "U0DUTY", "perhaps") == 200
    assert precision_rows(pressable.monitor) == []


def test_without_a_signing_secret_a_card_has_no_buttons(world: World) -> None:
    world.flood(SCANDAL, 4)
    assert "actions" not in {block["type"] for card in world.cards for block in card.blocks}
    assert signing_secrets(world.monitor.settings) == []
