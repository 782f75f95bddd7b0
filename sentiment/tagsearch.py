"""The search for the best tags of a run, over what the model has seen only.

Behind a pair that the model never saw the logs of the next character alone stand as they are, whatever came before: so
there a run falls into pieces that are searched each for itself. Within a piece logs are counted from the best of the
character before, and only seen pairs and triples are tried on top of a character's own logs. A state of SnowNLP is the
last two tags: those that were reached without a triple follow from the best log of the tag before, and only those that
deviate from it are held apart.

Behind a character unknown to the model SnowNLP keeps the LAST way to each state: the character two before it is tagged
s, whatever would have been best. So an unknown character seals the piece before it, or the end of the one before that.
"""

from collections.abc import Mapping, Sequence

from sentiment.tagtables import DOUBT, IMPOSSIBLE, TAGS, UNCLEAR, UNKNOWN, Row, TagTables

_S = 3
_LAST_IS_S = 1
_BEFORE_LAST_IS_S = 2
_UNCLEAR_MARK = "?"
_MARKS: tuple[str, ...] = (*TAGS, _UNCLEAR_MARK)
"""The tags, and at the place of UNCLEAR (-1) what stands for it."""

_TWO_TAGS = ("", *(one + two for one in TAGS for two in TAGS))
_TAGS_OF = tuple((tags >> 2, tags & 15, tags >> 4, tags >> 2 & 3, tags & 3) for tags in range(64))
"""For three tags in one number: the first two, the last two, and each of them."""

_NOTHING_BETTER: Mapping[int, float] = {}
_NOTHING_OVER: Mapping[int, int] = {}

_Step = tuple[str, int, Row]
"""A character behind the first of its piece, the number of the pair it ends, and its row."""
_Piece = tuple[str, list[_Step], int]
"""The first character, the others, and which tags an unknown character behind fixes."""
_Reached = tuple[Sequence[float], float, Mapping[int, float], Sequence[float], bytes, int]
"""What the logs of the last two tags follow from: the logs by the tag before and the best of them; by (tag before, tag)
those that deviate; the character's own logs; the tags seen of its pair, and where their logs begin."""
_NOTHING_BEFORE: _Reached = ((), 0.0, {}, (), b"", 0)
"""Never asked for: triples at the start of a run all come from tag 0, as is usual there; elsewhere there are none."""
_Now = tuple[list[float], list[int], float, int]
"""The logs by tag, the tag before that leads to each, the highest of them, and its tag."""
_Overrides = dict[int, Mapping[int, int]]
"""By place in the piece, by (tag before, tag): the tag two before where another leads best to the tag before."""


class DoubtError(Exception):
    """Two ways are too close to be told apart here."""


class TagSearch:
    """Finds SnowNLP's tags. What was found for a piece of two characters is kept, in two bytes for every pair."""

    def __init__(self, tables: TagTables) -> None:
        self._tables = tables
        self._thirds = tables.thirds, tables.third_tags, tables.third_logs
        self._behind = (
            *(tables.patterns, tables.pattern_at, tables.logs, tables.logs_at),
            *(tables.thirds.find, tables.thirds_at),
        )
        self._alone = {character: _MARKS[row[2]] for character, row in tables.alone.items()}
        self._first = {character: _MARKS[row[2]] for character, row in tables.first.items()}
        self._twos, self._first_twos = bytearray(len(tables.followers)), bytearray(len(tables.followers))

    def tags(self, run: str) -> str:
        """Return the best tag of every character of a run, as a text of b m e s. Raises DoubtError."""
        found = []
        ones, twos, opens = self._first, self._first_twos, True
        for first, steps, seal in self._pieces(run):
            if not steps:
                found.append(self._s(first, opens) if seal else ones.get(first, "b"))
            elif seal or len(steps) > 1:
                found.append(self._search(first, steps, opens, seal))
            else:
                ((_, pair, _),) = steps
                twos[pair] = twos[pair] or _TWO_TAGS.index(self._search(first, steps, opens, seal))
                found.append(_TWO_TAGS[twos[pair]])
            ones, twos, opens = self._alone, self._twos, False
        tags = "".join(found)
        if _UNCLEAR_MARK in tags:
            raise DoubtError
        return tags

    def _pieces(self, run: str) -> list[_Piece]:
        """Return the pieces of a run."""
        find, rows = self._tables.followers.find, self._tables.alone
        first, row = run[0], rows.get(run[0], UNKNOWN)
        steps: list[_Step] = []
        pieces: list[_Piece] = []
        for character in run[1:]:
            pair = find(character, row[3], row[4])
            row = rows.get(character, UNKNOWN)
            if pair >= 0:
                steps.append((character, pair, row))
                continue
            seal = 0
            if row is UNKNOWN:
                if steps:
                    seal = _BEFORE_LAST_IS_S
                elif pieces:
                    pieces[-1] = *pieces[-1][:2], pieces[-1][2] | _LAST_IS_S
            pieces.append((first, steps, seal))
            first, steps = character, []
        pieces.append((first, steps, 0))
        return pieces

    def _s(self, character: str, opens: bool) -> str:
        """Return s for a piece of one character that an unknown one fixes to it. Raises DoubtError if it never was."""
        row = (self._tables.first if opens else self._tables.alone).get(character, UNKNOWN)
        if row[0][_S] < IMPOSSIBLE:
            raise DoubtError
        return TAGS[_S]

    def _search(self, first: str, steps: Sequence[_Step], opens: bool, seal: int) -> str:
        """Return the tags of a piece of at least two characters. Raises DoubtError."""
        patterns, pattern_at, logs, logs_at, find_third, thirds_at = self._behind
        best: Sequence[float]
        best, top, tag, start, end = (self._tables.first if opens else self._tables.alone)[first]
        if not opens:
            end = start
        last = _NOTHING_BEFORE
        ways: list[Sequence[int]] = [(0, 0, 0, 0)]
        overrides: _Overrides = {}
        for character, pair, (own, high, likeliest, _, _) in steps:
            tags, moves = patterns[pattern_at[pair]]
            at = logs_at[pair]
            reached: _Reached = (best, top, _NOTHING_BETTER, own, tags, at)
            now, came = [*own], [tag, tag, tag, tag]
            for before, after in moves:
                total = best[before] - top + logs[at]
                at += 1
                if total > now[after] + DOUBT:
                    now[after], came[after] = total, before
                    if total > high + DOUBT:
                        high, likeliest = total, after
                    elif total > high - DOUBT:
                        high, likeliest = max(high, total), likeliest if after == likeliest else UNCLEAR
                elif total > now[after] - DOUBT:
                    _offer(now, came, before, after, total)
            if start < end and (third := find_third(character, start, end)) >= 0:
                found = now, came, high, likeliest
                better, over, high, likeliest = self._improve((third, end), last, reached, found, ways[-1])
                reached = (best, top, better, own, tags, logs_at[pair])
                if over:
                    overrides[len(ways)] = over
            ways.append(came)
            last, best, top, tag = reached, now, high, likeliest
            start, end = thirds_at[pair], thirds_at[pair + 1]
        if seal:
            return self._sealed(seal, last, best, ways, overrides)
        return _trace(tag, ways[-1][tag], ways, overrides)

    def _improve(
        self, rows: tuple[int, int], last: _Reached, here: _Reached, now: _Now, usual: Sequence[int]
    ) -> tuple[Mapping[int, float], Mapping[int, int], float, int]:
        """Try the triples that were seen, improving what is reached now.

        Return what deviates from the best before, where another tag two before leads there, and the new peak.
        """
        (at, end), (logs, came, high, likeliest) = rows, now
        thirds, third_tags, third_logs = self._thirds
        best, top, _, _, _, _ = here
        character, more = thirds[at], True
        better: dict[int, float] = {}
        overrides: Mapping[int, int] = _NOTHING_OVER
        while more:
            old, key, zero, first, second = _TAGS_OF[third_tags[at]]
            held, rival = best[first], better.get(key)
            if zero != usual[first]:
                rival = held - top + self._log(here, key, second) if rival is None else rival
                held = last[2][old] if old in last[2] else last[0][zero] - last[1] + self._log(last, old, first)
            total = held - top + third_logs[at]
            at += 1
            more = at < end and thirds[at] == character
            if rival is not None:
                if total < rival + DOUBT:
                    if total > rival - DOUBT and overrides.get(key, usual[first]) != zero:
                        raise DoubtError
                    if total < rival:
                        continue
                overrides = {**overrides, key: zero}
            better[key] = total
            if total > logs[second] + DOUBT:
                logs[second], came[second] = total, first
                if total > high + DOUBT:
                    high, likeliest = total, second
                elif total > high - DOUBT:
                    high, likeliest = max(high, total), likeliest if second == likeliest else UNCLEAR
            elif total > logs[second] - DOUBT:
                _offer(logs, came, first, second, total)
        return better, overrides, high, likeliest

    def _log(self, reached: _Reached, key: int, tag: int) -> float:
        """Return the log of a tag behind another one: of the pair if it was seen so, else the character's own."""
        _, _, _, own, tags, at = reached
        place = tags.find(key)
        return own[tag] if place < 0 else self._tables.logs[at + place]

    def _sealed(
        self,
        seal: int,
        last: _Reached,
        best: Sequence[float],
        ways: Sequence[Sequence[int]],
        overrides: _Overrides,
    ) -> str:
        """Return the tags of a piece of which unknown characters behind it fix one or two. Raises DoubtError."""
        before, before_top, better, *_ = last
        behind_s = []
        for tag in range(4):
            key = _S << 2 | tag
            behind_s.append(better[key] if key in better else before[_S] - before_top + self._log(last, key, tag))
        tag = _S if seal & _LAST_IS_S else _clear_best(behind_s)[1]
        logs = behind_s if seal & _BEFORE_LAST_IS_S else best
        if logs[tag] < IMPOSSIBLE:
            raise DoubtError
        return _trace(tag, _S if seal & _BEFORE_LAST_IS_S else ways[-1][tag], ways, overrides)


def _clear_best(logs: list[float]) -> tuple[float, int]:
    """Return the highest of four logs and its tag, which is unclear where another one is close or the same.

    Ways that come out the same here need not in SnowNLP, which adds in another order.
    """
    _, _, rival, high = sorted(logs)
    return high, logs.index(high) if high - rival > DOUBT else UNCLEAR


def _offer(now: list[float], came: list[int], before: int, after: int, total: float) -> None:
    """Take a way to a tag from the one before if it is better than the best so far. Raises DoubtError."""
    gain = total - now[after]
    if gain < DOUBT and came[after] != before:
        raise DoubtError
    if gain > 0:
        now[after], came[after] = total, before


def _trace(tag: int, previous: int, ways: Sequence[Sequence[int]], overrides: _Overrides) -> str:
    """Follow the best way back from its last two tags. Raises DoubtError."""
    tags = _MARKS[tag]
    if overrides:
        for at in range(len(ways) - 1, 0, -1):
            tags += _MARKS[previous]
            if (own := overrides.get(at)) and (key := previous << 2 | tag) in own:
                tag, previous = previous, own[key]
            else:
                tag, previous = previous, ways[at - 1][previous]
    else:
        for came in ways[-2::-1]:
            tags += _MARKS[previous]
            previous = came[previous]
    if _UNCLEAR_MARK in tags:
        raise DoubtError
    return tags[::-1]
