"""Notices & Orders already raised, at both portals, with their files. No request is ever raised."""

from collections.abc import Iterator

from tdsxl.modules.base import (
    NEW_ACT_AT_TRACES,
    Ask,
    Facts,
    Holdings,
    Line,
    Module,
    Part,
    Source,
    View,
    always,
    old_years,
)
from tdsxl.modules.columns import FORM, QUARTER, YEAR, result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OPEN, OWN, OWN_DUE_DATE
from tdsxl.portals.itportal.session import ItPortalSession
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import Item, ListRead, Notice, NoticeKind, Row
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal, Tan


def _proceedings(session: ItPortalSession, ask: Ask) -> Iterator[Item]:
    for proceeding in session.proceedings():
        for notice in session.notices(proceeding):
            yield Row(act=None, scope="proceedings", record=notice.notice)
            letter = notice.notice.reference not in ask.on_file and session.letter(notice)
            if letter:
                yield letter
        for order in session.closure_orders(proceeding):
            yield Row(act=None, scope="proceedings", record=order.notice)
            if order.notice.reference not in ask.on_file:
                yield session.closure_document(order)
    yield ListRead(act=None, scope="proceedings", portal_total=None)


def _inbox(session: TracesSession, ask: Ask) -> Iterator[Item]:
    inbox = session.communications()
    for communication in inbox.rows:
        notice = communication.notice
        yield Row(act=Act.OLD, scope="inbox", record=notice)
        letter = notice.reference not in ask.on_file and session.communication_file(communication)
        if letter:
            yield letter
    yield ListRead(act=Act.OLD, scope="inbox", portal_total=inbox.total)
    yield from _downloads(session, ask)


def _downloads(session: TracesSession, ask: Ask) -> Iterator[Item]:
    listing = session.downloads()
    for request in listing.rows:
        yield Row(act=Act.OLD, scope="downloads", record=request)
        if request.status == "Available" and request.reference not in ask.on_file:
            yield from session.download(request.reference)
    yield ListRead(act=Act.OLD, scope="downloads", portal_total=listing.total)


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored in held["notices"]:
        notice = stored.record
        if isinstance(notice, Notice):
            yield Line(values=_values(notice, facts), stored=(stored,))


def _values(notice: Notice, facts: Facts) -> tuple[Cell, ...]:
    return (
        notice.portal.title,
        notice.kind.value,
        notice.reference,
        notice.category,
        notice.description,
        notice.box,
        notice.section,
        notice.form,
        notice.year,
        notice.quarter,
        notice.issued_on,
        notice.served_on,
        notice.due_on,
        notice.status,
        None if notice.replied is None else "Yes" if notice.replied else "No",
        facts.files.get((notice.portal, notice.reference)),
        facts.file_names.get((notice.portal, notice.reference)),
        opens_with(notice, facts.tan),
    )


def opens_with(notice: Notice, tan: Tan) -> str | None:
    """The rule of the file's password, where TRACES publishes one (traces.md §5.7, §6.1)."""
    if notice.kind is not NoticeKind.DOWNLOAD:
        return None
    what = (notice.category or "").lower()
    if "conso" in what:
        return f"{tan}_{notice.reference}"
    if "justification" in what and notice.form and notice.quarter and notice.year:
        return f"JR_{tan}_{notice.form}_{notice.quarter}_{notice.year}"
    if "intimation" in what:
        return f"{tan[:4]}_ and the filing date of the regular statement as ddmmyyyy"
    return None


SHEET = Sheet(
    title="Notices & Orders",
    columns=result_columns(
        Column(title="Portal", width=11),
        Column(title="Kind", width=20, note="Communication, Proceeding notice, Closure order or Requested download."),
        Column(title="Reference no.", kind=Kind.CODE, width=30, note="DIN, document reference or request number."),
        Column(title="Category", width=24),
        Column(title="Description", width=44),
        Column(title="Box", width=16, note="Action required or Information."),
        Column(title="Section", width=18),
        FORM,
        YEAR,
        QUARTER,
        Column(title="Issued on", kind=Kind.DATE),
        Column(title="Served on", kind=Kind.DATE),
        Column(title="Due on", kind=Kind.DATE),
        Column(title="Status", note="In the portal's words."),
        Column(title="Replied", width=9),
        Column(title="File", width=40, note="Where it lies, below Folder of Settings; blank there: the data folder."),
        Column(title="Portal's file name", width=30, note="What the portal calls the file."),
        Column(title="Opens with", width=34, note="The rule of the file's password, where it is known."),
    ),
    key=lambda cell: (cell("TAN"), cell("Portal"), cell("Kind"), cell("Reference no.")),
    own=(OPEN, *OWN, OWN_DUE_DATE),
)

NOTICES = Module(
    name="notices",
    title=MODULE_TITLES["notices"],
    sources=(
        Source(Portal.ITPORTAL, (Part(act=None, asked=always, fetch=_proceedings),)),
        Source(Portal.TRACES, (Part(act=Act.OLD, asked=old_years, fetch=_inbox), NEW_ACT_AT_TRACES)),
    ),
    key=lambda notice: (notice.portal.value, notice.kind.value, notice.reference),
    views=(View(sheet=SHEET, lines=_lines, headline="Description"),),
)
