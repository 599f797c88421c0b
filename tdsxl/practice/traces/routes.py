"""The table of the services of TRACES: gateway, old pages, servlets."""

from tdsxl.practice.people import Person
from tdsxl.practice.routing import Portal, Route, Routes
from tdsxl.practice.stage import Stage
from tdsxl.practice.stock import TECHNICAL, TRACES_LOGIN
from tdsxl.practice.traces import defaults, gateway, inbox, oldpages, servlets
from tdsxl.practice.wire import FORM, JSON, Reply, Request, answer, page

AUTH = "/loginservice/api/auth/"
DED = "/app/ded/"
SRV = "/app/ded/srv/"
CAPITAL = ("DedStmtStatusServlet", "CertiVerifyServlet")
"""Servlets that spell reqType; the others spell reqtype."""

PAGES = tuple(
    Route(name=f"traces.page.{name}", method="GET", path=f"{DED}{name}.xhtml", answer=oldpages.form_page)
    for name in oldpages.FORMS
)
GATEWAY = (
    Route(name="traces.captcha", method="GET", path=f"{AUTH}generateCaptcha", answer=gateway.captcha, is_open=True),
    Route(name="traces.login", method="POST", path=f"{AUTH}login", answer=gateway.login, is_open=True, is_start=True),
    Route(
        name="traces.child_certificates",
        method="POST",
        path="/childcertgenservice/api/view/searchDeductor",
        answer=gateway.child_certificates,
    ),
    Route(
        name="traces.child_certificate",
        method="GET",
        path="/certificateservice/api/child-certificate",
        answer=gateway.child_certificate,
    ),
)
OLD = (
    Route(name="traces.bridge", method="GET", path="/app/preauthV2.xhtml", answer=oldpages.bridge, is_open=True),
    Route(name="traces.dashboard", method="GET", path=f"{DED}dashboard.xhtml", answer=oldpages.dashboard),
    Route(name="traces.old_login", method="GET", path="/app/login.xhtml", answer=oldpages.login, is_open=True),
    Route(name="traces.logout", method="GET", path="/app/logout.xhtml", answer=oldpages.logout, is_open=True),
    Route(name="traces.defaults", method="POST", path=f"{DED}demandsum.xhtml", answer=defaults.by_year),
    Route(name="traces.default", method="GET", path=f"{DED}demsummary.xhtml", answer=defaults.summary),
    Route(name="traces.file", method="GET", path=inbox.FILES, answer=inbox.file),
)
SERVLETS = (
    Route(
        name="traces.statements",
        method="POST",
        path=f"{SRV}DedStmtStatusServlet",
        service="1",
        answer=servlets.statement_status,
    ),
    Route(
        name="traces.rejection",
        method="POST",
        path=f"{SRV}DedStmtStatusServlet",
        service="5",
        answer=servlets.rejection,
    ),
    Route(
        name="traces.unconsumed",
        method="POST",
        path=f"{SRV}GetUnConChlnDetailServlet",
        service="0",
        answer=servlets.unconsumed_challans,
    ),
    Route(
        name="traces.demand",
        method="POST",
        path=f"{SRV}TagChallanServlet",
        service="0",
        answer=servlets.demand_by_year,
    ),
    Route(
        name="traces.prior_years",
        method="POST",
        path=f"{SRV}TagChallanServlet",
        service="1",
        answer=servlets.prior_years,
    ),
    Route(
        name="traces.certificate",
        method="POST",
        path=f"{SRV}CertiVerifyServlet",
        service="1",
        answer=servlets.certificate_check,
    ),
    Route(name="traces.inbox", method="POST", path=f"{SRV}CommInboxServlet", service="0", answer=inbox.inbox),
    Route(name="traces.inbox_text", method="POST", path=f"{SRV}CommInboxServlet", service="2", answer=inbox.text),
    Route(name="traces.inbox_text", method="GET", path=f"{SRV}CommInboxServlet", service="2", answer=inbox.text),
    Route(name="traces.inbox_pdf", method="POST", path=f"{SRV}CommInboxServlet", service="5", answer=inbox.letter),
    Route(name="traces.inbox_pdf", method="GET", path=f"{SRV}CommInboxServlet", service="5", answer=inbox.letter),
    Route(
        name="traces.requests",
        method="GET",
        path="/app/srv/GetReqListServlet",
        service="0",
        answer=inbox.requests,
    ),
    Route(name="traces.request_file", method="POST", path="/app/srv/DownloadServlet", answer=inbox.request_file),
)
ROUTES = Routes((*GATEWAY, *OLD, *PAGES, *SERVLETS))


def _service(request: Request) -> str | None:
    """The request type; None for a write of a content type that is not taken."""
    if request.method == "POST" and not _is_taken(request):
        return None
    servlet = request.path.rpartition("/")[2]
    return request.query.get("reqType" if servlet in CAPITAL else "reqtype", "")


def _is_taken(request: Request) -> bool:
    if request.path.startswith("/app/"):
        return not request.body or request.is_typed(FORM)
    return request.is_typed(JSON)


def _named(stage: Stage, request: Request) -> Person | None:
    """Who a login names, or whose token or cookie a bridge or log-out brings."""
    return stage.people.get(str(request.document.get("userId", ""))) or _client(stage, request)


def _client(stage: Stage, request: Request) -> Person | None:
    """By cookie at the old site, by token at the gateway and the bridge."""
    is_old = request.path.startswith("/app/") and "authorization" not in request.headers
    visits = stage.traces
    visit = (
        visits.by_session(request.cookies.get("JSESSIONID", ""))
        if is_old
        else visits.by_token(request.headers.get("authorization", ""))
    )
    return visit.person if visit else None


def _end(stage: Stage, request: Request) -> None:
    session = stage.traces.by_session(request.cookies.get("JSESSIONID", ""))
    if session and request.path.startswith("/app/"):
        return stage.traces.end_session(session)
    visit = stage.traces.by_token(request.headers.get("authorization", ""))
    return stage.traces.end(visit) if visit else None


def _lost(request: Request) -> Reply:
    if not request.path.startswith("/app/"):
        return answer({"status": 401, "message": "Unauthorized"}, status=401)
    return oldpages.GONE if "/srv/" in request.path else page(TRACES_LOGIN)


def _unknown(request: Request) -> Reply:
    """The old site breaks; the gateway says that it knows no such thing."""
    if request.path.startswith("/app/"):
        return page(TECHNICAL, status=500)
    return answer({"status": 404, "message": "API not found for this HTTP method"}, status=404)


TRACES = Portal(
    name="traces",
    roots=("/app/", "/loginservice/", "/childcertgenservice/", "/certificateservice/"),
    routes=ROUTES,
    service=_service,
    named=_named,
    client=_client,
    end=_end,
    lost=_lost,
    unknown=_unknown,
    balk=oldpages.first_call,
)
