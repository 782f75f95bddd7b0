"""A source that falls silent and comes back: cards say what we don't see, and the backlog is judged without a storm."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from crawlers.collect import collect, origin_of
from crawlers.wire import Answer, Outcome
from domain.source import SourceState
from monitor.appender import Arrival
from monitor.intake import store_all
from tests.story.texts import SCANDAL, Row, burst, ordinary
from tests.story.world import World

FORUM = "晨光论坛"
SOURCES = f"""sources:
  - {{name: {FORUM}, type: feed, url: "https://forum.example/feed", kind: forum, every: 5m, platform: 晨光}}
"""
DEAD = timedelta(hours=6)


@pytest.fixture
def world(world: World) -> World:
    """The house, which also reads a forum that has just answered."""
    world.stop()
    world.more = SOURCES
    world.start()
    answer(world, Outcome.READ)
    return world


def answer(world: World, outcome: Outcome, rows: Sequence[Row] = ()) -> None:
    """Let the forum answer to a poll, store what it brought, and work."""
    (source,), now = world.monitor.settings.sources, world.clock.now()
    with world.monitor.ledger.read() as view:
        state = view.sources.get(FORUM)
    told = Answer(FORUM, outcome, "The site refused the connection." if outcome is Outcome.FAILED else "", rows=rows)
    collected = collect(source, origin_of(source, world.monitor.settings), told, state, now)
    store_all(world.monitor.ledger, world.monitor.reader, [Arrival(collected.mentions, (), collected.state)], now)
    world.settle()


def die(world: World, length: timedelta) -> None:
    """Let the forum be down: it is tried as its state says, and fails."""
    until = world.clock.now() + length
    while (state := state_of(world)).next_due and state.next_due <= until:
        world.pass_until(state.next_due)
        answer(world, Outcome.FAILED)
    world.pass_until(until)


def state_of(world: World) -> SourceState:
    with world.monitor.ledger.read() as view:
        return view.sources.get(FORUM)


def backlog(world: World, scandal: bool) -> list[Row]:
    """What was said on the forum while it was down: 300 posts over six hours, or an ordinary afternoon."""
    if not scandal:
        return list(ordinary(world.now - DEAD, world.now))
    return burst(SCANDAL, world.now - timedelta(minutes=3), 300, minutes=1.2)


def test_a_card_says_on_which_platform_we_are_blind_and_since_when(world: World) -> None:
    die(world, timedelta(hours=2))
    world.flood(SCANDAL, 6)
    [card] = world.cards
    assert "看不到的来源：晨光 自 03-05 15:00 起" in card.seen
    answer(world, Outcome.READ)
    world.flood(SCANDAL, 3)
    assert "看不到的来源" not in world.cards[0].seen


def test_the_backlog_of_a_source_that_was_down_opens_one_card_that_says_how_late_it_is(world: World) -> None:
    die(world, DEAD)
    assert world.cards == []
    answer(world, Outcome.READ, backlog(world, scandal=True))
    [card] = world.cards
    assert "晚到" in card.seen
    assert world.rings == []
    assert len(world.incidents()) == 1
    world.wait(timedelta(minutes=30))
    assert len(world.cards) == 1
    assert len(world.quiet_lines(card)) <= 2


def test_an_ordinary_afternoon_that_comes_late_alarms_nobody(world: World) -> None:
    die(world, DEAD)
    answer(world, Outcome.READ, backlog(world, scandal=False))
    world.wait(timedelta(hours=1))
    assert (world.cards, world.incidents()) == ([], [])
