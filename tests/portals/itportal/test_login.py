"""Login, take-over and logout at the IT portal, request by request (reference §2)."""

import base64
import traceback

import pytest

from tdsxl.challenges import NotTaken, SendSecret, TakeOver
from tdsxl.errors import (
    ActionNeeded,
    LoginNotUnderstood,
    PortalChanged,
    Refused,
    SessionLost,
    Stopped,
    Unavailable,
    WrongClient,
)
from tdsxl.portals.base import Reply
from tests.portals.itportal.scripted import FIRST, OPEN, PAGE, PASSWORD, PROFILE, TAN, Visit, followed

PASSWORD_BODY: dict[str, object] = {
    "errors": [],
    "reqId": "FOS000000000001",
    "entity": "ABCD12345E",
    "entityType": "User ID",
    "role": "TDS",
    "uidValdtnFlg": "true",
    "aadhaarMobileValidated": "false",
    "secAccssMsg": "",
    "secLoginOptions": "",
    "dtoService": "LOGIN",
    "exemptedPan": "false",
    "userConsent": "",
    "imgByte": None,
    "imagePath": None,
    "pass": "UGFzc3cwcmQhIQ==",
    "passValdtnFlg": None,
    "otpGenerationFlag": None,
    "otp": None,
    "otpValdtnFlg": None,
    "otpSourceFlag": None,
    "contactPan": None,
    "contactMobile": None,
    "contactEmail": None,
    "email": None,
    "mobileNo": None,
    "forgnDirEmailId": None,
    "serviceName": "loginService",
}
TOO_EARLY = {"messages": [{"code": "EF500023", "type": "ERROR", "desc": "Request is not authenticated"}]}
ELSEWHERE = {
    "header": None,
    "messages": [{"code": "EF00177", "type": "ERROR", "desc": "Session already active"}],
    "errors": [],
    "entity": TAN,
    "reqId": "FOS000000000001",
    "role": "TDS",
}


def _refusal(code: str) -> dict[str, object]:
    return {"messages": [{"code": code, "type": "INFO", "desc": "as the portal words it"}]}


def test_a_login_goes_through_page_user_id_password_and_profile() -> None:
    """Paths and bodies are those of the reference, to the letter."""
    visit = Visit(PAGE, FIRST, OPEN, PROFILE)
    challenges, profile = followed(visit.session.login())
    assert challenges == [SendSecret()]
    assert (profile.tan, profile.name) == (TAN, "PINE TOOLS PRIVATE LIMITED")
    assert [(asked.method, asked.path, asked.headers["sn"], asked.body) for asked in visit.wire.asked] == [
        ("GET", "/iec/foservices/", "NA", None),
        ("POST", "/iec/loginapi/login", "wLoginService", {"entity": TAN, "serviceName": "wLoginService"}),
        ("POST", "/iec/loginapi/login", "loginService", PASSWORD_BODY),
        (
            "POST",
            "/iec/servicesapi/auth/saveEntity",
            "userProfileService",
            {"serviceName": "userProfileService", "userId": TAN},
        ),
    ]
    assert visit.waits == [5.0]


def test_every_request_carries_the_portals_own_headers() -> None:
    """Origin and Referer name the official portal, wherever the request goes (§1.1)."""
    visit = Visit(PAGE, FIRST, OPEN, PROFILE)
    followed(visit.session.login())
    for asked in visit.wire.asked:
        assert asked.headers == {
            "Accept": "application/json, text/plain, */*",
            "Accept-Language": "en-US,en;q=0.9",
            "Cache-Control": "no-cache",
            "Origin": "https://eportal.incometax.gov.in",
            "Pragma": "no-cache",
            "Referer": "https://eportal.incometax.gov.in/iec/foservices/",
            "Sec-Fetch-Dest": "empty",
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Site": "same-origin",
            "sn": asked.headers["sn"],
        }


def test_every_pause_is_scaled_by_the_portals_file() -> None:
    """A practice portal may be quicker."""
    visit = Visit(PAGE, FIRST, OPEN, PROFILE, login_pause=0.5)
    followed(visit.session.login())
    assert visit.waits == [0.5]


def test_a_password_does_not_come_late_to_its_turn() -> None:
    """The account's own gap is over before the gate is asked, or two logins of a portal would be too close."""
    visit = Visit(PAGE, FIRST, OPEN, PROFILE)
    followed(visit.session.login())
    assert visit.wire.rested_after == [2]


def test_keys_that_the_portal_adds_go_back_with_the_password() -> None:
    """The second body is the first answer, whatever stands in it."""
    visit = Visit(PAGE, {**FIRST, "newKey": 1.5}, OPEN, PROFILE)
    followed(visit.session.login())
    assert visit.bodies[1] == {**PASSWORD_BODY, "newKey": 1.5}


def test_nothing_is_sent_when_the_gate_says_no() -> None:
    """The password leaves only after the gate let it go."""
    visit = Visit(PAGE, FIRST)
    flow = visit.session.login()
    assert next(flow) == SendSecret()
    with pytest.raises(Stopped):
        flow.throw(Stopped("stopped"))
    assert [asked.method for asked in visit.wire.asked] == ["GET", "POST"]
    assert visit.session.last_reply is visit.wire.last


def test_a_login_that_was_too_early_begins_anew_and_waits_longer() -> None:
    """Each try has a new request id and asks the gate again."""
    second, third = {**FIRST, "reqId": "FOS000000000002"}, {**FIRST, "reqId": "FOS000000000003"}
    visit = Visit(PAGE, FIRST, TOO_EARLY, second, TOO_EARLY, third, OPEN, PROFILE)
    challenges, _ = followed(visit.session.login())
    not_taken = NotTaken("not authenticated")
    assert challenges == [SendSecret(), not_taken, SendSecret(), not_taken, SendSecret()]
    assert visit.waits == [5.0, 10.0, 12.0]
    sent = [body["reqId"] for body in visit.bodies if isinstance(body, dict) and "pass" in body]
    assert sent == ["FOS000000000001", "FOS000000000002", "FOS000000000003"]


def test_a_login_is_begun_anew_at_most_twice() -> None:
    """Then the portal is unavailable; the password was not refused."""
    visit = Visit(PAGE, *(FIRST, TOO_EARLY) * 3)
    with pytest.raises(Unavailable):
        followed(visit.session.login())
    assert not visit.wire.answers


@pytest.mark.parametrize(("code", "error"), [("EF00027", Refused), ("EF12345", LoginNotUnderstood)])
def test_a_password_is_sent_once_when_it_is_refused_or_the_answer_is_unknown(code: str, error: type[Refused]) -> None:
    """And neither it nor what it is sent as stands in anything that is said or kept."""
    visit = Visit(PAGE, FIRST, _refusal(code))
    with pytest.raises(Refused) as caught:
        followed(visit.session.login())
    assert type(caught.value) is error
    assert len(visit.bodies) == 2
    said = "".join(traceback.format_exception(caught.value)) + repr(vars(visit.session))
    assert PASSWORD not in said
    assert base64.b64encode(PASSWORD.encode()).decode() not in said


def test_an_expired_password_is_named_and_no_other_is_offered() -> None:
    """It counts as refused; setting a new one is the user's business."""
    expired = {"messages": [{"code": "EF00041", "type": "ERROR", "desc": "Your password has expired."}]}
    visit = Visit(PAGE, FIRST, expired)
    with pytest.raises(Refused, match="password has expired") as caught:
        followed(visit.session.login())
    assert (type(caught.value), len(visit.bodies)) == (Refused, 2)


@pytest.mark.parametrize("code", ["EF00035", "EF00036"])
def test_no_password_is_sent_for_a_user_the_portal_does_not_know(code: str) -> None:
    """The user id alone is refused."""
    visit = Visit(PAGE, _refusal(code))
    with pytest.raises(Refused):
        followed(visit.session.login())
    assert len(visit.bodies) == 1


def test_an_account_signed_in_elsewhere_is_left_alone_unless_told_otherwise() -> None:
    """No answer is no."""
    visit = Visit(PAGE, FIRST, ELSEWHERE)
    with pytest.raises(ActionNeeded, match="signed in elsewhere"):
        followed(visit.session.login())
    visit.session.logout()
    assert len(visit.bodies) == 2


def test_a_take_over_sends_the_portals_own_answer_back_without_the_password() -> None:
    """The newer of the two ways (§2.5)."""
    visit = Visit(PAGE, FIRST, ELSEWHERE, OPEN, PROFILE)
    challenges, _ = followed(visit.session.login(), take_over="yes")
    assert challenges == [SendSecret(), NotTaken("signed in elsewhere"), TakeOver()]
    assert visit.wire.asked[3].headers["sn"] == "loginService"
    assert visit.bodies[2] == {
        "errors": [],
        "entity": TAN,
        "reqId": "FOS000000000001",
        "role": "TDS",
        "pass": None,
        "otpGenerationFlag": "true",
        "otpValdtnFlg": "true",
        "passValdtnFlg": "true",
        "remark": "Continue",
        "serviceName": "loginService",
    }
    assert visit.waits == [5.0, 4.0]


def test_a_take_over_names_the_user_where_the_portals_answer_does_not() -> None:
    """An answer that is nothing but its message says neither whose login nor which."""
    visit = Visit(PAGE, FIRST, {"messages": ELSEWHERE["messages"]}, OPEN, PROFILE)
    followed(visit.session.login(), take_over="yes")
    assert isinstance(visit.bodies[2], dict)
    assert {key: visit.bodies[2][key] for key in ("entity", "reqId")} == {"entity": TAN, "reqId": "FOS000000000001"}
    assert visit.bodies[2]["pass"] is None


@pytest.mark.parametrize("answer", [ELSEWHERE, TOO_EARLY])
def test_a_take_over_is_tried_once(answer: object) -> None:
    """Two programs do not throw each other out in turn."""
    visit = Visit(PAGE, FIRST, ELSEWHERE, answer)
    with pytest.raises(ActionNeeded):
        followed(visit.session.login(), take_over="yes")


def test_logout_names_the_user_type_of_the_login() -> None:
    """Once; there is nothing to leave after that."""
    visit = Visit(PAGE, FIRST, {**OPEN, "userType": "TDX"}, PROFILE, {})
    followed(visit.session.login())
    visit.session.logout()
    visit.session.logout()
    visit.session.close()
    assert visit.wire.asked[-1].path == "/iec/loginapi/login"
    assert visit.wire.asked[-1].headers["sn"] == "logoutService"
    assert visit.bodies[3:] == [{"serviceName": "logoutService", "entity": TAN, "userType": "TDX"}]


@pytest.mark.parametrize(
    "answers",
    [({**OPEN, "entity": "WXYZ98765K"},), (OPEN, {**PROFILE, "userId": "WXYZ98765K"})],
    ids=["login", "profile"],
)
def test_another_clients_account_is_refused_and_left(answers: tuple[object, ...]) -> None:
    """The session that was opened is closed again, whoever's it is."""
    visit = Visit(PAGE, FIRST, *answers, {})
    with pytest.raises(WrongClient):
        followed(visit.session.login())
    visit.session.logout()
    assert visit.wire.asked[-1].headers["sn"] == "logoutService"


def test_a_login_answered_by_a_strange_page_before_the_password_is_a_changed_portal() -> None:
    """No secret has left, so nothing is refused."""
    visit = Visit(PAGE, Reply("", 200, {}, b"<html>Hello</html>"))
    with pytest.raises(PortalChanged):
        followed(visit.session.login())


def test_a_session_lost_right_after_the_login_is_told_so() -> None:
    """The profile is the first page that needs the cookies."""
    visit = Visit(PAGE, FIRST, OPEN, Reply("", 401, {}, b""))
    with pytest.raises(SessionLost):
        followed(visit.session.login())
