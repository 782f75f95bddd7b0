"""Golden fixtures played: the events that came beside those that were expected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config.fixtures import ExpectedSpec, FixtureSpec, MentionsSpec, fixture_files, read_fixtures
from config.load import load, loads
from config.settings import Settings
from crawlers.clean import Origin, clean
from domain.errors import UsageError
from domain.incident import EventKind
from domain.mention import Entry, Mention, Rejected
from domain.sentiment import Sentiment, Tone
from index.memory.arrivals import Arrivals
from monitor.backtest.material import Material
from monitor.backtest.replay import Event
from monitor.backtest.run import play
from monitor.intake import Reader
from monitor.language import LANGUAGE, say
from monitor.wiring import open_reader

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""When every story begins: ten o'clock of a working Monday in Shanghai."""

BRAND = "示例品牌"
SCORES = {Tone.NEGATIVE: 0.1, Tone.NEUTRAL: 0.5, Tone.UNSURE: 0.5, Tone.POSITIVE: 0.9}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fixture; ``differences`` is empty where it went as expected."""

    file: str
    name: str
    differences: tuple[str, ...]


def run_fixtures(folder: Path, named: Sequence[Path]) -> Iterator[Outcome]:
    """Play the fixtures asked for, one after the other."""
    settings: dict[str, Settings] = {}
    for file in fixture_files(folder, named):
        for fixture in read_fixtures(file, LANGUAGE):
            key = fixture.industry or ""
            if key not in settings:
                settings[key] = _settings(folder, fixture.industry)
            yield Outcome(file.name, fixture.name, tuple(_differences(fixture, settings[key])))


def _settings(folder: Path, industry: str | None) -> Settings:
    if industry is None:
        return load(folder).settings
    return loads(f"industry: {industry}\nbrands: [{{name: {BRAND}}}]\n", Path()).settings


def _differences(fixture: FixtureSpec, settings: Settings) -> Iterator[str]:
    """Yield what differs, each as a sentence with the events that came below it."""
    events = list(play(settings, _material(fixture, settings)))
    closings = any(each.event == EventKind.CLOSED.value for each in fixture.expect)
    came = [event for event in events if closings or event.kind is not EventKind.CLOSED]
    for number, expected in enumerate(fixture.expect):
        if number >= len(came):
            yield say(f"缺少：{_wanted(expected)}", f"missing: {_wanted(expected)}")
        elif wrong := _wrong(expected, came[number]):
            got = _shown(came[number])
            yield say(f"预期 {_wanted(expected)}；实际 {got}", f"expected {_wanted(expected)}; came {got} ({wrong})")
    for event in came[len(fixture.expect) :]:
        yield say(f"多出：{_shown(event)}", f"too many: {_shown(event)}")


def _wrong(expected: ExpectedSpec, event: Event) -> str:
    """Return which key of an expectation an event doesn't keep, "" if it keeps all."""
    late = expected.within is not None and event.time > START + expected.within
    kept = {
        "event": expected.event == event.kind.value,
        "brand": expected.brand in ("", event.brand),
        "category": expected.category in ("", event.category),
        "level": expected.level in ("", event.level),
        "rule": not expected.rule or expected.rule in event.rules,
        "within": not late,
    }
    return ", ".join(name for name, holds in kept.items() if not holds)


def _wanted(expected: ExpectedSpec) -> str:
    given = expected.model_dump(exclude_defaults=True)
    return " ".join(f"{name}={value}" for name, value in given.items())


def _shown(event: Event) -> str:
    facts = f"{event.kind} +{event.time - START} {event.brand} {event.category} {event.level}"
    return f"{facts} [{' '.join(event.rules)}] {event.why}"


def _material(fixture: FixtureSpec, settings: Settings) -> Material:
    reader = open_reader(settings)
    entries = [entry for spec in fixture.mentions for entry in _entries(fixture, spec, settings, reader)]
    entries.sort(key=lambda each: each.mention.event_time)
    arrivals = Arrivals()
    stored, _ = arrivals.take(entries)
    arrivals.close()
    return Material([], stored)


def _entries(fixture: FixtureSpec, spec: MentionsSpec, settings: Settings, reader: Reader) -> Iterator[Entry]:
    origin = Origin(name="fixture", label=fixture.name, timezone=settings.timezone, live=True)
    tone = None if spec.tone is None else Sentiment(SCORES[spec.tone], spec.tone, "fixture")
    begin = START + (spec.at if isinstance(spec.at, timedelta) else timedelta(0))
    for number in range(1, spec.count + 1):
        at = begin + (number - 1) * spec.every
        row: dict[str, Any] = {**spec.row, "time": at.isoformat(), "text": spec.text.replace("{n}", str(number))}
        row["author"] = spec.author.replace("{n}", str(number))
        taken = clean(row, origin, at)
        if isinstance(taken, Rejected):
            raise UsageError(f"{fixture.name}: {taken.field} {taken.reason}")
        assert isinstance(taken, Mention)
        yield replace(reader.read(taken), sentiment=tone)
