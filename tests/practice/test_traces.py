"""The practice TRACES, gateway and old site, against the request examples of the reference."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import httpx
from PIL import Image

from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tdsxl.practice.world.certificates import certificates
from tdsxl.practice.world.demands import demands, prior_demands
from tdsxl.practice.world.downloads import requested_downloads
from tdsxl.practice.world.inbox import communications
from tdsxl.practice.world.statements import statements
from tdsxl.practice.world.unconsumed import unconsumed
from tests.practice.conftest import SignIn

CAPTCHA = "/loginservice/api/auth/generateCaptcha"
LOGIN = "/loginservice/api/auth/login"
SRV = "/app/ded/srv"
GRID = {"_search": "false", "nd": "1760000000000", "rows": "100", "page": "1", "sidx": "", "sord": "asc"}
Call = Callable[[Practice], httpx.Client]


def asked_login(client: httpx.Client, person: Person, **other: str) -> dict[str, object]:
    captcha = client.get(CAPTCHA).json()
    png = base64.b64decode(captcha["image"].partition(",")[2])
    text = client.post("/practice/captcha", content=png).text
    body = {"userId": person.tan, "userType": "Deductor", "subUserPanId": "", "password": person.traces_password}
    return body | {"captcha": text, "captchaId": captcha["id"]} | other


def rows(client: httpx.Client, servlet: str, **body: str) -> list[dict[str, str]]:
    reply = client.post(f"{SRV}/{servlet}", data=GRID | body).json()
    assert reply["rowCount"] == len(reply["rows"])
    found: list[dict[str, str]] = reply["rows"]
    return found


def test_a_captcha_is_a_picture_of_six_signs(shared: Practice, caller: Call) -> None:
    """The image is a PNG of its own; its text is known to the control address alone."""
    client = caller(shared)
    reply = client.get(CAPTCHA).json()
    png = base64.b64decode(reply["image"].partition(",")[2])
    assert Image.open(io.BytesIO(png)).format == "PNG"
    assert len(client.post("/practice/captcha", content=png).text) == 6
    assert client.post("/practice/captcha", content=b"other").status_code == 404


def test_a_wrong_captcha_is_cpt401_with_403(shared: Practice, caller: Call) -> None:
    """Case counts, and a captcha is good for one try."""
    client = caller(shared)
    body = asked_login(client, shared.people[0])
    wrong = client.post(LOGIN, json=body | {"captcha": str(body["captcha"]).swapcase()})
    assert (wrong.status_code, wrong.json()["errorCode"]) == (403, "CPT401")
    assert client.post(LOGIN, json=body).json()["errorCode"] == "CPT400"


def test_a_captcha_belongs_to_its_cookie(shared: Practice, caller: Call) -> None:
    """A login without the cookies of the captcha is refused."""
    client = caller(shared)
    body = asked_login(client, shared.people[0])
    client.cookies.clear()
    assert client.post(LOGIN, json=body).json()["errorCode"] == "CPT403"


def test_five_wrong_passwords_lock_the_account(practice: Practice, caller: Call) -> None:
    """Each is a 403 that is no captcha's; then the right one is refused too, and the log knows which was right."""
    client, person = caller(practice), practice.people[0]
    codes = {client.post(LOGIN, json=asked_login(client, person, password="Wrong123")).status_code for _ in range(5)}
    locked = client.post(LOGIN, json=asked_login(client, person)).json()
    assert codes == {403}
    assert "locked" in locked["message"]
    assert [login.was_right for login in practice.log.logins] == [False] * 5 + [True]


def test_the_access_token_looks_like_a_jwt(shared: Practice, at_gateway: SignIn) -> None:
    """Its middle part tells when it expires."""
    client = at_gateway(shared, shared.people[0])
    claims = client.headers["authorization"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["exp"] > 1_700_000_000


def test_a_dead_token_is_401_and_a_wrong_content_type_404(shared: Practice, caller: Call) -> None:
    """The gateway knows tokens and content types."""
    client = caller(shared)
    url = "/childcertgenservice/api/view/searchDeductor"
    body = {"tan": shared.people[0].tan, "pageNumber": 1, "pageSize": 10}
    assert client.post(url, json=body, headers={"Authorization": "Bearer dead"}).status_code == 401
    typed_wrong = client.post(url, data={"tan": "x"})
    assert (typed_wrong.status_code, typed_wrong.json()["message"]) == (404, "API not found for this HTTP method")


def test_child_certificates_come_in_pages_and_in_detail(shared: Practice, at_gateway: SignIn) -> None:
    """The list pages until hasNext is false; each has a detail with its consumption."""
    person = shared.people[0]
    client = at_gateway(shared, person)
    found, page = [], 1
    while True:
        body = {"tan": person.tan, "pageNumber": page, "pageSize": 2}
        reply = client.post("/childcertgenservice/api/view/searchDeductor", json=body).json()
        found += reply["certificates"]
        if not reply["hasNext"]:
            break
        page += 1
    known = {c.number: c for c in certificates(person, shared.day) if c.year == 2026}
    assert page > 1
    assert {row["childCertNum"] for row in found} == set(known)
    query = {"childCertNum": found[0]["childCertNum"], "tan": person.tan, "pan": found[0]["deducteePan"]}
    detail = client.get("/certificateservice/api/child-certificate", params=query).json()
    assert Decimal(str(detail["amountConsumed"])) == known[found[0]["childCertNum"]].consumed


def test_the_bridge_needs_both_tokens(shared: Practice, at_gateway: SignIn) -> None:
    """Without the refresh token there is no JSESSIONID; with both its path is /app and the dashboard greets."""
    person = shared.people[0]
    client = at_gateway(shared, person)
    refresh = client.headers.pop("RefreshToken")
    assert "set-cookie" not in client.get("/app/preauthV2.xhtml").headers
    bridged = client.get("/app/preauthV2.xhtml", headers={"RefreshToken": refresh})
    assert "Path=/app" in bridged.headers["set-cookie"]
    assert bridged.headers["location"] == f"{shared.url}/app/ded/dashboard.xhtml"
    dashboard = client.get("/app/ded/dashboard.xhtml").text
    assert "Welcome (" in dashboard
    assert person.tan in dashboard


def test_a_dead_session_is_410_for_servlets_and_a_login_page_for_pages(shared: Practice, at_old_site: SignIn) -> None:
    """After log-out the old site is gone."""
    client = at_old_site(shared, shared.people[0])
    assert client.get("/app/logout.xhtml").status_code == 302
    assert client.post(f"{SRV}/GetUnConChlnDetailServlet?reqtype=0", data=GRID).status_code == 410
    assert 'id="loginForm"' in client.get("/app/ded/stmtstatus.xhtml").text


def test_every_page_holds_its_form(shared: Practice, at_old_site: SignIn) -> None:
    """The form ids that the reference names stand on their pages."""
    client = at_old_site(shared, shared.people[0])
    forms = {
        "stmtstatus": "stmtFiledStatus",
        "197certiverfication": "certiValidation",
        "dedinbox": "CommunicationInboxForm",
        "viewdemandsum": "viewdemandsumForm",
    }
    for page, form in forms.items():
        assert f'id="{form}"' in client.get(f"/app/ded/{page}.xhtml").text


def test_statement_status_prints_masked_tokens_in_the_portals_order_of_keys(
    shared: Practice, at_old_site: SignIn
) -> None:
    """All statements of the 1961 Act are found by year, quarter code and form."""
    person = shared.people[1]
    client = at_old_site(shared, person)
    found = []
    for year in range(2022, 2027):
        for quarter in "3456":
            for form in person.filed_forms:
                query = f"financialYear={year}&quarter={quarter}&formType={form}&reqType=1"
                found += rows(client, f"DedStmtStatusServlet?{query}")
    known = [s for s in statements(person, shared.day) if s.year < 2026 and s.status(shared.day)]
    assert len(found) == len(known)
    assert list(found[0])[:5] == ["finyear", "quarter", "formtype", "tokenno", "dtoffiling"]
    assert found[0]["tokenno"][4:11] == "XXXXXXX"


def test_the_name_of_a_parameter_counts(shared: Practice, at_old_site: SignIn) -> None:
    """A parameter in another case breaks the old site."""
    client = at_old_site(shared, shared.people[0])
    reply = client.post(f"{SRV}/DedStmtStatusServlet?financialYear=2025&quarter=3&formType=26Q&reqtype=1", data=GRID)
    assert reply.status_code == 500
    assert "technical problem" in reply.text


def test_a_rejected_statement_has_a_reason(shared: Practice, at_old_site: SignIn) -> None:
    """Request type 5 tells why."""
    person, statement = next(
        (p, s) for p in shared.people for s in statements(p, shared.day) if s.reason and s.year < 2026
    )
    client = at_old_site(shared, person)
    query = f"financialYear={statement.year}&quarter={statement.quarter + 2}&formType={statement.form}"
    row = rows(client, f"DedStmtStatusServlet?{query}&reqType=1")[-1]
    assert (row["status"], row["reason"]) == ("Rejected", "View Rejection Reason")
    assert "TAN" in client.post(f"{SRV}/DedStmtStatusServlet?{query}&reqType=5", data=GRID).json()[0]["failMsg"]


def test_unconsumed_challans_hide_their_amounts_and_drop_zeros(shared: Practice, at_old_site: SignIn) -> None:
    """Keys in order, the link text, and serials to be compared as numbers."""
    person = shared.people[0]
    found = rows(at_old_site(shared, person), "GetUnConChlnDetailServlet?reqtype=0")
    known = unconsumed(person, shared.day)
    assert list(found[0])[:4] == ["recptNo", "chlnbsrcode", "dateofdep", "chlnsrno"]
    assert {row["unconschlnamt"] for row in found} == {"View Amount"}
    assert [row["chlnbsrcode"] for row in found] == [u.bsr_code for u in known]
    assert [row["chlnsrno"].zfill(5) for row in found] == [u.serial for u in known]
    assert any(len(row["chlnsrno"]) < 5 for row in found)


def test_prior_years_add_up_to_their_row(shared: Practice, at_old_site: SignIn) -> None:
    """The row with fin 1 is the sum of the years behind it; the others are the years of the world."""
    person = next(p for p in shared.people if len(prior_demands(p)) > 1 and demands(p, shared.day))
    client = at_old_site(shared, person)
    years = rows(client, "TagChallanServlet?reqtype=0")
    inside = rows(client, "TagChallanServlet?reqtype=1")
    assert (years[-1]["finYr"], str(years[-1]["fin"])) == ("Prior Years", "1")
    for key in ("aodmnd", "cpcdmd"):
        assert Decimal(years[-1][key]) == sum(Decimal(row[key]) for row in inside)


def test_default_summaries_lead_from_year_to_tables(shared: Practice, at_old_site: SignIn) -> None:
    """Demand by year is the sum of the net payables; each links to a page with four tables."""
    person = shared.people[0]
    client = at_old_site(shared, person)
    demand = demands(person, shared.day)[-1]
    form = {"finyear": str(demand.year), "quarter": "", "finYr": f"{demand.year}-{demand.year % 100 + 1}"}
    listed = client.post("/app/ded/demandsum.xhtml", data=form).text
    cells = listed.split("<td>")[3::3]
    assert sum(Decimal(cell.partition("<")[0]) for cell in cells) == demand.processed
    link = listed.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    page = client.get(link).text
    assert page.count('class="userList') == 4
    assert page.index("Short Payment") < page.index("Late Filing Fee u/s 234E") < page.index("Net Payable</td>")


def test_a_certificate_is_found_by_number_or_by_pan_alone(shared: Practice, at_old_site: SignIn) -> None:
    """An empty number lists all of that PAN and year; a wrong one has no row."""
    person = shared.people[0]
    client = at_old_site(shared, person)
    valid, blank, wrong = person.register[1], person.register[2], person.register[3]
    for row, count in ((valid, 1), (blank, 2), (wrong, 0)):
        query = f"certiNo={row.certificate_no}&deducteePan={row.deductee_pan}&financialYear={row.year[:4]}&reqType=1"
        found = rows(client, f"CertiVerifyServlet?{query}")
        assert len(found) == count
        assert all(list(f)[5:8] == ["validfrm", "canceldate", "validto"] for f in found)


def test_the_inbox_has_two_classes_and_two_categories(shared: Practice, at_old_site: SignIn) -> None:
    """Together they are the world's inbox; a certificate communication has a PDF, all have a text."""
    person = shared.people[1]
    client = at_old_site(shared, person)
    found = [
        row
        for box in "01"
        for category in ("1", "42")
        for row in rows(client, f"CommInboxServlet?reqtype=0&commClassify={box}", commCatogory=category)
    ]
    assert sorted(row["commRefNo"] for row in found) == sorted(c.reference for c in communications(person, shared.day))
    certificate = next(row for row in found if row["comcatid"] == "42")
    ident = certificate["commInbId"]
    assert client.post(f"{SRV}/CommInboxServlet?reqtype=5&commId={ident}").content.startswith(b"%PDF-")
    assert certificate["commRefNo"] in client.post(f"{SRV}/CommInboxServlet?reqtype=2&commId={ident}").text


def test_an_available_download_leads_to_a_zip(shared: Practice, at_old_site: SignIn) -> None:
    """The list of requests comes in pages of ten; only what is Available has a file."""
    person = shared.people[1]
    client = at_old_site(shared, person)
    known = requested_downloads(person, shared.day)
    listed = client.get("/app/srv/GetReqListServlet", params={"reqtype": "0"} | GRID).json()["rows"]
    assert [row["reqNo"] for row in listed] == [r.number for r in known]
    assert len({row["status"] for row in listed}) > 2
    for row in listed:
        reply = client.post("/app/srv/DownloadServlet", data={"reqNo": row["reqNo"]}).json()[0]
        assert ("success" in reply) is (row["status"] == "Available")
        if "success" in reply:
            assert zipfile.ZipFile(io.BytesIO(client.get(reply["success"]).content)).testzip() is None


def test_dates_of_the_old_site_have_english_months(shared: Practice, at_old_site: SignIn) -> None:
    """Dates are dd-MMM-yyyy."""
    found = rows(at_old_site(shared, shared.people[0]), "GetUnConChlnDetailServlet?reqtype=0")
    assert all(datetime.strptime(row["dateofdep"], "%d-%b-%Y").year >= 2022 for row in found)
