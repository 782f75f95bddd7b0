"""Figures of detection on the hot-search stream and on a calm stream of our own making."""

import gzip
import importlib.util
import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from config.load import loads
from config.settings import Settings
from domain.incident import EventKind
from domain.mention import StoredMention
from monitor.backtest.material import Material, material_of_file
from monitor.backtest.replay import Event
from monitor.backtest.run import play
from monitor.intake import Reader
from monitor.wiring import open_reader

STREAMS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "streams"
TOLD = (EventKind.OPENED, EventKind.REOPENED, EventKind.RAISED)
MONTH = timedelta(days=30.44)
SEED = 20260315
RESAMPLED = 2_000
CALM_BRANDS, CALM_DAYS, CALM_SHARE = 20, 60, 0.1
LIVELY, LIVELY_DAYS = (10, 20, 40), 14
ON_A_HOT_LIST = 0.005
"""Share of what is said of a calm brand that stands on a national hot list; nothing bad, as nothing happens."""

Row = dict[str, object]
Alert = dict[str, str]


def scorer(name: str) -> ModuleType:
    """Load a scorer that lies beside the data."""
    spec = importlib.util.spec_from_file_location(name, STREAMS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _material(rows: Sequence[dict[str, Any]], settings: Settings) -> Material:
    """Read rows as ``fenghuo backtest FILE`` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return material_of_file(settings, open_reader(settings), path)


def hot_search(file: str = "dev") -> list[Row]:
    """Return the figures of one part of the hot-search stream."""
    with gzip.open(STREAMS / "hot_search" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    names = sorted({brand for row in rows for brand in row.pop("brands", ())})
    labels = [json.loads(line) for line in (STREAMS / "hot_search" / f"{file}.labels.jsonl").open(encoding="utf-8")]
    settings = loads("brands: [" + ", ".join(f"{{name: {name}}}" for name in names) + "]", Path()).settings
    told = [event for event in play(settings, _material(rows, settings)) if event.kind in TOLD]
    alerts = [{"brand": event.brand, "time": event.time.isoformat()} for event in told]
    times = [datetime.fromisoformat(row["time"]) for row in rows]
    months = (max(times) - min(times)) / MONTH
    score = scorer("score_hot").score
    found = score(labels, alerts)
    crises = [label for label in labels if label["label"] == "crisis"]
    opened = sum(any(_inside(event, label) for label in crises) for event in told if event.kind is EventKind.OPENED)
    low, high = interval(labels, alerts, score)
    outside = found["alerts_outside_labelled_bursts"] / (len(names) * months)
    recall, specificity = found["recall"], found["specificity"]
    return [
        row("hot_search: balanced accuracy", found["balanced_accuracy"], ".83", ".92", f"90 % {low:.3f}–{high:.3f}"),
        row("hot_search: recall, specificity", f"{recall:.3f}, {specificity:.3f}", "", ""),
        row("hot_search: crises seen within 3 h", found["detected_within_3h"], "≥ .50", ".70"),
        row("hot_search: alarms outside bursts, a brand-month", outside, "≤ .12", ".08", f"{months:.1f} months"),
        row("hot_search: opened in crises ÷ crises seen", opened / max(1, len(crises) * recall), "≤ 1.3", "1.1"),
    ]


def interval(labels: Sequence[dict[str, Any]], alerts: Sequence[Alert], score: Any) -> tuple[float, float]:
    """Return the 90 % bootstrap interval of the balanced accuracy, over labelled bursts."""
    seen = [(label["label"], _is_seen(label, alerts)) for label in labels if label["label"] != "ambiguous"]
    chance, values = random.Random(SEED), []
    for _ in range(RESAMPLED):
        drawn = chance.choices(seen, k=len(seen))
        crises = [hit for kind, hit in drawn if kind == "crisis"]
        others = [hit for kind, hit in drawn if kind == "other"]
        if crises and others:
            values.append((sum(crises) / len(crises) + 1 - sum(others) / len(others)) / 2)
    values.sort()
    return values[int(0.05 * len(values))], values[int(0.95 * len(values))]


def calm() -> list[Row]:
    """Return alarms a brand-day on days on which nothing happens, under every shipped preset of rules."""
    names = ", ".join(f"{{name: 示例品牌{number:02}}}" for number in range(CALM_BRANDS))
    tones: dict[str, StoredMention] = {}
    figures = []
    for industry in ("general", "food", "finance", "services", "ecommerce", "technology"):
        settings = loads(f"industry: {industry}\nbrands: [{names}]", Path()).settings
        if not tones:
            material = _material(list(calm_rows()), settings)
            tones = {each.mention.id: each for each in material.arrivals}
        else:
            material = replace(material, arrivals=list(_read_again(tones.values(), open_reader(settings))))
        alarms = [event for event in play(settings, material) if event.alarms]
        rules = Counter(rule for event in alarms for rule in event.rules)
        note = f"seed {SEED}, {len(tones):,} mentions; {dict(rules.most_common(3))}"
        rate = len(alarms) / (CALM_BRANDS * CALM_DAYS)
        figures.append(row(f"calm stream, {industry}: alarms a brand-day", rate, "≤ .03", ".01", note))
    return [*figures, lively()]


def lively() -> Row:
    """Return the same for a few brands that are much spoken of, under the preset of food."""
    names = ", ".join(f"{{name: 示例品牌{number:02}}}" for number in range(len(LIVELY)))
    settings = loads(f"industry: food\nbrands: [{names}]", Path()).settings
    material = _material(list(calm_rows(LIVELY, LIVELY_DAYS)), settings)
    alarms = [event for event in play(settings, material) if event.alarms]
    note = f"{LIVELY} mentions an hour, {LIVELY_DAYS} days, {len(material.arrivals):,} mentions"
    rate = len(alarms) / (len(LIVELY) * LIVELY_DAYS)
    return row("calm stream, lively brands: alarms a brand-day", rate, "≤ .03", ".01", note)


def _read_again(scored: Iterable[StoredMention], reader: Reader) -> Iterator[StoredMention]:
    """Yield mentions with the topics and risks of another house; families and tones stay."""
    for each in scored:
        entry = reader.read(each.mention)
        yield replace(each, hits=entry.hits, risks=entry.risks)


FINE = [
    "味道不错",
    "门店开业了",
    "排队的人很多",
    "今天路过",
    "买了一件",
    "包装好看",
    "朋友推荐的",
    "出了新品",
    "价格还行",
]
BAD = ["有点失望", "不太好用", "服务一般", "等了太久", "不会再买", "客服态度差", "退款还没到", "物流太慢", "质量一般"]


def calm_rows(levels: Sequence[float] = (), days: int = CALM_DAYS) -> Iterator[dict[str, Any]]:
    """Yield calm days: a daily and a weekly shape, over-dispersed counts, one mention in ten negative, no burst.

    ``levels`` are the brands' mentions an hour; twenty brands from 0.3 to 6 where none are given.
    """
    chance = random.Random(SEED)
    start = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)
    spread = [math.exp(chance.uniform(math.log(0.3), math.log(6))) for _ in range(CALM_BRANDS)]
    for brand, level in enumerate(levels or spread):
        for hour in range(days * 24):
            at = start + timedelta(hours=hour)
            yield from _hour(chance, brand, at, level * _shape(hour))


def _shape(hour: int) -> float:
    """Return how busy an hour of the week is, 1 on average: quiet nights, a busy evening, slower week-ends."""
    daily = 1 + 0.8 * math.sin((hour % 24 - 9) / 24 * 2 * math.pi)
    return daily * (0.7 if hour // 24 % 7 >= 5 else 1.12)


def _hour(chance: random.Random, brand: int, at: datetime, mean: float) -> Iterator[dict[str, Any]]:
    """Yield one hour's mentions: negative binomial, variance = mean + mean² / 2."""
    number = _poisson(chance, chance.gammavariate(2.0, mean / 2.0))
    for _ in range(number):
        listed = chance.random() < ON_A_HOT_LIST
        words = chance.choices(BAD if chance.random() < CALM_SHARE and not listed else FINE, k=2)
        yield {
            "time": (at + timedelta(seconds=chance.randrange(3600))).isoformat(),
            "text": f"示例品牌{brand:02}{'，'.join(words)}，编号{chance.randrange(10**6)}",
            "author": f"网友{chance.randrange(5_000)}",
            "source": f"来源{chance.randrange(12)}",
            "kind": "trend" if listed else chance.choice(["social", "social", "forum", "news", "comment"]),
            "followers": int(chance.lognormvariate(5, 1.5)),
        }


def _poisson(chance: random.Random, mean: float) -> int:
    number, product, limit = 0, chance.random(), math.exp(-mean)
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


def row(work: str, measured: object, must: str, aim: str, note: str = "") -> Row:
    """Return one line of the table."""
    return {"work": work, "measured": measured, "must": must, "aim": aim, "note": note}


def _inside(event: Event, label: dict[str, Any]) -> bool:
    return event.brand == label["brand"] and _is_seen(label, [{"brand": event.brand, "time": event.time.isoformat()}])


def _is_seen(label: dict[str, Any], alerts: Sequence[Alert]) -> bool:
    first = datetime.fromisoformat(label["start"]) - timedelta(hours=1)
    last = datetime.fromisoformat(label["end"]) + timedelta(hours=6)
    return any(
        alert["brand"] == label["brand"] and first <= datetime.fromisoformat(alert["time"]) <= last for alert in alerts
    )
