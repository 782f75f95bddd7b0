"""Numbers, yes or no, and lists, as exports of other systems write them."""

import re
import unicodedata
from collections.abc import Mapping, MutableMapping

from crawlers.lines import RowError, plain, tidy
from domain.mention import Json

_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,18})(\.\d{1,6})?\s*(千|万|萬|亿|億|k|w|m|b)?\s*\+?")
_TIMES = {
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "k": 10**3,
    "w": 10**4,
    "m": 10**6,
    "b": 10**9,
}
_FLAGS = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}
_SEPARATORS = re.compile("[,，、;；|]")
_LARGEST = 10**15
_MOST_BRANDS, _MOST_NAME = 50, 100


def read_count(value: object, key: str, extra: MutableMapping[str, Json]) -> int | None:
    """Return a count such as 1234, "1,234", "1.2万" or "10万+"; None if absent.

    A text that is no count (赞, —) is kept in ``extra``; RowError for a list, an object, or true and false.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RowError(key, 'must be a number such as 1234, "1,234" or "1.2万"')
    if isinstance(value, int | float):
        count = int(value) if abs(value) < _LARGEST else -1
    else:
        found = _COUNT.fullmatch(unicodedata.normalize("NFKC", value).strip().lower())
        count = _scaled(found) if found else -1
    if 0 <= count < _LARGEST:
        return count
    extra[key] = plain(value)
    return None


def read_flag(value: object, key: str, extra: MutableMapping[str, Json]) -> bool | None:
    """Return true or false, None if absent; what can't be told is kept in ``extra``."""
    if value is None or value == "":
        return None
    flag = _FLAGS.get(str(value).strip().lower()) if isinstance(value, bool | int | str) else None
    if flag is None:
        extra[key] = plain(value)
    return flag


def read_brands(value: object) -> tuple[str, ...]:
    """Return brand names from a list or from one text that separates them; RowError for anything else."""
    if value is None:
        return ()
    names = _SEPARATORS.split(value) if isinstance(value, str) else value
    if isinstance(names, Mapping) or not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
        raise RowError("brands", "must be a list of names")
    tidied = (tidy(name)[:_MOST_NAME] for name in names)
    return tuple(dict.fromkeys(name for name in tidied if name))[:_MOST_BRANDS]


def _scaled(found: re.Match[str]) -> int:
    number = float(found[1].replace(",", "") + (found[2] or ""))
    return round(number * _TIMES.get(found[3] or "", 1))
