"""Where each field and number of a panel stands: in the ledger as SQL, in the library as a field of its documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.panels.panel import Data, Field, Number

MAX_REACH = 10**12
"""That of ``index.ledger.entries``: what a page claims beyond it is cut."""


@dataclass(frozen=True, slots=True)
class Place:
    """One field's place: an SQL expression and an Elasticsearch field.

    ``each`` is the JSON array of which a row may have several values; the expression then reads ``value``.
    ``absent`` is the value that stands for none; "" leaves what has none out of a split.
    """

    sql: str
    elastic: str
    each: str = ""
    absent: str = ""


WAITING = "waiting"
"""The tone of what the scorer has not reached yet."""

NONE = "none"
"""The value of what has none, where that is worth showing."""

_TONE = (
    "CASE WHEN x.sentiment IS NULL THEN 'waiting' ELSE coalesce(json_extract(x.sentiment, '$.tone'), 'unscorable') END"
)
_EMOTION = "CASE WHEN x.sentiment IS NULL THEN '' ELSE coalesce(json_extract(x.sentiment, '$.emotion'), '中性') END"
_REACH = f"max(0, min(coalesce(json_extract(x.body, '$.views'), json_extract(x.body, '$.followers'), 0), {MAX_REACH}))"


def _in_body(name: str, elastic: str, absent: str = "") -> Place:
    return Place(f"coalesce(nullif(json_extract(x.body, '$.{name}'), ''), '{absent}')", elastic, absent=absent)


FIELDS: Mapping[Data, Mapping[Field, Place]] = {
    Data.MENTIONS: {
        Field.BRAND: Place(
            "CASE WHEN json_extract(value, '$.topic') LIKE 'brand:%' "
            "THEN substr(json_extract(value, '$.topic'), 7) ELSE '' END",
            "brand.name",
            each="x.hits",
        ),
        Field.TONE: Place(_TONE, "sentiment.tone", absent=WAITING),
        Field.EMOTION: Place(_EMOTION, "sentiment.emotion"),
        Field.SOURCE: _in_body("source", "mention.source"),
        Field.PLATFORM: _in_body("platform", "mention.platform", NONE),
        Field.KIND: _in_body("kind", "mention.kind"),
        Field.REGION: _in_body("region", "mention.region"),
        Field.AUTHOR: _in_body("author", "mention.author"),
        Field.CATEGORY: Place("json_extract(value, '$.category')", "mention.categories", each="x.risks"),
        Field.FAMILY: Place("cast(x.family AS TEXT)", "mention.family"),
    },
    Data.SIGNALS: {
        Field.BRAND: _in_body("brand", "brand.name"),
        Field.RULE: _in_body("rule", "crisis.rule"),
        Field.CATEGORY: Place("coalesce(nullif(json_extract(x.body, '$.category'), ''), 'other')", "crisis.category"),
        Field.LEVEL: _in_body("level", "crisis.level", NONE),
    },
    Data.INCIDENTS: {
        Field.BRAND: _in_body("brand", "brand.name"),
        Field.CATEGORY: _in_body("category", "crisis.category"),
        Field.LEVEL: _in_body("level", "crisis.level"),
        Field.STATE: Place("coalesce(json_extract(x.body, '$.state'), 'detected')", "crisis.state"),
    },
}

_DETECTED = "json_extract(x.body, '$.detected_at')"
_MINUTES = "(julianday({}) - julianday({})) * 1440"
_FIRST_HEARD = "(SELECT min(m.event) FROM evidence AS e JOIN mention AS m ON m.id = e.mention WHERE e.incident = x.id)"
_FIRST_TAKEN = (
    "(SELECT min(json_extract(body, '$.at')) FROM timeline "
    "WHERE incident = x.id AND json_extract(body, '$.kind') = 'acknowledged')"
)
_DETECT_MINUTES = f"max(0, ((julianday({_DETECTED}) - 2440587.5) * 86400 - {_FIRST_HEARD} / 1e6) / 60)"
_KEPT = (
    "(SELECT count(*) FROM json_each(x.body, '$.steps') WHERE json_extract(value, '$.state') = 'done' "
    "AND julianday(json_extract(value, '$.settled_at')) <= julianday(json_extract(value, '$.due_at')))"
)
_MISSED = "(SELECT count(*) FROM timeline WHERE incident = x.id AND json_extract(body, '$.kind') = 'deadline_passed')"

NUMBERS: Mapping[Data, Mapping[Number, Place]] = {
    Data.MENTIONS: {
        Number.TIME: Place("x.event / 1000", "@timestamp"),
        Number.REACH: Place(_REACH, "mention.reach"),
    },
    Data.SIGNALS: {},
    Data.INCIDENTS: {
        Number.DETECT_MINUTES: Place(_DETECT_MINUTES, "crisis.detect_minutes"),
        Number.ACKNOWLEDGE_MINUTES: Place(_MINUTES.format(_FIRST_TAKEN, _DETECTED), "crisis.acknowledge_minutes"),
        Number.DEADLINES_KEPT: Place(_KEPT, "crisis.deadlines_kept"),
        Number.DEADLINES_MISSED: Place(_MISSED, "crisis.deadlines_missed"),
    },
}

_MICROSECONDS = "cast(round((julianday(json_extract(x.body, '$.{}')) - 2440587.5) * 86400e6) AS INTEGER)"

TABLES: Mapping[Data, tuple[str, str]] = {
    Data.MENTIONS: ("mention", "x.event"),
    Data.SIGNALS: ("signal", _MICROSECONDS.format("fired_at")),
    Data.INCIDENTS: ("incident", _MICROSECONDS.format("detected_at")),
}
"""Noun → its table, and its time in microseconds since 1970."""

TIMESTAMP = "@timestamp"
"""The time of every noun in the library: event, firing, detection."""
