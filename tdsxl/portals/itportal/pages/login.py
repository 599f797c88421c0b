"""The two answers of a login and the profile behind it (§2, §3). No I/O here.

Once the password has left, nothing is guessed: what is neither a known success nor a known failure counts as refused.
No message repeats the portal's words, since an answer may hold what was sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tdsxl.errors import AccountLocked, LoginNotUnderstood, OtpNeeded, Refused, Unavailable
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields, changed
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import Message, answer, json_answer, messages, refuse_closed
from tdsxl.portals.judging import objects, tans
from tdsxl.records import Profile
from tdsxl.remedies import OTP_ASKED, store_password, without_otp
from tdsxl.values import Portal, Tan

_USER_ID = "Answer to the user id"
_PROFILE = "Profile"


class Outcome(Enum):
    """What became of a password that was not refused."""

    OPEN = "open"
    ELSEWHERE = "signed in elsewhere"
    NOT_TAKEN = "not authenticated"


@dataclass(frozen=True, slots=True)
class PasswordAnswer:
    """The answer to the password; whose it is, is still to be proven."""

    outcome: Outcome
    echo: Mapping[str, object] = field(repr=False)
    """All of it but the envelope; a take-over sends it back."""
    user_type: str = ""
    """`TDS` for a deductor; empty unless the session is open."""


def user_id_echo(reply: Reply, tan: Tan) -> Mapping[str, object]:
    """Login, first answer (seen in 2025-26): what goes back with the password.

    Raises:
        Refused: The portal does not know the TAN as a user.
    """
    value = json_answer(reply, _USER_ID, tan)
    if not isinstance(value, dict):
        raise changed(_USER_ID, "no object came where one was expected")
    _refuse_account(messages(value), tan)
    if value.get("uidValdtnFlg") == "false":
        raise _unknown_user(tan)
    fields = Fields(_USER_ID, value)
    for key in ("reqId", "entityType", "role"):
        fields.needed(fields.text, key)
    # Read anew with plain numbers, as it goes back as JSON.
    return _echo(json.loads(reply.body))


def password_answer(reply: Reply, tan: Tan, first: Mapping[str, object]) -> PasswordAnswer:
    """Login, second answer; `first` is the echo of the answer before it.

    Raises:
        Refused: The password was refused or has expired.
        AccountLocked: The portal says so.
        LoginNotUnderstood: The answer is not recognised.
        OtpNeeded: A second factor is asked.
        Unavailable: Firewall, maintenance or a failing server; nobody knows what became of the password.
    """
    refuse_closed(reply)
    if reply.status >= 500:
        raise Unavailable(f"The IT portal failed with status {reply.status} at login.", "Sync again later.")
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _not_recognised(tan)
    _refuse_known(messages(value), tan)
    return _outcome(reply, value, tan, first=first)


def profile(reply: Reply, tan: Tan) -> Profile:
    """My Profile (key list not public): the organisation's name, proven to belong to the TAN.

    Raises:
        WrongClient: It is another TAN's.
        PortalChanged: It names no TAN or no organisation.
    """
    values = answer(reply, _PROFILE, tan).values
    if not tans(values):
        raise changed(_PROFILE, "it names no TAN")
    named = [Fields(_PROFILE, found) for found in objects(values) if "orgName" in found]
    if not named:
        raise changed(_PROFILE, "`orgName` is missing")
    return Profile(tan=tan, name=named[0].text("orgName"))


def _echo(values: Mapping[str, object]) -> Mapping[str, object]:
    return {key: held for key, held in values.items() if key not in ("header", "messages")}


def _refuse_known(said: tuple[Message, ...], tan: Tan) -> None:
    _refuse_account(said, tan)
    if any(message.code == urls.WRONG_PASSWORD for message in said):
        raise Refused("The IT portal refused the password.", _store(tan))
    if any("password" in message.said and "expired" in message.said for message in said):
        todo = f"Set a new password at the IT portal, then store it here: {store_password(tan, Portal.ITPORTAL)}"
        raise Refused("The IT portal says that the password has expired.", todo)


def _outcome(reply: Reply, value: Mapping[str, object], tan: Tan, *, first: Mapping[str, object]) -> PasswordAnswer:
    codes = {message.code for message in messages(value)}
    if urls.SIGNED_IN_ELSEWHERE in codes:
        # Whose login it is must go back too, also where this answer is nothing but its message.
        whose = {key: first[key] for key in ("entity", "reqId") if key in first}
        return PasswordAnswer(Outcome.ELSEWHERE, {**whose, **_echo(value)})
    if urls.NOT_AUTHENTICATED in codes:
        return PasswordAnswer(Outcome.NOT_TAKEN, _echo(value))
    user_type = value.get("userType")
    wants_otp = bool(first.get("secLoginOptions")) or _wants_otp(value)
    # A take-over's answer may repeat our own OTP flags; the cookies tell that the session is open all the same.
    in_session = "set-cookie" in reply.headers or not wants_otp
    # Cookies of a session say the same as the code for success (§2.6); any other code is not known.
    is_taken = codes & {urls.OK, urls.WARNING} or (not codes and "set-cookie" in reply.headers)
    if is_taken and isinstance(user_type, str) and user_type and in_session:
        return PasswordAnswer(Outcome.OPEN, _echo(value), user_type)
    if wants_otp:
        raise OtpNeeded(OTP_ASKED, without_otp(tan))
    raise _not_recognised(tan)


def _refuse_account(said: tuple[Message, ...], tan: Tan) -> None:
    if any("locked" in message.said for message in said):
        raise AccountLocked("The IT portal says that the account is locked.", f"Unlock it there. Then: {_store(tan)}")
    if {message.code for message in said} & {urls.UNKNOWN_USER, urls.NOT_REGISTERED}:
        raise _unknown_user(tan)


def _wants_otp(value: Mapping[str, object]) -> bool:
    asked = value.get("secLoginOptions") or value.get("otpSourceFlag") or value.get("otpGenerationFlag") == "true"
    return bool(asked) or any("otp" in message.said for message in messages(value))


def _unknown_user(tan: Tan) -> Refused:
    return Refused(f"The IT portal does not know {tan} as a user.", f"Register the TAN there. Then: {_store(tan)}")


def _not_recognised(tan: Tan) -> LoginNotUnderstood:
    return LoginNotUnderstood(
        "The IT portal's answer to the password was not recognised; it counts as refused.",
        f"Log in once by hand; if it works, store the password again: {store_password(tan, Portal.ITPORTAL)}",
    )


def _store(tan: Tan) -> str:
    return f"Store the right password: {store_password(tan, Portal.ITPORTAL)}"
