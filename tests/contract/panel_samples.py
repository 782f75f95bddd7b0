"""Made data for panels: every field has several values, ties, and what has none."""

from datetime import timedelta

from domain.incident import Acknowledgement, EventKind, Incident, IncidentState, TimelineEntry
from domain.mention import Entry, Kind
from domain.person import Role
from domain.sentiment import Tone
from domain.signal import Signal
from domain.step import Step, StepState
from domain.topic import brand_topic
from index.panels.panel import Field, Scope
from index.ports import Transaction
from tests.unit.index.making import NOW, entry

BRANDS = ("山茶茶饮", "青岚茶饮")
TONES = (Tone.NEGATIVE, Tone.POSITIVE, Tone.NEUTRAL, Tone.UNSURE, "unscorable", None, Tone.NEGATIVE)
RISKS = (("quality",), (), ("quality", "refund"), ("food_safety",), ())
PLATFORMS = ("weibo", "", "zhihu")
LEVELS = ("general", "important", "major")
RANKS = {"general": 1, "important": 2, "major": 4}

DAY = Scope(NOW - timedelta(days=1), NOW + timedelta(minutes=1), step=timedelta(hours=1))
WEEK = Scope(NOW - timedelta(days=7), NOW + timedelta(minutes=1), step=timedelta(days=1), ahead=timedelta(hours=8))
NARROW = Scope(
    NOW - timedelta(days=2),
    NOW,
    {Field.BRAND: BRANDS[:1], Field.TONE: ("negative", "waiting"), Field.PLATFORM: ("weibo", "none")},
    step=timedelta(hours=3),
    ahead=timedelta(hours=8),
)
RISKY = Scope(NOW - timedelta(days=3), NOW, {Field.CATEGORY: ("quality", "food_safety"), Field.LEVEL: ("major",)})
SCOPES = {"day": DAY, "week": WEEK, "narrow": NARROW, "risky": RISKY}


def mentions() -> list[Entry]:
    """Return mentions of two brands over ten days, some naming both, some copied."""
    return [
        entry(
            number,
            f"山茶茶饮和青岚茶饮的第{number // 3 if number % 5 == 0 else number}件事，{'奶盖分层' * (number % 4)}",
            topics=[brand_topic(brand) for place, brand in enumerate(BRANDS) if (number + place) % 3],
            risks=RISKS[number % len(RISKS)],
            tone=TONES[number % len(TONES)],
            age=number * 61,
            source=f"来源{number % 5}",
            kind=list(Kind)[number % 4],
            author=f"作者{number % 9}" if number % 4 else "",
            platform=PLATFORMS[number % 3],
            region=("上海", "成都", "")[number % 3],
            views=None if number % 2 else number * 100,
            followers=number * 10,
        )
        for number in range(240)
    ]


def fill(tx: Transaction) -> None:
    """Store mentions, signals and incidents of every level."""
    entries = mentions()
    tx.mentions.append(entries, NOW)
    for number in range(9):
        incident = tx.incidents.add(_incident(number, entries), _timeline(number), [])
        tx.rules.add_signal(_signal(number), incident.id)


def _incident(number: int, entries: list[Entry]) -> Incident:
    detected = NOW - timedelta(hours=7 * number + 1)
    level = LEVELS[number % 3]
    heard = [each.mention for each in entries if each.mention.event_time <= detected]
    steps = tuple(
        Step(
            f"step{place}",
            "核实",
            "已核实",
            Role.PR,
            "示例值班",
            due_at=detected + timedelta(hours=2),
            state=StepState.DONE if place < 2 else StepState.OPEN,
            settled_at=detected + timedelta(hours=1 + 2 * place * (number % 2)) if place < 2 else None,
        )
        for place in range(3)
    )
    return Incident(
        brand=BRANDS[number % 2],
        category=("quality", "refund")[number % 2],
        level=level,
        rank=RANKS[level],
        detected_at=detected,
        state=IncidentState.DETECTED if number % 3 else IncidentState.ACKNOWLEDGED,
        steps=steps,
        evidence=tuple(each.id for each in heard[number : number + 3]),
        acknowledgement=None
        if number % 3
        else Acknowledgement("示例值班", detected + timedelta(minutes=9), detected + timedelta(hours=3)),
    )


def _timeline(number: int) -> list[TimelineEntry]:
    detected = NOW - timedelta(hours=7 * number + 1)
    taken = [TimelineEntry(EventKind.ACKNOWLEDGED, detected + timedelta(minutes=9 + number, seconds=30))]
    missed = [TimelineEntry(EventKind.DEADLINE_PASSED, detected + timedelta(hours=3))] * (number % 4)
    return [TimelineEntry(EventKind.OPENED, detected), *([] if number % 3 else taken), *missed]


def _signal(number: int) -> Signal:
    fired = NOW - timedelta(hours=7 * number + 1, seconds=number)
    return Signal(
        id=f"{number:032x}",
        rule=("volume-surge", "risk-words")[number % 2],
        rule_type="volume",
        brand=BRANDS[number % 2],
        category=("", "quality", "refund")[number % 3],
        topic=brand_topic(BRANDS[number % 2]),
        level=LEVELS[number % 3],
        since=fired - timedelta(hours=1),
        until=fired,
        fired_at=fired,
        numbers={"count": 30 + number, "line": 20, "usual": 4, "authors": 9, "sources": 3, "first": 0, "last": 59},
        evidence=(),
        families=(),
    )
