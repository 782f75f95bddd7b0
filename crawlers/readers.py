"""The types of source that are fetched, by the name a job gives: each reads a body into raw rows.

A new type is one module with a ``read`` of its own, one line here, and its class in ``config/sources.py``
(``article`` and ``discover`` are no types: one reads what others lead to, one what may become a source). Readers run
in a limited child: they may be slow, greedy or wrong without harming anything but their own source.
"""

from collections.abc import Callable, Mapping

from crawlers.discovery import read_discovery
from crawlers.feeds import parse_feed
from crawlers.json_list import read_json_list
from crawlers.pages import read_article, read_pages
from crawlers.reading import Fetched, Reading
from crawlers.rhythm import wish_of_feed
from crawlers.sitemaps import read_sitemap


def read_feed(fetched: Fetched) -> Reading:
    """Read RSS and Atom."""
    feed = parse_feed(fetched.body, fetched.content_type, fetched.url)
    guessed = "" if feed.sure else feed.encoding
    return Reading([item.row() for item in feed.items], guessed, feed.dropped, wish=wish_of_feed(fetched.body))


def read_spider(fetched: Fetched) -> Reading:
    """Hand a page to an own spider; Scrapy is loaded only where there is one."""
    from crawlers.spiders import read_spider

    return read_spider(fetched)


READERS: Mapping[str, Callable[[Fetched], Reading]] = {
    "feed": read_feed,
    "pages": read_pages,
    "article": read_article,
    "sitemap": read_sitemap,
    "spider": read_spider,
    "json": read_json_list,
    "discover": read_discovery,
}
