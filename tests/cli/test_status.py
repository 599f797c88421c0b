"""`tdsxl status`: what of the book a sync could not use is told here too, by a reading that writes nothing."""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from tdsxl.engine.journal.journal import Journal
from tests.whole.pc import Pc


def rename(book: Workbook, sheet: str, old: str, new: str) -> None:
    """Give a column of a table another title, as its user does."""
    cell = next(cell for cell in book[sheet][4] if cell.value == old)
    (table,) = book[sheet].tables.values()
    cell.value = table.tableColumns[cell.column - 1].name = new


SPOILED: dict[str, tuple[Callable[[Workbook], None], str]] = {
    "renamed": (
        lambda book: rename(book, "Challans", "Total", "Sum"),
        "Challans has no column Total: what a sync finds for it is not written.",
    ),
    "renamed key": (
        lambda book: rename(book, "Challans", "TAN", "Number"),
        "No sync can write it: office.xlsx, sheet Challans: no column TAN. Name it so again,",
    ),
    "deleted": (
        lambda book: book.remove(book["Defaults"]),
        "No sync can write it: office.xlsx has no table Defaults. Copy the sheet from a fresh book,",
    ),
    "double": (
        lambda book: rename(book, "Challans", "Remark", "TAN"),
        "No sync can write it: office.xlsx, sheet Challans: 2 columns are called TAN. Rename all but one of them.",
    ),
    "merged": (
        lambda book: book["Challans"].merge_cells("A4:B5"),
        "No sync can write it: The sheet Challans: the cells A4:B5 of its table are merged. Unmerge them.",
    ),
    "protected": (
        lambda book: book["LDC Register"].protection.enable(),
        "No sync can write it: office.xlsx: the sheet LDC Register is protected. Unprotect it in Excel:",
    ),
    "double of theirs": (
        lambda book: rename(book, "Challans", "Owner", "Remark"),
        "Challans has 2 columns of yours called Remark: the first of them is kept.",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_tables_that_are_not_as_they_were_are_told(pc: Pc, case: str) -> None:
    """Columns renamed or double, cells merged, sheets protected: the line of a sync, and the figures all the same."""
    spoil, told = SPOILED[case]
    book = load_workbook(pc.book)
    spoil(book)
    book.save(pc.book)
    before = Path(pc.book).read_bytes()
    said = pc.run("status", pc.book)
    assert said.err.startswith(f"{pc.book}: {told}")
    assert said.err.count("\n") == 1
    assert pc.book.read_bytes() == before


def row_of(book: Workbook, sheet: str, title: str) -> Cell:
    """The first cell below a title."""
    column = next(cell.column for cell in book[sheet][4] if cell.value == title)
    found = book[sheet].cell(5, column)
    assert isinstance(found, Cell)
    return found


@pytest.mark.slow
def test_what_was_typed_and_is_none_is_told_and_kept(staffed: Pc) -> None:
    """By every command that reads the book, in one line with sheet and row, until it is mended; a day is not told."""
    assert staffed.sync("--modules", "notices", "ldc").err.count("does not count") == 0
    book = load_workbook(staffed.book)
    row_of(book, "Notices & Orders", "Own due date").value = "31-13-2026"
    row_of(book, "LDC", "Reviewed on").value = "31-07-2026"
    tan, number = (row_of(book, "Notices & Orders", title).value for title in ("TAN", "Reference no."))
    book.save(staffed.book)
    told = "`31-13-2026` is no day and does not count; write it as 31-Jul-2026."
    for words in (("status",), ("write",), ("status",)):
        (line,) = (line for line in staffed.run(*words, staffed.book).err.splitlines() if "does not count" in line)
        assert line.startswith(f"{staffed.book}: Notices & Orders, Own due date of row {tan} · ")
        assert line.endswith(f" · {number}: {told}")
    assert staffed.sync("--modules", "ldc").err.count(told) == 1
    book = load_workbook(staffed.book)
    assert row_of(book, "Notices & Orders", "Own due date").value == "31-13-2026"
    row_of(book, "Notices & Orders", "Own due date").value = None
    book.save(staffed.book)
    assert "does not count" not in staffed.run("status", staffed.book).err


def test_rows_and_totals_explain_each_other(staffed: Pc) -> None:
    """Each portal's rows stand beside its own total, not in one sum with the other's."""
    staffed.sync("--modules", "returns", "challans", "demand")
    lines = staffed.run("status", staffed.book).out.splitlines()
    returns, challans, demand = (line for line in lines[1:7] if " rows (" in line)
    assert re.search(r"· \d+ rows \(IT portal (\d+) of \1; TRACES (\d+) of \2\) ·", returns)
    assert re.search(r"· (\d+) rows \(IT portal \1 of \1\) ·", challans)
    assert re.search(r"· (\d+) rows \(TRACES \1, total not stated\) ·", demand)
    assert lines[-1].startswith("Rows are those of the sheets: what both portals show is one,")


def test_a_whole_book_is_shown_without_a_word(pc: Pc) -> None:
    """Nothing is missed of a fresh one."""
    assert pc.run("status", pc.book).err == ""


@pytest.mark.row("A11")
@pytest.mark.parametrize("command", ["status", "changes"])
def test_several_that_only_look_are_all_served(pc: Pc, command: str) -> None:
    """Each holds the journal for a moment; who comes meanwhile waits."""
    pc.home.path.mkdir()
    other = Journal(pc.home)
    waiting = Timer(1.5, other.close)
    waiting.start()
    said = pc.run(command, pc.book)
    waiting.join()
    assert (said.status, said.err) == (0, "")
