"""Captcha and login at TRACES, request by request (reference §3.1, §3.2)."""

import base64
import json
import traceback

import pytest

from tdsxl.challenges import Captcha, NotTaken, SendSecret
from tdsxl.errors import (
    AccountLocked,
    LoginNotUnderstood,
    OtpNeeded,
    PortalError,
    Refused,
    Unavailable,
    Waiting,
    WrongClient,
)
from tdsxl.portals.base import Reply
from tdsxl.portals.traces.pages.login import login_answer
from tests.portals.traces.scripted import GATEWAY, PASSWORD, PICTURE, TAN, TOKENS, Visit, answer, followed, html

IMAGE = b"\x89PNG picture"
SITE = {
    "Accept": "application/json",
    "Origin": "https://traces.tdscpc.gov.in",
    "Referer": "https://traces.tdscpc.gov.in/",
}
WRONG = answer({"isAuthenticated": False, "errorCode": "CPT401", "message": "Invalid"}, status=403)


def refusal(message: str, code: str = "AUTH001", status: int = 403) -> Reply:
    return answer({"isAuthenticated": False, "errorCode": code, "message": message}, status=status)


def token(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{payload}.c2ln"


def granted(access: str) -> Reply:
    return answer({"isAuthenticated": True, "authTokenDto": {"accessToken": access, "refreshToken": "r"}})


def test_a_picture_and_a_password_do_not_come_late_to_their_turn() -> None:
    """The account's own gap is over before a turn among all accounts is asked for, or two turns would be too close."""
    visit = Visit(answer(PICTURE), answer(PICTURE), answer(TOKENS))
    followed(visit.session.login(), "", "aB3dE6")
    assert visit.wire.rested_after == [0, 1, 2]


def test_a_login_sends_the_documented_body_once() -> None:
    """Picture, question, permission to send, one POST: nothing else."""
    visit = Visit(answer(PICTURE), answer(TOKENS))
    challenges, profile = followed(visit.session.login(), " aB3dE6\n")
    assert challenges == [Captcha(IMAGE), SendSecret()]
    assert profile.tan == TAN
    captcha, login = visit.wire.asked
    assert (captcha.method, captcha.url) == ("GET", f"{GATEWAY}/loginservice/api/auth/generateCaptcha")
    assert captcha.headers == SITE
    assert (login.method, login.url) == ("POST", f"{GATEWAY}/loginservice/api/auth/login")
    assert login.headers == {**SITE, "Content-Type": "application/json"}
    assert login.json == {
        "userId": "AAAA00000A",
        "userType": "Deductor",
        "subUserPanId": "",
        "password": PASSWORD,
        "captcha": "aB3dE6",
        "captchaId": "c0ffee-1",
    }


def test_a_sub_user_is_named_by_pan() -> None:
    """The PAN of a sub-user goes along with the TAN."""
    visit = Visit(answer(PICTURE), answer(TOKENS), sub_user="AAAPA0000A")
    followed(visit.session.login(), "aB3dE6")
    body = visit.wire.asked[-1].json
    assert isinstance(body, dict)
    assert body["subUserPanId"] == "AAAPA0000A"


def test_an_empty_answer_fetches_another_picture() -> None:
    """A picture nobody can read is replaced before the password is asked for; pictures keep their distance."""
    visit = Visit(answer(PICTURE), answer({**PICTURE, "id": "c0ffee-2"}), answer(TOKENS))
    challenges, _ = followed(visit.session.login(), "", "aB3dE6")
    assert challenges == [Captcha(IMAGE), Captcha(IMAGE), SendSecret()]
    assert visit.waits == [0, pytest.approx(1.5, abs=0.2)]


def test_pictures_end_somewhere() -> None:
    """Ten pictures without a word set the client aside."""
    visit = Visit(*[answer(PICTURE)] * 10)
    with pytest.raises(Waiting):
        followed(visit.session.login(), *[""] * 10)


@pytest.mark.parametrize(
    "wrong",
    [
        WRONG,
        refusal("no", code="cpt400", status=400),
        refusal("no", code="CPT403", status=200),
        refusal("Captcha expired"),
        refusal("Please enter valid Verification Code", status=401),
        refusal("Text does not match with image"),
        refusal("Invalid captcha. Account will be locked after 3 attempts."),
    ],
)
def test_a_wrong_captcha_is_no_refusal(wrong: Reply) -> None:
    """The gate is told that nothing was taken, and the next picture says that the text was wrong."""
    visit = Visit(answer(PICTURE), wrong, answer(PICTURE), answer(TOKENS))
    challenges, _ = followed(visit.session.login(), "xxxxxx", "aB3dE6")
    assert challenges == [
        Captcha(IMAGE),
        SendSecret(),
        NotTaken("captcha"),
        Captcha(IMAGE, again=True),
        SendSecret(),
    ]


def test_a_third_wrong_captcha_is_the_last() -> None:
    """The password leaves three times at most."""
    visit = Visit(*[answer(PICTURE), WRONG] * 3)
    with pytest.raises(Waiting):
        followed(visit.session.login(), *["xxxxxx"] * 3)
    assert [asked.method for asked in visit.wire.asked] == ["GET", "POST"] * 3


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (refusal("Invalid TAN or password"), Refused, "`Invalid TAN or password`"),
        (refusal("Invalid password. Account will be locked after 2 attempts"), Refused, "will be locked"),
        (refusal(""), Refused, "`AUTH001`"),
        (refusal("User account is locked for 1 hour"), AccountLocked, "is locked"),
        (refusal("Your password has expired"), Refused, "has expired"),
        (refusal("Invalid password. Reset it with an OTP."), Refused, "Reset it"),
        (answer({"isAuthenticated": False, "message": "OTP sent"}), OtpNeeded, "second factor"),
        (answer({"isAuthenticated": False}), Refused, "no reason given"),
        (html("<h1>Something new</h1>"), LoginNotUnderstood, "not recognised"),
        (html("<form id='loginForm'></form>"), LoginNotUnderstood, "not recognised"),
        (answer({"status": "OK"}), LoginNotUnderstood, "not recognised"),
        (answer({"isAuthenticated": "yes"}), LoginNotUnderstood, "not recognised"),
        (answer({"isAuthenticated": True}), LoginNotUnderstood, "not recognised"),
        (answer({"isAuthenticated": True, "authTokenDto": {"accessToken": "a"}}), LoginNotUnderstood, "not recognised"),
        (answer([1]), LoginNotUnderstood, "not recognised"),
        (Reply("", 200, {}, b'{"isAuthenticated": tr'), LoginNotUnderstood, "not recognised"),
        (
            html("", status=302, location="https://traces.tdscpc.gov.in/auth/terms"),
            LoginNotUnderstood,
            "not recognised",
        ),
        (html("Site is under maintenance"), Unavailable, "technical problem"),
        (html("Request Rejected", status=403), Unavailable, "technical problem"),
        (answer({"status": 500}, status=500), Unavailable, "technical problem"),
    ],
)
def test_an_answer_to_a_login_is_judged_once(reply: Reply, error: type[PortalError], words: str) -> None:
    """Whatever is no wrong captcha ends the login, in the portal's words, without a second try."""
    visit = Visit(answer(PICTURE), reply)
    with pytest.raises(PortalError) as caught:
        followed(visit.session.login(), "aB3dE6")
    assert type(caught.value) is error
    assert words in caught.value.message
    assert len(visit.wire.asked) == 2


@pytest.mark.parametrize(
    "access",
    ["opaque", "a.b.c", "a.!.c", token(exp=1, preferred_username="aaaa00000a"), token(realm={"roles": ["DEDUCTOR"]})],
)
def test_a_token_without_another_tan_is_taken(access: str) -> None:
    """A token that cannot be read says nothing; small letters are the same TAN."""
    followed(Visit(answer(PICTURE), granted(access)).session.login(), "aB3dE6")


def test_a_token_of_another_tan_is_refused() -> None:
    """What the token claims, at any depth, is the first proof of whose account it is."""
    visit = Visit(answer(PICTURE), granted(token(user={"ids": ["BBBB11111B"]})))
    with pytest.raises(WrongClient):
        followed(visit.session.login(), "aB3dE6")


def test_no_error_of_a_login_holds_the_password_or_a_token() -> None:
    """Neither message nor traceback gives a secret away."""
    visit = Visit(answer(PICTURE), answer({"isAuthenticated": 1, "password": PASSWORD}))
    with pytest.raises(Refused) as caught:
        followed(visit.session.login(), "aB3dE6")
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert "access-1" not in repr(login_answer(answer(TOKENS), tan=TAN))
