"""Quiet by design: what is held back, why, that the gravest never is, and that nothing of it is lost."""

from datetime import timedelta

from domain.quiet import Silence, Suppressed, Why
from monitor.silences import add_silence, end_silence
from monitor.watch import judge_all
from playbooks import actions
from tests.story.texts import PRIVACY, SCANDAL, SPREAD, burst
from tests.story.world import World

HOUR = timedelta(hours=1)
ASKED_BACK = (
    "梧桐路店那杯喝到一半的山茶茶奶茶，下午找店员理论，拒绝退款，道歉也没有。",
    "山茶茶奶茶喝到一半，梧桐路店的店员拒绝退款，要求道歉被说无理取闹。",
    "下午去梧桐路店要求道歉，山茶茶的店员拒绝退款，奶茶钱不退。",
)
READS = {"views": 126_000}


def settled(world: World, quiet: str) -> World:
    """Write how quiet the route is into the configuration and start again."""
    world.quiet = f", {quiet}"
    world.restart()
    return world


def silence(world: World, until: str = "2h", **about: object) -> Silence:
    now = world.clock.now()
    return add_silence(world.monitor, Silence("示例值班", "已知的旧帖", now, now, **about), until)  # type: ignore[arg-type]


def held(world: World) -> list[Suppressed]:
    with world.monitor.ledger.read() as view:
        return list(reversed(view.quiet.history()))


def digests(world: World) -> list[str]:
    return [each.seen for each in world.slack.messages if each.seen.startswith("摘要")]


def test_in_mute_hours_a_lesser_incident_waits_and_one_digest_tells_it_afterwards(world: World) -> None:
    settled(world, "mute: '14:00-18:00', always: urgent")
    world.flood(SCANDAL, 6)
    assert [incident.level for incident in world.incidents()] == ["important"]
    assert world.slack.messages == []
    assert {(each.notice.incident, each.hold.why, each.told) for each in held(world)} == {(1, Why.MUTED, "")}
    world.wait(2.5 * HOUR)
    assert world.slack.messages == []
    world.wait(HOUR)
    [digest] = digests(world)
    assert "事件 1（山茶茶饮 · 食品安全）" in digest and "免打扰时段" in digest
    [card] = [each for each in world.cards if each.seen.startswith("🟡")]
    assert world.mentioned(card) == set()
    assert all(each.told for each in held(world))


def test_the_top_levels_ring_in_mute_hours_with_the_whole_card(world: World) -> None:
    settled(world, "mute: '14:00-18:00'")
    world.flood(SCANDAL, 4)
    assert world.slack.messages == []
    world.flood(SPREAD, 1, **READS)
    [card] = world.cards
    assert card.seen.startswith("🔴 重大 4/4")
    assert world.mentioned(card) == {"U0DUTY", "U0LEGAL"}
    world.wait(6 * HOUR)
    assert digests(world) == []


def test_a_silence_holds_even_the_gravest_and_rings_when_it_ends_if_it_is_still_open(world: World) -> None:
    silence(world, "2h", category="food_safety")
    world.flood([*SCANDAL, *SPREAD], 11, **READS)
    assert [incident.level for incident in world.incidents()] == ["major"]
    assert world.slack.messages == []
    assert {each.hold.why for each in held(world)} == {Why.SILENCE}
    world.wait(2 * HOUR + timedelta(minutes=1))
    [card] = world.cards
    assert card.seen.startswith("🔴 重大 4/4")
    assert world.mentioned(card) == {"U0DUTY", "U0LEGAL"}


def test_a_silence_ended_early_lets_go_at_once_and_what_it_does_not_match_rings(world: World) -> None:
    kept = silence(world, "1d", category="privacy")
    world.flood(SCANDAL, 6)
    assert len(world.cards) == 1
    end_silence(world.monitor, kept.id, "示例法务")
    second = silence(world, "1d", category="food_safety")
    world.flood(SPREAD, 5)
    world.flood(SPREAD, 1, **READS)
    assert world.rings == []
    end_silence(world.monitor, second.id, "示例法务")
    world.settle()
    assert len(world.cards) == 1 and len(world.rings) == 1
    assert all(each.told for each in held(world))


def test_what_was_closed_meanwhile_is_told_and_does_not_ring(world: World) -> None:
    kept = silence(world, "1d", brand="山茶茶饮")
    world.flood(SCANDAL, 6)
    world.act(lambda desk, case, now: actions.close(case, "示例值班", desk, now, reason="误报", force=True))
    end_silence(world.monitor, kept.id, "示例值班")
    world.settle()
    [digest] = [each.seen for each in world.slack.messages]
    assert digest.startswith("摘要") and "已关闭" in digest


def test_a_major_incident_holds_back_the_lesser_ones_of_its_matter(world: World) -> None:
    settled(world, "always: major")
    world.flood([*SCANDAL, *SPREAD], 11, **READS)
    assert [incident.level for incident in world.incidents()] == ["major"]
    before = len(world.cards)
    world.flood(ASKED_BACK, 14)
    lesser = [incident for incident in world.incidents() if incident.id != 1]
    assert [incident.category for incident in lesser] == ["refund"] and len(world.cards) == before
    assert {(each.hold.why, each.hold.about) for each in held(world) if each.notice.incident != 1} == {
        (Why.INHIBITED, 1)
    }


def test_a_major_incident_holds_back_nothing_that_is_about_something_else(world: World) -> None:
    world.flood([*SCANDAL, *SPREAD], 11, **READS)
    world.flood(PRIVACY[:3], 3)
    assert [incident.level for incident in world.incidents()] == ["major", "important"]
    assert len(world.cards) == 2 and held(world) == []


def test_what_was_held_while_its_matter_was_unknown_rings_when_it_is_another(world: World) -> None:
    world.flood([*SCANDAL, *SPREAD], 11, **READS)
    world.arrive(burst(PRIVACY[:3], world.now, 3, 2))
    judge_all(world.monitor, world.clock.now())
    assert [each.hold.why for each in held(world)][:1] == [Why.INHIBITED]
    world.wait(timedelta(minutes=2))
    assert [card.seen[:1] for card in world.cards] == ["🔴", "🟡"]
    assert world.mentioned(world.cards[1]) == {"U0DUTY", "U0LEGAL"}
    assert digests(world) == []


def test_beyond_the_number_an_hour_the_rest_is_told_in_a_digest_within_the_hour(world: World) -> None:
    settled(world, "at_most: 1, inhibit: false, always: major")
    world.flood(SCANDAL, 4)
    assert len(world.cards) == 1
    world.flood(PRIVACY[:3], 3)
    assert len(world.incidents()) == 2 and len(world.cards) == 1
    assert {each.hold.why for each in held(world)} == {Why.LIMITED}
    world.wait(HOUR + timedelta(minutes=1))
    [digest] = digests(world)
    assert "事件 2" in digest and "超过每小时条数" in digest
    assert len([each for each in world.cards if not each.seen.startswith("摘要")]) == 2


def test_what_is_held_survives_a_restart_and_is_told_once(world: World) -> None:
    settled(world, "mute: '14:00-18:00', always: urgent")
    world.flood(SCANDAL, 6)
    world.restart(4 * HOUR)
    world.settle()
    world.restart()
    world.settle()
    assert len(digests(world)) == 1
