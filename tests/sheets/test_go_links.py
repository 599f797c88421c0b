"""The column Go to of Open Items: a formula of ours that leads to the row of an item on its sheet."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from tdsxl.cli.office import OUR_SHEETS, RESULT_SHEETS
from tdsxl.own_columns import GO_TO
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Cell, Sheet, Stamp, Table, Update
from tdsxl.worklists import OPEN_ITEMS
from tests.sheets.calc_view import calc_view
from tests.sheets.samples import change_parts, part_of, tan

SHEETS = {sheet.title: sheet for sheet in OUR_SHEETS}
ITEMS = (
    ("Notice", "Notices & Orders", "N2"),
    ("Certificate", "LDC", "C2 · AAAPA1234A"),
    ("Challan balance", "Unconsumed Challans", "0510308 · 03-Aug-2025 · 00012"),
    ("Return", "Returns Due", "2025-26 · Q2 · 26Q"),
    ("Demand", "Outstanding Demand", "2025-26"),
    ("Default", "Defaults", "2025-26 · Q2 · 26Q"),
    ("Login", "Exceptions", None),
)
"""Kind, sheet, and what names its row there; all of the second client."""
TOLD: Mapping[str, Mapping[int, str]] = {
    "Reference no.": {1: "N1", 2: "N2"},
    "Certificate no.": {1: "C1", 2: "C2"},
    "BSR code": {1: "0510308", 2: "0510308"},
    "Challan no.": {1: "00011", 2: "00012"},
    "FY / Tax year": {1: "2024-25", 2: "2025-26"},
    "Quarter": {1: "Q2", 2: "Q2"},
    "Form": {1: "26Q", 2: "26Q"},
}
"""What a row shows in the columns that are looked in, by its number among those of its client."""
FIRST = 5
"""Number of the first row below a header."""


def rows(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    """Of each of two clients two rows alike, sorted so that the clients take turns."""
    for of_client in (1, 2):
        for client in (1, 2):
            cells: dict[str, Cell] = {"TAN": tan(client), "State": "New"}
            cells |= {title: texts[of_client] for title, texts in TOLD.items()}
            yield tuple(cells.get(column.title) for column in sheet.columns)


def items() -> Iterator[tuple[Cell, ...]]:
    for number, (kind, sheet, row) in enumerate(ITEMS, 1):
        cells: dict[str, Cell] = {"No.": number, "TAN": tan(2), "Kind": kind, "Sheet": sheet, "Row": row}
        yield tuple(cells.get(column.title) for column in OPEN_ITEMS.columns)


def table(sheet: Sheet) -> Table:
    made = items if sheet is OPEN_ITEMS else lambda: rows(sheet)
    return Table(sheet=sheet, as_on="As on today", fingerprint="1", rows=made)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with an item of each kind."""
    path, sheets = tmp_path / "book.xlsx", (OPEN_ITEMS, *(SHEETS[title] for _, title, _ in ITEMS))
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id="book-1"))
    book = FileBook(path, backups=tmp_path / "backups", sheets=sheets, wait=lambda _: None)
    book.write(Update(tables=tuple(map(table, sheets)), clients={}, client_tans={}, clients_as_on=""), {})
    return path


def test_every_item_has_its_link(path: Path) -> None:
    """A formula of the column, as Excel makes it for each row that is new."""
    sheet = openpyxl.load_workbook(path)[OPEN_ITEMS.title]
    at = [column.title for column in OPEN_ITEMS.offered].index(GO_TO.title) + 1
    found = [sheet.cell(row, at).value for row in range(FIRST, FIRST + len(ITEMS))]
    assert found == [f"={GO_TO.formula}"] * len(ITEMS)


@pytest.mark.calc
def test_a_link_leads_to_its_row(path: Path) -> None:
    """To the very row, though another client has one alike above it; of a login to the first row of the client."""
    change_parts(path, (part_of(path, OPEN_ITEMS.title), lambda part: part.replace(b"HYPERLINK(", b"CONCATENATE(")))
    at = [column.title for column in OPEN_ITEMS.offered].index(GO_TO.title)
    found = [row[at].value for row in calc_view(path)[OPEN_ITEMS.title][FIRST - 1 :][: len(ITEMS)]]
    wanted = [(title, FIRST + 1 if kind == "Login" else FIRST + 3) for kind, title, _ in ITEMS]
    assert found == [f"#'{title}'!A{row}Go" for title, row in wanted]
