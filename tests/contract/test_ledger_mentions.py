"""Mentions: appended once, scored late, corrected by people, found again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clock import DAY, HOUR, minute_of
from domain.errors import NotFoundError
from domain.mention import Appended, Entry
from domain.query import And, Compare, Field, Not, Or, Pattern, Phrase
from domain.sentiment import Tone
from index.ports import Ledger
from tests.contract.conftest import EngineLedger
from tests.unit.index.making import BRAND, NOW, entry, mention, scored


def append(ledger: EngineLedger, *entries: Entry) -> Appended:
    with ledger.write() as transaction:
        return transaction.mentions.append(entries, NOW)


def test_what_was_appended_is_read_back_as_it_was(ledger: Ledger) -> None:
    rich = entry(1, risks=["food_safety"], tone=Tone.NEGATIVE, views=900, verified=True, extra={"a": [1, {"b": None}]})
    assert append(ledger, rich).ids == (rich.mention.id,)
    with ledger.read() as view:
        [stored] = view.mentions.get([rich.mention.id])
    assert (stored.mention, stored.hits, stored.risks, stored.sentiment) == (
        rich.mention,
        rich.hits,
        rich.risks,
        rich.sentiment,
    )
    assert stored.seq == 1


def test_text_that_is_no_proper_unicode_survives(ledger: Ledger) -> None:
    odd = entry(1, "坏字\ud83d与零\0字符", source="源\udc00", extra={"huge": 10**30})
    append(ledger, odd)
    with ledger.read() as view:
        assert view.mentions.get([odd.mention.id])[0].mention == odd.mention
    assert list(ledger.check()) == []


@pytest.mark.parametrize("together", [True, False])
def test_the_same_id_or_fingerprint_is_stored_once(engine_ledger: EngineLedger, together: bool) -> None:
    entries = [entry(1, fingerprint="f1"), entry(1), entry(2, fingerprint="f1"), entry(3), entry(4)]
    batches = [entries] if together else [[each] for each in entries]
    results = [append(engine_ledger, *batch) for batch in batches]
    assert sum(result.stored for result in results) == 3
    assert sum(result.duplicate for result in results) == 2


def test_entries_without_hits_leave_no_text_and_are_recognised(engine_ledger: EngineLedger) -> None:
    nothing = entry(1, topics=())
    assert append(engine_ledger, nothing) == Appended((), duplicate=0, unmatched=1)
    assert append(engine_ledger, nothing, nothing) == Appended((), duplicate=2, unmatched=0)
    with engine_ledger.read() as view:
        assert view.mentions.get([nothing.mention.id]) == []


def test_an_unmatched_entry_that_names_a_topic_later_is_stored(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1, topics=()))
    assert append(engine_ledger, entry(1)).stored == 1


def test_unmatched_entries_are_forgotten_after_thirty_days(ledger: Ledger) -> None:
    append(ledger, entry(1, topics=()))
    with ledger.write() as transaction:
        transaction.mentions.append([entry(2, topics=())], NOW + timedelta(days=31))
        assert transaction.mentions.append([entry(1, topics=())], NOW + timedelta(days=31)).unmatched == 1


def test_scores_come_later_oldest_arrival_first(ledger: Ledger) -> None:
    append(ledger, entry(2), entry(1), entry(3, tone=Tone.POSITIVE))
    with ledger.write() as transaction:
        waiting = transaction.mentions.unscored(10)
        assert [each.id for each in waiting] == [entry(2).mention.id, entry(1).mention.id]
        scores = {each.id: scored(Tone.NEGATIVE) for each in waiting}
        assert transaction.mentions.settle_scores({**scores, "unknown": scored(Tone.NEGATIVE)}, NOW) == 2
        assert transaction.mentions.settle_scores(scores, NOW) == 0
        assert transaction.mentions.unscored(10) == []


def test_what_a_person_corrected_is_an_example_and_no_scorer_changes_it(ledger: Ledger) -> None:
    append(ledger, entry(1, tone=Tone.NEGATIVE))
    by_hand = scored(Tone.POSITIVE, "示例分析师")
    with ledger.write() as transaction:
        transaction.mentions.correct(entry(1).mention.id, by_hand, "示例分析师", NOW)
        assert transaction.mentions.settle_scores({entry(1).mention.id: scored(Tone.NEGATIVE, "m2")}, NOW) == 0
        [example] = transaction.mentions.corrections()
        with pytest.raises(NotFoundError):
            transaction.mentions.correct("nobody", by_hand, "示例分析师", NOW)
    assert (example.mention, example.sentiment, example.actor, example.at) == (
        entry(1).mention,
        by_hand,
        "示例分析师",
        NOW,
    )


def test_mentions_of_a_topic_come_by_event_time_or_reach(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1, age=30, views=5), entry(2, age=10), entry(3, age=20, views=9), entry(4, age=90))
    with engine_ledger.read() as view:
        window = (BRAND, NOW - HOUR, NOW)

        def numbers(**how: object) -> list[int]:
            return [int(each.mention.id, 16) for each in view.mentions.of_topic(*window, **how)]  # type: ignore[arg-type]

        assert numbers() == [2, 3, 1]
        assert numbers(by="reach") == [3, 1, 2]
        assert numbers(limit=1) == [2]
        assert view.mentions.of_topic("brand:别家", NOW - HOUR, NOW) == []


def test_mentions_of_a_topic_can_be_those_of_one_risk(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1, risks=["food_safety", "media"]), entry(2, risks=["food"]), entry(3))
    with engine_ledger.read() as view:
        found = view.mentions.of_topic(BRAND, NOW - HOUR, NOW + HOUR, risk="food_safety")
    assert [each.mention.id for each in found] == [entry(1).mention.id]


def test_one_familys_and_one_authors_mentions_are_read_alone(engine_ledger: EngineLedger) -> None:
    told = "门店承认后厨使用过期牛奶，监管部门已经介入调查，网友要求公开监控"
    append(
        engine_ledger, entry(1, told, age=3), entry(2, told, age=2, author="乙"), entry(3, "别的话", age=1, author="乙")
    )
    with engine_ledger.read() as view:
        window = NOW - HOUR, NOW
        first, copy = view.mentions.get([entry(1).mention.id, entry(2).mention.id])
        assert first.family == copy.family
        assert [each.seq for each in view.mentions.copies(BRAND, first.family, *window)] == [copy.seq, first.seq]
        assert [each.seq for each in view.mentions.copies(BRAND, first.family, *window, limit=1)] == [copy.seq]
        by = (copy.mention.platform, "乙")
        assert [each.mention.id for each in view.mentions.of_author(BRAND, by, *window)] == [
            entry(3).mention.id,
            copy.mention.id,
        ]
        assert view.mentions.of_author(BRAND, by, NOW, NOW + HOUR) == []


def test_whether_a_phrase_was_ever_said_of_a_topic_is_known(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1, "奶茶喝出蟲子", age=3), entry(2, "虫。子"))
    with engine_ledger.read() as view:
        assert view.mentions.was_said(BRAND, "虫子", NOW)
        assert not view.mentions.was_said(BRAND, "虫子", NOW - HOUR)
        assert not view.mentions.was_said(BRAND, "发霉", NOW)
        assert not view.mentions.was_said("brand:别家", "虫子", NOW)
        assert view.mentions.was_said(BRAND, "喝出虫子", NOW)
    append(engine_ledger, entry(3, "瓶盖发霉", age=1), entry(4, "Bug found in the beta", age=9))
    with engine_ledger.read() as view:
        assert view.mentions.was_said(BRAND, "发霉", NOW)
        assert view.mentions.was_said(BRAND, "beta", NOW - HOUR / 10)
        assert not view.mentions.was_said(BRAND, "盖 霉", NOW)


def test_a_search_finds_simplified_for_traditional_and_ignores_punctuation(ledger: Ledger) -> None:
    append(ledger, entry(1, "奶茶喝出蟲子，要求退.款"), entry(2, "虫。子"), entry(3, "别的"))
    with ledger.read() as view:
        assert [each.seq for each in view.mentions.find(Phrase("虫子"))] == [1]
        assert [each.seq for each in view.mentions.find(Phrase("退款"))] == [1]
        assert [each.seq for each in view.mentions.find()] == [3, 2, 1]


def test_a_search_is_what_the_evaluator_says_whatever_the_index_can_tell(ledger: Ledger) -> None:
    append(
        ledger,
        entry(1, "茶里有虫子", author="甲", views=10),
        entry(2, "茶里有异物", author="乙", views=2000),
        entry(3, "茶很好喝", title="虫子", author="甲"),
    )
    questions = {
        And((Phrase("茶"), Not(Phrase("虫子")))): [2],
        Or(
            (Phrase("虫子"), Pattern("异.")),
        ): [3, 2, 1],
        Field("title", Phrase("虫子")): [3],
        Field("author", Phrase("甲")): [3, 1],
        Compare("reach", ">", 1000): [2],
        Not(Phrase("茶")): [],
    }
    with ledger.read() as view:
        assert {query: [each.seq for each in view.mentions.find(query)] for query in questions} == questions


def test_a_search_pages_on_and_narrows_by_topic_and_time(ledger: Ledger) -> None:
    append(ledger, *(entry(n, age=n, topics=[BRAND] if n % 2 else ["topic:b"]) for n in range(1, 8)))
    with ledger.read() as view:
        find = view.mentions.find
        first = find(Phrase("山茶茶饮"), topics=[BRAND], limit=2)
        assert [each.seq for each in first] == [7, 5]
        assert [each.seq for each in find(Phrase("山茶茶饮"), topics=[BRAND], limit=2, after=5)] == [3, 1]
        assert [each.seq for each in find(topics=[BRAND, "topic:b"], since=NOW - timedelta(minutes=3))] == [3, 2, 1]
        assert [each.seq for each in find(until=NOW - timedelta(minutes=5))] == [7, 6]
        assert find(topics=["topic:none"]) == []


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.write() as transaction:
        transaction.mentions.append([entry(1)], NOW)
        raise RuntimeError
    with ledger.read() as view:
        assert view.mentions.find() == []
        assert view.marks.count() == 0
    assert append(ledger, entry(2, "同一篇报道说了很多话"), entry(1, "同一篇报道说了很多话")).stored == 2
    with ledger.read() as view:
        assert [each.copies for each in view.mentions.families_of(BRAND, NOW - DAY, NOW + DAY)] == [2]


def test_arrival_and_event_keep_their_microseconds(ledger: Ledger) -> None:
    made = mention(1, arrived=NOW + timedelta(microseconds=123457))
    with ledger.write() as transaction:
        transaction.mentions.append([Entry(made, entry(1).hits)], NOW)
        [stored] = transaction.mentions.get([made.id])
    assert stored.mention == made
    assert minute_of(stored.mention.event_time) == minute_of(NOW)


def test_texts_without_words_are_families_of_their_own(ledger: Ledger) -> None:
    append(ledger, entry(1, "！！！"), entry(2, "！！！"), entry(3, "？"))
    with ledger.read() as view:
        assert len({each.family for each in view.mentions.find()}) == 3


def test_ids_that_are_not_stored_are_left_out(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1), entry(2))
    with engine_ledger.read() as view:
        found = view.mentions.get([entry(2).mention.id, "no such", entry(1).mention.id])
    assert [each.seq for each in found] == [2, 1]


def test_of_several_arrivals_each_is_told_what_became_of_it(ledger: Ledger) -> None:
    append(ledger, entry(1))
    nameless = replace(entry(5), hits=())
    with ledger.write() as transaction:
        first, second, third = transaction.mentions.append_all(
            [[entry(1), entry(2)], [], [entry(2), entry(3), nameless, nameless]], NOW
        )
    assert (first.ids, first.duplicate) == ((entry(2).mention.id,), 1)
    assert (second.ids, second.duplicate, second.unmatched) == ((), 0, 0)
    assert (third.ids, third.duplicate, third.unmatched) == ((entry(3).mention.id,), 2, 1)
