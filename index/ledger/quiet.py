"""Silences, each with its audit link, and notices that were held back."""

import dataclasses
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from domain.errors import NotFoundError
from domain.notice import RINGING, Notice
from domain.quiet import Hold, Silence, Suppressed, Why
from index.ledger import audit
from index.ledger.documents import dump, load, write_json
from index.ledger.moments import from_us, to_us

_HELD = "SELECT id, body, why, about, review, at, told FROM suppressed"


class Quieting:
    """Keeps ``index.ports.Quieting``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, silence: Silence) -> Silence:
        """Record a silence; return it with its number."""
        cursor = self._connection.execute("INSERT INTO silence (until, body) VALUES (?, '')", (to_us(silence.until),))
        assert cursor.lastrowid is not None
        added = dataclasses.replace(silence, id=cursor.lastrowid)
        self._write(added, 0)
        return added

    def end(self, silence: int, person: str, now: datetime) -> Silence:
        """End a silence early; what it held is decided again at once. NotFoundError if there is none in force."""
        found = next((each for each in self.silences(at=now) if each.id == silence), None)
        if found is None:
            raise NotFoundError(f"No silence {silence} is in force; list them to see those that are.")
        ended = dataclasses.replace(found, ended_at=now, ended_by=person)
        self._write(ended, 1)
        self._connection.execute(
            "UPDATE suppressed SET review = ? WHERE why = ? AND about = ? AND told = ''",
            (to_us(now), Why.SILENCE.value, silence),
        )
        return ended

    def silences(self, *, at: datetime | None = None) -> Sequence[Silence]:
        """Return silences, newest first: all, or those in force at an instant."""
        where, values = ("WHERE until > ?", (to_us(at),)) if at is not None else ("", ())
        rows = self._connection.execute(f"SELECT body FROM silence {where} ORDER BY id DESC", values)
        found = [load(Silence, body) for (body,) in rows]
        return found if at is None else [each for each in found if each.holds_at(at)]

    def hold(self, held: Sequence[Suppressed]) -> None:
        """Keep notices that are held back; a key that is kept already stays as it is."""
        self._connection.executemany(
            "INSERT INTO suppressed (key, incident, why, about, review, at, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING",
            [
                (
                    *(each.notice.key, each.notice.incident, each.hold.why.value, each.hold.about),
                    *(to_us(each.hold.review_at), to_us(each.at), dump(each.notice)),
                )
                for each in held
            ],
        )

    def held(self, incident: int) -> Sequence[Suppressed]:
        """Return what is held of an incident and not told yet, oldest first."""
        rows = self._connection.execute(f"{_HELD} WHERE told = '' AND incident = ? ORDER BY id", (incident,))
        return [_suppressed(*row) for row in rows]

    def due(self, now: datetime) -> Sequence[Suppressed]:
        """Return what has to be decided again by now, oldest first."""
        rows = self._connection.execute(f"{_HELD} WHERE told = '' AND review <= ? ORDER BY id", (to_us(now),))
        return [_suppressed(*row) for row in rows]

    def next_review(self) -> datetime | None:
        """Return when something has to be decided again, None if nothing is held."""
        (review,) = self._connection.execute("SELECT min(review) FROM suppressed WHERE told = ''").fetchone()
        return None if review is None else from_us(review)

    def postpone(self, ids: Sequence[int], hold: Hold) -> None:
        """Hold on, for a reason that may be another one."""
        self._connection.executemany(
            "UPDATE suppressed SET why = ?, about = ?, review = ? WHERE id = ?",
            [(hold.why.value, hold.about, to_us(hold.review_at), number) for number in ids],
        )

    def settle(self, ids: Sequence[int], told: str) -> None:
        """Note the key of the notice that told what was held."""
        self._connection.executemany("UPDATE suppressed SET told = ? WHERE id = ?", [(told, number) for number in ids])

    def history(self, limit: int = 100) -> Sequence[Suppressed]:
        """Return what was ever held back, newest first."""
        rows = self._connection.execute(f"{_HELD} ORDER BY id DESC LIMIT ?", (limit,))
        return [_suppressed(*row) for row in rows]

    def rung(self, channel: str, since: datetime) -> Sequence[datetime]:
        """Return when a channel was given ringing notices after an instant."""
        kinds = write_json([kind.value for kind in RINGING])
        rows = self._connection.execute(
            "SELECT due FROM outbox WHERE channel = ? AND due > ? AND kind IN (SELECT value FROM json_each(?))",
            (channel, to_us(since), kinds),
        )
        return [from_us(due) for (due,) in rows]

    def _write(self, silence: Silence, version: int) -> None:
        body = dump(silence)
        self._connection.execute("UPDATE silence SET body = ? WHERE id = ?", (body, silence.id))
        audit.record(self._connection, "silence", silence.id, version, [body])


def _suppressed(number: int, body: str, why: str, about: int, review: int, at: int, told: str) -> Suppressed:
    """Return what a row keeps."""
    return Suppressed(load(Notice, body), Hold(Why(why), from_us(review), about), from_us(at), told, number)
