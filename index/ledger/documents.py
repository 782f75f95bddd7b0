"""Domain values as JSON documents and back: one codec for every dataclass that the ledger keeps whole.

Datetimes are ISO 8601 with their offset, dates ISO, timedeltas seconds, enums their value, tuples arrays. A field that
has its default is left out, an unknown one is ignored: documents of an older Fenghuo stay readable. A union of several
dataclasses is an object with its class under ``"is"``.
"""

import dataclasses
import json
import math
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union

import orjson

T = TypeVar("T")
Convert = Callable[[Any], Any]


def dump(value: object) -> str:
    """Return a value's JSON document; the dataclass of the value decides its shape."""
    return write_json(encode(value))


def load(kind: type[T], document: str | bytes) -> T:
    """Return the value of a document written by ``dump`` from a value of the same class."""
    value: T = _decoder(kind)(read_json(document))
    return value


def dump_all(kind: type[T], values: tuple[T, ...]) -> str:
    """Return the JSON array of several values of one class."""
    encoded = _encoder(kind)
    return write_json([encoded(value) for value in values])


def load_all(kind: type[T], document: str | bytes) -> tuple[T, ...]:
    """Return the values of an array written by ``dump_all``."""
    decode = _decoder(kind)
    return tuple(decode(each) for each in read_json(document))


def encode(value: object) -> Any:
    """Return a dataclass as JSON data (dicts, lists, strings, numbers)."""
    return _encoder(type(value))(value)


def write_json(data: object) -> str:
    """Return data as JSON text.

    What orjson refuses (lone surrogates, huge integers) is written by the slow path, behind a blank as a sign that it
    has to be read by it: orjson would read an integer of 65 bits as a fraction.
    """
    try:
        return orjson.dumps(data).decode()
    except TypeError:
        return " " + json.dumps(data, ensure_ascii=True, separators=(",", ":"), default=str)


def read_json(document: str | bytes) -> Any:
    """Return the data of a JSON text written by ``write_json``."""
    if document[:1] in (" ", b" "):
        return json.loads(document)
    try:
        return orjson.loads(document)
    except ValueError:
        return json.loads(document)


def _same(value: Any) -> Any:
    return value


def _from_float(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _seconds(value: timedelta) -> float | int:
    whole, rest = divmod(value, timedelta(seconds=1))
    return value.total_seconds() if rest else whole


def _to_timedelta(value: float) -> timedelta:
    return timedelta(seconds=value)


_PLAIN: Mapping[object, tuple[Convert, Convert]] = {
    str: (_same, _same),
    int: (_same, _same),
    bool: (_same, _same),
    object: (_same, _same),
    Any: (_same, _same),
    type(None): (_same, _same),
    float: (_from_float, float),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    timedelta: (_seconds, _to_timedelta),
}


def _encoder(kind: Any) -> Convert:
    return _convert(kind, True)


def _decoder(kind: Any) -> Convert:
    return _convert(kind, False)


@cache
def _convert(kind: Any, encoding: bool) -> Convert:
    if kind in _PLAIN:
        return _PLAIN[kind][0 if encoding else 1]
    return _converter(kind, encoding)


def _converter(kind: Any, encoding: bool) -> Convert:
    origin, inner = typing.get_origin(kind), _encoder if encoding else _decoder
    if isinstance(kind, type) and issubclass(kind, Enum):
        return attrgetter("_value_") if encoding else kind
    if dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind) if encoding else _dataclass_decoder(kind)
    if origin in (Union, types.UnionType):
        return _union(typing.get_args(kind), encoding)
    if origin is tuple:
        return _tuple(typing.get_args(kind), inner, list if encoding else tuple)
    if origin is frozenset:
        member = inner(typing.get_args(kind)[0])
        return lambda values: (sorted if encoding else frozenset)(member(each) for each in values)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner(typing.get_args(kind)[1]))
    raise TypeError(f"{kind!r} has no JSON form; give it one in {__name__}")


def _mapping(member: Convert) -> Convert:
    return dict if member is _same else lambda values: {key: member(each) for key, each in values.items()}


def _tuple(members: tuple[Any, ...], inner: Callable[[Any], Convert], shape: Convert) -> Convert:
    if len(members) == 2 and members[1] is Ellipsis:
        each_member = inner(members[0])
        if each_member is _same:
            return shape
        return lambda values: shape(each_member(each) for each in values)
    converts = [inner(member) for member in members]
    return lambda values: shape(convert(each) for convert, each in zip(converts, values, strict=True))


def _union(members: tuple[Any, ...], encoding: bool) -> Convert:
    kinds = [member for member in members if member is not type(None)]
    if len(kinds) == 1:
        convert = (_encoder if encoding else _decoder)(kinds[0])
        return lambda value: None if value is None else convert(value)
    if not all(dataclasses.is_dataclass(kind) for kind in kinds):
        raise TypeError(f"only dataclasses can be told apart in a document, not {kinds}")
    if encoding:
        return lambda value: None if value is None else {"is": type(value).__name__, **encode(value)}
    by_name = {kind.__name__: kind for kind in kinds}
    return lambda value: None if value is None else _decoder(by_name[value["is"]])(value)


def _defaults(kind: Any) -> dict[str, Any]:
    """Return field → its default (made, where there is a factory), for the fields that have one."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return found


def _dataclass_encoder(kind: Any) -> Convert:
    names, nothing, fields = _names(kind), object(), list[tuple[str, Any, Convert]]()
    get = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def find_fields() -> None:
        hints, defaults = typing.get_type_hints(kind), _defaults(kind)
        fields.extend([(name, defaults.get(name, nothing), _encoder(hints[name])) for name in names])

    def encode_fields(value: Any) -> dict[str, Any]:
        if not fields:
            find_fields()
        document = {}
        for (name, default, convert), held in zip(fields, get(value), strict=True):
            if held is not default and held != default:
                document[name] = held if convert is _same else convert(held)
        return document

    return encode_fields


def _dataclass_decoder(kind: Any) -> Convert:
    fields: dict[str, Convert] = {}

    def decode_fields(document: Mapping[str, Any]) -> Any:
        if not fields:
            hints = typing.get_type_hints(kind)
            fields.update({name: _decoder(hints[name]) for name in _names(kind)})
        return kind(
            **{
                name: held if (convert := fields[name]) is _same else convert(held)
                for name, held in document.items()
                if name in fields
            }
        )

    return decode_fields


def _names(kind: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]
