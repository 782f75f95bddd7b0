"""Delivery: from the outbox to the channels. Each notice is seen once, whatever crashes, lags or answers nonsense.

claim and begin (committed before anything is sent) → send (outside every transaction) → settle. A notice that may be
there already is looked for first. No step sleeps: whoever calls is told when to come back.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zlib import crc32

from alerting.channels.base import Channel, Sighting
from alerting.delivery_reports import refused, stalled
from domain.errors import ConflictError
from domain.notice import Delivered, Notice, OutboxItem, Outcome, RejectedByChannel, Retry
from index.ports import Ledger

LEASE = timedelta(seconds=60)
"""How long a claim holds after its holder died; longer than one send with its time-out takes."""

LOOK_AFTER = timedelta(seconds=5)
"""How long an unclear send is left alone before it is looked for, so that the channel's own history has it."""

LONGEST_BACK_OFF = timedelta(minutes=15)
"""The longest wait between two tries that the channel did not ask for itself."""

TELL_AFTER = timedelta(minutes=1)
"""How late a notice gets before operations hears that its channel does not take it."""

MOST_IN_A_ROUND = 20
"""Notices sent to one channel before its caller may look at something else."""

log = logging.getLogger("fenghuo.delivery")


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of delivery did; ``come_back`` is when the next one makes sense, None if nothing waits."""

    delivered: int = 0
    retried: int = 0
    refused: int = 0
    come_back: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Carries notices to the configured channels; one of it per process.

    ``operations`` names the channels that hear of delivery's own troubles. ``free_at`` keeps when each channel may be
    used again: its own pace, or the wait it asked for; forgotten on restart, as the channel would ask again. Every
    channel may be driven by a thread of its own through ``deliver_channel``.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    operations: Sequence[str] = ()
    lang: str = "zh"
    free_at: dict[str, datetime] = field(default_factory=dict)

    def deliver_due(self, now: datetime) -> Round:
        """Deliver what is due on every channel, one channel after the other."""
        rounds = [self.deliver_channel(name, now) for name in self.channels]
        return Round(
            delivered=sum(each.delivered for each in rounds),
            retried=sum(each.retried for each in rounds),
            refused=sum(each.refused for each in rounds),
            come_back=min((each.come_back for each in rounds if each.come_back), default=None),
        )

    def deliver_channel(self, name: str, now: datetime) -> Round:
        """Deliver what is due on one channel, as far as its pace allows."""
        outcomes: list[Outcome] = []
        while (come_back := self._come_back(name, now)) == now and len(outcomes) < MOST_IN_A_ROUND:
            item = self._claim(name, now)
            if item is None:
                break
            outcomes.append(self._deliver(self.channels[name], item, now))
        return Round(
            delivered=sum(isinstance(outcome, Delivered) for outcome in outcomes),
            retried=sum(isinstance(outcome, Retry) for outcome in outcomes),
            refused=sum(isinstance(outcome, RejectedByChannel) for outcome in outcomes),
            come_back=come_back,
        )

    def _claim(self, name: str, now: datetime) -> OutboxItem | None:
        """Take the next notice; one that is sent without being looked for is begun in the same transaction."""
        with self.ledger.write() as transaction:
            claimed = transaction.outbox.claim(now, LEASE, [name], limit=1)
            for item in claimed:
                if not item.ambiguous:
                    transaction.outbox.begin(item, now)
        return next(iter(claimed), None)

    def _deliver(self, channel: Channel, item: OutboxItem, now: datetime) -> Outcome:
        try:
            outcome = self._attempt(channel, item, now)
            after = outcome.after if isinstance(outcome, Retry) else None
            self.free_at[channel.name] = now + max(channel.limits.spacing, timedelta(seconds=after or 0))
            self._settle(item, outcome, now)
        except ConflictError:
            log.warning("Notice %s was taken over by another process while it was being sent.", item.notice.key)
            return Retry("claim_lost", ambiguous=True)
        return outcome

    def _attempt(self, channel: Channel, item: OutboxItem, now: datetime) -> Outcome:
        try:
            if item.ambiguous:
                seen = channel.reconcile(item, now)
                if isinstance(seen, Delivered | Retry):
                    return seen
                item = replace(item, ambiguous=seen is Sighting.UNKNOWN)
                with self.ledger.write() as transaction:
                    transaction.outbox.begin(item, now)
            return channel.send(item)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.exception("Notice %s could not be handled by channel %s.", item.notice.key, channel.name)
            return Retry(type(error).__name__, ambiguous=True)

    def _settle(self, item: OutboxItem, outcome: Outcome, now: datetime) -> None:
        again = next_try(item, outcome, now) if isinstance(outcome, Retry) else None
        reports = self._reports(item, outcome, again, now)
        with self.ledger.write() as transaction:
            transaction.outbox.settle(item, outcome, now, again)
            transaction.outbox.put(reports)

    def _reports(self, item: OutboxItem, outcome: Outcome, again: datetime | None, now: datetime) -> list[Notice]:
        """Return what operations has to hear, on every channel of theirs but the one in trouble."""
        if isinstance(outcome, RejectedByChannel):
            report = refused(item.notice, outcome.code, now, self.lang)
        elif isinstance(outcome, Retry) and again and again - (item.first_sent_at or now) >= TELL_AFTER:
            report = stalled(item.notice, outcome.reason, now, self.lang)
        else:
            return []
        heard_by = [name for name in self.operations if name != item.notice.channel and name in self.channels]
        if not heard_by:
            log.error("%s", report.text)
        return [replace(report, key=f"{report.key}@{name}", channel=name) for name in heard_by]

    def _come_back(self, name: str, now: datetime) -> datetime | None:
        with self.ledger.read() as view:
            due = view.outbox.next_due([name])
        return max(due, self.free_at.get(name, now), now) if due else None


def next_try(item: OutboxItem, retry: Retry, now: datetime) -> datetime:
    """Return when an item is tried again: when the channel asked for it, else backing off, never before it can help."""
    again = retry_at(item.attempts + 1, now, retry.after, item.notice.key)
    return max(again, now + LOOK_AFTER) if retry.ambiguous else again


def retry_at(failures: int, now: datetime, after: float | None = None, seed: str = "") -> datetime:
    """Return when to try again after so many failures: ``after`` seconds if named, else 2, 4, 8 … s up to 15 min.

    The wait varies by ± 25 % with ``seed``, the same on every run, so that what failed together does not come together.
    """
    if after is not None:
        return now + timedelta(seconds=max(after, 1.0))
    share = crc32(f"{seed}#{failures}".encode()) / 2**32
    seconds = 2.0 ** min(failures, 16) * (0.75 + share / 2)
    return now + min(timedelta(seconds=seconds), LONGEST_BACK_OFF)
