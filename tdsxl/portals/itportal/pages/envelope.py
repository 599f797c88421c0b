"""Is a reply JSON, of the asked client, and not a refusal? Judged before anything is read from it. No I/O here."""

import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from tdsxl.errors import InputError, PortalError, SessionLost, Unavailable, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.fields import Fields, changed, objects
from tdsxl.values import Tan


@dataclass(frozen=True, slots=True)
class Message:
    """One of a reply's `messages`; its type is left out, since the portal calls a wrong password INFO."""

    code: str
    said: str
    """The portal's words, in small letters."""


def answer(reply: Reply, page: str, tan: Tan) -> Fields:
    """The object that a service answers to a client who is logged in.

    Raises:
        SessionLost: The portal does not know the session any more.
        Unavailable: Firewall, maintenance, or the service says no.
        WrongClient: Another TAN stands in it.
        PortalChanged: It is not the JSON we know.
    """
    value = json_value(reply, page, tan)
    if not isinstance(value, dict):
        raise changed(page, "an object was expected")
    refuse_no(page, value)
    return Fields(page, value)


def json_value(reply: Reply, page: str, tan: Tan) -> object:
    """The JSON of a reply; amounts with a point are `Decimal`. Raises as `answer`."""
    refuse_page(reply, page)
    try:
        value: object = json.loads(reply.body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise changed(page, "it is not JSON") from None
    refuse_other_tan(value, tan)
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def refuse_page(reply: Reply, page: str) -> None:
    """Refuse a page that says by itself that nothing can be had now. Raises as `answer`."""
    refuse_firewall(reply)
    text = html(reply)
    if any(mark in text for mark in urls.MAINTENANCE_MARKS):
        raise Unavailable("The IT portal is under maintenance.", "Sync again later.")
    if reply.status in (401, 403) or any(mark in text for mark in urls.SIGN_IN_MARKS):
        raise _session_lost()
    if reply.status >= 500:
        raise Unavailable(f"The IT portal failed with status {reply.status}.", "Sync again later.")
    if reply.status != 200:
        raise changed(page, f"it came with status {reply.status}")


def refuse_firewall(reply: Reply) -> None:
    """Refuse the firewall's page.

    Raises:
        Unavailable: It is one.
    """
    text = html(reply)
    if any(mark in text for mark in urls.FIREWALL_MARKS):
        raise Unavailable(
            "The IT portal's firewall turned the request away.",
            "Leave the portal alone for a quarter of an hour, then sync again.",
            retry_after=urls.FIREWALL_REST,
        )


def html(reply: Reply) -> str:
    """An HTML page in small letters; empty for anything else."""
    is_html = reply.body.removeprefix(BOM_UTF8).lstrip().startswith(b"<")
    return reply.body.decode("utf-8", "replace").lower() if is_html else ""


def refuse_other_tan(value: object, tan: Tan) -> None:
    """Refuse a reply in which an identity key holds another TAN.

    Raises:
        WrongClient: It does.
    """
    for found in objects(value):
        for key in urls.IDENTITY_KEYS:
            if as_tan(found.get(key)) not in (None, tan):
                raise wrong_client(tan)


def wrong_client(tan: Tan) -> WrongClient:
    """The error for a reply that speaks of another TAN than the asked one."""
    return WrongClient(f"The IT portal answered with another TAN than {tan}.", "Nothing of the answer was stored.")


def as_tan(value: object) -> Tan | None:
    """The TAN that a value is, or None."""
    try:
        return Tan.parse(value) if isinstance(value, str) else None
    except InputError:
        return None


def messages(values: object) -> tuple[Message, ...]:
    """The `messages` of an answer; none where it has none."""
    said = values.get("messages") if isinstance(values, dict) else None
    listed = [message for message in said if isinstance(message, dict)] if isinstance(said, list) else []
    return tuple(Message(str(message.get("code")), str(message.get("desc")).lower()) for message in listed)


def refuse_no(page: str, values: dict[str, object]) -> None:
    """Refuse an object by which a service says no. Raises as `answer`."""
    said = messages(values)
    codes = {message.code for message in said}
    if urls.NOT_AUTHENTICATED in codes or any("not authenticated" in message.said for message in said):
        raise _session_lost()
    if urls.PAYLOAD_REJECTED in codes:
        raise changed(page, f"it refuses our question ({urls.PAYLOAD_REJECTED})")
    if values.get("successFlag", True) is not True:
        raise _refusal(page, said)


def _refusal(page: str, said: tuple[Message, ...]) -> PortalError:
    words = "; ".join(message.said for message in said)[:200] or "no reason given"
    return Unavailable(f"The IT portal did not give the {page}: {words}.", "Sync again later.")


def _session_lost() -> SessionLost:
    return SessionLost("The IT portal ended the session.", "Sync again.")
