"""The search for the best tags of a run, over what the model has seen only.

Logs are counted from the best of the character before. So behind a pair that the model never saw, the logs of the next
character alone stand as they are, whatever came before; only seen pairs and triples are tried on top of them. A state
of SnowNLP is the last two tags: those that were reached without a triple follow from the best log of the tag before,
and only those that deviate from it are held apart.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from sentiment.tagtables import DOUBT, NEVER, START, UNCLEAR, UNSEEN, Pair, TagTables, peak

_LAST_OF_ALL = dict.fromkeys(range(16), 3)
"""Behind a character unknown to the model SnowNLP keeps the LAST way to each state, which comes from tag s."""

_NOTHING_BETTER: Mapping[int, float] = {}
_BEFORE_ALL = (0.0, NEVER, NEVER, NEVER)
_ZEROS = (0.0, 0.0, 0.0, 0.0)
_TAGS_OF = tuple((tags >> 2, tags & 15, tags >> 4, tags >> 2 & 3, tags & 3) for tags in range(64))
"""For three tags in one number: the first two, the last two, and each of them."""

_ALL_FROM = tuple((tag,) * 4 for tag in (0, 1, 2, 3, UNCLEAR))
"""The tag before, by its own, of a character that was reached best from one tag whatever its own is."""

_Overrides = dict[int, Mapping[int, int]]
"""By place in the run, by (tag before, tag): the tag two before where another leads best to the tag before."""

_Before = tuple[Sequence[float], float, Mapping[int, float], Sequence[float], Pair]
"""What the logs of the last two tags follow from: the logs by the tag before and the best of them; by (tag before, tag)
those that deviate from them; the character's own logs; and those seen of its pair."""


class DoubtError(Exception):
    """Two ways are too close to be told apart here."""


def search(run: str, tables: TagTables) -> list[int]:
    """Return the best tag of every character of a run, as 0 1 2 3 for b m e s. Raises DoubtError."""
    peaks, seen, keys = tables.peaks, tables.followers, tables.triple_keys
    best, last, start, end = _begun(run[0], tables)
    top, tag = peak(best)
    followers, overrides = seen[run[0]], _Overrides()
    ways: list[Sequence[int]] = [_ALL_FROM[0]]
    for character in run[1:]:
        pair = followers.get(character)
        followers = seen[character]
        if pair is not None:
            tags, logs, following, following_end = pair
            own, _, _, low = peaks[character]
            now, came = [*own], [tag, tag, tag, tag]
            for key, log in zip(tags, logs):  # noqa: B905 (of one length, and this is the inmost loop)
                total = best[key >> 2] - top + log
                gain = total - now[key & 3]
                if gain > DOUBT:
                    now[key & 3], came[key & 3] = total, key >> 2
                elif gain > -DOUBT:
                    _offer(now, came, key, total)
            better = _NOTHING_BETTER
            if start < end and (at := bisect_left(keys, low, start, end)) < end and keys[at] < low + 64:
                found = _improve(last, (best, top, own, pair), now, came, ways[-1], tables.triples(low, at, end))
                better, overrides[len(ways)] = found
            ways.append(came)
            last = (best, top, better, own, pair)
            best, start, end = now, following, following_end
            top, tag = peak(now)
        elif character in peaks:
            ways.append(_ALL_FROM[tag])
            own, high, likeliest, _ = peaks[character]
            last = (best, top, _NOTHING_BETTER, own, UNSEEN)
            best, top, tag, start = own, high, likeliest, end
        else:
            last = _unknown(last, ways, overrides)
            best, top, tag, start = _ZEROS, 0.0, 0, end
    return _trace(tag, ways, overrides)


def _begun(first: str, tables: TagTables) -> tuple[Sequence[float], _Before, int, int]:
    """Return the logs of a run's first character, what they follow from, and the rows of triples behind it."""
    best = tables.first.get(first, _ZEROS)
    _, _, start, end = tables.followers[START].get(first, UNSEEN)
    return best, (_BEFORE_ALL, 0.0, dict(enumerate(best)), best, UNSEEN), start, end


def _offer(now: list[float], came: list[int], key: int, total: float) -> None:
    """Take a way to (tag before, tag) if it is better than the best so far. Raises DoubtError."""
    first, second = key >> 2, key & 3
    gain = total - now[second]
    if gain < DOUBT and came[second] != first:
        raise DoubtError
    if gain > 0:
        now[second], came[second] = total, first


def _improve(
    last: _Before,
    here: tuple[Sequence[float], float, Sequence[float], Pair],
    now: list[float],
    came: list[int],
    came_before: Sequence[int],
    triples: Iterable[tuple[int, float]],
) -> tuple[Mapping[int, float], Mapping[int, int]]:
    """Try the triples that were seen, improving ``now`` and ``came``; return what deviates from the best before."""
    before, before_top, better_before, alone_before, (tags_before, logs_before, _, _) = last
    best, top, alone, (pair_tags, pair_logs, _, _) = here
    better: dict[int, float] = {}
    overrides: dict[int, int] = {}
    for tags, value in triples:
        old, key, zero, first, second = _TAGS_OF[tags]
        if old in better_before:
            total = better_before[old] - top + value
        else:
            at = tags_before.find(old)
            held = alone_before[first] if at < 0 else logs_before[at]
            total = before[zero] - before_top + held - top + value
        at = pair_tags.find(key)
        rival = better.get(key, best[first] - top + (alone[second] if at < 0 else pair_logs[at]))
        if total < rival + DOUBT:
            if total > rival - DOUBT and overrides.get(key, came_before[first]) != zero:
                raise DoubtError
            if total < rival:
                continue
        better[key], overrides[key] = total, zero
        if total > now[second] - DOUBT:
            _offer(now, came, key, total)
    return better, overrides


def _unknown(last: _Before, ways: list[Sequence[int]], overrides: _Overrides) -> _Before:
    """Go on to a character the model doesn't know: every tag is as good as any, from the last way to each before."""
    before, before_top, better, alone, (tags, logs, _, _) = last
    zero = 0
    if len(ways) > 1:
        zero, overrides[len(ways)] = 3, _LAST_OF_ALL
    reached = []
    for tag, own in enumerate(alone):
        at = tags.find(key := zero << 2 | tag)
        reached.append(better[key] if key in better else before[zero] - before_top + (own if at < 0 else logs[at]))
    top, tag = peak(reached)
    if tag == UNCLEAR:
        raise DoubtError
    ways.append(_ALL_FROM[tag])
    return reached, top, _NOTHING_BETTER, _ZEROS, UNSEEN


def _trace(tag: int, ways: Sequence[Sequence[int]], overrides: _Overrides) -> list[int]:
    """Follow the best way back from its last tag. Raises DoubtError."""
    tags = [tag]
    if not overrides:
        for came in ways[:0:-1]:
            tag = came[tag]
            tags.append(tag)
    else:
        previous = ways[-1][tag]
        for at in range(len(ways) - 1, 0, -1):
            tags.append(previous)
            own = overrides.get(at)
            if own and (key := previous << 2 | tag) in own:
                tag, previous = previous, own[key]
            else:
                tag, previous = previous, ways[at - 1][previous]
    if UNCLEAR in tags:
        raise DoubtError
    tags.reverse()
    return tags
