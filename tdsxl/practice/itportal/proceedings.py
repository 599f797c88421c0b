"""e-Proceedings: proceedings, their notices, letters, replies and closure orders, and the documents themselves."""

from datetime import datetime

from tdsxl.practice.faults import Fault
from tdsxl.practice.files import pdf
from tdsxl.practice.itportal.envelope import done, fetched, refused
from tdsxl.practice.paging import cut
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply, Row, answer, attachment, number
from tdsxl.practice.world.periods import year_text
from tdsxl.practice.world.proceedings import ACTION, Notice, Proceeding, proceedings

FORM = "FO-041_PCDNG"
MOST_ROWS = 50
LETTER, CLOSURE = "NL", "CO"
"""What document ids begin with."""


def listed(call: Call) -> Reply:
    """Proceedings of one box and party; pages are counted from 1."""
    asked = call.request.document
    config = asked.get("pageConfig")
    if asked.get("pan") != call.tan or not isinstance(config, dict):
        return refused("EF40010", "Invalid request", form=FORM)
    box, party = asked.get("prcdngStatusFlag"), asked.get("prcdngTypeFlag")
    rows = [_row(call, p) for p in _all(call) if p.box == box and p.party == party]
    place, size = number(config.get("pageNo")), number(config.get("pageSize"))
    page = cut(call, rows, place=place - 1, size=min(size, MOST_ROWS))
    return fetched({"eProceedingPaginatedRequests": page.rows} if page.is_marked else {}, form=FORM)


def notices(call: Call) -> Reply:
    """The notices of one proceeding: a bare list."""
    found = _proceeding(call, call.request.document.get("proceedingReqId"))
    return answer([_notice(call, found, notice) for notice in found.notices] if found else [])


def letter(call: Call) -> Reply:
    """The document of a notice; the first time the portal finds none."""
    asked = call.request.document
    ident = asked.get("headerSeqNo")
    found = next((n for p in _all(call) for n in p.notices if n.ident == ident), None)
    if found is None:
        return refused("EF40404", "Notice not found", form=FORM)
    if _is_first(call, found.ident) or call.fault(Fault.EMPTY_LETTER):
        return done({"satDocId": None, "docNam": None, "docMap": {}}, form=FORM)
    document, name = f"{LETTER}{found.ident}", f"Notice_{found.ident}.pdf"
    return done({"satDocId": document, "docNam": name, "docMap": {document: f"{name}.gz"}}, form=FORM)


def replies(call: Call) -> Reply:
    """What was replied to a notice."""
    ident = call.request.document.get("headerSeqNo")
    found = next((n for p in _all(call) for n in p.notices if n.ident == ident and n.is_replied), None)
    return fetched({"respRemrkAttLst": [_reply(found)] if found else []}, form=FORM)


def closure(call: Call) -> Reply:
    """The closure order of a proceeding."""
    found = _proceeding(call, call.request.document.get("procdngReqId"))
    closed = found if found and found.has_closure else None
    orders = [{"satDocId": f"{CLOSURE}{closed.ident}", "docNam": f"Closure_{closed.ident}.pdf"}] if closed else []
    return fetched({"satDocDetlList": orders}, form=FORM)


def document(call: Call) -> Reply:
    """The PDF of a letter or closure order; its name wrongly ends in .gz."""
    wanted = call.request.path.rpartition("/")[2]
    for proceeding in _all(call):
        if wanted == f"{CLOSURE}{proceeding.ident}" and proceeding.has_closure:
            return _pdf(f"Closure_{proceeding.ident}", "Order closing the proceedings", call.person.tan)
        for notice in proceeding.notices:
            if wanted == f"{LETTER}{notice.ident}":
                return _pdf(f"Notice_{notice.ident}", notice.text, notice.din or notice.reference, call.person.tan)
    return refused("EF40404", "Document not found")


def _all(call: Call) -> tuple[Proceeding, ...]:
    return proceedings(call.person, call.stage.day)


def _proceeding(call: Call, ident: object) -> Proceeding | None:
    return next((p for p in _all(call) if p.ident == ident), None)


def _is_first(call: Call, ident: int) -> bool:
    lettered = call.stage.itportal.account(call.person).lettered
    is_first = ident not in lettered
    lettered.add(ident)
    return is_first


def _pdf(name: str, *lines: str) -> Reply:
    return attachment(pdf(*lines, "Practice document, not an order."), media="application/pdf", name=f"{name}.pdf.gz")


def _row(call: Call, proceeding: Proceeding) -> Row:
    is_open = proceeding.box == ACTION
    return {
        "proceedingReqId": proceeding.ident,
        "proceedingName": proceeding.name,
        "assessmentYear": year_text(proceeding.year + 1),
        "financialYr": year_text(proceeding.year),
        "pan": call.person.tan,
        "nameOfAssesse": call.person.portal_name,
        "proceedingType": "I",
        "proceedingStatus": "O" if is_open else "C",
        "issuedOn": _ms(proceeding.opened_at),
        "servedOn": _ms(proceeding.opened_at),
        "viewNoticeCount": len(proceeding.notices),
        "proceedingClosureOrder": "Y" if proceeding.has_closure else "N",
        "proceedingStatusDetails": [
            {"status": "Open" if is_open else "Closed", "date": _ms(proceeding.notices[-1].issued_at)}
        ],
        "lastResponseSubmittedOn": None,
    }


def _notice(call: Call, proceeding: Proceeding, notice: Notice) -> Row:
    return {
        "headerSeqNo": notice.ident,
        "proceedingReqId": proceeding.ident,
        "noticeSection": notice.section,
        "description": notice.text,
        "documentIdentificationNumber": notice.din or None,
        "documentReferenceId": notice.reference,
        "issuedOn": _ms(notice.issued_at),
        "servedOn": _ms(notice.issued_at),
        "responseDueDate": _ms(notice.due_at) if notice.due_at else None,
        "isSubmitted": "Y" if notice.is_replied else "N",
        "ay": year_text(proceeding.year + 1),
        "pan": call.person.tan,
        "proceedingStatus": "O" if proceeding.box == ACTION else "C",
    }


def _reply(notice: Notice) -> Row:
    return {
        "remarks": "Reply with annexures submitted",
        "responseId": notice.ident + 1,
        "submittedOn": _ms(notice.issued_at) + 5 * 86_400_000,
        "respType": "Full",
        "attachmentLst": [{"docId": f"RA{notice.ident}", "attachmentName": "reply.pdf", "categorieName": "Response"}],
    }


def _ms(instant: datetime) -> int:
    return int(instant.timestamp()) * 1000
