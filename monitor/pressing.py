"""Buttons pressed in chat: a verdict is given as the command gives it, by the person whose Slack id pressed."""

from collections.abc import Sequence

from alerting.channels.slack.presses import is_signed, read_press
from config.channels import SlackChannel
from config.settings import Settings
from domain.errors import NotFoundError
from monitor.language import say
from monitor.verdicts import give
from monitor.wiring import Monitor


def signing_secrets(settings: Settings) -> list[str]:
    """Return the signing secrets of all Slack apps that can be read, each once."""
    kept = (each.signing_secret for each in settings.channels if isinstance(each, SlackChannel))
    return list(dict.fromkeys(secret.reveal() for secret in kept if secret is not None and secret.is_set()))


def take_press(monitor: Monitor, secrets: Sequence[str], body: bytes, timestamp: str, signature: str) -> bool:
    """Record the verdict that a press in Slack gives; presses of anything else are left alone.

    Returns False for what Slack did not sign, or not lately. NotFoundError where the incident or the person is unknown.
    """
    if not is_signed(secrets, body, timestamp, signature, monitor.clock.now()):
        return False
    press = read_press(body)
    if press is None:
        return True
    person = next((each for each in monitor.settings.people if each.chat.get("slack") == press.user), None)
    if person is None:
        raise NotFoundError(
            say(
                f"Slack 用户 {press.user} 不在 people: 中，结论没有记录；请给此人写上 slack: {press.user}。",
                f"Slack user {press.user} is nobody of people:, so the verdict was not recorded; write slack: "
                f"{press.user} at that person.",
            )
        )
    give(monitor, str(press.incident), press.finding, person.name, "")
    return True
