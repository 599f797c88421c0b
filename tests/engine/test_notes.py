"""What the firm wrote beside our rows, in the journal and in what is made of it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.tables import tables
from tdsxl.modules import MODULES
from tdsxl.tables import Beside, Cell, RowName, Table
from tdsxl.values import INDIA, Portal
from tests.engine.filled import NOW, synced
from tests.engine.scripted import OAK, PINE, TRACES
from tests.engine.test_history import lines
from tests.engine.test_results import PINES, results
from tests.modules.samples import certificate, demand, filed, notice, summary, unconsumed

SHEET = "Notices & Orders"
ROW: RowName = ((PINE, "TRACES", "Communication", "N1"), "")
OTHER: RowName = ((PINE, "TRACES", "Communication", "N2"), "")


def keep(journal: Journal, notes: Mapping[RowName, Mapping[str, Cell]], *, sheet: str = SHEET, book: str = "a") -> None:
    """Take what a sheet with the columns Owner, Remark and Own due date says."""
    beside = Beside(titles=("Owner", "Remark", "Own due date"), notes=notes)
    with journal.transaction():
        journal.notes.keep(sheet, beside, book=book, tans={PINE}, at=NOW)


def held(journal: Journal, sheet: str = SHEET) -> Mapping[RowName, Mapping[str, Cell]]:
    return journal.notes.of(sheet, {PINE})


@pytest.mark.parametrize(
    "value",
    ["Asha", "=1+1", "00123", Decimal("1234567.89"), date(2026, 12, 31), datetime(2026, 12, 31, 9, 30, tzinfo=INDIA)],
    ids=str,
)
def test_a_note_is_kept_as_it_is(journal: Journal, value: Cell) -> None:
    """Texts, amounts, days and instants come out as they went in."""
    keep(journal, {ROW: {"Remark": value}})
    assert held(journal) == {ROW: {"Remark": value}}


def test_a_note_that_was_emptied_is_forgotten(journal: Journal) -> None:
    """Only where its row still stands: of a row that is gone, and of a column that is gone, it is kept."""
    keep(journal, {ROW: {"Remark": "x", "Owner": "Asha"}, OTHER: {"Remark": "y", "Reason": "z"}})
    keep(journal, {ROW: {"Owner": "Asha"}})
    assert held(journal) == {ROW: {"Owner": "Asha"}, OTHER: {"Remark": "y", "Reason": "z"}}
    keep(journal, {ROW: {"Owner": "Asha"}, OTHER: {}})
    assert held(journal) == {ROW: {"Owner": "Asha"}, OTHER: {"Reason": "z"}}


def test_another_book_of_the_same_client_empties_no_note(journal: Journal) -> None:
    """It may never have had it; what it says itself counts."""
    keep(journal, {ROW: {"Remark": "x"}})
    keep(journal, {ROW: {}}, book="b")
    assert held(journal) == {ROW: {"Remark": "x"}}
    keep(journal, {ROW: {"Remark": "new"}}, book="b")
    keep(journal, {ROW: {}})
    assert held(journal) == {ROW: {"Remark": "new"}}
    keep(journal, {ROW: {}}, book="b")
    assert held(journal) == {}


def test_a_book_has_what_it_is_about_to_get_back(journal: Journal) -> None:
    """Notes on rows that it lacks yet: emptied there they are forgotten."""
    keep(journal, {ROW: {"Remark": "x"}})
    keep(journal, {OTHER: {}}, book="b")
    keep(journal, {ROW: {}, OTHER: {}}, book="b")
    assert held(journal) == {}


def test_notes_are_given_for_the_clients_that_are_asked_for(journal: Journal) -> None:
    """And for none between them in the order of TANs."""
    tans = ("AAAA00000A", "BBBB00000B", "CCCC00000C")
    rows: dict[str, RowName] = {tan: ((tan, "TRACES", "Communication", "N1"), "") for tan in tans}
    keep(journal, {row: {"Remark": tan} for tan, row in rows.items()})
    for asked in ((), tans[:1], (tans[0], tans[2])):
        assert journal.notes.of(SHEET, asked) == {rows[tan]: {"Remark": tan} for tan in asked}
    assert [(one.sheet, one.row, one.value) for one in journal.notes.rows(tans[1])] == [(SHEET, rows[tans[1]], tans[1])]
    assert [one.value for one in journal.notes.rows()] == list(tans)


def test_every_change_of_a_note_is_told(journal: Journal) -> None:
    """And nothing else: what depends on notes is made anew only then."""
    seen = [journal.notes.fingerprint()]
    for notes in ({"Remark": "x"}, {"Remark": "y"}, {"Remark": "y"}, {}):
        keep(journal, {ROW: notes})
        seen.append(journal.notes.fingerprint())
    assert [old == new for old, new in pairwise(seen)] == [False, False, True, False]


def table(journal: Journal, title: str) -> Table:
    return next(one for one in tables(results(journal, PINES), MODULES) if one.sheet.title == title)


def test_notes_reach_open_items(journal: Journal) -> None:
    """Owner, remark and the firm's own due date, which goes before the portal's; of rows on every sheet."""
    synced(journal, PINE, "notices", Portal.ITPORTAL, notice(reference="N1", due_on=date(2026, 12, 1)))
    synced(journal, PINE, "demand", TRACES, demand(2024, 7), demand(None, 5), summary(net_payable=Decimal(5)))
    synced(journal, PINE, "returns", Portal.ITPORTAL, filed())
    synced(journal, PINE, "unconsumed", TRACES, unconsumed())
    synced(journal, PINE, "ldc", TRACES, certificate(valid_to=date(2026, 11, 30)))
    before = table(journal, "Open Items").fingerprint
    for one in [*tables(results(journal, PINES), MODULES)]:
        if one.sheet.own:
            titles = [column.title for column in one.sheet.columns]
            rows = [dict(zip(titles, row, strict=True)) for row in one.rows()]
            keys = [one.sheet.key(lambda title, row=row: _text(row[title])) for row in rows]  # type: ignore[misc]  # the row is bound
            keep(
                journal,
                {(key, ""): {"Owner": f"O {one.sheet.title}", "Remark": "r"} for key in keys},
                sheet=one.sheet.title,
            )
    found = lines(table(journal, "Open Items"), "Sheet", "Owner", "Remark")
    assert {sheet for sheet, *_ in found} == {
        *("Notices & Orders", "Outstanding Demand", "Defaults", "Unconsumed Challans", "LDC", "Returns Due")
    }
    assert {(owner, remark) for _, owner, remark in found} == {(f"O {sheet}", "r") for sheet, *_ in found}
    assert table(journal, "Open Items").fingerprint != before


def _text(value: Cell) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


@pytest.mark.parametrize(
    ("typed", "due_on"), [(date(2026, 11, 24), date(2026, 11, 24)), ("24/11/2026", date(2026, 11, 24))]
)
def test_the_own_due_date_goes_before_the_portals(journal: Journal, typed: Cell, due_on: date) -> None:
    """Also one that was typed as text."""
    synced(journal, PINE, "notices", Portal.ITPORTAL, notice(reference="N1", due_on=date(2026, 12, 1)))
    row: RowName = ((PINE, "IT portal", "Proceeding notice", "N1"), "")
    keep(journal, {row: {"Own due date": typed}})
    assert lines(table(journal, "Open Items"), "Due on") == [(due_on,)]


def test_an_own_due_date_that_is_none_is_told(journal: Journal) -> None:
    """In one line where it would have counted; the portal's holds."""
    synced(journal, PINE, "notices", Portal.ITPORTAL, notice(reference="N1", due_on=date(2026, 12, 1)))
    row: RowName = ((PINE, "IT portal", "Proceeding notice", "N1"), "")
    keep(journal, {row: {"Own due date": "soon", "Remark": "call"}})
    assert lines(table(journal, "Open Items"), "Due on", "Remark") == [
        (date(2026, 12, 1), "Own due date `soon` is no day. call")
    ]


def test_an_amount_that_the_firm_typed_proves_the_balance(journal: Journal) -> None:
    """Only where it is the one that TRACES knows; another is told as a difference."""
    challan = unconsumed()
    synced(journal, PINE, "unconsumed", TRACES, challan)
    titles = ("Amount known from", "Unconsumed amount")
    before = table(journal, "Unconsumed Challans")
    assert lines(before, *titles) == [("Not known", None)]
    key = (PINE, challan.bsr_code, challan.deposited_on.isoformat(), challan.serial.lstrip("0"))
    proven = ("Firm", challan.unconsumed_amount)
    cases: list[tuple[Cell, object]] = [(challan.challan_amount, proven), (f"{challan.challan_amount:,}", proven)]
    cases += [(Decimal(1), ("Differs", None)), ("no idea", ("Not known", None))]
    for typed, told in cases:
        with journal.transaction():
            beside = Beside(titles=("Challan amount (ours)",), notes={(key, ""): {"Challan amount (ours)": typed}})
            journal.notes.keep("Unconsumed Challans", beside, book="a", tans={PINE}, at=NOW)
        assert lines(table(journal, "Unconsumed Challans"), *titles) == [told]
        assert table(journal, "Unconsumed Challans").fingerprint != before.fingerprint


def test_notes_of_clients_that_are_not_in_the_book_stay_out_of_it(journal: Journal) -> None:
    """The journal serves several books."""
    keep(journal, {ROW: {"Remark": "x"}, ((OAK, "TRACES", "Communication", "N1"), ""): {"Remark": "secret"}})
    assert table(journal, SHEET).notes() == {ROW: {"Remark": "x"}}
