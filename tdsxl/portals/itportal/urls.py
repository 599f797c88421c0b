"""The IT portal's endpoint table: paths, service names, page sizes, codes and page marks. No I/O here.

The portal publishes no contract; section marks (§) are those of the wire reference. What is assumed is said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tdsxl.portals.hosts import OFFICIAL
from tdsxl.values import Act, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service behind a path; many services share a path."""

    path: str
    sn: str = "NA"
    """Header `sn`: the service name, `NA` where the body has none (§1.1)."""
    body: Mapping[str, object] = field(default_factory=dict)
    """The part of the request body that never changes."""
    first_page: int = 0
    page_size: int = 0
    """Rows asked for at a time; 0 where the reply is not paged."""


def _named(path: str, name: str, **body: object) -> Service:
    return Service(path=path, sn=name, body={"serviceName": name, **body})


_PAYMENT = {"header": {"formName": "PO-03-PYMNT"}}
_PROCEEDING = {"formName": "FO-041_PCDNG"}
_LOGIN = "/iec/loginapi/login"
_SAVE = "/iec/servicesapi/auth/saveEntity"
_PROCEEDINGS = "/iec/returnservicesapi/auth/getEntity"
_LETTERS = "/iec/returnservicesapi/auth/saveEntity"

START = Service(path="/iec/foservices/")
"""§2.1: gateway cookies; its text is of no use."""
USER_ID = _named(_LOGIN, "wLoginService")
"""§2.2."""
PASSWORD = _named(_LOGIN, "loginService")
"""§2.4 and §2.5."""
PASSWORD_BLANKS = dict.fromkeys(
    (
        "passValdtnFlg",
        "otpGenerationFlag",
        "otp",
        "otpValdtnFlg",
        "otpSourceFlag",
        "contactPan",
        "contactMobile",
        "contactEmail",
        "email",
        "mobileNo",
        "forgnDirEmailId",
    )
)
"""Sent as null beside the password (§2.4)."""
TAKE_OVER = {
    "pass": None,
    "otpGenerationFlag": "true",
    "otpValdtnFlg": "true",
    "passValdtnFlg": "true",
    "remark": "Continue",
}
"""Sent with the portal's own answer to throw the other session out (§2.5, the newer of two ways)."""
LOGOUT = _named(_LOGIN, "logoutService")
"""§2.8."""
PROFILE = _named(_SAVE, "userProfileService")
"""§3; payments fail until it has been asked once (§2.7)."""
PAYMENTS = Service(path="/iec/paymentapi/auth/challan/paymenthistory", body=_PAYMENT, page_size=50)
"""§4."""
PAYMENT_DETAILS = Service(path="/iec/paymentapi/auth/challan/paymentdetails", body=_PAYMENT)
"""§5.1; the nesting of its reply is assumed (`pages.payments`)."""
FILED_FORMS = _named(_SAVE, "viewFiledForms")
"""§7.1."""
FILED_STATEMENTS = Service(
    path=_SAVE,
    sn="viewFiledForms",
    body={"serviceName": "viewFiledForms", "submitUserId": "", "filterParameterDetails": []},
    # The portal's own page sends 5; one client was given 100 (§7.2).
    page_size=100,
)
PROCEEDINGS = Service(
    path=_PROCEEDINGS,
    sn="eProceedingsPaginatedService",
    # `self` only: the other word, `thirdParty`, is about other people's proceedings.
    body={"serviceName": "eProceedingsPaginatedService", "prcdngTypeFlag": "self", "header": _PROCEEDING},
    first_page=1,
    page_size=50,
)
"""§8.1; seen for PAN users, assumed the same for a TAN."""
PROCEEDING_NOTICES = _named(_PROCEEDINGS, "eProceedingDetailsService", header=_PROCEEDING)
"""§8.2."""
NOTICE_LETTER = _named(_LETTERS, "noticeletterpdf", header=_PROCEEDING)
"""§8.3."""
CLOSURE_ORDERS = _named(_LETTERS, "downloadClosureOrder", header=_PROCEEDING)
"""§8.4."""
DOCUMENT = Service(path="/iec/document/")
"""§8.3; the document's id follows."""

SORTING = {"searchTerm": "", "sortBy": "createdDt", "sortAsc": False, "filters": {}}
"""What the page of proceedings sends beside page number and size."""

PASSWORD_PAUSES = (5.0, 10.0, 12.0)
"""Seconds between user id and password, longer after each `EF500023` (§2.3)."""
TAKE_OVER_PAUSE = 4.0
"""Seconds before the other session is thrown out (§2.5)."""
LETTER_PAUSES = (2.0, 4.0, 6.0)
"""Seconds before an empty letter is asked for again (§8.3)."""
FIREWALL_REST = 900.0
"""Seconds to leave the portal alone after a firewall page (§11)."""

OK = "EF00000"
WARNING = "EF00239"
"""E-mail, mobile or Aadhaar link; the login goes on."""
WRONG_PASSWORD = "EF00027"  # noqa: S105  # a message code
UNKNOWN_USER = "EF00035"
NOT_REGISTERED = "EF00036"
SIGNED_IN_ELSEWHERE = "EF00177"
NOT_AUTHENTICATED = "EF500023"
PAYLOAD_REJECTED = "PMT9001"

FIREWALL_MARKS = ("permission denied", "request rejected")
"""§1.1, in small letters."""
MAINTENANCE_MARKS = ("maintenance", "downtime", "temporarily unavailable", "service unavailable", "try again later")
"""Assumed: no such page is on record (§12)."""
SIGN_IN_MARKS = ("login", "log in", "sign in", "signed out", "logged out", "session", "app-root")
"""Assumed: the session's end shows as HTML in place of JSON (§2.8)."""

ACTS = {Act.OLD: "O", Act.NEW: "N"}
FORMS = {form.value: form for form in Form}
"""By what follows the letters of a form code: `F26Q`, `T140`. The codes themselves are taken from the catalogue, since
of the 2025 Act only `T140` is on record (§7.2)."""
BOXES = {"FYA": "Action required", "FYI": "Information"}
PROCEEDING_STATUS = {"O": "Open", "C": "Closed"}


def headers(service: Service) -> dict[str, str]:
    """What the portal's own page sends with every request (§1.1); content type and user agent are the wire's.

    Origin and Referer keep the official name, wherever the portal is served from.
    """
    official = OFFICIAL.itportal.origin
    return {
        "Accept": "application/json, text/plain, */*",
        "Accept-Language": "en-US,en;q=0.9",
        "Cache-Control": "no-cache",
        "Origin": official,
        "Pragma": "no-cache",
        "Referer": f"{official}/iec/foservices/",
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Site": "same-origin",
        "sn": service.sn,
    }
