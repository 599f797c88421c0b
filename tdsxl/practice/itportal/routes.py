"""The table of the IT portal's services."""

from tdsxl.practice.itportal import login, payments, proceedings, profile, statements
from tdsxl.practice.itportal.accounts import TOKEN
from tdsxl.practice.people import Person
from tdsxl.practice.routing import Portal, Route, Routes
from tdsxl.practice.stage import Call, Stage
from tdsxl.practice.stock import FIREWALL, SIGN_IN
from tdsxl.practice.wire import Reply, Request, answer, page

LOGIN = "/iec/loginapi/login"
SAVE = "/iec/servicesapi/auth/saveEntity"
PAYMENT = "/iec/paymentapi/auth/challan/"
RETURNS_GET = "/iec/returnservicesapi/auth/getEntity"
RETURNS_SAVE = "/iec/returnservicesapi/auth/saveEntity"
DOCUMENTS = "/iec/document/"
NEEDS_SN = ("viewFiledForms",)
"""Services that answer only when the header `sn` repeats their name."""

ROUTES = Routes(
    (
        Route(name="itportal.front", method="GET", path="/iec/foservices/", answer=login.front, is_open=True),
        Route(
            name="itportal.userid",
            method="POST",
            path=LOGIN,
            service="wLoginService",
            answer=login.userid,
            is_open=True,
            is_start=True,
        ),
        Route(
            name="itportal.password",
            method="POST",
            path=LOGIN,
            service="loginService",
            answer=login.password,
            is_open=True,
        ),
        Route(
            name="itportal.logout",
            method="POST",
            path=LOGIN,
            service="logoutService",
            answer=login.logout,
            is_open=True,
        ),
        Route(name="itportal.extend", method="POST", path="/iec/loginapi/auth/extendSession", answer=login.extended),
        Route(name="itportal.dashboard", method="GET", path="/iec/loginapi/auth/dashboard", answer=login.dashboard),
        Route(name="itportal.profile", method="POST", path=SAVE, service="userProfileService", answer=profile.profile),
        Route(name="itportal.forms", method="POST", path=SAVE, service="viewFiledForms", answer=statements.catalogue),
        Route(
            name="itportal.statements", method="POST", path=SAVE, service="viewFiledForms+", answer=statements.listed
        ),
        Route(name="itportal.challans", method="POST", path=f"{PAYMENT}paymenthistory", answer=payments.history),
        Route(name="itportal.challan", method="POST", path=f"{PAYMENT}paymentdetails", answer=payments.details),
        Route(
            name="itportal.proceedings",
            method="POST",
            path=RETURNS_GET,
            service="eProceedingsPaginatedService",
            answer=proceedings.listed,
        ),
        Route(
            name="itportal.notices",
            method="POST",
            path=RETURNS_GET,
            service="eProceedingDetailsService",
            answer=proceedings.notices,
        ),
        Route(
            name="itportal.replies",
            method="POST",
            path=RETURNS_GET,
            service="itbaResponseService",
            answer=proceedings.replies,
        ),
        Route(
            name="itportal.letter",
            method="POST",
            path=RETURNS_SAVE,
            service="noticeletterpdf",
            answer=proceedings.letter,
        ),
        Route(
            name="itportal.closure",
            method="POST",
            path=RETURNS_SAVE,
            service="downloadClosureOrder",
            answer=proceedings.closure,
        ),
        Route(name="itportal.document", method="GET", path=DOCUMENTS, answer=proceedings.document),
    )
)


def _service(request: Request) -> str | None:
    """The service's name, with a plus where it names a form; None for one that lacks its `sn`."""
    name = str(request.document.get("serviceName", ""))
    if name in NEEDS_SN and request.headers.get("sn") != name:
        return None
    return f"{name}+" if "formTypeCd" in request.document else name


def _named(stage: Stage, request: Request) -> Person | None:
    return stage.people.get(str(request.document.get("entity", "")))


def _client(stage: Stage, request: Request) -> Person | None:
    account = stage.itportal.by_cookies(request.cookies)
    return account.person if account else None


def _end(stage: Stage, request: Request) -> None:
    account = stage.itportal.by_cookies(request.cookies)
    if account:
        stage.itportal.end(account)


def _lost(request: Request) -> Reply:
    """Without the cookie 401; with a dead one 401 for documents, and the sign-in page where JSON was asked for."""
    if request.path.startswith(DOCUMENTS) or TOKEN not in request.cookies:
        return answer({"status": 401, "message": "Unauthorized"}, status=401)
    return page(SIGN_IN)


def _unknown(request: Request) -> Reply:
    return page(FIREWALL)


def _balk(_call: Call) -> Reply | None:
    return None


ITPORTAL = Portal(
    name="itportal",
    roots=("/iec/",),
    routes=ROUTES,
    service=_service,
    named=_named,
    client=_client,
    end=_end,
    lost=_lost,
    unknown=_unknown,
    balk=_balk,
)
