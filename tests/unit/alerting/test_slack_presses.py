"""What people press in Slack: signed lately by Slack, a verdict button of ours, or nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from alerting.channels.slack.card import card_blocks
from alerting.channels.slack.presses import Press, is_signed, read_press, verdict_buttons
from domain.verdict import Finding
from tests.contract.channel_samples import card
from tests.loopback_slack.rules import block_problems
from tests.unit.alerting.test_slack_card import ZONE

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
STAMP = "1531420618"
BODY = b"payload=%7B%22type%22%3A%22block_actions%22%7D"
SIGNATURE = str(SignatureVerifier(SECRET).generate_signature(timestamp=STAMP, body=BODY))
"""As Slack's own library has it."""

SENT = datetime.fromtimestamp(int(STAMP), UTC)


def pressed(**changes: object) -> bytes:
    action = {"action_id": "verdict:false_alarm", "value": "12", **changes}
    payload = {"type": "block_actions", "user": {"id": "U0DUTY"}, "actions": [action]}
    return urlencode({"payload": json.dumps(payload)}).encode()


def test_what_slack_signed_is_known_whichever_app_it_was() -> None:
    assert is_signed([SECRET], BODY, STAMP, SIGNATURE, SENT)
    assert is_signed(["another", SECRET], BODY, STAMP, SIGNATURE, SENT + timedelta(minutes=4))


@pytest.mark.parametrize(
    ("secrets", "body", "stamp", "signature", "minutes"),
    [
        (["another"], BODY, STAMP, SIGNATURE, 0),
        ([], BODY, STAMP, SIGNATURE, 0),
        ([SECRET], BODY + b"&x=1", STAMP, SIGNATURE, 0),
        ([SECRET], BODY, "1531420619", SIGNATURE, 0),
        ([SECRET], BODY, STAMP, "", 0),
        ([SECRET], BODY, STAMP, "v0=é", 0),
        ([SECRET], BODY, "", SIGNATURE, 0),
        ([SECRET], BODY, "9" * 40, SIGNATURE, 0),
        ([SECRET], BODY, STAMP, SIGNATURE, 6),
        ([SECRET], BODY, STAMP, SIGNATURE, -6),
    ],
)
def test_what_was_forged_changed_or_recorded_is_not(
    secrets: list[str], body: bytes, stamp: str, signature: str, minutes: int
) -> None:
    assert not is_signed(secrets, body, stamp, signature, SENT + timedelta(minutes=minutes))


@pytest.mark.parametrize("finding", Finding)
def test_each_button_of_a_card_reads_back_as_what_it_says(finding: Finding) -> None:
    buttons = {each["action_id"]: each for each in verdict_buttons(12, "zh")["elements"]}
    button = buttons[f"verdict:{finding.value}"]
    assert read_press(pressed(action_id=button["action_id"], value=button["value"])) == Press("U0DUTY", 12, finding)


@pytest.mark.parametrize(
    "body",
    [
        pressed(action_id="verdict:perhaps"),
        pressed(action_id="other:crisis"),
        pressed(value="twelve"),
        pressed(value="9" * 30),
        b"payload=%7B",
        b"payload=[]",
        b"",
        b"\xff",
        urlencode({"payload": json.dumps({"type": "view_submission", "user": {"id": "U"}, "actions": []})}).encode(),
    ],
)
def test_anything_else_that_is_pressed_is_left_alone(body: bytes) -> None:
    assert read_press(body) is None


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reading(body: bytes) -> None:
    assert read_press(body) is None


@pytest.mark.parametrize(("lang", "labels"), [("zh", ["真危机", "误报", "已知", "水军"]), ("en", ["Real crisis"])])
def test_the_buttons_stand_at_the_end_of_the_card_and_a_drill_has_none(lang: str, labels: list[str]) -> None:
    shown = card(lang=lang)
    blocks = card_blocks(shown, ZONE, buttons=True)
    said = [each["text"]["text"] for each in blocks[-1]["elements"]]
    assert (blocks[-1]["type"], said[: len(labels)], len(said)) == ("actions", labels, 4)
    assert block_problems(blocks) == []
    assert card_blocks(shown, ZONE)[-1]["type"] != "actions"
    assert card_blocks(replace(shown, drill=True), ZONE, buttons=True)[-1]["type"] != "actions"
