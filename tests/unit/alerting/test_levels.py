from hypothesis import given
from hypothesis import strategies as st

from alerting.levels import LevelDecision, LevelReason, Standing, decide
from domain.level import Criterion
from tests.unit.alerting.making import FOUR

READS = Criterion("reads", "major", {"views_max": 100_001})
VOICES = Criterion("voices", "urgent", {"risk_24h": 60, "authors_24h": 30})
ILLNESS = Criterion("illness", "major", {"risk_24h": 10}, categories=("food_safety",))
TRENDING = Criterion("trending", "important", {"reach_max": 5}, kinds=("trend",))
CRITERIA = (VOICES, READS, ILLNESS, TRENDING)


def decided(standing: Standing, category: str = "refund", kind: str = "social", **facts: float) -> LevelDecision:
    return decide(FOUR, CRITERIA, [category], [kind], facts, standing)


def test_the_highest_level_whose_criterion_is_met_holds_and_says_by_what_numbers() -> None:
    decision = decided(Standing(1), views_max=120_000, risk_24h=80, authors_24h=40)
    assert (decision.level.id, decision.reason) == ("major", LevelReason.CRITERION)
    assert [(met.criterion, met.facts) for met in decision.met] == [
        ("reads", {"views_max": 120_000}),
        ("voices", {"risk_24h": 80, "authors_24h": 40}),
    ]


def test_every_fact_of_a_criterion_must_reach_its_number() -> None:
    assert decided(Standing(1), risk_24h=80, authors_24h=29).reason is LevelReason.KEPT


def test_a_criterion_holds_for_its_categories_and_kinds_only() -> None:
    assert decided(Standing(1), "refund", risk_24h=20).reason is LevelReason.KEPT
    assert decided(Standing(1), "food_safety", risk_24h=20).level.id == "major"
    assert decided(Standing(1), reach_max=9).reason is LevelReason.KEPT
    assert decided(Standing(1), kind="trend", reach_max=9).level.id == "important"


def test_an_incident_starts_at_the_level_its_rules_ask_for() -> None:
    decision = decided(Standing(0, asked=2))
    assert (decision.level.id, decision.reason) == ("important", LevelReason.RULE)


def test_a_level_that_a_person_lowered_is_not_raised_by_what_was_known_then() -> None:
    weighed = frozenset({"reads"})
    assert decided(Standing(2, weighed), views_max=500_000).reason is LevelReason.KEPT
    assert decided(Standing(2, weighed), views_max=500_000, risk_24h=80, authors_24h=40).level.id == "urgent"


def test_a_lowering_is_only_proposed_and_only_after_a_calm() -> None:
    assert decided(Standing(4)).reason is LevelReason.KEPT
    decision = decided(Standing(4, calm=True))
    assert (decision.level.id, decision.reason) == ("general", LevelReason.LOWERING_PROPOSED)
    assert not decision.raises


def test_what_still_meets_its_criterion_is_not_proposed_below_it() -> None:
    held = decided(Standing(4, frozenset({"voices"}), calm=True), risk_24h=80, authors_24h=40)
    assert held.level.id == "urgent"


@given(
    rank=st.integers(0, 4),
    asked=st.integers(0, 4),
    views=st.integers(0, 200_000),
    risk=st.integers(0, 100),
    calm=st.booleans(),
)
def test_no_decision_lowers_a_level_by_itself(rank: int, asked: int, views: int, risk: int, calm: bool) -> None:
    decision = decided(Standing(rank, asked=asked, calm=calm), "food_safety", views_max=views, risk_24h=risk)
    if decision.reason is LevelReason.LOWERING_PROPOSED:
        assert decision.level.rank < rank
    else:
        assert decision.level.rank >= max(rank, 1)
        assert decision.raises == (decision.level.rank > rank)
