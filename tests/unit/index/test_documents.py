"""Documents: whatever the domain can say comes back from its JSON as it was."""

import json
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import DeadlineKind
from domain.incident import Acknowledgement, EventKind, Incident, IncidentState, SignalRef, TimelineEntry
from domain.level import CriterionMet
from domain.mention import Kind, Mention, TimeFlag
from domain.notice import Card, Delivered, Notice, NoticeKind, Outcome, Post, Retry, StatementLine, StepLine
from domain.person import Role
from domain.query import And, Near, Node, Not, Or, Phrase
from domain.rule import RuleState
from domain.signal import Signal
from domain.source import SourceState
from domain.statement import Approval, Pull
from domain.step import Step, StepState
from index.ledger.documents import dump, dump_all, encode, load, load_all, read_json, write_json

text = st.text(max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
moments = st.datetimes(timezones=st.just(UTC))
numbers = st.dictionaries(text, st.floats(allow_nan=False), max_size=3)
evidence = st.lists(text, max_size=3).map(tuple)
mentions = st.builds(
    Mention,
    id=text,
    text=st.text(st.characters(), max_size=20),
    source=text,
    kind=st.sampled_from(Kind),
    event_time=moments,
    arrived_at=moments,
    live=st.booleans(),
    time_flag=st.sampled_from(TimeFlag),
    author=text,
    followers=st.none() | st.integers(),
    verified=st.none() | st.booleans(),
    brands=evidence,
    extra=st.dictionaries(text, json_values, max_size=3),
)
signals = st.builds(SignalRef, text, text, text, text, moments, numbers, st.integers(0, 9))
steps = st.builds(
    Step,
    *(text, text, text),
    st.sampled_from(Role),
    text,
    moments,
    settles=st.none() | st.sampled_from(DeadlineKind),
    state=st.sampled_from(StepState),
    settled_at=st.none() | moments,
)
incidents = st.builds(
    Incident,
    *(text, text, text),
    st.integers(1, 4),
    moments,
    id=st.integers(0, 9),
    state=st.sampled_from(IncidentState),
    signals=st.lists(signals, max_size=2).map(tuple),
    criteria=st.lists(st.builds(CriterionMet, text, text, numbers, numbers), max_size=2).map(tuple),
    facts=numbers,
    families=st.lists(st.integers(), max_size=3).map(tuple),
    steps=st.lists(steps, max_size=2).map(tuple),
    task_force=st.dictionaries(text, text, max_size=2),
    acknowledgement=st.none() | st.builds(Acknowledgement, text, moments, moments, st.booleans()),
    closed_at=st.none() | moments,
)
cards = st.builds(
    Card,
    incident=st.integers(),
    posts=st.lists(st.builds(Post, text, text, text, text, moments, st.integers()), max_size=2).map(tuple),
    steps=st.lists(st.builds(StepLine, text, text, text, text, moments, st.booleans(), st.booleans()), max_size=1).map(
        tuple
    ),
    statements=st.lists(st.builds(StatementLine, text, text, text, evidence, evidence), max_size=1).map(tuple),
    at=moments,
)
values = st.one_of(
    mentions,
    incidents,
    st.builds(TimelineEntry, st.sampled_from(EventKind), moments, text, text, st.dictionaries(text, json_values)),
    st.builds(Notice, text, text, st.sampled_from(NoticeKind), moments, card=st.none() | cards, people=evidence),
    st.builds(
        Signal,
        *(text, text, text, text, text, text, text, moments, moments, moments, numbers, evidence),
        st.lists(st.integers(), max_size=2).map(tuple),
        late_by=st.none() | st.timedeltas(timedelta(0), timedelta(days=99)),
    ),
    st.builds(
        RuleState,
        text,
        text,
        st.none() | st.integers(),
        past=st.lists(st.tuples(st.integers(), st.integers()), max_size=3).map(tuple),
    ),
    st.builds(SourceState, text, next_due=st.none() | moments, items=st.integers()),
    st.builds(Approval, text, text, text, text, moments, st.dates()),
    st.builds(Pull, text, text, st.integers(), text, moments, text, text),
)


@given(values)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    document = dump(value)
    assert load(type(value), document) == value
    json.loads(document)


@given(st.lists(signals, max_size=3).map(tuple))
def test_several_values_come_back_in_order(several: tuple[SignalRef, ...]) -> None:
    assert load_all(SignalRef, dump_all(SignalRef, several)) == several


def test_what_has_its_default_is_left_out() -> None:
    assert encode(SourceState("a")) == {"name": "a"}


def test_a_field_that_is_not_known_any_more_is_ignored() -> None:
    assert load(SourceState, '{"name": "a", "colour": "red", "items": 3}') == SourceState("a", items=3)


def test_a_union_of_classes_says_which_it_is() -> None:
    query = And((Phrase("异物"), Not(Or((Phrase("a", True), Near(Phrase("b"), Phrase("c"), 8))))))
    assert load(Node, dump_all(Node, (query,))[1:-1]) == query  # type: ignore[arg-type]
    outcomes: tuple[Outcome, ...] = (Delivered("r"), Retry("x", 3.5))
    assert load_all(Outcome, dump_all(Outcome, outcomes)) == outcomes  # type: ignore[arg-type]


@pytest.mark.parametrize("odd", ["\ud83d", 10**40, {"a": float("inf")}, {1: 2}])
def test_what_strict_json_refuses_is_written_too(odd: object) -> None:
    read_json(write_json(odd))


def test_times_and_lengths_are_readable() -> None:
    moment = datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
    assert encode(SourceState("a", last_ok=moment))["last_ok"] == "2026-03-15T09:30:00+00:00"
    assert encode(Approval("a", "b", "c", "d", moment, date(2026, 12, 31)))["valid_until"] == "2026-12-31"


@given(st.text(string.printable))
def test_json_text_is_what_json_reads(words: str) -> None:
    assert json.loads(write_json([words])) == [words]
