"""Every hostile file through the limited parsers: none breaks the pool, none takes more than its share."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawlers.pool import ParserPool
from crawlers.readers import Fetched
from crawlers.wire import Limits
from tests.shared import shared

LIMITS = Limits(parse_cpu_seconds=2, parse_bytes=256 * 1024 * 1024)
HEALTHY = b'<rss version="2.0"><channel><item><title>news</title></item></channel></rss>'
SETS = ("feedparser", "feedvalidator", "defusedxml", "scrapy_compressed", "blns", "json")


def replies(bodies: Sequence[bytes], limits: Limits = LIMITS) -> list[Mapping[str, object]]:
    """Parse bodies, as many at once as there are children, and return the replies in their order."""

    async def parse() -> list[Mapping[str, object]]:
        pool = ParserPool(limits)
        fetched = (Fetched(body, "application/xml", "http://example.com/feed") for body in bodies)
        found = await asyncio.gather(*(pool.parse("feed", each) for each in fetched))
        await pool.close()
        return found

    return asyncio.run(parse())


@pytest.mark.parametrize("name", SETS)
def test_every_hostile_file_is_read_or_refused(name: str) -> None:
    files = sorted(path for path in shared("data", "hostile", name).rglob("*") if path.is_file())
    began = time.monotonic()
    found = replies([path.read_bytes() for path in files])
    died = [path.name for path, reply in zip(files, found, strict=True) if "died" in str(reply.get("error"))]
    assert (died, len(found)) == ([], len(files))
    assert time.monotonic() - began < 0.05 * len(files) + 30


def nested(depth: int) -> bytes:
    return b"<rss><channel><item><description>" + b"<b>" * depth + b"</description></item></channel></rss>"


BOMBS: dict[str, bytes] = {
    "attributes": b"<rss><channel><item " + b" ".join(b'a%d="x"' % n for n in range(60_000)) + b"><title>x",
    "nesting": nested(400_000),
    "mail address": b"<rss><channel><item><title>x</title><author>" + b"a@" * 400_000 + b"</author></item",
    "half characters": b"<rss><channel><item><title>&#xD83D;</title></item></channel></rss>",
    "encoding name": b'<?xml version="1.0" encoding="' + b"\xff" * 3000 + b'"?><rss/>',
    "one long word": b"<rss><channel><item><title>" + b"x" * 14_000_000 + b"</title></item></channel></rss>",
    "many items": b"<rss><channel>" + b"<item><title>x</title></item>" * 480_000 + b"</channel></rss>",
    "long description": b"<rss><channel><item><description>"
    + b"&lt;p&gt;" * 1_500_000
    + b"</description></item></channel></rss>",
    "many entities": b"<rss><channel><item><title>" + b"&amp;" * 2_800_000 + b"</title></item></channel></rss>",
    "open tags": b"<rss><channel>" + b"<item><title>" * 1_000_000,
    "zeros": b"\0" * 14_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_harms_nothing_but_its_own_source(name: str) -> None:
    bomb, healthy = replies(
        [BOMBS[name], HEALTHY], Limits(parsers=1, parse_cpu_seconds=2, parse_bytes=LIMITS.parse_bytes)
    )
    assert healthy["rows"] == [{"title": "news"}]
    assert "error" in bomb or len(str(bomb["rows"])) < 60_000_000


def test_a_parser_may_not_take_more_memory_than_a_source_is_given() -> None:
    (reply,) = replies([BOMBS["many items"]], Limits(parsers=1, parse_bytes=24 * 1024 * 1024))
    assert "memory" in str(reply["error"]) or "died" in str(reply["error"])


def test_texts_are_cut_before_they_leave_the_parser() -> None:
    body = (
        b"<rss><channel><item><title>t</title><description>"
        + b"word " * 30_000
        + b"</description></item></channel></rss>"
    )
    (reply,) = replies([body])
    rows: Any = reply["rows"]
    assert (len(rows[0]["text"]), rows[0]["text_length"]) == (20_000, 149_999)


def test_no_hostile_file_is_missing() -> None:
    counted = {name: sum(path.is_file() for path in Path(shared("data", "hostile", name)).rglob("*")) for name in SETS}
    assert sum(counted.values()) > 4000
