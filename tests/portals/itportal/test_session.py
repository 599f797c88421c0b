"""What the session asks the IT portal for, request by request (reference §4 to §8)."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tdsxl.errors import PortalChanged, SessionLost, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.itportal.pages.payments import Payment
from tdsxl.portals.itportal.pages.proceedings import Proceeding
from tdsxl.values import Act
from tests.portals.itportal.scripted import TAN, Visit
from tests.portals.replies import cases

FULL = {case.page: case.reply for case in cases("itportal") if case.name == "full"}
PDF = FULL["document"]
PAYMENT = Payment(
    act=Act.NEW,
    cin="26060700001234KKBK",
    crn="26060700001234",
    assessment_year=None,
    major_head=None,
    minor_head="200",
    amount=Decimal(25000),
    paid_on=date(2026, 6, 7),
    bank_reference=None,
)
PROCEEDING = Proceeding(
    id=100200300,
    name="Proceeding u/s 201",
    box="Action required",
    year="2024-25",
    status="Open",
    has_notices=True,
    has_closure_order=False,
)


def _paid(*numbers: int, total: int, last: bool = False) -> dict[str, object]:
    rows = [
        {
            "cin": f"{number:014d}KKBK",
            "crn": f"{number:014d}",
            "brnNum": None,
            "assessmentYear": "",
            "minorHead": "200",
            "amount": 1,
            "paymentTime": "07-Jun-2026 16:48:27",
            "actType": "N",
        }
        for number in numbers
    ]
    pages = -(-total // 50)
    return {
        "successFlag": True,
        "paymentList": {"content": rows, "totalElements": total, "totalPages": pages, "last": last},
    }


def _page(number: int) -> dict[str, object]:
    return {
        "header": {"formName": "PO-03-PYMNT"},
        "formData": {
            "pan": TAN,
            "actType": "N",
            "loggedInUserID": TAN,
            "loggedInUserType": "TDS",
            "pageNumber": number,
            "pageSize": 50,
        },
    }


def test_payments_are_asked_page_by_page_until_the_last() -> None:
    """Page numbers stand in the form data and begin at nought (§4)."""
    visit = Visit.opened(_paid(*range(50), total=60), _paid(*range(50, 60), total=60, last=True))
    listing = visit.session.payments(Act.NEW)
    assert (len(listing.rows), listing.total) == (60, 60)
    assert visit.bodies == [_page(0), _page(1)]
    assert {asked.path for asked in visit.wire.asked} == {"/iec/paymentapi/auth/challan/paymenthistory"}
    assert {asked.headers["sn"] for asked in visit.wire.asked} == {"NA"}


def test_pages_that_are_shorter_than_asked_for_are_read_until_the_stated_total() -> None:
    """The most that the portal gives at a time is not known (§15)."""
    pages = [_paid(*range(first, min(first + 20, 45)), total=45) for first in (0, 20, 40)]
    listing = Visit.opened(*pages).session.payments(Act.NEW)
    assert (len(listing.rows), listing.total) == (45, 45)
    full = FULL["statements"]
    rows = [{**row, "ackNum": f"{n:015d}"} for n in (1, 2) for row in json.loads(full.body)["forms"][:1]]
    visit = Visit.opened(*({"forms": [row], "responseCount": 2} for row in rows))
    assert len(visit.session.filed_statements("F26Q").rows) == 2
    assert [body["currentPage"] for body in visit.bodies if isinstance(body, dict)] == ["0", "1"]


def test_a_list_that_shifted_while_it_was_read_is_read_once_more() -> None:
    """A challan paid in between pushes a row over the seam."""
    first, moved = _paid(*range(50), total=60), _paid(49, *range(50, 60), total=61, last=True)
    again = _paid(60, *range(49), total=61), _paid(*range(49, 60), total=61, last=True)
    visit = Visit.opened(first, moved, *again)
    listing = visit.session.payments(Act.NEW)
    assert sorted(row.crn for row in listing.rows) == [f"{number:014d}" for number in range(61)]
    assert not visit.wire.answers


def test_rows_that_do_not_make_the_stated_total_are_a_changed_portal() -> None:
    """Both numbers are named; a list of one page is not read again."""
    visit = Visit.opened(_paid(1, 2, 3, total=4, last=True))
    with pytest.raises(PortalChanged, match=r"states 4 rows and gave 3"):
        visit.session.payments(Act.NEW)


def test_a_portal_that_gives_the_same_page_for_ever_is_not_followed() -> None:
    """Reading ends after one repetition, twice."""
    visit = Visit.opened(*(_paid(*range(50), total=3000) for _ in range(4)))
    with pytest.raises(PortalChanged, match="states 3000 rows and gave 100"):
        visit.session.payments(Act.NEW)


def test_the_details_of_a_challan_are_asked_by_its_cin() -> None:
    """Body as in §5.1."""
    visit = Visit.opened(FULL["challan"])
    assert visit.session.challan(PAYMENT).serial == "00007"
    assert [(asked.path, asked.body) for asked in visit.wire.asked] == [
        (
            "/iec/paymentapi/auth/challan/paymentdetails",
            {
                "header": {"formName": "PO-03-PYMNT"},
                "formData": {"cin": "26060700001234KKBK", "entityNum": TAN},
            },
        )
    ]


def test_the_catalogue_of_forms_is_asked_first() -> None:
    """Body as in §7.1."""
    visit = Visit.opened(FULL["filed_forms"])
    assert [listed.code for listed in visit.session.filed_forms()] == [
        "F26Q",
        "F27A",
        "F26QB",
        "F27EQ",
        "T140",
        "TY138",
    ]
    assert visit.bodies == [{"serviceName": "viewFiledForms", "entityNum": TAN}]
    assert visit.wire.asked[0].path == "/iec/servicesapi/auth/saveEntity"
    assert visit.wire.asked[0].headers["sn"] == "viewFiledForms"


def test_statements_are_asked_with_numbers_as_text() -> None:
    """Strings, as the portal's own page sends them (§7.2)."""
    visit = Visit.opened(FULL["statements"])
    assert visit.session.filed_statements("F26Q").total == 2
    assert visit.bodies == [
        {
            "serviceName": "viewFiledForms",
            "entityNum": TAN,
            "submitUserId": "",
            "formTypeCd": "F26Q",
            "currentPage": "0",
            "pageSize": "100",
            "filterParameterDetails": [],
        }
    ]


def test_proceedings_of_both_boxes_are_asked_from_page_one() -> None:
    """One that stands in both boxes is told once, as one that needs action (§8.1)."""
    visit = Visit.opened(FULL["proceedings"], FULL["proceedings"])
    found = visit.session.proceedings()
    assert [(proceeding.id, proceeding.box) for proceeding in found] == [
        (100200300, "Action required"),
        ("100200301", "Action required"),
    ]
    assert visit.bodies == [
        {
            "serviceName": "eProceedingsPaginatedService",
            "pan": TAN,
            "prcdngStatusFlag": flag,
            "prcdngTypeFlag": "self",
            "pageConfig": {
                "pageSize": 50,
                "pageNo": 1,
                "searchTerm": "",
                "sortBy": "createdDt",
                "sortAsc": False,
                "filters": {},
            },
            "header": {"formName": "FO-041_PCDNG"},
        }
        for flag in ("FYA", "FYI")
    ]
    assert visit.wire.asked[0].path == "/iec/returnservicesapi/auth/getEntity"
    assert visit.wire.asked[0].headers["sn"] == "eProceedingsPaginatedService"


def test_notices_are_asked_by_the_id_of_the_proceeding() -> None:
    """The id goes back as it came, number or text (§8.2)."""
    visit = Visit.opened(FULL["notices"])
    assert len(visit.session.notices(PROCEEDING)) == 2
    assert visit.bodies == [
        {
            "serviceName": "eProceedingDetailsService",
            "proceedingReqId": 100200300,
            "pan": TAN,
            "header": {"formName": "FO-041_PCDNG"},
        }
    ]


def test_an_empty_letter_is_asked_for_again_and_then_fetched() -> None:
    """The portal gets letters out of its store on the first call (§8.3)."""
    visit = Visit.opened(FULL["notices"], {"docMap": {}}, {"docMap": None}, FULL["letter"], PDF)
    notice = visit.session.notices(PROCEEDING)[0]
    letter = visit.session.letter(notice)
    assert letter
    assert (letter.reference, letter.portal_name, letter.suffix) == (notice.notice.reference, "SCN.pdf", ".pdf")
    assert letter.content == PDF.body
    assert visit.waits == [0.0, 2.0, 4.0]
    assert visit.wire.asked[1].path == "/iec/returnservicesapi/auth/saveEntity"
    assert (
        visit.bodies[1:]
        == [
            {
                "serviceName": "noticeletterpdf",
                "headerSeqNo": 555001,
                "procdngReqId": 100200300,
                "loggedInUserId": TAN,
                "header": {"formName": "FO-041_PCDNG"},
            }
        ]
        * 3
    )
    assert (visit.wire.asked[-1].method, visit.wire.asked[-1].path) == ("GET", "/iec/document/900100")


def test_a_letter_that_stays_empty_is_none() -> None:
    """After three more tries the notice is kept without its letter."""
    visit = Visit.opened(FULL["notices"], *({"docMap": {}} for _ in range(4)))
    assert visit.session.letter(visit.session.notices(PROCEEDING)[0]) is None
    assert visit.waits == [0.0, 2.0, 4.0, 6.0]


def test_the_id_of_a_document_cannot_lead_elsewhere() -> None:
    """Whatever the portal says its id is, it stays one step of the path."""
    visit = Visit.opened(FULL["notices"], {"satDocId": None, "docMap": {"../auth/x?y#z": "a.pdf"}}, PDF)
    visit.session.letter(visit.session.notices(PROCEEDING)[0])
    assert visit.wire.asked[-1].path == "/iec/document/..%2Fauth%2Fx%3Fy%23z"


@pytest.mark.parametrize("status", [401, 403])
def test_a_document_that_is_barred_is_a_lost_session(status: int) -> None:
    """§2.8."""
    visit = Visit.opened(FULL["notices"], FULL["letter"], Reply("", status, {}, b""))
    notice = visit.session.notices(PROCEEDING)[0]
    with pytest.raises(SessionLost):
        visit.session.letter(notice)


def test_closure_orders_are_asked_only_where_there_may_be_one() -> None:
    """An open proceeding without one costs no request (§8.4)."""
    visit = Visit.opened(FULL["closure_orders"], PDF)
    assert visit.session.closure_orders(PROCEEDING) == ()
    (order,) = visit.session.closure_orders(replace(PROCEEDING, status="Closed"))
    assert visit.session.closure_document(order).portal_name == "Closure.pdf"
    assert visit.bodies == [
        {
            "serviceName": "downloadClosureOrder",
            "procdngReqId": 100200300,
            "loggedInUserId": TAN,
            "header": {"formName": "FO-041_PCDNG"},
        }
    ]
    assert visit.wire.asked[-1].path == "/iec/document/900200"


def test_another_clients_rows_are_refused_on_every_list() -> None:
    """A TAN anywhere in a reply is the asked one, or the reply is refused."""
    visit = Visit.opened({"messages": [], "forms": [], "tyForms": [], "loggedInUserId": "WXYZ98765K"})
    with pytest.raises(WrongClient):
        visit.session.filed_forms()
