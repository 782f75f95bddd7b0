"""Whatever happens to mentions, in whatever order: every measure equals a recount of what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.clock import DAY, MINUTE, hour_of, minute_of
from domain.measure import Counts, add_counts
from domain.mention import Entry, Kind
from domain.query import Phrase
from domain.sentiment import Sentiment, Tone
from domain.topic import Topic, TopicKind
from index.ledger import open_ledger
from tests.unit.index.making import NOW, entry, scored

TOPICS = ("brand:甲", "brand:乙", "topic:丙")
NEW = Topic("rule:虫子", "虫子", TopicKind.OWN, Phrase("虫子"))
TONES = st.sampled_from([*Tone, "unscorable"]).map(scored)
NUMBERS = st.integers(1, 12)
ENTRIES = st.builds(
    entry,
    NUMBERS,
    st.sampled_from(["喝出虫子", "喝出异物", "今天天气不错我们一起去喝茶吧", "今天天气不错我们一起去喝茶", ""]),
    topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=2),
    risks=st.lists(st.sampled_from(["media", "food_safety"]), unique=True),
    tone=st.none() | st.sampled_from([*Tone, "unscorable"]),
    age=st.sampled_from([0, 1, 61, 5000]),
    live=st.booleans(),
    kind=st.sampled_from([Kind.NEWS, Kind.COMPLAINT]),
    author=st.sampled_from(["", "甲", "乙"]),
    source=st.sampled_from(["s", "t"]),
    views=st.none() | st.integers(0, 50),
    fingerprint=st.sampled_from(["", "", "f", "g"]),
)


@dataclass(frozen=True)
class Held:
    """A mention as the model holds it."""

    entry: Entry
    topics: frozenset[str]
    corrected: bool = False


def counts_of(held: Held) -> Counts:
    mention, sentiment = held.entry.mention, held.entry.sentiment
    tone = sentiment.tone if sentiment else None
    return Counts(
        mentions=1,
        scored=int(tone is not None),
        unscorable=int(sentiment is not None and tone is None),
        negative=int(tone is Tone.NEGATIVE),
        positive=int(tone is Tone.POSITIVE),
        unsure=int(tone is Tone.UNSURE),
        complaints=int(mention.kind is Kind.COMPLAINT),
        reach_sum=mention.reach,
        reach_max=mention.reach,
        risk={risk.category: 1 for risk in held.entry.risks},
    )


class Recount(RuleBasedStateMachine):
    """Drives a ledger and a plain model of it side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = open_ledger(None)
        self.model: dict[str, Held] = {}
        self.gone: set[str] = set()
        self.unmatched: set[str] = set()
        self.touched: set[str] = set()

    @rule(batch=st.lists(ENTRIES, max_size=6))
    def append(self, batch: Sequence[Entry]) -> None:
        with self.ledger.write() as transaction:
            result = transaction.mentions.append(batch, NOW)
        stored = [each.mention.id for each in batch if self._take(each)]
        assert list(result.ids) == stored
        assert result.stored + result.duplicate + result.unmatched == len(batch)

    @rule(batch=st.lists(ENTRIES, max_size=6))
    def fail_to_append(self, batch: Sequence[Entry]) -> None:
        try:
            with self.ledger.write() as transaction:
                transaction.mentions.append(batch, NOW)
                raise RuntimeError
        except RuntimeError:
            pass

    @rule(scores=st.dictionaries(NUMBERS.map(lambda n: entry(n).mention.id), TONES, max_size=6))
    def settle(self, scores: dict[str, Sentiment]) -> None:
        with self.ledger.write() as transaction:
            changed = transaction.mentions.settle_scores(scores, NOW)
        expected = 0
        for mention, sentiment in scores.items():
            held = self.model.get(mention)
            if held and not held.corrected and held.entry.sentiment != sentiment:
                expected += 1
                self._retone(mention, sentiment, corrected=False)
        assert changed == expected

    @rule(number=NUMBERS, sentiment=TONES)
    def correct(self, number: int, sentiment: Sentiment) -> None:
        mention = entry(number).mention.id
        if mention in self.model:
            with self.ledger.write() as transaction:
                transaction.mentions.correct(mention, sentiment, "示例分析师", NOW)
            self._retone(mention, sentiment, corrected=True)

    @rule(numbers=st.lists(NUMBERS, max_size=3, unique=True))
    def erase(self, numbers: Sequence[int]) -> None:
        ids = [entry(number).mention.id for number in numbers]
        assert self.ledger.erase(ids, "示例法务", "要求", NOW) == len(self.model.keys() & set(ids))
        self._drop(ids)

    @rule()
    def trim(self) -> None:
        before = NOW - DAY
        old = [mention for mention, held in self.model.items() if held.entry.mention.event_time < before]
        assert self.ledger.trim(before, NOW) == len(old)
        self._drop(old)

    @rule()
    def count_back(self) -> None:
        with self.ledger.write() as transaction:
            transaction.topics.register([NEW], NOW)
        done = False
        while not done:
            with self.ledger.write() as transaction:
                done = transaction.topics.back_count(NEW, 2, NOW)
        with self.ledger.write() as transaction:
            transaction.topics.register([], NOW)
        for mention, held in self.model.items():
            if "虫子" in held.entry.mention.text:
                self.model[mention] = replace(held, topics=held.topics | {NEW.id})

    @rule()
    def judge(self) -> None:
        with self.ledger.write() as transaction:
            marked = {mark.topic for mark in transaction.marks.take(99)}
        assert marked == self.touched
        self.touched.clear()

    @invariant()
    def measures_equal_a_recount(self) -> None:
        with self.ledger.read() as view:
            for topic in (*TOPICS, NEW.id):
                held = [each for each in self.model.values() if topic in each.topics]
                by_minute: dict[int, list[Held]] = {}
                for each in held:
                    by_minute.setdefault(minute_of(each.entry.mention.event_time), []).append(each)
                expected = {minute: add_counts(map(counts_of, each)) for minute, each in by_minute.items()}
                assert view.measures.series(topic, 0, minute_of(NOW)) == expected
                assert view.measures.sources(topic, 0, hour_of(NOW)).value == len(
                    {each.entry.mention.source for each in held}
                )
                families = view.mentions.families_of(topic, NOW - 9 * DAY, NOW + MINUTE)
                assert sum(family.copies for family in families) == len(held)

    def teardown(self) -> None:
        assert list(self.ledger.check()) == []
        self.ledger.close()

    def _take(self, each: Entry) -> bool:
        mention = each.mention
        if mention.id in self.model or mention.id in self.gone:
            return False
        if mention.fingerprint in {held.entry.mention.fingerprint for held in self.model.values()} - {""}:
            return False
        if not each.hits:
            self.unmatched.add(mention.id)
            return False
        self.model[mention.id] = Held(each, frozenset(hit.topic for hit in each.hits))
        self.touched |= self.model[mention.id].topics
        return True

    def _retone(self, mention: str, sentiment: Sentiment, *, corrected: bool) -> None:
        held = self.model[mention]
        if corrected or held.entry.sentiment is None:
            self.touched |= held.topics
        self.model[mention] = Held(replace(held.entry, sentiment=sentiment), held.topics, held.corrected or corrected)

    def _drop(self, ids: Sequence[str]) -> None:
        for mention in ids:
            held = self.model.pop(mention, None)
            if held:
                self.gone.add(mention)
                self.touched |= held.topics


TestRecount = Recount.TestCase
TestRecount.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
