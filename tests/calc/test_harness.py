"""What the product relies on of the spreadsheet program of its tests."""

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table

from tests.calc.errors import EDITING, EXCEPTION, REJECTED, UNREACHABLE, Busy, Gone, Refused
from tests.calc.fixtures import Living, Opener, need
from tests.calc.formulas import to_calc, to_excel
from tests.calc.office import OFFICES, Office, environment

if TYPE_CHECKING:
    import xlwings

pytestmark = pytest.mark.calc
DAY, INSTANT = dt.datetime(2026, 11, 22), dt.datetime(2026, 11, 22, 18, 40, 5)
VISIBLE = "=SUBTOTAL(103,Firms[[#This Row],[TAN]])"


@pytest.fixture
def sheet(calc_app: "xlwings.App") -> "xlwings.Sheet":
    return calc_app.books.add().sheets[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with a table of three clients and their `Visible`."""
    book = Workbook()
    paper = book.create_sheet("Clients", 0)
    for row in (["TAN", "Client name", "Visible"], *([f"MUMA0000{at}B", f"Client {at}", VISIBLE] for at in (1, 2, 3))):
        paper.append(row)
    paper.add_table(Table(displayName="Firms", ref="A1:C4"))
    file = tmp_path / "firm = 1.xlsx"
    book.save(file)
    return file


def office_of(app: "xlwings.App") -> Office:
    office = app.impl.office
    assert isinstance(office, Office)
    return office


def elsewhere(office: Office, code: str) -> str:
    """What code prints in another process that takes the office for its Excel."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment(office), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("007", 7.0),
        ("1E5", 100_000.0),
        ("(5)", -5.0),
        ("1,234.50", 1234.5),
        ("10%", 0.1),
        ("22-Nov-2026", DAY),
        ("TRUE", True),
        ("'007", "007"),
        ("=1+1", 2.0),
        ("x-1", "x-1"),
        ("MUMA00001B", "MUMA00001B"),
        ("", None),
    ],
)
def test_a_general_cell_parses_a_text_as_typed(sheet: "xlwings.Sheet", typed: str, stands: object) -> None:
    """Numbers, days, truths and formulas come out of texts, as in Excel."""
    sheet["A1"].value = typed
    assert sheet["A1"].value == stands


@pytest.mark.parametrize(
    ("given", "stands"), [("007", "007"), ("=1+1", "=1+1"), (7.0, "7"), (True, "TRUE"), ("'x", "'x")]
)
def test_a_text_cell_keeps_all_as_text(sheet: "xlwings.Sheet", given: object, stands: str) -> None:
    """The format given first decides, also over numbers."""
    sheet["A1"].number_format = "@"
    sheet["A1"].value = given
    assert sheet["A1"].value == stands
    assert not sheet["A1"].impl.uno.queryFormulaCells(7).RangeAddresses


def test_values_come_back_as_they_went(sheet: "xlwings.Sheet", tmp_path: Path) -> None:
    """Numbers, days, instants, truths and blanks, through Calc and through the file it saves."""
    rows = [["Texts", 1.5, DAY, INSTANT, True, None], ["More", -2.0, DAY, INSTANT, False, "end"]]
    sheet["B2"].value = rows
    assert sheet["B2:G3"].value == rows
    sheet.book.save(tmp_path / "values.xlsx")
    paper = load_workbook(tmp_path / "values.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in paper["B2:G3"]] == rows


def test_a_number_format_given_first_stays(sheet: "xlwings.Sheet") -> None:
    """Dates do not change a cell that has a format; ranges of several formats have none to tell."""
    sheet["A1"].number_format = "dd-mmm-yyyy"
    sheet["A1:A2"].value = [[DAY], [DAY]]
    assert [sheet[name].number_format for name in ("A1", "A2", "A1:A2")] == ["DD-MMM-YYYY", "M/D/YYYY", None]


def test_errors_are_told_when_asked(sheet: "xlwings.Sheet") -> None:
    """Else they are blank, as xlwings gives them."""
    sheet["A1"].value = "=1/0"
    assert sheet["A1"].value is None
    assert sheet["A1"].options(err_to_str=True).value == "#DIV/0!"


def test_one_formula_moves_along_its_range(sheet: "xlwings.Sheet") -> None:
    """As in Excel, what it refers to is relative to each cell."""
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula = '=IF(A1>1,"a;b",A$1)'
    assert sheet["B1:B3"].value == [1.0, "a;b", "a;b"]
    assert sheet["B3"].formula == '=IF(A3>1,"a;b",A$1)'


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ("=SUM(A1,'LDC Register'!B2)", "=SUM(A1;'LDC Register'.B2)"),
        ('=A1&",!;"', '=A1&",!;"'),
        ("=Firms[[#This Row],[Fee, Others]]", "=Firms[[#This Row];[Fee, Others]]"),
        ("=Settings!$B$5", "=Settings.$B$5"),
    ],
)
def test_formulas_go_both_ways(excel: str, calc: str) -> None:
    """Signs change between functions' arguments and after sheets, nowhere else."""
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


def test_a_table_grows_with_its_calculated_column(calc_book: Opener, path: Path) -> None:
    """Excel fills formulas into new rows; the file keeps titles and range."""
    book = calc_book(path)
    sheet = book.sheets["Clients"]
    table = sheet.tables["Firms"]
    table.resize(sheet["A1:C6"])
    sheet["A5:A6"].value = [["MUMA00004B"], ["MUMA00005B"]]
    assert sheet["C2:C6"].value == [1.0] * 5
    body = table.data_body_range
    assert body is not None
    assert body.address == "$A$2:$C$6"
    book.save()
    saved = load_workbook(path)["Clients"]
    assert saved["C6"].value == VISIBLE
    assert (saved.tables["Firms"].ref, saved.tables["Firms"].column_names) == (
        "A1:C6",
        ["TAN", "Client name", "Visible"],
    )


def test_a_table_keeps_its_header_row(calc_book: Opener, path: Path) -> None:
    """Excel refuses to move it."""
    sheet = calc_book(path).sheets["Clients"]
    with pytest.raises(Refused):
        sheet.tables["Firms"].resize(sheet["A2:C6"])


def test_a_filter_shows_in_the_helper_column(calc_book: Opener, path: Path) -> None:
    """SUBTOTAL tells hidden rows, after a filter and after hiding by hand; so do xlwings' own ways."""
    sheet = calc_book(path).sheets["Clients"]
    table = sheet.tables["Firms"]
    table.autofilter.apply_values(1, ["MUMA00001B", "MUMA00003B"])
    assert sheet["C2:C4"].value == [1.0, 0.0, 1.0]
    areas = sheet["A2:A4"].get_special_cells("visible")
    assert isinstance(areas, list)
    assert [area.address for area in areas] == ["$A$2", "$A$4"]
    table.autofilter.clear()
    assert sheet["A2:A4"].rows.hidden is False
    sheet["A4"].rows.hidden = True
    sheet.book.app.calculate()
    assert sheet["C2:C4"].value == [1.0, 1.0, 0.0]


def test_a_table_is_sorted_with_its_rows(calc_book: Opener, path: Path) -> None:
    """Whole rows change places, the header stays."""
    sheet = calc_book(path).sheets["Clients"]
    sheet.tables["Firms"].sort(1, ascending=False)
    assert sheet["A1:B4"].value[:2] == [["TAN", "Client name"], ["MUMA00003B", "Client 3"]]


def test_rows_and_columns_are_put_in_and_out(calc_book: Opener, path: Path) -> None:
    """Tables follow what is inserted and deleted in them."""
    sheet = calc_book(path).sheets["Clients"]
    sheet["3:3"].delete()
    sheet["B:B"].insert("right")
    assert sheet.tables["Firms"].range.address == "$A$1:$D$3"
    assert sheet["A1:D3"].value[-1] == ["MUMA00003B", None, "Client 3", 1.0]


def test_cells_are_found_as_in_excel(sheet: "xlwings.Sheet") -> None:
    """Used range, current region, Ctrl with arrows and expanding."""
    sheet["B2"].value = [["a", "b"], ["c", "d"]]
    sheet["D9"].value = "far"
    assert sheet.used_range.address in ("$A$1:$D$9", "$B$2:$D$9")
    assert sheet["B2"].expand().address == sheet["C3"].current_region.address == "$B$2:$C$3"
    assert [sheet["B2"].end(way).address for way in ("down", "right")] == ["$B$3", "$C$2"]
    assert sheet["D9"].end("up").address == "$D$1"


def test_sheets_are_found_by_name_only(calc_book: Opener, path: Path) -> None:
    """`in` answers no for every sheet, as xlwings does on Windows; an absent one is refused."""
    book = calc_book(path)
    assert "Clients" not in book.sheets
    assert book.sheets["clients"].name == "Clients"
    with pytest.raises(Refused):
        book.sheets["Nowhere"]


def test_names_panes_links_and_selection(calc_app: "xlwings.App", tmp_path: Path) -> None:
    """What else a book holds survives its saving."""
    book = calc_app.books.add()
    sheet = book.sheets[0]
    book.names.add("Fee", f"='{sheet.name}'!$B$2")
    assert "Fee" in book.names
    book.names["Fee"].refers_to_range.value = 200
    sheet["A1"].add_hyperlink("https://example.com/", "Example")
    sheet.freeze_panes.freeze_at("A1:A4")
    sheet["B2:C3"].select()
    assert calc_app.selection is not None
    assert calc_app.selection.address == "$B$2:$C$3"
    book.save(tmp_path / "more.xlsx")
    saved = load_workbook(tmp_path / "more.xlsx").worksheets[0]
    assert (saved["B2"].value, saved["A1"].hyperlink.target, saved.freeze_panes) == (200, "https://example.com/", "B5")


def test_a_macro_runs(calc_app: "xlwings.App") -> None:
    """By module and name, with arguments and an answer."""
    book = calc_app.books.add()
    libraries = book.impl.document.BasicLibraries
    libraries.createLibrary("TdsXl").insertByName("Main", "Function Twice(n)\nTwice = 2 * n\nEnd Function")
    calc_app.books.add()
    assert book.macro("Main.Twice")(21) == 42
    with pytest.raises(Refused):
        calc_app.macro("Main.Twice")(21)


def test_a_book_is_saved_under_another_name(calc_book: Opener, path: Path) -> None:
    """From then on it goes by that name, and the old file stays."""
    book = calc_book(path)
    book.sheets["Clients"]["A2"].value = "MUMA00009B"
    book.save(path.with_name("second.xlsm"))
    assert (book.name, Path(book.fullname)) == ("second.xlsm", path.with_name("second.xlsm"))
    assert load_workbook(path)["Clients"]["A2"].value == "MUMA00001B"


def test_an_open_book_has_an_owner_file(calc_book: Opener, path: Path) -> None:
    """Others see that it is open, and no more once it is closed."""
    book = calc_book(path)
    owner = path.with_name(f"~${path.name}")
    assert owner.read_bytes()[1:5] == b"Asha"
    book.close()
    assert not owner.exists()


def test_a_book_open_twice_is_read_only_the_second_time(
    calc_book: Opener, second_calc: "xlwings.App", path: Path
) -> None:
    """Two programs, one file: the first keeps it."""
    first, second = calc_book(path), second_calc.books.open(path)
    assert (first.api.ReadOnly, second.api.ReadOnly) == (False, True)
    with pytest.raises(Refused):
        second.save()


def test_a_book_in_a_cloud_has_no_path(calc_app: "xlwings.App", calc_book: Opener, path: Path) -> None:
    """Asked for it, xlwings finds none or says so; the address itself is there."""
    import xlwings

    book = calc_book(path)
    address = f"https://d.docs.live.net/0a1b2c3d/{path.name}"
    office_of(calc_app).desk.set(f"cloud-{path.name}", address)
    assert book.api.FullName == address
    with pytest.raises(xlwings.XlwingsError):
        _ = book.fullname


def test_a_protected_sheet_refuses_changes(sheet: "xlwings.Sheet") -> None:
    """Values and formats alike, with Excel's number."""
    sheet.api.Protect()
    assert sheet.api.ProtectContents
    with pytest.raises(Refused) as refusal:
        sheet["A1"].value = "x"
    assert refusal.value.hresult == EXCEPTION
    assert "protected" in str(refusal.value.excepinfo)
    sheet.api.Unprotect()
    sheet["A1"].value = "x"
    assert sheet["A1"].value == "x"


def test_a_sheet_has_an_end(sheet: "xlwings.Sheet") -> None:
    """Excel has 1,048,576 rows."""
    with pytest.raises(Refused):
        _ = sheet.range((1_048_576, 1), (1_048_577, 1)).value


@pytest.mark.parametrize(("why", "number"), [("dialog", REJECTED), ("editing", EDITING)])
def test_a_busy_program_refuses_so_many_calls(sheet: "xlwings.Sheet", why: str, number: int) -> None:
    """With the numbers Windows gives, then it goes on as if nothing had been."""
    office_of(sheet.book.app).desk.be_busy(calls=2, why="editing" if why == "editing" else "dialog")
    for _ in range(2):
        with pytest.raises(Busy) as refusal:
            sheet["A1"].impl.raw_value = "x"
        assert number in (refusal.value.hresult, *(refusal.value.excepinfo or ()))
    sheet["A1"].value = "x"
    assert sheet["A1"].value == "x"


def test_a_busy_program_refuses_for_a_time(sheet: "xlwings.Sheet") -> None:
    """All calls, until the time is over."""
    cell = sheet["A1"]
    office_of(sheet.book.app).desk.be_busy(seconds=2.0)
    with pytest.raises(Busy):
        _ = cell.value
    time.sleep(2.0)  # the time itself is the matter
    assert cell.value is None


def test_a_busy_program_seems_to_have_no_books_and_tables(calc_book: Opener, path: Path) -> None:
    """On Windows xlwings takes every failure for an absence there."""
    book = calc_book(path)
    app, tables = book.app, book.sheets["Clients"].tables
    books, office = app.books, office_of(app)
    office.desk.be_busy(seconds=60)
    assert "Firms" not in tables
    with pytest.raises(KeyError):
        books[path.name]
    with pytest.raises(KeyError):
        tables["Firms"]


def test_a_killed_program_is_gone(calc_app: "xlwings.App", second_calc: "xlwings.App") -> None:
    """Calls say so with Windows' number, it is listed no more, and another one works."""
    import xlwings

    sheet = second_calc.books.add().sheets[0]
    office_of(second_calc).kill()
    with pytest.raises(Gone) as refusal:
        sheet["A1"].value = "x"
    assert refusal.value.hresult == UNREACHABLE
    assert [app.pid for app in xlwings.apps] == [calc_app.pid]
    assert calc_app.books.add().sheets[0]["A1"].value is None


@pytest.mark.usefixtures("calc_app")
def test_a_program_that_died_is_followed_by_another() -> None:
    """The next test finds one that works, and nothing of the dead one is left."""
    calc = Living()
    died = office_of(calc.app())
    died.desk.be_busy(seconds=600)
    died.kill()
    assert calc.app().books.add().sheets[0]["A1"].value is None
    assert calc.app().impl.office is not died
    assert not died.folder.exists()
    calc.quit()


def test_calls_are_counted(sheet: "xlwings.Sheet") -> None:
    """A block is one call, however large; calls within calls do not count."""
    desk = office_of(sheet.book.app).desk
    block = sheet["A1:C100"]
    desk.forget_calls()
    block.number_format = "@"
    block.value = [["x"] * 3] * 100
    assert block.value[99] == ["x"] * 3
    counted = {name: count for name, count in desk.calls().items() if name.startswith("Range.")}
    assert counted == {"Range.number_format=": 1, "Range.raw_value=": 1, "Range.raw_value": 1}


def test_settings_stay_as_they_were_left(sheet: "xlwings.Sheet") -> None:
    """Whoever sets them, until set again; a change of cells ends copying."""
    app = sheet.book.app
    assert (app.screen_updating, app.calculation, app.status_bar) == (True, "automatic", False)
    sheet["A1:B1"].value = [1, "=A1+1"]
    app.screen_updating, app.calculation = False, "manual"
    office_of(app).desk.set("cut_copy_mode", "copy")
    sheet["A1"].value = 2
    assert (app.screen_updating, app.calculation, app.impl.cut_copy_mode) == (False, "manual", None)
    assert sheet["B1"].value == 2.0
    app.calculate()
    assert sheet["B1"].value == 3.0


def test_another_process_sees_the_books_open_here(calc_app: "xlwings.App", calc_book: Opener, path: Path) -> None:
    """Its xlwings finds the same program, books and faults, without a word of its own."""
    book = calc_book(path)
    code = (
        "import xlwings as xw\n"
        f"book = xw.Book({str(path)!r})\n"
        "book.sheets['Clients']['B2'].value = 'From elsewhere'\n"
        "book.app.status_bar = 'tdsxl'\n"
        "print(len(xw.apps), book.app.pid, [each.name for each in xw.books])\n"
    )
    assert elsewhere(office_of(calc_app), code) == f"1 {calc_app.pid} ['{path.name}']"
    assert book.sheets["Clients"]["B2"].value == "From elsewhere"
    assert calc_app.status_bar == "tdsxl"
    office_of(calc_app).desk.be_busy(calls=1)
    code = "import xlwings as xw\ntry:\n    list(xw.books)\nexcept Exception as error:\n    print(error.hresult)"
    assert elsewhere(office_of(calc_app), code) == str(REJECTED)


def test_a_process_without_xlwings_pays_nothing(calc_app: "xlwings.App") -> None:
    """Neither the harness nor what it needs is imported before xlwings is."""
    code = "import sys; print({'uno', 'tests', 'openpyxl', 'xlwings'} & set(sys.modules))"
    assert elsewhere(office_of(calc_app), code) == "set()"


def test_a_process_that_was_told_of_no_office_sees_none() -> None:
    """Nothing of the harness is in it."""
    code = "import sys, xlwings; print('tests.calc' in sys.modules, [engine.name for engine in xlwings.engines])"
    env = {name: value for name, value in environment().items() if name != OFFICES}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1)[0] == "False"
    assert "calc" not in done.stdout.split("[")[1]


def test_a_lack_skips_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may skip, a missing program fails the test."""
    monkeypatch.delenv("TDSXL_NO_SKIPS", raising=False)
    with pytest.raises(pytest.skip.Exception):
        need("LibreOffice is not installed.")
    monkeypatch.setenv("TDSXL_NO_SKIPS", "1")
    with pytest.raises(pytest.fail.Exception):
        need("LibreOffice is not installed.")
