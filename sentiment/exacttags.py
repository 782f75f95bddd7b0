"""SnowNLP's tag search with all 16 states, its additions and its order: the judge of close calls.

State ``4 * tag + tag before`` stands where SnowNLP first reaches it. Of equal ways the first wins; behind a character
unknown to the model the last one does, as SnowNLP overwrites.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf

from sentiment.tagtables import NEVER, START, TAGS, UNKNOWN, Quad, TagTables

_CLOSE = 1e-7
"""Two ways closer than this may swap their order when the same number is added to both."""
_LAST_OF_ALL = [3] * 16


def exact_tags(run: str, tables: TagTables) -> str:
    """Return the tags of a run of Han characters, as a text of b m e s."""
    logs = [_finite(log) for log in tables.first.get(run[0], UNKNOWN)[0] for _ in range(4)]
    steps: list[Sequence[int]] = []
    behind = tables.pair(START, run[0])
    for before, character in pairwise(run):
        pair = tables.pair(before, character)
        row = tables.alone.get(character)
        if row is None:
            logs, came = logs[3::4] * 4, _LAST_OF_ALL
        else:
            logs, came = _known(logs, row[0], tables.pair_logs(pair), tables.triple_logs(behind, character))
        steps.append(came)
        behind = pair
    return _trace(logs.index(max(logs)), steps)


def _known(
    logs: list[float], alone: Quad, seen: Mapping[int, float], triples: Mapping[int, float]
) -> tuple[list[float], list[int]]:
    """Return the logs of all states behind a known character, and the tags two before on the way to each."""
    reached, came = [-inf] * 16, [0] * 16
    for middle in range(4):
        before = logs[4 * middle : 4 * middle + 4]
        best = max(before)
        first = before.index(best)
        others = [each for each in before if each != best]
        close = bool(others) and max(others) > best - _CLOSE
        for tag in range(4):
            key = middle << 2 | tag
            log = _finite(seen[key] if key in seen else alone[tag])
            state = tag << 2 | middle
            if close:
                reached[state], came[state] = _best_of_four(before, [log] * 4)
            elif log > -inf:
                reached[state], came[state] = best + log, first
    of_pair: dict[int, dict[int, float]] = defaultdict(dict)
    for tags, log in triples.items():
        of_pair[tags & 15][tags >> 4] = log
    for key, own in of_pair.items():
        middle, tag = key >> 2, key & 3
        log = _finite(seen[key] if key in seen else alone[tag])
        steps = [own.get(one, log) for one in range(4)]
        reached[tag << 2 | middle], came[tag << 2 | middle] = _best_of_four(logs[4 * middle : 4 * middle + 4], steps)
    return reached, came


def _best_of_four(before: Sequence[float], steps: Sequence[float]) -> tuple[float, int]:
    """Return the first of the best sums, and its index."""
    totals = [log + step for log, step in zip(before, steps, strict=True)]
    best = max(totals)
    return best, totals.index(best)


def _finite(log: float) -> float:
    """Return the log as SnowNLP has it: minus infinity for never."""
    return -inf if log == NEVER else log


def _trace(state: int, steps: Sequence[Sequence[int]]) -> str:
    """Follow the best way back from its last state."""
    tags = TAGS[state >> 2]
    for came in reversed(steps):
        tags += TAGS[state & 3]
        state = (state & 3) << 2 | came[state]
    return tags[::-1]
