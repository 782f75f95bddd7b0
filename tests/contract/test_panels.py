"""What every panel promises, whichever store measures it: the numbers that counting by hand gives."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.mention import StoredMention
from index.ledger import open_ledger
from index.panels import catalogue
from index.panels.figures import figures
from index.panels.panel import Field, Panel, Row, Scope, without_time
from index.ports import Ledger, View
from tests.contract.panel_samples import BRANDS, DAY, NARROW, RISKY, SCOPES, WEEK, fill
from tests.unit.index.making import NOW


@pytest.fixture(scope="module")
def filled() -> Ledger:
    ledger = open_ledger(None)
    with ledger.write() as tx:
        fill(tx)
    return ledger


def measured(ledger: Ledger, panel: Panel, scope: Scope) -> list[Row]:
    with ledger.read() as view:
        return list(view.panels.measure(panel, scope))


def stored(view: View, scope: Scope) -> list[StoredMention]:
    return [each for each in view.mentions.find(limit=1000) if scope.since <= each.mention.event_time < scope.until]


def tone_of(each: StoredMention) -> str:
    if each.sentiment is None:
        return "waiting"
    return each.sentiment.tone or "unscorable"


def test_volume_counts_each_mention_once_in_its_hour_and_tone(filled: Ledger) -> None:
    with filled.read() as view:
        expected = Counter(
            (each.mention.event_time.replace(minute=0, second=0, microsecond=0), tone_of(each))
            for each in stored(view, DAY)
        )
    rows = measured(filled, catalogue.VOLUME, DAY)
    assert {(row.at, row.value): row.numbers[0] for row in rows} == expected
    assert len(rows) == len(expected)


def test_days_begin_at_midnight_of_the_zone_that_is_asked_for(filled: Ledger) -> None:
    rows = measured(filled, replace(catalogue.VOLUME, split=None), WEEK)
    assert [row.at.hour for row in rows if row.at] == [16] * len(rows)
    assert len(rows) == 8


def test_a_mention_that_names_two_brands_counts_once_where_both_are_chosen(filled: Ledger) -> None:
    scope = Scope(DAY.since, DAY.until, {Field.BRAND: BRANDS})
    with filled.read() as view:
        expected = len(stored(view, DAY))
    assert sum(row.numbers[0] or 0 for row in measured(filled, catalogue.VOLUME, scope)) == expected


def test_filters_of_several_fields_all_hold(filled: Ledger) -> None:
    with filled.read() as view:
        kept = [
            each
            for each in stored(view, NARROW)
            if any(hit.topic == f"brand:{BRANDS[0]}" for hit in each.hits)
            and tone_of(each) in ("negative", "waiting")
            and each.mention.platform in ("weibo", "")
        ]
    assert kept
    rows = measured(filled, catalogue.PLATFORMS, NARROW)
    assert {row.value: row.numbers[0] for row in rows} == Counter(each.mention.platform or "none" for each in kept)


def test_a_category_counts_the_mentions_that_raise_it_whatever_else_they_raise(filled: Ledger) -> None:
    with filled.read() as view:
        expected = Counter(risk.category for each in stored(view, DAY) for risk in each.risks)
    assert {row.value: row.numbers[0] for row in measured(filled, catalogue.CATEGORIES, DAY)} == expected


def test_authors_stand_by_reach_and_those_without_a_name_are_left_out(filled: Ledger) -> None:
    reach: defaultdict[str, int] = defaultdict(int)
    with filled.read() as view:
        for each in stored(view, WEEK):
            if each.mention.author:
                reach[each.mention.author] += each.mention.reach
    rows = measured(filled, catalogue.AUTHORS, WEEK)
    assert {row.value: row.numbers[0] for row in rows} == reach
    assert [row.numbers[0] for row in rows] == sorted(reach.values(), reverse=True)


def test_the_share_of_negative_ones_carries_its_denominator(filled: Ledger) -> None:
    with filled.read() as view:
        tones = Counter(tone_of(each) for each in stored(view, DAY))
    (row,) = measured(filled, without_time(catalogue.NEGATIVE_SHARE), DAY)
    scored = sum(tones[tone] for tone in ("negative", "neutral", "positive", "unsure"))
    assert row.numbers == (tones["negative"], scored)


def test_freshness_gives_the_newest_mention_of_each_source(filled: Ledger) -> None:
    newest: dict[str, float] = {}
    with filled.read() as view:
        for each in stored(view, WEEK):
            at = each.mention.event_time.timestamp() * 1000
            newest[each.mention.source] = max(at, newest.get(each.mention.source, 0))
    assert {row.value: row.numbers[0] for row in measured(filled, catalogue.FRESHNESS, WEEK)} == newest


def test_another_nouns_filter_does_not_concern_a_panel(filled: Ledger) -> None:
    rows = measured(filled, catalogue.CATEGORIES, RISKY)
    assert rows
    assert {row.value for row in measured(filled, catalogue.LEVELS, RISKY)} == {"major"}


def test_rules_are_counted_by_what_fired(filled: Ledger) -> None:
    assert {row.value: row.numbers[0] for row in measured(filled, catalogue.RULE_HITS, WEEK)} == {
        "volume-surge": 5,
        "risk-words": 4,
    }


def figures_by_level(view: View) -> Mapping[str, list[tuple[float | None, float | None, int, int]]]:
    found: defaultdict[str, list[tuple[float | None, float | None, int, int]]] = defaultdict(list)
    for incident in view.incidents.find():
        heard = [each.mention.event_time for each in view.mentions.get(incident.evidence)]
        made = figures(incident, view.incidents.timeline(incident.id), heard)
        found[incident.level].append(
            (made.detect_minutes, made.acknowledge_minutes, made.deadlines_kept, made.deadlines_missed)
        )
    return found


def test_performance_figures_are_those_of_each_incident_taken_together(filled: Ledger) -> None:
    with filled.read() as view:
        by_level = figures_by_level(view)
    for panel, place in ((catalogue.DETECT, 0), (catalogue.ACKNOWLEDGE, 1)):
        for row in measured(filled, panel, WEEK):
            known = [each[place] for each in by_level[row.value] if each[place] is not None]
            expected = sum(each or 0 for each in known) / len(known) if known else None
            assert row.numbers[0] == (None if expected is None else pytest.approx(expected, abs=1e-3)), panel.id
    rows = measured(filled, catalogue.DEADLINES, WEEK)
    assert {row.value: row.numbers for row in rows} == {
        level: (sum(each[2] for each in made), sum(each[3] for each in made)) for level, made in by_level.items()
    }


@pytest.mark.parametrize("panel", catalogue.PANELS, ids=lambda panel: panel.id)
@pytest.mark.parametrize("scope", SCOPES)
def test_no_panel_gives_more_than_it_shows_nor_anything_of_another_time(
    filled: Ledger, panel: Panel, scope: str
) -> None:
    rows = measured(filled, panel, SCOPES[scope])
    assert len(rows) <= (panel.limit if panel.split and not panel.over_time else 10_000)
    assert all(row.at is None or row.at > SCOPES[scope].since - timedelta(days=1) for row in rows)
    assert measured(filled, panel, Scope(NOW + timedelta(days=9), NOW + timedelta(days=10))) == []
