"""How often a source speaks, learned from the times its items state, and when its silence is longer than that.

Our own outages leave no trace in it: what counts is when things were said, not when they were fetched.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.mention import Mention, TimeFlag
from domain.source import Habit

HALF_LIFE = timedelta(days=14)
"""A long pause counts half as much after so long, so that a holiday is not remembered for ever."""

LONGEST = timedelta(days=14)
"""A longer pause is none of a habit (an old item pinned to the top, a source that had ended): learning starts anew."""

LEARNED = timedelta(days=7)
"""A habit is known once it was seen for a whole week, with its nights and its weekend."""

TIMES = 3
SHORTEST = timedelta(hours=6)
"""Silence is told when it is three times as long as the usual pause, and never before six hours."""


def learn(habit: Habit | None, mentions: Iterable[Mention]) -> Habit | None:
    """Return the habit with what these mentions add: those newer than all before, which state their time."""
    for at in sorted(each.event_time for each in mentions if each.time_flag is TimeFlag.STATED):
        habit = _with(habit, at)
    return habit


def silent_since(habit: Habit | None, now: datetime) -> datetime | None:
    """Return since when a source has been silent for longer than its habit, None while it is as ever."""
    if habit is None or habit.newest - habit.since < LEARNED:
        return None
    return habit.newest if now - habit.newest > max(TIMES * habit.usual, SHORTEST) else None


def _with(habit: Habit | None, at: datetime) -> Habit:
    if habit is None or at - habit.newest > LONGEST:
        return Habit(at, at)
    pause = at - habit.newest
    if pause <= timedelta(0):
        return habit
    return replace(habit, newest=at, usual=max(pause, habit.usual * 0.5 ** (pause / HALF_LIFE)))
