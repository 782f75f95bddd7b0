"""Bombs through the limited parsers: none breaks the pool, none takes more than its share."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from crawlers.pool import ParserPool
from crawlers.reading import Fetched
from crawlers.wire import Limits

LIMITS = Limits(parse_cpu_seconds=1, parse_bytes=256 * 1024 * 1024)
HEALTHY = b'<rss version="2.0"><channel><item><title>news</title></item></channel></rss>'


def replies(bodies: Sequence[bytes], limits: Limits = LIMITS) -> list[Mapping[str, object]]:
    """Parse bodies, as many at once as there are children, and return the replies in their order."""

    async def parse() -> list[Mapping[str, object]]:
        pool = ParserPool(limits)
        fetched = (Fetched(body, "application/xml", "http://example.com/feed") for body in bodies)
        found = await asyncio.gather(*(pool.parse("feed", each) for each in fetched))
        await pool.close()
        return found

    return asyncio.run(parse())


def told(reply: Mapping[str, object]) -> str:
    return str(reply.get("error", ""))


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


def test_a_bomb_harms_nothing_but_its_own_source() -> None:
    *bombs, healthy = replies([*BOMBS.values(), HEALTHY])
    assert healthy["rows"] == [{"title": "news"}]
    read = {name: len(str(reply["rows"])) for name, reply in zip(BOMBS, bombs, strict=True) if "rows" in reply}
    assert {name for name, size in read.items() if size > 1_000_000} == set()
    assert "attributes" not in read


def test_a_parser_may_not_take_more_memory_than_a_source_is_given() -> None:
    (reply,) = replies([BOMBS["many items"]], Limits(parsers=1, parse_bytes=24 * 1024 * 1024))
    assert "memory" in told(reply) or "died" in told(reply)


def test_texts_are_cut_before_they_leave_the_parser() -> None:
    body = (
        b"<rss><channel><item><title>t</title><description>"
        + b"word " * 30_000
        + b"</description></item></channel></rss>"
    )
    (reply,) = replies([body])
    rows: Any = reply["rows"]
    assert (len(rows[0]["text"]), rows[0]["text_length"]) == (20_000, 149_999)


def test_a_parser_started_by_a_large_process_is_not_taken_for_worn() -> None:
    ballast = bytearray(b"x") * 300_000_000
    (reply,) = replies([HEALTHY])
    del ballast
    assert reply["worn"] is False


def test_what_is_known_to_be_quick_waits_for_nothing_but_what_is_being_read() -> None:
    slow = BOMBS["attributes"]

    async def parse() -> list[str]:
        pool, done = ParserPool(Limits(parsers=1, parse_cpu_seconds=1)), []

        async def read(source: str, body: bytes) -> None:
            await pool.parse("feed", Fetched(body, "application/xml", "http://example.com/feed"), source)
            done.append(source)

        await read("quick", HEALTHY)
        await asyncio.gather(*(read(f"slow {n}", slow) for n in range(3)), read("new", HEALTHY), read("quick", HEALTHY))
        await pool.close()
        return done

    assert asyncio.run(parse())[:3] == ["quick", "slow 0", "quick"]
