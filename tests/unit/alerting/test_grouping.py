from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from alerting.grouping import Join, Move, Open, Reopen, assign
from domain.category import joins_anything
from domain.incident import Incident
from domain.signal import Signal
from tests.unit.alerting.making import FOUR, incident, signal

CATEGORIES = st.sampled_from(["food_safety", "refund", "quality", "media", "regulator", "other", ""])
EVIDENCE = st.frozensets(st.integers(0, 12), max_size=8)
SIGNALS = st.lists(
    st.builds(
        signal,
        CATEGORIES,
        EVIDENCE,
        level=st.sampled_from(["general", "important", "urgent"]),
        brand=st.sampled_from(["甲", "乙"]),
        rule=st.uuids().map(str),
    ),
    max_size=7,
)


@st.composite
def incidents(draw: st.DrawFn) -> list[Incident]:
    """Draw stored incidents that keep the rule: at most one open of a brand and category."""
    keys = draw(st.lists(st.tuples(CATEGORIES, st.sampled_from(["甲", "乙"]), st.booleans()), max_size=6))
    found: list[Incident] = []
    for number, (category, brand, closed) in enumerate(keys, start=1):
        name = category or "other"
        taken = any(each.is_open and each.category == name and each.brand == brand for each in found)
        found.append(incident(number, name, draw(EVIDENCE), closed=closed or taken, brand=brand))
    return found


def give(signals: Sequence[Signal], known: Sequence[Incident] = ()) -> list[Move]:
    """Assign signals among incidents, open and closed."""
    return assign(signals, [each for each in known if each.is_open], [each for each in known if not each.is_open], FOUR)


def told(moves: Sequence[Move]) -> list[tuple[str, str | int, int]]:
    """Return (what, category or number, signals) of each move."""
    return [
        (type(move).__name__, move.category if isinstance(move, Open) else move.incident.id, len(move.signals))
        for move in moves
    ]


def test_a_signal_of_a_new_category_opens_an_incident() -> None:
    assert told(give([signal("food_safety", [1, 2])])) == [("Open", "food_safety", 1)]


def test_a_signal_joins_the_open_incident_of_its_category_whatever_its_evidence() -> None:
    assert told(give([signal("refund", [9])], [incident(4, "refund", [1])])) == [("Join", 4, 1)]


def test_another_brand_is_another_incident() -> None:
    moves = give([signal("refund", [1], brand="乙")], [incident(4, "refund", [1], brand="甲")])
    assert told(moves) == [("Open", "refund", 1)]


def test_a_signal_soon_after_the_close_opens_the_incident_again() -> None:
    assert told(give([signal("refund", [9])], [incident(4, "refund", closed=True)])) == [("Reopen", 4, 1)]


def test_the_newest_of_several_closed_incidents_is_the_one_opened_again() -> None:
    closed = [incident(4, "refund", closed=True), incident(7, "refund", closed=True)]
    assert told(give([signal("refund", [9]), signal("refund", [8])], closed)) == [("Reopen", 7, 2)]


def test_what_names_a_course_joins_whatever_is_open() -> None:
    for category in ("regulator", "media", "lawsuit", "collective", "boycott", "rumour", "other", ""):
        assert told(give([signal(category, [9])], [incident(4, "food_safety", [1])])) == [("Join", 4, 1)]


def test_what_names_a_course_opens_one_incident_where_nothing_is_open() -> None:
    moves = give([signal("media", [1]), signal("", [2]), signal("regulator", [3], level="urgent")])
    assert told(moves) == [("Open", "regulator", 3)]


def test_a_course_joins_what_its_own_judgement_opens() -> None:
    moves = give([signal("media", [1, 2, 3], level="major"), signal("refund", [7])])
    assert told(moves) == [("Open", "refund", 2)]


def test_a_signal_with_half_its_evidence_in_an_open_incident_joins_it() -> None:
    open_one = incident(4, "food_safety", [1, 2])
    assert told(give([signal("refund", [1, 2, 3, 4])], [open_one])) == [("Join", 4, 1)]
    assert told(give([signal("refund", [1, 3, 4])], [open_one])) == [("Open", "refund", 1)]


def test_copies_of_the_same_text_are_the_same_evidence() -> None:
    open_one = incident(4, "food_safety", [1], families=[70])
    assert told(give([signal("refund", [8, 9], families=[70, 71])], [open_one])) == [("Join", 4, 1)]


def test_a_second_scandal_with_evidence_of_its_own_opens_a_second_incident() -> None:
    assert told(give([signal("refund", [8, 9])], [incident(4, "food_safety", [1, 2])])) == [("Open", "refund", 1)]


def test_one_body_of_evidence_opens_one_incident_of_the_gravest_category() -> None:
    moves = give([signal("quality", [1, 2, 3, 4]), signal("food_safety", [1, 2, 3], level="urgent")])
    assert told(moves) == [("Open", "food_safety", 2)]


def test_of_equal_levels_the_category_with_the_most_mentions_names_the_incident() -> None:
    moves = give([signal("food_safety", [1, 2]), signal("quality", [1, 2, 3])])
    assert told(moves) == [("Open", "quality", 2)]


def test_two_bodies_of_evidence_open_two_incidents() -> None:
    moves = give([signal("food_safety", [1, 2]), signal("refund", [8, 9])])
    assert sorted(told(moves)) == [("Open", "food_safety", 1), ("Open", "refund", 1)]


def test_evidence_that_joined_in_the_same_judgement_counts_at_once() -> None:
    moves = give([signal("food_safety", [5, 6]), signal("refund", [5, 6])], [incident(4, "food_safety", [1])])
    assert told(moves) == [("Join", 4, 2)]


def test_a_mere_surge_takes_the_name_of_the_first_cause_that_joins_it() -> None:
    moves = give([signal("food_safety", [1, 2])], [incident(4, "other", [1, 2, 3])])
    assert [move.category for move in moves if isinstance(move, Join)] == ["food_safety"]


def test_a_signal_of_a_merged_incident_goes_to_the_one_that_took_it_in() -> None:
    known = [incident(4, "food_safety", [1]), incident(5, "refund", merged_into=4)]
    assert told(give([signal("refund", [8, 9])], known)) == [("Join", 4, 1)]
    over = [incident(4, "food_safety", [1], closed=True), incident(5, "refund", merged_into=4)]
    assert told(give([signal("refund", [8, 9])], over)) == [("Reopen", 4, 1)]


@given(SIGNALS, incidents())
def test_at_most_one_incident_of_a_brand_and_category_is_open(signals: list[Signal], known: list[Incident]) -> None:
    moves = give(signals, known)
    after = {each.id: (each.brand, each.category) for each in known if each.is_open}
    for number, move in enumerate(moves):
        match move:
            case Open(brand, category):
                after[-number - 1] = (brand, category)
            case Join(joined, category):
                after[joined.id] = (joined.brand, category)
            case Reopen(again):
                after[again.id] = (again.brand, again.category)
    assert max(Counter(after.values()).values(), default=1) == 1


@given(SIGNALS, incidents())
def test_every_signal_goes_to_exactly_one_incident_of_its_brand(signals: list[Signal], known: list[Incident]) -> None:
    moves = give(signals, known)
    given_to = [each.id for move in moves for each in move.signals]
    assert sorted(given_to) == sorted(each.id for each in signals)
    for move in moves:
        brand = move.brand if isinstance(move, Open) else move.incident.brand
        assert {each.brand for each in move.signals} == {brand}


@given(SIGNALS, incidents(), st.randoms(use_true_random=False))
def test_the_order_of_signals_in_a_judgement_does_not_matter(
    signals: list[Signal], known: list[Incident], draw: Random
) -> None:
    shuffled = draw.sample(signals, len(signals))
    assert give(signals, known) == give(shuffled, known)


@given(SIGNALS)
def test_a_judgement_opens_no_second_incident_for_the_same_evidence(signals: list[Signal]) -> None:
    causes = [each for each in signals if each.category and not joins_anything(each.category)]
    opened = [move for move in give(causes) if isinstance(move, Open)]
    for earlier, later in combinations(opened, 2):
        theirs = {mention for each in earlier.signals for mention in each.evidence}
        ours = set(later.signals[0].evidence)
        assert earlier.brand != later.brand or not ours or len(ours & theirs) < len(ours) / 2
