"""The kinds of value a configuration is made of, each with its own error and its own line in the JSON Schema."""

import re
import unicodedata
from datetime import date, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import cssselect
from lxml.etree import XPath, XPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

Network = IPv4Network | IPv6Network
LONGEST_NODE = 31
"""Bytes of a node's name: with a colon and 32 more it makes a document's id of at most 64 bytes."""

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SPAN = r"\d{1,9}(\.\d{1,3})?\s*[smhd]"
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhd])")
TIME_OF_DAY = r"(?:[01]\d|2[0-3]):[0-5]\d"
HOURS = re.compile(rf"({TIME_OF_DAY})-({TIME_OF_DAY})")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,47}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,127}")
CLASS_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)
RSSHUB = "rsshub:"
"""How an address begins that is a route of the user's own RSSHub."""
GAP = "{alias}"
"""What stands in an address for each name of the brands."""
LISTEN = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\s\[\]]+):(\d{1,5})")


class Written(str):
    """A scalar as somebody wrote it, with the folder of the file it stands in, so that paths are relative to it."""

    __slots__ = ("folder",)
    folder: Path

    @classmethod
    def beside(cls, folder: Path, text: str) -> "Written":
        """Return ``text`` as written in a file of ``folder``."""
        written = cls(text)
        written.folder = folder
        return written


class Section(BaseModel):
    """A mapping of the configuration: unknown keys are refused, a key with nothing behind it counts as not written.

    Defaults are given the way people write them, so the JSON Schema shows them so too.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, validate_default=True
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.written_keys()}

    @classmethod
    def written_keys(cls) -> set[str]:
        """Return the keys it may have, as they are written."""
        return {field.alias or name for name, field in cls.model_fields.items()}


def said(zh: str, en: str, default: Any = ..., **more: Any) -> Any:
    """Return a pydantic field that is described in both languages."""
    return Field(default, description=f"{zh} / {en}", **more)


def parse_duration(text: object) -> timedelta:
    """Return ``1s 30s 1m 1h 2d`` as a timedelta; anything else is an error of type ``duration``."""
    if isinstance(text, timedelta):
        return text
    match = DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise PydanticCustomError("duration", "not a duration")
    try:
        return timedelta(seconds=float(match[1]) * UNITS[match[2]])
    except OverflowError:
        raise PydanticCustomError("duration", "not a duration") from None


def _positive(value: timedelta) -> timedelta:
    if value < timedelta(seconds=1):
        raise PydanticCustomError("too_brief", "below one second")
    return value


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (OSError, ValueError, LookupError):
        raise PydanticCustomError("zone", "not a time zone") from None


def _network(value: object) -> Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(str(value))
    except ValueError:
        raise PydanticCustomError("network", "not a network") from None


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        well = False
    if not well or any(character.isspace() for character in value):
        raise PydanticCustomError("web_address", "not a web address")
    if parts.username or parts.password:
        raise PydanticCustomError("secret_in_url", "a password in an address")
    return value


def _source_url(value: str) -> str:
    """Check the address that a source has once its gap is filled; the host has none."""
    route = value.removeprefix(RSSHUB)
    filled = _url(("http://rsshub/" + route.lstrip("/") if route != value else value).replace(GAP, "x"))
    left = re.search(r"[{}]", filled)
    if left or GAP in value.partition("://")[2].partition("/")[0]:
        raise PydanticCustomError("address_gap", "not where a gap can stand")
    return value


def _beside(value: object) -> Path:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise PydanticCustomError("file_path", "not a path")
    path = Path(value.strip())
    return value.folder / path if isinstance(value, Written) else path


def _hours(value: object) -> tuple[str, str]:
    match = HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[1] == match[2]:
        raise PydanticCustomError("hours", "not hours of a day")
    return match[1], match[2]


def _listen(value: object) -> tuple[str, int]:
    match = LISTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[2]) > 65535:
        raise PydanticCustomError("listen", "not an address to listen on")
    return match[1].strip("[]"), int(match[2])


def _days(value: object) -> int:
    match = re.fullmatch(r"(\d{1,4})\s*d?", value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) < 1:
        raise PydanticCustomError("whole_days", "not whole days")
    return int(match[1])


def _identifier(value: str) -> str:
    if not IDENTIFIER.fullmatch(value):
        raise PydanticCustomError("identifier", "not an id")
    return value


def _variable(value: str) -> str:
    if not VARIABLE.fullmatch(value):
        raise PydanticCustomError("variable", "not the name of an environment variable")
    return value


def _class_path(value: str) -> str:
    if not CLASS_PATH.fullmatch(value):
        raise PydanticCustomError("class_path", "not the way to a class")
    return value


def _selector(value: str) -> str:
    try:
        if value.startswith(("/", "(")):
            XPath(value)
        else:
            for selector in cssselect.parse(value):
                cssselect.HTMLTranslator().selector_to_xpath(selector)
    except (cssselect.SelectorError, XPathError):
        raise PydanticCustomError("selector", "not a selector") from None
    return value


def _day(value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise PydanticCustomError("day", "not a date") from None


def _header(value: str) -> str:
    if not HEADER.fullmatch(value):
        raise PydanticCustomError("header", "not the name of a header")
    return value


def _filled(value: str) -> str:
    if not value:
        raise PydanticCustomError("empty_text", "empty")
    return value


def _node(value: str) -> str:
    if value:
        _one_line(value)
    if len(value.encode()) > LONGEST_NODE:
        raise PydanticCustomError("node_name", "too long a name")
    return value


def _one_line(value: str) -> str:
    _filled(value)
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
        raise PydanticCustomError("control_characters", "not one line of text")
    return value


def _schema(kind: str | list[str], pattern: str = "", **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **({"pattern": f"^({pattern})$"} if pattern else {}), **more})


Duration = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(_positive), _schema("string", SPAN)]
"""``1s 30s 1m 1h 2d``: at least one second."""
Zone = Annotated[ZoneInfo, BeforeValidator(_zone), _schema("string", examples=["Asia/Shanghai", "UTC"])]
"""An IANA time zone."""
Cidr = Annotated[Network, BeforeValidator(_network), _schema("string", examples=["127.0.0.1/32", "10.0.0.0/8"])]
"""A network in CIDR notation."""
WebAddress = Annotated[str, AfterValidator(_url), _schema("string", "https?://.+")]
"""An http(s) address without a password in it."""
SourceAddress = Annotated[
    str, AfterValidator(_source_url), _schema("string", "(https?://|rsshub:/).+", examples=["rsshub:/route/{alias}"])
]
"""The address of a source: http(s), or a route of the user's RSSHub; ``{alias}`` may stand in path and query."""
FilePath = Annotated[Path, BeforeValidator(_beside), _schema("string")]
"""A path, relative to the file that names it."""
Hours = Annotated[tuple[str, str], BeforeValidator(_hours), _schema("string", r"\d\d:\d\d-\d\d:\d\d")]
"""Hours of a day, ``09:00-21:00``; over midnight where the end is the earlier one."""
Listen = Annotated[tuple[str, int], BeforeValidator(_listen), _schema("string", r".+:\d{1,5}")]
"""``host:port`` to listen on; port 0 takes a free one."""
WorkingDays = Annotated[int, BeforeValidator(_days), _schema(["string", "integer"])]
"""Whole days, ``7d``."""
Identifier = Annotated[str, AfterValidator(_identifier), _schema("string", IDENTIFIER.pattern)]
"""An id: small Latin letters, digits and underscores."""
Variable = Annotated[str, AfterValidator(_variable), _schema("string", VARIABLE.pattern)]
"""The name of an environment variable, in capitals so that a token itself is never taken for one."""
ClassPath = Annotated[str, AfterValidator(_class_path), _schema("string", CLASS_PATH.pattern)]
"""The way to a class of Python's, ``package.module.Class``."""
Selector = Annotated[str, AfterValidator(_selector), _schema("string", minLength=1, examples=["ul.news a", "//time"])]
"""A CSS selector, also with ``::attr(name)`` or ``::text``, or an XPath that begins with / or (."""
NodeName = Annotated[str, AfterValidator(_node), _schema("string", maxLength=LONGEST_NODE)]
"""The name of a node, "" where it is made once."""
Header = Annotated[str, AfterValidator(_header), _schema("string", HEADER.pattern)]
"""The name of an HTTP header."""
Day = Annotated[date, BeforeValidator(_day), _schema("string", r"\d{4}-\d\d-\d\d")]
"""A date, ``2026-10-01``."""
Name = Annotated[str, AfterValidator(_one_line), _schema(["string", "integer"], minLength=1)]
"""One line of text; a name of digits needs no quotes."""
Query = Annotated[str, AfterValidator(_filled), _schema("string", minLength=1)]
"""A mention query; it may go over several lines."""
