"""How fast mentions are matched against thousands of queries at once, beside a plain loop over the queries."""

import random
import time
from datetime import UTC, datetime

from domain.mention import Kind, Mention
from domain.topic import Brand, Hit, Topic, TopicKind
from text.document import Document
from text.evaluate import evaluate
from text.match import Matcher
from text.query import parse

QUERIES = 5_000
TEXTS = 10_000
LOOPED = 40
SEED = 20260701
COMMON = "今天去了店里排队很久才买到味道还可以就是价格有点高服务员态度不错环境也好下次再来朋友推荐说值得一试"
RARE = [chr(code) for code in range(0x4E00, 0x6E00)]
NOW = datetime(2026, 7, 1, tzinfo=UTC)


def main() -> None:
    """Print texts per CPU second of the matcher and of the loop, and their ratio; both must find the same."""
    dice = random.Random(SEED)
    words = ["".join(dice.choices(RARE, k=dice.randint(2, 4))) for _ in range(QUERIES)]
    topics = [Topic(f"topic:{index}", "", TopicKind.OWN, parse(_query(dice, words))) for index in range(QUERIES)]
    matcher = Matcher([Brand("山茶茶饮", ("山茶",), ("山茶花",))], topics)
    mentions = [_mention(dice, words if index % 10 == 0 else ["，"]) for index in range(TEXTS)]
    fast, found = _one_automaton(matcher, mentions)
    slow, expected = _loop(matcher, mentions[:LOOPED])
    assert [[hit.topic for hit in hits] for hits in found[:LOOPED]] == expected, "the matcher and the loop disagree"
    rate, plain = TEXTS / fast, LOOPED / slow
    print(f"seed {SEED}: {QUERIES} queries, {TEXTS} texts of about 50 characters, {sum(map(len, found))} hits")
    print(f"one automaton {rate:,.0f} texts/s; loop over the queries {plain:,.0f} texts/s; ratio {rate / plain:,.0f}")


def _one_automaton(matcher: Matcher, mentions: list[Mention]) -> tuple[float, list[tuple[Hit, ...]]]:
    """Match all mentions; return the seconds of CPU and the hits of each."""
    started = time.process_time()
    found = list(matcher.match_many(mentions))
    return time.process_time() - started, found


def _loop(matcher: Matcher, mentions: list[Mention]) -> tuple[float, list[list[str]]]:
    """Evaluate every query on every mention; return the seconds of CPU and the topics of each mention."""
    started, found = time.process_time(), []
    for mention in mentions:
        document = Document.of(mention)
        found.append([topic.id for topic in matcher.topics if evaluate(topic.query, document) is not None])
    return time.process_time() - started, found


def _query(dice: random.Random, words: list[str]) -> str:
    """Return a query in one of the usual shapes."""
    a, b, c = dice.choices(words, k=3)
    return dice.choice([a, f"{a} OR {b} OR {c}", f"({a} OR {b}) NEAR/8 山茶 -{c}", f"({a} OR {b}) 退款", f"{a} -招聘"])


def _mention(dice: random.Random, words: list[str]) -> Mention:
    """Return a mention of about 50 characters that contains one of the words."""
    start = dice.randrange(len(COMMON))
    text = (COMMON[start:] + "，" + dice.choice(words) + "。" + COMMON[:start])[:52]
    return Mention(id="0" * 32, text=text, source="bench", kind=Kind.SOCIAL, event_time=NOW, arrived_at=NOW)


if __name__ == "__main__":
    main()
