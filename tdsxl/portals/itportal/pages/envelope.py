"""Is a reply the JSON that was asked for, and not a refusal? Judged before anything is read from it. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass

from tdsxl.errors import SessionLost, Unavailable
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields, changed
from tdsxl.portals.itportal import urls
from tdsxl.portals.judging import json_value, network_page, opening
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
    value = json_answer(reply, page, tan)
    if not isinstance(value, dict):
        raise changed(page, "no object came where one was expected")
    refuse_no(page, value)
    return Fields(page, value)


def json_answer(reply: Reply, page: str, tan: Tan) -> object:
    """The JSON of a reply. Raises as `answer`."""
    refuse_page(reply, page)
    return json_value(reply, page, tan)


def refuse_page(reply: Reply, page: str) -> None:
    """Refuse a page that says by itself that nothing can be had now. Raises as `answer`."""
    refuse_closed(reply)
    text = html(reply)
    if reply.status in (401, 403) or any(mark in text for mark in urls.SIGN_IN_MARKS):
        raise _session_lost()
    if reply.status >= 500:
        raise Unavailable(f"The IT portal failed with status {reply.status}.", "Sync again later.")
    if reply.status != 200:
        raise changed(page, f"the answer has status {reply.status}")


def refuse_closed(reply: Reply) -> None:
    """Refuse the pages of the firewall, of maintenance, and of the network on the way.

    Raises:
        Unavailable: It is one of them.
    """
    text = html(reply)
    if any(mark in text for mark in urls.FIREWALL_MARKS):
        raise Unavailable(
            "The IT portal's firewall turned the request away.",
            "Leave the portal alone for a quarter of an hour, then sync again.",
            retry_after=urls.FIREWALL_REST,
        )
    if any(mark in text for mark in urls.MAINTENANCE_MARKS):
        raise Unavailable("The IT portal is under maintenance.", "Sync again later.")
    if network := network_page(text):
        raise network


def html(reply: Reply) -> str:
    """An HTML page in small letters; empty for anything else."""
    return reply.body.decode("utf-8", "replace").lower() if opening(reply) == b"<" else ""


def messages(values: Mapping[str, object]) -> tuple[Message, ...]:
    """The `messages` of an answer; none where it has none."""
    said = values.get("messages")
    listed = [message for message in said if isinstance(message, dict)] if isinstance(said, list) else []
    return tuple(Message(str(message.get("code")), str(message.get("desc")).lower()) for message in listed)


def refuse_no(page: str, values: Mapping[str, object]) -> None:
    """Refuse an object by which a service says no. Raises as `answer`."""
    said = messages(values)
    codes = {message.code for message in said}
    if urls.NOT_AUTHENTICATED in codes or any("not authenticated" in message.said for message in said):
        raise _session_lost()
    if urls.PAYLOAD_REJECTED in codes:
        raise changed(page, f"the IT portal refuses our question ({urls.PAYLOAD_REJECTED})")
    # Absent on many services (§1.2), and so may be null.
    if values.get("successFlag") not in (None, True):
        words = "; ".join(message.said for message in said)[:200] or "no reason given"
        raise Unavailable(f"{page}: the IT portal says `{words}`.", "Sync again later.")


def _session_lost() -> SessionLost:
    return SessionLost("The IT portal ended the session.", "Sync again.")
