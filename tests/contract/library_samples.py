"""Ten thousand mentions and two hundred queries about them, the same at every run."""

import random
from collections.abc import Iterator

from domain.mention import Entry, Kind
from domain.query import And, Compare, Field, Near, Node, Not, Or, Pattern, Phrase
from domain.sentiment import Tone
from index.ports import Ledger
from tests.unit.index.making import BRAND, NOW, entry

ABOUT = ("虫子", "退款", "客服", "門店", "新品", "Refund", "优惠券", "杯子", "iPhone 15", "代言人", "冷链", "配料")
SAID = ("太差", "被约谈", "很好喝", "要求解释", "涨价了", "not ok", "有异物", "排队两小时", "已经道歉", "abc123")
ENDS = ("", "", "。", "！", "\n", ", ", "😀", ". ")
WORDS = (
    *(
        "虫子",
        "退款",
        "客服",
        "门店",
        "refund",
        "优惠券",
        "iphone 15",
        "冷链",
        "喝",
        "退款太差",
        "客服被约谈",
        "门店涨价",
    ),
    *("约谈", "道歉", "要求解释", "異物", "没有这个词", "ok", "abc123", "虫子有异物", "杯子很好喝"),
)
SOURCES = ("食品新闻", "城市论坛", "微博", "Daily", "示例视频")
KINDS = (Kind.NEWS, Kind.FORUM, Kind.SOCIAL, Kind.NEWS, Kind.VIDEO)


def fill(ledger: Ledger, number: int, seed: int = 7) -> None:
    """Append mentions of five sources over forty days."""
    chance = random.Random(seed)
    for start in range(0, number, 1000):
        entries = [_entry(chance, each) for each in range(start, min(number, start + 1000))]
        with ledger.write() as tx:
            tx.mentions.append(entries, NOW)


def _entry(chance: random.Random, number: int) -> Entry:
    place = chance.randrange(len(SOURCES))
    said = [chance.choice(ABOUT) + chance.choice(SAID) + chance.choice(ENDS) for _ in range(chance.randint(1, 3))]
    return entry(
        number + 1,
        f"山茶{''.join(said)}",
        age=chance.choice((chance.randint(0, 57_600), chance.randint(0, 60), 120)),
        topics=[BRAND, *(["topic:b"] if chance.random() < 0.2 else [])],
        risks=chance.sample(("food_safety", "refund", "regulator"), chance.choice((0, 0, 1, 2))),
        tone=chance.choice((None, "unscorable", *Tone)),
        source=SOURCES[place],
        kind=KINDS[place],
        author=f"作者{chance.randint(1, 60)}",
        title=chance.choice(("", "", "山茶被约谈", "新品测评")),
        platform=chance.choice(("", "weibo")),
        region=chance.choice(("", "上海", "广东")),
        views=chance.choice((None, chance.randint(0, 9) * 1000)),
        followers=chance.choice((None, chance.randint(0, 500_000))),
        likes=chance.choice((None, chance.randint(0, 100))),
    )


def queries(number: int, seed: int = 11) -> Iterator[Node]:
    """Yield random queries: most of them can be narrowed by an index, some cannot."""
    chance = random.Random(seed)
    for place in range(number):
        yield _narrow(chance, 2) if place % 20 else _wide(chance)


def _narrow(chance: random.Random, depth: int) -> Node:
    match chance.randrange(8 if depth else 2):
        case 0 | 1:
            return Phrase(chance.choice(WORDS))
        case 2:
            return Phrase(chance.choice(("ref", "ab", "虫")), prefix=True)
        case 3:
            return And((_narrow(chance, depth - 1), _narrow(chance, depth - 1)))
        case 4:
            return Or((_narrow(chance, depth - 1), _narrow(chance, depth - 1)))
        case 5:
            return Near(_narrow(chance, 0), _narrow(chance, 0), chance.randint(0, 6), chance.random() < 0.5)
        case 6:
            return And((_narrow(chance, depth - 1), Not(_narrow(chance, depth - 1))))
        case _:
            return And((_narrow(chance, 0), _wide(chance)))


def _wide(chance: random.Random) -> Node:
    return chance.choice(
        (
            Pattern("退款.{0,3}差"),
            Field("author", Phrase(f"作者{chance.randint(1, 60)}")),
            Field("source", Phrase("论坛")),
            Compare("reach", ">=", chance.randint(0, 400_000)),
            Compare("likes", "<", chance.randint(0, 100) + 0.5),
            Compare("views", "=", 3000),
            Not(Phrase("喝")),
        )
    )
