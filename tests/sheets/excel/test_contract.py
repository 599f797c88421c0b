"""The same update through Excel and into the file: afterwards both books show the same."""

import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tdsxl.sheets.layout import STAMP_ROWS
from tdsxl.tables import Stamp, Update
from tdsxl.titles import HOME_FIGURES
from tests.sheets import foreign
from tests.sheets.excel.samples import Opener, excel_book, values
from tests.sheets.samples import (
    CHALLANS,
    NOTICES,
    RETURNS,
    SEEN,
    Row,
    challan,
    file_book,
    make_book,
    notice,
    shown,
    table,
    tan,
    update,
)

pytestmark = pytest.mark.calc

TITLES = ("Home", "Clients", "Settings", *(sheet.title for sheet in (CHALLANS, NOTICES, RETURNS)))


def filed(number: int, token: str, day: int) -> Row:
    """A statement whose key may be another's too."""
    at = SEEN.date().replace(day=day)
    return (tan(number), f"Client {number}", "North", "26Q", token, at, "New", SEEN, SEEN)


FIRST = update(
    table(CHALLANS, [challan(number) for number in range(1, 6)]),
    table(NOTICES, [notice(1), notice(2, client=2)]),
    table(RETURNS, [filed(1, "0012345678901", 3), filed(1, "0012345678901", 4)]),
    clients={
        5: {"Status": "All checked", "Message": None, "Years covered": "2024-25", "Last tried": SEEN},
        7: {"Status": "Not checked", "Message": "Challans: down\n=1+1", "Name on portal": "007", "Last change": SEEN},
    },
)
LATER = update(
    table(CHALLANS, [challan(number, state="Unchanged") for number in (2, 1, 4, 5, 6, 7)], as_on="As on 23-Nov-2026"),
    table(NOTICES, [notice(1), notice(2, client=2), notice(3)]),
    table(RETURNS, [filed(1, "0012345678901", 4), filed(1, "0012345678901", 5), filed(1, "0012345678901", 3)]),
    clients={5: {"Status": "Not checked", "Message": "gone", "Years covered": None, "Last tried": SEEN}},
)


def as_made(_: Path) -> None:
    """Nothing but what tdsxl made."""


def with_own_columns(path: Path) -> None:
    """Notes, a formula of the user's, and totals."""
    foreign.add_own_columns(path, totals=True)


def in_another_order(path: Path) -> None:
    """Rows sorted the other way round, and two columns exchanged."""
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    rows = [list(row) for row in sheet.iter_rows(min_row=5, max_row=9, values_only=True)]
    columns = sheet.tables["Challans"].tableColumns
    columns[0].name, columns[2].name = columns[2].name, columns[0].name
    for at, row in enumerate([[sheet.cell(4, column).value for column in range(1, 27)], *reversed(rows)], 4):
        for column, value in enumerate([row[2], row[1], row[0], *row[3:]], 1):
            sheet.cell(at, column, value)
    book.save(path)


def with_a_row_of_the_users(path: Path) -> None:
    """A row in the midst that bears no key, and one that tdsxl does not know."""
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    sheet.insert_rows(7, 2)
    sheet["B7"], sheet["A8"], sheet["G8"] = "my own line", "ABCD00009E", "own CIN"
    sheet.tables["Challans"].ref = sheet.tables["Challans"].autoFilter.ref = "A4:Z11"
    book.save(path)


@pytest.mark.parametrize("changed", [as_made, with_own_columns, in_another_order, with_a_row_of_the_users])
def test_both_ways_to_write_show_the_same(tmp_path: Path, calc_book: Opener, changed: Callable[[Path], None]) -> None:
    """A second update into a book that its user has changed since the first."""
    path = make_book(tmp_path / "file.xlsx")
    file_book(path).write(FIRST, {})
    changed(path)
    twin = Path(shutil.copy(path, tmp_path / "excel.xlsx"))
    # Nothing is remembered of the last writing: rows made anew would lose the order that Excel keeps.
    file_book(path).write(LATER, {})

    opened = calc_book(twin)
    excel_book(twin).write(LATER, {})
    opened.save()
    for title in TITLES:
        assert shown_alike(twin, title) == shown_alike(path, title)


def shown_alike(path: Path, title: str) -> list[list[object]]:
    """Cells as openpyxl reads them; formulas, which Calc spells its own way, as that they are there."""
    rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    cells: list[list[object]] = [["formula" if str(cell).startswith("=") else cell for cell in row] for row in rows]
    return [row for row in cells if any(cell is not None for cell in row)]


def test_a_fresh_book_shows_the_same_after_its_first_sync(tmp_path: Path, calc_book: Opener) -> None:
    """The one blank row of each table is filled, and the table grows."""
    path, twin = make_book(tmp_path / "file.xlsx"), make_book(tmp_path / "excel.xlsx")
    file_book(path).write(FIRST, {})
    opened = calc_book(twin)
    excel_book(twin).write(FIRST, {})
    opened.save()
    for title in TITLES:
        assert shown_alike(twin, title) == shown_alike(path, title)
    assert openpyxl.load_workbook(twin)["Challans"].tables["Challans"].ref == "A4:Z9"


def test_both_ways_read_the_same(tmp_path: Path, calc_book: Opener) -> None:
    """Ticks, hidden rows, settings, register, problems, and what is missing."""
    path = make_book(tmp_path / "book.xlsx", clients=6)
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    sheet["A5"], sheet["A6"], sheet["B7"], sheet["D8"] = 0, "yes", "nonsense", "maybe"
    sheet["B10"], sheet["AH9"] = sheet["B9"].value, "24Q, 26Q"
    register = book["LDC Register"]
    for at, value in enumerate(("ABCD00001E", "0012345678", "ABCDE1234F", "2025-26", "94C", "0.1", "500000"), 1):
        register.cell(5, at, value)
    book["Settings"]["B5"], book["Settings"]["B6"], book["Settings"]["A7"] = "2024-25, 2025-26", 3, "Sessions"
    book["Challans"]["X4"] = book["Challans"].tables["Challans"].tableColumns[23].name = "State of ours"
    book.save(path)
    from_file = file_book(path).read()
    calc_book(path)
    assert excel_book(path).read() == from_file
    assert len(from_file.problems) == 3
    assert [gap.partition(":")[0] for gap in from_file.gaps] == [
        "Settings has no row Sessions TRACES",
        "Challans has no column State",
    ]


def test_filtered_and_hidden_rows_are_known(tmp_path: Path, calc_book: Opener) -> None:
    """With the helper column, and with Excel's own word where the user has deleted it."""
    path = make_book(tmp_path / "book.xlsx", clients=4)
    opened = calc_book(path)
    sheet = opened.sheets["Clients"]
    sheet.range("A6:A7").api.Rows.IsVisible = False
    opened.app.calculate()
    hidden = [client.hidden for client in excel_book(path).read().clients]
    assert hidden == [False, True, True, False]
    visible = next(at for at, title in enumerate(sheet.range("A4:AM4").value, 1) if title == "Visible")
    sheet.range((4, visible)).value = "Mine"
    assert [client.hidden for client in excel_book(path).read().clients] == hidden


def test_the_stamp_and_the_figures_of_home_are_written(tmp_path: Path, calc_book: Opener) -> None:
    """As texts and numbers beside their labels; nothing in them becomes a formula or a date."""
    path = make_book(tmp_path / "book.xlsx")
    opened = calc_book(path)
    figures = {name: number for number, name in enumerate(HOME_FIGURES)}
    made = Update(
        tables=(),
        clients={},
        client_tans={},
        clients_as_on="As on 1",
        home={**figures, "Why not": "=1+1", "Years covered": "2024-25", "Last sync": SEEN},
        stamp=Stamp(book_id="00e7", pc="PC-1 007", since="22-Nov-2026 18:40"),
    )
    excel_book(path).write(made, {})
    opened.save()
    home = {row[1]: row[2] for row in reversed(values(path, "Home")) if row[1]}
    assert {name: home[name] for name in HOME_FIGURES} == {**made.home, "Last sync": datetime(2026, 11, 22, 18, 40)}
    settings = {row[0]: row[1] for row in values(path, "Settings")}
    assert [settings[name] for name in STAMP_ROWS] == ["00e7", "PC-1 007", "22-Nov-2026 18:40"]


def test_dangerous_texts_stay_texts(tmp_path: Path, calc_book: Opener) -> None:
    """Formulas, numbers, dates and apostrophes that a portal sends, in columns of texts and elsewhere."""
    texts = (
        "=1+1",
        "=cmd|'/c calc'!A1",
        "+44",
        "-1",
        "@SUM(A1)",
        "007",
        "1E5",
        "1/2",
        "2-3-26",
        "TRUE",
        "'twas",
        "#N/A",
    )
    rows = [(*notice(at)[:6], text, text, *notice(at)[8:]) for at, text in enumerate(texts)]
    path = make_book(tmp_path / "book.xlsx")
    opened = calc_book(path)
    excel_book(path).write(update(table(NOTICES, rows)), {})
    opened.save()
    assert tuple(row["Description"] for row in shown(path, "Notices & Orders")) == texts
    assert tuple(row["Category"] for row in shown(path, "Notices & Orders")) == texts


def test_formulas_that_fail_are_no_blank_cells(tmp_path: Path, calc_book: Opener) -> None:
    """As in the file: a certificate without a number would be every one of that PAN and year."""
    path = make_book(tmp_path / "book.xlsx")
    sheet = calc_book(path).sheets["LDC Register"]
    sheet.range("A5:D5").value = [tan(1), None, "ABCDE1234F", "2025-26"]
    sheet.range("B5").number_format = "General"
    sheet.range("B5").formula = "=NA()"
    contents = excel_book(path).read()
    assert [problem.text for problem in contents.problems] == [
        "LDC Register row 5: `#N/A` is not a certificate number. It has 10 to 19 letters and digits."
    ]


def test_what_excel_cannot_hold_as_a_number_is_written_as_text(tmp_path: Path, calc_book: Opener) -> None:
    """An amount of twenty digits keeps them all."""
    row = list(challan(1))
    row[15], row[10] = Decimal("123456789012345678.90"), SEEN.date().replace(year=1899)
    path = make_book(tmp_path / "book.xlsx")
    opened = calc_book(path)
    excel_book(path).write(update(table(CHALLANS, [tuple(row)])), {})
    opened.save()
    written = shown(path, "Challans")[0]
    assert written["Tax"] == "123456789012345678.90"
    assert written["Deposited on"] == "1899-11-22"
