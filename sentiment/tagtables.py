"""The tables of a segmentation model: the log probabilities of SnowNLP's character tags, flat, sorted and mapped.

Tags b m e s are 0 1 2 3. A probability is log(unigram + bigram + trigram), added in this order as SnowNLP does; where
the trigram was never seen it depends on the last two tagged characters, where the bigram was not either on the last.
Only what was seen is stored: rows of a pair of characters, and rows of a third character behind a pair.
"""

import mmap
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import log
from pathlib import Path
from typing import Any, NamedTuple, Self

TAGS = "bmes"
NEVER = -1e300
"""Stands for the logarithm of zero: absorbs every sum like minus infinity, but never makes a NaN."""

_MAGIC = b"fenghuo-tags-1\n\n"
_LAYOUT = "ddIIIBdId"
_BOS = ("", "BOS")

Quad = tuple[float, float, float, float]
PairRow = tuple[int, int, int, float]
TripleRow = tuple[int, int, int, int, int, float]


class Pair(NamedTuple):
    """What is known of a character behind another one.

    ``alone`` are its four logs without context; ``rows`` are (t1*4+t2, t1, t2, log) where the two tagged characters
    were seen together; ``third`` leads from the character that follows the two to rows (t1*4+t2, t2*4+t3, t1, t2, t3,
    log), None where none was ever seen.
    """

    alone: Quad
    rows: tuple[PairRow, ...]
    third: "Third | None"


class Third(dict[str, tuple[TripleRow, ...]]):
    """The characters that follow one pair, looked up in the tables when they are first asked for."""

    __slots__ = ("_first", "_last", "_tables")

    def __init__(self, tables: "TagTables", first: int, last: int) -> None:
        self._tables, self._first, self._last = tables, first, last

    def __missing__(self, character: str) -> tuple[TripleRow, ...]:
        rows = self[character] = self._tables.triples(character, self._first, self._last)
        return rows


class TagTables:
    """The tables as arrays or as views of a mapped file; ``first`` are the four logs of a run's first character."""

    def __init__(self, characters: str, columns: list[Any]) -> None:
        self.characters = characters
        self._ids = {character: index for index, character in enumerate(characters)}
        self._bos = len(characters)
        self._columns = columns
        alone, first, self._keys, self._pair_at, self._triple_at = columns[:5]
        self._pair_tags, self._pair_logs, self._triple_keys, self._triple_logs = columns[5:]
        self._alone: dict[str, Quad] = dict(zip(characters, _quads(alone), strict=True))
        self.first: dict[str, Quad] = dict(zip(characters, _quads(first), strict=True))
        self._bare = {character: Pair(quad, (), None) for character, quad in self._alone.items()}

    def pair(self, before: str, character: str) -> Pair | None:
        """Return what is known of a character behind another ("" for the start of a run), None if it is unknown."""
        if character not in self._ids:
            return None
        if before and before not in self._ids:
            return self._bare[character]
        key = (self._ids[before] if before else self._bos) << 16 | self._ids[character]
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return self._bare[character]
        return self._pair_at_row(at, self._alone[character])

    def triples(self, character: str, first: int, last: int) -> tuple[TripleRow, ...]:
        """Return the seen tag triples that end in a known character, among rows ``first`` to ``last`` (exclusive)."""
        low = self._ids[character] << 6
        at = bisect_left(self._triple_keys, low, first, last)
        rows = []
        while at < last and (tags := self._triple_keys[at] - low) < 64:
            rows.append((tags >> 2, tags & 15, tags >> 4, tags >> 2 & 3, tags & 3, self._triple_logs[at]))
            at += 1
        return tuple(rows)

    def _pair_at_row(self, at: int, alone: Quad) -> Pair:
        """Return the pair at a place of the key column."""
        rows = tuple(
            (tags := self._pair_tags[row], tags >> 2, tags & 3, self._pair_logs[row])
            for row in range(self._pair_at[at], self._pair_at[at + 1])
        )
        first, last = self._triple_at[at], self._triple_at[at + 1]
        return Pair(alone, rows, Third(self, first, last) if first < last else None)

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
        self._ids[""] = len(self._characters)

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
        """Return the columns of pairs and triples, sorted by their characters."""
        pairs: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for two, three in self._bi:
            if self._known(two, three):
                row = (_tag(two) << 2 | _tag(three), self._log(None, two, three))
                pairs[self._key(two, three)].append(row)
        triples: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for one, two, three in self._tri:
            if two != _BOS and self._known(one, two, three):
                tags = _tag(one) << 4 | _tag(two) << 2 | _tag(three)
                row = (self._ids[three[0]] << 6 | tags, self._log(one, two, three))
                triples[self._key(one, two)].append(row)
        return _flat(pairs, triples)

    def _known(self, *tagged: tuple[str, str]) -> bool:
        """Say whether SnowNLP could ever ask for these tagged characters."""
        return tagged[-1] != _BOS and all(
            each == _BOS or (each[0] in self._ids and each[1] in TAGS and each[0] != "") for each in tagged
        )

    def _key(self, one: tuple[str, str], two: tuple[str, str]) -> int:
        """Return the key of two characters."""
        return self._ids[one[0]] << 16 | self._ids[two[0]]


def _flat(pairs: dict[int, list[tuple[int, float]]], triples: dict[int, list[tuple[int, float]]]) -> list[Any]:
    """Lay the rows of both kinds into columns, in the order of their keys."""
    keys, pair_at, triple_at = array("I"), array("I", [0]), array("I", [0])
    pair_tags, pair_logs, triple_keys, triple_logs = array("B"), array("d"), array("I"), array("d")
    for key in sorted(pairs.keys() | triples.keys()):
        keys.append(key)
        for tags, value in sorted(pairs.get(key, ())):
            pair_tags.append(tags)
            pair_logs.append(value)
        for tags, value in sorted(triples.get(key, ())):
            triple_keys.append(tags)
            triple_logs.append(value)
        pair_at.append(len(pair_logs))
        triple_at.append(len(triple_logs))
    return [keys, pair_at, triple_at, pair_tags, pair_logs, triple_keys, triple_logs]


def _tag(tagged: tuple[str, str]) -> int:
    """Return the number of a tag; the start of a run counts as 0."""
    return 0 if tagged == _BOS else TAGS.index(tagged[1])


def _ratio(part: float, whole: float) -> float:
    """Divide as SnowNLP does: by zero is zero."""
    return float(part) / whole if whole else 0


def _quads(values: Any) -> Iterator[Quad]:
    """Yield a flat column four by four."""
    return zip(values[0::4], values[1::4], values[2::4], values[3::4], strict=True)
