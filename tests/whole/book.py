"""What a workbook says, read by another program than ours."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from tdsxl.modules import MODULES

OUR_STAMPS = 3
"""State, First seen and Last change, at the end of every row."""
RESULTS = tuple(view.sheet.title for module in MODULES for view in module.views)

Rows = dict[str, Counter[tuple[object, ...]]]
"""Of each result sheet."""
Left = tuple[list[str], Rows]
"""What a sync leaves: rows of the journal, without stamps, and those of the book."""


def clients_sheet(book: Path) -> dict[str, Mapping[str, object]]:
    """TAN → title → what the sheet Clients says."""
    opened = load_workbook(book)
    rows = opened["Clients"].iter_rows(min_row=4, values_only=True)
    titles = [str(title) for title in next(rows)]
    found = (dict(zip(titles, row, strict=True)) for row in rows)
    return {str(row["TAN"]): row for row in found if row["TAN"]}


def rows(book: Path) -> Rows:
    """What the result sheets of a workbook say, without our stamps and the blank row of an empty table."""
    opened = load_workbook(book, read_only=True)
    try:
        found = {title: opened[title].iter_rows(min_row=5, values_only=True) for title in RESULTS}
        return {title: Counter(row[:-OUR_STAMPS] for row in rows if any(row)) for title, rows in found.items()}
    finally:
        opened.close()
