"""Further routes: who else hears of which incidents, each as quietly as it wants."""

from datetime import timedelta

from domain.quiet import Suppressed, Why
from playbooks import actions
from tests.loopback_slack import Message
from tests.story.texts import PRIVACY, SCANDAL, SPREAD
from tests.story.world import World

HOUR = timedelta(hours=1)
READS = {"views": 126_000}


def routed(world: World, route: str, quiet: str = "") -> World:
    """Write a route of the management into the configuration and start again."""
    world.quiet = f"{quiet}, own: [{{name: 管理层, channels: [boss], {route}}}]"
    world.restart()
    return world


def boss(world: World) -> list[Message]:
    return world.heard_in("C0BOSS")


def held(world: World) -> list[Suppressed]:
    with world.monitor.ledger.read() as view:
        return list(view.quiet.history())


def test_a_route_hears_from_its_level_on_and_then_to_the_end(world: World) -> None:
    routed(world, "level: urgent")
    world.flood(SCANDAL, 4)
    assert [incident.level for incident in world.incidents()] == ["important"]
    assert len(world.cards) == 1 and boss(world) == []
    world.flood(SPREAD, 1, **READS)
    [card] = boss(world)
    assert card.seen.startswith("🔴 重大 4/4") and not card.thread_ts
    world.act(lambda desk, case, now: actions.lower_level(case, "示例法务", "important", desk, now, "已查明"))
    first, *lines = boss(world)
    assert first.seen.startswith("🟡 重要 2/4")
    assert any("已查明" in line.seen for line in lines)


def test_a_route_hears_of_its_categories_alone(world: World) -> None:
    routed(world, "categories: [privacy]")
    world.flood(SCANDAL, 5)
    assert boss(world) == []
    world.flood(PRIVACY[:3], 3)
    [card] = [each for each in boss(world) if not each.thread_ts]
    assert "隐私" in card.seen and len(world.cards) == 2


def test_each_route_has_mute_hours_of_its_own_and_a_digest_of_its_own(world: World) -> None:
    routed(world, "mute: '14:00-18:00', always: major", ", always: major")
    world.flood(SCANDAL, 4)
    assert len(world.cards) == 1 and boss(world) == []
    assert {(each.notice.channel, each.hold.why) for each in held(world)} == {("boss", Why.MUTED)}
    world.restart()
    world.wait(3.5 * HOUR)
    digests = [each.seen for each in boss(world) if each.seen.startswith("摘要")]
    assert len(digests) == 1 and "免打扰时段" in digests[0]
    assert not [each for each in world.heard_in("C0DUTY") if each.seen.startswith("摘要")]
    assert all(each.told for each in held(world))


def test_each_route_has_a_limit_of_its_own(world: World) -> None:
    routed(world, "at_most: 1, always: major, inhibit: false", ", always: major, inhibit: false")
    world.flood(SCANDAL, 4)
    world.flood(PRIVACY[:3], 3)
    assert len(world.cards) == 2
    assert len([each for each in boss(world) if not each.thread_ts]) == 1
    assert {(each.notice.channel, each.hold.why) for each in held(world)} == {("boss", Why.LIMITED)}


def test_a_card_that_a_muted_route_did_not_show_goes_out_whole_when_the_level_reaches_the_top(world: World) -> None:
    routed(world, "mute: '14:00-18:00'")
    world.flood(SCANDAL, 4)
    assert boss(world) == []
    world.flood(SPREAD, 1, **READS)
    assert boss(world)[0].seen.startswith("🔴 重大 4/4")
    assert len([each for each in boss(world) if not each.thread_ts]) == 1


def test_what_is_held_for_a_channel_that_is_on_no_route_any_more_ends_with_its_route(world: World) -> None:
    routed(world, "mute: '14:00-18:00', always: major", ", always: major")
    world.flood(SCANDAL, 4)
    world.quiet = ""
    world.restart()
    world.wait(4 * HOUR)
    assert boss(world) == []
    assert all(each.told for each in held(world))
