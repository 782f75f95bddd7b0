from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import StaleAfter
from crawlers.clean import KEYS, MOST_TEXT, Origin, clean
from domain.mention import Kind, Mention, Rejected, TimeFlag
from tests.unit.crawlers.origins import FEED, NOON, PUSHED, ROW, SHANGHAI, mention_of

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
ROWS = st.dictionaries(st.one_of(st.sampled_from(sorted(KEYS)), st.text(max_size=8)), JSON, max_size=12)


def test_a_row_of_all_keys_becomes_a_mention_of_all_fields() -> None:
    row = ROW | {
        "id": 7, "title": "食品安全", "url": "https://Example.com/a?utm_source=x", "author": "网友", "source": "论坛",
        "platform": "weibo", "kind": "forum", "lang": "zh", "followers": "1.2万", "verified": "true", "views": "3.5亿",
        "likes": "1,234", "reposts": 5, "comments": "10w+", "parent": "6", "region": "上海", "product": "奶茶",
        "brands": "山茶茶饮、某某", "channel": "app",
    }  # fmt: skip
    mention = mention_of(row)
    assert (mention.followers, mention.views, mention.likes, mention.comments) == (12_000, 350_000_000, 1234, 100_000)
    assert (mention.kind, mention.verified, mention.brands) == (Kind.FORUM, True, ("山茶茶饮", "某某"))
    assert (mention.source, mention.author, mention.region, mention.product) == ("论坛", "网友", "上海", "奶茶")
    assert mention.event_time == datetime(2024, 3, 16, 3, tzinfo=UTC)
    assert mention.extra == {"channel": "app"}
    assert len(mention.id) == 32


@pytest.mark.parametrize(("kind", "taken"), [("post", Kind.SOCIAL), ("repost", Kind.SOCIAL), ("NEWS", Kind.NEWS)])
def test_posts_and_reposts_are_social(kind: str, taken: Kind) -> None:
    mention = mention_of(ROW | {"kind": kind}, Origin(name="x", label="x", timezone=SHANGHAI, kind=Kind.VIDEO))
    assert (mention.kind, mention.extra) == (taken, {})


def test_a_foreign_kind_is_kept_and_the_kind_of_the_source_holds() -> None:
    mention = mention_of(ROW | {"kind": "toot"})
    assert (mention.kind, mention.extra) == (Kind.SOCIAL, {"kind": "toot"})


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"text": "有话"}, "time"),
        ({"time": "soon", "text": "有话"}, "time"),
        ({"time": 1710462600}, "text"),
        ({"time": 1710462600, "text": None}, "text"),
        ({"time": 1710462600, "text": ""}, "text"),
        ({"time": 1710462600, "text": ["有话"]}, "text"),
        (ROW | {"author": {"name": "网友"}}, "author"),
        (ROW | {"title": True}, "title"),
        (ROW | {"likes": [1]}, "likes"),
        (ROW | {"brands": {"a": 1}}, "brands"),
        (ROW | {"brands": [1]}, "brands"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_its_field_and_line(row: dict[str, object], field: str) -> None:
    rejected = clean(row, PUSHED, NOON, line=9)
    assert isinstance(rejected, Rejected)
    assert (rejected.origin, rejected.line, rejected.field) == ("rows.jsonl", 9, field)
    assert orjson.loads(rejected.raw) == row


def test_a_feed_item_without_a_date_counts_at_its_arrival() -> None:
    mention = mention_of({"title": "只有标题"}, FEED)
    assert (mention.event_time, mention.time_flag, mention.live) == (NOON, TimeFlag.ABSENT, True)


def test_a_count_that_is_only_a_word_is_kept_aside() -> None:
    mention = mention_of(ROW | {"likes": "赞", "views": "-3", "verified": "蓝V"})
    assert (mention.likes, mention.views, mention.verified) == (None, None, None)
    assert mention.extra == {"likes": "赞", "views": "-3", "verified": "蓝V"}


def test_one_page_has_one_id_however_its_address_is_written() -> None:
    plain, tracked = "https://example.com/a", "HTTPS://Example.com:443/a?utm_source=feed#top"
    assert mention_of(ROW | {"url": plain}).id == mention_of(ROW | {"url": tracked, "id": "9", "text": "改过"}).id


@pytest.mark.parametrize("fragment", ["", "#", "#top", "#comments", "#xtor=RSS-1", "#utm_source=x", "#more-12"])
def test_a_fragment_that_only_scrolls_or_tracks_names_the_same_page(fragment: str) -> None:
    page = "https://example.com/a"
    assert mention_of(ROW | {"url": page + fragment}).id == mention_of(ROW | {"url": page}).id


def test_fragments_that_name_a_text_tell_pages_apart() -> None:
    fragments = ("", "#comment-210335", "#comment-210324", "#/news/1", "#/news?id=2", "#!/news?id=3", "#8086-vm")
    assert len({mention_of(ROW | {"url": "https://example.com/a" + each}).id for each in fragments}) == len(fragments)


def test_ids_given_are_told_apart_by_their_source() -> None:
    assert mention_of(ROW | {"id": "1"}).id != mention_of(ROW | {"id": "1", "source": "别处"}).id
    assert mention_of(ROW | {"id": "1"}).id == mention_of(ROW | {"id": "1", "text": "改过"}).id


def test_comments_on_one_page_are_not_one_mention() -> None:
    page = ROW | {"url": "https://example.com/a", "kind": "comment"}
    ids = {mention_of(page | {"id": number}).id for number in range(3)}
    ids |= {mention_of(page | {"author": author}).id for author in ("甲", "乙")}
    assert len(ids) == 5


def test_a_row_without_address_and_id_is_told_by_what_it_says() -> None:
    assert mention_of(ROW).id == mention_of(ROW | {"time": "2024-03-16 11:00"}).id
    assert mention_of(ROW).id != mention_of(ROW | {"author": "网友"}).id


def test_the_fingerprint_sees_through_writing_but_not_through_authors() -> None:
    first = mention_of(ROW | {"author": "网友", "text": "山茶茶饮，喝出異物！"})
    second = mention_of(ROW | {"author": "网友", "text": "山茶茶飲，喝出异物!", "time": "2024-03-01"})
    assert first.fingerprint == second.fingerprint != ""
    assert mention_of(ROW | {"author": "别人", "text": "山茶茶饮，喝出異物！"}).fingerprint != first.fingerprint


def test_two_anonymous_complaints_of_the_same_words_are_two() -> None:
    assert mention_of(ROW).fingerprint == ""
    assert mention_of(dict(ROW), FEED).fingerprint != ""


def test_a_long_text_is_cut_and_says_so() -> None:
    mention = mention_of(ROW | {"text": "长" * (MOST_TEXT + 5)})
    assert (len(mention.text), mention.extra) == (MOST_TEXT, {"text_length": MOST_TEXT + 5})


def test_control_characters_and_half_characters_do_not_get_in() -> None:
    mention = mention_of(ROW | {"text": "山\x00茶\ud83d\r\n饮\x1b[31m", "author": "网\n友\x07", "x\x00": "\udc00y"})
    assert (mention.text, mention.author, mention.extra) == ("山茶\n饮[31m", "网 友", {"x": "y"})


def test_an_address_outside_the_web_is_no_link() -> None:
    mention = mention_of(ROW | {"url": "javascript:alert(1)"})
    assert (mention.url, mention.extra) == ("", {"url": "javascript:alert(1)"})


def test_more_unknown_keys_than_a_row_may_have_are_named_and_dropped() -> None:
    mention = mention_of(ROW | {"small": 1, "large": "x" * 50_000, "huge_number": 10**30})
    assert mention.extra == {"small": 1, "huge_number": str(10**30), "dropped_keys": ["large"]}


def test_what_is_older_than_the_limit_of_its_kind_is_backfill() -> None:
    limits = StaleAfter(timedelta(hours=48), {Kind.REVIEW: timedelta(days=30)})
    origin = Origin(name="x", label="x", timezone=SHANGHAI, stale_after=limits)
    three_days_ago = ROW | {"time": (NOON - timedelta(days=3)).isoformat()}
    assert not mention_of(three_days_ago, origin).live
    assert mention_of(three_days_ago | {"kind": "review"}, origin).live
    forced = Origin(name="x", label="x", timezone=SHANGHAI, stale_after=limits, live=True)
    assert mention_of(three_days_ago, forced).live


@settings(max_examples=300)
@given(ROWS, st.sampled_from([PUSHED, FEED]))
def test_any_row_is_taken_or_rejected_and_can_be_stored(row: dict[str, object], origin: Origin) -> None:
    taken = clean(row, origin, NOON)
    if isinstance(taken, Mention):
        assert taken.event_time <= taken.arrived_at
        assert taken.text or taken.title
        orjson.dumps(taken)
    else:
        assert taken.reason
        taken.raw.encode()
