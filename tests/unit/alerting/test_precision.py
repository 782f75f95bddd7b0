from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.precision import Precision, found_of, precisions, words_to_exclude
from domain.signal import Signal
from domain.verdict import Finding, Verdict

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def signal(name: str, rule: str = "food") -> Signal:
    return Signal(name, rule, "keyword", "山茶茶饮", "food_safety", "t", "general", NOW, NOW, NOW, {}, (), ())


def verdict(finding: Finding, incident: int = 1, about: str = "") -> Verdict:
    return Verdict(finding, incident, "示例值班", NOW, about)


def test_a_verdict_on_an_incident_counts_for_each_of_its_signals_and_a_signals_own_counts_before_it() -> None:
    verdicts = [verdict(Finding.CRISIS), verdict(Finding.FALSE_ALARM, about="b")]
    found = list(found_of([(signal("a"), 1), (signal("b"), 1), (signal("c"), 2)], verdicts))
    assert [(each.id, finding) for each, finding in found] == [("a", Finding.CRISIS), ("b", Finding.FALSE_ALARM)]


def test_a_rule_that_fires_again_in_the_same_incident_proves_nothing_more() -> None:
    found = list(found_of([(signal("a"), 1), (signal("b"), 1), (signal("c", "other"), 1)], [verdict(Finding.CRISIS)]))
    assert [each.id for each, _ in found] == ["b", "c"]


def test_a_later_verdict_replaces_an_earlier_one() -> None:
    verdicts = [verdict(Finding.CRISIS), verdict(Finding.KNOWN)]
    assert [finding for _, finding in found_of([(signal("a"), 1)], verdicts)] == [Finding.KNOWN]


def test_what_was_known_already_counts_neither_for_nor_against_a_rule() -> None:
    found = [(signal(str(number)), Finding.KNOWN) for number in range(9)]
    (only,) = precisions([*found, (signal("x"), Finding.CRISIS)])
    assert (only.right, only.judged, only.share) == (1, 1, 1.0)


def test_the_least_precise_rule_comes_first() -> None:
    found = [(signal("a", "good"), Finding.CRISIS)] * 6 + [(signal("b", "bad"), Finding.FALSE_ALARM)] * 6
    assert [each.rule for each in precisions(found)] == ["bad", "good"]


@pytest.mark.parametrize(
    ("right", "wrong", "noisy"), [(0, 4, False), (0, 5, True), (1, 4, False), (1, 12, True), (5, 5, False)]
)
def test_a_rule_is_noisy_only_when_it_is_surely_wrong_more_often_than_right(
    right: int, wrong: int, noisy: bool
) -> None:
    found = {Finding.CRISIS: right, Finding.ASTROTURF: 1, Finding.FALSE_ALARM: wrong - 1}
    assert Precision("r", found).is_noisy is noisy


@given(st.integers(0, 50), st.integers(0, 50))
def test_the_share_lies_inside_its_interval(right: int, wrong: int) -> None:
    each = Precision("r", {Finding.CRISIS: right, Finding.FALSE_ALARM: wrong})
    if each.share is not None:
        low, high = each.interval
        assert 0 <= low <= each.share + 1e-9
        assert each.share - 1e-9 <= high <= 1


def test_terms_that_false_alarms_have_and_real_ones_have_not_are_named_longest_first() -> None:
    false = [frozenset({"招聘", "兼职招聘", "奶茶"})] * 8 + [frozenset({"奶茶"})] * 2
    true = [frozenset({"奶茶", "虫子"})] * 10
    assert words_to_exclude(false, true) == ["兼职招聘"]


def test_a_watched_word_is_never_to_be_excluded() -> None:
    false = [frozenset({"山茶茶", "兼职"})] * 9
    assert words_to_exclude(false, [frozenset({"虫子"})] * 9, ["山茶茶饮"]) == ["兼职"]


def test_few_texts_prove_no_word() -> None:
    assert words_to_exclude([frozenset({"兼职"})] * 2, [frozenset({"虫子"})] * 9) == []
    assert words_to_exclude([], []) == []
