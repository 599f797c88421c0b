"""Records as JSON text and back, by the types of their fields. No I/O here."""

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from tdsxl.errors import LocalError
from tdsxl.records import Record
from tdsxl.values import Year

# Any: JSON values on one side, field values on the other; the types of the fields decide.
Convert = Callable[[Any], Any]

KINDS: dict[str, type[Record]] = {kind.__name__: kind for kind in typing.get_args(Record)}
"""Record types by the name the journal keeps."""


def encode(record: Record) -> str:
    """One line of JSON; equal records give equal text."""
    return json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))


def decode(kind: str, text: str) -> Record:
    """The record that `encode` was given.

    Raises:
        LocalError: Another program wrote it, or spoilt it.
    """
    try:
        return typing.cast(Record, _reader(typing.cast(Any, KINDS[kind]))(json.loads(text)))
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise LocalError(
            "The journal is damaged: it holds a record that cannot be read.",
            "Move journal.sqlite3 to another folder (tdsxl journal check says where it is); the next command puts its "
            "last good copy in its place.",
        ) from error


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    write = _WRITERS.get(type(value))
    if write:
        return write(value)
    if isinstance(value, Enum):
        return value.value
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _amount(value: Decimal) -> str:
    """Without trailing zeros: a portal that prints 1000.00 for 1000 has changed nothing."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


_WRITERS: dict[type, Convert] = {Decimal: _amount, date: date.isoformat, Year: lambda year: year.start}
_READERS: dict[Any, Convert] = {
    str: lambda value: value,
    bool: bool,
    int: int,
    Decimal: Decimal,
    date: date.fromisoformat,
    Year: Year,
}


@cache
def _reader(kind: Any) -> Convert:
    if kind in _READERS:
        return _READERS[kind]
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return _optional(_reader(next(arg for arg in args if arg is not types.NoneType)))
    if origin is tuple:
        return _many(_reader(args[0]))
    if is_dataclass(kind):
        return _whole(kind)
    return typing.cast(Convert, kind)


def _optional(read: Convert) -> Convert:
    return lambda value: None if value is None else read(value)


def _many(read: Convert) -> Convert:
    return lambda values: tuple(map(read, values))


def _whole(kind: Any) -> Convert:
    readers = [(name, _reader(hint)) for name, hint in typing.get_type_hints(kind).items()]
    return lambda value: kind(**{name: read(value[name]) for name, read in readers})
