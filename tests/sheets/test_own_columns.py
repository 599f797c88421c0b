"""The firm's own columns: offered in fresh books, left alone, read, and brought back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.own_columns import OWN, OWN_DUE_DATE
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Cell, Notes, RowName, Sheet, Table, Written
from tdsxl.titles import EXCEPTIONS, RUNS
from tdsxl.values import INDIA
from tests.sheets import foreign
from tests.sheets.samples import CHALLANS, NOTICES, STAMP, Row, notice, shown, table, tan, update

SHEET = replace(NOTICES, own=(*OWN, OWN_DUE_DATE))
TITLES = [column.title for column in SHEET.own]
WHOLE = replace(CHALLANS, own=OWN, is_current=True)
AT = {title: 24 + place for place, title in enumerate(TITLES)}
"""Title → number of its column in a fresh book: X and further."""


def book_of(path: Path) -> FileBook:
    """The book under test."""
    sheets = (SHEET, WHOLE, EXCEPTIONS, RUNS)
    return FileBook(path, backups=path.parent / "backups", sheets=sheets, wait=lambda _: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A fresh book."""
    found = tmp_path / "book.xlsx"
    new_book(found, sheets=(SHEET, WHOLE), stamp=STAMP)
    return found


def name(number: int) -> RowName:
    """How the row of a notice is named."""
    return (tan(1), "TRACES", f"N{number:06d}"), ""


def wanted(*numbers: int, notes: Notes | None = None, state: str = "New", sheet: Sheet = SHEET) -> Table:
    """A table of notices."""
    rows: list[Row] = [tuple(state if cell == "New" else cell for cell in notice(number)) for number in numbers]
    return replace(table(sheet, rows), notes=lambda: notes or {})


def written(path: Path, made: Table, known: Mapping[str, Written] | None = None) -> Mapping[str, Written]:
    return book_of(path).write(update(made), known or {})


def edit(path: Path, change: Callable[[Worksheet], object]) -> None:
    """What the user does, in another program."""
    book = openpyxl.load_workbook(path)
    change(book[SHEET.title])
    book.save(path)


def note(path: Path, row: int, **notes: Cell) -> None:
    """What the user types beside a row."""

    def change(sheet: Worksheet) -> None:
        for title, value in notes.items():
            sheet.cell(row, AT[title.replace("_", " ")]).value = value

    edit(path, change)


def notes(path: Path, known: Mapping[str, Written] | None = None) -> Notes:
    """What the book says of the rows beside which something is noted."""
    found = book_of(path).notes(known or {})
    return {row: kept for row, kept in found[SHEET.title].notes.items() if kept} if found else {}


def remarks(path: Path) -> dict[object, object]:
    return {row["Reference no."]: row["Remark"] for row in shown(path, SHEET.title)}


def test_a_fresh_book_offers_them_at_the_right(path: Path) -> None:
    """In the table, in the colour of what the firm fills in; days and amounts as such."""
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert [sheet.cell(4, column).value for column in AT.values()] == TITLES
    assert {sheet.cell(4, column).style for column in AT.values()} == {"tdsxl yours"}
    assert sheet.tables["NoticesOrders"].ref == "A4:AA5"
    assert sheet.cell(5, AT["Own due date"]).style == "tdsxl date"


def test_while_they_are_blank_all_rows_are_made_anew(path: Path) -> None:
    """Their cells have their looks in every row; the first note ends it."""
    known = written(path, wanted(1, 2))
    assert known[SHEET.title].plain
    known = written(path, wanted(3, 2, 4), known)
    assert known[SHEET.title].plain
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert [sheet.cell(row, 6).value for row in (5, 6, 7)] == ["N000003", "N000002", "N000004"]
    assert [sheet.cell(7, column).style for column in AT.values()] == [
        *("tdsxl text", "tdsxl date", "tdsxl long text", "tdsxl date")
    ]
    assert sheet.tables["NoticesOrders"].ref == "A4:AA7"
    note(path, 6, Remark="call them")
    known = written(path, wanted(4, 3, 5, state="Changed"), known)
    assert not known[SHEET.title].plain
    assert remarks(path) == {"N000003": None, "N000002": "call them", "N000004": None, "N000005": None}


def test_notes_are_read_by_row_and_title(path: Path) -> None:
    """Texts, days, amounts and the user's own columns; not what formulas work out."""
    written(path, wanted(1, 2, 3))

    def change(sheet: Worksheet) -> None:
        sheet.cell(4, 28).value = "Meeting"
        sheet.tables["NoticesOrders"].ref = sheet.tables["NoticesOrders"].autoFilter.ref = "A4:AB7"
        sheet.tables["NoticesOrders"].tableColumns.append(
            type(sheet.tables["NoticesOrders"].tableColumns[0])(id=28, name="Meeting")
        )
        sheet.cell(5, 24).value = "Asha"
        sheet.cell(5, 27).value = date(2026, 12, 31)
        sheet.cell(6, 26).value = "=1+1"
        sheet.cell(6, 24).value = 12.5
        sheet.cell(7, 28).value = datetime(2026, 12, 1, 10, 30)

    edit(path, change)
    assert notes(path) == {
        name(1): {"Owner": "Asha", "Own due date": date(2026, 12, 31)},
        name(2): {"Owner": Decimal("12.5")},
        name(3): {"Meeting": datetime(2026, 12, 1, 10, 30, tzinfo=INDIA)},
    }


@pytest.mark.parametrize("resave", [foreign.with_prefix, foreign.without_references, foreign.with_other_quotes])
def test_notes_of_every_program_are_read(path: Path, resave: foreign.Resave) -> None:
    """Whoever saved the book last."""
    written(path, wanted(1, 2))
    note(path, 6, Remark="call", Own_due_date=date(2026, 12, 31))
    resave(path)
    assert notes(path) == {name(2): {"Remark": "call", "Own due date": date(2026, 12, 31)}}


def test_sheets_as_we_left_them_are_not_looked_at(path: Path) -> None:
    """Their notes were read before they were written."""
    known = written(path, wanted(1, 2))
    assert SHEET.title not in book_of(path).notes(known)
    note(path, 5, Remark="x")
    assert notes(path, known) == {name(1): {"Remark": "x"}}
    known = written(path, wanted(1, 2, 3), known)
    assert SHEET.title not in book_of(path).notes(known)


KEPT: Notes = {
    name(1): {"Remark": "one", "Reviewed on": date(2026, 11, 2), "Gone column": "x"},
    name(3): {"Owner": "Asha"},
}


def test_a_lost_book_gets_its_notes_back(path: Path) -> None:
    """Each in its own row and column, with its looks; the columns that are not there stay in the journal."""
    written(path, wanted(3, 1, 2, notes=KEPT))
    rows = {row["Reference no."]: [row[title] for title in TITLES] for row in shown(path, SHEET.title)}
    assert rows == {
        "N000003": ["Asha", None, None, None],
        "N000001": [None, datetime(2026, 11, 2), "one", None],
        "N000002": [None, None, None, None],
    }
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert sheet.cell(6, AT["Reviewed on"]).style == "tdsxl date"
    assert sheet.tables["NoticesOrders"].ref == "A4:AA7"
    assert notes(path) == {name(1): {"Remark": "one", "Reviewed on": date(2026, 11, 2)}, name(3): {"Owner": "Asha"}}


def test_only_rows_that_are_new_get_notes_back(path: Path) -> None:
    """What the user emptied beside a row that stands there stays empty."""
    written(path, wanted(1, 2))
    note(path, 6, Remark="two")
    written(path, wanted(1, 2, 3, 4, notes=KEPT))
    assert remarks(path) == {"N000001": None, "N000002": "two", "N000003": None, "N000004": None}
    assert [row["Owner"] for row in shown(path, SHEET.title)] == [None, None, "Asha", None]


def test_a_row_that_the_user_deleted_comes_back_with_its_notes(path: Path) -> None:
    """The portal still has it."""
    written(path, wanted(1, 2))
    note(path, 5, Remark="one")
    kept = notes(path)

    def delete(sheet: Worksheet) -> None:
        sheet.delete_rows(5)
        sheet.tables["NoticesOrders"].ref = sheet.tables["NoticesOrders"].autoFilter.ref = "A4:AA5"

    edit(path, delete)
    written(path, wanted(1, 2, notes=kept))
    assert remarks(path) == {"N000002": None, "N000001": "one"}


def test_a_row_that_a_list_no_longer_has_goes_with_its_notes(tmp_path: Path, path: Path) -> None:
    """Where the journal keeps them; what it does not keep, or keeps otherwise, stays where it was typed."""
    sheet = replace(SHEET, is_current=True)
    book = FileBook(path, backups=tmp_path / "b", sheets=(sheet,), wait=lambda _: None)
    book.write(update(wanted(1, 2, sheet=sheet)), {})
    note(path, 5, Remark="one", Owner="Asha")
    book.write(update(wanted(2, sheet=sheet, notes={name(1): {"Remark": "one"}})), {})
    first, second = shown(path, SHEET.title)
    assert (first["Reference no."], first["Remark"], first["Owner"]) == (None, None, "Asha")
    assert second["Reference no."] == "N000002"
    note(path, 6, Remark="two, as told today", Owner="Ravi")
    book.write(update(wanted(3, sheet=sheet, notes={name(2): {"Remark": "two", "Owner": "Ravi"}})), {})
    second = shown(path, SHEET.title)[1]
    assert (second["Reference no."], second["Remark"], second["Owner"]) == (None, "two, as told today", None)


def test_a_formula_in_a_blank_row_is_not_written_over_by_a_note(path: Path) -> None:
    """What the firm put there after the row was lost goes before what the journal kept; other notes come back."""
    sheet = replace(SHEET, is_current=True)
    book = FileBook(path, backups=path.parent / "b", sheets=(sheet,), wait=lambda _: None)
    book.write(update(wanted(1, 2, sheet=sheet)), {})
    book.write(update(wanted(1, sheet=sheet)), {})
    note(path, 6, Remark='="see "&F6')
    book.write(update(wanted(1, 3, sheet=sheet, notes={name(3): {"Remark": "old", "Owner": "Asha"}})), {})
    second = shown(path, SHEET.title)[1]
    assert (second["Reference no."], second["Remark"], second["Owner"]) == ("N000003", '="see "&F6', "Asha")


@pytest.mark.parametrize(("typed", "said"), [(10**11, Decimal("1E+11")), (-5, Decimal(-5)), (Decimal("46388.5"), None)])
def test_a_number_that_is_no_day_stays_a_number(path: Path, typed: Cell, said: Decimal | None) -> None:
    """In a column of days too: what the firm typed is neither lost nor made another day."""
    written(path, wanted(1))
    note(path, 5, Own_due_date=typed)
    day = datetime(2027, 1, 1, 12, tzinfo=INDIA)
    assert notes(path) == {name(1): {"Own due date": day if said is None else said}}


def test_a_truth_is_no_number(path: Path) -> None:
    """Nor does it become an amount."""
    written(path, wanted(1, 2))
    note(path, 5, Remark=True)
    note(path, 6, Remark=False)
    assert notes(path) == {name(1): {"Remark": "TRUE"}, name(2): {"Remark": "FALSE"}}


def rename(old: str, new: str) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet.cell(4, AT[old]).value = new
        sheet.tables["NoticesOrders"].tableColumns[AT[old] - 1].name = new

    return change


def test_a_renamed_column_is_the_users_own(path: Path) -> None:
    """Its notes stay and are read under the new title; other letters alone make no other title."""
    written(path, wanted(1))
    note(path, 5, Remark="one", Owner="Asha")
    edit(path, rename("Remark", "Our words"))
    edit(path, rename("Owner", "OWNER "))
    assert notes(path) == {name(1): {"Our words": "one", "Owner": "Asha"}}
    written(path, wanted(1, 2, notes={name(2): {"Remark": "lost", "Our words": "found", "Owner": "Ravi"}}))
    last = shown(path, SHEET.title)[1]
    assert (last["Our words"], last["OWNER "]) == ("found", "Ravi")


def test_of_two_columns_of_one_name_the_first_counts(path: Path) -> None:
    """Where a table is only a header and rows, as after Convert to Range; nothing in either is lost."""
    written(path, wanted(1))
    note(path, 5, Remark="one", Own_due_date="two")

    def change(sheet: Worksheet) -> None:
        del sheet.tables["NoticesOrders"]
        sheet.cell(4, AT["Own due date"]).value = "Remark"

    edit(path, change)
    assert notes(path) == {name(1): {"Remark": "one"}}
    assert book_of(path).read().gaps[-1:] == (
        "Notices & Orders has 2 columns of yours called Remark: the first of them is kept.",
    )
    written(path, wanted(1, 2, state="Changed"))
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert [sheet.cell(5, column).value for column in AT.values()] == [None, None, "one", "two"]
    assert sheet.cell(6, 6).value == "N000002"


def test_a_column_moved_between_ours_keeps_its_notes(path: Path) -> None:
    """Found by its title wherever it stands."""
    written(path, wanted(1, 2))
    note(path, 6, Remark="two")

    def change(sheet: Worksheet) -> None:
        columns = sheet.tables["NoticesOrders"].tableColumns
        columns[1].name, columns[AT["Remark"] - 1].name = "Remark", "Client name"
        for row in (4, 5, 6):
            a, b = sheet.cell(row, 2), sheet.cell(row, AT["Remark"])
            a.value, b.value = b.value, a.value

    edit(path, change)
    assert notes(path) == {name(2): {"Remark": "two"}}
    written(path, wanted(1, 2, 3, state="Changed", notes={name(3): {"Remark": "three"}}))
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == [None, "two", "three"]
    assert sheet.cell(7, AT["Remark"]).value == "Client 1 & Sons"


def test_without_its_last_column_a_table_is_written_on(path: Path) -> None:
    """A deleted column of ours is told by reading; rows that are new have all others."""
    written(path, wanted(1))

    def change(sheet: Worksheet) -> None:
        table_ = sheet.tables["NoticesOrders"]
        sheet.delete_cols(23, 5)
        del table_.tableColumns[22:]
        table_.ref = table_.autoFilter.ref = "A4:V5"

    edit(path, change)
    assert [gap for gap in book_of(path).read().gaps if gap.startswith("Notices")] == [
        "Notices & Orders has no column Last change: what a sync finds for it is not written."
    ]
    written(path, wanted(1, 2))
    assert [row["Reference no."] for row in shown(path, SHEET.title)] == ["N000001", "N000002"]


def test_merged_cells_among_notes_stay_merged(path: Path) -> None:
    """One remark over two rows belongs to the first of them."""
    written(path, wanted(1, 2))
    note(path, 5, Remark="both")
    edit(path, lambda sheet: sheet.merge_cells("Z5:Z6"))
    assert notes(path) == {name(1): {"Remark": "both"}}
    written(path, wanted(1, 2, 3, state="Changed"))
    assert "Z5:Z6" in openpyxl.load_workbook(path)[SHEET.title].merged_cells
    assert remarks(path) == {"N000001": "both", "N000002": None, "N000003": None}
