"""Is a reply the portal's, JSON, and of the asked client? Judged before anything is read from it. No I/O here."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from tdsxl.errors import InputError, Unavailable, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import changed
from tdsxl.values import Tan

_NETWORK_MARKS = ("wi-fi", "wifi", "hotspot", "use the internet", "internet access", "web filter")
"""Assumed: words of the pages by which hotels, airports and offices keep a browser from the internet."""


def json_value(reply: Reply, page: str, tan: Tan) -> object:
    """The JSON of a reply; numbers with a point are `Decimal`.

    Raises:
        PortalChanged: It is not JSON.
        WrongClient: Another TAN stands in it.
    """
    try:
        value = _parsed(reply.body)
    except (ValueError, RecursionError) as error:
        raise changed(page, "the answer is not JSON") from error
    refuse_other_tan(value, tan)
    return value


def json_object(reply: Reply) -> Mapping[str, object]:
    """The JSON object of a reply that may be anything; empty where it is none."""
    try:
        value = _parsed(reply.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def opening(reply: Reply) -> bytes:
    """The first byte that is no blank: `<` opens a page, a brace or bracket JSON; no content type is believed."""
    return reply.body.removeprefix(BOM_UTF8).lstrip()[:1]


def network_page(words: str) -> Unavailable | None:
    """The error for a page that the network shows in the portal's place, told by its words in small letters."""
    if not any(mark in words for mark in _NETWORK_MARKS):
        return None
    return Unavailable(
        "A page of the network came in place of the portal's.",
        "Open the portal in a browser and do what the network asks there, then sync again.",
    )


def refuse_other_tan(value: object, tan: Tan) -> None:
    """Refuse a JSON value in which another TAN stands by itself, under whatever key.

    Raises:
        WrongClient: It does.
    """
    if tans(value) - {tan}:
        raise wrong_client(tan)


def wrong_client(tan: Tan) -> WrongClient:
    """The error for a reply that speaks of another TAN than the asked one."""
    return WrongClient(
        f"The portal answered with another TAN than {tan}.", "Nothing of it was stored; check whose login is saved."
    )


def tans(value: object) -> frozenset[Tan]:
    """The TANs that stand by themselves in a JSON value, at any depth."""
    return frozenset(tan for held in _values(value) if isinstance(held, str) and (tan := _tan(held)))


def objects(value: object) -> Iterator[dict[str, object]]:
    """Every object in a JSON value, at any depth, outermost first."""
    return (held for held in _values(value) if isinstance(held, dict))


def _tan(text: str) -> Tan | None:
    try:
        return Tan.parse(text)
    except InputError:
        return None


def _values(value: object) -> Iterator[object]:
    queue = [value]
    # The list grows while it is read: no recursion, however deep the reply is.
    for held in queue:
        yield held
        if isinstance(held, dict):
            queue.extend(held.values())
        elif isinstance(held, list):
            queue.extend(held)


def _parsed(body: bytes) -> object:
    value: object = json.loads(body, parse_float=_number, parse_constant=_no_number)
    return value


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
