"""The communication inbox, and the downloads that were requested before."""

from html import escape

from tdsxl.practice.faults import Fault
from tdsxl.practice.files import pdf, zipped
from tdsxl.practice.stage import Call
from tdsxl.practice.stock import TECHNICAL
from tdsxl.practice.traces.grid import day_text, grid
from tdsxl.practice.wire import Malformed, Reply, Row, answer, attachment, page
from tdsxl.practice.world.downloads import READY, SUBMITTED, RequestedDownload, requested_downloads
from tdsxl.practice.world.inbox import Communication, communications
from tdsxl.practice.world.periods import year_text

FILES = "/app/ded/download/"


def inbox(call: Call) -> Reply:
    """The communications of one class and category."""
    box, category = call.request.query.get("commClassify"), call.request.form.get("commCatogory")
    return grid(call, [_row(c) for c in _all(call) if (str(c.box), str(c.category)) == (box, category)])


def text(call: Call) -> Reply:
    """What a communication says."""
    found = _asked(call)
    return page(f"<html><body><p>{escape(found.text)}</p><p>{escape(found.reference)}</p></body></html>")


def letter(call: Call) -> Reply:
    """The PDF of a certificate communication."""
    found = _asked(call)
    content = pdf(found.text, found.reference, found.certificate_no, call.person.tan, "Practice document.")
    return attachment(content, media="application/pdf", name=f"{found.certificate_no}.pdf")


def requests(call: Call) -> Reply:
    """All requested downloads."""
    return grid(call, [_request(call, r) for r in requested_downloads(call.person, call.stage.day)])


def request_file(call: Call) -> Reply:
    """Where the file of a request lies."""
    found = _asked_request(call, call.request.form.get("reqNo", ""))
    if found is None or found.status != READY:
        return answer([{"error": "File is not available for download"}])
    return answer([{"success": f"{call.request.origin}{FILES}{call.person.tan}_{found.number}.zip"}])


def file(call: Call) -> Reply:
    """The file of a request."""
    name = call.request.path.rpartition("/")[2]
    found = _asked_request(call, name.rpartition("_")[2].removesuffix(".zip"))
    if found is None or found.status != READY:
        return page(TECHNICAL, status=500)
    content = zipped(f"{call.person.tan}_{found.form}.txt", f"1^FH^{call.person.tan}^{found.number}^Practice file\n")
    return attachment(content, media="application/zip", name=name)


def _all(call: Call) -> tuple[Communication, ...]:
    return communications(call.person, call.stage.day)


def _asked(call: Call) -> Communication:
    ident = call.request.parameter("commId")
    found = next((c for c in _all(call) if c.ident == ident), None)
    if found is None:
        raise Malformed(ident)
    return found


def _asked_request(call: Call, number: str) -> RequestedDownload | None:
    all_requests = requested_downloads(call.person, call.stage.day)
    return next((r for r in all_requests if r.number == number), None)


def _row(communication: Communication) -> Row:
    return {
        "commRefNo": communication.reference,
        "date": day_text(communication.on),
        "commcat": communication.category_text,
        "description": communication.text,
        "finYear": year_text(communication.year),
        "quarter": f"Q{communication.quarter}",
        "formType": communication.form,
        "commInbId": communication.ident,
        "hidFY": str(communication.year),
        "hidQT": str(communication.quarter + 2),
        "commMstrId": f"{int(communication.ident) // 7}",
        "certNum": communication.certificate_no or None,
        "comcatid": str(communication.category),
    }


def _request(call: Call, request: RequestedDownload) -> Row:
    is_late = request.status == READY and call.fault(Fault.NOT_READY)
    return {
        "reqDate": day_text(request.on),
        "reqNo": request.number,
        "finYr": year_text(request.year),
        "fin": str(request.year),
        "qrtr": f"Q{request.quarter}",
        "frmType": request.form,
        "dntype": request.kind,
        "status": SUBMITTED if is_late else request.status,
        "remarks": request.remarks,
    }
