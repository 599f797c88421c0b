"""How often Excel is asked for a whole sync: each call costs its user a moment, and the first one the undo."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tdsxl.cli.office import OUR_SHEETS, RESULT_SHEETS
from tdsxl.sheets.excel.book import ExcelBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Cell, Column, Kind, Sheet, Stamp, Table, Update
from tdsxl.titles import HOME_FIGURES, OUR_CLIENT_TITLES, RUNS
from tests.calc.desk import Desk
from tests.sheets.excel.samples import Opener, desk_of, touched
from tests.sheets.samples import tan

pytestmark = pytest.mark.calc

CLIENTS = 4
AT = datetime(2026, 11, 22, 13, 10, tzinfo=UTC)
BLOCKS = len(OUR_SHEETS) + 4
"""Groups of our columns that stand side by side: one on each sheet, on Clients and Settings, and two on Home."""
NOTED = sum(bool(sheet.own) for sheet in OUR_SHEETS)
"""Sheets with columns that a fresh book offers the firm."""


def cell(column: Column, number: int, *, mark: str) -> Cell:
    """A value of a column in the row of a number; Excel would take no text for what it is."""
    if column.kind in (Kind.TEXT, Kind.CODE):
        return mark if column.title in ("State", "Client name") else f"0{number} {column.title}"
    if column.kind in (Kind.DATE, Kind.INSTANT):
        return AT.date() if column.kind is Kind.DATE else AT
    return Decimal(number) if column.kind in (Kind.RUPEES, Kind.PERCENT) else number


def table(sheet: Sheet, count: int, *, mark: str) -> Table:
    """A table of so many rows, each changed where the mark is another."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        return (tuple(cell(column, n, mark=mark) for column in sheet.columns) for n in range(1, count + 1))

    return Table(sheet=sheet, as_on=f"As on {mark}", fingerprint=mark, rows=rows)


def whole(counts: Mapping[str, int], *, mark: str, stamp: Stamp | None = None) -> Update:
    """A sync that changes every sheet; counts of rows by title."""
    told = {title: mark if "Last" not in title else AT for title in OUR_CLIENT_TITLES}
    return Update(
        tables=tuple(table(sheet, counts[sheet.title], mark=mark) for sheet in OUR_SHEETS),
        clients=dict.fromkeys(range(5, 5 + CLIENTS), told),
        client_tans={row: tan(row) for row in range(5, 5 + CLIENTS)},
        clients_as_on=f"As on {mark}",
        home={name: AT if name == "Last sync" else mark for name in HOME_FIGURES},
        stamp=stamp,
    )


def asked(book: ExcelBook, made: Update, desk: Desk) -> list[int]:
    """How many calls it takes to read the book, to read what the firm wrote beside our rows, and to write it."""
    counts = []
    for work in (book.read, lambda: book.notes({}), lambda: book.write(made, {})):
        desk.forget_calls()
        work()
        counts.append(touched(desk))
    return counts


def test_a_whole_sync_makes_few_calls(tmp_path: Path, calc_book: Opener) -> None:
    """One per table to read the book, and one for the firm's notes; six per group of our columns to write it, and ten.

    In the first sync, which fills all tables at once; in one that changes all and lets all grow, where known rows
    change on both sides of the cell that names them, and so take one more; without news.
    """
    path = tmp_path / "book.xlsx"
    lines = [ClientLine(row, tan(row), {"Client name": f"Client {row}"}) for row in range(5, 5 + CLIENTS)]
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id="book-1"), clients=lines)
    desk, book = desk_of(calc_book(path)), ExcelBook(path, sheets=OUR_SHEETS)
    rows = dict.fromkeys((sheet.title for sheet in OUR_SHEETS), 30)
    first = whole(rows, mark="0 new", stamp=Stamp(book_id="book-1", pc="PC", since="today"))
    later = whole(dict.fromkeys(rows, 40), mark="0 gone")
    counts = [asked(book, made, desk) for made in (first, later, later)]
    reading, noting, (filled, grown, unchanged) = zip(*counts, strict=True)
    assert max(reading) <= len(OUR_SHEETS) + 6
    assert max(noting) <= NOTED + 1
    assert 5 * BLOCKS < filled <= 6 * BLOCKS + 10
    assert 6 * BLOCKS < grown <= 7 * BLOCKS + 10
    assert unchanged <= BLOCKS


def test_few_changed_rows_far_apart_are_written_alone(tmp_path: Path, calc_book: Opener) -> None:
    """What stands between is not written again."""
    path = tmp_path / "book.xlsx"
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id="book-1"))
    opened = calc_book(path)
    first = table(RUNS, 50, mark="New")
    nothing = Update(tables=(), clients={}, client_tans={}, clients_as_on="As on New")
    ExcelBook(path, sheets=OUR_SHEETS).write(replace(nothing, tables=(first,)), {})
    rows = [list(row) for row in first.rows()]
    rows[2][1] = rows[45][1] = "Asha"
    desk = desk_of(opened)
    desk.forget_calls()
    later = replace(first, rows=lambda: iter(map(tuple, rows)))
    sheet = opened.sheets["Runs"]
    ExcelBook(path, sheets=OUR_SHEETS).write(replace(nothing, tables=(later,)), {})
    assert desk.calls()["Range.raw_value="] == 2
    assert [sheet.range(f"B{row}").value for row in (7, 50)] == ["Asha", "Asha"]
