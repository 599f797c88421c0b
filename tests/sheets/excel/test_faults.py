"""What users do to an open book while it is synced, and what Excel does: each handled or refused with one line."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tdsxl.errors import InputError, LocalError, Stopped
from tdsxl.sheets.excel.book import COPYING, ExcelBook, NotOpen
from tdsxl.sheets.excel.calls import BUSY, LIMIT, ExcelBusy
from tests.calc import bridge, values
from tests.calc.desk import Desk, Why
from tests.calc.errors import Busy
from tests.calc.tables import Table, Tables
from tests.sheets import foreign
from tests.sheets.excel.samples import Opener, Told, desk_of, excel_book
from tests.sheets.samples import CHALLANS, SHEETS, challan, make_book, shown, table, update

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.fault]
FIVE = update(table(CHALLANS, [challan(number) for number in range(1, 6)]))
SIX = update(table(CHALLANS, [challan(number, state="Unchanged") for number in range(1, 7)]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with a blank and an equals sign in its name."""
    return make_book(tmp_path / "our firm a=b.xlsx")


@pytest.mark.row("E9")
@pytest.mark.parametrize("why", ["dialog", "editing"])
def test_a_busy_excel_is_waited_for(path: Path, calc_book: Opener, why: Why) -> None:
    """Said once, and taken back when it goes on; every row arrives."""
    opened, told = calc_book(path), Told([])
    book = excel_book(path, told)
    desk_of(opened).be_busy(calls=7, why=why)
    book.write(FIVE, {})
    assert told.lines[0] == BUSY
    assert told.lines[-1] == ""
    assert 0 < told.waited < 30
    opened.save()
    assert len(shown(path, "Challans")) == 5


def test_an_excel_busy_now_and_then_loses_nothing(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call may be refused and made again: rows are put in once, and stand where they belong."""
    opened = calc_book(path)
    calls = count()

    def refuse(_: Desk) -> None:
        if next(calls) % 37 == 36:
            raise Busy("editing")

    monkeypatch.setattr(Desk, "refuse_if_busy", refuse)
    told = Told([])
    excel_book(path, told).write(FIVE, {})
    excel_book(path, told).write(SIX, {})
    monkeypatch.undo()
    opened.save()
    assert told.lines.count(BUSY) > 5
    assert [row["Portal CIN"] for row in shown(path, "Challans")] == [f"CIN{number:011d}" for number in range(1, 7)]
    assert {row["State"] for row in shown(path, "Challans")} == {"Unchanged"}


@pytest.mark.row("E9")
def test_an_excel_that_stays_busy_is_left_alone(path: Path, calc_book: Opener) -> None:
    """After a minute it is said, and that nothing is lost; its settings are as they were."""
    opened, told = calc_book(path), Told([])
    book = excel_book(path, told)
    desk_of(opened).be_busy(seconds=600)
    with pytest.raises(ExcelBusy, match="journal keeps everything"):
        book.write(FIVE, {})
    desk_of(opened).be_busy()
    assert LIMIT <= told.waited < LIMIT + 10
    assert opened.app.screen_updating
    assert opened.app.enable_events


def test_a_user_may_stop_the_waiting(path: Path, calc_book: Opener) -> None:
    """Stop is heard while Excel is busy."""

    def stop(_: float) -> None:
        raise Stopped("Stopped.")

    opened = calc_book(path)
    desk_of(opened).be_busy(seconds=600)
    with pytest.raises(Stopped):
        ExcelBook(path, sheets=SHEETS, wait=stop).is_open()
    desk_of(opened).be_busy()


def test_a_stop_in_the_midst_leaves_excel_as_it_was(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heard once: its settings are put back as soon as it is no longer busy."""

    def stop(_: float) -> None:
        raise Stopped("Stopped.")

    opened = calc_book(path)
    desk = desk_of(opened)
    with monkeypatch.context() as patch:
        patch.setattr(values, "write", lambda *_: desk.be_busy(seconds=1))
        with pytest.raises(Stopped):
            ExcelBook(path, sheets=SHEETS, wait=stop).write(FIVE, {})
    app = opened.app
    assert (app.screen_updating, app.enable_events, app.calculation) == (True, True, "automatic")
    assert not app.status_bar


def test_a_copying_user_is_given_time_to_paste(path: Path, calc_book: Opener) -> None:
    """Writing ends the copy mode, so it waits a little, then writes."""
    opened, told = calc_book(path), Told([])
    desk_of(opened).set("cut_copy_mode", "copy")
    excel_book(path, told).write(FIVE, {})
    assert told.lines == [COPYING] * 20 + [""]
    assert told.waited == 10.0


def test_settings_of_excel_are_put_back(path: Path, calc_book: Opener) -> None:
    """Also after an error in the midst, and manual calculation stays manual."""
    opened = calc_book(path)
    opened.app.calculation = "manual"
    opened.app.enable_events = False
    opened.sheets["Challans"].api.Protect("")
    with pytest.raises(LocalError, match="the sheet Challans is protected"):
        excel_book(path).write(FIVE, {})
    opened.sheets["Challans"].api.Unprotect("")
    excel_book(path).write(FIVE, {})
    app = opened.app
    assert (app.screen_updating, app.enable_events, app.calculation) == (True, False, "manual")
    assert not app.status_bar
    app.calculation = "automatic"


def test_nothing_is_saved_nor_brought_forward(path: Path, calc_book: Opener) -> None:
    """The file stays as it was, and so does the sheet in sight."""
    before = path.read_bytes()
    opened = calc_book(path)
    seen = opened.sheets.active.name
    excel_book(path).write(FIVE, {})
    assert path.read_bytes() == before
    assert opened.sheets.active.name == seen


@pytest.mark.row("E3")
def test_a_protected_sheet_is_refused_before_any_login(path: Path, calc_book: Opener) -> None:
    """Named, with what to do; a look at the book is still allowed, and says the same."""
    opened = calc_book(path)
    opened.sheets["Notices & Orders"].api.Protect("")
    with pytest.raises(LocalError, match=r"Notices & Orders is protected.*Review, Unprotect Sheet"):
        excel_book(path).read()
    seen = excel_book(path).read(to_write=False)
    assert len(seen.clients) == 3
    assert re.match(r"No sync can write it: .+ Notices & Orders is protected", seen.gaps[0])


@pytest.mark.row("E2")
def test_a_book_opened_read_only_is_refused(path: Path, calc_app: "xlwings.App") -> None:
    """Before any login, and at the end."""
    calc_app.books.open(path, read_only=True)
    book = excel_book(path)
    with pytest.raises(LocalError, match="open read-only in Excel"):
        book.read()
    with pytest.raises(LocalError, match="open read-only in Excel"):
        book.write(FIVE, {})


def test_of_two_excels_the_one_that_may_save_is_written(
    path: Path, calc_book: Opener, second_calc: "xlwings.App"
) -> None:
    """The second opened the book read-only, and is the one in front."""
    first = calc_book(path)
    copy = second_calc.books.open(path)
    excel_book(path).write(FIVE, {})
    assert first.sheets["Challans"].range("G9").value == "CIN00000000005"
    assert copy.sheets["Challans"].range("G9").value is None


def test_a_book_in_the_cloud_is_refused(path: Path, calc_book: Opener) -> None:
    """Its address is no path; another book of the same place is none of our business."""
    opened = calc_book(path)
    cloud = "https://contoso.sharepoint.com/sites/tds/Shared%20Documents/our%20firm%20a%3Db.xlsx"
    desk_of(opened).set(f"cloud-{path.name}", cloud)
    with pytest.raises(InputError, match="OneDrive or SharePoint"):
        excel_book(path).is_open()
    assert not excel_book(path.with_name("other.xlsx")).is_open()


def test_a_closed_book_is_not_open(path: Path, calc_book: Opener) -> None:
    """Nothing to write into: said so that the file can be written instead."""
    book = excel_book(path)
    assert not book.is_open()
    opened = calc_book(path)
    assert book.is_open()
    book.read()
    opened.close()
    with pytest.raises(NotOpen):
        book.write(FIVE, {})


def test_a_book_saved_under_another_name_is_followed(path: Path, calc_book: Opener) -> None:
    """Known by its id in Settings."""
    opened = calc_book(path)
    book = excel_book(path)
    book.read()
    other = path.with_name("copy.xlsx")
    opened.save(other)
    book.write(FIVE, {})
    opened.save()
    assert len(shown(other, "Challans")) == 5


def test_of_two_books_with_one_id_neither_is_written(path: Path, calc_book: Opener) -> None:
    """Once its own name is gone: which of them the user means is not guessed, and both are named."""
    opened = calc_book(path)
    book = excel_book(path)
    book.read()
    shutil.copy(path, path.with_name("older.xlsx"))
    opened.save(path.with_name("copy.xlsx"))
    older = calc_book(path.with_name("older.xlsx"))
    with pytest.raises(InputError, match=r"copy\.xlsx and older\.xlsx are the same book"):
        book.write(FIVE, {})
    older.close()
    book.write(FIVE, {})
    assert opened.sheets["Challans"].range("G9").value == "CIN00000000005"


def test_a_book_saved_into_a_cloud_is_refused(path: Path, calc_book: Opener) -> None:
    """It is known by its id, and by its address for what it is."""
    opened = calc_book(path)
    book = excel_book(path)
    book.read()
    opened.save(path.with_name("copy.xlsx"))
    desk_of(opened).set("cloud-copy.xlsx", "https://contoso.sharepoint.com/sites/tds/Shared%20Documents/copy.xlsx")
    with pytest.raises(InputError, match=r"copy\.xlsx is open in Excel from OneDrive or SharePoint"):
        book.write(FIVE, {})


def test_another_excel_that_is_busy_hinders_nothing(path: Path, calc_book: Opener, second_calc: "xlwings.App") -> None:
    """Its books are none of ours, as long as ours is found."""
    opened = calc_book(path)
    second_calc.impl.office.desk.be_busy(seconds=600)
    excel_book(path).write(FIVE, {})
    assert opened.sheets["Challans"].range("G9").value == "CIN00000000005"


def test_a_killed_excel_is_told(path: Path, calc_app: "xlwings.App", second_calc: "xlwings.App") -> None:
    """In one line, not in its own words; and afterwards the book is not open."""
    second_calc.books.open(path)
    book = excel_book(path)
    book.read()
    second_calc.impl.office.kill()
    with pytest.raises(NotOpen):
        book.write(FIVE, {})


def test_an_excel_killed_while_it_is_written_is_told(
    path: Path, calc_app: "xlwings.App", second_calc: "xlwings.App"
) -> None:
    """The user reads that the journal keeps everything."""

    def kill(_: float) -> None:
        second_calc.impl.office.kill()

    second_calc.books.open(path)
    second_calc.impl.office.desk.set("cut_copy_mode", "copy")
    with pytest.raises(LocalError, match="journal keeps everything"):
        ExcelBook(path, sheets=SHEETS, wait=kill).write(FIVE, {})


def test_a_deleted_sheet_is_named(path: Path, calc_book: Opener) -> None:
    """Before anything is written."""
    opened = calc_book(path)
    opened.sheets["Challans"].delete()
    with pytest.raises(InputError, match="no table Challans"):
        excel_book(path).write(FIVE, {})


@pytest.mark.row("E6")
def test_a_renamed_header_is_named(path: Path, calc_book: Opener) -> None:
    """A column that names rows is needed; another that is gone is left out."""
    opened = calc_book(path)
    opened.sheets["Challans"].range("W4").value = "Mine"
    excel_book(path).write(FIVE, {})
    opened.sheets["Challans"].range("G4").value = "CIN of mine"
    with pytest.raises(InputError, match="no column Portal CIN"):
        excel_book(path).write(FIVE, {})


def test_a_renamed_sheet_is_found_by_its_table(path: Path, calc_book: Opener) -> None:
    """Names of sheets are the user's."""
    opened = calc_book(path)
    opened.sheets["Challans"].name = "Zahlungen"
    excel_book(path).write(FIVE, {})
    opened.save()
    assert len(shown(path, "Zahlungen")) == 5


def test_a_table_made_a_range_is_found_by_its_header(path: Path, calc_book: Opener) -> None:
    """Rows go on below the last one, and formulas of the user's with them."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    opened.save()
    opened.close()
    foreign.add_own_columns(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    del sheet.tables["Challans"]
    for row in range(5, 10):
        sheet.cell(row, 28, f"=V{row}*2")
    book.save(path)
    opened = calc_book(path)
    excel_book(path).write(SIX, {})
    opened.save()
    rows = shown(path, "Challans")
    assert [row["Portal CIN"] for row in rows] == [f"CIN{number:011d}" for number in range(1, 7)]
    assert [row["My check"] for row in rows] == [f"=V{row}*2" for row in range(5, 11)]


def test_what_stands_below_a_table_moves_down(path: Path, calc_book: Opener) -> None:
    """Nothing below is overwritten when the table grows."""
    opened = calc_book(path)
    sheet = opened.sheets["Challans"]
    sheet.range("A7").value = "signed: Asha"
    excel_book(path).write(FIVE, {})
    assert sheet.range("A11").value == "signed: Asha"


Move = Callable[["xlwings.Sheet"], object]


def sort(sheet: "xlwings.Sheet") -> None:
    """As the user sorts, the highest amount first."""
    sheet.tables["Challans"].sort([22], [False])


def delete_a_row(sheet: "xlwings.Sheet") -> None:
    """A whole row of the table."""
    sheet.range("A6:AB6").delete("up")


def put_in_a_row(sheet: "xlwings.Sheet") -> None:
    """A blank row in the midst."""
    sheet.range("A7:AB7").insert("down")


@pytest.mark.row("E5")
@pytest.mark.parametrize("move", [sort, delete_a_row, put_in_a_row])
def test_rows_moved_between_reading_and_writing_stay_whole(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch, move: Move
) -> None:
    """The user's notes stay beside the rows they belong to."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    opened.save()
    opened.close()
    foreign.add_own_columns(path)
    sheet = calc_book(path).sheets["Challans"]
    tables, looks = Tables.__iter__, list[bool]()

    def moving(found: Tables) -> Iterator[Table]:
        # The second look at the sheet's tables comes right before the first write.
        looks.append(found.parent.name == "Challans")
        if looks[-1] and sum(looks) == 2:
            move(sheet)
        return tables(found)

    monkeypatch.setattr(Tables, "__iter__", moving)
    excel_book(path).write(SIX, {})
    monkeypatch.undo()
    sheet.book.save()
    rows = [row for row in shown(path, "Challans") if row["TAN"]]
    assert sum(looks) > 2
    assert sorted(str(row["Portal CIN"]) for row in rows) == [f"CIN{number:011d}" for number in range(1, 7)]
    assert all(row["My note"] in (f"note of {row['Portal CIN']}", None) for row in rows)
    assert sum(row["My note"] is not None for row in rows) == (4 if move is delete_a_row else 5)


def test_a_filter_stays_and_hidden_rows_are_written(path: Path, calc_book: Opener) -> None:
    """Rows out of sight get their news too."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    sheet = opened.sheets["Challans"]
    sheet.tables["Challans"].autofilter.apply_values(7, ["CIN00000000002"])
    before = visible(sheet)
    excel_book(path).write(SIX, {})
    assert visible(sheet) == before == ["$A$6"]
    opened.save()
    assert {row["State"] for row in shown(path, "Challans")} == {"Unchanged"}


def visible(sheet: "xlwings.Sheet") -> list[str]:
    """What the filter shows of the first five rows."""
    return [area.get_address() for area in sheet.range("A5:A9").impl.get_special_cells("visible", None)]


def test_a_client_deleted_meanwhile_is_left_out(path: Path, calc_book: Opener) -> None:
    """The others are found again by their TAN, wherever they stand now."""
    opened = calc_book(path)
    book = excel_book(path)
    read = book.read()
    sheet = opened.sheets["Clients"]
    sheet.range("A6:AM6").delete("up")
    made = update(clients={client.row: {"Status": f"of {client.tan}"} for client in read.clients})
    book.write(made, {})
    opened.save()
    told = {row["TAN"]: row["Status"] for row in shown(path, "Clients") if row["TAN"]}
    assert told == {"ABCD00001E": "of ABCD00001E", "ABCD00003E": "of ABCD00003E"}


def test_pivot_tables_of_ours_are_refreshed(path: Path, calc_book: Opener) -> None:
    """Made of our tables they follow; made of the user's own cells they are left alone."""
    opened = calc_book(path)
    excel_book(path).write(FIVE, {})
    sheet = opened.sheets["Challans"]
    own = opened.sheets.add("Mine")
    own.range("A1").value = [["Name", "Amount"], ["a", 1], ["b", 2]]
    pivot(own, sheet.range("A4:Z9"), field="State", at="E1")
    pivot(own, own.range("A1:B3"), field="Name", at="H1")
    own.range("A2").value = "c"
    excel_book(path).write(SIX, {})
    shown_states = {row[0] for row in own.range("E1:E9").options(ndim=2).value}
    shown_names = {row[0] for row in own.range("H1:H9").options(ndim=2).value}
    assert "Unchanged" in shown_states
    assert "a" in shown_names


def pivot(sheet: "xlwings.Sheet", source: "xlwings.Range", *, field: str, at: str) -> None:
    """A pivot table that counts rows by a field."""
    tables = sheet.impl.uno.getDataPilotTables()
    made = tables.createDataPilotDescriptor()
    made.setSourceRange(source.impl.uno.RangeAddress)
    fields = made.getDataPilotFields()
    fields.getByName(field).Orientation = bridge.enum("sheet.DataPilotFieldOrientation", "ROW")
    tables.insertNewByName(f"by {field}", sheet.range(at).impl.uno.getCellByPosition(0, 0).CellAddress, made)


def test_no_excel_means_no_open_book(path: Path) -> None:
    """On a system without Excel nothing is open, and nothing fails."""
    script = (
        "from pathlib import Path; from tdsxl.sheets.excel.book import ExcelBook;"
        f"print(ExcelBook(Path({str(path)!r}), sheets=()).is_open())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
