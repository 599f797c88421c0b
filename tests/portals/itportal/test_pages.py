"""Recorded replies of the IT portal, each read as its `expected.json` says."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tdsxl.errors import (
    AccountLocked,
    LoginNotUnderstood,
    OtpNeeded,
    PortalChanged,
    PortalError,
    Refused,
    SessionLost,
    Unavailable,
    Unsafe,
    WrongClient,
)
from tdsxl.portals.base import Reply
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages import documents, login, payments, proceedings, statements
from tdsxl.portals.itportal.pages.paging import Page, whole
from tdsxl.portals.itportal.pages.payments import Payment
from tdsxl.portals.itportal.pages.proceedings import Proceeding
from tdsxl.portals.judging import objects
from tdsxl.values import Act, Tan
from tests.portals.replies import Case, cases, plain, prove

TAN = Tan("ABCD12345E")
CASES = cases("itportal")
FULL = [case for case in CASES if case.name == "full" and case.page not in ("document", "user_id", "password")]
# A head that "may be present" (§4), and the one file of a letter, without which it is not ready.
MAY_BE_GONE = {"majorHead", "900100"}
PDF = b"%PDF-1.4\ntrailer\n%%EOF\n"


def _payment(case: Case) -> Payment:
    return Payment(
        act=_act(case),
        cin="26060700001234KKBK",
        crn="26060700001234",
        assessment_year=None,
        major_head=None,
        minor_head="200",
        amount=Decimal(25000),
        paid_on=date(2026, 6, 7),
        bank_reference="1234567890",
    )


def _act(case: Case) -> Act:
    return next(act for act, code in urls.ACTS.items() if code == case.given["act"])


def _proceeding(case: Case) -> Proceeding:
    return Proceeding(
        id=100200300,
        name="Proceeding u/s 201",
        box="Action required",
        year="2024-25",
        status="Open",
        has_notices=case.given.get("notices") != "0",
        has_closure_order="order" in case.given,
    )


READERS: dict[str, Callable[[Case], object]] = {
    "user_id": lambda case: login.user_id_echo(case.reply, TAN),
    "password": lambda case: login.password_answer(case.reply, TAN, {}),
    "profile": lambda case: login.profile(case.reply, TAN),
    "payments": lambda case: payments.payments(case.reply, TAN, _act(case)),
    "challan": lambda case: payments.challan(case.reply, TAN, _payment(case)),
    "filed_forms": lambda case: statements.filed_forms(case.reply, TAN),
    "statements": lambda case: statements.statements(case.reply, TAN, case.given["code"]),
    "proceedings": lambda case: proceedings.proceedings(case.reply, TAN, case.given["flag"]),
    "notices": lambda case: proceedings.notices(case.reply, TAN, _proceeding(case)),
    "letter": lambda case: proceedings.letter(case.reply, TAN),
    "closure_orders": lambda case: proceedings.closure_orders(case.reply, TAN, _proceeding(case)),
    "document": lambda case: documents.document(case.reply, "DIN-1", "SCN.pdf", cap=1000),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_recorded_reply_is_read_as_expected(case: Case) -> None:
    """Records or error are those of `expected.json`."""
    prove(case, READERS[case.page])


@pytest.mark.parametrize("page", READERS)
def test_every_page_has_a_full_an_empty_and_a_changed_reply(page: str) -> None:
    """A reader without all three is not proven."""
    kinds = {case.name.partition("_")[0] for case in CASES if case.page == page}
    assert {"full", "empty", "changed"} <= kinds


@pytest.mark.parametrize("case", FULL, ids=str)
def test_a_key_that_is_read_is_missed_when_it_is_gone(case: Case) -> None:
    """Without any one key a reply is read the same or is a changed portal; never are other records made of it."""
    for body in _changed_bodies(case, lambda holder, key: holder.pop(key)):
        try:
            read = READERS[case.page](_with_body(case, body))
        except PortalChanged:
            continue
        assert plain(read) == case.records


@pytest.mark.parametrize("case", FULL, ids=str)
def test_a_value_of_another_type_ends_as_a_portal_error_or_is_not_used(case: Case) -> None:
    """No retyped value brings down the reader with an error of Python."""
    for body in _changed_bodies(case, _retype):
        with suppress(PortalError):
            READERS[case.page](_with_body(case, body))


def _with_body(case: Case, body: bytes) -> Case:
    return replace(case, reply=replace(case.reply, body=body))


def _retype(holder: dict[str, object], key: str) -> None:
    holder[key] = str(holder[key]) if isinstance(holder[key], int) else 3.5


def _changed_bodies(case: Case, change: Callable[[dict[str, object], str], object]) -> Iterator[bytes]:
    value = json.loads(case.reply.body)
    for holder in objects(value):
        before = dict(holder)
        for key in before.keys() - MAY_BE_GONE:
            change(holder, key)
            yield json.dumps(value).encode()
            holder.clear()
            holder.update(before)


def test_new_keys_are_logged_by_name_and_never_by_value(caplog: pytest.LogCaptureFixture) -> None:
    """What the portal adds is noticed; what it says of the client stays out of the log."""
    row = {"formCd": "F26Q", "formName": "26Q", "formDesc": "", "newKey": "confidential"}
    reply = _json({"forms": [row], "tyForms": []})
    with caplog.at_level(logging.WARNING):
        assert len(statements.filed_forms(reply, TAN)) == 1
    assert "newKey" in caplog.text
    assert "confidential" not in caplog.text


def test_a_key_of_the_reference_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Documented keys that are not used are no news."""
    for case in FULL:
        READERS[case.page](case)
    assert not caplog.text


def test_text_with_lone_surrogates_can_be_stored() -> None:
    """A half character becomes U+FFFD, so that no file chokes on it."""
    reply = Reply("", 200, {}, b'{"userId": "ABCD12345E", "orgName": "Pine \\ud800 Tools "}')
    assert login.profile(reply, TAN).name == "Pine \ufffd Tools"


def test_a_document_packed_after_all_is_unpacked() -> None:
    """The name says gz; where the bytes are, too, the PDF inside is kept."""
    assert documents.document(_file(gzip.compress(PDF)), "DIN-1", "a.pdf", cap=1000).content == PDF


@pytest.mark.parametrize("kept", range(2, len(gzip.compress(PDF, mtime=0))))
def test_a_packed_document_that_is_cut_is_never_kept(kept: int) -> None:
    """Cut at any byte, it is refused."""
    with pytest.raises((Unavailable, PortalChanged)):
        documents.document(_file(gzip.compress(PDF, mtime=0)[:kept]), "DIN-1", "a.pdf", cap=1000)


def test_a_packed_document_larger_than_the_cap_is_refused() -> None:
    """A bomb is left packed."""
    bomb = gzip.compress(b"%PDF" + bytes(1_000_000))
    with pytest.raises(Unsafe, match="larger"):
        documents.document(_file(bomb), "DIN-1", "a.pdf", cap=1000)


def test_a_document_that_is_not_gzip_behind_its_mark_is_refused() -> None:
    """Two right bytes do not make a file."""
    with pytest.raises(PortalChanged):
        documents.document(_file(b"\x1f\x8bnothing"), "DIN-1", "a.pdf", cap=1000)


def test_a_firewall_page_asks_for_a_quarter_of_an_hour() -> None:
    """The reference asks for fifteen minutes of rest."""
    with pytest.raises(Unavailable) as caught:
        statements.filed_forms(Reply("", 200, {}, b"<html>Request Rejected</html>"), TAN)
    assert caught.value.retry_after == 900


def test_higher_security_told_with_the_user_id_explains_an_unknown_answer() -> None:
    """An account with e-Vault is named so, not called refused."""
    with pytest.raises(OtpNeeded):
        login.password_answer(_json({"messages": []}), TAN, {"secLoginOptions": "EVAULT"})


def test_a_take_over_that_repeats_our_otp_flag_is_open_when_cookies_came() -> None:
    """The flag alone does not make a second factor."""
    said = {"messages": [{"code": "EF00000"}], "userType": "TDS", "otpGenerationFlag": "true"}
    reply = replace(_json(said), headers={"set-cookie": "AuthToken=x; Path=/"})
    assert login.password_answer(reply, TAN, {}).outcome is login.Outcome.OPEN


def test_cookies_without_a_code_open_a_session() -> None:
    """Only an answer with neither cookies nor a known code is not recognised."""
    said = {"messages": [], "userType": "TDS"}
    reply = replace(_json(said), headers={"set-cookie": "AuthToken=x; Path=/"})
    assert login.password_answer(reply, TAN, {}).outcome is login.Outcome.OPEN
    unknown = replace(_json({**said, "messages": [{"code": "EF12345"}]}), headers=reply.headers)
    for other in (_json(said), unknown):
        with pytest.raises(LoginNotUnderstood):
            login.password_answer(other, TAN, {})


def test_a_serial_that_lost_its_zeros_has_five_digits() -> None:
    """As it is printed for TRACES, so that both sheets can be joined by it."""
    case = next(case for case in CASES if str(case) == "challan/full")
    short = _with_body(case, case.reply.body.replace(b'"00007"', b'"7"'))
    assert plain(READERS["challan"](short)) == case.records


def test_no_refusal_repeats_what_the_portal_said() -> None:
    """A portal that gives the password back does not bring it into a message or a log."""
    for code in ("EF00027", "EF00028", "EF12345"):
        reply = _json(
            {
                "messages": [
                    {"code": code, "desc": "LOCKED? UGFzc3cwcmQhIQ==" if code == "EF00028" else "UGFzc3cwcmQhIQ=="}
                ]
            }
        )
        with pytest.raises(Refused) as caught:
            login.password_answer(reply, TAN, {})
        assert "ugfzc3" not in f"{caught.value!r}{caught.value.remedy}".lower()


def _json(value: object) -> Reply:
    return Reply("", 200, {"content-type": "application/json"}, json.dumps(value).encode())


def _file(content: bytes) -> Reply:
    return Reply("", 200, {"content-type": "application/pdf"}, content)


@pytest.mark.row("C5")
@pytest.mark.parametrize("case", [case for case in FULL if case.page != "notices"], ids=str)
def test_a_reply_that_speaks_of_its_own_client_is_read_and_of_another_refused(case: Case) -> None:
    """Under whatever key the TAN stands."""
    value = json.loads(case.reply.body)
    owned, other = (_with_body(case, json.dumps({**value, "new": tan}).encode()) for tan in (TAN, "WXYZ98765K"))
    assert plain(READERS[case.page](owned)) == case.records
    with pytest.raises(WrongClient, match=TAN):
        READERS[case.page](other)


def test_a_minor_head_that_the_history_leaves_blank_is_taken_from_the_details() -> None:
    """Both screens show it."""
    case = next(case for case in CASES if str(case) == "challan/full")
    assert payments.challan(case.reply, TAN, replace(_payment(case), minor_head=None)).minor_head == "200"


@pytest.mark.parametrize(("rows", "fault"), [((1, 1), "a row came twice"), ((1,), "it states 2 rows and gave 1")])
def test_a_list_that_shows_a_row_twice_or_too_few_is_a_changed_portal(rows: tuple[int, ...], fault: str) -> None:
    """The second would hide one that is not shown."""
    with pytest.raises(PortalChanged, match=f"A list: {fault}"):
        whole("A list", lambda _: Page(rows=rows, total=2, last=True), 0)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((said, True) for said in ("Y", "yes", 1, True, "900100")),
        *((said, False) for said in ("n", " No ", "False", "0", 0, False, None, "")),
    ],
)
def test_a_closure_order_is_there_in_any_word_for_yes(said: object, *, meant: bool) -> None:
    """What stands under the key is not on record."""
    case = next(case for case in CASES if str(case) == "proceedings/full")
    value = json.loads(case.reply.body)
    value["eProceedingPaginatedRequests"][0]["proceedingClosureOrder"] = said
    page = proceedings.proceedings(_json(value), TAN, case.given["flag"])
    assert page.rows[0].has_closure_order is meant


@pytest.mark.parametrize("odd", [True, False, None, 1.5, "", "a b", []])
def test_an_identifier_that_cannot_be_sent_back_is_a_changed_portal(odd: object) -> None:
    """The next request names the notice by it."""
    case = next(case for case in CASES if str(case) == "notices/full")
    value = json.loads(case.reply.body)
    value[0]["headerSeqNo"] = odd
    with pytest.raises(PortalChanged, match="headerSeqNo"):
        proceedings.notices(_json(value), TAN, _proceeding(case))


@pytest.mark.parametrize(("assessed", "year"), [("2025-26", "2024-25"), ("2027-28", None), (None, None)])
def test_a_notice_has_the_year_before_its_assessment_year(assessed: str | None, year: str | None) -> None:
    """Where the proceeding names none; under the 2025 Act there are no assessment years."""
    case = next(case for case in CASES if str(case) == "notices/full")
    value = json.loads(case.reply.body)
    value[0]["ay"] = assessed
    found = proceedings.notices(_json(value), TAN, replace(_proceeding(case), year=None))
    assert found[0].notice.year == year


def test_a_notice_without_its_marks_says_nothing_of_them() -> None:
    """Neither that it was answered nor that it was not, and no status; a day of 2000 is one."""
    case = next(case for case in CASES if str(case) == "notices/full")
    value = json.loads(case.reply.body)
    value[0] |= {"isSubmitted": None, "proceedingStatus": None, "issuedOn": 946_684_800_000}
    notice = proceedings.notices(_json(value), TAN, _proceeding(case))[0].notice
    assert (notice.replied, notice.status, notice.issued_on) == (None, None, date(2000, 1, 1))


def test_a_page_in_another_encoding_is_still_known() -> None:
    """One byte that is no UTF-8 does not hide what a page says."""
    with pytest.raises(Unavailable, match="under maintenance"):
        statements.filed_forms(Reply("", 200, {}, b"<html>\xe9 under maintenance</html>"), TAN)


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"messages": [{"code": "EF1", "desc": "User NOT AUTHENTICATED"}]}, SessionLost, "ended the session"),
        ({"messages": [{"code": "EF500023", "desc": ""}]}, SessionLost, "ended the session"),
        ({"successFlag": False}, Unavailable, "no reason given"),
        ({"successFlag": False, "messages": [{"desc": "Busy " * 90}]}, Unavailable, "busy"),
    ],
)
def test_a_service_that_says_no_is_told_by_its_words(said: object, error: type[PortalError], words: str) -> None:
    """At most a line of them."""
    with pytest.raises(error, match=words) as caught:
        statements.filed_forms(_json(said), TAN)
    assert len(caught.value.message) < 260
    assert caught.value.remedy.startswith("Sync again")


def test_a_document_as_large_as_the_cap_is_kept() -> None:
    """One byte more is not."""
    packed, size = gzip.compress(PDF), len(PDF)
    assert documents.document(_file(packed), "DIN-1", "a.pdf", cap=size).content == PDF
    with pytest.raises(Unsafe, match="larger"):
        documents.document(_file(packed), "DIN-1", "a.pdf", cap=size - 1)


@pytest.mark.parametrize(
    "asked",
    [
        {"secLoginOptions": "EVAULT"},
        {"otpSourceFlag": "M"},
        {"otpGenerationFlag": "true"},
        {"messages": [{"code": "EF9", "desc": "Enter the OTP sent to your mobile"}]},
    ],
)
def test_a_second_factor_is_known_by_any_of_its_signs(asked: dict[str, object]) -> None:
    """Each alone; the account is set aside and not called refused."""
    with pytest.raises(OtpNeeded) as caught:
        login.password_answer(_json({"messages": [], **asked}), TAN, {})
    assert TAN in caught.value.remedy


@pytest.mark.parametrize(
    ("code", "words", "error", "todo"),
    [
        ("EF00027", "", Refused, "Store the right password"),
        ("EF9", "Your password has expired", Refused, "Set a new password at the IT portal"),
        ("EF9", "Your session has expired", LoginNotUnderstood, "Log in once by hand"),
        ("EF9", "Your password is as it was", LoginNotUnderstood, "Log in once by hand"),
        ("EF9", "Account LOCKED", AccountLocked, "Unlock it there"),
        ("EF00035", "", Refused, "Register the TAN there"),
    ],
)
def test_every_refusal_says_what_to_do_for_whom(code: str, words: str, error: type[Refused], todo: str) -> None:
    """The command names the client."""
    with pytest.raises(Refused) as caught:
        login.password_answer(_json({"messages": [{"code": code, "desc": words}]}), TAN, {})
    assert type(caught.value) is error
    assert caught.value.remedy.startswith(todo)
    assert TAN in caught.value.remedy
