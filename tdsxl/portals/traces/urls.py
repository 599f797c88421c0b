"""The endpoint table of TRACES: paths, spellings, page marks, codes. No I/O here.

TRACES publishes no contract; section marks (§) are those of the wire reference. What is assumed is said so. Nothing
here raises a request at the portal: `CommInboxServlet` with reqtype 3 and all "Go" forms are left out on purpose.
"""

import re
from dataclasses import dataclass

from tdsxl.portals.hosts import OFFICIAL
from tdsxl.records import RegisterRow
from tdsxl.values import Form, Quarter, Year

OLD = OFFICIAL.traces.old
"""What the Referer of a page of the 1961-Act site says, wherever the site is served from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the 1961-Act site, opened before the servlets behind it are asked (§5.0)."""

    title: str
    """As a user finds it."""
    path: str
    mark: str
    """Id of its form, or of its table where the reference names no form."""
    is_form: bool = True
    """Only a missing form is a sign of being signed out (§3.4); a table may come later, by script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A list behind a page."""

    page: Page
    path: str
    sort_by: str = ""
    in_query: bool = False
    """Asked with GET, the paging in the query (§6.1)."""


# The gateway: login for both sites, and the 2025 Act (§3.1, §3.2, §4.1).
CAPTCHA = "/loginservice/api/auth/generateCaptcha"
LOGIN = "/loginservice/api/auth/login"
CHILD_CERTIFICATES = "/childcertgenservice/api/view/searchDeductor"
CHILD_CERTIFICATES_PAGE_SIZE = 10
CHILD_CERTIFICATE = "/certificateservice/api/child-certificate"

# The 1961-Act site: way in and out (§3.3, §3.6).
BRIDGE = "/app/preauthV2.xhtml"
DASHBOARD = "/app/ded/dashboard.xhtml"
LOGOUT = "/app/logout.xhtml"

STATEMENT_STATUS = Grid(
    page=Page(title="Statement Status", path="/app/ded/stmtstatus.xhtml", mark="stmtFiledStatus"),
    path="/app/ded/srv/DedStmtStatusServlet",
)
"""§5.1. The text behind `View Rejection Reason` (reqType 5) is not asked for: its parameters are not published."""

UNCONSUMED = Grid(
    page=Page(
        title="Unconsumed Challans",
        path="/app/ded/unconschallandetail.xhtml",
        mark="viewunconchlntab",
        is_form=False,
    ),
    path="/app/ded/srv/GetUnConChlnDetailServlet",
)
"""§5.3."""

DEMANDS = Grid(
    page=Page(title="Outstanding Demand", path="/app/ded/outstandingdemand.xhtml", mark="fyAmtList", is_form=False),
    # Assumed: the reference infers the folder from the other servlets.
    path="/app/ded/srv/TagChallanServlet",
)
"""§5.4."""
ALL_YEARS = {"reqtype": "0"}
PRIOR_YEARS = {"reqtype": "1"}
"""Assumed: the reference knows that a second reqtype opens Prior Years, not which."""
PRIOR_YEARS_START = 1
"""`fin` of the row Prior Years."""

INBOX = Grid(
    page=Page(title="Communication Inbox", path="/app/ded/dedinbox.xhtml", mark="CommunicationInboxForm"),
    path="/app/ded/srv/CommInboxServlet",
)
"""§5.7."""
INBOX_CLASSES = {"1": "Action required", "0": "Information"}
"""`commClassify`: what the box is called on the sheet."""
CERTIFICATE_CATEGORY = "42"
INBOX_CATEGORIES = ("1", CERTIFICATE_CATEGORY)
"""`commCatogory`, the portal's spelling; other codes are not known."""

DOWNLOADS = Grid(
    page=Page(title="Requested Downloads", path="/app/ded/filedownload.xhtml", mark="reqList", is_form=False),
    path="/app/srv/GetReqListServlet",
    sort_by="reqNo",
    in_query=True,
)
"""§6.1; the servlets of this page are not under `/ded/`."""
DOWNLOAD = "/app/srv/DownloadServlet"
DOWNLOAD_PARTS = "downloadmultiple.xhtml"
"""Part of the address that lists the parts of a big file."""

CERTIFICATES = Grid(
    page=Page(title="Validate 197 Certificate", path="/app/ded/197certiverfication.xhtml", mark="certiValidation"),
    path="/app/ded/srv/CertiVerifyServlet",
)
"""§5.6; the spelling of the page is the portal's own."""
CANCEL_KEY = re.compile("canc|cncl", re.IGNORECASE)
"""Assumed: the key of an LDC's cancel date is not published; whatever key speaks of cancelling is taken for it."""

DEFAULTS = Page(title="Default Summary", path="/app/ded/viewdemandsum.xhtml", mark="viewdemandsumForm")
DEFAULTS_OF_YEAR = Page(title="Default Summary", path="/app/ded/demandsum.xhtml", mark="demandsumFY1", is_form=False)
DEFAULT_SUMMARY = Page(title="Default Summary", path="/app/ded/demsummary.xhtml", mark="demandsumForm")
"""§5.5: the question, its list for a year, and the page of one quarter and form."""

WELCOME = "Welcome ("
"""Printed on the dashboard of a good session (§3.3)."""
LOGIN_FORM = "loginForm"
SIGNED_OUT = ("/auth/", "login.xhtml", "ibm_security_logout")
"""Parts of an address to which a dead session is sent (§3.4)."""
NOT_FOUND = ("err_pgntfound", "requested resource could not be found")
DOWN = (
    "system has encountered some technical problem",
    # Assumed: no text of a maintenance or firewall page of TRACES is published.
    "maintenance",
    "temporarily unavailable",
    "request rejected",
    "access denied",
)
"""Small letters, on pages that are not the one asked for (§3.4, §7)."""

_QUARTERS = {Quarter.Q1: "3", Quarter.Q2: "4", Quarter.Q3: "5", Quarter.Q4: "6"}


def year_code(year: Year) -> str:
    """The year as the 1961-Act site takes it: `2025` for 2025-26 (§2)."""
    return str(year.start)


def statement_status(year: Year, quarter: Quarter, form: Form) -> dict[str, str]:
    """Query of `STATEMENT_STATUS`."""
    return {
        "financialYear": year_code(year),
        "quarter": _QUARTERS[quarter],
        "formType": form.value,
        "reqType": "1",
    }


def inbox(classify: str) -> dict[str, str]:
    """Query of `INBOX`; the category goes in the body."""
    return {"reqtype": "0", "commClassify": classify}


def certificates(row: RegisterRow) -> dict[str, str]:
    """Query of `CERTIFICATES`; without a number, all certificates of the deductee and year."""
    return {
        "certiNo": row.certificate_no,
        "deducteePan": row.deductee_pan,
        "financialYear": year_code(row.year),
        "reqType": "1",
    }


def defaults_of_year(year: Year) -> dict[str, str]:
    """Form body of `DEFAULTS_OF_YEAR`."""
    return {"finyear": year_code(year), "quarter": "", "finYr": str(year)}


def default_summary(year: Year, quarter: Quarter, form: Form) -> dict[str, str]:
    """Query of `DEFAULT_SUMMARY`."""
    return {
        "fy": year_code(year),
        "quarterdesc": quarter.value,
        "qr": _QUARTERS[quarter],
        "ft": form.value,
        "finyrdesc": str(year),
    }
