from collections.abc import Iterable
from datetime import datetime, timedelta

from config.sources import FeedSource
from crawlers.health import Blind, Cause, blind_areas, blind_platforms
from crawlers.platforms import MOST_PLATFORMS, heard, platforms
from domain.mention import Mention
from domain.source import SourceState
from tests.unit.crawlers.origins import NOON, PUSHED, mention_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def said(platform: str, times: Iterable[datetime], arrived: datetime | None = None) -> list[Mention]:
    rows = [{"time": at.isoformat(), "text": "山茶茶饮", "platform": platform} for at in times]
    return [mention_of(row, PUSHED, arrived or datetime.fromisoformat(str(row["time"]))) for row in rows]


class Kept:
    """What the ledger keeps of sources."""

    def __init__(self) -> None:
        self.states: dict[str, SourceState] = {}

    def hear(self, mentions: list[Mention]) -> None:
        for state in list(heard(mentions, lambda name: self.states.get(name, SourceState(name)), self.all)):
            self.states[state.name] = state

    def all(self) -> list[SourceState]:
        return list(self.states.values())


def hourly(kept: Kept, platform: str, days: int = 10) -> datetime:
    kept.hear(said(platform, (NOON + hour * HOUR for hour in range(24 * days))))
    return NOON + (24 * days - 1) * HOUR


def test_a_platform_is_blind_when_it_is_silent_against_its_own_habit_though_its_folder_still_delivers() -> None:
    kept = Kept()
    last = hourly(kept, "微博")
    hourly(kept, "抖音", 11)
    assert blind_platforms(kept.states, last + 5 * HOUR) == []
    assert blind_platforms(kept.states, last + 7 * HOUR) == [Blind("微博", last, Cause.SILENT)]


def test_a_platform_that_has_said_nothing_for_weeks_has_ended() -> None:
    kept = Kept()
    last = hourly(kept, "微博")
    assert blind_platforms(kept.states, last + 15 * DAY) == []


def test_an_import_of_old_mentions_teaches_no_habit() -> None:
    kept = Kept()
    kept.hear(said("微博", (NOON + hour * HOUR for hour in range(240)), NOON + 60 * DAY))
    assert platforms(kept.states) == {}


def test_a_list_that_names_a_platform_with_each_item_is_not_remembered_without_end() -> None:
    kept = Kept()
    for number in range(MOST_PLATFORMS + 50):
        kept.hear(said(f"平台{number}", [NOON]))
    kept.hear([each for number in range(50) for each in said(f"又{number}", [NOON])])
    assert len(kept.states) == MOST_PLATFORMS


def feed(name: str, platform: str = "", group: str = "") -> FeedSource:
    source = FeedSource(name=name, type="feed", url="http://example.com/", platform=platform)
    source._group = group
    return source


def down(name: str, since: datetime | None) -> SourceState:
    return SourceState(name, last_tried=NOON, last_ok=since, failures=5, last_error="down")


def well(name: str) -> SourceState:
    return SourceState(name, last_tried=NOON, last_ok=NOON)


def areas(sources: list[FeedSource], *states: SourceState) -> list[tuple[str, datetime | None]]:
    found = blind_areas(sources, {state.name: state for state in states}, NOON)
    return [(each.source, each.since) for each in found]


def test_a_platform_of_which_all_sources_fail_is_named_once_since_the_last_of_them_answered() -> None:
    sources = [feed("甲", "微博"), feed("乙", "微博"), feed("丙", "知乎"), feed("丁", "知乎")]
    states = [down("甲", NOON - 3 * HOUR), down("乙", NOON - HOUR), down("丙", None), well("丁")]
    assert areas(sources, *states) == [("丙", None), ("微博", NOON - HOUR)]


def test_a_search_that_fails_for_every_name_is_named_once() -> None:
    sources = [feed("搜索 · 山茶", group="搜索"), feed("搜索 · 山茶茶", group="搜索"), feed("甲")]
    states = [down("搜索 · 山茶", NOON - HOUR), down("搜索 · 山茶茶", NOON - HOUR), down("甲", NOON - 2 * HOUR)]
    assert areas(sources, *states) == [("甲", NOON - 2 * HOUR), ("搜索", NOON - HOUR)]
    assert areas(sources, *states[:1], well("搜索 · 山茶茶")) == [("搜索 · 山茶", NOON - HOUR)]


def test_a_platform_that_is_heard_by_another_door_is_not_blind_its_source_is() -> None:
    kept = Kept()
    kept.hear(said("微博", [NOON - timedelta(minutes=5)]))
    assert areas([feed("甲", "微博")], down("甲", NOON - HOUR), *kept.all()) == [("甲", NOON - HOUR)]
