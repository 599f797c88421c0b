"""Our macros run by LibreOffice: ticks, double-click, the night line, and what hinders a start.

The test workbook leaves the modules of xlwings out, which LibreOffice cannot compile. It finds Clients by its titles,
for LibreOffice has no ListObjects either.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pyopenvba.vba import VBAModuleKind

from tdsxl.addin.button import LINE
from tdsxl.titles import CLIENTS, HOME_FIGURES
from workbook.making.book import macro_book
from workbook.making.project import Module, our_modules

if TYPE_CHECKING:
    import xlwings

pytestmark = pytest.mark.calc

PROBE = """Attribute VB_Name = "Probe"
Option Explicit

Public Function SaidOnOpening() As String
    SaidOnOpening = ThisWorkbook.NightLine
End Function

Public Function DoubleClicked(address As String) As Boolean
    Dim isDone As Boolean
    Clients.Worksheet_BeforeDoubleClick ThisWorkbook.Worksheets("Clients").Range(address), isDone
    DoubleClicked = isDone
End Function
"""
"""Calls what only Excel itself can call."""
ROWS: tuple[tuple[str | None, str | int], ...] = (
    ("AAAA11111A", 0),
    ("BBBB22222B", 0),
    ("CCCC33333C", "x"),
    ("DDDD44444D", 1),
    (None, 0),
)
"""TAN and tick, from row 5; the second is hidden, the last is a blank row."""
NIGHT = "150 checked at the IT portal, 6 new; 147 wait for a captcha: Continue"
LAST_COMPLETE = [column.title for column in CLIENTS.columns].index("Last complete") + 1
Run = Callable[..., object]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("macros") / "probe.xlsm"
    probe = Module("Probe", PROBE.replace("\n", "\r\n"), VBAModuleKind.standard)
    path.write_bytes(macro_book(macros=(*our_modules(), probe)))
    book = load_workbook(path, keep_vba=True)
    for row, (tan, tick) in enumerate(ROWS, 5):
        book["Clients"].cell(row, 1, tick)
        book["Clients"].cell(row, 2, tan)
    book["Clients"].row_dimensions[6].hidden = True
    now = datetime.now()
    for row, days in ((5, 8), (7, 6)):
        book["Clients"].cell(row, LAST_COMPLETE, now - timedelta(days=days))
    book["Home"].cell(5 + HOME_FIGURES.index("Night run"), 3, NIGHT)
    book.save(path)
    return path


@pytest.fixture
def book(path: Path, calc_book: Callable[[Path], "xlwings.Book"]) -> "xlwings.Book":
    return calc_book(path)


@pytest.fixture
def run(book: "xlwings.Book") -> Run:
    """Runs a procedure; one that fails gives None, as LibreOffice has it."""
    return lambda name, *given: book.macro(name)(*given)


def ticks(book: "xlwings.Book", column: str = "A") -> list[object]:
    return list(book.sheets["Clients"][f"{column}5:{column}9"].value)


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("SelectShown", [1, 0, 1, 1, 0]),
        ("SelectNone", [0, 0, 0, 0, 0]),
        ("InvertShown", [1, 0, 0, 0, 0]),
        ("SelectStale", [1, 0, "x", 1, 0]),
    ],
)
def test_buttons_set_the_sync_ticks(book: "xlwings.Book", run: Run, button: str, after: list[object]) -> None:
    """Hidden clients keep their ticks but for Select None; a row without a client is left alone."""
    assert run(f"Ticks.{button}") == ""
    assert ticks(book) == after


def test_selected_ticks_are_turned_together(book: "xlwings.Book", run: Run) -> None:
    """First all that are shown are ticked, then all unticked; other columns and hidden rows stay as they are."""
    book.sheets["Clients"]["C5:E7"].select()
    assert run("Ticks.TickSelected") == ""
    assert ticks(book, "D") == ticks(book, "E") == [1, None, 1, None, None]
    assert ticks(book, "C") == [None] * 5
    assert run("Ticks.TickSelected") == ""
    assert ticks(book, "D") == [0, None, 0, None, None]


@pytest.mark.parametrize(("sheet", "cells"), [("Clients", "B5:C8"), ("Home", "A5:D8")])
def test_a_selection_without_ticks_is_told(book: "xlwings.Book", run: Run, sheet: str, cells: str) -> None:
    """Nothing changes, and one line says which cells to select."""
    book.sheets[sheet].activate()
    book.sheets[sheet][cells].select()
    assert run("Ticks.TickSelected") == "First select cells in the columns Sync, Active or of a module."
    assert ticks(book) == [0, 0, "x", 1, 0]


def test_columns_may_be_moved(book: "xlwings.Book", run: Run) -> None:
    """Ticks are found by title: a column of the firm's own in front changes nothing but the letter."""
    book.sheets["Clients"]["A:A"].insert("right")
    assert run("Ticks.SelectNone") == ""
    assert ticks(book, "B") == [0, 0, 0, 0, 0]


def test_a_lost_title_is_told(book: "xlwings.Book", run: Run) -> None:
    """Without the column Sync nothing is written."""
    book.sheets["Clients"]["A4"].value = "Mine"
    assert run("Ticks.SelectShown") == "The table Clients, or a column of it, is not in this workbook any more."
    assert ticks(book) == [0, 0, "x", 1, 0]


@pytest.mark.parametrize(("cell", "is_done"), [("A5", True), ("A7", True), ("B5", False), ("A4", False), ("Z9", False)])
def test_a_double_click_turns_a_tick(book: "xlwings.Book", run: Run, cell: str, is_done: bool) -> None:
    """Excel's own doing is called off for ticks alone."""
    before = book.sheets["Clients"][cell].value
    assert run("Probe.DoubleClicked", cell) == is_done
    after = book.sheets["Clients"][cell].value
    assert after == ({0: 1, "x": 0}[before] if is_done else before)


def test_opening_tells_the_night_run(book: "xlwings.Book", run: Run) -> None:
    """Workbook_Open has run, and has shown the line of Home; without one there is nothing to show."""
    assert run("Probe.SaidOnOpening") == f"Night run: {NIGHT}"
    book.sheets["Home"].cells(5 + HOME_FIGURES.index("Night run"), 3).value = "\N{EM DASH}"
    assert run("ThisWorkbook.NightRun") == ""


@pytest.mark.parametrize(("line", "is_ours"), [(f"{LINE}No sync is under way.", True), ("False", False)])
def test_what_a_button_has_said_is_known(run: Run, line: str, is_ours: bool) -> None:
    """It goes from the status bar when another cell is chosen; lines of other programs, and none, stay."""
    assert run("ThisWorkbook.IsOurs", line) == is_ours


HERE = str(Path(__file__))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (("", "Book1", HERE), "Save this workbook"),
        (("https://a.example/b", "https://a.example/b/c.xlsm", HERE), "lies on the web"),
        (("/a", "/a/b=c.xlsm", HERE), "Rename this workbook"),
        (("/a", "/a/b.xlsm", ""), "tdsxl new BOOK.xlsm"),
        (("/a", "/a/b.xlsm", "/nowhere/python"), "Python is not at /nowhere/python"),
        (("/a=b", "/a=b/c & d.xlsm", HERE), ""),
    ],
)
def test_what_hinders_a_start_is_one_line(run: Run, place: tuple[str, str, str], told: str) -> None:
    """Each says what to do; where nothing hinders there is nothing to say."""
    line = run("Start.Hindrance", *place)
    assert isinstance(line, str)
    assert told in line
    assert bool(told) == bool(line)
    assert "\n" not in line
