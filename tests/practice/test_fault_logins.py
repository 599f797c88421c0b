"""Each fault of a login, and how rules count."""

import base64
from collections.abc import Callable

import httpx
import pytest

from tdsxl.practice.faults import Fault, Faults
from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tests.practice.conftest import SignIn

pytestmark = pytest.mark.fault
Call = Callable[[Practice], httpx.Client]


def itportal_login(client: httpx.Client, person: Person) -> list[str]:
    step = {"entity": person.tan, "serviceName": "wLoginService"}
    first = client.post("/iec/loginapi/login", json=step).json()
    secret = base64.b64encode(person.itportal_password.encode()).decode()
    body = first | {"pass": secret, "serviceName": "loginService"}
    return [m["code"] for m in client.post("/iec/loginapi/login", json=body).json()["messages"]]


def traces_login(client: httpx.Client, person: Person) -> dict[str, object]:
    captcha = client.get("/loginservice/api/auth/generateCaptcha").json()
    png = base64.b64decode(captcha["image"].partition(",")[2])
    body = {
        "userId": person.tan,
        "userType": "Deductor",
        "password": person.traces_password,
        "captcha": client.post("/practice/captcha", content=png).text,
        "captchaId": captcha["id"],
    }
    reply: dict[str, object] = client.post("/loginservice/api/auth/login", json=body).json()
    return reply


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (Fault.WRONG_PASSWORD, ["EF00027"]),
        (Fault.LOCKED, ["EF00030"]),
        (Fault.PASSWORD_EXPIRED, ["EF00041"]),
        (Fault.SIGNED_IN, ["EF00177"]),
        (Fault.OTP, []),
    ],
)
def test_the_it_portal_refuses_a_right_password(
    practice: Practice, caller: Call, fault: Fault, codes: list[str]
) -> None:
    """The fault strikes one client once; the next login goes well."""
    person, other = practice.people[0], practice.people[1]
    practice.faults.add(fault, tan=person.tan, times=1)
    client = caller(practice)
    assert itportal_login(client, other) == ["EF00000"]
    assert [itportal_login(client, person), itportal_login(client, person)] == [codes, ["EF00000"]]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.CAPTCHA_WRONG, "CPT401"),
        (Fault.WRONG_PASSWORD, "LGN1003"),
        (Fault.LOCKED, "LGN1005"),
        (Fault.PASSWORD_EXPIRED, "LGN1007"),
        (Fault.OTP, None),
    ],
)
def test_traces_refuses_a_right_login(practice: Practice, caller: Call, fault: Fault, code: str | None) -> None:
    """The fault strikes the second login of a client alone."""
    practice.faults.add(fault, route="traces.*", after=1, times=1)
    client = caller(practice)
    replies = [traces_login(client, practice.people[0]) for _ in range(3)]
    assert [reply["isAuthenticated"] for reply in replies] == [True, False, True]
    assert replies[1].get("errorCode") == code


def test_letters_stay_empty_for_longer(practice: Practice, at_itportal: SignIn) -> None:
    """The letter comes at the fourth try."""
    person = practice.people[0]
    client = at_itportal(practice, person)
    box = {"pan": person.tan, "prcdngStatusFlag": "FYA", "prcdngTypeFlag": "self"}
    paging = {"pageConfig": {"pageNo": 1, "pageSize": 50}}
    url = "/iec/returnservicesapi/auth/getEntity"
    listed = client.post(url, json=box | paging | {"serviceName": "eProceedingsPaginatedService"}).json()
    ident = listed["eProceedingPaginatedRequests"][0]["proceedingReqId"]
    notices = client.post(url, json={"serviceName": "eProceedingDetailsService", "proceedingReqId": ident}).json()
    practice.faults.add(Fault.EMPTY_LETTER, times=2)
    asked = {"serviceName": "noticeletterpdf", "headerSeqNo": notices[0]["headerSeqNo"]}
    url = "/iec/returnservicesapi/auth/saveEntity"
    assert [bool(client.post(url, json=asked).json()["docMap"]) for _ in range(4)] == [False, False, False, True]


def test_a_rule_counts_its_own_moments() -> None:
    """It strikes after some, a number of times, for its client and routes only."""
    faults = Faults(("traces.login", "traces.page.dedinbox"))
    faults.add("slow", tan="ABCD12345E", route="traces.page.*", after=1, times=2)
    page = [bool(faults.due((Fault.SLOW,), tan="ABCD12345E", route="traces.page.dedinbox")) for _ in range(5)]
    assert page == [False, True, True, False, False]
    assert faults.due((Fault.SLOW,), tan="ABCD12345F", route="traces.page.dedinbox") is None
    assert faults.due((Fault.SLOW,), tan="ABCD12345E", route="traces.login") is None
    assert faults.due((Fault.RESET,), tan="ABCD12345E", route="traces.page.dedinbox") is None


def test_an_unknown_fault_or_route_is_refused(lent: Practice) -> None:
    """A misspelt switch would strike nothing and prove nothing."""
    with pytest.raises(ValueError, match="slwo"):
        lent.faults.add("slwo")
    with pytest.raises(ValueError, match="chalans"):
        lent.faults.add("slow", route="traces.chalans")
