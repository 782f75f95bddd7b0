"""The tables of a segmentation model: the log probabilities of SnowNLP's character tags, sorted, in one mapped file.

Tags b m e s are 0 1 2 3. A probability is log(unigram + bigram + trigram), added in this order as SnowNLP does; where
the trigram was never seen it depends on the last two tagged characters, where the bigram was not either on the last.
Only what was seen is stored: for each character the pairs it begins, unpacked when it is first met; and rows of a third
character behind a pair, found by bisection.
"""

import marshal
import mmap
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from sys import intern
from typing import Any, Self

TAGS = "bmes"
NEVER = -1e300
"""Stands for the logarithm of zero: absorbs every sum like minus infinity, but never makes a NaN."""
START = ""
"""Stands for what is before the first character of a run."""
DOUBT = 1e-7
"""Closer than this (in log) a choice is left to the exact search; rounding of 10,000 additions stays far below it."""
UNCLEAR = -1
"""Stands for the best tag where two are too close: who follows it doubts."""

_IMPOSSIBLE = NEVER / 2
_MAGIC = b"fenghuo-tags-4\n\n"
_LAYOUT = "ddIBId"
_BOS = (START, "BOS")

Quad = tuple[float, float, float, float]
Pair = tuple[bytes, tuple[float, ...], int, int]
"""What was seen of a character behind another one: their tags (t1*4+t2, ascending) and a log for each, and from where
to where (exclusive) the rows of a third character behind them lie."""

UNSEEN: Pair = (b"", (), 0, 0)


class TagTables:
    """The tables over a mapped file or over arrays.

    ``alone`` leads from each known character to its four logs without context, ``first`` to those at the start of a
    run, ``followers`` from any character (or START) to what was seen behind it: nothing behind an unknown one.
    ``peaks`` leads from each known character to its four logs, the highest of them, that one's tag, and the least key
    of triples that end in it.
    """

    def __init__(self, characters: str, columns: list[Any]) -> None:
        self.characters = characters
        self.ids = {character: index for index, character in enumerate([*characters, START])}
        self._columns = columns
        alone, first, followers_at, followers, triple_keys, self._triple_logs = columns
        self.triple_keys = array("I", triple_keys)
        self.alone: dict[str, Quad] = dict(zip(characters, _quads(alone), strict=True))
        self.first: dict[str, Quad] = dict(zip(characters, _quads(first), strict=True))
        self.peaks = {character: (own, *peak(own), self.ids[character] << 6) for character, own in self.alone.items()}
        self.followers: dict[str, dict[str, Pair]] = _Followers(self.ids, followers_at, followers)

    def triples(self, low: int, first: int, last: int) -> list[tuple[int, float]]:
        """Return tags (t1*16+t2*4+t3) and log of what ends in one character, of the rows ``first`` to ``last``.

        ``low`` is 64 times the number of the character, the least of its keys.
        """
        keys, found = self.triple_keys, []
        at = bisect_left(keys, low, first, last)
        while at < last and (tags := keys[at] - low) < 64:
            found.append((tags, self._triple_logs[at]))
            at += 1
        return found

    def parts(self) -> Iterator[bytes]:
        """Yield the bytes of the table file: magic, lengths, characters, then the columns, each on a multiple of 8."""
        text = self.characters.encode("utf-32-le")
        yield _MAGIC
        yield array("Q", [len(text), *(len(column) * column.itemsize for column in self._columns)]).tobytes()
        for part in (text, *(column.tobytes() for column in self._columns)):
            yield part + bytes(-len(part) % 8)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a table file; the pages are read when they are needed and shared between processes."""
        with path.open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        at = len(_MAGIC) + 8 * (1 + len(_LAYOUT))
        lengths = view[len(_MAGIC) : at].cast("Q")
        parts: list[memoryview] = []
        for length in lengths:
            parts.append(view[at : at + length])
            at += length + -length % 8
        cast: Any = memoryview.cast
        columns = [cast(part, code) for part, code in zip(parts[1:], _LAYOUT, strict=True)]
        return cls(str(parts[0], "utf-32-le"), columns)

    @classmethod
    def compile(cls, model: Mapping[str, Any]) -> Self:
        """Compute the tables from SnowNLP's model as its marshal holds it."""
        return cls(*_Compiler(model).columns())


class _Followers(dict[str, dict[str, Pair]]):
    """By character what was seen behind it, unpacked when it is first asked for."""

    def __init__(self, ids: Mapping[str, int], at: Any, packed: Any) -> None:
        super().__init__()
        self._ids, self._at, self._packed = ids, at, packed

    def __missing__(self, character: str) -> dict[str, Pair]:
        index = self._ids.get(character)
        found: dict[str, Pair] = {}
        if index is not None:
            found = marshal.loads(self._packed[self._at[index] : self._at[index + 1]])
        self[character] = found
        return found


class _Compiler:
    """Turns the counts of a model into logs, in SnowNLP's own order of operations."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self._weights: tuple[float, float, float] = (model["l1"], model["l2"], model["l3"])
        self._uni: dict[Any, int] = model["uni"]["d"]
        self._bi: dict[Any, int] = model["bi"]["d"]
        self._tri: dict[Any, int] = model["tri"]["d"]
        self._total: float = model["uni"]["total"]
        self._characters = "".join(sorted({char for char, tag in self._uni if len(char) == 1 and tag in TAGS}))
        self._ids = {character: index for index, character in enumerate(self._characters)}

    def columns(self) -> tuple[str, list[Any]]:
        """Return the characters and all columns in the order of the layout."""
        alone = array("d")
        first = array("d")
        for character in self._characters:
            alone.extend(self._log(None, None, (character, tag)) for tag in TAGS)
            first.extend(self._log(_BOS, _BOS, (character, tag)) for tag in TAGS)
        return self._characters, [alone, first, *self._rows()]

    def _log(self, one: Any, two: Any, three: Any) -> float:
        """Return SnowNLP's log probability of a tagged character behind two others (None: nothing seen)."""
        uni = self._weights[0] * (float(self._uni.get(three, 0)) / self._total)
        bi = _ratio(self._weights[1] * self._bi.get((two, three), 0), self._uni.get(two, 0))
        tri = _ratio(self._weights[2] * self._tri.get((one, two, three), 0), self._bi.get((one, two), 0))
        probability = uni + bi + tri
        return log(probability) if probability else NEVER

    def _rows(self) -> list[Any]:
        """Return the columns of followers and triples, sorted by their characters."""
        pairs: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for two, three in self._bi:
            if self._known(two, three):
                pairs[two[0]][three[0]][_tag(two) << 2 | _tag(three)] = self._log(None, two, three)
        triples: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for one, two, three in self._tri:
            if two != _BOS and self._known(one, two, three):
                tags = _tag(one) << 4 | _tag(two) << 2 | _tag(three)
                row_key = self._ids[three[0]] << 6 | tags
                triples[one[0] + "\t" + two[0]].append((row_key, self._log(one, two, three)))
                pairs[one[0]].setdefault(two[0], {})
        return _flat([*self._characters, START], pairs, triples)

    def _known(self, *tagged: tuple[str, str]) -> bool:
        """Say whether SnowNLP could ever ask for these tagged characters."""
        return tagged[-1] != _BOS and all(
            each == _BOS or (each[0] in self._ids and each[1] in TAGS and each[0] != "") for each in tagged
        )


def _flat(
    characters: list[str],
    pairs: Mapping[str, Mapping[str, Mapping[int, float]]],
    triples: Mapping[str, list[tuple[int, float]]],
) -> list[Any]:
    """Lay the rows into columns: the packed pairs of each character with their ends, then all triples behind a pair.

    Characters are interned, as marshal gives each of those out once.
    """
    ends, packed = array("I", [0]), array("B")
    triple_keys, triple_logs = array("I"), array("d")
    tags_of: dict[bytes, bytes] = {}
    for character in characters:
        followers: dict[str, Pair] = {}
        for follower, logs in sorted(pairs.get(character, {}).items()):
            start, tags = len(triple_keys), bytes(sorted(logs))
            for key, value in sorted(triples.get(character + "\t" + follower, ())):
                triple_keys.append(key)
                triple_logs.append(value)
            own = tuple(logs[tag] for tag in tags)
            followers[intern(follower)] = tags_of.setdefault(tags, tags), own, start, len(triple_keys)
        packed.frombytes(marshal.dumps(followers))
        ends.append(len(packed))
    return [ends, packed, triple_keys, triple_logs]


def peak(logs: Sequence[float]) -> tuple[float, int]:
    """Return the highest of four logs and its first index, which is unclear where another is close but not the same."""
    _, low, rival, high = sorted(logs)
    if high - rival < DOUBT and (rival < high or high - DOUBT < low < high):
        return high, UNCLEAR
    return high, logs.index(high) if high > _IMPOSSIBLE else UNCLEAR


def _tag(tagged: tuple[str, str]) -> int:
    """Return the number of a tag; the start of a run counts as 0."""
    return 0 if tagged == _BOS else TAGS.index(tagged[1])


def _ratio(part: float, whole: float) -> float:
    """Divide as SnowNLP does: by zero is zero."""
    return float(part) / whole if whole else 0


def _quads(values: Any) -> Iterator[Quad]:
    """Yield a flat column four by four."""
    return zip(values[0::4], values[1::4], values[2::4], values[3::4], strict=True)
