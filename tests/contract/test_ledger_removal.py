"""Erasing on request and trimming what is old: text and counts go, the rest of the record stays sound."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from domain.clock import DAY, HOUR, hour_of, minute_of
from domain.incident import EventKind, Incident, TimelineEntry
from domain.measure import Counts
from domain.mention import Entry
from domain.notice import Card, Notice, NoticeKind, Post
from domain.query import Phrase
from domain.sentiment import Tone
from index.ledger import open_ledger
from index.ports import Ledger
from tests.unit.index.making import BRAND, NOW, entry, scored

M, H = minute_of(NOW), hour_of(NOW)


def ids(*numbers: int) -> list[str]:
    return [entry(number).mention.id for number in numbers]


def filled(ledger: Ledger, *entries: Entry) -> None:
    with ledger.write() as transaction:
        transaction.mentions.append(entries, NOW)
        transaction.marks.take(100)


def test_an_erased_mention_is_gone_from_text_search_and_counts(ledger: Ledger) -> None:
    filled(
        ledger,
        entry(1, "有虫子", views=900, tone=Tone.NEGATIVE, risks=["media"], author="甲"),
        entry(2, "有虫子", views=20, author="乙", source="论坛"),
        entry(3, age=500, topics=["topic:b"]),
    )
    assert ledger.erase([*ids(1, 3), "no such"], "示例法务", "本人要求", NOW) == 2
    with ledger.read() as view:
        assert view.mentions.get(ids(1, 3)) == []
        assert [each.seq for each in view.mentions.find(Phrase("虫子"))] == [2]
        assert view.measures.total(BRAND, 0, M) == Counts(1, reach_sum=20, reach_max=20)
        assert view.measures.series("topic:b", 0, M) == {}
        assert (view.measures.since("topic:b"), view.measures.hours("topic:b", 0, H)) == (None, {})
        assert view.measures.authors(BRAND, H, H).value == 1
        assert view.marks.count() == 2
        assert view.incidents.verify_audit() == 1
    assert list(ledger.check()) == []


def test_an_erased_mention_never_comes_back_under_its_id(ledger: Ledger) -> None:
    filled(ledger, entry(1))
    ledger.erase(ids(1), "示例法务", "本人要求", NOW)
    with ledger.write() as transaction:
        assert transaction.mentions.append([entry(1)], NOW).duplicate == 1
        assert transaction.mentions.settle_scores({ids(1)[0]: scored(Tone.NEGATIVE)}, NOW) == 0
        transaction.marks.take(9)
    assert ledger.erase(ids(1), "示例法务", "本人要求", NOW) == 0


def test_an_erasure_marks_its_topics_with_nothing_to_judge(ledger: Ledger) -> None:
    filled(ledger, entry(1))
    ledger.erase(ids(1), "示例法务", "本人要求", NOW)
    with ledger.write() as transaction:
        [mark] = transaction.marks.take(9)
    assert mark.topic == BRAND
    assert mark.first > mark.last


def test_no_card_quotes_an_erased_post_any_more(ledger: Ledger) -> None:
    filled(ledger, entry(1, "我的隐私在这里"))
    post = Post("我的隐私在这里", "论坛", "甲", "", NOW, 0)
    case = Incident("山茶茶饮", "privacy", "urgent", 3, NOW, evidence=tuple(ids(1)))
    with ledger.write() as transaction:
        stored = transaction.incidents.add(case, [TimelineEntry(EventKind.OPENED, NOW)], [])
        card = Card(
            stored.id,
            "山茶茶饮",
            "privacy",
            "urgent",
            "紧急",
            3,
            4,
            "",
            "",
            False,
            (),
            (post,),
            (),
            (),
            (),
            (),
            (),
            "",
            NOW,
        )
        transaction.outbox.put([Notice("1", "duty", NoticeKind.CARD, NOW, stored.id, card=card)])
    ledger.erase(ids(1), "示例法务", "本人要求", NOW)
    with ledger.read() as view:
        [(notice, _, _)] = view.outbox.history()
    assert notice.card == replace(card, posts=())


def test_the_erased_text_is_nowhere_in_the_files(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "ledger.db")
    secret = "zzsecretmarkerzz"
    for start in range(0, 400, 20):
        filled(
            ledger,
            *(entry(n, f"{secret} 第{n}条" if n == 111 else f"平常的话 第{n}条") for n in range(start, start + 20)),
        )
    assert secret.encode() in (tmp_path / "ledger.db").read_bytes() + (tmp_path / "ledger.db-wal").read_bytes()
    assert ledger.erase(ids(111), "示例法务", "本人要求", NOW) == 1
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name
    assert list(ledger.check()) == []
    ledger.close()


def test_trimming_takes_what_is_old_in_steps_and_leaves_evidence(ledger: Ledger) -> None:
    filled(ledger, *(entry(n, age=24 * 60 * 40, live=False) for n in range(6)), entry(9))
    with ledger.write() as transaction:
        case = Incident("山茶茶饮", "quality", "general", 1, NOW, evidence=tuple(ids(2)))
        transaction.incidents.add(case, [], [])
    before = NOW - timedelta(days=30)
    assert [ledger.trim(before, NOW, limit=3) for _ in range(3)] == [3, 2, 0]
    with ledger.read() as view:
        assert [each.mention.id for each in view.mentions.find()] == [*ids(9), *ids(2)]
        assert view.measures.total(BRAND, 0, M).mentions == 2
    assert list(ledger.check()) == []


def test_the_numbers_of_erased_mentions_are_not_given_again(ledger: Ledger) -> None:
    filled(ledger, entry(1, "第一件事情的经过"), entry(2, "另外一桩完全不同的"))
    ledger.erase(ids(2), "示例法务", "本人要求", NOW)
    filled(ledger, entry(3, "后来发生的第三桩事"))
    with ledger.read() as view:
        assert [each.seq for each in view.mentions.find()] == [3, 1]
        assert [each.family for each in view.mentions.families_of(BRAND, NOW - DAY, NOW + HOUR)] == [1, 3]
