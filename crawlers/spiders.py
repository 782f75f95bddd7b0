"""Sources of type ``spider``: own classes of Scrapy's, driven by the crawl worker under its guard, limits and robots.

A spider's callbacks run where all that is fetched is read: in a limited child that opens no connection. What they yield
as a request is fetched by the worker like any other page; the spider's own settings, middlewares and pipelines are not
used.
"""

import asyncio
import inspect
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, cast

import orjson
from itemadapter import ItemAdapter
from scrapy import Request, Spider
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from crawlers.encodings import decode
from crawlers.lines import plain
from crawlers.reading import Fetched, Follow, Reading
from domain.errors import FenghuoError
from text.url import canonical_url

MOST_RESULTS = 2000
"""Items and requests of one page that are taken."""

ONCE = "once"
"""Key in a request's meta: such a page is fetched once and then remembered, as an article is; others in every poll."""


class SpiderError(FenghuoError):
    """The spider can't be loaded, or yields what can't be used."""


def read_spider(fetched: Fetched) -> Reading:
    """Begin a spider where nothing was fetched yet, else hand it the page; return its items and requests."""
    options = fetched.options
    spider = load_spider(str(options["class"]), str(options.get("folder") or ""))()
    if not fetched.url:
        results = _all(spider.start())
    else:
        callback = getattr(spider, str(options.get("callback") or "parse"))
        results = _all(callback(_response(fetched), **cast(Mapping[str, Any], options.get("kwargs") or {})))
    rows, follow = [], []
    for each in results:
        if isinstance(each, Request):
            follow.append(_step(each, options))
        elif each is not None:
            rows.append(_row(each))
    return Reading(rows, follow=follow)


@lru_cache(maxsize=64)
def load_spider(name: str, folder: str = "") -> type[Spider]:
    """Return the class ``package.module.Class``; ``folder`` is searched first. SpiderError where there is none."""
    if folder and folder not in sys.path:
        sys.path.insert(0, folder)
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise SpiderError(f"The spider {name} can't be loaded: {error}.") from error
    if not (isinstance(found, type) and issubclass(found, Spider)):
        raise SpiderError(f"{name} is not a spider; it has to be a class derived from scrapy.Spider.")
    return found


def _all(results: object) -> list[Any]:
    """Return what a callback returns or yields, at once or asynchronously."""
    if inspect.isasyncgen(results) or inspect.iscoroutine(results):
        return asyncio.run(_collected(results))
    if results is None:
        return []
    if isinstance(results, Request | Mapping) or not isinstance(results, Iterable):
        return [results]
    return list(islice(results, MOST_RESULTS))


async def _collected(results: Any) -> list[Any]:
    if not isinstance(results, AsyncIterator):
        return _all(await results)
    found = []
    async for each in results:
        found.append(each)
        if len(found) >= MOST_RESULTS:
            break
    return found


def _response(fetched: Fetched) -> TextResponse:
    """Return the page as spiders expect it, its encoding made right before."""
    kind = fetched.content_type.partition(";")[0].strip().lower()
    of_type: type[TextResponse] = XmlResponse if kind.endswith("xml") and "html" not in kind else HtmlResponse
    if "json" in kind or kind == "text/plain":
        of_type = TextResponse
    request = Request(fetched.url, meta=cast(dict[str, Any], fetched.options.get("meta") or {}))
    body = decode(fetched.body, fetched.content_type).text.encode("utf-8", "replace")
    return of_type(fetched.url, body=body, encoding="utf-8", request=request)


def _step(request: Request, options: Mapping[str, object]) -> Follow:
    if request.method != "GET" or request.body:
        raise SpiderError("The spider asks for something other than GET; only pages can be fetched.")
    told = {
        "class": options["class"],
        "folder": options.get("folder") or "",
        "callback": getattr(request.callback, "__name__", "parse"),
        "kwargs": request.cb_kwargs,
        "meta": request.meta,
    }
    try:
        orjson.dumps(told)
    except TypeError as error:
        raise SpiderError(f"The meta and cb_kwargs of a request have to be plain values: {error}.") from error
    return Follow(request.url, "spider", told, key=canonical_url(request.url) if request.meta.get(ONCE) else "")


def _row(item: object) -> dict[str, object]:
    if not ItemAdapter.is_item(item):
        raise SpiderError(f"The spider yields {type(item).__name__}; it has to yield items (mappings) and requests.")
    return {
        str(key): value.isoformat() if isinstance(value, date) else plain(value)
        for key, value in ItemAdapter(item).items()
    }
