from datetime import UTC, datetime, timedelta

from domain.clock import VirtualClock
from domain.notice import NoticeKind
from domain.source import Habit, SourceState, platform_state
from monitor.listening import tell_silence
from monitor.searching import source_rows
from monitor.watch import judge_all
from monitor.wiring import Monitor, open_monitor
from tests.unit.monitor.commands import CONFIGURATION, CommandLine

NOON = datetime(2024, 3, 16, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEEDS = CONFIGURATION.replace(
    "sources:\n",
    "sources:\n  - {name: 甲, type: feed, url: 'http://example.com/1'}\n"
    "  - {name: 乙, type: feed, url: 'http://example.com/2'}\n",
)


def put(monitor: Monitor, *states: SourceState) -> None:
    with monitor.ledger.write() as tx:
        for state in states:
            tx.sources.put(state)


def told(monitor: Monitor) -> list[str]:
    with monitor.ledger.read() as view:
        return [notice.text for notice, _, _ in view.outbox.history()]


def test_operations_hears_once_that_nothing_is_heard_and_once_that_it_is_over_through_restarts(
    bare: CommandLine,
) -> None:
    bare.configure(FEEDS)
    states = [SourceState(name, last_tried=NOON, last_ok=NOON) for name in ("甲", "乙")]
    for hours in (0, 1, 2, 50):
        with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
            put(monitor, *states)
            tell_silence(monitor, NOON + hours * HOUR)
            assert len(told(monitor)) == min(hours, 1)
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        put(monitor, SourceState("甲", last_tried=NOON + 51 * HOUR, last_ok=NOON + 51 * HOUR))
        for _ in range(2):
            tell_silence(monitor, NOON + 51 * HOUR)
        assert told(monitor) == [
            "采集已恢复。",
            "全部 2 个来源都没有声音（自 03-16 12:00 起）：现在发生什么都看不到。请检查网络、代理和 fenghuo sources。",
        ]


def test_sources_are_listed_with_since_when_we_are_blind_on_them(bare: CommandLine) -> None:
    bare.configure(FEEDS)
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        down = SourceState("甲", last_tried=NOON, last_ok=NOON - HOUR, failures=5, last_error="down")
        habit = Habit(NOON - 40 * 24 * HOUR, NOON - 30 * HOUR, HOUR)
        put(monitor, down, SourceState("乙", last_tried=NOON, last_ok=NOON, habit=habit))
        first, second, folder = source_rows(monitor)
    assert (first["state"], first["blind"], first["blind_since"]) == ("失明，自 03-16 11:00 起", "failing", NOON - HOUR)
    assert second["state"] == "自 03-15 06:00 起没有新内容，超出平常"
    assert (folder["state"], folder["blind"]) == ("尚未取过", None)


def test_operations_hears_once_of_a_source_that_answers_and_says_nothing_against_its_habit(bare: CommandLine) -> None:
    bare.configure(FEEDS)
    habit = Habit(NOON - 40 * 24 * HOUR, NOON - HOUR, HOUR)
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        for hours in (1, 20, 21):
            now = NOON + hours * HOUR
            put(
                monitor,
                SourceState("甲", last_tried=now, last_ok=now),
                SourceState("乙", "", habit=habit, last_tried=now, last_ok=now),
            )
            tell_silence(monitor, now)
        (said,) = told(monitor)
        assert said.startswith("没有新内容，超出平常：“乙”自 03-16 11:00 起。")
        fresh = Habit(habit.since, NOON + 22 * HOUR, HOUR)
        put(monitor, SourceState("乙", habit=fresh, last_tried=NOON + 22 * HOUR, last_ok=NOON + 22 * HOUR))
        tell_silence(monitor, NOON + 22 * HOUR)
        put(
            monitor,
            *(
                SourceState(name, habit=fresh, last_tried=NOON + 40 * HOUR, last_ok=NOON + 40 * HOUR)
                for name in ("甲", "乙")
            ),
        )
        tell_silence(monitor, NOON + 40 * HOUR)
        assert [text[:10] for text in told(monitor)] == ["全部 2 个来源都没", said[:10]], "all silent is one notice"


def test_platforms_are_listed_behind_the_sources_with_their_own_habit(bare: CommandLine) -> None:
    bare.configure(FEEDS)
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        habit = Habit(NOON - 40 * 24 * HOUR, NOON - 30 * HOUR, HOUR)
        put(monitor, SourceState(platform_state("微博"), habit=habit, last_item=habit.newest))
        *_, row = source_rows(monitor)
    assert (row["type"], row["name"], row["platform"], row["blind"]) == ("platform", "微博", "微博", "silent")
    assert row["state"] == "自 03-15 06:00 起没有新内容，超出平常"


SILENCES = (
    FEEDS
    + """\
rules:
  own:
    - {id: weibo, type: silence, of: source, named: [微博], window: 2h, name: 微博失声}
    - {id: hotline, type: silence, of: source, named: [热线], window: 4h, category: service, level: general,
       brands: [山茶茶饮]}
    - {id: nothing, type: silence, of: intake, window: 12h, name: 全部无声}
"""
)


def judged(monitor: Monitor, *hours: float) -> None:
    """Let the monitor judge and listen at these hours after noon."""
    for hour in hours:
        judge_all(monitor, NOON + hour * HOUR)
        tell_silence(monitor, NOON + hour * HOUR)


def heard(name: str, hour: float, habit: Habit | None = None) -> SourceState:
    return SourceState(platform_state(name), habit=habit, last_item=NOON + hour * HOUR)


def polled(hour: float) -> SourceState:
    """The first source, which answers and has something to say."""
    at = NOON + hour * HOUR
    return SourceState("甲", last_tried=at, last_ok=at, last_item=at)


def test_a_rule_tells_operations_once_of_a_platform_that_its_habit_would_tell_of_too(bare: CommandLine) -> None:
    bare.configure(SILENCES)
    habit = Habit(NOON - 40 * 24 * HOUR, NOON, HOUR)
    for hour in range(10):
        with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
            put(monitor, heard("微博", 0, habit), heard("热线", hour), polled(hour))
            judged(monitor, hour)
            assert len(told(monitor)) == (hour >= 2), "once, through restarts, and not again when habit says so as well"
    assert told_after(bare, 9.1)[0].startswith("没有新内容，超出平常：“微博”自 03-16 12:00 起（规则“微博失声”）。")


def told_after(bare: CommandLine, hour: float) -> list[str]:
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        judged(monitor, hour)
        return told(monitor)


def test_a_silence_with_a_category_opens_an_incident_of_its_brand_and_is_told_nowhere_else(bare: CommandLine) -> None:
    bare.configure(SILENCES)
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        for hour in range(6):
            put(monitor, heard("微博", hour), heard("热线", 0), polled(hour))
            judged(monitor, hour)
        with monitor.ledger.read() as view:
            (incident,) = view.incidents.find()
            kinds = [notice.kind for notice, _, _ in view.outbox.history()]
    assert (incident.brand, incident.category, incident.level) == ("山茶茶饮", "service", "general")
    assert kinds == [NoticeKind.CARD]


def test_when_nothing_at_all_comes_in_that_alone_is_told_however_many_rules_say_so(bare: CommandLine) -> None:
    bare.configure(SILENCES.replace("named: [微博], window: 2h", "named: [微博], window: 13h"))
    with open_monitor(bare.folder, VirtualClock(NOON)) as monitor:
        put(monitor, heard("微博", 0), heard("热线", 11), heard("论坛", 2))
        judged(monitor, 0, 12, 14.9, 23, 24, 30)
        assert told(monitor) == [
            "自 03-16 23:00 起没有任何内容进来（规则“全部无声”）：现在发生什么都看不到。"
            "请检查推送、采集和 fenghuo sources。"
        ]
        put(monitor, heard("微博", 31), heard("热线", 31))
        judged(monitor, 31, 31.1)
        assert [text[:6] for text in told(monitor)] == ["采集已恢复。", "自 03-1"]
