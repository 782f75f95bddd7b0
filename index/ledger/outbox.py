"""Notices on their way to channels: each key once for ever, claimed for a while, settled by whoever holds the claim."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.errors import ConflictError
from domain.notice import Delivered, Notice, NoticeKind, OutboxItem, Outcome, Retry
from index.ledger.documents import dump, load, write_json
from index.ledger.moments import from_us, to_us

_SAME = "other.incident = outbox.incident AND other.channel = outbox.channel"
_READY = f"""(
    kind IN ('card', 'operations') OR NOT EXISTS (
        SELECT 1 FROM outbox AS other WHERE {_SAME} AND other.state = 'waiting' AND (
            other.kind = 'card'
            OR outbox.kind = 'edit' AND other.kind = 'edit' AND other.lease IS NOT NULL AND other.id < outbox.id
        )
    )
)"""
"""What belongs to an incident follows its card, and an edit the edit that is on its way."""

_CARD_REF = f"""coalesce((
    SELECT ref FROM outbox AS other WHERE {_SAME} AND other.incident != 0 AND other.state = 'delivered'
    AND other.kind IN ('card', 'edit') ORDER BY other.kind, other.id LIMIT 1
), '')"""
"""The ref of the incident's card on the channel, or of the edit that became the card where that was refused."""

_OF_CHANNELS = "channel IN (SELECT value FROM json_each(?))"


class Outbox:
    """Keeps ``index.ports.Outbox``. States: waiting; delivered, rejected and replaced are settled."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, notices: Sequence[Notice]) -> int:
        """Queue notices; a key that was ever queued is not queued again. A newer EDIT replaces a waiting older one."""
        return sum(self._put(notice) for notice in notices)

    def knows(self, key: str) -> bool:
        """Say whether a key was ever queued."""
        return self._connection.execute("SELECT 1 FROM outbox WHERE key = ?", (key,)).fetchone() is not None

    def claim(self, now: datetime, lease: timedelta, channels: Sequence[str], limit: int = 10) -> Sequence[OutboxItem]:
        """Take what is due and unclaimed (or whose lease ran out, then marked ambiguous), oldest first.

        What was claimed but never begun comes back as it was. What belongs to an incident waits until its card is
        delivered there, or is refused for good: then it goes without ``card_ref``, and the next edit that is delivered
        becomes the card.
        """
        at = to_us(now)
        rows = self._connection.execute(
            f"SELECT id FROM outbox WHERE state = 'waiting' AND {_OF_CHANNELS} AND due <= ? "
            f"AND (lease IS NULL OR lease <= ?) AND {_READY} ORDER BY id LIMIT ?",
            (write_json(list(channels)), at, at, limit),
        ).fetchall()
        self._connection.executemany(
            "UPDATE outbox SET claim = claim + 1, lease = ?, ambiguous = max(ambiguous, begun), begun = 0 WHERE id = ?",
            [(to_us(now + lease), number) for (number,) in rows],
        )
        return [self._item(number) for (number,) in rows]

    def begin(self, item: OutboxItem, now: datetime) -> None:
        """Note that sending starts now, so that a crash from here on is known to be ambiguous."""
        self._change(item, "begun = 1, attempts = attempts + 1, first_sent = coalesce(first_sent, ?)", (to_us(now),))

    def settle(self, item: OutboxItem, outcome: Outcome, now: datetime, retry_at: datetime | None = None) -> None:
        """Record what became of a claimed item; only the holder of the claim may."""
        if isinstance(outcome, Delivered):
            self._change(item, "state = 'delivered', ref = ?, lease = NULL", (outcome.ref,))
        elif isinstance(outcome, Retry):
            due = retry_at or now + timedelta(seconds=outcome.after or 0)
            self._change(
                item,
                "due = ?, ref = ?, ambiguous = max(ambiguous, ?), begun = 0, lease = NULL",
                (to_us(due), outcome.reason, outcome.ambiguous),
            )
            self._give_way(item.notice)
        else:
            self._change(item, "state = 'rejected', ref = ?, lease = NULL", (outcome.code,))

    def waiting(self) -> int:
        """Return how many notices are not settled."""
        (number,) = self._connection.execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()
        return int(number)

    def next_due(self, channels: Sequence[str] = ()) -> datetime | None:
        """Return when ``claim`` can next give a notice of these channels (none named = any), None if none waits."""
        chosen, values = (f"AND {_OF_CHANNELS}", (write_json(list(channels)),)) if channels else ("", ())
        (due,) = self._connection.execute(
            f"SELECT min(max(due, coalesce(lease, due))) FROM outbox WHERE state = 'waiting' AND {_READY} {chosen}",
            values,
        ).fetchone()
        return None if due is None else from_us(due)

    def history(self, *, incident: int | None = None, limit: int = 100) -> Sequence[tuple[Notice, str, str]]:
        """Return (notice, state, ref or reason), newest first."""
        where, values = ("WHERE incident = ?", (incident,)) if incident is not None else ("", ())
        rows = self._connection.execute(
            f"SELECT body, state, ref FROM outbox {where} ORDER BY id DESC LIMIT ?", (*values, limit)
        )
        return [(load(Notice, body), state, ref) for body, state, ref in rows]

    def _put(self, notice: Notice) -> int:
        if self.knows(notice.key):
            return 0
        if notice.kind is NoticeKind.EDIT:
            self._connection.execute(
                "UPDATE outbox INDEXED BY outbox_waiting_incident SET state = 'replaced', ref = ? "
                "WHERE incident = ? AND channel = ? AND kind = 'edit' "
                "AND state = 'waiting' AND lease IS NULL",
                (notice.key, notice.incident, notice.channel),
            )
        self._connection.execute(
            "INSERT INTO outbox (key, channel, kind, incident, body, due) VALUES (?, ?, ?, ?, ?, ?)",
            (notice.key, notice.channel, notice.kind.value, notice.incident, dump(notice), to_us(notice.at)),
        )
        return 1

    def _give_way(self, notice: Notice) -> None:
        """Drop an edit that has to be tried again when a newer one waits already."""
        self._connection.execute(
            "UPDATE outbox SET state = 'replaced' WHERE key = ? AND kind = 'edit' AND EXISTS ("
            f"SELECT 1 FROM outbox AS other WHERE {_SAME} AND other.kind = 'edit' AND other.id > outbox.id)",
            (notice.key,),
        )

    def _item(self, number: int) -> OutboxItem:
        body, attempts, ambiguous, first_sent, claim, card_ref = self._connection.execute(
            f"SELECT body, attempts, ambiguous, first_sent, claim, {_CARD_REF} FROM outbox WHERE id = ?", (number,)
        ).fetchone()
        return OutboxItem(
            id=number,
            notice=load(Notice, body),
            attempts=attempts,
            ambiguous=bool(ambiguous),
            first_sent_at=None if first_sent is None else from_us(first_sent),
            card_ref=card_ref,
            claim=claim,
        )

    def _change(self, item: OutboxItem, change: str, values: tuple[Any, ...]) -> None:
        held = self._connection.execute(
            f"UPDATE outbox SET {change} WHERE id = ? AND claim = ? AND state = 'waiting' AND lease IS NOT NULL",
            (*values, item.id, item.claim),
        ).rowcount
        if not held:
            raise ConflictError(f"The claim on notice {item.notice.key} ran out and somebody else has it now.")
