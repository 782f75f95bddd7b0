"""SnowNLP's tag search step by step, in its own order: the judge of close calls, as fast as it can be and no faster."""

from math import inf

from sentiment.tagtables import NEVER, START, UNSEEN, Pair, Quad, TagTables, TripleRow

State = tuple[int, int]


def exact_tags(run: str, tables: TagTables) -> list[int]:
    """Return the tags of a run. A state is the last two tags; states keep the order in which they were first reached.

    Of equal ways the first wins; behind a character unknown to the model the last one does, as SnowNLP overwrites.
    """
    states: dict[State, float] = {(-1, -1): 0.0}
    steps: list[dict[State, int]] = []
    before, earlier = START, UNSEEN
    for character in run:
        pair = tables.followers(before).get(character, UNSEEN)
        logs = _logs(tables, before, character, pair, earlier)
        reached: dict[State, float] = {}
        came: dict[State, int] = {}
        for tag in range(4):
            for (one, two), value in states.items():
                total = value if logs is None else value + logs.of(one, two, tag)
                state = (two, tag)
                if logs is None or state not in reached or total > reached[state]:
                    reached[state], came[state] = total, one
        states, before, earlier = reached, character, pair
        steps.append(came)
    return _trace(states, steps)


def _logs(tables: TagTables, before: str, character: str, pair: Pair, earlier: Pair) -> "_Logs | None":
    """Return the logs of a character behind another, None where the model doesn't know it."""
    if character not in tables.alone:
        return None
    if before == START:
        return _Logs(tables.first[character], UNSEEN, ())
    return _Logs(tables.alone[character], pair, tables.triples(character, earlier[1], earlier[2]))


class _Logs:
    """The log probability of every tag of one character behind every two tags."""

    def __init__(self, alone: Quad, pair: Pair, triples: tuple[TripleRow, ...]) -> None:
        self._alone = alone
        self._pairs = {row[0]: row[3] for row in pair[0]}
        self._triples = {row[2] << 4 | row[1]: row[5] for row in triples}

    def of(self, one: int, two: int, tag: int) -> float:
        """Return the log of a tag behind two others; the start of a run (-1) counts as 0."""
        key = max(two, 0) << 2 | tag
        value = self._triples.get(max(one, 0) << 4 | key)
        if value is None:
            value = self._pairs.get(key, self._alone[tag])
        return -inf if value == NEVER else value


def _trace(states: dict[State, float], steps: list[dict[State, int]]) -> list[int]:
    """Follow the best way back; of equal ends the first reached."""
    state = max(states, key=states.__getitem__)
    tags = []
    for came in reversed(steps):
        tags.append(state[1])
        state = (came[state], state[0])
    tags.reverse()
    return tags
