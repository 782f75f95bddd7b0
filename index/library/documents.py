"""What the ledger holds as documents of the library, and mentions back again, exactly.

A document depends only on what is stored, so that building it twice gives the same bytes: ``verify`` compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from domain.category import OTHER
from domain.incident import Incident
from domain.mention import StoredMention, TimeFlag, full_text
from domain.sentiment import Emotion
from domain.signal import Signal
from domain.topic import brand_topic
from index.ledger.documents import load, read_json, write_json
from index.ledger.entries import MAX_REACH
from index.ports import Kept
from text.url import site

Source = dict[str, Any]
"""A document as it is sent."""

_BRAND = brand_topic("")
_TEXTS = ("title", "source", "platform", "author", "lang", "region", "product", "parent")
_NUMBERS = ("followers", "views", "likes", "reposts", "comments")


def mention_document(node: str, kept: Kept, incidents: Sequence[int] = (), matters: Sequence[int] = ()) -> Source:
    """Return a mention's document; ``incidents`` are those whose evidence it is, ``matters`` those of its family.

    It is made of the JSON that the ledger keeps, as building every mention anew would cost more than sending it.
    """
    body, hits, risks = read_json(kept.body), read_json(kept.hits), read_json(kept.risks)
    sentiment = None if kept.sentiment is None else read_json(kept.sentiment)
    topics = sorted({hit["topic"] for hit in hits})
    document: Source = {
        "@timestamp": body["event_time"],
        "message": _plain(full_text(body.get("title", ""), body["text"])),
        "event": _event("event", "mention", kept.id, created=body["arrived_at"]),
        "mention": {
            "id": kept.id,
            "post": kept.id,
            "node": node,
            "family": own_name(node, kept.family),
            "topics": topics,
            **({"matter": [own_name(node, each) for each in matters]} if matters else {}),
            **_told(kept, body),
            **_raised(risks),
            **_whole(kept, body, {"hits": hits, "risks": risks, "sentiment": sentiment}),
        },
    }
    if url := body.get("url"):
        document["url"] = {"full": _plain(url), "domain": _site(url)}
    if brands := [topic.removeprefix(_BRAND) for topic in topics if topic.startswith(_BRAND)]:
        document["brand"] = {"name": brands}
    if sentiment is not None:
        document["sentiment"] = _sentiment(sentiment)
    if incidents:
        document["crisis"] = {"incident": [own_name(node, number) for number in sorted(incidents)]}
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
        crisis["incident"] = [own_name(node, incident)]
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
        "incident": [own_name(node, incident.id)],
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


def own_name(node: str, number: int) -> str:
    """Return what a numbered thing of a node (family, matter, incident) is called where several nodes meet."""
    return f"{node}:{number}"


def _event(kind: str, dataset: str, id: str, **times: str) -> Source:
    """Return the ECS fields ``event.*``."""
    return {"kind": kind, "module": "fenghuo", "dataset": f"fenghuo.{dataset}", "id": id, **times}


def _told(kept: Kept, body: Mapping[str, Any]) -> Source:
    """Return what a mention says of itself; what isn't known is no field."""
    found: Source = {
        "seq": kept.seq,
        "time_us": kept.event,
        "tokens": kept.words,
        "kind": body["kind"],
        "live": body.get("live", True),
        "time_flag": body.get("time_flag", TimeFlag.STATED.value),
        "reach": _reach(body),
        **{name: _plain(value) for name in _TEXTS if (value := body.get(name))},
    }
    for name in _NUMBERS:
        if (number := body.get(name)) is not None:
            found[name] = max(-MAX_REACH, min(int(number), MAX_REACH))
    if (verified := body.get("verified")) is not None:
        found["verified"] = verified
    return found


def _whole(kept: Kept, body: Mapping[str, Any], more: Mapping[str, Any]) -> Source:
    """Return what a mention comes back from: its record, without the texts where the document holds them exactly."""
    title, text = body.get("title", ""), body["text"]
    held: Mapping[str, Any] = {"seq": kept.seq, "family": kept.family, **more}
    if _plain(title) != title or _plain(text) != text:
        return {"record": write_json({**held, "mention": body})}
    record = write_json({**held, "mention": {**body, "text": "", "title": ""}})
    return {"record": record, "text_at": len(full_text(title, text)) - len(text)}


def _reach(body: Mapping[str, Any]) -> int:
    """Return the reach of a mention as the ledger counts it: see ``Mention.reach``."""
    views = body.get("views")
    return max(0, min(int(views if views is not None else body.get("followers") or 0), MAX_REACH))


def _raised(risks: Sequence[Mapping[str, Any]]) -> Source:
    if not risks:
        return {}
    return {
        "categories": sorted({risk["category"] for risk in risks}),
        "intensity": max(risk["intensity"] for risk in risks),
    }


def _sentiment(sentiment: Mapping[str, Any]) -> Source:
    score = {} if sentiment["score"] is None else {"score": sentiment["score"]}
    tone, emotion = sentiment["tone"] or "unscorable", sentiment.get("emotion", Emotion.NONE.value)
    return {**score, "tone": tone, "emotion": emotion, "model": sentiment["model"]}


def _site(url: str) -> str:
    return _site_of_host(url[: url.find("/", len("https://")) + 1] or url)


@lru_cache(maxsize=1 << 14)
def _site_of_host(url: str) -> str:
    return site(url)


def _plain(text: str) -> str:
    """Return a text without lone surrogates, which no JSON reader has to take."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
