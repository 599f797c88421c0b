"""The sheet Dashboard: formulas that every program works out, charts that point at them, values written beside."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.figures import (
    ALL_GROUPS,
    CHECKED,
    CHOICE,
    COUNTED,
    FIRMS_LARGEST,
    GROUPS,
    GROUPS_LARGEST,
    LARGEST,
    NOTICES,
    PAGE,
    SECTIONS,
    TITLE,
    Section,
)
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.dashboard_block import spots
from tdsxl.tables import Cell, Dashboard, Update
from tests.sheets import foreign
from tests.sheets.fresh import TABLES, make, parts
from tests.sheets.samples import AS_ON, change_parts, file_book, make_book

FUNCTIONS = {
    *("TODAY", "WEEKDAY", "IF", "IFERROR", "COUNTIF", "COUNTIFS", "SUMIFS", "SUMPRODUCT", "MAX", "ROUND", "MOD"),
    *("ROW", "INDEX", "MATCH", "LEN", "LEFT"),
}
"""All are older than Excel 2013, and TODAY alone is volatile."""
WRITTEN = tuple(sheet for sheet in TABLES if sheet.title not in ("Clients", "LDC Register", "Due Dates", "Not Due"))
DAY = date(2026, 11, 22)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "book.xlsx")


def sheet(path: Path, *, values: bool = False) -> Worksheet:
    found: Worksheet = load_workbook(path, data_only=values)[TITLE]
    return found


def formulas(path: Path) -> dict[str, str]:
    """Address → formula, as the file spells it."""
    made = load_workbook(path)
    (number,) = (at for at, title in enumerate(made.sheetnames, 1) if title == TITLE)
    text = parts(path)[f"xl/worksheets/sheet{number}.xml"].decode()
    return dict(re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f>', text))


def figures(choice: str = "") -> Mapping[str, tuple[Cell, ...]]:
    """A different number for each figure."""
    numbers = count(1)
    counts: dict[Section, tuple[Cell, ...]] = {
        COUNTED: (DAY, DAY, choice or "Metro"),
        PAGE: (AS_ON,),
        ALL_GROUPS: ("Metro", *("",) * (GROUPS - 1)),
    }
    named: dict[Section, tuple[Cell, ...]] = {
        section: ("A & B", Decimal(f"{next(numbers)}.25"), "PINE12345E") * LARGEST
        for section in (FIRMS_LARGEST, GROUPS_LARGEST)
    }
    pairs: dict[Section, tuple[Cell, ...]] = {
        section: (choice or "Metro", *(next(numbers) for _ in section.labels for _ in range(2)))
        for section in SECTIONS
        if section not in {**counts, **named}
    }
    return {section.heading: cells for section, cells in {**counts, **named, **pairs}.items()}


BOARD = Dashboard(fingerprint="1", figures=figures)


def update(board: Dashboard | None = BOARD) -> Update:
    return Update(tables=(), clients={}, client_tans={}, clients_as_on=AS_ON, dashboard=board)


def book_of(path: Path) -> FileBook:
    return FileBook(path, backups=path.parent / "backups", sheets=WRITTEN)


def shown(paper: Worksheet, section: Section) -> list[object]:
    """What the formulas of a section show, row by row, wherever it stands."""
    (top,) = (cell for row in paper.iter_rows() for cell in row if cell.value == section.heading)
    rows = range(top.row, top.row + 1 + (len(section.labels) or LARGEST))
    return [paper.cell(row, top.column + right).value for row in rows for right in (0, 1, 2)]


def numbers_of(section: Section) -> list[Cell]:
    return [cell for cell in figures()[section.heading] if isinstance(cell, int)]


def test_formulas_are_understood_by_every_program(path: Path) -> None:
    """No function that is newer than Excel 2013 or volatile, no array entry, no column that is not there."""
    found = "\n".join(formulas(path).values())
    assert set(re.findall(r"([A-Z]+)\(", found)) == FUNCTIONS
    columns = {(sheet.table, column.title) for sheet in TABLES for column in sheet.columns}
    named = set(re.findall(r"([A-Za-z]+)\[([^\[\]]+)\]", found))
    assert named
    assert named <= columns
    text = "".join(part.decode() for name, part in parts(path).items() if name.startswith("xl/worksheets/sheet"))
    assert "<f t=" not in text


def test_charts_point_at_whole_sections(path: Path) -> None:
    """Each series has as many bars as its section has rows, each bar a label, and each series a name."""
    charts = [part.decode() for name, part in parts(path).items() if name.startswith("xl/charts/")]
    of = {spot.cell(1, 0): (section, spot) for section, spot in spots().items()}
    assert len(charts) == 8
    # Two colours of lying bars are told by the chart beside them.
    assert sorted("<legend>" in chart for chart in charts) == [False, *[True] * 7]
    for chart in charts:
        for series in re.findall(r"<ser>.*?</ser>", chart, re.DOTALL):
            name, labels, values = re.findall(r"<f>'Dashboard'!([^<]+)</f>", series)
            section, spot = of[labels.split(":")[0]]
            last = len(section.labels) or LARGEST
            assert labels == f"{spot.cell(1, 0)}:{spot.cell(last, 0)}"
            assert values in [f"{spot.cell(1, right)}:{spot.cell(last, right)}" for right in (1, 2)]
            assert name in (spots()[CHECKED].cell(0, 1), spots()[CHECKED].cell(0, 2))


def test_a_fresh_book_leaves_its_figures_to_be_worked_out(path: Path) -> None:
    """Nothing stands beside the formulas that a program could believe."""
    paper = sheet(path, values=True)
    assert len(formulas(path)) > 200
    assert [paper[address].value for address in formulas(path) if paper[address].value is not None] == []


def test_a_book_without_the_sheets_it_counts_has_none(tmp_path: Path) -> None:
    """Nor does anybody miss it there."""
    path = tmp_path / "small.xlsx"
    make_book(path)
    assert TITLE not in load_workbook(path).sheetnames
    assert file_book(path).read().gaps == ()


def test_values_stand_beside_formulas_that_stay(path: Path) -> None:
    """Every figure is written; the formulas, and all of the file but this sheet, stay as they are."""
    book_of(path).write(update(None), {})
    before, kept = formulas(path), parts(path)
    book_of(path).write(update(), {})
    after = parts(path)
    assert formulas(path) == before
    assert [name for name in after if after[name] != kept[name]] == ["xl/worksheets/sheet2.xml"]
    paper = sheet(path, values=True)
    for section in SECTIONS:
        values = [value for value in shown(paper, section) if isinstance(value, int)]
        assert values == numbers_of(section), section.heading
    assert shown(paper, FIRMS_LARGEST)[3:6] == ["A & B", 1.25, "PINE12345E"]
    assert paper["A2"].value == AS_ON
    assert shown(paper, COUNTED)[4] == datetime(DAY.year, DAY.month, DAY.day)
    assert [paper[address].value for address in before].count(None) == GROUPS - 1


def test_the_group_is_the_one_that_is_chosen(path: Path) -> None:
    """In the cell right of its label, when the book is written."""
    book = load_workbook(path)
    book[TITLE]["C3"].value = "Kaveri"
    book.save(path)
    book_of(path).write(update(), {})
    assert shown(sheet(path, values=True), NOTICES)[2] == "Kaveri"
    assert sheet(path)["B3"].value == CHOICE


def test_figures_that_stand_already_are_not_written(path: Path) -> None:
    """The file stays as it is, byte for byte, and rows are not even counted where fingerprints are equal."""
    known = book_of(path).write(update(), {})
    before = path.read_bytes()
    assert book_of(path).write(update(), {}) == known

    def uncounted(choice: str) -> Mapping[str, tuple[Cell, ...]]:
        raise AssertionError(choice)

    assert book_of(path).write(update(Dashboard(fingerprint="1", figures=uncounted)), known) == known
    assert path.read_bytes() == before
    assert book_of(path).write(update(None), known) == {}
    assert path.read_bytes() == before


RESAVED = [foreign.by_openpyxl, pytest.param(foreign.by_calc, marks=pytest.mark.calc)]


@pytest.mark.parametrize("resave", RESAVED)
def test_figures_are_found_after_another_program_saved_the_book(path: Path, resave: foreign.Resave) -> None:
    """However it spells formulas and cells."""
    resave(path)
    book_of(path).write(update(), {})
    paper = sheet(path, values=True)
    for section in SECTIONS:
        assert [value for value in shown(paper, section) if isinstance(value, int)] == numbers_of(section)


def moved(path: Path, cells: str, *, rows: int, columns: int) -> None:
    """Cut cells out and put them elsewhere on the sheet."""
    book = load_workbook(path)
    book[TITLE].move_range(cells, rows=rows, cols=columns)
    book.save(path)


def test_a_block_that_was_moved_is_found(path: Path) -> None:
    """By its heading."""
    spot = spots()[NOTICES]
    moved(path, f"{spot.cell(0, 0)}:{spot.cell(spot.rows, 2)}".replace("$", ""), rows=40, columns=9)
    assert book_of(path).read().gaps == ()
    book_of(path).write(update(), {})
    values = [value for value in shown(sheet(path, values=True), NOTICES) if isinstance(value, int)]
    assert values == numbers_of(NOTICES)


def test_what_is_missing_is_one_line(path: Path) -> None:
    """A row without its label leaves its section to be worked out by whoever opens the book; all others are written."""
    book = load_workbook(path)
    row, column = spots()[NOTICES].at(2, 0)
    book[TITLE].cell(row, column).value = "Soon"
    book.save(path)
    gap = "Dashboard has no figures under Notices by due week: nothing is written beside its formulas."
    assert book_of(path).read().gaps == (gap,)
    book_of(path).write(update(), {})
    paper = sheet(path, values=True)
    assert [value for value in shown(paper, NOTICES) if isinstance(value, int)] == []
    assert [value for value in shown(paper, CHECKED) if isinstance(value, int)] == numbers_of(CHECKED)


def test_a_sheet_that_is_gone_is_one_line(path: Path) -> None:
    """All else is written."""
    book = load_workbook(path)
    book.remove(book[TITLE])
    book.save(path)
    assert book_of(path).read().gaps == ("There is no sheet Dashboard; a fresh book has one.",)
    assert TITLE not in book_of(path).write(update(), {})
    assert load_workbook(path)["Home"]["A2"].value == AS_ON


def test_a_formula_of_the_users_own_is_left_to_be_worked_out(path: Path) -> None:
    """It stays; what it gave before stands beside it no more, for the tables have changed."""
    book = load_workbook(path)
    book[TITLE]["X50"].value = "=SUM(M11:M15)"
    book.save(path)
    worked_out = re.compile(rb"(<f>SUM\(M11:M15\)</f>)<v(?: ?/>|></v>)")
    change_parts(path, ("xl/worksheets/sheet2.xml", lambda part: worked_out.sub(rb"\1<v>9</v>", part)))
    assert sheet(path, values=True)["X50"].value == 9
    book_of(path).write(update(), {})
    assert sheet(path, values=True)["X50"].value is None
    assert sheet(path)["X50"].value == "=SUM(M11:M15)"
