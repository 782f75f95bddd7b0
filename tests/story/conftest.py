"""A house with three ordinary days behind it, on Thursday afternoon."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from domain.clock import VirtualClock, utc
from tests.loopback_slack import LoopbackSlack
from tests.story.texts import ordinary
from tests.story.world import MONDAY, THURSDAY, TOKEN_ENV, World

Settle = Callable[..., World]


@pytest.fixture(scope="session")
def three_ordinary_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a house whose brand was talked about as usual from Monday to Thursday afternoon."""
    folder = tmp_path_factory.mktemp("ordinary")
    clock = VirtualClock(utc(MONDAY))
    with LoopbackSlack(clock=clock) as slack, pytest.MonkeyPatch.context() as environment:
        environment.setenv(TOKEN_ENV, slack.token)
        world = World(folder, slack, clock)
        world.start()
        rows = list(ordinary(MONDAY, THURSDAY))
        for begin in range(0, len(rows), 40):
            batch = rows[begin : begin + 40]
            world.pass_until(max(datetime.fromisoformat(str(row["time"])) for row in batch))
            world.arrive(batch)
            world.settle()
        assert world.incidents() == []
        world.stop()
    return folder / "data"


@pytest.fixture
def house(tmp_path: Path, three_ordinary_days: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settle]:
    """Settle a house: ``house()`` in Chinese, ``house("en")`` in English."""
    with ExitStack() as stack:

        def settled(language: str = "zh") -> World:
            clock = VirtualClock(utc(THURSDAY))
            slack = stack.enter_context(LoopbackSlack("C0DUTY", "C0BOSS", clock=clock))
            monkeypatch.setenv(TOKEN_ENV, slack.token)
            world = World(tmp_path, slack, clock, language)
            world.inherit(three_ordinary_days)
            world.start()
            stack.callback(world.stop)
            return world

        yield settled


@pytest.fixture
def world(house: Settle) -> World:
    """The house that speaks Chinese."""
    return house()


@pytest.fixture
def english(house: Settle) -> World:
    """The house that speaks English."""
    return house("en")
