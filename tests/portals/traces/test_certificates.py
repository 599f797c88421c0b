"""Certificates of both Acts at TRACES, request by request (reference §4.1, §5.6)."""

from decimal import Decimal

import pytest

from tdsxl.errors import ActionNeeded, PortalChanged, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.traces import urls
from tests.portals.replies import FOLDER
from tests.portals.traces.scripted import (
    BRIDGED,
    DASHBOARD,
    GATEWAY,
    OLD,
    TAN,
    Visit,
    answer,
    html,
    raw,
    recorded,
    register_row,
)


def test_a_certificate_is_asked_by_number_pan_and_year() -> None:
    """In the servlet's own spelling, on the page of the portal's own spelling."""
    visit = Visit.at(urls.CERTIFICATES.page, recorded("certificates", "full"))
    listing = visit.session.certificates(register_row())
    assert (listing.rows[0].found, listing.total) == (True, 1)
    assert visit.steps[2:] == [
        f"GET {OLD}/app/ded/197certiverfication.xhtml",
        f"POST {OLD}/app/ded/srv/CertiVerifyServlet"
        "?certiNo=0000AA000A&deducteePan=AAAPA0000A&financialYear=2025&reqType=1",
    ]


def test_a_certificate_page_without_its_form_gives_the_reason() -> None:
    """A right that the login lacks is told in the portal's words."""
    visit = Visit.inside(BRIDGED, DASHBOARD, recorded("certificate_page", "empty", "html"))
    with pytest.raises(ActionNeeded, match="not authorised"):
        visit.session.certificates(register_row())


def listed(*numbers: int, more: bool = False) -> Reply:
    rows = [
        {
            "childCertNum": f"0AA0000AAA0A{number:03d}",
            "taxYear": "2026-27",
            "sectionCode": "393(1)",
            "deducteePan": "AAAPA0000A",
            "childCertificateAmount": 1.0,
            "validFrom": "2026-04-01",
            "validTo": "2027-03-31",
            "remarks": None,
        }
        for number in numbers
    ]
    return answer({"certificates": rows, "hasNext": more})


def detail(number: int) -> Reply:
    body = (FOLDER / "traces/child_detail/full/reply.json").read_bytes()
    return raw(body.replace(b"0AA0000AAA0A000", b"0AA0000AAA0A%03d" % number))


def test_child_certificates_are_listed_and_each_asked_for() -> None:
    """Pages from 1 until there is no next, then one detail per certificate, all with the token."""
    visit = Visit.inside(listed(0, 1, more=True), listed(2), detail(0), detail(1), detail(2))
    listing = visit.session.child_certificates()
    assert [row.certificate_no[-1] for row in listing.rows] == ["0", "1", "2"]
    assert listing.total is None
    first = visit.wire.asked[0]
    assert (first.method, first.url) == ("POST", f"{GATEWAY}/childcertgenservice/api/view/searchDeductor")
    assert first.json == {"tan": TAN, "pageNumber": 1, "pageSize": 10}
    assert first.headers == {
        "Accept": "application/json",
        "Origin": "https://traces.tdscpc.gov.in",
        "Referer": "https://traces.tdscpc.gov.in/",
        "Authorization": "Bearer access-1",
        "Content-Type": "application/json; charset=utf-8",
    }
    assert visit.steps[2] == (
        f"GET {GATEWAY}/certificateservice/api/child-certificate"
        "?childCertNum=0AA0000AAA0A000&tan=AAAA00000A&pan=AAAPA0000A"
    )


def test_no_child_certificates_is_a_list_without_rows() -> None:
    """The gateway says so by an empty list and no next page."""
    assert Visit.inside(listed()).session.child_certificates().rows == ()


def test_child_certificates_that_shift_are_read_again() -> None:
    """Once; a list that repeats itself or promises for ever is a changed portal."""
    visit = Visit.inside(listed(0, 1, more=True), listed(1, 2), listed(0, more=True), listed(1), detail(0), detail(1))
    assert len(visit.session.child_certificates().rows) == 2
    for endless in ([listed(0, more=True)] * 4, [listed(more=True)] * 2):
        with pytest.raises(PortalChanged):
            Visit.inside(*endless).session.child_certificates()


def test_a_child_certificate_may_not_be_there() -> None:
    """A 404 or 400 that says so is an answer; one that speaks of the call is a changed portal."""
    row = register_row("0AA0000AAA0A000", "2026-27")
    for status in (404, 400):
        missing = answer({"status": status, "message": "Certificate not found"}, status=status)
        certificate = Visit.inside(missing).session.child_certificate(row)
        assert (certificate.found, certificate.year, certificate.certificate_no) == (
            False,
            row.year,
            row.certificate_no,
        )
    for other in (
        answer({"message": "API not found for this HTTP method"}, status=404),
        answer({"status": 400, "message": "Required parameter 'pan' is missing"}, status=400),
        html("not found", status=404),
    ):
        with pytest.raises(PortalChanged):
            Visit.inside(other).session.child_certificate(row)


@pytest.mark.parametrize(
    "none",
    [
        answer({"message": "Certificate not found"}),
        answer({"status": 404, "error": "Not Found"}, status=404),
        answer({"childCertNum": None, "tan": None}),
        answer(None),
        raw(b""),
    ],
    ids=["in words", "refused", "blank", "null", "empty"],
)
def test_an_answer_without_a_certificate_is_proven_by_the_list(none: Reply) -> None:
    """How an unknown number is answered is not published: it is not found where the list of the TAN lacks it too."""
    row = register_row("0AA0000AAA0A009", "2026-27")
    assert not Visit.inside(none, listed(0, more=True), listed(1)).session.child_certificate(row).found
    with pytest.raises(PortalChanged):
        Visit.inside(none, listed(9)).session.child_certificate(row)


def test_an_answer_without_a_certificate_may_not_name_another_tan() -> None:
    """Whose it is comes before what it says."""
    other = answer({"childCertNum": None, "tan": "ZZZZ99999Z"})
    with pytest.raises(WrongClient):
        Visit.inside(other).session.child_certificate(register_row("0AA0000AAA0A009", "2026-27"))


def test_a_child_certificate_of_the_register_is_read() -> None:
    """The detail call is what verifies a certificate of the 2025 Act."""
    certificate = Visit.inside(detail(0)).session.child_certificate(register_row("0AA0000AAA0A000", "2026-27"))
    assert (certificate.found, certificate.balance) == (True, Decimal("399999.75"))
