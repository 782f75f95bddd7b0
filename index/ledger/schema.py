"""The ledger's schema as numbered steps, and how a file comes to the newest of them."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from domain.errors import LedgerError, NewerSchemaError

APPLICATION_ID = 0x46454E47
"""Written into the file's header ("FENG"), so that another program's database is never mistaken for a ledger."""

Step = Sequence[str]

_MENTIONS: Step = (
    """CREATE TABLE mention (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        fingerprint TEXT,
        event INTEGER NOT NULL,
        live INTEGER NOT NULL,
        family INTEGER NOT NULL,
        novel INTEGER NOT NULL,
        change INTEGER NOT NULL,
        body TEXT NOT NULL,
        hits TEXT NOT NULL,
        risks TEXT NOT NULL,
        sentiment TEXT
    )""",
    "CREATE UNIQUE INDEX mention_fingerprint ON mention(fingerprint) WHERE fingerprint IS NOT NULL",
    "CREATE INDEX mention_event ON mention(event)",
    "CREATE INDEX mention_change ON mention(change)",
    "CREATE INDEX mention_unscored ON mention(seq) WHERE sentiment IS NULL",
    """CREATE TABLE mention_topic (
        topic INTEGER NOT NULL, event INTEGER NOT NULL, seq INTEGER NOT NULL,
        family INTEGER NOT NULL, author INTEGER NOT NULL, source INTEGER NOT NULL,
        reach INTEGER NOT NULL, risk TEXT NOT NULL,
        PRIMARY KEY (topic, event, seq)
    ) WITHOUT ROWID""",
    """CREATE VIRTUAL TABLE mention_words USING fts5(
        words, columnsize = 0, tokenize = "ascii"
    )""",
    "INSERT INTO mention_words (mention_words, rank) VALUES ('automerge', 8)",
    "CREATE TABLE unmatched (key INTEGER PRIMARY KEY, minute INTEGER NOT NULL)",
    "CREATE INDEX unmatched_minute ON unmatched(minute)",
    "CREATE TABLE removed (id TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX removed_change ON removed(change)",
    """CREATE TABLE correction (
        mention TEXT PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, sentiment TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE family (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event INTEGER NOT NULL, keys BLOB NOT NULL, sketch BLOB NOT NULL
    )""",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO counter VALUES ('change', 0)",
)

_MEASURES: Step = (
    """CREATE TABLE topic (
        key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, definition TEXT NOT NULL DEFAULT '',
        active INTEGER NOT NULL DEFAULT 0, cursor INTEGER NOT NULL DEFAULT 0, until INTEGER
    )""",
    """CREATE TABLE measure (
        topic INTEGER NOT NULL, minute INTEGER NOT NULL,
        mentions INTEGER NOT NULL, scored INTEGER NOT NULL, unscorable INTEGER NOT NULL,
        negative INTEGER NOT NULL, positive INTEGER NOT NULL, unsure INTEGER NOT NULL,
        complaints INTEGER NOT NULL, reach_sum INTEGER NOT NULL, reach_max INTEGER NOT NULL,
        PRIMARY KEY (topic, minute)
    ) WITHOUT ROWID""",
    """CREATE TABLE measure_risk (
        topic INTEGER NOT NULL, minute INTEGER NOT NULL, category TEXT NOT NULL, mentions INTEGER NOT NULL,
        PRIMARY KEY (topic, minute, category)
    ) WITHOUT ROWID""",
    """CREATE TABLE hour (
        topic INTEGER NOT NULL, hour INTEGER NOT NULL, mentions INTEGER NOT NULL, PRIMARY KEY (topic, hour)
    ) WITHOUT ROWID""",
    """CREATE TABLE voices (
        topic INTEGER NOT NULL, hour INTEGER NOT NULL, authors BLOB NOT NULL, sources BLOB NOT NULL,
        PRIMARY KEY (topic, hour)
    ) WITHOUT ROWID""",
    """CREATE TABLE outlet (
        topic INTEGER NOT NULL, source TEXT NOT NULL, first INTEGER NOT NULL, PRIMARY KEY (topic, source)
    ) WITHOUT ROWID""",
    "CREATE TABLE intake (hour INTEGER PRIMARY KEY, mentions INTEGER NOT NULL, polls INTEGER NOT NULL)",
    """CREATE TABLE mark (
        topic INTEGER PRIMARY KEY, first INTEGER, last INTEGER, since INTEGER NOT NULL, through INTEGER NOT NULL
    )""",
)

_CASES: Step = (
    """CREATE TABLE rule_state (
        rule TEXT NOT NULL, brand TEXT NOT NULL, next_due INTEGER, body TEXT NOT NULL, PRIMARY KEY (rule, brand)
    ) WITHOUT ROWID""",
    "CREATE INDEX rule_state_due ON rule_state(next_due) WHERE next_due IS NOT NULL",
    """CREATE TABLE signal (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, incident INTEGER NOT NULL, body TEXT NOT NULL
    )""",
    "CREATE INDEX signal_incident ON signal(incident)",
    """CREATE TABLE incident (
        id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL,
        brand TEXT NOT NULL, open INTEGER NOT NULL, closed INTEGER, body TEXT NOT NULL
    )""",
    "CREATE INDEX incident_open ON incident(brand) WHERE open",
    "CREATE INDEX incident_closed ON incident(closed) WHERE NOT open",
    """CREATE TABLE timeline (
        id INTEGER PRIMARY KEY AUTOINCREMENT, incident INTEGER NOT NULL REFERENCES incident(id), body TEXT NOT NULL
    )""",
    "CREATE INDEX timeline_incident ON timeline(incident)",
    """CREATE TABLE audit (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject INTEGER NOT NULL, version INTEGER NOT NULL,
        entry TEXT NOT NULL, previous TEXT NOT NULL, link TEXT NOT NULL
    )""",
    "CREATE UNIQUE INDEX audit_subject ON audit(kind, subject, version)",
    """CREATE TABLE deadline (
        incident INTEGER NOT NULL REFERENCES incident(id), key TEXT NOT NULL, kind TEXT NOT NULL,
        due INTEGER NOT NULL, about TEXT NOT NULL, PRIMARY KEY (incident, key)
    ) WITHOUT ROWID""",
    "CREATE INDEX deadline_due ON deadline(due)",
    """CREATE TABLE evidence (
        mention TEXT NOT NULL, incident INTEGER NOT NULL, PRIMARY KEY (mention, incident)
    ) WITHOUT ROWID""",
)

_DELIVERY: Step = (
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
        channel TEXT NOT NULL, kind TEXT NOT NULL, incident INTEGER NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting', due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        claim INTEGER NOT NULL DEFAULT 0, lease INTEGER, begun INTEGER NOT NULL DEFAULT 0,
        ambiguous INTEGER NOT NULL DEFAULT 0, first_sent INTEGER, ref TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX outbox_waiting ON outbox(channel, id) WHERE state = 'waiting'",
    "CREATE INDEX outbox_incident ON outbox(incident, channel, kind)",
    "CREATE TABLE source (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, digest TEXT NOT NULL UNIQUE, body TEXT NOT NULL
    )""",
    "CREATE TABLE approval (id INTEGER PRIMARY KEY, statement TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX approval_statement ON approval(statement)",
    "CREATE TABLE pull (id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX pull_incident ON pull(incident)",
    "CREATE TABLE progress (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

_COUNTED = "(SELECT value FROM counter WHERE name = 'change')"
_CATCH_UP = "UPDATE counter SET value = max(value, (SELECT coalesce(max(change), 0) FROM {})) WHERE name = 'change'"
_FEED: Step = (
    "ALTER TABLE removed ADD COLUMN event INTEGER",
    "ALTER TABLE removed ADD COLUMN erased INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE incident ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE signal ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
    f"UPDATE incident SET change = {_COUNTED} + id",
    _CATCH_UP.format("incident"),
    f"UPDATE signal SET change = {_COUNTED} + seq",
    _CATCH_UP.format("signal"),
    "CREATE INDEX incident_change ON incident(change)",
    "CREATE INDEX signal_change ON signal(change)",
)
"""One feed of changes for mentions, signals and incidents: what the library follows."""

_SUMMED = ("scored", "unscorable", "negative", "positive", "unsure", "complaints", "reach_sum")

_HOURS: Step = (
    *(f"ALTER TABLE hour ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0" for name in (*_SUMMED, "reach_max")),
    f"""UPDATE hour SET ({", ".join(_SUMMED)}, reach_max) = (
        SELECT {", ".join(f"coalesce(sum({name}), 0)" for name in _SUMMED)}, coalesce(max(reach_max), 0) FROM measure
        WHERE measure.topic = hour.topic AND minute BETWEEN 60 * hour AND 60 * hour + 59
    )""",
    """CREATE TABLE hour_risk (
        topic INTEGER NOT NULL, hour INTEGER NOT NULL, category TEXT NOT NULL, mentions INTEGER NOT NULL,
        PRIMARY KEY (topic, hour, category)
    ) WITHOUT ROWID""",
    """INSERT INTO hour_risk
        SELECT topic, minute / 60, category, sum(mentions) FROM measure_risk GROUP BY topic, minute / 60, category""",
    "CREATE INDEX mention_topic_family ON mention_topic(topic, family, event)",
    "CREATE INDEX mention_topic_risk ON mention_topic(topic, event, risk, reach) WHERE risk != ''",
)
"""What is counted of a topic, by the hour too: a day or a month is read from few rows. Rows of a family, of a risk."""

_VERDICTS: Step = (
    "CREATE TABLE verdict (id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX verdict_incident ON verdict(incident)",
    """CREATE TABLE family_matter (
        brand TEXT NOT NULL, family INTEGER NOT NULL, matter INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (brand, family)
    ) WITHOUT ROWID""",
    "CREATE INDEX family_matter_matter ON family_matter(brand, matter, seq)",
)
"""What people say of alarms, and which story line a text belongs to: ``seq`` is its first mention."""

_MATTER_ACTS: Step = ("CREATE TABLE matter_act (id INTEGER PRIMARY KEY, brand TEXT NOT NULL, body TEXT NOT NULL)",)

_QUIET: Step = (
    "CREATE TABLE silence (id INTEGER PRIMARY KEY AUTOINCREMENT, until INTEGER NOT NULL, body TEXT NOT NULL)",
    """CREATE TABLE suppressed (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, incident INTEGER NOT NULL, why TEXT NOT NULL,
        about INTEGER NOT NULL, review INTEGER NOT NULL, at INTEGER NOT NULL, told TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL
    )""",
    "CREATE INDEX suppressed_review ON suppressed(review) WHERE told = ''",
    "CREATE INDEX suppressed_incident ON suppressed(incident) WHERE told = ''",
    "CREATE INDEX outbox_due ON outbox(channel, due)",
)
"""Silences, and what was held back: ``review`` is when that is decided again, ``told`` what told it later."""

_MATTERS_OF: Step = ("CREATE INDEX family_matter_family ON family_matter(family)",)

_COVERED: Step = (
    "CREATE INDEX mention_version ON mention(seq, change)",
    "DROP INDEX mention_topic_family",
    "CREATE INDEX mention_topic_family ON mention_topic(topic, family, event, author, source)",
)
"""What every judging asks for, from indices alone: which version of a mention is stored, how far a text spread."""

_LATELY: Step = ("CREATE INDEX incident_lately ON incident(brand, closed) WHERE NOT open",)
"""What of a brand may be opened again is looked for at every judging, however many cases there ever were."""

_WAITING: Step = ("CREATE INDEX outbox_waiting_incident ON outbox(incident, channel, kind) WHERE state = 'waiting'",)
"""A newer edit takes the place of the one that waits, however many the incident had before."""

_FIRST: Step = (*_MENTIONS, *_MEASURES, *_CASES, *_DELIVERY)
STEPS: Sequence[Step] = (
    _FIRST,
    _FEED,
    _HOURS,
    _VERDICTS,
    _MATTER_ACTS,
    _QUIET,
    _MATTERS_OF,
    _COVERED,
    _LATELY,
    _WAITING,
)
"""Step n brings a ledger from version n to n + 1. A published step is never edited: a change is one more step."""


def migrate(connection: sqlite3.Connection, path: Path | None, steps: Sequence[Step] = STEPS) -> None:
    """Bring an opened file to the newest version, each step in one transaction, after a copy of a used file.

    The copy is ``<file>.v<old version>``.
    """
    version = refuse_foreign(connection, path, steps)
    for number in range(version, len(steps)):
        _take_step(connection, number, steps[number], path if number == version > 0 else None)


def refuse_foreign(connection: sqlite3.Connection, path: Path | None, steps: Sequence[Step] = STEPS) -> int:
    """Return the file's version; NewerSchemaError if it is newer than ``steps``, LedgerError if it isn't a ledger."""
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema) "
        "FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if application != APPLICATION_ID and (tables or application):
        raise LedgerError(f"{path} is a database of another program; choose another folder for the store.")
    if version > len(steps):
        raise NewerSchemaError(
            f"{path} has ledger version {version}, this Fenghuo knows up to version {len(steps)}; "
            "install the newer Fenghuo that wrote it, or restore a backup made by this one."
        )
    return int(version)


def _take_step(connection: sqlite3.Connection, number: int, step: Step, used: Path | None) -> None:
    """Take one step unless another process took it meanwhile; a ``used`` file is copied first."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == number:
            if used is not None:
                _copy(used, used.with_name(f"{used.name}.v{number}"))
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _copy(path: Path, target: Path) -> None:
    """Copy what is committed; the writer's own connection can't, inside its transaction."""
    source, copy = sqlite3.connect(path), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
