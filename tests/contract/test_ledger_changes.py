"""The feed of changes: what the library follows, each thing once, in the order in which it happened."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from domain.clock import DAY
from domain.incident import Incident
from domain.mention import Entry
from domain.sentiment import Tone
from domain.signal import Signal
from index.ledger import open_ledger
from index.ledger.documents import dump
from index.ledger.schema import STEPS, migrate
from index.ports import Change, Ledger, Stored
from tests.unit.index.making import BRAND, NOW, entry, scored


def append(ledger: Ledger, *entries: Entry) -> None:
    with ledger.write() as transaction:
        transaction.mentions.append(entries, NOW)


def signal(number: int, *evidence: str) -> Signal:
    return Signal(
        f"s{number}", "rule", "keyword", "山茶茶饮", "food_safety", BRAND, "major",
        NOW, NOW, NOW, {"count": 3.0}, evidence, (),
    )  # fmt: skip


def changed(ledger: Ledger, after: int = 0, kind: Stored | None = None) -> list[Change]:
    with ledger.read() as view:
        return list(view.changes.after(after, kind=kind))


def named(changes: list[Change]) -> list[tuple[str, str, bool]]:
    return [(each.kind.value, each.id, each.erased) for each in changes]


def id_of(number: int) -> str:
    return entry(number).mention.id


def test_every_change_of_a_mention_can_be_followed(ledger: Ledger) -> None:
    append(ledger, entry(1), entry(2), entry(3))
    seen = changed(ledger)
    assert [each.id for each in seen] == [id_of(n) for n in (1, 2, 3)]
    with ledger.write() as transaction:
        transaction.mentions.settle_scores({id_of(1): scored(Tone.NEGATIVE)}, NOW)
    ledger.erase([id_of(2)], "示例法务", "本人要求", NOW)
    later = changed(ledger, seen[-1].number)
    assert named(later) == [("mention", id_of(1), False), ("mention", id_of(2), True)]
    assert later[1].event == entry(2).mention.event_time
    assert changed(ledger, later[-1].number) == []
    with ledger.read() as view:
        assert view.changes.newest() == later[-1].number
        assert len(view.changes.after(0, limit=2)) == 2
        assert view.changes.waiting(seen[-1].number) == 2


def test_signals_incidents_and_the_mentions_that_prove_them_follow(ledger: Ledger) -> None:
    append(ledger, entry(1), entry(2))
    before = changed(ledger)[-1].number
    with ledger.write() as transaction:
        incident = transaction.incidents.add(Incident("山茶茶饮", "food_safety", "major", 3, NOW), (), ())
        transaction.rules.add_signal(signal(1, id_of(2)), incident.id)
    later = changed(ledger, before)
    assert named(later) == [("incident", "1", False), ("signal", "s1", False), ("mention", id_of(2), False)]
    with ledger.write() as transaction:
        transaction.rules.add_signal(signal(2, id_of(2)), incident.id)
        transaction.incidents.replace(incident, (), ())
    assert named(changed(ledger, later[-1].number)) == [("signal", "s2", False), ("incident", "1", False)]
    assert named(changed(ledger, kind=Stored.SIGNAL)) == [("signal", "s1", False), ("signal", "s2", False)]
    with ledger.read() as view:
        assert view.changes.evidence([id_of(1), id_of(2)]) == {id_of(2): [1]}
        assert [(each.id, joined) for each, joined in view.changes.signals(["s2", "s1", "none"])] == [
            ("s1", 1),
            ("s2", 1),
        ]


def test_mentions_are_counted_by_day_and_read_by_event_time(ledger: Ledger) -> None:
    ages = {1: 0, 2: 60, 3: 24 * 60, 4: 60, 5: 60 * 24 * 365 * 60}
    append(ledger, *(entry(number, age=age) for number, age in ages.items()))
    today = NOW.replace(hour=0, minute=0)
    with ledger.read() as view:
        long_ago = (NOW - timedelta(minutes=ages[5])).replace(hour=0, minute=0)
        assert view.changes.days() == {today: 3, today - DAY: 1, long_ago: 1}
        assert view.changes.days(today) == {today: 3}
        page = view.changes.between(today - DAY, today + DAY, limit=2)
        assert [each.seq for each in page] == [3, 2]
        rest = view.changes.between(today - DAY, today + DAY, (page[-1].event, page[-1].seq))
        assert [each.seq for each in rest] == [4, 1]


def test_what_is_trimmed_stays_in_the_library_until_it_is_erased_by_request(ledger: Ledger) -> None:
    append(ledger, entry(1), entry(2))
    versions = {each.id: each.number for each in changed(ledger)}
    with ledger.write() as transaction:
        transaction.mentions.settle_scores({id_of(2): scored(Tone.NEGATIVE)}, NOW)
    before = changed(ledger)[-1].number
    assert ledger.trim_unchanged(versions) == 1
    assert named(changed(ledger, before)) == []
    with ledger.read() as view:
        assert [each.mention.id for each in view.mentions.get([id_of(1), id_of(2)])] == [id_of(2)]
    ledger.erase([id_of(1)], "示例法务", "本人要求", NOW)
    assert named(changed(ledger, before)) == [("mention", id_of(1), True)]
    assert list(ledger.check()) == []


def test_what_is_touched_is_followed_again(ledger: Ledger) -> None:
    append(ledger, entry(1), entry(2))
    before = changed(ledger)[-1].number
    with ledger.write() as transaction:
        transaction.changes.touch(Stored.MENTION, id_of(1))
    assert named(changed(ledger, before)) == [("mention", id_of(1), False)]


def test_what_an_older_ledger_held_before_it_kept_a_feed_is_followed_too(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    raw = sqlite3.connect(path, isolation_level=None)
    migrate(raw, path, STEPS[:1])
    body = dump(signal(1))
    raw.execute("UPDATE counter SET value = 7 WHERE name = 'change'")
    for number in (1, 2, 3):
        raw.execute("INSERT INTO signal (id, incident, body) VALUES (?, 0, ?)", (f"s{number}", body))
        raw.execute("INSERT INTO incident (version, brand, open, body) VALUES (1, 'b', 1, '{}')")
    raw.close()
    ledger = open_ledger(path)
    found = changed(ledger)
    assert named(found) == [
        *(("incident", str(number), False) for number in (1, 2, 3)),
        *(("signal", f"s{number}", False) for number in (1, 2, 3)),
    ]
    numbers = [each.number for each in found]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 7
    append(ledger, entry(1))
    assert named(changed(ledger, numbers[-1])) == [("mention", id_of(1), False)]
    ledger.close()
