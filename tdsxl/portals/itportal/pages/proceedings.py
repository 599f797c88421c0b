"""e-Proceedings: proceedings, their notices, letters and closure orders (§8). No I/O here.

Seen for PAN users only; a TAN is assumed to be answered in the same way.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tdsxl.errors import InputError
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields, changed, listed, year
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer, json_answer, refuse_no
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.records import Notice, NoticeKind
from tdsxl.values import Act, Portal, Tan, Year, indian_day

PROCEEDINGS = "e-Proceedings"
_NOTICES = "Notices of a proceeding"
_LETTER = "Notice letter"
_CLOSURE = "Closure order"

_PROCEEDING_KEYS = (
    "proceedingReqId proceedingName assessmentYear financialYr pan nameOfAssesse proceedingType proceedingStatus "
    "issuedOn servedOn viewNoticeCount proceedingClosureOrder proceedingStatusDetails lastResponseSubmittedOn"
)
_NOTICE_KEYS = (
    "headerSeqNo proceedingReqId noticeSection description documentIdentificationNumber documentReferenceId issuedOn "
    "servedOn responseDueDate isSubmitted ay pan proceedingStatus"
)
_ORDER_KEYS = "satDocId docNam"
_ENVELOPE = {"header", "messages", "errors", "successFlag"}
_IDENTIFIER = re.compile("[0-9A-Za-z_-]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    rows = answer(reply, PROCEEDINGS, tan).rows("eProceedingPaginatedRequests", _PROCEEDING_KEYS)
    last = len(rows) < urls.PROCEEDINGS.page_size
    return Page(rows=tuple(_proceeding(row, urls.BOXES[flag]) for row in rows), total=None, last=last)


def _proceeding(row: Fields, box: str) -> Proceeding:
    return Proceeding(
        id=_identifier(row, "proceedingReqId"),
        name=row.text("proceedingName"),
        box=box,
        year=_year(row),
        status=_status(row),
        has_notices=_says_yes(row, "viewNoticeCount"),
        has_closure_order=_says_yes(row, "proceedingClosureOrder"),
    )


def _says_yes(row: Fields, key: str) -> bool:
    # What stands here is not on record: a flag, a count or an id.
    value = row.value(key)
    if not isinstance(value, bool | int | str | None):
        row.refuse(key)
    return str(value or "").strip().upper() not in ("", "N", "NO", "FALSE", "0")


def _year(row: Fields) -> str | None:
    printed = row.printed("financialYr", own="year")
    if printed is None:
        return _year_before(row, "assessmentYear")
    return str(_as_year(printed) or printed)


def _year_before(row: Fields, key: str) -> str | None:
    """The year behind an assessment year; there are none under the 2025 Act."""
    assessed = row.year(key)
    before = assessed and Year(assessed.start - 1)
    return str(before) if before and before.act is Act.OLD else None


def _as_year(printed: str) -> Year | None:
    try:
        return year(printed)
    except InputError:
        return None


def _status(row: Fields) -> str | None:
    printed = row.text("proceedingStatus")
    return urls.PROCEEDING_STATUS.get(printed, printed) if printed else None


def notices(reply: Reply, tan: Tan, proceeding: Proceeding) -> tuple[ProceedingNotice, ...]:
    """e-Proceedings, View Notices of one proceeding: a bare list (seen in 2024-26)."""
    value = json_answer(reply, _NOTICES, tan)
    if isinstance(value, dict):
        refuse_no(_NOTICES, value)
    rows = listed(_NOTICES, value, "the answer")
    if proceeding.has_notices and not rows:
        raise changed(_NOTICES, "it is empty, though the proceeding has notices")
    return tuple(_notice(Fields.of(_NOTICES, row, _NOTICE_KEYS), proceeding) for row in rows)


def _notice(row: Fields, proceeding: Proceeding) -> ProceedingNotice:
    if str(_identifier(row, "proceedingReqId")) != str(proceeding.id):
        row.refuse("proceedingReqId")
    notice = Notice(
        portal=Portal.ITPORTAL,
        kind=NoticeKind.PROCEEDING,
        reference=row.text("documentIdentificationNumber") or row.needed(row.text, "documentReferenceId"),
        category=proceeding.name,
        description=row.text("description"),
        box=proceeding.box,
        section=row.text("noticeSection"),
        form=None,
        year=proceeding.year or _year_before(row, "ay"),
        quarter=None,
        issued_on=_epoch_day(row, "issuedOn"),
        served_on=_epoch_day(row, "servedOn"),
        due_on=_epoch_day(row, "responseDueDate"),
        status=_status(row),
        replied=_replied(row),
    )
    return ProceedingNotice(notice=notice, header_seq_no=_identifier(row, "headerSeqNo"), proceeding_id=proceeding.id)


def _identifier(row: Fields, key: str) -> str | int:
    """The portal's own id of a thing, to be sent back as it came."""
    value = row.value(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not _IDENTIFIER.fullmatch(row.printed(key) or ""):
        row.refuse(key)
    return value


def _epoch_day(row: Fields, key: str) -> date | None:
    """The Indian day of milliseconds since 1970."""
    if row.value(key) is None:
        return None
    try:
        day = indian_day(_EPOCH + timedelta(milliseconds=row.count(key)))
    except OverflowError:
        row.refuse(key)
    # Seconds in place of milliseconds would give a day of 1970.
    return day if day.year >= 2000 else row.refuse(key)


def _replied(row: Fields) -> bool | None:
    printed = row.text("isSubmitted")
    if printed not in ("Y", "N", None):
        row.refuse("isSubmitted")
    return None if printed is None else printed == "Y"


def letter(reply: Reply, tan: Tan) -> DocumentRef | None:
    """Where a notice's letter is kept; None while the portal has not got it out yet."""
    fields = answer(reply, _LETTER, tan)
    if not fields.values.keys() - _ENVELOPE or fields.value("docMap") in (None, {}, ""):
        return None
    names = fields.fields("docMap")
    main = fields.printed("satDocId")
    if main and main not in names.values:
        fields.refuse("satDocId")
    key = main or next(iter(names.values))
    return DocumentRef(key, _without_gz(names.needed(names.text, key)))


def closure_orders(reply: Reply, tan: Tan, proceeding: Proceeding) -> tuple[ClosureOrder, ...]:
    """e-Proceedings, Closure Order of one proceeding (seen in 2024-26)."""
    fields = answer(reply, _CLOSURE, tan)
    if fields.value("satDocDetlList") in (None, []) and not proceeding.has_closure_order:
        return ()
    orders = fields.rows("satDocDetlList", _ORDER_KEYS)
    if not orders:
        raise changed(_CLOSURE, "it is empty, though the proceeding has one")
    return tuple(_closure_order(row, proceeding) for row in orders)


def _closure_order(row: Fields, proceeding: Proceeding) -> ClosureOrder:
    document = DocumentRef(str(_identifier(row, "satDocId")), _without_gz(row.needed(row.text, "docNam")))
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
