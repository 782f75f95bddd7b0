"""Tones that come later than their mention: from the scorer, or from a person."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.errors import NotFoundError
from domain.mention import StoredMention
from domain.sentiment import Sentiment
from index.ledger import toned
from index.ledger.documents import dump, write_json
from index.ledger.entries import tone_of
from index.ledger.moments import to_us
from index.ledger.recent import Recent
from index.ledger.tally import Tally, next_changes
from index.ledger.topics import TopicKeys


def settle(connection: sqlite3.Connection, recent: Recent, scores: Mapping[str, Sentiment], now: datetime) -> int:
    """Put scores by mention id and return how many changed; what a person corrected stays.

    A first score marks the topics, at the minute of a live mention, so that the windows it falls into are judged
    again. A new score in place of an old one moves the measures and marks nothing: a new model is no news, so it can
    neither open nor raise anything.
    """
    rows = connection.execute(
        "SELECT mention FROM correction WHERE mention IN (SELECT value FROM json_each(?))", (write_json(list(scores)),)
    )
    kept = {mention for (mention,) in rows}
    found = recent.by_ids(connection, list(scores))
    changed = [
        (each, scores[mention])
        for mention, each in found.items()
        if mention not in kept and each.sentiment != scores[mention]
    ]
    _put(connection, recent, changed, marks=lambda each: each.sentiment is None)
    for model in {score.model for each, score in changed if each.sentiment is None}:
        toned.note(connection, model, now)
    return len(changed)


def correct(
    connection: sqlite3.Connection, recent: Recent, mention: str, sentiment: Sentiment, actor: str, now: datetime
) -> None:
    """Replace a mention's tone by a person's and keep it as an example; NotFoundError if there is no such mention."""
    found = recent.by_ids(connection, [mention])
    if mention not in found:
        raise NotFoundError(f"There is no mention {mention}; search for it to see its id.")
    connection.execute(
        "INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)", (mention, to_us(now), actor, dump(sentiment))
    )
    _put(connection, recent, [(found[mention], sentiment)], marks=lambda each: True)


def _put(
    connection: sqlite3.Connection,
    recent: Recent,
    changed: Iterable[tuple[StoredMention, Sentiment]],
    marks: Callable[[StoredMention], bool],
) -> None:
    keys, tally, rows = TopicKeys(connection), Tally(), list[StoredMention]()
    for each, sentiment in changed:
        topics = {keys[hit.topic] for hit in each.hits}
        event = to_us(each.mention.event_time)
        tally.retone(topics, event, tone_of(each.sentiment), tone_of(sentiment))
        if marks(each):
            tally.mark(topics, event if each.mention.live else None)
        rows.append(replace(each, sentiment=sentiment))
    if not rows:
        return
    change = next_changes(connection, len(rows))
    numbered = list(enumerate(rows, start=change - len(rows) + 1))
    connection.executemany(
        "UPDATE mention SET sentiment = ?, change = ? WHERE seq = ?",
        [(dump(each.sentiment), number, each.seq) for number, each in numbered],
    )
    for number, each in numbered:
        recent.keep(number, each)
    tally.write(connection, change)
