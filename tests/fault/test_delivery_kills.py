"""kill -9 around a send: after the restart every card and every ring is seen exactly once."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.clock import VirtualClock
from domain.notice import Notice, NoticeKind
from index.ledger import open_ledger
from tests.contract.channel_samples import NOW, notice
from tests.loopback_slack import Fault, LoopbackSlack, stays_silent
from tests.shared import ROOT

pytestmark = pytest.mark.kill

ROUNDS = 10
LONGEST_LIFE = 0.15
"""Seconds a child lives after it is ready: about what it needs for the notices of one round."""


@dataclass
class House:
    """A ledger on disk and the Slack that its deliverers post to, whose clock is ahead of all of theirs."""

    path: Path
    slack: LoopbackSlack
    now: datetime = NOW

    def queue(self, *notices: Notice) -> None:
        ledger = open_ledger(self.path)
        with ledger.write() as transaction:
            transaction.outbox.put(notices)
        ledger.close()

    def deliverer(self) -> subprocess.Popen[str]:
        """Start a process that delivers, ten minutes after the last one, and wait until it is about to."""
        self.now += timedelta(minutes=10)
        arguments = [str(self.path), self.slack.url, self.slack.token, self.now.isoformat()]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.delivering_child", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def run_to_the_end(self) -> None:
        assert self.deliverer().wait(30) == 0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with LoopbackSlack(clock=VirtualClock(NOW + timedelta(days=1))) as slack:
        yield House(tmp_path / "ledger.db", slack)


def case(incident: int) -> list[Notice]:
    kinds = (NoticeKind.CARD, NoticeKind.RAISED)
    return [replace(notice(kind), incident=incident, key=f"{incident}:{kind}@duty") for kind in kinds]


def killed(process: subprocess.Popen[str], after: float = 0.0) -> bool:
    """Kill a process some seconds from now; return whether it was still at work."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def test_killed_at_random_moments_every_card_and_ring_is_seen_once(house: House) -> None:
    chance = random.Random(7141)
    house.slack.latency = 0.01
    interrupted = 0
    for incident in range(1, ROUNDS + 1):
        house.queue(*case(incident))
        interrupted += killed(house.deliverer(), chance.uniform(0, LONGEST_LIFE))
    house.run_to_the_end()
    everything = [each.key for incident in range(1, ROUNDS + 1) for each in case(incident)]
    assert sorted(house.slack.keys()) == sorted(everything)
    assert "可能重复" not in "".join(house.slack.visible())
    assert interrupted >= ROUNDS // 3


@pytest.mark.parametrize("fault", [stays_silent(acts=True), stays_silent(acts=False)], ids=["posted", "not posted"])
def test_killed_while_slack_has_the_request_the_card_is_seen_once(house: House, fault: Fault) -> None:
    house.queue(*case(1))
    house.slack.fail_next(fault, method="chat.postMessage")
    process = house.deliverer()
    house.slack.wait_for_requests(1)
    assert killed(process)
    house.run_to_the_end()
    assert house.slack.keys() == [each.key for each in case(1)]
    assert [message.broadcast for message in house.slack.messages] == [False, True]
