"""What the ledger holds as documents of the library, and mentions back again, exactly.

A document depends only on what is stored, so that building it twice gives the same bytes: ``verify`` compares them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.category import OTHER
from domain.incident import Incident
from domain.mention import Mention, StoredMention
from domain.risk import Risk
from domain.signal import Signal
from domain.topic import brand_topic
from index.ledger.documents import dump, load
from index.ledger.entries import MAX_REACH, tone_of
from index.ledger.moments import to_us
from text.tokens import search_text
from text.url import site

Source = dict[str, Any]
"""A document as it is sent."""

_BRAND = brand_topic("")
_TEXTS = ("source", "platform", "author", "lang", "region", "product", "parent")
_NUMBERS = ("followers", "views", "likes", "reposts", "comments")


def mention_document(node: str, stored: StoredMention, incidents: Sequence[int] = ()) -> Source:
    """Return a mention's document; ``incidents`` are those whose evidence it is."""
    mention = stored.mention
    topics = sorted({hit.topic for hit in stored.hits})
    document: Source = {
        "@timestamp": mention.event_time.isoformat(),
        "message": _plain(mention.full_text),
        "event": _event("event", "mention", mention.id, created=mention.arrived_at.isoformat()),
        "mention": {
            "id": mention.id,
            "post": mention.id,
            "node": node,
            "seq": stored.seq,
            "time_us": to_us(mention.event_time),
            "kind": mention.kind.value,
            "live": mention.live,
            "time_flag": mention.time_flag.value,
            "reach": max(0, min(mention.reach, MAX_REACH)),
            "family": family_name(node, stored.family),
            "topics": topics,
            "tokens": search_text(mention.full_text),
            "record": _record(stored),
            **_filled(mention),
            **_raised(stored.risks),
        },
    }
    if mention.url:
        document["url"] = {"full": _plain(mention.url), "domain": site(mention.url)}
    if brands := [topic.removeprefix(_BRAND) for topic in topics if topic.startswith(_BRAND)]:
        document["brand"] = {"name": brands}
    if stored.sentiment is not None:
        document["sentiment"] = _sentiment(stored)
    if incidents:
        document["crisis"] = {"incident": [incident_name(node, number) for number in sorted(incidents)]}
    return document


def mention_of(document: Mapping[str, Any]) -> StoredMention:
    """Return the mention of a document, exactly as it was stored."""
    held = document["mention"]
    stored = load(StoredMention, held["record"])
    if "text_at" not in held:
        return stored
    text = document["message"][held["text_at"] :]
    return replace(stored, mention=replace(stored.mention, title=held.get("title", ""), text=text))


def signal_document(node: str, signal: Signal, incident: int) -> Source:
    """Return a signal's document; ``incident`` 0 means it joined none."""
    crisis: dict[str, Any] = {
        "rule": signal.rule,
        "rule_type": signal.rule_type,
        "category": signal.category or OTHER,
        **({"level": signal.level} if signal.level else {}),
        "topic": signal.topic,
        "evidence": list(signal.evidence),
        "late_minutes": signal.late_by.total_seconds() / 60 if signal.late_by else 0,
        **dict(sorted(signal.numbers.items())),
    }
    if incident:
        crisis["incident"] = [incident_name(node, incident)]
    return {
        "@timestamp": signal.fired_at.isoformat(),
        "message": f"{signal.rule} {signal.brand} {signal.category}",
        "event": _event("signal", "signal", signal.id, start=signal.since.isoformat(), end=signal.until.isoformat()),
        "brand": {"name": [_plain(signal.brand)]},
        "mention": {"node": node},
        "crisis": crisis,
    }


def incident_document(node: str, incident: Incident, figures: Mapping[str, float]) -> Source:
    """Return an incident's document; ``figures`` are numbers about how it was handled, by field name."""
    crisis: dict[str, Any] = {
        "incident": [incident_name(node, incident.id)],
        "number": str(incident.id),
        "level": incident.level,
        "rank": incident.rank,
        "state": incident.state.value,
        "category": incident.category,
        "categories": list(incident.categories),
        "rule": sorted({signal.rule for signal in incident.signals}),
        "playbook": incident.playbook,
        "open": incident.is_open,
        "drill": incident.drill,
        "reopened": incident.reopened,
        **dict(sorted(figures.items())),
    }
    times = {
        "acknowledged_at": incident.acknowledgement.at if incident.acknowledgement else None,
        "closed_at": incident.closed_at,
        "resolve_by": incident.resolve_by,
    }
    crisis |= {name: at.isoformat() for name, at in times.items() if at is not None}
    return {
        "@timestamp": incident.detected_at.isoformat(),
        "message": _plain(incident.title),
        "event": _event("alert", "incident", str(incident.id)),
        "brand": {"name": [_plain(incident.brand)]},
        "mention": {"node": node},
        "crisis": crisis,
    }


def family_name(node: str, family: int) -> str:
    """Return what a repost family is called where several nodes meet."""
    return f"{node}:{family}"


def incident_name(node: str, number: int) -> str:
    """Return what an incident is called where several nodes meet."""
    return f"{node}:{number}"


def _event(kind: str, dataset: str, id: str, **times: str) -> Source:
    """Return the ECS fields ``event.*``."""
    return {"kind": kind, "module": "fenghuo", "dataset": f"fenghuo.{dataset}", "id": id, **times}


def _filled(mention: Mention) -> Source:
    """Return the fields that not every mention has."""
    found: Source = {name: _plain(value) for name in _TEXTS if (value := getattr(mention, name))}
    for name in _NUMBERS:
        if (number := getattr(mention, name)) is not None:
            found[name] = max(-MAX_REACH, min(number, MAX_REACH))
    if mention.verified is not None:
        found["verified"] = mention.verified
    if mention.title:
        found["title"] = _plain(mention.title)
    if _is_apart(mention):
        found["text_at"] = len(mention.full_text) - len(mention.text)
    return found


def _raised(risks: Iterable[Risk]) -> Source:
    listed = tuple(risks)
    if not listed:
        return {}
    return {
        "categories": sorted({risk.category for risk in listed}),
        "intensity": max(risk.intensity for risk in listed),
    }


def _sentiment(stored: StoredMention) -> Source:
    sentiment = stored.sentiment
    assert sentiment is not None
    score = {} if sentiment.score is None else {"score": sentiment.score}
    return {**score, "tone": tone_of(sentiment), "emotion": sentiment.emotion.value, "model": sentiment.model}


def _record(stored: StoredMention) -> str:
    """Return the stored mention as JSON text, without the texts that the document holds anyway."""
    if not _is_apart(stored.mention):
        return dump(stored)
    return dump(replace(stored, mention=replace(stored.mention, title="", text="")))


def _is_apart(mention: Mention) -> bool:
    """Say whether title and text can be told from the document's fields: not where they had to be cleaned."""
    return _plain(mention.title) == mention.title and _plain(mention.text) == mention.text


def _plain(text: str) -> str:
    """Return a text without lone surrogates, which no JSON reader has to take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
