"""What an answer is when it is not the page that was asked for: signed out, down, or changed. No I/O here."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from selectolax.lexbor import LexborHTMLParser

from tdsxl.errors import PortalChanged, PortalError, SessionLost, Unavailable, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.traces import urls
from tdsxl.values import Tan

_TAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}[0-9]{5}[A-Z](?![A-Za-z0-9])", re.IGNORECASE)
_LATER = "Try again later; TRACES may be under maintenance."
_LONGEST_QUOTE = 120


def json_value(reply: Reply, page: str, *, tan: Tan) -> object:
    """The JSON of an answer with status 200; amounts are exact.

    Raises:
        PortalError: It is something else; which, tells the error.
        WrongClient: It speaks of another TAN.
    """
    if reply.status != 200 or not _is_json(reply):
        raise trouble(reply, page)
    try:
        value = _parsed(reply)
    except (ValueError, RecursionError) as error:
        raise PortalChanged(f"{page}: the answer of TRACES is not JSON.") from error
    prove_owner(value, tan)
    return value


def json_object(reply: Reply) -> Mapping[str, object]:
    """The JSON object of an answer of any status; empty where it holds none."""
    try:
        value = _parsed(reply)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_json(reply: Reply) -> bool:
    """Whether an answer is meant as JSON; the servlets do not always say so in the content type."""
    return reply.body.lstrip()[:1] in (b"{", b"[", b'"')


def _parsed(reply: Reply) -> object:
    value: object = json.loads(reply.body, parse_float=Decimal, parse_constant=_no_number)
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def trouble(reply: Reply, page: str) -> PortalError:
    """What an answer of the wrong kind says about session and portal."""
    location = reply.headers.get("location", "")
    tree = LexborHTMLParser(reply.body) if reply.body.lstrip()[:1] == b"<" else None
    words = visible_text(tree).lower() if tree else ""
    form = tree and tree.css_first(f"form#{urls.LOGIN_FORM}")
    if reply.status in (401, 410) or form or is_sign_out(location):
        return SessionLost("TRACES no longer knows the session.", "Sync again; the login is asked anew.")
    if any(mark in words for mark in urls.NOT_FOUND) or any(mark in location for mark in urls.NOT_FOUND):
        return PortalChanged(f"{page}: TRACES says that there is no such page.")
    if reply.status >= 500 or any(mark in words for mark in urls.DOWN):
        return Unavailable(f"{page}: TRACES reports a technical problem.", _LATER)
    return PortalChanged(f"{page}: TRACES gave another answer than known (status {reply.status}{_message(reply)}).")


def is_sign_out(location: str) -> bool:
    """Whether an address is where TRACES sends those who are signed out."""
    return any(mark in location for mark in urls.SIGNED_OUT)


def visible_text(tree: LexborHTMLParser) -> str:
    """The words of a page, blanks collapsed, without scripts and styles."""
    tree.strip_tags(["script", "style"])
    return " ".join(tree.text(separator=" ").split())


def prove_owner(value: object, tan: Tan) -> None:
    """Refuse a JSON value in which another TAN stands by itself.

    Raises:
        WrongClient: It does.
    """
    held = [value]
    while held:
        one = held.pop()
        if isinstance(one, dict):
            held += one.values()
        elif isinstance(one, list):
            held += one
        elif isinstance(one, str) and _TAN.fullmatch(one.strip()) and one.strip().upper() != tan:
            raise _wrong_client()


def prove_printed(text: str, tan: Tan) -> None:
    """Refuse a page that prints other TANs and not the one asked; help texts print invented ones beside it.

    Raises:
        WrongClient: It does.
    """
    printed = {found.upper() for found in _TAN.findall(text)}
    if printed and tan not in printed:
        raise _wrong_client()


def _wrong_client() -> WrongClient:
    return WrongClient("TRACES answered for another TAN.", "Nothing of it was stored; check whose login is saved.")


def _message(reply: Reply) -> str:
    """The `message` of a JSON refusal, to be quoted."""
    message = json_object(reply).get("message")
    return f", `{message[:_LONGEST_QUOTE]}`" if isinstance(message, str) and message else ""
