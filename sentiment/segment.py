"""SnowNLP's segmentation, word for word the same, at more than a hundred times its speed.

SnowNLP searches the best tags with 16 states (the last two tags) and 64 transitions a character. Nearly all of these
back off to the log of the character alone, so here the best of the four tags before is carried on once, and only tag
pairs and triples that the model has seen are tried on top of it. Whenever two ways come out so close that the order of
SnowNLP's float additions could decide, the whole run is tagged again in exactly SnowNLP's order (``exacttags``).
"""

import re
from collections.abc import Sequence

from sentiment.exacttags import exact_tags
from sentiment.tagtables import NEVER, START, UNSEEN, PairRow, Quad, TagTables, TripleRow

_HAN = re.compile("([\u4e00-\u9fa5]+)")
_DOUBT = 1e-7
"""Closer than this (in log) a choice is left to the exact search; rounding of 10,000 additions stays far below it."""
_IMPOSSIBLE = NEVER / 2
_RUNS_KEPT = 20_000
_TRIPLES_KEPT = 100_000
_LAST_OF_ALL = dict.fromkeys(range(16), 3)
"""Behind a character unknown to the model SnowNLP keeps the LAST way to each state, which comes from tag s."""


_NO_OVERRIDES: dict[int, int] = {}
_NOTHING_BETTER: dict[int, float] = {}
_BEFORE_ALL = (0.0, NEVER, NEVER, NEVER)
_FROM = tuple((tag,) * 4 for tag in range(4))

_Step = tuple[
    Sequence[float],
    Sequence[int],
    dict[int, float],
    dict[int, int],
    Sequence[float],
    Sequence[float],
    tuple[PairRow, ...],
]
"""One character's outcome: the best log by tag; the tag before on that way; by (tag before, tag) the logs that don't
follow from the best before, and the tags two before on those ways; then what they do follow from: the best before, the
logs of the character alone, and the rows seen of its pair."""


class _DoubtError(Exception):
    """Two ways are too close to be told apart here."""


class Segmenter:
    """Cuts texts into the words SnowNLP cuts them into. Memory of memos is bounded."""

    def __init__(self, tables: TagTables) -> None:
        self._tables = tables
        self._triples: dict[str, tuple[TripleRow, ...]] = {}
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
            return self._quick_tags(run)
        except _DoubtError:
            return exact_tags(run, self._tables)

    def _third(self, three: str, first: int, last: int) -> tuple[TripleRow, ...]:
        """Return what was seen of three characters, through the memo."""
        if len(self._triples) >= _TRIPLES_KEPT:
            self._triples.clear()
        rows = self._triples[three] = self._tables.triples(three[-1], first, last)
        return rows

    def _quick_tags(self, run: str) -> list[int]:
        """Search the best tags; see the module's text. Raises _DoubtError."""
        behind, triples, alones = self._tables.unpacked, self._triples, self._tables.alone
        best = self._tables.first.get(run[0], (0.0, 0.0, 0.0, 0.0))
        last: _Step = (best, _FROM[0], dict(enumerate(best)), _NO_OVERRIDES, _BEFORE_ALL, best, ())
        steps = [last]
        _, start, end = self._tables.followers(START).get(run[0], UNSEEN)
        before = run[0]
        for character in run[1:]:
            alone = alones.get(character)
            if alone is None:
                last = _unknown(last, _LAST_OF_ALL if len(steps) > 1 else _NO_OVERRIDES)
                start = end = 0
            else:
                followers = behind[before] if before in behind else self._tables.followers(before)
                rows, following, following_end = followers.get(character, UNSEEN)
                found: tuple[TripleRow, ...] = ()
                if start < end and rows:
                    three = run[max(len(steps) - 2, 0) : len(steps) + 1]
                    found = triples[three] if three in triples else self._third(three, start, end)
                last = _known(last, alone, rows, found)
                start, end = following, following_end
            steps.append(last)
            before = character
        return _trace(steps)


def _known(last: _Step, alone: Quad, rows: tuple[PairRow, ...], triples: tuple[TripleRow, ...]) -> _Step:
    """Go on to a known character: from the best tag before, then by what was seen of the pair and of the triple."""
    best = last[0]
    from_tag = _strongest(best)
    top = best[from_tag]
    now = [top + alone[0], top + alone[1], top + alone[2], top + alone[3]]
    if not rows:
        return (now, _FROM[from_tag], _NOTHING_BETTER, _NO_OVERRIDES, best, alone, rows)
    arrived = [from_tag] * 4
    for _, first, second, value in rows:
        total = best[first] + value
        if total > now[second]:
            if total < now[second] + _DOUBT and arrived[second] != first:
                raise _DoubtError
            now[second], arrived[second] = total, first
        elif total > now[second] - _DOUBT and arrived[second] != first:
            raise _DoubtError
    if not triples:
        return (now, arrived, _NOTHING_BETTER, _NO_OVERRIDES, best, alone, rows)
    better, overrides = _improve(last, now, arrived, alone, rows, triples)
    return (now, arrived, better, overrides, best, alone, rows)


def _improve(
    last: _Step,
    now: list[float],
    arrived: list[int],
    alone: Quad,
    rows: tuple[PairRow, ...],
    triples: tuple[TripleRow, ...],
) -> tuple[dict[int, float], dict[int, int]]:
    """Try the triples that were seen, improving ``now`` and ``arrived``; return what the step keeps of them."""
    best, came, better_before, _, before, alone_before, rows_before = last
    seen_before = {row[0]: row[3] for row in rows_before}
    seen = {row[0]: row[3] for row in rows}
    better: dict[int, float] = {}
    overrides: dict[int, int] = {}
    for old, key, zero, first, second, value in triples:
        total = before[zero] + (seen_before[old] if old in seen_before else alone_before[first])
        total = better_before.get(old, total) + value
        rival = better[key] if key in better else best[first] + (seen[key] if key in seen else alone[second])
        if total < rival + _DOUBT:
            if total > rival - _DOUBT and overrides.get(key, came[first]) != zero:
                raise _DoubtError
            if total < rival:
                continue
        better[key], overrides[key] = total, zero
        if total > now[second]:
            if total < now[second] + _DOUBT and arrived[second] != first:
                raise _DoubtError
            now[second], arrived[second] = total, first
        elif total > now[second] - _DOUBT and arrived[second] != first:
            raise _DoubtError
    return better, overrides


def _unknown(last: _Step, overrides: dict[int, int]) -> _Step:
    """Go on to a character the model doesn't know: every tag is as good as any, from the last way to each before."""
    best, _, better, _, before, alone, rows = last
    seen = {row[0]: row[3] for row in rows}
    zero = 3 if overrides else 0
    keys = [zero << 2 | tag for tag in range(4)]
    held = [
        better[key] if key in better else before[zero] + (seen[key] if key in seen else alone[tag])
        for tag, key in enumerate(keys)
    ]
    from_tag = _strongest(held)
    kept = {index: held[index >> 2] for index in range(16)}
    return ([held[from_tag]] * 4, _FROM[from_tag], kept, overrides, best, alone, ())


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
    if high < _IMPOSSIBLE or high - _DOUBT < low < high or high - _DOUBT < rival < high:
        raise _DoubtError
    return at


def _trace(steps: list[_Step]) -> list[int]:
    """Follow the best way back from its end."""
    best = steps[-1][0]
    tag = best.index(max(best))
    if best[tag] < _IMPOSSIBLE:
        raise _DoubtError
    tags = [tag]
    previous = steps[-1][1][tag]
    for at in range(len(steps) - 1, 0, -1):
        tags.append(previous)
        key = previous << 2 | tag
        overrides = steps[at][3]
        tag, previous = previous, overrides[key] if key in overrides else steps[at - 1][1][previous]
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
