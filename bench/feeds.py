"""What collecting costs of processor time: reading feeds, making mentions of rows, importing lines.

Feeds are made up, of the usual shape: fifty items of a hundred characters, and ten of an article each. Run it as
``python bench/feeds.py [folder of real feeds]``.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import feedparser
import orjson

from crawlers.clean import Origin, clean
from crawlers.feeds import parse_feed
from crawlers.importing import read_stream
from crawlers.readers import Fetched, read_feed

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
ORIGIN = Origin(name="bench", label="bench", timezone=ZoneInfo("Asia/Shanghai"), dedup_by_text=True, strict=False)
WORDS = "山茶茶饮部分门店使用过期原料，消费者投诉后公司致歉并表示将全面自查，监管部门已介入调查。"


def feed(items: int, paragraphs: int) -> bytes:
    """Return an RSS feed of so many items with so many paragraphs each."""
    written = "".join(
        f"<item><title>第{n}条：{WORDS[n % 20 :]}</title><link>http://example.com/{n}?utm_source=rss</link>"
        f"<guid>g{n}</guid><pubDate>{format_datetime(NOW - timedelta(minutes=n))}</pubDate>"
        f"<description><![CDATA[{f'<p>{WORDS}<b>{n}</b>&nbsp;</p>' * paragraphs}]]></description></item>"
        for n in range(items)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{written}</channel></rss>'.encode()


def cost(work: Callable[[], int], seconds: float = 1.0) -> tuple[float, int]:
    """Return processor microseconds per thing and how many things one run of the work handles."""
    things, began = 0, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        handled = work()
        things += handled
    return spent / things * 1e6, handled


def report(name: str, bodies: Sequence[bytes]) -> None:
    """Print what reading some feeds costs, beside feedparser alone."""
    rows = [row for body in bodies for row in read_feed(Fetched(body, "", "http://example.com/")).rows]
    ours, count = cost(lambda: sum(len(parse_feed(body).items) for body in bodies))
    theirs, _ = cost(lambda: sum(len(feedparser.parse(body).entries) for body in bodies))
    cleaned, _ = cost(lambda: len([clean(row, ORIGIN, NOW) for row in rows]))
    print(
        f"{name:22} {count:5} items   read {ours:7.1f} µs   feedparser {theirs:8.1f} µs ({theirs / ours:5.1f}×)", end=""
    )
    print(f"   row to mention {cleaned:6.1f} µs")


def main() -> None:
    """Print everything."""
    report("short items", [feed(50, 1)])
    report("articles", [feed(10, 40)])
    if len(sys.argv) > 1:
        report("real feeds", [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir()) if path.is_file()])
    lines = b"".join(
        orjson.dumps({"time": 1773550000 + n, "text": f"{WORDS}{n}", "author": f"网友{n}", "likes": "1.2万"}) + b"\n"
        for n in range(5000)
    )
    spent, _ = cost(lambda: sum(batch.received for batch in read_stream(BytesIO(lines), ORIGIN, lambda: NOW)))
    print(f"import                 {5000:5} lines  line to mention {spent:6.1f} µs ({1e6 / spent:.0f}/s)")


if __name__ == "__main__":
    main()
