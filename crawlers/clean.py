"""From a row of raw keys, as feeds, files and pushes give it, to a mention: typed, dated, named by a stable id."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2b

import orjson

from config.settings import StaleAfter
from crawlers.dates import Placed, place
from crawlers.lines import Line, RowError, parse_row, plain, shown, tidy
from crawlers.values import read_brands, read_count, read_flag
from domain.mention import Json, Kind, Mention, Rejected, TimeFlag
from text.fold import fold
from text.language import language
from text.url import canonical_url

MOST_TEXT = 20_000
"""Characters of a text that are kept; the length it had is noted in ``extra["text_length"]``."""

MOST_EXTRA = 16_384
"""Bytes of JSON that unknown keys may take together; the names of those dropped are in ``extra["dropped_keys"]``."""

_SHORT, _LONG, _ADDRESS = 200, 500, 8000
_TELLING = 500
"""Characters that are enough to tell a language by its script."""

_KINDS = {kind.value: kind for kind in Kind} | {"post": Kind.SOCIAL, "repost": Kind.SOCIAL}
_COUNTS = ("followers", "views", "likes", "reposts", "comments")
_LINES = {
    "title": _LONG,
    "author": _SHORT,
    "source": _SHORT,
    "platform": _SHORT,
    "lang": _SHORT,
    "parent": _LONG,
    "region": _SHORT,
    "product": _SHORT,
    "id": _ADDRESS,
    "url": _ADDRESS,
}
KEYS = frozenset({"time", "text", "kind", "verified", "brands", *_COUNTS, *_LINES})
"""The keys with a meaning; any other is kept in ``extra``."""

_IDLE_FRAGMENT = re.compile(
    r"|top|main|content|article|rss|feed|comments?|respond|reply|more-\d+|[^/!][^=]*=.*", re.IGNORECASE
)
"""Fragments that say how the reader came or where to scroll, not which text is meant."""

_SHARING = (Kind.COMMENT, Kind.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of all rows of one source, import or push.

    ``name`` is the source of rows that name none, ``label`` tells the quarantine where a row stood. ``live`` overrides
    how old a mention may be and still alarm. ``dedup_by_text``: the same text of the same source is the same mention
    even without an author. ``strict`` rows must state a readable time and a text; others count at their arrival.
    """

    name: str
    label: str
    timezone: tzinfo
    kind: Kind = Kind.SOCIAL
    platform: str = ""
    live: bool | None = None
    stale_after: StaleAfter = field(default_factory=lambda: StaleAfter(timedelta(hours=48)))
    dedup_by_text: bool = False
    strict: bool = True


def clean(
    row: Mapping[str, object], origin: Origin, arrived: datetime, *, line: int = 0, raw: bytes = b""
) -> Mention | Rejected:
    """Return the mention that a row states, or why it can't be taken. ``raw`` is the row as it was written."""
    try:
        return _mention(row, origin, arrived)
    except RowError as error:
        written = (raw or orjson.dumps(plain(row))).decode("utf-8-sig").strip()
        return Rejected(origin.label, line, error.field, error.reason, written)


def clean_line(line: Line, origin: Origin, arrived: datetime) -> Mention | Rejected | None:
    """Return what a line states, or why it can't be taken; None for a blank one."""
    try:
        row = parse_row(line)
    except RowError as error:
        return Rejected(origin.label, line.number, error.field, error.reason, shown(line))
    return None if row is None else clean(row, origin, arrived, line=line.number, raw=line.data)


def _mention(row: Mapping[str, object], origin: Origin, arrived: datetime) -> Mention:
    lines = {key: _line(row, key, most) if key in row else "" for key, most in _LINES.items()}
    url = canonical_url(lines["url"]) if lines["url"] else ""
    kind, extra = _kind(row, origin), _extra(row, url)
    text = _text(row, lines["title"], origin)
    if len(text) > MOST_TEXT:
        extra["text_length"] = len(text)
        text = text[:MOST_TEXT]
    placed = _placed(row, origin, arrived)
    source, author = lines["source"] or origin.name, lines["author"]
    whole = text if text.startswith(lines["title"]) else f"{lines['title']}\n{text}".rstrip()
    counts = {key: read_count(row[key], key, extra) for key in _COUNTS if key in row}
    return Mention(
        id=_id(lines, kind, source, url, placed, text),
        text=text,
        source=source,
        kind=kind,
        event_time=placed.at,
        arrived_at=arrived,
        live=arrived - placed.at <= origin.stale_after.of(kind) if origin.live is None else origin.live,
        fingerprint=_digest(source, author, fold(whole)) if author or origin.dedup_by_text else "",
        stated_time=placed.stated,
        time_flag=placed.flag,
        title=lines["title"],
        url=lines["url"] if url else "",
        author=author,
        platform=lines["platform"] or origin.platform,
        lang=lines["lang"] or language(whole[:_TELLING]),
        verified=read_flag(row.get("verified"), "verified", extra),
        parent=lines["parent"],
        region=lines["region"],
        product=lines["product"],
        brands=read_brands(row.get("brands")),
        extra=extra,
        **counts,
    )


def _id(lines: Mapping[str, str], kind: Kind, source: str, url: str, placed: Placed, text: str) -> str:
    """Return the id: of the page, else of the id given, else of everything that tells it from another.

    Comments and reviews share the page they stand on, so theirs needs the id given as well. Of 60 real feeds three
    tell their items apart by nothing but the fragment (#comment-210335), so that belongs to the page's address.
    """
    if url and kind not in _SHARING:
        fragment = lines["url"].partition("#")[2]
        return _digest("url", url) if _IDLE_FRAGMENT.fullmatch(fragment) else _digest("url", url, fragment)
    if lines["id"]:
        return _digest("id", url or source, lines["id"])
    stated = placed.at.isoformat() if placed.flag is TimeFlag.STATED else placed.stated
    return _digest("post", url or source, lines["author"], stated, lines["title"], text)


def _digest(*parts: str) -> str:
    """Return 32 hex characters; the parts are cleaned, so the separator stands in none of them."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _line(row: Mapping[str, object], key: str, most: int) -> str:
    """Return an optional text of one line, a number as its digits; RowError for anything else."""
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RowError(key, f"must be a text, not {_named(value)}")
        value = str(value)
    return " ".join(tidy(value).split())[:most]


def _text(row: Mapping[str, object], title: str, origin: Origin) -> str:
    value = row.get("text")
    if value is None and origin.strict:
        raise RowError("text", "is missing; every row needs the text of the mention")
    if value is not None and not isinstance(value, str):
        raise RowError("text", f"must be a text, not {_named(value)}")
    text = tidy(value or "")
    if not text and not title:
        raise RowError("text", "is empty, and so is the title; there is nothing to read")
    return text


def _kind(row: Mapping[str, object], origin: Origin) -> Kind:
    """Return the kind stated, that of the origin where the value is not one of ours (``extra`` keeps it then)."""
    name = _line(row, "kind", _SHORT).lower()
    return _KINDS.get(name, origin.kind)


def _placed(row: Mapping[str, object], origin: Origin, arrived: datetime) -> Placed:
    placed = place(row.get("time"), origin.timezone, arrived)
    if origin.strict and placed.flag is TimeFlag.ABSENT:
        raise RowError("time", "is missing; every row needs its time, as ISO 8601 or epoch seconds")
    if origin.strict and placed.flag is TimeFlag.UNREADABLE:
        raise RowError("time", f"can't be read: {placed.stated!r}; write ISO 8601 or epoch seconds")
    return Placed(placed.at.astimezone(UTC), placed.flag, placed.stated)


def _extra(row: Mapping[str, object], url: str) -> dict[str, Json]:
    """Return what no key of ours holds: unknown keys, a foreign kind, an address that is none of the web."""
    kept = {key: value for key, value in row.items() if key not in KEYS}
    kind = row.get("kind")
    if isinstance(kind, str) and kind and kind.strip().lower() not in _KINDS:
        kept["kind"] = kind
    if row.get("url") and not url:
        kept["url"] = row["url"]
    if not kept:
        return {}
    extra, dropped, left = {}, [], MOST_EXTRA
    for key, value in kept.items():
        name, tidied = tidy(key)[:_SHORT], plain(value)
        size = len(orjson.dumps({name: tidied}))
        if size <= left:
            extra[name], left = tidied, left - size
        else:
            dropped.append(name)
    return {**extra, "dropped_keys": dropped[:50]} if dropped else extra


def _named(value: object) -> str:
    """Return what JSON calls the type of a value."""
    names = {bool: "true or false", dict: "an object", list: "a list", int: "a number", float: "a number"}
    return names.get(type(value), "a value of another type")
