"""Each fault of a reply, as a caller meets it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.people import NOTHING
from tdsxl.practice.server import Practice
from tests.practice.conftest import SignIn

pytestmark = pytest.mark.fault
Call = Callable[[Practice], httpx.Client]
CAPTCHA = "/loginservice/api/auth/generateCaptcha"
UNCONSUMED = "/app/ded/srv/GetUnConChlnDetailServlet?reqtype=0"
GRID = {"_search": "false", "nd": "1", "rows": "3", "page": "1", "sidx": "", "sord": "asc"}
DEFAULTS = "/app/ded/demandsum.xhtml"
PROFILE = "/iec/servicesapi/auth/saveEntity"


def unconsumed(client: httpx.Client, page: int = 1) -> httpx.Response:
    return client.post(UNCONSUMED, data=GRID | {"page": str(page)})


def test_every_fault_is_tried() -> None:
    """No switch without a test that throws it."""
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_fault_*.py")]
    assert [fault.name for fault in Fault if not any(f"Fault.{fault.name}" in text for text in texts)] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.MAINTENANCE, "maintenance"),
        (Fault.FIREWALL, "Request Rejected"),
        (Fault.CAPTIVE, "Wi-Fi"),
        (Fault.TERMS, "Terms and conditions"),
        (Fault.HTML, "supported browser"),
    ],
)
def test_a_page_comes_in_place_of_json(lent: Practice, caller: Call, fault: Fault, words: str) -> None:
    """Status 200, HTML, no JSON."""
    lent.faults.add(fault, route="traces.captcha")
    reply = caller(lent).get(CAPTCHA)
    assert (reply.status_code, words in reply.text) == (200, True)
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("fault", "status", "value", "retry_after"),
    [
        (Fault.BUSY_429, 429, "7", "7"),
        (Fault.BUSY_503, 503, "Sun, 22 Nov 2026 18:40:00 GMT", "Sun, 22 Nov 2026 18:40:00 GMT"),
        (Fault.BUSY_503, 503, "", None),
        (Fault.BROKEN_500, 500, "", None),
    ],
)
def test_a_busy_portal_says_when_to_come_again(
    lent: Practice, caller: Call, *, fault: Fault, status: int, value: str, retry_after: str | None
) -> None:
    """The status, and Retry-After as it was set."""
    lent.faults.add(fault, value=value)
    reply = caller(lent).get(CAPTCHA)
    assert (reply.status_code, reply.headers.get("retry-after")) == (status, retry_after)


def test_a_redirect_leads_away(lent: Practice, caller: Call) -> None:
    """To a foreign host, or to plain http without a port."""
    lent.faults.add(Fault.TO_HOST, times=1)
    lent.faults.add(Fault.TO_HTTP)
    client = caller(lent)
    assert client.get(CAPTCHA).headers["location"] == f"https://portal.example.net{CAPTCHA}"
    assert client.get(CAPTCHA).headers["location"] == f"http://127.0.0.1{CAPTCHA}"


def test_a_reply_is_empty_or_of_another_shape(lent: Practice, caller: Call) -> None:
    """Nothing at all, then a list in place of an object."""
    lent.faults.add(Fault.EMPTY_BODY, times=1)
    lent.faults.add(Fault.OTHER_SHAPE)
    client = caller(lent)
    assert client.get(CAPTCHA).content == b""
    assert client.get(CAPTCHA).json() == ["unexpected"]


def test_the_clock_of_the_portal_is_wrong(lent: Practice, caller: Call) -> None:
    """The Date header is hours away."""
    lent.faults.add(Fault.CLOCK, value=5)
    said = parsedate_to_datetime(caller(lent).get(CAPTCHA).headers["date"])
    assert said - datetime.now(UTC) > timedelta(hours=4)


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.EXPIRED_410, 410), (Fault.EXPIRED_401, 401), (Fault.EXPIRED_HTML, 200)]
)
def test_a_session_that_expires_is_dead(lent: Practice, at_old_site: SignIn, fault: Fault, status: int) -> None:
    """The fault ends the session itself: the next call finds it gone."""
    client = at_old_site(lent, lent.people[0])
    lent.faults.add(fault, times=1, after=1)
    assert unconsumed(client).status_code == 200
    assert unconsumed(client).status_code == status
    assert unconsumed(client).status_code == 410


@pytest.mark.parametrize(
    ("fault", "value", "change"),
    [
        (Fault.DROP_FIELD, "dateofdep", lambda row: "dateofdep" not in row),
        (Fault.RENAME_FIELD, "dateofdep", lambda row: "dateofdepNew" in row and "dateofdep" not in row),
        (Fault.ADD_FIELD, "remark", lambda row: row["remark"] == "new"),
        (Fault.RETYPE_FIELD, "dateofdep", lambda row: row["dateofdep"] == 7),
        (Fault.SWAP_COLUMNS, "chlnsrno|chlnbsrcode", lambda row: len(row["chlnsrno"]) == 7),
        (Fault.SET_FIELD, "dateofdep=31-Mar-2010", lambda row: row["dateofdep"] == "31-Mar-2010"),
        (Fault.UNKNOWN_WORD, "unconschlnamt", lambda row: row["unconschlnamt"] == "Frobnicated"),
    ],
)
def test_a_field_of_json_drifts(
    lent: Practice,
    at_old_site: SignIn,
    *,
    fault: Fault,
    value: str,
    change: Callable[[dict[str, object]], bool],
) -> None:
    """Every row is changed."""
    client = at_old_site(lent, lent.people[0])
    lent.faults.add(fault, route="traces.unconsumed", value=value)
    assert all(change(row) for row in unconsumed(client).json()["rows"])


@pytest.mark.parametrize(
    ("fault", "value", "gone", "there"),
    [
        (Fault.DROP_FIELD, "Quarter", "<th>Quarter</th>", "<tr><th>Form Type</th>"),
        (Fault.RENAME_FIELD, "Form Type", "<th>Form Type</th>", "<th>Form Type (new)</th>"),
        (Fault.ADD_FIELD, "", "</a></td></tr>", "<td>New</td></tr>"),
        (Fault.RETYPE_FIELD, "Net Payable (Rounded-Off)", ".00</td>", "<td>seven</td></tr>"),
        (Fault.SWAP_COLUMNS, "Quarter|Form Type", "<tr><th>Quarter</th>", "<tr><th>Form Type</th><th>Quarter</th>"),
        (Fault.SET_FIELD, "Quarter=Q9", "<td>Q4</td>", "<td>Q9</td>"),
        (Fault.UNKNOWN_WORD, "Quarter", "<td>Q4</td>", "<td>Frobnicated</td>"),
    ],
)
def test_a_column_of_a_page_drifts(
    lent: Practice, at_old_site: SignIn, *, fault: Fault, value: str, gone: str, there: str
) -> None:
    """The table's layout changes, titles and cells together."""
    client = at_old_site(lent, lent.people[0])
    form = {"finyear": "2025", "quarter": "", "finYr": "2025-26"}
    assert there not in client.post(DEFAULTS, data=form).text
    lent.faults.add(fault, route="traces.defaults", value=value)
    page = client.post(DEFAULTS, data=form).text
    assert (gone in page, there in page) == (False, True)


def test_the_data_of_another_client_come(lent: Practice, at_itportal: SignIn) -> None:
    """Identity and data are the next client's."""
    person, other = lent.people[0], lent.people[1]
    client = at_itportal(lent, person)
    lent.faults.add(Fault.OTHER_TAN, tan=person.tan, route="itportal.profile")
    reply = client.post(PROFILE, json={"serviceName": "userProfileService", "userId": person.tan}).json()
    assert (reply["userId"], reply["orgName"]) == (other.tan, other.portal_name)


def test_a_count_differs_from_the_rows(lent: Practice, at_old_site: SignIn) -> None:
    """The portal states one row more than it has."""
    client = at_old_site(lent, lent.people[0])
    right = unconsumed(client).json()["rowCount"]
    lent.faults.add(Fault.COUNT_DIFFERS, route="traces.unconsumed")
    assert unconsumed(client).json()["rowCount"] == right + 1


def test_a_page_is_repeated_or_shifted(lent: Practice, at_old_site: SignIn) -> None:
    """Page 2 is page 1 again; or it begins with the last row of page 1, as a row came in between."""
    client = at_old_site(lent, lent.people[0])
    first = unconsumed(client).json()
    lent.faults.add(Fault.PAGE_REPEATED, times=1)
    assert unconsumed(client, page=2).json()["rows"] == first["rows"]
    lent.faults.add(Fault.ROW_INSERTED)
    shifted = unconsumed(client, page=2).json()
    assert (shifted["rows"][0], shifted["rowCount"]) == (first["rows"][-1], first["rowCount"] + 1)
    assert unconsumed(client).json() == first


def test_an_empty_list_does_not_say_so(lent: Practice, at_old_site: SignIn) -> None:
    """Without rows there is neither a list nor a count."""
    client = at_old_site(lent, next(p for p in lent.people if NOTHING in p.traits))
    assert unconsumed(client).json()["rowCount"] == 0
    lent.faults.add(Fault.NO_EMPTY_MARK)
    assert {"rows", "rowCount"}.isdisjoint(unconsumed(client).json())


def test_a_file_is_not_ready_cut_or_hostile(lent: Practice, at_old_site: SignIn) -> None:
    """An available download is Submitted; its file is half a zip; its name leads out of the folder."""
    client = at_old_site(lent, lent.people[1])
    listing = {"reqtype": "0"} | GRID | {"rows": "100"}
    lent.faults.add(Fault.NOT_READY, times=1)
    rows = client.get("/app/srv/GetReqListServlet", params=listing).json()["rows"]
    ready = next(row for row in client.get("/app/srv/GetReqListServlet", params=listing).json()["rows"]
                 if row["status"] == "Available")  # fmt: skip
    assert next(row for row in rows if row["reqNo"] == ready["reqNo"])["status"] == "Submitted"
    link = client.post("/app/srv/DownloadServlet", data={"reqNo": ready["reqNo"]}).json()[0]["success"]
    whole = client.get(link).content
    lent.faults.add(Fault.WRONG_FILE, times=1)
    lent.faults.add(Fault.HOSTILE_NAME)
    assert client.get(link).content == whole[: len(whole) // 2]
    assert "..\\" in client.get(link).headers["content-disposition"]


def test_the_first_call_of_a_session_is_gone_once(lent: Practice, at_old_site: SignIn) -> None:
    """410, and then all is well."""
    lent.faults.add(Fault.FIRST_410)
    client = at_old_site(lent, lent.people[0])
    assert [unconsumed(client).status_code for _ in range(3)] == [410, 200, 200]


def test_the_bridge_leads_to_plain_http(lent: Practice, at_gateway: SignIn) -> None:
    """The Location is the same host as http, without its port."""
    lent.faults.add(Fault.HTTP_LOCATION)
    reply = at_gateway(lent, lent.people[0]).get("/app/preauthV2.xhtml")
    assert reply.headers["location"] == "http://127.0.0.1/app/ded/dashboard.xhtml"
