"""What an answer is when it is not the page that was asked for: signed out, down, or changed. No I/O here."""

import re
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser

from tdsxl.errors import PortalError, SessionLost, Unavailable
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import changed
from tdsxl.portals.judging import json_object, json_value, network_page, opening, wrong_client
from tdsxl.portals.traces import urls
from tdsxl.values import Tan

_TAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}[0-9]{5}[A-Z](?![A-Za-z0-9])", re.IGNORECASE)
_LATER = "Try again later; TRACES may be under maintenance."
_LONGEST_QUOTE = 120
_TAG = re.compile(b"<(/?)[A-Za-z]")
_DEEPEST = 10_000
"""Open tags at once; the parser's time grows with their square, and a page has some dozens."""


def json_answer(reply: Reply, page: str, *, tan: Tan) -> object:
    """The JSON of an answer with status 200.

    Raises:
        PortalError: It is something else; which, tells the error.
        WrongClient: It speaks of another TAN.
    """
    if reply.status != 200 or opening(reply) not in (b"{", b"[", b'"'):
        raise trouble(reply, page)
    return json_value(reply, page, tan)


def trouble(reply: Reply, page: str) -> PortalError:
    """What an answer of the wrong kind says about session and portal."""
    location = reply.headers.get("location", "")
    if is_bottomless(reply):
        return changed(page, "its tags are nested without end")
    tree = LexborHTMLParser(reply.body) if opening(reply) == b"<" else None
    words = visible_text(tree).lower() if tree else ""
    form = tree and tree.css_first(f"form#{urls.LOGIN_FORM}")
    if reply.status in (401, 410) or form or is_sign_out(location):
        return SessionLost("TRACES no longer knows the session.", "Sync again; the login is asked anew.")
    if any(mark in words for mark in urls.NOT_FOUND) or any(mark in location for mark in urls.NOT_FOUND):
        return changed(page, "TRACES says that there is no such page")
    if reply.status >= 500 or any(mark in words for mark in urls.DOWN):
        return Unavailable(f"{page}: TRACES reports a technical problem.", _LATER)
    if network := network_page(words):
        return network
    return changed(page, f"TRACES gave another answer than known (status {reply.status}{_message(reply)})")


def is_bottomless(reply: Reply) -> bool:
    """Whether more tags are open at once than in any page, so that it may not be parsed."""
    depths = accumulate(-1 if end else 1 for end in _TAG.findall(reply.body))
    return max(depths, default=0) > _DEEPEST


def is_sign_out(location: str) -> bool:
    """Whether an address is where TRACES sends those who are signed out."""
    return any(mark in location for mark in urls.SIGNED_OUT)


def visible_text(tree: LexborHTMLParser) -> str:
    """The words of a page, blanks collapsed, without scripts and styles."""
    tree.strip_tags(["script", "style"])
    return " ".join(tree.text(separator=" ").split())


def refuse_other_page(text: str, tan: Tan) -> None:
    """Refuse a page that prints other TANs and not the one asked; help texts print invented ones beside it.

    Raises:
        WrongClient: It does.
    """
    printed = {found.upper() for found in _TAN.findall(text)}
    if printed and tan not in printed:
        raise wrong_client(tan)


def _message(reply: Reply) -> str:
    """The `message` of a JSON refusal, to be quoted."""
    message = json_object(reply).get("message")
    return f", `{message[:_LONGEST_QUOTE]}`" if isinstance(message, str) and message else ""
