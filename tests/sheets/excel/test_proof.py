"""What was written is read again, all of it; a sheet that took something else is told, and the others are written."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tdsxl.errors import LocalError, TdsxlError
from tdsxl.sheets.layout import LAST_ROW
from tests.calc.tables import Table, Tables
from tests.sheets.excel.samples import Opener, desk_of, excel_book
from tests.sheets.samples import CHALLANS, NOTICES, Row, challan, make_book, notice, shown, table, update

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.fault]
FIVE = update(table(CHALLANS, [challan(number) for number in range(1, 6)]))


def dearer(number: int) -> Row:
    """A challan that has become one rupee more."""
    row = challan(number)
    return (*row[:15], Decimal(number) + Decimal("1.05"), *row[16:])


BOTH = update(
    table(CHALLANS, [dearer(number) for number in range(1, 6)]),
    table(NOTICES, [notice(1), notice(2)]),
    clients={5: {"Status": "All checked"}},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


def noticed(number: int, text: str) -> Row:
    """A notice of some category."""
    row = notice(number)
    return (*row[:6], text, *row[7:])


@pytest.mark.row("E10")
def test_one_amount_kept_as_text_is_told_and_hinders_no_other_sheet(path: Path, calc_book: Opener) -> None:
    """Named by its cell; once its user has mended the format the amount is there."""
    opened = calc_book(path)
    sheet = opened.sheets["Challans"]
    excel_book(path).write(FIVE, {})
    sheet.range("P6").number_format = "@"
    with pytest.raises(LocalError, match=r"to P6 of the sheet Challans\. Not up to date: Challans;.*text formats"):
        excel_book(path).write(BOTH, {})
    assert opened.sheets["Notices & Orders"].range("F5:F6").value == ["N000001", "N000002"]
    assert "All checked" in opened.sheets["Clients"].range("A5:AM5").value
    assert sheet.range("P5:P9").value == [2.05, "3.05", 4.05, 5.05, 6.05]
    sheet.range("P6").number_format = "0.00"
    excel_book(path).write(BOTH, {})
    assert sheet.range("P6").value == 3.05


def test_every_row_of_a_long_block_is_proven(path: Path, calc_book: Opener) -> None:
    """Also one of the first of two thousand; each of several cells counts."""
    opened = calc_book(path)
    excel_book(path).write(update(table(CHALLANS, map(challan, range(1, 2001)))), {})
    for cell in ("P7", "P1999"):
        opened.sheets["Challans"].range(cell).number_format = "@"
    with pytest.raises(LocalError, match="to P7 and 1 more of the sheet Challans"):
        excel_book(path).write(update(table(CHALLANS, map(dearer, range(1, 2001)))), {})


def test_what_a_user_typed_over_an_amount_is_ours_again(path: Path, calc_book: Opener) -> None:
    """A word in a column of amounts is replaced by what the portal said."""
    sheet = calc_book(path).sheets["Challans"]
    excel_book(path).write(FIVE, {})
    sheet.range("P6").value = "see note"
    excel_book(path).write(FIVE, {})
    assert sheet.range("P6").value == 2.05


def test_texts_are_mended_where_their_column_keeps_texts_no_more(path: Path, calc_book: Opener) -> None:
    """Its user took the format away: codes of new rows keep their zeros all the same."""
    opened = calc_book(path)
    excel_book(path).write(update(table(NOTICES, [noticed(1, "0510308")])), {})
    sheet = opened.sheets["Notices & Orders"]
    sheet.range("G5:G9").number_format = "0"
    desk_of(opened).forget_calls()
    excel_book(path).write(update(table(NOTICES, [noticed(1, "0510308"), noticed(2, "0007")])), {})
    assert sheet.range("G5:G6").value == ["0510308", "0007"]
    assert desk_of(opened).calls()["Range.raw_value="] == 2  # tries


def test_a_formula_is_never_worked_out_on_the_way(path: Path, calc_book: Opener) -> None:
    """Its cell is made a text cell before, whatever its column kept: one try is enough."""
    opened = calc_book(path)
    excel_book(path).write(update(table(NOTICES, [noticed(1, "0510308")])), {})
    sheet = opened.sheets["Notices & Orders"]
    sheet.range("G5:G9").number_format = "0"
    desk_of(opened).forget_calls()
    excel_book(path).write(update(table(NOTICES, [noticed(1, "0510308"), noticed(2, "=1+1")])), {})
    assert sheet.range("G5:G6").value == ["0510308", "=1+1"]
    assert desk_of(opened).calls()["Range.raw_value="] == 1  # try


def test_more_rows_than_a_sheet_holds_are_told_and_the_others_written(path: Path, calc_book: Opener) -> None:
    """A table that its user moved to the sheet's end is left as it was."""
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    titles = [cell.value for cell in sheet[4]]
    sheet.delete_rows(4, 2)
    for column, title in enumerate(titles, 1):
        sheet.cell(LAST_ROW - 2, column, title)
    sheet.tables["Challans"].ref = sheet.tables["Challans"].autoFilter.ref = f"A{LAST_ROW - 2}:Z{LAST_ROW - 1}"
    book.save(path)
    opened = calc_book(path)
    with pytest.raises(LocalError, match=r"Challans has more rows than a sheet can hold.*Not up to date: Challans;"):
        excel_book(path).write(BOTH, {})
    assert opened.sheets["Challans"].range(f"A{LAST_ROW - 1}:Z{LAST_ROW}").value == [[None] * 26] * 2
    assert opened.sheets["Notices & Orders"].range("F5").value == "N000001"


def meddle(monkeypatch: pytest.MonkeyPatch, do: Callable[["xlwings.Sheet"], object]) -> None:
    """Let a user do something to Challans whenever its rows have just been read: each second look at its tables."""
    looks, tables = count(1), Tables.__iter__

    def meddling(found: Tables) -> Iterator[Table]:
        if found.parent.name == "Challans" and next(looks) % 2 == 0:
            import xlwings

            do(xlwings.Sheet(impl=found.parent))
        return tables(found)

    monkeypatch.setattr(Tables, "__iter__", meddling)


@pytest.mark.parametrize("meddling", ["deleted", "sorted"])
def test_a_sheet_that_is_deleted_or_sorted_all_the_while_hinders_no_other(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch, meddling: str
) -> None:
    """Nothing is written to it from the moment on; the others get all of theirs."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    ways = cycle([False, True])
    done = list[str]()

    def sort_or_delete(sheet: "xlwings.Sheet") -> None:
        done.append(meddling)
        if meddling == "deleted":
            sheet.delete()
        else:
            sheet.range("A5:Z9").impl.sort([22], [next(ways)], False)

    meddle(monkeypatch, sort_or_delete)
    rows = [challan(number, state="Unchanged") for number in range(1, 6)]
    with pytest.raises(TdsxlError, match="Not up to date: Challans; all other sheets are"):
        excel_book(path).write(update(table(CHALLANS, rows), table(NOTICES, [notice(1)])), {})
    monkeypatch.undo()
    assert len(done) == (1 if meddling == "deleted" else 3)
    assert opened.sheets["Notices & Orders"].range("F5").value == "N000001"
    opened.save()
    if meddling == "sorted":
        assert {row["State"] for row in shown(path, "Challans")} == {"First read"}


def test_nothing_is_written_where_nothing_differs(path: Path, calc_book: Opener) -> None:
    """So that the user's undo and copied cells stay."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    desk = desk_of(opened)
    desk.forget_calls()
    excel_book(path).write(FIVE, {})
    changing = [name for name in desk.calls() if name.startswith(("Range.", "Areas.", "Table.")) and name[-1] == "="]
    assert not changing
    assert not desk.calls()["Range.insert"]
    opened.save()
    assert len(shown(path, "Challans")) == 5
