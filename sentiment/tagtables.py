"""The tables of a segmentation model: the log probabilities of SnowNLP's character tags, in one mapped file.

Tags b m e s are 0 1 2 3. A probability is log(unigram + bigram + trigram), added in this order as SnowNLP does; where
the trigram was never seen it depends on the last two tagged characters, where the bigram was not either on the last.
Only what was seen is stored. The characters seen behind each character lie in one long text, and so do the third
characters behind each pair; a place in such a text is the number of a row. Finding one character in a stretch of text
is the fastest lookup Python has, and takes no memory.
"""

import mmap
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any, Self

TAGS = "bmes"
NEVER = -1e300
"""Stands for the logarithm of zero: absorbs every sum like minus infinity, but never makes a NaN."""
IMPOSSIBLE = NEVER / 2
"""Below this a sum of logs has a logarithm of zero in it."""
START = ""
"""Stands for what is before the first character of a run."""
DOUBT = 1e-7
"""Closer than this (in log) a choice is left to the exact search; rounding of 10,000 additions stays far below it."""
UNCLEAR = -1
"""Stands for the best tag where two are too close: who follows it doubts."""

_LAYOUT = "IIdbIIdbIIBHIdIIBd"
_BOS = (START, "BOS")
_PATTERN_END = b"\xff"

Quad = tuple[float, float, float, float]
Row = tuple[Quad, float, int, int, int]
"""Four logs, the highest of them, that one's tag, and a stretch (exclusive end) of one of the long texts."""
_Logs = dict[str, dict[str, dict[int, float]]]
Pattern = tuple[bytes, tuple[tuple[int, int], ...]]
"""The tags under which a pair was seen (t1*4+t2, ascending), and the same apart."""

UNKNOWN: Row = ((0.0, 0.0, 0.0, 0.0), 0.0, 0, 0, 0)
"""The row of a character that the model doesn't know: no tag is better than another, and nothing was seen behind it."""


class TagTables:
    """The tables over a mapped file or over arrays.

    ``alone`` leads from each known character to its logs without context and to what was seen behind it, a stretch of
    ``followers``; ``first`` to its logs at the start of a run and the third characters behind it, a stretch of
    ``thirds``. For each place in ``followers``, the number of a pair: ``pattern_at`` has the number of its pattern in
    ``patterns``, ``logs_at`` where in ``logs`` one for each of its tags begin, and ``thirds_at``, up to the next one,
    the stretch of ``thirds`` behind the pair. For each place in ``thirds``: ``third_tags`` has its tags
    (t1*16+t2*4+t3) and ``third_logs`` its log; a character that was seen under several tags is there as often.
    """

    def __init__(self, columns: Sequence[Any]) -> None:
        self._columns = columns
        known, followers, *rows, patterns, pattern_at, logs_at, logs, thirds_at, thirds, third_tags, third_logs = (
            columns
        )
        self.followers, self.thirds = _text(followers), _text(thirds)
        self.pattern_at, self.logs_at = _array("H", pattern_at), _array("I", logs_at)
        self.logs, self.thirds_at = _array("d", logs), _array("I", thirds_at)
        self.third_tags, self.third_logs = bytes(third_tags), third_logs
        self.patterns = [(tags, tuple(divmod(tag, 4) for tag in tags)) for tags in bytes(patterns).split(_PATTERN_END)]
        characters = _text(known)
        self.alone = _rows(characters, *rows[:4])
        self.first = _rows(characters, *rows[4:])
        self._opening = (rows[3][-1] if known else 0), len(self.followers)

    def pair(self, before: str, character: str) -> int:
        """Return the number of the pair of two characters (or of START and one), -1 where it was never seen."""
        low, high = self._opening if before == START else self.alone.get(before, UNKNOWN)[3:]
        return self.followers.find(character, low, high)

    def thirds_of(self, pair: int) -> tuple[int, int]:
        """Return the stretch of ``thirds`` behind a pair, an empty one where it was never seen."""
        return (self.thirds_at[pair], self.thirds_at[pair + 1]) if pair >= 0 else (0, 0)

    def pair_logs(self, pair: int) -> dict[int, float]:
        """Return the logs of a pair by their tags (t1*4+t2)."""
        if pair < 0:
            return {}
        tags, start = self.patterns[self.pattern_at[pair]][0], self.logs_at[pair]
        return dict(zip(tags, self.logs[start : start + len(tags)], strict=True))

    def triple_logs(self, pair: int, character: str) -> dict[int, float]:
        """Return the logs of a character behind a pair by the tags of the three (t1*16+t2*4+t3)."""
        at, end = self.thirds_of(pair)
        found = {}
        while (at := self.thirds.find(character, at, end)) >= 0:
            found[self.third_tags[at]] = self.third_logs[at]
            at += 1
        return found

    def parts(self) -> Iterator[bytes]:
        """Yield the bytes of the table file: lengths, then the columns, each on a multiple of 8."""
        yield array("Q", [len(column) * column.itemsize for column in self._columns]).tobytes()
        for column in self._columns:
            part = column.tobytes()
            yield part + bytes(-len(part) % 8)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a table file; the pages are read when they are needed and shared between processes."""
        with path.open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        at = 8 * len(_LAYOUT)
        lengths = view[:at].cast("Q")
        columns = []
        cast: Any = memoryview.cast
        for code, length in zip(_LAYOUT, lengths, strict=True):
            columns.append(cast(view[at : at + length], code))
            at += length + -length % 8
        return cls(columns)

    @classmethod
    def compile(cls, model: Mapping[str, Any]) -> Self:
        """Compute the tables from SnowNLP's model as its marshal holds it."""
        return cls(_Compiler(model).columns())


class _Compiler:
    """Turns the counts of a model into logs, in SnowNLP's own order of operations."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self._weights: tuple[float, float, float] = (model["l1"], model["l2"], model["l3"])
        self._uni: dict[Any, int] = model["uni"]["d"]
        self._bi: dict[Any, int] = model["bi"]["d"]
        self._tri: dict[Any, int] = model["tri"]["d"]
        self._total: float = model["uni"]["total"]
        self._known_ones = frozenset(char for char, tag in self._uni if len(char) == 1 and tag in TAGS)
        self._characters = "".join(sorted(self._known_ones, key=self._rarity))

    def columns(self) -> list[Any]:
        """Return all columns in the order of the layout."""
        pairs, triples = self._seen()
        followers, ends, *rest, thirds_at, thirds, third_tags, third_logs = _flat(
            [*self._characters, START], pairs, triples
        )
        alone, first = self._quads(None), self._quads(_BOS)
        opening = {character: at for at, character in enumerate(_likeliest_first(pairs.get(START, {})), ends[-2])}
        behind = [opening.get(character, -1) for character in self._characters]
        starts = array("I", [thirds_at[at] if at >= 0 else 0 for at in behind])
        stops = array("I", [thirds_at[at + 1] if at >= 0 else 0 for at in behind])
        by_character = [alone, _peaks(alone), ends[:-2], ends[1:-1], first, _peaks(first), starts, stops]
        return [
            *(_codes(self._characters), followers, *by_character),
            *(*rest, thirds_at, thirds, third_tags, third_logs),
        ]

    def _rarity(self, character: str) -> tuple[int, str]:
        """Return what sorts characters by how rare they are."""
        return -sum(self._uni.get((character, tag), 0) for tag in TAGS), character

    def _quads(self, before: Any) -> "array[float]":
        """Return the four logs of every character behind what is said to be before it."""
        return array(
            "d", [self._log(before, before, (character, tag)) for character in self._characters for tag in TAGS]
        )

    def _log(self, one: Any, two: Any, three: Any) -> float:
        """Return SnowNLP's log probability of a tagged character behind two others (None: nothing seen)."""
        uni = self._weights[0] * (float(self._uni.get(three, 0)) / self._total)
        bi = _ratio(self._weights[1] * self._bi.get((two, three), 0), self._uni.get(two, 0))
        tri = _ratio(self._weights[2] * self._tri.get((one, two, three), 0), self._bi.get((one, two), 0))
        probability = uni + bi + tri
        return log(probability) if probability else NEVER

    def _seen(self) -> tuple[_Logs, _Logs]:
        """Return the logs of pairs by character, follower and tags, and those of triples by pair, third and tags."""
        pairs: _Logs = defaultdict(lambda: defaultdict(dict))
        for two, three in self._bi:
            if self._known(two, three):
                pairs[two[0]][three[0]][_tag(two) << 2 | _tag(three)] = self._log(None, two, three)
        triples: _Logs = defaultdict(lambda: defaultdict(dict))
        for one, two, three in self._tri:
            if two != _BOS and self._known(one, two, three):
                tags = _tag(one) << 4 | _tag(two) << 2 | _tag(three)
                triples[one[0] + "\t" + two[0]][three[0]][tags] = self._log(one, two, three)
                pairs[one[0]].setdefault(two[0], {})
        return pairs, triples

    def _known(self, *tagged: tuple[str, str]) -> bool:
        """Say whether SnowNLP could ever ask for these tagged characters."""
        return tagged[-1] != _BOS and all(
            each == _BOS or (each[0] in self._known_ones and each[1] in TAGS) for each in tagged
        )


def _flat(
    characters: list[str],
    pairs: Mapping[str, Mapping[str, Mapping[int, float]]],
    triples: Mapping[str, Mapping[str, Mapping[int, float]]],
) -> list[Any]:
    """Lay what was seen into columns: the followers first, then the others in the order of the layout."""
    followers, thirds, ends = "", "", array("I", [0])
    pattern_at, logs_at, logs, thirds_at = array("H"), array("I"), array("d"), array("I", [0])
    third_tags, third_logs = array("B"), array("d")
    patterns: dict[bytes, int] = {}
    for character in characters:
        own = pairs.get(character, {})
        listed = _likeliest_first(own)
        for follower in listed:
            tags = bytes(sorted(own[follower]))
            pattern_at.append(patterns.setdefault(tags, len(patterns)))
            logs_at.append(len(logs))
            logs.extend(own[follower][tag] for tag in tags)
            behind = triples.get(character + "\t" + follower, {})
            rows = [(third, *row) for third in _likeliest_first(behind) for row in sorted(behind[third].items())]
            thirds += "".join([third for third, _, _ in rows])
            third_tags.extend([tag for _, tag, _ in rows])
            third_logs.extend([value for _, _, value in rows])
            thirds_at.append(len(third_tags))
        followers += "".join(listed)
        ends.append(len(followers))
    by_pair = [pattern_at, logs_at, logs, thirds_at]
    joined = array("B", _PATTERN_END.join(patterns))
    return [_codes(followers), ends, joined, *by_pair, _codes(thirds), third_tags, third_logs]


def _likeliest_first(behind: Mapping[str, Mapping[int, float]]) -> list[str]:
    """Return the characters seen behind something, the likeliest first: they are found soonest, and lie together."""
    return sorted(behind, key=lambda character: (-max(behind[character].values(), default=NEVER), character))


def peak(logs: Quad) -> tuple[float, int]:
    """Return the highest of four logs and its first index, which is unclear where another is close but not the same.

    Behind one and the same character SnowNLP adds the same to each of them: what is the same here is so there.
    """
    _, low, rival, high = sorted(logs)
    if high - rival < DOUBT and (rival < high or high - DOUBT < low < high):
        return high, UNCLEAR
    return high, logs.index(high) if high > IMPOSSIBLE else UNCLEAR


def _peaks(quads: "array[float]") -> "array[int]":
    """Return the best tag of each of the quads laid out one behind the other."""
    return array("b", [peak(quad)[1] for quad in _quads(quads)])


def _rows(characters: str, quads: Any, tags: Any, starts: Any, stops: Any) -> dict[str, Row]:
    """Return the row of each character."""
    logs = list(_quads(quads))
    return dict(zip(characters, zip(logs, map(max, logs), tags, starts, stops, strict=True), strict=True))


def _tag(tagged: tuple[str, str]) -> int:
    """Return the number of a tag; the start of a run counts as 0."""
    return 0 if tagged == _BOS else TAGS.index(tagged[1])


def _ratio(part: float, whole: float) -> float:
    """Divide as SnowNLP does: by zero is zero."""
    return float(part) / whole if whole else 0


def _codes(text: str) -> "array[int]":
    """Return the code points of a text as a column."""
    return array("I", text.encode("utf-32-le"))


def _text(codes: Any) -> str:
    """Return the text of a column of code points."""
    return str(codes.tobytes(), "utf-32-le")


def _array(code: str, column: Any) -> Any:
    """Return a copy of a column: an array is read quicker than a mapped file."""
    copied: array[Any] = array(code)
    copied.frombytes(column.tobytes())
    return copied


def _quads(values: Any) -> Iterator[Quad]:
    """Yield a flat column four by four."""
    return zip(values[0::4], values[1::4], values[2::4], values[3::4], strict=True)
