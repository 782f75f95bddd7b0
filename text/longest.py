"""Choosing among overlapping matches: the leftmost first, the longest of those that begin together."""

from collections.abc import Iterable, Iterator

Match = tuple[int, int, int]
"""Which pattern, where it begins, where it ends (exclusive): the shape in which the automaton tells matches."""


def leftmost_longest(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield matches that don't overlap, from left to right, each the longest that begins where it begins."""
    reached = 0
    for match in sorted(matches, key=lambda each: (each[1], -each[2])):
        if match[1] >= reached:
            reached = match[2]
            yield match
