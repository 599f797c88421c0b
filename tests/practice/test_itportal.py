"""The practice IT portal against the request examples of the reference."""

import base64
from collections.abc import Callable
from datetime import datetime

import httpx

from tdsxl.practice.people import NEEDS_OTP, SIGNED_IN, Person
from tdsxl.practice.server import Practice
from tdsxl.practice.world.challans import challans
from tdsxl.practice.world.proceedings import proceedings
from tdsxl.practice.world.statements import statements
from tests.practice.conftest import SignIn

LOGIN = "/iec/loginapi/login"
SAVE = "/iec/servicesapi/auth/saveEntity"
HISTORY = "/iec/paymentapi/auth/challan/paymenthistory"
DETAILS = "/iec/paymentapi/auth/challan/paymentdetails"
GET_ENTITY = "/iec/returnservicesapi/auth/getEntity"
SAVE_ENTITY = "/iec/returnservicesapi/auth/saveEntity"
Call = Callable[[Practice], httpx.Client]


def step_one(client: httpx.Client, tan: str) -> dict[str, object]:
    body = {"entity": tan, "serviceName": "wLoginService"}
    reply: dict[str, object] = client.post(LOGIN, json=body, headers={"sn": "wLoginService"}).json()
    return reply


def step_two(client: httpx.Client, first: dict[str, object], secret: str) -> httpx.Response:
    coded = base64.b64encode(secret.encode()).decode()
    return client.post(LOGIN, json=first | {"pass": coded, "serviceName": "loginService"})


def code(reply: httpx.Response) -> str:
    return str(reply.json()["messages"][0]["code"])


def asked_history(person: Person, act: str, *, page: int = 0, size: int = 50) -> dict[str, object]:
    return {
        "header": {"formName": "PO-03-PYMNT"},
        "formData": {
            "pan": person.tan,
            "actType": act,
            "loggedInUserID": person.tan,
            "loggedInUserType": "TDS",
            "pageNumber": page,
            "pageSize": size,
        },
    }


def asked_proceedings(person: Person, box: str) -> dict[str, object]:
    return {
        "serviceName": "eProceedingsPaginatedService",
        "pan": person.tan,
        "prcdngStatusFlag": box,
        "prcdngTypeFlag": "self",
        "pageConfig": {"pageSize": 50, "pageNo": 1, "searchTerm": "", "sortBy": "createdDt", "filters": {}},
        "header": {"formName": "FO-041_PCDNG"},
    }


def test_login_takes_two_steps_and_sets_both_cookies(shared: Practice, at_itportal: SignIn) -> None:
    """A right password opens a session with AuthToken and a cookie named by 32 hex digits."""
    client = at_itportal(shared, shared.people[0])
    assert {len(name) for name in client.cookies if name != "AuthToken"} == {32}
    assert client.post("/iec/loginapi/auth/extendSession", json={"userId": "x"}).json()["successFlag"] is True


def test_a_stranger_is_told_so_with_status_200(shared: Practice, caller: Call) -> None:
    """An unknown user id gets EF00035."""
    client = caller(shared)
    assert code(client.post(LOGIN, json={"entity": "ABCD12345E", "serviceName": "wLoginService"})) == "EF00035"


def test_a_req_id_is_good_for_one_password(shared: Practice, caller: Call) -> None:
    """The second use of a reqId is not authenticated, right password or not."""
    client, person = caller(shared), shared.people[12]
    first = step_one(client, person.tan)
    assert code(step_two(client, first, "wrong")) == "EF00027"
    assert code(step_two(client, first, person.itportal_password)) == "EF500023"


def test_a_password_sent_too_soon_is_not_authenticated(caller: Call) -> None:
    """Between the steps lies a pause."""
    with Practice(clients=1, step_pause=5.0) as slow:
        client, person = caller(slow), slow.people[0]
        assert code(step_two(client, step_one(client, person.tan), person.itportal_password)) == "EF500023"


def test_a_wrong_password_is_an_info_and_five_lock(practice: Practice, caller: Call) -> None:
    """After five wrong passwords the right one is refused with a text about the lock; the log knows them all."""
    client, person = caller(practice), practice.people[0]
    for _ in range(5):
        reply = step_two(client, step_one(client, person.tan), "wrong").json()
        assert (reply["messages"][0]["code"], reply["messages"][0]["type"]) == ("EF00027", "INFO")
    locked = step_two(client, step_one(client, person.tan), person.itportal_password).json()
    assert "LOCKED" in locked["messages"][0]["desc"]
    assert [login.was_right for login in practice.log.logins] == [False] * 5 + [True]


def test_both_ways_of_taking_over_are_accepted(practice: Practice, caller: Call, at_itportal: SignIn) -> None:
    """A session elsewhere is EF00177; remark Continue ends it, by flags or by the password again."""
    person = next(p for p in practice.people if SIGNED_IN in p.traits)
    newer = {"otpGenerationFlag": "true", "otpValdtnFlg": "true", "passValdtnFlg": "true", "pass": None}
    older = {
        "pass": base64.b64encode(person.itportal_password.encode()).decode(),
        "aadhaarLinkedWithUserId": "Y",
        "userType": "IND",
        "lastLoginSuccessFlag": "true",
    }
    for variant in (newer, older):
        client = caller(practice)
        refused = step_two(client, step_one(client, person.tan), person.itportal_password)
        assert code(refused) == "EF00177"
        assert "AuthToken" not in client.cookies
        body = refused.json() | variant | {"remark": "Continue", "serviceName": "loginService"}
        assert code(client.post(LOGIN, json=body)) == "EF00000"
        assert "AuthToken" in client.cookies


def test_a_second_factor_gives_neither_cookie_nor_code(shared: Practice, caller: Call) -> None:
    """The client that needs an OTP gets an answer without a message."""
    person = next(p for p in shared.people if NEEDS_OTP in p.traits)
    client = caller(shared)
    reply = step_two(client, step_one(client, person.tan), person.itportal_password)
    assert reply.json()["messages"] == []
    assert not client.cookies


def test_logging_out_ends_the_session(practice: Practice, at_itportal: SignIn) -> None:
    """After log-out JSON calls get the sign-in page and documents 401; a fresh login is not a second one."""
    person = practice.people[0]
    client = at_itportal(practice, person)
    assert practice.log.open_sessions["itportal"] == 1
    client.post(LOGIN, json={"serviceName": "logoutService", "entity": person.tan, "userType": "TDS"})
    lost = client.post(HISTORY, json=asked_history(person, "O"))
    assert (lost.status_code, lost.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert client.get("/iec/document/NL1").status_code == 401
    assert practice.log.open_sessions["itportal"] == 0
    at_itportal(practice, person)


def test_the_profile_carries_tan_and_name(shared: Practice, at_itportal: SignIn) -> None:
    """The profile says who is signed in."""
    person = shared.people[1]
    client = at_itportal(shared, person)
    reply = client.post(SAVE, json={"serviceName": "userProfileService", "userId": person.tan}).json()
    assert (reply["userId"], reply["orgName"], reply["pan"]) == (person.tan, person.name.upper(), person.pan)


def test_challans_of_both_acts_are_disjoint_and_whole(shared: Practice, at_itportal: SignIn) -> None:
    """The lists of both Acts together are all challans of the world, page by page."""
    person = shared.people[2]
    client = at_itportal(shared, person)
    found: dict[str, list[str]] = {}
    for act in ("O", "N"):
        first = client.post(HISTORY, json=asked_history(person, act, size=5)).json()["paymentList"]
        pages = [
            client.post(HISTORY, json=asked_history(person, act, page=page, size=5)).json()["paymentList"]["content"]
            for page in range(first["totalPages"])
        ]
        found[act] = [row["cin"] for page in pages for row in page]
        assert len(found[act]) == first["totalElements"]
    assert found["O"]
    assert found["N"]
    assert set(found["O"] + found["N"]) == {c.cin for c in challans(person, shared.day)}


def test_a_row_of_the_history_is_as_the_reference_prints_it(shared: Practice, at_itportal: SignIn) -> None:
    """Keys, formats and the whole-rupee amount of a paid challan."""
    client = at_itportal(shared, shared.people[0])
    row = client.post(HISTORY, json=asked_history(shared.people[0], "O")).json()["paymentList"]["content"][0]
    assert {"cin", "crn", "brnNum", "assessmentYear", "paymentType", "minorHead", "tileId"} <= set(row)
    assert row["cin"][:14] == row["crn"]
    assert isinstance(row["amount"], int)
    assert datetime.strptime(row["paymentTime"], "%d-%b-%Y %H:%M:%S").year >= 2022


def test_payments_need_the_profile_first(shared: Practice, caller: Call) -> None:
    """Before userProfileService the payment history fails with successFlag false."""
    person = shared.people[13]
    client = caller(shared)
    step_two(client, step_one(client, person.tan), person.itportal_password)
    assert client.post(HISTORY, json=asked_history(person, "O")).json()["successFlag"] is False


def test_paging_belongs_into_form_data(shared: Practice, at_itportal: SignIn) -> None:
    """A page number outside formData is PMT9001."""
    person = shared.people[0]
    client = at_itportal(shared, person)
    body = asked_history(person, "O")
    assert code(client.post(f"{HISTORY}?pageNum=0&size=10000", json=body)) == "PMT9001"
    form = body["formData"]
    assert isinstance(form, dict)
    outside = {"header": {}, "pageNumber": form.pop("pageNumber"), "pageSize": 50, "formData": form}
    assert code(client.post(HISTORY, json=outside)) == "PMT9001"


def test_details_have_one_code_under_the_old_act_and_several_under_the_new(
    shared: Practice, at_itportal: SignIn
) -> None:
    """The lines of a challan add up to the amount of the list."""
    person = shared.people[1]
    client = at_itportal(shared, person)
    several = 0
    for challan in challans(person, shared.day)[:20]:
        body = {"header": {}, "formData": {"cin": challan.cin, "entityNum": person.tan}}
        found = client.post(DETAILS, json=body).json()["challanDetails"]
        lines = found.get("secDetails", [found])
        assert sum(line["totalAmt"] for line in lines) == challan.total
        assert (found["bsrCode"], found["challanNum"]) == (challan.bsr_code, challan.serial)
        several += len(lines) > 1
    assert several


def test_filed_statements_need_sn_and_text_paging(shared: Practice, at_itportal: SignIn) -> None:
    """Without the header sn the firewall answers; numbers in place of text are refused."""
    person = shared.people[0]
    client = at_itportal(shared, person)
    body = {"serviceName": "viewFiledForms", "entityNum": person.tan}
    assert "Request Rejected" in client.post(SAVE, json=body).text
    client.headers["sn"] = "viewFiledForms"
    numbers = body | {"formTypeCd": "F26Q", "currentPage": 0, "pageSize": 5}
    assert "forms" not in client.post(SAVE, json=numbers).json()


def test_filed_statements_are_listed_form_by_form(shared: Practice, at_itportal: SignIn) -> None:
    """The catalogue leads to every statement that was filed here, both Acts, five by five."""
    person = shared.people[0]
    client = at_itportal(shared, person)
    client.headers["sn"] = "viewFiledForms"
    body = {"serviceName": "viewFiledForms", "entityNum": person.tan}
    catalogue = client.post(SAVE, json=body).json()
    forms = [form["formCd"] for form in catalogue["forms"] + catalogue["tyForms"]]
    assert {"F26Q", "T140"} <= set(forms)
    found: list[str] = []
    for form in forms:
        for page in range(20):
            asked = body | {"submitUserId": "", "formTypeCd": form, "currentPage": str(page), "pageSize": "5"}
            rows = client.post(SAVE, json=asked).json()["forms"]
            found += [row["tempAckNo"] for row in rows]
            if len(rows) < 5:
                break
    assert sorted(found) == sorted(s.token for s in statements(person, shared.day) if s.is_efiled)


def test_a_notice_leads_to_its_letter(shared: Practice, at_itportal: SignIn) -> None:
    """Proceeding, bare list of notices, letter (nothing the first time), PDF with a name that ends in .gz."""
    person = shared.people[0]
    client = at_itportal(shared, person)
    listed = client.post(GET_ENTITY, json=asked_proceedings(person, "FYA")).json()["eProceedingPaginatedRequests"]
    proceeding = {"proceedingReqId": listed[0]["proceedingReqId"], "pan": person.tan, "header": {}}
    notices = client.post(GET_ENTITY, json=proceeding | {"serviceName": "eProceedingDetailsService"}).json()
    assert isinstance(notices, list)
    asked = {"serviceName": "noticeletterpdf", "headerSeqNo": notices[0]["headerSeqNo"], "loggedInUserId": person.tan}
    assert client.post(SAVE_ENTITY, json=asked).json()["docMap"] == {}
    document = client.post(SAVE_ENTITY, json=asked).json()
    reply = client.get(f"/iec/document/{document['satDocId']}")
    assert (reply.content[:5], reply.content[-6:]) == (b"%PDF-", b"%%EOF\n")
    assert reply.headers["content-disposition"].endswith('.pdf.gz"')


def test_a_closed_proceeding_has_its_order(shared: Practice, at_itportal: SignIn) -> None:
    """The closure order of the box For Your Information can be fetched."""
    person = shared.people[0]
    client = at_itportal(shared, person)
    closed = next(p for p in proceedings(person, shared.day) if p.has_closure)
    listed = client.post(GET_ENTITY, json=asked_proceedings(person, "FYI")).json()["eProceedingPaginatedRequests"]
    assert closed.ident in [row["proceedingReqId"] for row in listed]
    asked = {"serviceName": "downloadClosureOrder", "procdngReqId": closed.ident, "loggedInUserId": person.tan}
    order = client.post(SAVE_ENTITY, json=asked).json()["satDocDetlList"][0]
    assert client.get(f"/iec/document/{order['satDocId']}").content.startswith(b"%PDF-")


def test_a_reply_already_given_is_told(shared: Practice, at_itportal: SignIn) -> None:
    """A notice that was replied to has a response, others have none."""
    person = shared.people[1]
    client = at_itportal(shared, person)
    notices = [n for p in proceedings(person, shared.day) for n in p.notices]
    for notice in notices:
        asked = {"serviceName": "itbaResponseService", "headerSeqNo": notice.ident, "pan": person.tan}
        assert bool(client.post(GET_ENTITY, json=asked).json()["respRemrkAttLst"]) is notice.is_replied
