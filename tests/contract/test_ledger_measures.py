"""Measures, marks, topics and families: what a batch adds, what a change moves, what silence means."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.clock import DAY, HOUR, hour_of, minute_of
from domain.measure import Counts, Mark
from domain.mention import Entry, Kind
from domain.query import Node, Phrase
from domain.sentiment import Tone
from domain.source import SourceState
from domain.topic import Topic, TopicKind
from index.ledger import open_ledger
from index.ports import Ledger
from tests.contract.conftest import EngineLedger
from tests.unit.index.making import BRAND, NOW, entry, scored

M = minute_of(NOW)
H = hour_of(NOW)


def append(ledger: EngineLedger, *entries: Entry, now: datetime = NOW) -> None:
    with ledger.write() as transaction:
        transaction.mentions.append(entries, now)


def total(ledger: EngineLedger, topic: str = BRAND) -> Counts:
    with ledger.read() as view:
        return view.measures.total(topic, 0, M)


def take(ledger: EngineLedger) -> Sequence[Mark]:
    with ledger.write() as transaction:
        return transaction.marks.take(10)


def test_a_mention_counts_at_its_own_time_for_each_of_its_topics(engine_ledger: EngineLedger) -> None:
    append(
        engine_ledger,
        entry(1, tone=Tone.NEGATIVE, risks=["food_safety", "media"], views=70, kind=Kind.COMPLAINT),
        entry(2, tone=Tone.UNSURE, risks=["media"], followers=30),
        entry(3, age=2, tone="unscorable", topics=[BRAND, "topic:b"]),
        entry(4, age=2),
    )
    with engine_ledger.read() as view:
        series = view.measures.series(BRAND, M - 5, M)
        assert series == {
            M: Counts(2, 2, 0, 1, 0, 1, 1, 100, 70, {"food_safety": 1, "media": 2}),
            M - 2: Counts(2, 0, 1),
        }
        assert view.measures.total("topic:b", M - 5, M) == Counts(1, 0, 1)
        assert view.measures.total("topic:nobody", M - 5, M) == Counts()
        assert view.measures.hours(BRAND, H - 1, H) == {H: 4}
        assert view.measures.hours(BRAND, H - 1, H, risk="media") == {H: 2}
        assert view.measures.hours(BRAND, H - 1, H, risk="refund") == {}
        assert [view.measures.number(BRAND, M - 5, last) for last in (M, M - 1)] == [4, 2]
        assert view.measures.number(BRAND, M - 5, M, risk="media") == 2
        assert [view.measures.number(BRAND, M - 2000, M, of=each) for each in ("negative", "scored")] == [1, 2]
        assert view.measures.number(BRAND, M, M - 1) == view.measures.number("topic:nobody", M - 5, M) == 0
        assert view.measures.since(BRAND) == H
        newest = [view.measures.newest(BRAND, last) for last in (M, M - 1, M - 3)]
        assert newest == [M, M - 2, None]
        assert view.measures.since("topic:nobody") is None


def test_a_late_score_moves_the_counts_and_marks_the_minute(ledger: Ledger) -> None:
    append(ledger, entry(1, age=3), entry(2, age=9, live=False))
    take(ledger)
    with ledger.write() as transaction:
        transaction.mentions.settle_scores({entry(n).mention.id: scored(Tone.NEGATIVE) for n in (1, 2)}, NOW)
    assert total(ledger) == Counts(2, 2, 0, 2)
    [mark] = take(ledger)
    assert (mark.topic, mark.first, mark.last) == (BRAND, M - 3, M - 3)


def test_a_new_score_in_place_of_an_old_one_moves_the_counts_and_is_no_news(ledger: Ledger) -> None:
    append(ledger, entry(1, tone=Tone.NEGATIVE))
    take(ledger)
    with ledger.write() as transaction:
        transaction.mentions.settle_scores({entry(1).mention.id: scored("unscorable", "m2")}, NOW)
    assert total(ledger) == Counts(1, 0, 1)
    assert take(ledger) == []


def test_it_is_known_since_when_the_tones_are_of_one_model(ledger: Ledger) -> None:
    append(ledger, *(entry(number) for number in range(1, 5)))

    def toned(number: int, model: str, at: datetime) -> int:
        with ledger.write() as transaction:
            transaction.mentions.settle_scores({entry(number).mention.id: scored(Tone.NEGATIVE, model)}, at)
            return transaction.measures.toned_since()

    assert toned(1, "m1", NOW) == 0
    assert toned(2, "m1", NOW + HOUR) == 0
    assert toned(3, "m2", NOW + 2 * HOUR) == minute_of(NOW + 2 * HOUR)
    assert toned(4, "m2", NOW + 3 * HOUR) == minute_of(NOW + 2 * HOUR)
    assert toned(1, "m2", NOW + 4 * HOUR) == minute_of(NOW + 2 * HOUR)
    with ledger.write() as transaction:
        transaction.mentions.all_toned("m2")
        assert transaction.measures.toned_since() == 0


def test_marks_span_the_live_minutes_and_are_taken_once(engine_ledger: EngineLedger) -> None:
    backfill = entry(3, age=4000, live=False)
    append(engine_ledger, entry(1, age=7), entry(2, age=2), backfill, entry(4, topics=["topic:b"]))
    append(engine_ledger, entry(5, age=5, topics=["topic:b"]))
    with engine_ledger.read() as view:
        assert view.marks.count() == 2
    with engine_ledger.write() as transaction:
        assert transaction.marks.take(1) == [Mark(BRAND, M - 7, M - 2, 4)]
        assert transaction.marks.take(9) == [Mark("topic:b", M - 5, M, 5)]
        assert transaction.marks.take(9) == []


def test_marks_are_kept_when_the_judgement_that_took_them_fails(ledger: Ledger) -> None:
    append(ledger, entry(1))
    with pytest.raises(RuntimeError), ledger.write() as transaction:
        transaction.marks.take(9)
        raise RuntimeError
    assert len(take(ledger)) == 1


def test_backfill_counts_but_gives_a_mark_nothing_to_judge(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, entry(1, age=9000, live=False))
    assert total(engine_ledger).mentions == 1
    [mark] = take(engine_ledger)
    assert mark.first > mark.last


def test_authors_and_sources_are_exact_below_256_and_estimated_above(engine_ledger: EngineLedger) -> None:
    append(engine_ledger, *(entry(n, author=f"a{n % 200}", source=f"s{n % 3}") for n in range(400)))
    append(engine_ledger, entry(1000, author=""), entry(1001, author=""), entry(1002, author="", source="别处"))
    append(engine_ledger, *(entry(2000 + n, author=f"b{n}", age=120) for n in range(3000)))
    with engine_ledger.read() as view:
        authors = view.measures.authors(BRAND, H, H)
        assert (authors.value, authors.exact) == (202, True)
        assert view.measures.sources(BRAND, H, H).value == 5
        many = view.measures.authors(BRAND, H - 3, H)
    assert not many.exact
    assert abs(many.value - 3202) <= 4 * many.error * 3202


def test_outlets_are_told_when_they_are_first_heard(engine_ledger: EngineLedger) -> None:
    append(
        engine_ledger, entry(1, age=300, source="旧媒体"), entry(2, source="旧媒体"), entry(3, age=1, source="新媒体")
    )
    with engine_ledger.read() as view:
        assert view.measures.outlets(BRAND, NOW - HOUR, NOW) == {"新媒体": NOW - timedelta(minutes=1)}


def test_reposts_fold_into_one_family_and_others_do_not(engine_ledger: EngineLedger) -> None:
    text = "山茶茶饮门店被曝奶茶中喝出虫子，当地市场监管部门已介入调查"
    append(
        engine_ledger,
        entry(1, text, age=60),
        entry(2, f"转发微博 {text}", age=50, source="论坛"),
        entry(3, "完全两样的一句话说别的事"),
    )
    append(engine_ledger, entry(4, text.replace("虫子", "蟲子") + "http://t.cn/abc", age=5, author="作者1"))
    with engine_ledger.read() as view:
        families = view.mentions.families_of(BRAND, NOW - DAY, NOW + DAY)
        assert [(each.copies, each.authors, each.sources) for each in families] == [(3, 2, 2), (1, 1, 1)]
        [recent] = view.mentions.families_of(BRAND, NOW - 10 * HOUR / 60, NOW)
        assert (recent.family, recent.copies) == (families[0].family, 1)


def test_the_same_text_a_week_later_is_a_new_family(engine_ledger: EngineLedger) -> None:
    text = "山茶茶饮门店被曝奶茶中喝出虫子，当地市场监管部门已介入调查"
    append(engine_ledger, entry(1, text), entry(2, text, arrived=NOW + timedelta(days=7)), now=NOW + timedelta(days=7))
    with engine_ledger.read() as view:
        assert len(view.mentions.families_of(BRAND, NOW - DAY, NOW + 9 * DAY)) == 2


def test_a_text_that_returns_every_week_for_a_year_still_finds_its_reposts(engine_ledger: EngineLedger) -> None:
    text = "山茶茶饮门店本周优惠又来了，买一送一，转发本条还可以抽奖"
    for week in range(52):
        at = NOW + timedelta(days=7 * week)
        append(engine_ledger, entry(week, text, arrived=at), entry(100 + week, f"{text}，快来", arrived=at), now=at)
    with engine_ledger.read() as view:
        families = view.mentions.families_of(BRAND, NOW - DAY, NOW + timedelta(days=999), limit=99)
    assert [each.copies for each in families] == [2] * 52


def test_families_do_not_depend_on_how_mentions_are_batched() -> None:
    chance = random.Random(7)
    stories = ["".join(chance.choice("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳") for _ in range(40)) for _ in range(5)]
    texts = [story[: chance.randrange(15, 40)] + story[: chance.randrange(9)] for story in stories * 12]
    seen = []
    for size in (1, 7, 60):
        opened = open_ledger(None)
        for start in range(0, 60, size):
            append(opened, *(entry(n, texts[n]) for n in range(start, min(60, start + size))))
        with opened.read() as view:
            seen.append([each.family for each in view.mentions.find(limit=60)])
    assert seen[0] == seen[1] == seen[2]
    assert 5 <= len(set(seen[0])) < 30


def topic(name: str, query: Node) -> Topic:
    return Topic(name, name, TopicKind.OWN, query)


def test_a_new_topic_is_counted_back_in_steps_and_marks_nothing(ledger: Ledger) -> None:
    append(ledger, *(entry(n, "有虫子" if n % 2 else "没有", tone=Tone.NEGATIVE, risks=["media"]) for n in range(5)))
    new = topic("rule:虫子@山茶茶饮", Phrase("虫子"))
    with ledger.write() as transaction:
        transaction.marks.take(10)
        assert transaction.topics.register([new], NOW) == [new.id]
    append(ledger, entry(9, "后来的虫子", topics=[BRAND, new.id]))
    take(ledger)
    steps = 0
    done = False
    while not done:
        with ledger.write() as transaction:
            assert transaction.topics.uncounted() == [new.id]
            done = transaction.topics.back_count(new, 2, NOW)
            steps += 1
    assert steps == 3
    assert total(ledger, new.id).mentions == 3
    assert total(ledger, new.id).risk == {"media": 2}
    with ledger.read() as view:
        assert view.topics.uncounted() == []
        assert view.marks.count() == 0
        assert [each.seq for each in view.mentions.find(topics=[new.id])] == [6, 4, 2]
        assert view.mentions.get([entry(1).mention.id])[0].hits[-1].spans == ((1, 3),)
    assert list(ledger.check()) == []


def test_topics_registered_before_anything_is_stored_need_no_back_counting(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        assert transaction.topics.register([topic(BRAND, Phrase("山茶茶"))], NOW) == []
        assert transaction.topics.back_count(topic(BRAND, Phrase("山茶茶")), 9, NOW)


def test_a_topic_that_changed_or_returns_is_counted_back_and_nothing_twice(ledger: Ledger) -> None:
    first, changed = topic("topic:x", Phrase("虫子")), topic("topic:x", Phrase("异物"))
    with ledger.write() as transaction:
        transaction.topics.register([first], NOW)
    append(ledger, entry(1, "虫子", topics=["topic:x"]), entry(2, "异物"))
    with ledger.write() as transaction:
        assert transaction.topics.register([first], NOW) == []
        assert transaction.topics.register([changed], NOW) == ["topic:x"]
        assert transaction.topics.back_count(changed, 9, NOW)
        assert transaction.topics.register([], NOW) == []
    append(ledger, entry(3, "异物"))
    with ledger.write() as transaction:
        assert transaction.topics.register([changed], NOW) == ["topic:x"]
        assert transaction.topics.back_count(changed, 9, NOW)
    assert total(ledger, "topic:x").mentions == 3


def polled(name: str, at: datetime, due: datetime) -> SourceState:
    return SourceState(name, last_ok=at, last_tried=at, next_due=due)


def test_hours_in_which_a_polled_ledger_heard_nothing_are_gaps(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        transaction.sources.put(polled("快", NOW - 9 * HOUR, NOW - 9 * HOUR + timedelta(minutes=1)))
        transaction.sources.put(polled("快", NOW - 2 * HOUR, NOW - 2 * HOUR + timedelta(minutes=1)))
        transaction.sources.put(polled("快", NOW, NOW + timedelta(minutes=1)))
    append(ledger, entry(1, age=5 * 60))
    with ledger.read() as view:
        assert view.measures.gaps(H - 20, H + 20) == {H - 8, H - 7, H - 6, H - 1}
        assert view.measures.gaps(H - 7, H - 7) == {H - 7}


def test_a_poll_vouches_for_the_hours_until_the_next_is_due(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        transaction.sources.put(polled("慢", NOW - 8 * HOUR, NOW - 4 * HOUR))
        transaction.sources.put(replace(polled("慢", NOW - 8 * HOUR, NOW - 4 * HOUR), failures=3))
        transaction.sources.put(polled("慢", NOW, NOW + 4 * HOUR))
    with ledger.read() as view:
        assert view.measures.gaps(H - 20, H) == {H - 3, H - 2, H - 1}


def test_a_short_silence_of_imported_intake_is_a_calm_night(ledger: Ledger) -> None:
    append(ledger, entry(1, age=20 * 60, topics=()), entry(2, age=16 * 60), entry(3))
    with ledger.read() as view:
        assert view.measures.gaps(H - 30, H) == set(range(H - 15, H))
    strict = open_ledger(None, gap_after=HOUR)
    append(strict, entry(2, age=3 * 60), entry(3))
    with strict.read() as view:
        assert view.measures.gaps(H - 30, H) == {H - 2, H - 1}


def test_what_sources_told_last_is_known_by_their_states_and_of_all_intake_by_the_hour(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        assert transaction.measures.spoke((), M) is None
        transaction.sources.put(SourceState("甲", last_item=NOW - 3 * HOUR))
        transaction.sources.put(SourceState("乙", last_ok=NOW))
        assert transaction.measures.spoke(("甲", "乙", "丙"), M) == M - 180
        assert transaction.measures.spoke(("乙",), M) is None
        assert transaction.measures.spoke((), M) == M - 180
        transaction.mentions.append([entry(1, age=70)], NOW)
        assert transaction.measures.spoke((), M) == min(M, 60 * ((M - 70) // 60) + 59)
