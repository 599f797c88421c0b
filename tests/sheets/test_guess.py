"""Rows that show what they shall already are passed over quickly, and no other row is taken for one of them."""

from pathlib import Path

import openpyxl
import pytest

from tests.sheets import foreign
from tests.sheets.samples import CHALLANS, challan, file_book, make_book, shown, table, update

ROWS = [challan(number) for number in range(1, 21)]
RESAVED = [foreign.by_openpyxl, foreign.by_xlsxwriter, foreign.with_prefix, foreign.without_references]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with twenty challans and a column of the user's, a note in each row."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(update(table(CHALLANS, ROWS)), {})
    foreign.add_own_columns(path)
    return path


CHANGES: dict[str, str | float | None] = {
    "V8": 999.5,
    "V10": None,
    "V11": "=1+1",
    "W12": "typed",
    "B14": "another",
    "Y15": 5,
}
"""Cells of ours → what the user does to them: amounts changed, emptied and worked out, texts, an instant."""


@pytest.mark.parametrize("resave", RESAVED)
def test_cells_among_rows_as_they_were_are_mended(path: Path, resave: foreign.Resave) -> None:
    """Whatever stands in them, and whoever saved the book; all other cells and the notes stay as they are."""
    resave(path)
    file_book(path).write(update(table(CHALLANS, ROWS)), {})
    wanted = shown(path, "Challans")
    book = openpyxl.load_workbook(path)
    for cell, value in CHANGES.items():
        book["Challans"][cell] = value
    book.save(path)
    assert sum(now != before for now, before in zip(shown(path, "Challans"), wanted, strict=True)) == len(CHANGES)
    file_book(path).write(update(table(CHALLANS, ROWS)), {})
    assert shown(path, "Challans") == wanted


def test_rows_between_new_and_deleted_ones_keep_their_places(path: Path) -> None:
    """The row that comes next in our order need not be the next one of the sheet."""
    foreign.by_xlsxwriter(path)
    ours = [challan(number, state="Changed" if number % 7 == 0 else "First read") for number in range(25)]
    file_book(path).write(update(table(CHALLANS, [row for row in ours if row != challan(5)])), {})
    found = shown(path, "Challans")
    numbers = [*range(1, 21), 0, *range(21, 25)]
    assert [row["Portal CIN"] for row in found] == [f"CIN{number:011d}" for number in numbers]
    assert [row["State"] for row in found] == ["Changed" if number % 7 == 0 else "First read" for number in numbers]
