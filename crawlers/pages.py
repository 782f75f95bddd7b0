"""Sources of type ``pages``: a list page whose links lead to articles."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from crawlers.articles import extract
from crawlers.memory import selector_names
from crawlers.page import Page, PageError, link_of, parse_page, said_by, select, time_of
from crawlers.reading import Fetched, Follow, Reading
from text.url import canonical_url

MOST_LINKS = 2000


def read_pages(fetched: Fetched) -> Reading:
    """Read a list page: its links, in their order, are the articles to fetch."""
    page = parse_page(fetched.body, fetched.content_type, fetched.url)
    selector = str(fetched.options["link"])
    titles: dict[str, str] = {}
    for found in select(page, selector):
        url = link_of(found, page.base)
        if url and not titles.get(url):
            titles[url] = "" if isinstance(found, str) else " ".join(said_by(found).split())
    follow = [article(url, fetched.options, {"title": title}) for url, title in list(titles.items())[:MOST_LINKS]]
    reading = Reading((), dropped=max(len(titles) - MOST_LINKS, 0), follow=follow)
    return _telling(reading, {"link": bool(titles)}, fetched)


def read_article(fetched: Fetched) -> Reading:
    """Read one article: what the selectors of the source find, and what the page itself makes out for the rest."""
    page = parse_page(fetched.body, fetched.content_type, fetched.url)
    selectors = cast(Mapping[str, str], fetched.options.get("item") or {})
    picked = {key: _picked(page, key, selector) for key, selector in selectors.items()}
    article = extract(page)
    read = {key: getattr(article, key) for key in ("title", "text", "time", "author")}
    row = {**article.counts, **read, **{key: value for key, value in picked.items() if value}}
    if not row["title"] and not row["text"]:
        raise PageError("No text could be found on the page.")
    return _telling(Reading([row], guessed=page.guessed), {key: bool(text) for key, text in picked.items()}, fetched)


def _telling(reading: Reading, found: Mapping[str, bool], fetched: Fetched) -> Reading:
    """Return a reading that says which selectors found something and which nothing."""
    names = selector_names(fetched.options)
    named = {wanted: [names[key] for key, any_of in found.items() if any_of is wanted] for wanted in (True, False)}
    return replace(reading, found=named[True], missing=named[False])


def article(url: str, options: Mapping[str, object], row: Mapping[str, object]) -> Follow:
    """Return the step to an article that is fetched once; ``row`` is what is known of it."""
    key = canonical_url(url) or url
    return Follow(url, "article", {"item": options.get("item") or {}}, {**row, "url": url}, key)


def _picked(page: Page, key: str, selector: str) -> str:
    """Return what a selector finds for a key: all of a text, the first of anything else."""
    found = select(page, selector)
    if key == "text":
        return "\n".join(filter(None, map(said_by, found)))
    read = time_of if key == "time" else said_by
    return next(filter(None, (" ".join(read(each).split()) for each in found)), "")
