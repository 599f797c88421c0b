"""e-Proceedings: proceedings, their notices, letters and closure orders (§8). No I/O here.

Seen for PAN users only; a TAN is assumed to be answered in the same way.
"""

from dataclasses import dataclass

from tdsxl.portals.base import Reply
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer, json_value, refuse_no
from tdsxl.portals.itportal.pages.fields import Fields, as_year, changed, rows
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.records import Notice, NoticeKind
from tdsxl.values import Act, Portal, Tan, Year

PROCEEDINGS = "list of proceedings"
_NOTICES = "list of notices"
_LETTER = "notice letter"
_CLOSURE = "closure order"

_PROCEEDING_KEYS = (
    "proceedingReqId proceedingName assessmentYear financialYr pan nameOfAssesse proceedingType proceedingStatus "
    "issuedOn servedOn viewNoticeCount proceedingClosureOrder proceedingStatusDetails lastResponseSubmittedOn"
)
_NOTICE_KEYS = (
    "headerSeqNo proceedingReqId noticeSection description documentIdentificationNumber documentReferenceId issuedOn "
    "servedOn responseDueDate isSubmitted ay pan proceedingStatus"
)
_ORDER_KEYS = "satDocId docNam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding:
    """A row of e-Proceedings."""

    id: str | int
    name: str | None
    box: str
    year: str | None
    """As `2025-26`, else as printed."""
    status: str | None
    has_notices: bool
    has_closure_order: bool
    """The portal says that there is one."""

    @property
    def may_be_closed(self) -> bool:
        """Whether a closure order is worth asking for."""
        return self.has_closure_order or self.status == "Closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingNotice:
    """A notice with what its letter is asked by."""

    notice: Notice
    header_seq_no: str | int
    proceeding_id: str | int


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A file in the portal's store."""

    id: str
    name: str
    """The portal's own, without `.gz`."""


@dataclass(frozen=True, slots=True)
class ClosureOrder:
    """A closure order with what its document is asked by."""

    notice: Notice
    document: DocumentRef


def proceedings(reply: Reply, tan: Tan, flag: str) -> Page[Proceeding]:
    """e-Proceedings, one page of For your action or For your information (seen in 2024-26)."""
    listed = answer(reply, PROCEEDINGS, tan).rows("eProceedingPaginatedRequests", _PROCEEDING_KEYS)
    last = len(listed) < urls.PROCEEDINGS.page_size
    return Page(rows=tuple(_proceeding(row, urls.BOXES[flag]) for row in listed), total=None, last=last)


def _proceeding(row: Fields, box: str) -> Proceeding:
    return Proceeding(
        id=row.identifier("proceedingReqId"),
        name=row.text("proceedingName"),
        box=box,
        year=_year(row),
        status=_status(row),
        has_notices=_says_yes(row, "viewNoticeCount"),
        has_closure_order=_says_yes(row, "proceedingClosureOrder"),
    )


def _says_yes(row: Fields, key: str) -> bool:
    # What stands here is not on record: a flag, a count or an id.
    return str(row.value(key) or "").strip().upper() not in ("", "N", "NO", "FALSE", "0")


def _year(row: Fields) -> str | None:
    printed = row.value("financialYr")
    if printed in (None, ""):
        return _year_before(row, "assessmentYear")
    year = as_year(printed)
    return str(year) if year else row.text("financialYr")


def _year_before(row: Fields, key: str) -> str | None:
    """The year behind an assessment year; there are none under the 2025 Act."""
    assessed = as_year(row.value(key))
    year = assessed and Year(assessed.start - 1)
    return str(year) if year and year.act is Act.OLD else None


def _status(row: Fields) -> str | None:
    printed = row.text("proceedingStatus")
    return urls.PROCEEDING_STATUS.get(printed, printed) if printed else None


def notices(reply: Reply, tan: Tan, proceeding: Proceeding) -> tuple[ProceedingNotice, ...]:
    """e-Proceedings, View Notices of one proceeding: a bare list (seen in 2024-26)."""
    value = json_value(reply, _NOTICES, tan)
    if isinstance(value, dict):
        refuse_no(_NOTICES, value)
    listed = rows(_NOTICES, value, _NOTICE_KEYS)
    if proceeding.has_notices and not listed:
        raise changed(_NOTICES, "it is empty, though the proceeding has notices")
    return tuple(_notice(row, proceeding) for row in listed)


def _notice(row: Fields, proceeding: Proceeding) -> ProceedingNotice:
    if str(row.identifier("proceedingReqId")) != str(proceeding.id):
        raise row.odd("proceedingReqId")
    notice = Notice(
        portal=Portal.ITPORTAL,
        kind=NoticeKind.PROCEEDING,
        reference=row.text("documentIdentificationNumber") or row.word("documentReferenceId"),
        category=proceeding.name,
        description=row.text("description"),
        box=proceeding.box,
        section=row.text("noticeSection"),
        form=None,
        year=proceeding.year or _year_before(row, "ay"),
        quarter=None,
        issued_on=row.epoch_day("issuedOn"),
        served_on=row.epoch_day("servedOn"),
        due_on=row.epoch_day("responseDueDate"),
        status=_status(row),
        replied=_replied(row),
    )
    return ProceedingNotice(notice=notice, header_seq_no=row.identifier("headerSeqNo"), proceeding_id=proceeding.id)


def _replied(row: Fields) -> bool | None:
    printed = row.text("isSubmitted")
    if printed not in ("Y", "N", None):
        raise row.odd("isSubmitted")
    return None if printed is None else printed == "Y"


def letter(reply: Reply, tan: Tan) -> DocumentRef | None:
    """Where a notice's letter is kept; None while the portal has not got it out yet."""
    fields = answer(reply, _LETTER, tan)
    if not fields.values.keys() & {"satDocId", "docMap"} or fields.value("docMap") in (None, {}, ""):
        return None
    names = fields.fields("docMap")
    main = str(fields.value("satDocId"))
    key = main if main in names.values else next(iter(names.values))
    return DocumentRef(key, _without_gz(names.word(key)))


def closure_orders(reply: Reply, tan: Tan, proceeding: Proceeding) -> tuple[ClosureOrder, ...]:
    """e-Proceedings, Closure Order of one proceeding (seen in 2024-26)."""
    fields = answer(reply, _CLOSURE, tan)
    if fields.value("satDocDetlList") in (None, []) and not proceeding.has_closure_order:
        return ()
    listed = fields.rows("satDocDetlList", _ORDER_KEYS)
    if not listed:
        raise changed(_CLOSURE, "it is empty, though the proceeding has one")
    return tuple(_closure_order(row, proceeding) for row in listed)


def _closure_order(row: Fields, proceeding: Proceeding) -> ClosureOrder:
    document = DocumentRef(str(row.identifier("satDocId")), _without_gz(row.word("docNam")))
    notice = Notice(
        portal=Portal.ITPORTAL,
        kind=NoticeKind.CLOSURE,
        # The order's DIN is not in the reply; the document's id is the only reference it has.
        reference=document.id,
        category=proceeding.name,
        description=document.name,
        box=proceeding.box,
        section=None,
        form=None,
        year=proceeding.year,
        quarter=None,
        issued_on=None,
        served_on=None,
        due_on=None,
        status=proceeding.status,
        replied=None,
    )
    return ClosureOrder(notice, document)


def _without_gz(name: str) -> str:
    return name.removesuffix(".gz")
