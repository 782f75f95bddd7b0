"""Composite rules: signals of several rules, on a real ledger in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clock import MINUTE
from domain.mention import Entry
from domain.rule import Rule, RuleType
from domain.signal import Signal
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import NOW

HOUR = timedelta(hours=1)
FOOD = Rule("food", RuleType.KEYWORD, "food_safety", HOUR, "general", count=2)
MEDIA = Rule("press", RuleType.KEYWORD, "media", HOUR, "general", count=1)
RUMOUR = Rule("rumour", RuleType.KEYWORD, "rumour", HOUR, "general", count=1)
BOTH = Rule("both", RuleType.COMPOSITE, "food_safety", 2 * HOUR, "urgent", all_of=("food", "press"))


def stream(*said: tuple[int, str]) -> list[Entry]:
    """Return posts that raise a risk, each at so many minutes after NOW."""
    return [post(n + 1, at=NOW + minute * MINUTE, risk=risk) for n, (minute, risk) in enumerate(said)]


def fired(rule: Rule, entries: list[Entry], size: int = 1, *, until: int = 600) -> list[Signal]:
    house = House(engine((FOOD, MEDIA, RUMOUR, rule)))
    for start in range(0, len(entries), size):
        batch = entries[start : start + size]
        house.hear(batch, batch[-1].mention.arrived_at)
    house.judge(NOW + until * MINUTE)
    with house.ledger.read() as view:
        return [each for each in view.rules.signals(limit=100) if each.rule == rule.id]


APART = stream((0, "food_safety"), (1, "food_safety"), (50, "media"))


@pytest.mark.parametrize("size", [1, 2, 500])
def test_all_of_its_signals_within_the_time_make_one_of_its_own(size: int) -> None:
    (signal,) = fired(BOTH, APART, size)
    assert (signal.level, signal.about, signal.numbers["count"]) == ("urgent", "food + press", 2)
    assert set(signal.evidence) == {each.mention.id for each in APART}


def test_signals_too_far_apart_are_two_matters() -> None:
    assert fired(BOTH, stream((0, "food_safety"), (1, "food_safety"), (190, "media"))) == []


def test_any_of_them_is_enough_where_any_is_asked_for() -> None:
    either = replace(BOTH, all_of=("food",), any_of=("press", "rumour"))
    assert len(fired(either, stream((0, "food_safety"), (1, "food_safety"), (9, "rumour")))) == 1
    assert fired(either, stream((0, "food_safety"), (1, "food_safety"))) == []


def test_in_order_means_in_order() -> None:
    ordered = replace(BOTH, ordered=True)
    assert len(fired(ordered, APART)) == 1
    assert fired(ordered, stream((0, "media"), (5, "food_safety"), (6, "food_safety"))) == []


@pytest.mark.parametrize("size", [1, 500])
def test_a_signal_that_must_be_absent_holds_it_back_even_in_the_same_minute(size: int) -> None:
    unless = replace(BOTH, all_of=("food",), none_of=("rumour",))
    assert len(fired(unless, stream((0, "food_safety"), (1, "food_safety")), size)) == 1
    assert fired(unless, stream((0, "rumour"), (1, "food_safety"), (2, "food_safety")), size) == []
    assert fired(unless, stream((1, "food_safety"), (2, "food_safety"), (2, "rumour")), size) == []


def test_a_restart_between_the_signals_changes_nothing() -> None:
    by = engine((FOOD, MEDIA, BOTH))
    before = House(by)
    before.hear(APART[:2], NOW + MINUTE)
    after = House(by, before.ledger)
    after.hear(APART[2:], NOW + 50 * MINUTE)
    with after.ledger.read() as view:
        assert [each.rule for each in view.rules.signals(limit=100)].count("both") == 1


def test_it_is_told_once_while_it_lasts() -> None:
    again = stream((0, "food_safety"), (1, "food_safety"), (5, "media"), (70, "media"), (80, "media"))
    assert len(fired(BOTH, again)) == 1


def test_the_level_of_the_incident_is_raised_by_it() -> None:
    house = House(engine((FOOD, MEDIA, BOTH)))
    house.hear(APART[:2], NOW + MINUTE)
    house.hear(APART[2:], NOW + 50 * MINUTE)
    assert house.changes[-1].after.level == "urgent"
