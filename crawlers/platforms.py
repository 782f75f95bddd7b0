"""Whether a platform is still heard, whatever door its mentions come by: a feed, a drop folder, a push, an import.

A drop folder goes on delivering while one of the collectors that fill it has died. So the habit of each platform is
learned from the live mentions that name it, and kept as the state of a source of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crawlers.habit import learn
from domain.mention import Mention
from domain.source import SourceState, platform_state

MOST_PLATFORMS = 200
"""Platforms that are remembered; a list that names a new one with each item is no list of platforms."""

_PREFIX = platform_state("")


def platforms(states: Mapping[str, SourceState]) -> dict[str, SourceState]:
    """Return the states of platforms by their names."""
    return {name.removeprefix(_PREFIX): state for name, state in states.items() if name.startswith(_PREFIX)}


def heard(
    mentions: Iterable[Mention],
    get: Callable[[str], SourceState],
    every: Callable[[], Sequence[SourceState]],
) -> Iterator[SourceState]:
    """Yield the new states of the platforms of which these mentions say something newer; old news says nothing."""
    by_platform: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.platform and mention.live:
            by_platform[mention.platform].append(mention)
    room: int | None = None
    for platform, said in by_platform.items():
        state = get(platform_state(platform))
        habit = learn(state.habit, said)
        if habit is None or habit == state.habit:
            continue
        if state.habit is None:
            room = MOST_PLATFORMS - len(platforms({each.name: each for each in every()})) if room is None else room
            room -= 1
            if room < 0:
                continue
        yield replace(state, habit=habit, last_item=habit.newest)
