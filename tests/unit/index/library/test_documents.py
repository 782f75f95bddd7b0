"""Documents of the library: what goes in comes back, and ids that fit."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.mention import Entry, StoredMention
from domain.sentiment import Tone
from index.ledger import open_ledger
from index.ledger.documents import write_json
from index.ledger.moments import to_us
from index.library.documents import mention_document, mention_of
from index.library.names import LONGEST_NODE, Names, document_id, month_begins
from index.ports import Kept
from tests.unit.index.making import NOW, entry

TEXT = st.text(st.characters(), max_size=40) | st.text("喝出虫子退款。\n a\ud83d", max_size=20)


def kept(**fields: object) -> StoredMention:
    made = entry(1, risks=["food_safety"], tone=Tone.NEGATIVE)
    return StoredMention(7, replace(made.mention, **fields), made.hits, made.risks, made.sentiment, 3)


def as_kept(stored: StoredMention) -> Kept:
    """A mention as the ledger keeps it."""
    ledger = open_ledger(None)
    with ledger.write() as tx:
        tx.mentions.append([Entry(stored.mention, stored.hits, stored.risks, stored.sentiment)], NOW)
        [found] = tx.changes.mentions([stored.mention.id]).values()
    ledger.close()
    return replace(found, seq=stored.seq, family=stored.family)


@given(title=TEXT, text=TEXT, source=TEXT, views=st.none() | st.integers(-(2**63), 2**63 - 1))
def test_a_mention_comes_back_from_its_document_as_it_was(
    title: str, text: str, source: str, views: int | None
) -> None:
    stored = kept(title=title, text=text, source=source, views=views, extra={"a": [1, {"b": None}]})
    document = mention_document("north", as_kept(stored))
    write_json(document).encode()
    assert mention_of(document) == stored


def test_a_document_says_what_is_searched_and_counted_by() -> None:
    document = mention_document("north", as_kept(kept(url="https://bbs.example.org/t/1", likes=5)), incidents=[12, 3])
    assert document["mention"]["post"] == kept().mention.id
    assert document["mention"]["categories"] == ["food_safety"]
    assert document["mention"]["family"] == "north:3"
    assert document["url"]["domain"] == "bbs.example.org"
    assert document["sentiment"]["tone"] == "negative"
    assert document["crisis"]["incident"] == ["north:3", "north:12"]
    assert document["brand"]["name"]


def test_nothing_is_claimed_of_what_is_not_known() -> None:
    stored = replace(kept(), sentiment=None, risks=())
    document = mention_document("north", as_kept(stored))
    assert "sentiment" not in document
    assert "crisis" not in document
    assert not {"categories", "intensity", "views", "verified"} & set(document["mention"])


def test_ids_fit_into_64_bytes_and_differ_by_node() -> None:
    node = "n" * LONGEST_NODE
    ids = {document_id(node, "a" * 32), document_id(node, "长" * 200), document_id("m", "a" * 32)}
    assert len(ids) == 3
    assert all(len(each.encode()) <= 64 for each in ids)


def test_the_index_follows_the_event_time_in_utc() -> None:
    names = Names("house")
    assert names.mentions_at(to_us(NOW.replace(year=2026, month=1, day=1, hour=0, minute=0))) == (
        "house-mentions-2026.01"
    )
    assert names.mentions_at(-1) == "house-mentions-1969.12"
    begins = month_begins("house-mentions-2026.01")
    assert begins is not None
    assert begins.utcoffset() == timedelta(0)
    assert month_begins("house-incidents") is None
