"""Login at the IT portal: user id, then password, then perhaps "signed in elsewhere". And the session's care."""

import base64
import binascii

from tdsxl.practice.faults import Fault
from tdsxl.practice.itportal.accounts import GATE, PORTAL, TOKEN, Account
from tdsxl.practice.itportal.envelope import OK, enveloped, message
from tdsxl.practice.people import NEEDS_OTP, Person
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply, Row, cookie, page

WARNED_EVERY = 16
"""One client of so many is warned of its e-mail address, and may go on."""
GREETED_EVERY = 3
CONFIRMED = {"otpGenerationFlag": "true", "otpValdtnFlg": "true", "passValdtnFlg": "true"}


def front(call: Call) -> Reply:
    """The page of the portal's application."""
    gate = cookie("a" * 32, "gateway", origin=call.request.origin)
    return page("<!doctype html><html><body><app-root></app-root></body></html>", headers=(gate,))


def userid(call: Call) -> Reply:
    """Step 1: is there such a user?"""
    if call.client is None:
        return _said("EF00035", "User ID does not exist. Please retry.", kind="ERROR")
    req_id = call.stage.itportal.mint(call.tan)
    warned = message("EF00239", "Primary e-mail is not verified.") if _is_warned(call.client) else message(OK, "OK")
    return enveloped(warned, fields=_first(call.client, req_id))


def password(call: Call) -> Reply:
    """Step 2: the password; or the consent to throw the other session out."""
    asked = call.request.document
    if "reqId" not in asked:
        return userid(call)
    if call.client is None:
        return _said("EF00035", "User ID does not exist. Please retry.", kind="ERROR")
    account = call.stage.itportal.account(call.client)
    if asked.get("remark") == "Continue":
        return _continued(call, account)
    reply, outcome = _judged(call, account)
    call.stage.log.login(PORTAL, call.tan, was_right=_is_right(asked, call.client), outcome=outcome)
    return reply


def logout(call: Call) -> Reply:
    """Sign out; also answered to who is not signed in."""
    account = call.stage.itportal.by_cookies(call.request.cookies)
    if account and account.person.tan == call.request.document.get("entity"):
        call.stage.itportal.end(account)
    return _said(OK, "Logged out successfully.")


def extended(call: Call) -> Reply:
    """Keep the session alive."""
    return enveloped(message(OK, "OK"), fields={"successFlag": True})


def dashboard(call: Call) -> Reply:
    """Tell that the session is alive."""
    return enveloped(message(OK, "OK"), fields={"successFlag": True, "userId": call.person.tan})


def _judged(call: Call, account: Account) -> tuple[Reply, str]:
    """What the portal says to a password, and its code."""
    asked, stage = call.request.document, call.stage
    if not stage.itportal.take(asked["reqId"], tan=call.tan, pause=stage.step_pause):
        return _said("EF500023", "Request is not authenticated", kind="ERROR"), "EF500023"
    if account.is_locked or call.fault(Fault.LOCKED):
        return _said("EF00030", "Your account has been LOCKED. Unlock it on the portal.", kind="ERROR"), "locked"
    if not _is_right(asked, account.person) or call.fault(Fault.WRONG_PASSWORD):
        account.failures += 1
        return _said("EF00027", "Invalid Password, Please retry."), "EF00027"
    if call.fault(Fault.PASSWORD_EXPIRED):
        return _said("EF00041", "Your password has expired. Please change it.", kind="ERROR"), "EF00041"
    if NEEDS_OTP in account.person.traits or call.fault(Fault.OTP):
        return enveloped(fields=_first(account.person, "") | {"otpGenerationFlag": "true"}), "OTP"
    return _admitted(call, account)


def _admitted(call: Call, account: Account) -> tuple[Reply, str]:
    if not account.is_active and not call.fault(Fault.SIGNED_IN):
        return _opened(call, account), OK
    req_id = str(call.request.document["reqId"])
    call.stage.itportal.hold(req_id, account)
    active = message("EF00177", "Session already active for this user.", kind="ERROR")
    return enveloped(active, fields=_first(account.person, req_id) | _user(account.person)), "EF00177"


def _continued(call: Call, account: Account) -> Reply:
    """Both ways that clients confirm: by the flags (newer), or by the password again (older)."""
    asked = call.request.document
    has_flags = all(asked.get(key) == value for key, value in CONFIRMED.items())
    is_newer = asked.get("pass") is None and has_flags
    is_older = _is_right(asked, account.person) and asked.get("lastLoginSuccessFlag") == "true"
    if call.stage.itportal.held(asked["reqId"], tan=call.tan) and (is_newer or is_older):
        return _opened(call, account)
    return _said("EF500023", "Request is not authenticated", kind="ERROR")


def _opened(call: Call, account: Account) -> Reply:
    call.stage.itportal.begin(account)
    origin = call.request.origin
    cookies = (cookie(TOKEN, account.token, origin=origin), cookie(GATE, account.gate, origin=origin))
    return enveloped(message(OK, "OK"), fields=_first(call.person, "") | _user(call.person), headers=cookies)


def _said(code: str, text: str, *, kind: str = "INFO") -> Reply:
    return enveloped(message(code, text, kind=kind), fields={})


def _is_right(asked: Row, person: Person) -> bool:
    try:
        secret = base64.b64decode(str(asked.get("pass") or ""), validate=True)
    except binascii.Error:
        return False
    return secret == person.itportal_password.encode()


def _is_warned(person: Person) -> bool:
    return person.index % WARNED_EVERY == WARNED_EVERY - 2


def _first(person: Person, req_id: str) -> Row:
    """The keys of step 1, which all later answers repeat."""
    return {
        "reqId": req_id,
        "entity": person.tan,
        "entityType": "User ID",
        "role": "TDS",
        "uidValdtnFlg": "true",
        "aadhaarMobileValidated": "false",
        "secAccssMsg": "Shubh Labh" if person.index % GREETED_EVERY == 0 else "",
        "secLoginOptions": "",
        "dtoService": "LOGIN",
        "exemptedPan": "false",
        "userConsent": "",
        "imgByte": None,
        "imagePath": None,
    }


def _user(person: Person) -> Row:
    """The keys of a login that went well."""
    return {
        "userType": "TDS",
        "clientIp": "203.0.113.7",
        "mobileNo": "98XXXXXX10",
        "email": f"{person.email[:2]}XXXX@example.com",
        "contactPan": person.pan,
        "contactEmail": f"{person.email[:2]}XXXX@example.com",
        "contactMobile": "98XXXXXX10",
        "contactResCd": "",
        "lastLoginSuccessFlag": "true",
        "aadhaarLinkedWithUserId": "N",
        "fullName": person.portal_name,
    }
