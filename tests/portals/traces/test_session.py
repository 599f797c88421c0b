"""The lists of TRACES, request by request (reference §4.1, §5, §6.1)."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest

from tdsxl.errors import PortalChanged, PortalError, SessionLost, Unavailable, Unsafe, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import Demand
from tdsxl.values import Form, Quarter, Year
from tests.portals.traces.scripted import (
    BRIDGED,
    DASHBOARD,
    OFFICIAL_OLD,
    OLD,
    Visit,
    answer,
    grid,
    html,
    moved,
    opened,
    raw,
    recorded,
    register_row,
)

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


def zipped() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("AAAA00000A_24Q.txt", "1^FH")
    return whole.getvalue()


@pytest.mark.parametrize(("quarter", "code"), [("Q1", 3), ("Q2", 4), ("Q3", 5), ("Q4", 6)])
def test_statement_status_names_year_quarter_and_form(quarter: str, code: int) -> None:
    """One call per year, quarter and form, in the servlet's own codes and its own spelling of reqType."""
    visit = Visit.at(urls.STATEMENT_STATUS.page, grid())
    listing = visit.session.statement_status(Year(2025), Quarter(quarter), Form.F26Q)
    assert (listing.rows, listing.total) == ((), 0)
    assert visit.steps[2:] == [
        f"GET {OLD}/app/ded/stmtstatus.xhtml",
        f"POST {OLD}/app/ded/srv/DedStmtStatusServlet?financialYear=2025&quarter={code}&formType=26Q&reqType=1",
    ]


def test_the_inbox_is_read_in_both_classes_and_categories() -> None:
    """Class in the query, category in the body under the portal's spelling; the counts are added up."""
    full = recorded("inbox", "full")
    visit = Visit.at(urls.INBOX.page, full, recorded("inbox", "certificates"), grid(), full)
    listing = visit.session.communications()
    assert (len(listing.rows), listing.total) == (5, 5)
    assert [(asked.url[-15:], asked.form and asked.form["commCatogory"]) for asked in visit.behind] == [
        ("&commClassify=1", "1"),
        ("&commClassify=1", "42"),
        ("&commClassify=0", "1"),
        ("&commClassify=0", "42"),
    ]
    assert {asked.url.partition("&")[0] for asked in visit.behind} == {f"{OLD}/app/ded/srv/CommInboxServlet?reqtype=0"}
    assert [row.notice.box for row in listing.rows] == ["Action required"] * 3 + ["Information"] * 2


def test_a_file_is_fetched_for_certificates_only() -> None:
    """Other files would have to be requested first, and no request is ever raised."""
    visit = Visit.at(
        urls.INBOX.page, recorded("inbox", "full"), recorded("inbox", "certificates"), grid(), grid(), raw(PDF)
    )
    plain, _, certificate = visit.session.communications().rows
    assert visit.session.communication_file(plain) is None
    document = visit.session.communication_file(certificate)
    assert document is not None
    assert (document.reference, document.suffix, document.content) == ("TDS/2526/26Q/100001", ".pdf", PDF)
    assert visit.steps[-1] == (
        f"POST {OLD}/app/ded/srv/CommInboxServlet?reqtype=5&commId=700001&finYear=2025-26&formType=26Q"
        "&certNum=0000AA000A&description=Certificate+for+lower+deduction"
    )
    assert not any("reqtype=3" in step for step in visit.steps)


def test_requested_downloads_are_listed_with_the_paging_in_the_query() -> None:
    """This servlet is asked with GET and does not stand under /ded/."""
    visit = Visit.at(urls.DOWNLOADS.page, recorded("downloads", "full"))
    assert [row.reference for row in visit.session.downloads().rows] == ["12345678", "12345679"]
    assert visit.steps[-1] == (
        f"GET {OLD}/app/srv/GetReqListServlet?reqtype=0&_search=false&nd=1795000000000&rows=100&page=1"
        "&sidx=reqNo&sord=asc"
    )


def test_a_download_is_fetched_from_the_host_we_know() -> None:
    """The address is the portal's, the host the configured one."""
    visit = Visit.at(urls.DOWNLOADS.page, recorded("download", "list"), raw(zipped()))
    (document,) = visit.session.download("12345678")
    assert (document.reference, document.portal_name) == ("12345678", "AAAA00000A_12345678.zip")
    assert (document.suffix, document.content) == (".zip", zipped())
    asked, file = visit.behind
    assert (asked.method, asked.url, asked.form) == ("POST", f"{OLD}/app/srv/DownloadServlet", {"reqNo": "12345678"})
    assert file.url == f"{OLD}/dwnld/AAAA00000A_12345678.zip"


def test_a_bare_address_is_followed_to_the_file() -> None:
    """The text form may come without quotes, and an address may have moved."""
    bare = raw(f"{OFFICIAL_OLD}/dwnld/12345678.zip\n".encode())
    visit = Visit.at(urls.DOWNLOADS.page, bare, moved("/dwnld/1/12345678.zip"), raw(zipped()))
    assert len(visit.session.download("12345678")) == 1
    assert visit.steps[-2:] == [f"GET {OLD}/dwnld/12345678.zip", f"GET {OLD}/dwnld/1/12345678.zip"]


def test_a_big_download_comes_in_parts() -> None:
    """The page of parts is opened, and each part fetched."""
    parts = answer([{"success": f"{OFFICIAL_OLD}/app/ded/downloadmultiple.xhtml?reqNo=12345678"}])
    page = recorded("download_parts", "full", "html")
    visit = Visit.at(urls.DOWNLOADS.page, parts, page, raw(zipped()), raw(zipped()))
    assert len(visit.session.download("12345678")) == 2
    assert visit.steps[-3:] == [
        f"GET {OLD}/app/ded/downloadmultiple.xhtml?reqNo=12345678",
        f"GET {OLD}/app/srv/part/AAAA00000A_12345678_1.zip",
        f"GET {OLD}/app/srv/part/AAAA00000A_12345678_2.ZIP?part=2",
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (zipped()[:-4], PortalChanged),
        (PDF[:-7], PortalChanged),
        (b"MZ\x90\x00", PortalChanged),
        (b'[{"hidmsgflg": "1"}]', PortalChanged),
        (b"<html><form id='loginForm'></form></html>", SessionLost),
        (b"<html>under maintenance</html>", Unavailable),
    ],
)
def test_a_file_is_proven_whole(body: bytes, error: type[PortalError]) -> None:
    """A page or a cut file is not kept as a document."""
    again = [raw(body), BRIDGED, DASHBOARD, opened(urls.DOWNLOADS.page), raw(body), DASHBOARD, raw(body)]
    visit = Visit.at(urls.DOWNLOADS.page, recorded("download", "list"), *again)
    with pytest.raises(PortalError) as caught:
        visit.session.download("12345678")
    assert type(caught.value) is error


def test_a_file_address_of_the_signed_out_is_not_followed() -> None:
    """`ibm_security_logout` in an address says that the session is gone."""
    away = answer({"success": f"{OFFICIAL_OLD}/pkms?next=ibm_security_logout"})
    with pytest.raises(SessionLost):
        Visit.at(urls.DOWNLOADS.page, away).session.download("12345678")


PRIOR = grid({"finYr": "2019-20", "fin": 2019, "aodmnd": "0.00", "cpcdmd": "7890.00"})


def test_prior_years_are_opened() -> None:
    """The years inside take the place of their sum; all rows are counted."""
    visit = Visit.at(urls.DEMANDS.page, recorded("demands", "full"), PRIOR)
    demands = visit.session.demands()
    assert [str(row.year) for row in demands.rows] == ["2024-25", "2023-24", "2019-20"]
    assert (demands.total, demands.unopened) == (3, "")
    assert [asked.url for asked in visit.behind] == [
        f"{OLD}/app/ded/srv/TagChallanServlet?reqtype=0",
        f"{OLD}/app/ded/srv/TagChallanServlet?reqtype=1",
    ]


def test_without_prior_years_nothing_is_opened() -> None:
    """The second question is asked only where there is such a row."""
    visit = Visit.at(urls.DEMANDS.page, PRIOR)
    demands = visit.session.demands()
    assert (len(demands.rows), demands.total, demands.unopened) == (1, 1, "")
    assert len(visit.behind) == 1


@pytest.mark.parametrize(
    "opening",
    [
        grid(),
        recorded("demands", "full"),
        grid({"finYr": "2024-25", "fin": 2024, "aodmnd": "0.00", "cpcdmd": "1.00"}),
        grid({"chlnNo": "1"}),
        html("Bad request", status=400),
        answer({}, status=500),
        Unavailable("silence"),
    ],
)
def test_prior_years_that_cannot_be_opened_keep_their_row(opening: Reply | Exception) -> None:
    """The row stands with its amount, and the reason is told."""
    demands = Visit.at(urls.DEMANDS.page, recorded("demands", "full"), opening).session.demands()
    assert demands.rows[-1] == Demand(year=None, manual=Decimal(0), processed=Decimal("7890.00"))
    assert len(demands.rows) == 3
    assert demands.total is None
    assert demands.unopened.startswith("Prior Years could not be opened. ")


def test_another_tan_in_prior_years_is_not_a_question_misunderstood() -> None:
    """Only "not understood" is put up with."""
    other = grid({"finYr": "2019-20", "fin": 2019, "aodmnd": "0.00", "cpcdmd": "1.00", "tan": "BBBB11111B"})
    with pytest.raises(WrongClient):
        Visit.at(urls.DEMANDS.page, recorded("demands", "full"), other).session.demands()


def test_default_summaries_follow_the_list_of_the_year() -> None:
    """Question, list, and one page per quarter and form."""
    listed = html(
        "<table id='demandsumFY1'><tr><th>Quarter</th><th>Form Type</th><th>Net Payable (Rounded-Off)</th></tr>"
        "<tr><td>Q1</td><td>26Q</td><td>1,240.00</td></tr></table>"
    )
    visit = Visit.at(urls.DEFAULTS, listed, recorded("default_summary", "full", "html"))
    listing = visit.session.default_summaries(Year(2023))
    assert [(row.form, row.net_payable) for row in listing.rows] == [(Form.F26Q, Decimal("1240.00"))]
    assert listing.total is None
    assert visit.steps[2:] == [
        f"GET {OLD}/app/ded/viewdemandsum.xhtml",
        f"POST {OLD}/app/ded/demandsum.xhtml",
        f"GET {OLD}/app/ded/demsummary.xhtml?fy=2023&quarterdesc=Q1&qr=3&ft=26Q&finyrdesc=2023-24",
    ]
    assert visit.behind[0].form == {"finyear": "2023", "quarter": "", "finYr": "2023-24"}


ASKS: tuple[Callable[[TracesSession], object], ...] = (
    lambda session: session.statement_status(Year(2025), Quarter.Q1, Form.F26Q),
    lambda session: session.unconsumed(),
    lambda session: session.communications(),
    lambda session: session.downloads(),
    lambda session: session.download("1"),
    lambda session: session.demands(),
    lambda session: session.default_summaries(Year(2023)),
    lambda session: session.certificates(register_row()),
    lambda session: session.child_certificates(),
    lambda session: session.child_certificate(register_row()),
)


@pytest.mark.parametrize("error", [Unavailable("silence"), Unsafe("foreign host")])
@pytest.mark.parametrize("ask", ASKS)
def test_an_error_of_the_wire_ends_a_list(ask: Callable[[TracesSession], object], error: PortalError) -> None:
    """Whatever is asked, the wire's errors pass as they are."""
    with pytest.raises(type(error)):
        ask(Visit.inside(error).session)
