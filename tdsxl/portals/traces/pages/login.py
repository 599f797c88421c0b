"""Captcha, and the answer to a login (§3.1, §3.2). No I/O here."""

import base64
import json
import re
from dataclasses import dataclass, field

from tdsxl.errors import AccountLocked, LoginNotUnderstood, OtpNeeded, PortalError, Refused, Unavailable
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields, changed
from tdsxl.portals.judging import json_object, refuse_other_tan
from tdsxl.portals.traces.pages.judge import json_answer, trouble
from tdsxl.remedies import OTP_ASKED, store_password, without_otp
from tdsxl.values import Portal, Tan

_CAPTCHA_CODES = frozenset({"CPT400", "CPT401", "CPT403"})
_CAPTCHA_WORDS = ("captcha", "verification code", "does not match with image", "image data")
_LONGEST_QUOTE = 300
_OTP = re.compile(r"\botp\b")
# "Will be locked after two more attempts" is a warning, not yet a lock.
_WARNING = re.compile(r"(?:will|would|may|might|can) (?:be|get) locked|gets? locked|to be locked")


@dataclass(frozen=True, slots=True)
class CaptchaPicture:
    """A picture, and what the login calls it."""

    id: str
    image: bytes


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a login gives; as secret as a password."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaptchaWrong:
    """The portal did not look at the password."""


def captcha_picture(reply: Reply, *, tan: Tan) -> CaptchaPicture:
    """The picture of Generate Captcha.

    Raises:
        PortalError: The answer holds none.
    """
    page = "Captcha"
    answer = Fields.of(page, json_answer(reply, page, tan=tan), "id image captchaId imageBase64")
    # One client also met the longer names.
    id_key = "captchaId" if "captchaId" in answer.values else "id"
    image_key = "imageBase64" if "imageBase64" in answer.values else "image"
    text = answer.needed(answer.code, image_key)
    try:
        image = base64.b64decode(text.rpartition("base64,")[2], validate=True)
    except ValueError as error:
        raise changed(page, f"`{image_key}` is not a picture") from error
    return CaptchaPicture(answer.needed(answer.printed, id_key), image)


def login_answer(reply: Reply, *, tan: Tan) -> Tokens | CaptchaWrong:
    """What the portal said to a login. An answer nobody knows is a refusal: it may have counted the attempt.

    Raises:
        Refused: The password was refused or has expired.
        AccountLocked: The portal says so.
        LoginNotUnderstood: The answer is not known.
        OtpNeeded: A second factor is asked.
        Unavailable: A fault or maintenance page.
        WrongClient: The token is another TAN's.
    """
    answer = json_object(reply)
    authenticated = answer.get("isAuthenticated")
    if authenticated is True:
        return _tokens(answer.get("authTokenDto"), reply, tan)
    if authenticated is False:
        return _refusal(str(answer.get("errorCode") or ""), str(answer.get("message") or ""), tan)
    raise _unknown(reply, tan)


def _tokens(given: object, reply: Reply, tan: Tan) -> Tokens:
    access, refresh = (given.get("accessToken"), given.get("refreshToken")) if isinstance(given, dict) else (None, None)
    if not isinstance(access, str) or not isinstance(refresh, str) or not access or not refresh:
        raise _unknown(reply, tan)
    refuse_other_tan(_claims(access), tan)
    return Tokens(access, refresh)


def _refusal(code: str, message: str, tan: Tan) -> CaptchaWrong:
    """A wrong captcha; all else is raised, in the portal's own words."""
    words = message.lower()
    if code.upper() in _CAPTCHA_CODES or any(mark in words for mark in _CAPTCHA_WORDS):
        return CaptchaWrong()
    if not code and _OTP.search(words):
        # Not seen yet (§3.2). With a code it is a refusal that only speaks of one.
        raise OtpNeeded(OTP_ASKED, without_otp(tan))
    reason = " ".join(message.split())[:_LONGEST_QUOTE] or code or "no reason given"
    said, store = f"TRACES refused the login: `{reason}`.", store_password(tan, Portal.TRACES)
    if "locked" in words and not _WARNING.search(words):
        free = "TRACES unlocks an account by itself after one hour"
        raise AccountLocked(said, f"{free}; then store the right password: {store}")
    if "expired" in words:
        raise Refused(said, f"Set a new password on the TRACES site, then store it here: {store}")
    raise Refused(said, f"Store the right one: {store}")


def _unknown(reply: Reply, tan: Tan) -> PortalError:
    error = trouble(reply, "Login")
    if isinstance(error, Unavailable):
        return error
    return LoginNotUnderstood(
        "The answer of TRACES to the login was not recognised; it counts as refused.",
        f"Log in once by hand; if it works, store the password again: {store_password(tan, Portal.TRACES)}",
    )


def _claims(token: str) -> object:
    """The claims of a JSON web token; a token of another make says nothing about its owner."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims: object = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    return claims
