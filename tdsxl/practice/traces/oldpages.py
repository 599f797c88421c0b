"""The pages of the old site: bridge, dashboard, the forms behind which the servlets stand, log-out."""

from html import escape

from tdsxl.practice.faults import Fault
from tdsxl.practice.stage import Call
from tdsxl.practice.stock import TRACES_LOGIN
from tdsxl.practice.traces.visits import Visit
from tdsxl.practice.wire import Reply, Request, cookie, page, redirect
from tdsxl.practice.world.periods import FIRST_YEAR, NEW_ACT_YEAR, year_text

FORMS = {
    "stmtstatus": "stmtFiledStatus",
    "unconschallandetail": "unconChallanForm",
    "outstandingdemand": "outstandingDemandForm",
    "197certiverfication": "certiValidation",
    "dedinbox": "CommunicationInboxForm",
    "dedinboxdetails": "CommunicationDetailForm",
    "filedownload": "reqListForm",
    "viewdemandsum": "viewdemandsumForm",
}
"""The form that stands on each page, by the page's name."""
TABLES = {
    "stmtstatus": ("stmtFiledStatusTab",),
    "unconschallandetail": ("viewunconchlntab",),
    "outstandingdemand": ("fyAmtList", "priorList"),
    "197certiverfication": ("certiVerifyTab",),
    "dedinbox": ("viewcorrdettab",),
    "filedownload": ("reqList",),
}
"""The empty tables that the servlets fill, by the page's name."""
GONE = Reply(status=410, media="text/html", body=b"Gone")
YEARS = "".join(
    f'<option value="{year}">{year_text(year)}</option>' for year in range(NEW_ACT_YEAR - 1, FIRST_YEAR - 1, -1)
)


def visit_of(call: Call) -> Visit | None:
    """The visit a request to the old site belongs to."""
    return call.stage.traces.by_session(call.request.cookies.get("JSESSIONID", ""))


def bridge(call: Call) -> Reply:
    """From the gateway's tokens to a session of the old site; without both tokens there is none."""
    headers = call.request.headers
    visit = call.stage.traces.by_token(headers.get("authorization", ""))
    if visit is None or headers.get("refreshtoken") != visit.refresh:
        return redirect(f"{call.request.origin}/app/login.xhtml")
    session = cookie("JSESSIONID", call.stage.traces.bridge(visit), path="/app", origin=call.request.origin)
    is_plain = call.fault(Fault.HTTP_LOCATION) is not None
    return redirect(f"{_front(call.request, is_plain=is_plain)}/app/ded/dashboard.xhtml", headers=(session,))


def first_call(call: Call) -> Reply | None:
    """The old site may call its own new session dead, once."""
    visit = visit_of(call)
    if visit is None or visit.has_called or "/srv/" not in call.request.path:
        return None
    visit.has_called = True
    return GONE if call.fault(Fault.FIRST_410) else None


def dashboard(call: Call) -> Reply:
    """The first page of a session."""
    person = call.person
    return shell(
        "dashboardForm",
        f"<div>Welcome ({escape(person.portal_name)})</div><div>TAN: <span id='tan'>{person.tan}</span></div>",
    )


def form_page(call: Call) -> Reply:
    """One of the pages with a form."""
    name = call.request.path.rpartition("/")[2].removesuffix(".xhtml")
    tables = "".join(f'<table id="{table}"></table>' for table in TABLES.get(name, ()))
    return shell(FORMS[name], f'<select name="financialYear" id="financialYear">{YEARS}</select>{tables}')


def logout(call: Call) -> Reply:
    """Sign out of both sites."""
    visit = visit_of(call)
    if visit:
        call.stage.traces.end(visit)
    return redirect(f"{call.request.origin}/app/login.xhtml")


def login(_call: Call) -> Reply:
    """The sign-in page of the old site, which nobody can use any more."""
    return page(TRACES_LOGIN)


def shell(form: str, content: str) -> Reply:
    """A page of the old site around a form."""
    return page(
        "<!doctype html>\n<html><head><title>TRACES</title></head><body>\n"
        f'<form id="{form}" name="{form}" method="post">\n'
        f'<input type="hidden" name="{form}_SUBMIT" value="1"/>'
        f'<input type="hidden" name="javax.faces.ViewState" value="j_id1:j_id2"/>\n'
        f"{content}\n</form>\n</body></html>\n"
    )


def _front(request: Request, *, is_plain: bool) -> str:
    """The own address; or the same host as plain http without a port, as the portal's odd redirects have it."""
    host = request.origin.partition("://")[2].partition(":")[0]
    return f"http://{host}" if is_plain else request.origin
