"""Silence rules: what was heard last decides, only time breaks them, and each silence is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from alerting.engine import Engine, Watch
from alerting.judge import begin_listening, judge_topics
from alerting.wording import why_rule
from domain.clock import MINUTE
from domain.rule import Rule, RuleType
from domain.source import SourceState, platform_state
from domain.topic import brand_topic
from index.ledger import open_ledger
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import BRAND, NOW

HOUR = timedelta(hours=1)
QUIET = Rule("quiet", RuleType.SILENCE, "other", 2 * HOUR, "general", "品牌无声", of="brand")
WEIBO = Rule("weibo", RuleType.SILENCE, "service", HOUR, "important", "微博失声", of="source", named=("微博",))
INTAKE = Rule("intake", RuleType.SILENCE, "", HOUR, "", "采集无声", of="intake")
OF_BRAND = Watch(QUIET, BRAND, BRAND, brand_topic(BRAND), True, about=BRAND)
OF_WEIBO = Watch(WEIBO, f"{BRAND}\x1f微博", BRAND, brand_topic(BRAND), True, ("微博", platform_state("微博")), "微博")
OF_INTAKE = Watch(INTAKE, "", "", "", False, ())


def listening(*watches: Watch, since: datetime = NOW, lang: str = "zh") -> House:
    by_topic: dict[str, tuple[Watch, ...]] = {}
    for watch in watches:
        by_topic[watch.topic] = (*by_topic.get(watch.topic, ()), watch)
    house = House(engine((), silences=by_topic, lang=lang), open_ledger(None))
    begin(house, since)
    return house


def begin(house: House, now: datetime) -> None:
    with house.ledger.write() as tx:
        begin_listening(tx, [watch for watches in house.engine.silences.values() for watch in watches], now)


def pass_until(house: House, moment: datetime) -> list[datetime]:
    """Let time alone be judged, as it falls due; return when a silence was told."""
    told = []
    while True:
        with house.ledger.read() as view:
            due = view.rules.next_due()
        if due is None or due > moment:
            return told
        told += [due for change in house.judge(due) if change.signals]


def spoke(house: House, name: str, at: datetime) -> None:
    with house.ledger.write() as tx:
        tx.sources.put(SourceState(name, last_item=at))


def is_raised(house: House, watch: Watch) -> bool:
    with house.ledger.read() as view:
        return view.rules.get(watch.rule.id, watch.key).raised_at is not None


def test_a_brand_of_which_nothing_is_said_for_too_long_is_told_once_and_again_after_it_was_heard() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    assert pass_until(house, NOW + 12 * HOUR) == [NOW + 2 * HOUR]
    house.hear([post(2, at=NOW + 12 * HOUR)], NOW + 12 * HOUR)
    assert pass_until(house, NOW + 20 * HOUR) == [NOW + 14 * HOUR]
    assert [change.before is None for change in house.changes if change.signals] == [True, False]


def test_a_brand_that_goes_on_being_mentioned_is_never_silent() -> None:
    house = listening(OF_BRAND)
    for number in range(24):
        house.hear([post(number, at=NOW + number * HOUR)], NOW + number * HOUR)
        assert pass_until(house, NOW + number * HOUR) == []


def test_a_rule_that_never_heard_anything_counts_from_when_it_came_into_force() -> None:
    house = listening(OF_BRAND)
    begin(house, NOW + HOUR)
    assert pass_until(house, NOW + 3 * HOUR) == [NOW + 2 * HOUR]


def test_a_mention_that_comes_late_counts_at_its_own_time_and_tells_no_silence_anew() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    pass_until(house, NOW + 5 * HOUR)
    house.hear([post(2, at=NOW + HOUR)], NOW + 5 * HOUR)
    assert is_raised(house, OF_BRAND)
    assert pass_until(house, NOW + 9 * HOUR) == []
    house.hear([post(3, at=NOW + 8 * HOUR)], NOW + 9 * HOUR)
    assert not is_raised(house, OF_BRAND)
    assert pass_until(house, NOW + 12 * HOUR) == [NOW + 10 * HOUR]


def test_a_back_dated_mention_ends_no_silence() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    pass_until(house, NOW + 3 * HOUR)
    house.hear([post(2, at=NOW - 30 * HOUR)], NOW + 3 * HOUR)
    assert is_raised(house, OF_BRAND)


def test_a_restart_in_a_silence_does_not_tell_it_again() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    pass_until(house, NOW + 3 * HOUR)
    again = House(house.engine, house.ledger)
    begin(again, NOW + 4 * HOUR)
    assert pass_until(again, NOW + 9 * HOUR) == []


def test_who_was_down_himself_gives_sources_a_quarter_of_an_hour_before_he_calls_them_silent() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    again = House(house.engine, house.ledger)
    begin(again, NOW + 6 * HOUR)
    assert again.judge(NOW + 6 * HOUR) == []
    again.hear([post(2, at=NOW + 6 * HOUR)], NOW + 6 * HOUR + 5 * MINUTE)
    assert pass_until(again, NOW + 7 * HOUR) == []
    assert pass_until(again, NOW + 9 * HOUR) == [NOW + 8 * HOUR]


def test_commands_beside_a_running_monitor_do_not_put_a_silence_off_for_ever() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    begin(house, NOW + 6 * HOUR)
    house.judge(NOW + 6 * HOUR)
    for minutes in (5, 10, 14):
        begin(house, NOW + 6 * HOUR + minutes * MINUTE)
    assert pass_until(house, NOW + 7 * HOUR) == [NOW + 6 * HOUR + 15 * MINUTE]


def test_a_silence_of_all_intake_is_nobody_elses() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    with house.ledger.write() as tx:
        due = NOW + 2 * HOUR
        assert judge_topics(tx, house.engine, [], tx.rules.due(due), due, deaf=True) == []
    assert not is_raised(house, OF_BRAND)


def test_hours_in_which_nobody_listened_are_no_silence_of_a_brand() -> None:
    house = listening(OF_BRAND)
    house.hear([post(1)])
    house.hear([post(2, at=NOW + 8 * HOUR, topic="brand:另一品牌")], NOW + 8 * HOUR)
    assert pass_until(house, NOW + 11 * HOUR) == [NOW + 10 * HOUR - MINUTE], "they end at the hour it was heard in"


def test_a_source_is_heard_by_what_it_tells_whether_it_names_a_brand_or_not() -> None:
    house = listening(OF_WEIBO)
    for hours in (0, 0.5, 1):
        spoke(house, "微博", NOW + hours * HOUR)
        assert pass_until(house, NOW + hours * HOUR) == []
    assert pass_until(house, NOW + 3 * HOUR) == [NOW + 2 * HOUR]
    spoke(house, platform_state("微博"), NOW + 3 * HOUR)
    pass_until(house, NOW + 3 * HOUR + 10 * MINUTE)
    assert not is_raised(house, OF_WEIBO)


def test_what_opens_no_incident_is_raised_and_leaves_telling_to_operations() -> None:
    house = listening(OF_INTAKE)
    house.hear([post(1)])
    assert pass_until(house, NOW + 3 * HOUR) == []
    assert is_raised(house, OF_INTAKE)
    house.hear([post(2, at=NOW + 3 * HOUR)], NOW + 3 * HOUR)
    pass_until(house, NOW + 3 * HOUR + 10 * MINUTE)
    assert not is_raised(house, OF_INTAKE)


@pytest.mark.parametrize(
    ("watch", "lang", "said"),
    [
        (OF_BRAND, "zh", ["规则“品牌无声”：03-16 10:01 至 12:00 有 2 小时没有听到任何提及（满 2 小时即报警）。"]),
        (OF_BRAND, "en", ["Rule “品牌无声”: 03-16 10:01 to 12:00, no mention heard for 2 h (the alarm is at 2 h)."]),
        (OF_WEIBO, "zh", ["规则“微博失声”：03-16 10:01 至 11:00 有 1 小时没有听到“微博”（满 1 小时即报警）。"]),
    ],
)
def test_a_card_says_how_long_nothing_was_heard_and_of_whom(watch: Watch, lang: str, said: Sequence[str]) -> None:
    house = listening(watch, lang=lang)
    pass_until(house, NOW + 3 * HOUR)
    [change] = house.changes
    by: Engine = house.engine
    assert [why_rule(by, ref) for ref in change.after.signals] == said
    assert house.notices
