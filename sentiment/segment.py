"""SnowNLP's segmentation, word for word the same, at more than twenty times its speed.

SnowNLP searches the best tags with 16 states (the last two tags) and 64 transitions a character. Nearly all of these
back off to the log of the character alone, so here the best of the four tags before is carried on once, and only tag
pairs and triples that the model has seen are tried on top of it. Whenever two ways come out so close that the order of
SnowNLP's float additions could decide, the whole run is tagged again in exactly SnowNLP's order (``exacttags``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from sentiment.exacttags import exact_tags
from sentiment.tagtables import NEVER, START, UNSEEN, Quad, TagTables

_HAN = re.compile("([\u4e00-\u9fa5]+)")
_DOUBT = 1e-7
"""Closer than this (in log) a choice is left to the exact search; rounding of 10,000 additions stays far below it."""
_IMPOSSIBLE = NEVER / 2
_RUNS_KEPT = 20_000
_LAST_OF_ALL = dict.fromkeys(range(16), 3)
"""Behind a character unknown to the model SnowNLP keeps the LAST way to each state, which comes from tag s."""

_NO_OVERRIDES: Mapping[int, int] = {}
_NOTHING_BETTER: Mapping[int, float] = {}
_BEFORE_ALL = (0.0, NEVER, NEVER, NEVER)
_ZEROS = (0.0, 0.0, 0.0, 0.0)
_FROM = tuple((tag,) * 4 for tag in range(4))
_TAGS_OF = tuple((tags >> 2, tags & 15, tags >> 4, tags >> 2 & 3, tags & 3) for tags in range(64))
"""For three tags in one number: the first two, the last two, and each of them."""

_Way = tuple[Sequence[int], Mapping[int, int]]
"""How one character was reached: the tag before, by its own; by (tag before, tag) the tag two before where that is not
the one by which the tag before was reached best."""

_State = tuple[Sequence[float], Mapping[int, float], Sequence[float], Sequence[float], Mapping[int, float]]
"""What the search knows at a character: the best log by tag; by (tag before, tag) the logs that don't follow from the
best before; and what all others follow from: the best before, the character's own logs, and those seen of its pair."""


class _DoubtError(Exception):
    """Two ways are too close to be told apart here."""


class Segmenter:
    """Cuts texts into the words SnowNLP cuts them into. Memory of memos is bounded."""

    def __init__(self, tables: TagTables) -> None:
        self._tables = tables
        self._runs: dict[str, list[str]] = {}

    def words(self, text: str) -> list[str]:
        """Return the words of a text: Han runs segmented, everything else split at white space."""
        words: list[str] = []
        for index, part in enumerate(_HAN.split(text)):
            if index % 2:
                words += self.run(part)
            else:
                words += part.split()
        return words

    def run(self, run: str) -> list[str]:
        """Return the words of one run of Han characters."""
        words = self._runs.get(run)
        if words is None:
            if len(self._runs) >= _RUNS_KEPT:
                self._runs.clear()
            words = self._runs[run] = _cut(run, self.tags(run))
        return words

    def tags(self, run: str) -> list[int]:
        """Return SnowNLP's tag of every character of a Han run, as 0 1 2 3 for b m e s."""
        try:
            return _quick_tags(run, self._tables)
        except _DoubtError:
            return exact_tags(run, self._tables)


def _quick_tags(run: str, tables: TagTables) -> list[int]:
    """Search the best tags; see the module's text. Raises _DoubtError."""
    alones, unpacked, keys, ids = tables.alone, tables.unpacked, tables.triple_keys, tables.ids
    best: Sequence[float] = tables.first.get(run[0], _ZEROS)
    last: _State = (best, dict(enumerate(best)), _BEFORE_ALL, best, _NOTHING_BETTER)
    ways: list[_Way] = [(_FROM[0], _NO_OVERRIDES)]
    _, start, end = tables.pair(tables.followers(START), run[0])
    before = run[0]
    for character in run[1:]:
        alone = alones.get(character)
        if alone is None:
            last, way = _unknown(last, _LAST_OF_ALL if len(ways) > 1 else _NO_OVERRIDES)
            start = end = 0
        else:
            top = best[tag := _strongest(best)]
            one, two, three, four = alone
            now = [top + one, top + two, top + three, top + four]
            better, way = _NOTHING_BETTER, (_FROM[tag], _NO_OVERRIDES)
            followers = unpacked[before] if before in unpacked else tables.followers(before)
            found = followers.get(character, UNSEEN)
            pair, following, following_end = tables.pair(followers, character) if isinstance(found, int) else found
            if pair:
                came = [tag, tag, tag, tag]
                for key, value in pair.items():
                    total, tag = best[key >> 2] + value, key & 3
                    if total > now[tag] - _DOUBT:
                        _offer(now, came, key, total)
                way = (came, _NO_OVERRIDES)
                if start < end:
                    start = bisect_left(keys, low := ids[character] << 6, start, end)
                    if start < end and keys[start] - low < 64:
                        triples = tables.triples(low, start, end)
                        better, overrides = _improve(last, now, came, ways[-1][0], alone, pair, triples)
                        way = (came, overrides)
            last = (now, better, best, alone, pair)
            start, end = following, following_end
        best = last[0]
        ways.append(way)
        before = character
    return _trace(best, ways)


def _offer(now: list[float], came: list[int], key: int, total: float) -> None:
    """Take a way to (tag before, tag) where it is better than the best so far. Raises _DoubtError."""
    first, second = key >> 2, key & 3
    if total > now[second]:
        if total < now[second] + _DOUBT and came[second] != first:
            raise _DoubtError
        now[second], came[second] = total, first
    elif total > now[second] - _DOUBT and came[second] != first:
        raise _DoubtError


def _improve(
    last: _State,
    now: list[float],
    came: list[int],
    came_before: Sequence[int],
    alone: Quad,
    pair: Mapping[int, float],
    triples: Iterable[tuple[int, float]],
) -> tuple[Mapping[int, float], Mapping[int, int]]:
    """Try the triples that were seen, improving ``now`` and ``came``; return what deviates from the best before."""
    best, better_before, before, alone_before, pair_before = last
    better: dict[int, float] = {}
    overrides: dict[int, int] = {}
    for tags, value in triples:
        old, key, zero, first, second = _TAGS_OF[tags]
        if old in better_before:
            total = better_before[old] + value
        else:
            total = before[zero] + (pair_before[old] if old in pair_before else alone_before[first]) + value
        rival = better[key] if key in better else best[first] + (pair[key] if key in pair else alone[second])
        if total < rival + _DOUBT:
            if total > rival - _DOUBT and overrides.get(key, came_before[first]) != zero:
                raise _DoubtError
            if total < rival:
                continue
        better[key], overrides[key] = total, zero
        _offer(now, came, key, total)
    return better or _NOTHING_BETTER, overrides or _NO_OVERRIDES


def _unknown(last: _State, overrides: Mapping[int, int]) -> tuple[_State, _Way]:
    """Go on to a character the model doesn't know: every tag is as good as any, from the last way to each before."""
    best, better, before, alone, pair = last
    zero = 3 if overrides else 0
    keys = [zero << 2 | tag for tag in range(4)]
    held = [
        better[key] if key in better else before[zero] + (pair[key] if key in pair else alone[tag])
        for tag, key in enumerate(keys)
    ]
    tag = _strongest(held)
    return ([held[tag]] * 4, _NOTHING_BETTER, held, _ZEROS, _NOTHING_BETTER), (_FROM[tag], overrides)


def _strongest(values: Sequence[float]) -> int:
    """Return the first index of the highest of four values; doubt where another is close to it but not the same."""
    one, two, three, four = values
    if one >= two:
        high, low, at = one, two, 0
    else:
        high, low, at = two, one, 1
    if three >= four:
        rival, least, rival_at = three, four, 2
    else:
        rival, least, rival_at = four, three, 3
    if rival > high:
        high, low, rival, at = rival, least, high, rival_at
    if high - _DOUBT < low < high or high - _DOUBT < rival < high:
        raise _DoubtError
    return at


def _trace(best: Sequence[float], ways: list[_Way]) -> list[int]:
    """Follow the best way back from its end."""
    tag = best.index(max(best))
    if best[tag] < _IMPOSSIBLE:
        raise _DoubtError
    tags = [tag]
    previous = ways[-1][0][tag]
    for at in range(len(ways) - 1, 0, -1):
        tags.append(previous)
        overrides = ways[at][1]
        if overrides and (key := previous << 2 | tag) in overrides:
            tag, previous = previous, overrides[key]
        else:
            tag, previous = previous, ways[at - 1][0][previous]
    tags.reverse()
    return tags


def _cut(run: str, tags: list[int]) -> list[str]:
    """Cut a run at its tags as SnowNLP does: e ends a word, b and s begin one, m goes on."""
    words: list[str] = []
    start = 0
    for at, tag in enumerate(tags):
        if tag == 2:
            words.append(run[start : at + 1])
            start = at + 1
        elif tag != 1:
            if start < at:
                words.append(run[start:at])
            start = at
    if start < len(run):
        words.append(run[start:])
    return words
