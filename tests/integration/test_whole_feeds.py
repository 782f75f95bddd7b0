"""A real stream from end to end: every hot-search title of the development years, with its brands configured."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.clock import VirtualClock, utc
from domain.topic import brand_topic
from monitor.importing import import_file
from monitor.watch import judge_all
from monitor.wiring import Monitor, open_monitor
from tests.shared import shared


@pytest.fixture(scope="module")
def titles() -> list[dict[str, Any]]:
    with gzip.open(stream(), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def stream() -> Path:
    return shared("data", "streams", "hot_search", "dev.jsonl.gz")


@pytest.fixture
def monitor(tmp_path: Path, titles: list[dict[str, Any]]) -> Iterator[Monitor]:
    """A monitor of all brands of the stream, the day after its last title."""
    brands = sorted({brand for title in titles for brand in title.get("brands", ())})
    document = {"store": {"path": "data"}, "brands": [{"name": brand} for brand in brands]}
    (tmp_path / "fenghuo.yaml").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    last = max(datetime.fromisoformat(title["time"]) for title in titles)
    with open_monitor(tmp_path, VirtualClock(utc(last) + timedelta(days=1))) as opened:
        yield opened


def test_every_title_is_accounted_for_and_every_brand_has_its_own(
    monitor: Monitor, titles: list[dict[str, Any]]
) -> None:
    summary = import_file(monitor, str(stream()))
    named = [title for title in titles if title.get("brands")]
    assert summary.received == len(titles)
    assert summary.received == summary.stored + summary.duplicate + summary.unmatched + summary.quarantined
    assert (summary.stored, summary.duplicate, summary.quarantined) == (len(named), 0, 0)
    assert summary.extra_keys == {"day", "rank_first"}
    expected = Counter(brand for title in named for brand in title["brands"])
    assert {brand: found(monitor, brand) for brand in expected} == expected
    judge_all(monitor, monitor.clock.now())
    again = import_file(monitor, str(stream()))
    assert (again.stored, again.duplicate) == (0, len(titles))
    assert list(monitor.ledger.check()) == []


def found(monitor: Monitor, brand: str) -> int:
    """How many titles the ledger counts for a brand, over all hours."""
    with monitor.ledger.read() as view:
        first = view.measures.since(brand_topic(brand)) or 0
        last = int(monitor.clock.now().timestamp()) // 3600
        return sum(view.measures.hours(brand_topic(brand), first, last).values())
