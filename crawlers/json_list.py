"""JSON lists over HTTP: hot lists, Mastodon, a partner's API. Which value is which key of ours is configured by paths.

A path goes down by keys and by numbers of a list, with dots between them: ``data.list``, ``images.0.url``. The path
``.`` is the value itself.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import orjson

from crawlers.encodings import decode
from crawlers.html import to_text
from crawlers.reading import Fetched, Follow, Reading
from domain.errors import FenghuoError

MOST_ITEMS = 2000
_MARKED_UP = ("title", "text")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&#?\w+;")
_MOST_NAMED = 12


class ListError(FenghuoError):
    """An answer is not the list that was configured; the message says what is there instead."""


def read_json_list(fetched: Fetched) -> Reading:
    """Read a list of items and the way to its next page, by the options of ``JsonSource``."""
    decoded = decode(fetched.body, fetched.content_type)
    try:
        whole: object = orjson.loads(decoded.text)
    except orjson.JSONDecodeError:
        raise ListError("It is no JSON; look at what the address answers.") from None
    items = _items(whole, str(fetched.options.get("items") or "."))
    fields = fetched.options.get("fields")
    rows = [_row(item, fields if isinstance(fields, Mapping) else {}, fetched.url) for item in items[:MOST_ITEMS]]
    follow = _next_page(whole, fetched) if items else ()
    guessed = "" if decoded.sure else decoded.encoding
    return Reading(rows, guessed, max(len(items) - MOST_ITEMS, 0), follow)


def at_path(value: object, path: str) -> object:
    """Return what stands at the end of a path, None where it leads nowhere."""
    for step in path.split(".") if path != "." else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _items(whole: object, path: str) -> Sequence[object]:
    found = at_path(whole, path)
    if isinstance(found, list):
        return found
    there = f"has the keys {', '.join(list(whole)[:_MOST_NAMED])}" if isinstance(whole, Mapping) else "has no keys"
    raise ListError(f"There is no list at items: {path!r}; the answer {there}.")


def _row(item: object, fields: Mapping[str, str], url: str) -> dict[str, object]:
    """Return an item as a row of ours: its own keys where no fields are configured, the text itself if it is one."""
    if fields:
        row = {key: path[1:] if path.startswith("=") else at_path(item, path) for key, path in fields.items()}
    else:
        row = dict(item) if isinstance(item, Mapping) else {"text": item}
    marked_up = {
        key: to_text(value) for key in _MARKED_UP if isinstance(value := row.get(key), str) and _TAG.search(value)
    }
    address = row.get("url")
    absolute = {"url": _absolute(url, address)} if isinstance(address, str) and address else {}
    return {key: value for key, value in {**row, **marked_up, **absolute}.items() if value is not None}


def _next_page(whole: object, fetched: Fetched) -> Sequence[Follow]:
    """Return the next page, by the address the answer gives or by the number counted up, while there may be more."""
    options, left = fetched.options, int(str(fetched.options.get("pages") or 1)) - 1
    next_path, counted = str(options.get("next") or ""), str(options.get("page") or "")
    link = at_path(whole, next_path) if next_path else None
    if isinstance(link, str) and link:
        url = _absolute(fetched.url, link)
    else:
        url = _counted_up(fetched.url, counted) if counted and not next_path else ""
    return (Follow(url, "json", {**options, "pages": left}),) if url and left > 0 else ()


def _absolute(base: str, address: str) -> str:
    """Return an address as seen from a page; one that is none stays as it is."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _counted_up(url: str, name: str) -> str:
    """Return an address with the number of a query parameter counted up; one without the parameter shows page 1."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    now = next((value for key, value in query if key == name), "1")
    following = str(int(now) + 1 if now.isdecimal() else 2)
    others = [(key, value) for key, value in query if key != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, following)])))
