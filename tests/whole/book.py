"""What a workbook says, read by another program than ours."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from openpyxl import load_workbook

from tdsxl.modules import MODULES

OUR_STAMPS = frozenset({"State", "First seen", "Last change"})
"""Titles of what we say of every row."""
RESULTS = tuple(view.sheet.title for module in MODULES for view in module.views)

Rows = dict[str, Counter[tuple[object, ...]]]
"""Of each result sheet."""
Left = tuple[list[str], Rows]
"""What a sync leaves: rows of the journal, without stamps, and those of the book."""


def clients_sheet(book: Path) -> dict[str, Mapping[str, object]]:
    """TAN → title → what the sheet Clients says."""
    return {str(row["TAN"]): row for row in lines(book, "Clients") if row["TAN"]}


def lines(book: Path, title: str) -> list[Mapping[str, object]]:
    """Of each row of a sheet of ours title → what it says; blank rows left out."""
    found = load_workbook(book)[title].iter_rows(min_row=4, values_only=True)
    titles = [str(title) for title in next(found)]
    return [dict(zip(titles, row, strict=True)) for row in found if any(row)]


def rows(book: Path) -> Rows:
    """What the result sheets say, without our stamps and the blank row of an empty table, which has no TAN."""
    opened = load_workbook(book, read_only=True)
    try:
        return {
            title: Counter(_without_stamps(opened[title].iter_rows(min_row=4, values_only=True))) for title in RESULTS
        }
    finally:
        opened.close()


def _without_stamps(lines: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    kept = [place for place, title in enumerate(next(lines)) if title not in OUR_STAMPS]
    return (tuple(line[place] for place in kept) for line in lines if line[0])
