"""The JSON gateway: captcha and login, and child certificates of the 2025 Act."""

import base64
from datetime import date

from tdsxl.practice.faults import Fault
from tdsxl.practice.paging import cut
from tdsxl.practice.stage import Call
from tdsxl.practice.traces.visits import PORTAL
from tdsxl.practice.wire import Reply, Row, answer, cookie, number
from tdsxl.practice.world.certificates import Certificate, certificates
from tdsxl.practice.world.periods import is_new_act, year_text

CAPTCHA_COOKIE = "loginservice_captcha"
MOST_ROWS = 100


def captcha(call: Call) -> Reply:
    """A picture, its id, and a cookie that must come back with the login."""
    text, png = call.stage.pictures.draw()
    ident, value = call.stage.traces.ask(text)
    image = base64.b64encode(png).decode()
    headers = (cookie(CAPTCHA_COOKIE, value, origin=call.request.origin),)
    return answer({"id": ident, "image": f"data:image/png;base64,{image}"}, headers=headers)


def login(call: Call) -> Reply:
    """The login of both sites; the user id is the TAN."""
    asked = call.request.document
    reply, outcome = _captcha_refused(call) or _judged(call)
    is_right = call.client is not None and asked.get("password") == call.client.traces_password
    call.stage.log.login(PORTAL, str(asked.get("userId", "")), was_right=is_right, outcome=outcome)
    return reply


def child_certificates(call: Call) -> Reply:
    """All child certificates of a TAN; pages are counted from 1."""
    asked = call.request.document
    if asked.get("tan") != call.tan:
        return answer({"status": 403, "message": "TAN does not belong to the user"}, status=403)
    rows = [_row(c) for c in _child(call)]
    place, size = number(asked.get("pageNumber")), number(asked.get("pageSize"))
    page = cut(call, rows, place=place - 1, size=min(size, MOST_ROWS))
    return answer({"certificates": page.rows, "hasNext": not page.is_last} if page.is_marked else {})


def child_certificate(call: Call) -> Reply:
    """One child certificate by number, TAN and PAN."""
    query = call.request.query
    asked = (query.get("childCertNum"), query.get("tan"), query.get("pan"))
    found = next((c for c in _child(call) if (c.number, call.tan, c.deductee_pan) == asked), None)
    if found is None:
        return answer({"status": 404, "message": "Child certificate not found"}, status=404)
    return answer(_detail(call.person.tan, found))


def _captcha_refused(call: Call) -> tuple[Reply, str] | None:
    asked = call.request.document
    wanted = call.stage.traces.answered(asked.get("captchaId"))
    if wanted is None:
        return _refused("CPT400", "Captcha has expired. Please try again.")
    if call.request.cookies.get(CAPTCHA_COOKIE) != wanted.cookie:
        return _refused("CPT403", "Captcha does not belong to this session.")
    if asked.get("captcha") != wanted.text or call.fault(Fault.CAPTCHA_WRONG):
        return _refused("CPT401", "Entered text does not match with image data.")
    return None


def _judged(call: Call) -> tuple[Reply, str]:
    visits, asked, person = call.stage.traces, call.request.document, call.client
    if person is None or asked.get("userType") != "Deductor":
        return _refused("LGN1001", "TAN is not registered with TRACES.")
    if visits.is_locked(person.tan) or call.fault(Fault.LOCKED):
        return _refused("LGN1005", "Account locked after 5 failed attempts. It will be unlocked after 1 hour.")
    if asked.get("password") != person.traces_password or call.fault(Fault.WRONG_PASSWORD):
        visits.failed(person.tan)
        return _refused("LGN1003", "Invalid user id or password.")
    if call.fault(Fault.PASSWORD_EXPIRED):
        return _refused("LGN1007", "Password has expired. Please change it.")
    if call.fault(Fault.OTP):
        return answer({"isAuthenticated": False, "otpRequired": True, "message": "OTP sent"}), "OTP"
    visit = visits.begin(person)
    tokens = {"accessToken": visit.access, "refreshToken": visit.refresh}
    return answer({"isAuthenticated": True, "authTokenDto": tokens}), "OK"


def _refused(code: str, text: str) -> tuple[Reply, str]:
    return answer({"isAuthenticated": False, "errorCode": code, "message": text}, status=403), code


def _child(call: Call) -> list[Certificate]:
    return [c for c in certificates(call.person, call.stage.day) if is_new_act(c.year)]


def _row(certificate: Certificate) -> Row:
    return {
        "childCertNum": certificate.number,
        "taxYear": year_text(certificate.year),
        "sectionCode": certificate.section,
        "deducteePan": certificate.deductee_pan,
        "childCertificateAmount": float(certificate.limit),
        "validFrom": _day(certificate.valid_from),
        "validTo": _day(certificate.valid_to),
        "remarks": None,
    }


def _detail(tan: str, certificate: Certificate) -> Row:
    """The other shapes of year and dates that the portal has."""
    return {
        "id": 700_000 + int(certificate.number[3:7]),
        "parentCertNum": f"P{certificate.number}",
        "childCertNum": certificate.number,
        "appPan": certificate.deductee_pan,
        "tan": tan,
        "taxYear": certificate.year,
        "sectionCode": certificate.section,
        "natureOfPayment": certificate.nature,
        "certificateRate": float(certificate.rate),
        "certificateAmount": float(certificate.limit),
        "amountConsumed": float(certificate.consumed),
        "balanceAvailable": float(certificate.limit - certificate.consumed),
        "issueDate": certificate.issued_on.isoformat(),
        "validityStartDate": certificate.valid_from.isoformat(),
        "validityEndDate": certificate.valid_to.isoformat(),
        "activeFlag": "A" if certificate.is_active else "N",
        "insertTimestamp": f"{certificate.issued_on.isoformat()}T10:15:00.000+05:30",
        "updateTimestamp": f"{certificate.issued_on.isoformat()}T10:15:00.000+05:30",
    }


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")
