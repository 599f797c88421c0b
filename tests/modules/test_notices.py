"""Notices & Orders: four kinds from both portals, each file fetched once."""

from datetime import date

import pytest

from tdsxl.modules.base import Ask
from tdsxl.modules.notices import NOTICES, opens_with
from tdsxl.portals.base import Listing
from tdsxl.portals.itportal.pages.proceedings import ClosureOrder, DocumentRef, Proceeding, ProceedingNotice
from tdsxl.portals.traces.pages.inbox import Communication
from tdsxl.records import Document, Item, Notice, NoticeKind
from tdsxl.values import Portal
from tests.modules.samples import TAN, ask, lines, notice, stored, told

(VIEW,) = NOTICES.views


def document(reference: str) -> Document:
    return Document(reference=reference, portal_name="x.pdf", suffix=".pdf", content=b"%PDF")


def proceeding(id_: int) -> Proceeding:
    return Proceeding(
        id=id_,
        name=None,
        box="Action required",
        year="2024-25",
        status="Open",
        has_notices=True,
        has_closure_order=True,
    )


class ItPortal:
    """Proceeding 1 has two notices, one of them without a letter; proceeding 2 an order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def proceedings(self) -> tuple[Proceeding, ...]:
        return (proceeding(1), proceeding(2))

    def notices(self, proceeding: Proceeding) -> tuple[ProceedingNotice, ...]:
        names = ("DIN1", "DIN2") if proceeding.id == 1 else ()
        rows = (notice(portal=Portal.ITPORTAL, kind=NoticeKind.PROCEEDING, reference=name) for name in names)
        return tuple(ProceedingNotice(notice=row, header_seq_no=1, proceeding_id=1) for row in rows)

    def letter(self, notice: ProceedingNotice) -> Document | None:
        self.asked.append(notice.notice.reference)
        return document("DIN1") if notice.notice.reference == "DIN1" else None

    def closure_orders(self, proceeding: Proceeding) -> tuple[ClosureOrder, ...]:
        row = notice(portal=Portal.ITPORTAL, kind=NoticeKind.CLOSURE, reference="ORD1")
        return (ClosureOrder(row, DocumentRef("7", "o.pdf")),) if proceeding.id == 2 else ()

    def closure_document(self, order: ClosureOrder) -> Document:
        self.asked.append(order.notice.reference)
        return document(order.notice.reference)


class Traces:
    """Two communications and three requests, of which one can be had."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def communications(self) -> Listing[Communication]:
        rows = (notice(reference=name) for name in ("C1", "C2"))
        return Listing(tuple(_communication(row) for row in rows), 2)

    def communication_file(self, communication: Communication) -> Document | None:
        self.asked.append(communication.notice.reference)
        return document("C1") if communication.is_certificate else None

    def downloads(self) -> Listing[Notice]:
        words = {"R1": "Available", "R2": "Submitted", "R3": "Disabled"}
        rows = (notice(kind=NoticeKind.DOWNLOAD, reference=name, status=word) for name, word in words.items())
        return Listing(tuple(rows), 3)

    def download(self, request_no: str) -> tuple[Document, ...]:
        self.asked.append(request_no)
        return (document(request_no), document(request_no))


def _communication(row: Notice) -> Communication:
    return Communication(notice=row, inbox_id="1", certificate_no=None, is_certificate=row.reference == "C1")


def fetched(session: object, asked: Ask, *, source: int) -> list[Item]:
    fetch = NOTICES.sources[source].parts[0].fetch
    assert fetch
    return list(fetch(session, asked))


def test_proceedings_give_notices_letters_and_orders() -> None:
    """A notice without a letter is a row all the same."""
    assert told(fetched(ItPortal(), ask(2025), source=0)) == [
        "proceedings: Notice",
        "file of DIN1",
        "proceedings: Notice",
        "proceedings: Notice",
        "file of ORD1",
        "proceedings: end, None",
    ]


def test_files_that_are_here_are_not_asked_for() -> None:
    """At either portal; what could not be had is asked for again."""
    portal, traces = ItPortal(), Traces()
    fetched(portal, ask(2025, on_file=frozenset({"DIN1", "ORD1"})), source=0)
    fetched(traces, ask(2025, on_file=frozenset({"C1", "R1"})), source=1)
    assert (portal.asked, traces.asked) == (["DIN2"], ["C2"])


def test_the_inbox_and_what_was_requested_already() -> None:
    """Only a request that is available is fetched, in all its parts; none is ever raised."""
    traces = Traces()
    assert told(fetched(traces, ask(2025), source=1)) == [
        "inbox: Notice",
        "file of C1",
        "inbox: Notice",
        "inbox: end, 2",
        "downloads: Notice",
        "file of R1",
        "file of R1",
        "downloads: Notice",
        "downloads: Notice",
        "downloads: end, 3",
    ]
    assert traces.asked == ["C1", "C2", "R1"]


def test_a_row_shows_its_file_and_the_day_by_which_to_act() -> None:
    """The file of its own portal: references of both may be alike."""
    record = notice(
        portal=Portal.ITPORTAL,
        kind=NoticeKind.PROCEEDING,
        reference="DIN1",
        box="Action required",
        due_on=date(2026, 12, 1),
        replied=False,
    )
    files = {(Portal.ITPORTAL, "DIN1"): "downloads/a.pdf", (Portal.TRACES, "DIN1"): "downloads/b.pdf"}
    (row,) = lines(VIEW, {"notices": [stored(record, Portal.ITPORTAL)]}, files=files)
    assert row == {
        "Portal": "IT portal",
        "Kind": "Proceeding notice",
        "Reference no.": "DIN1",
        "Box": "Action required",
        "Due on": date(2026, 12, 1),
        "Replied": "No",
        "File": "downloads/a.pdf",
        "Portal's file name": "fdp.a/sdaolnwod",
    }


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("Conso File", "PINE12345E_R1"),
        ("Justification Report", "JR_PINE12345E_26Q_Q1_2025-26"),
        ("Intimation", "PINE_ and the filing date of the regular statement as ddmmyyyy"),
        ("Form 16A", None),
        (None, None),
    ],
)
def test_the_rule_of_a_files_password(category: str | None, expected: str | None) -> None:
    """Where TRACES publishes one; for requested downloads only."""
    plain = {"reference": "R1", "category": category, "form": "26Q", "quarter": "Q1", "year": "2025-26"}
    assert opens_with(notice(kind=NoticeKind.DOWNLOAD, **plain), TAN) == expected
    assert opens_with(notice(**plain), TAN) is None


def test_a_rule_that_lacks_its_parts_is_not_told() -> None:
    """Half a password opens nothing."""
    assert opens_with(notice(kind=NoticeKind.DOWNLOAD, category="Justification Report"), TAN) is None


def test_keys_tell_portals_and_kinds_apart() -> None:
    """A request and a communication may bear one number."""
    rows = (notice(), notice(portal=Portal.ITPORTAL), notice(kind=NoticeKind.DOWNLOAD), notice(reference="C2"))
    assert len({NOTICES.key(row) for row in rows}) == 4
