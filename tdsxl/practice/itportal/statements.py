"""View Filed Forms: the catalogue of forms and the list of one form."""

from tdsxl.practice.itportal.envelope import fetched, refused
from tdsxl.practice.paging import cut
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply, Row
from tdsxl.practice.world.periods import is_new_act
from tdsxl.practice.world.statements import Statement, statements

MOST_ROWS = 100


def catalogue(call: Call) -> Reply:
    """The forms that were filed, by Act."""
    if call.request.document.get("entityNum") != call.tan:
        return refused("EF40010", "Invalid entity")
    filed = sorted({(is_new_act(s.year), s.form) for s in _listed(call)})
    forms = [_form(form, f"F{form}") for is_new, form in filed if not is_new]
    return fetched({"forms": forms, "tyForms": [_form(form, f"T{form}") for is_new, form in filed if is_new]})


def listed(call: Call) -> Reply:
    """The statements of one form, newest first; place and size of a page come as text."""
    asked = call.request.document
    if asked.get("entityNum") != call.tan:
        return refused("EF40010", "Invalid entity")
    place, size = asked.get("currentPage"), asked.get("pageSize")
    if not isinstance(place, str) or not isinstance(size, str) or not (place + size).isdigit():
        return refused("EF40001", "Invalid paging")
    rows = [_row(call.person.tan, s) for s in _listed(call) if _code(s) == asked["formTypeCd"]]
    page = cut(call, rows, place=int(place), size=min(int(size), MOST_ROWS))
    return fetched({"forms": page.rows, "responseCount": page.total} if page.is_marked else {})


def _form(form: str, code: str) -> Row:
    return {"formCd": code, "formName": f"Form {form}", "formDesc": f"Quarterly statement in Form {form}"}


def _listed(call: Call) -> list[Statement]:
    return [s for s in statements(call.person, call.stage.day) if s.is_efiled]


def _code(statement: Statement) -> str:
    return f"{'T' if is_new_act(statement.year) else 'F'}{statement.form}"


def _row(tan: str, statement: Statement) -> Row:
    return {
        "ackNum": statement.ack,
        "ackDt": statement.filed_on.strftime("%d-%b-%Y"),
        "refYear": statement.year,
        "financialQrtr": f"Q{statement.quarter}",
        "filingTypeCd": statement.kind,
        "tempAckNo": statement.token,
        "verStatus": "Rejected" if statement.reason else "Accepted",
        "entityNum": tan,
        "submitUserId": tan,
        "formTypeCd": _code(statement),
    }
