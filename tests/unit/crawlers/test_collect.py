from datetime import timedelta
from pathlib import Path

import orjson

from config.load import loads
from config.sources import FeedSource, FileSource, SourceSpec
from crawlers.collect import collect, collect_folder, job_of, origin_of
from crawlers.health import Blind, Cause, Deaf, blind_spots, deaf
from crawlers.schedule import Told
from crawlers.wire import Answer, Outcome
from domain.mention import Kind
from domain.source import SourceState
from tests.unit.crawlers.origins import FEED, NOON, PUSHED, ROW, SHANGHAI

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOURCE = FeedSource(name="食品新闻", type="feed", url="http://example.com/feed", every=MINUTE)
ITEM: dict[str, object] = {
    "time": "Sat, 16 Mar 2024 11:00:00 +0800",
    "title": "山茶茶饮",
    "text": "异物",
    "url": "http://example.com/a",
}


def read(*rows: dict[str, object], etag: str = '"2"', guessed: str = "") -> Answer:
    return Answer(SOURCE.name, Outcome.READ, rows=rows, etag=etag, guessed=guessed)


def test_what_a_feed_brought_is_ready_to_be_stored_with_its_state() -> None:
    collected = collect(SOURCE, FEED, read(ITEM), SourceState(SOURCE.name), NOON)
    (mention,) = collected.mentions
    assert (mention.source, mention.kind, mention.title, mention.live) == ("食品新闻", Kind.NEWS, "山茶茶饮", True)
    assert (collected.state.etag, collected.state.last_ok, collected.state.items) == ('"2"', NOON, 1)
    assert collected.state.last_item == mention.event_time
    assert job_of(SOURCE, collected.state).etag == '"2"'


def test_a_changed_guid_or_date_on_the_same_text_stays_one_mention() -> None:
    polls = [ITEM | {"id": f"guid-{n}", "time": f"2024-03-16T11:{n:02}:00+08:00", "url": ""} for n in range(10)]
    mentions = [collect(SOURCE, FEED, read(item), SourceState(SOURCE.name), NOON).mentions[0] for item in polls]
    assert len({mention.fingerprint for mention in mentions}) == 1
    assert len({mention.id for mention in mentions}) == 10


def test_an_item_that_says_nothing_is_told_the_same_in_every_poll() -> None:
    empty: dict[str, object] = {"url": "http://example.com/picture"}
    first = collect(SOURCE, FEED, read(empty), SourceState(SOURCE.name), NOON)
    later = collect(SOURCE, FEED, read(ITEM, empty), SourceState(SOURCE.name), NOON + MINUTE)
    assert first.rejected == later.rejected
    assert len(first.rejected) == 1


def test_a_guessed_encoding_shows_on_what_was_read_with_it() -> None:
    collected = collect(SOURCE, FEED, read(ITEM, guessed="gb18030"), SourceState(SOURCE.name), NOON)
    assert collected.mentions[0].extra == {"guessed_encoding": "gb18030"}


def test_an_unchanged_feed_is_a_success_that_keeps_what_to_ask_with() -> None:
    state = SourceState(SOURCE.name, etag='"1"', last_item=NOON, items=7)
    collected = collect(SOURCE, FEED, Answer(SOURCE.name, Outcome.UNCHANGED), state, NOON)
    assert (collected.state.etag, collected.state.items, collected.state.last_ok) == ('"1"', 7, NOON)


def test_a_failure_pauses_the_source_and_is_told_when_it_lasts() -> None:
    failure = Answer(SOURCE.name, Outcome.FAILED, "The site refused the connection.", retry_after=7200.0)
    state, told = SourceState(SOURCE.name, last_ok=NOON), []
    for _ in range(4):
        collected = collect(SOURCE, FEED, failure, state, NOON + MINUTE)
        state = collected.state
        told.append(collected.told)
    assert told == [None, None, Told.FAILING, None]
    assert state.next_due == NOON + MINUTE + timedelta(hours=2)
    assert blind_spots([SOURCE], {SOURCE.name: state}, NOON + MINUTE) == [
        Blind(SOURCE.name, NOON, Cause.FAILING, "The site refused the connection.")
    ]
    assert collect(SOURCE, FEED, read(ITEM), state, NOON).told is Told.MENDED


def test_a_source_that_has_not_answered_for_three_periods_is_blind_since_then() -> None:
    state = {SOURCE.name: SourceState(SOURCE.name, last_tried=NOON, last_ok=NOON)}
    assert blind_spots([SOURCE], state, NOON + 3 * MINUTE) == []
    assert blind_spots([SOURCE], state, NOON + 4 * MINUTE) == [Blind(SOURCE.name, NOON, Cause.UNANSWERED)]
    assert blind_spots([SOURCE], {}, NOON) == []


def test_all_sources_together_are_silent_only_when_the_last_of_them_is_and_a_folder_hears_nothing_for_them() -> None:
    other, folder = SOURCE.model_copy(update={"name": "另一"}), FileSource(name="投递", type="file", path=Path("drop"))
    sources: list[SourceSpec] = [SOURCE, other, folder]
    down = SourceState(SOURCE.name, last_tried=NOON, last_ok=NOON - HOUR, failures=3)
    states = {SOURCE.name: down, other.name: SourceState(other.name, last_tried=NOON, last_ok=NOON)}
    states[folder.name] = SourceState(folder.name, last_tried=NOON, last_ok=NOON + HOUR)
    assert deaf(sources, states, NOON) is None
    assert deaf(sources, states, NOON + HOUR) == Deaf(2, NOON)
    assert deaf([folder], states, NOON + HOUR) is None
    assert deaf(sources, {}, NOON) is None


def test_a_source_that_answers_and_says_nothing_for_longer_than_its_habit_is_blind_since_its_last_item() -> None:
    items = [ITEM | {"time": (NOON - day * DAY).isoformat(), "url": f"http://example.com/{day}"} for day in range(9)]
    state = collect(SOURCE, FEED, read(*items), SourceState(SOURCE.name), NOON).state
    for days, blind in ((2, []), (4, [Blind(SOURCE.name, NOON, Cause.SILENT)])):
        later = NOON + days * DAY
        answered = collect(SOURCE, FEED, Answer(SOURCE.name, Outcome.UNCHANGED), state, later).state
        assert blind_spots([SOURCE], {SOURCE.name: answered}, later) == blind


def test_a_folder_is_collected_batch_by_batch_and_then_due_again(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"".join(orjson.dumps(ROW | {"id": n}) + b"\n" for n in range(700)) + b"{\n")
    source = FileSource(name="投递", type="file", path=tmp_path, every=timedelta(seconds=5))
    parts = list(collect_folder(source, PUSHED, SourceState("投递"), NOON))
    assert sum(len(part.mentions) for part in parts) == 700
    assert sum(len(part.rejected) for part in parts) == 1
    assert [part.state.next_due is None for part in parts] == [True] * (len(parts) - 1) + [False]
    again = list(collect_folder(source, PUSHED, parts[-1].state, NOON + MINUTE))
    assert [len(part.mentions) for part in again] == [0]


def test_a_folder_that_is_not_there_is_a_failure_of_its_source(tmp_path: Path) -> None:
    source = FileSource(name="投递", type="file", path=tmp_path / "nowhere")
    (part,) = collect_folder(source, PUSHED, SourceState("投递"), NOON)
    assert (part.state.failures, "create it" in part.state.last_error) == (1, True)


def test_the_configuration_says_how_rows_of_a_source_are_read(tmp_path: Path) -> None:
    written = """
brands: [{name: 山茶茶饮}]
stale_after: 6h
sources:
  - {name: 新闻, type: feed, url: "http://example.com/f", platform: 示例, timezone: UTC}
  - {name: 投递, type: file, path: drop}
"""
    settings = loads(written, tmp_path).settings
    feed, drop = (origin_of(source, settings) for source in settings.sources)
    assert (feed.kind, feed.platform, str(feed.timezone), feed.strict, feed.dedup_by_text) == (
        Kind.NEWS,
        "示例",
        "UTC",
        False,
        True,
    )
    assert (drop.kind, drop.timezone, drop.strict, drop.dedup_by_text) == (Kind.SOCIAL, SHANGHAI, True, False)
    assert feed.stale_after.of(Kind.NEWS) == timedelta(hours=6)
