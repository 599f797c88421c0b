"""Rows that their user sorts in the very moment of writing: all values end beside the names they belong to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tdsxl.own_columns import OWN
from tdsxl.sheets.excel.book import ExcelBook
from tdsxl.sheets.fresh.new import new_book
from tests.calc import values
from tests.sheets.excel.samples import Opener, excel_book
from tests.sheets.excel.test_proof import FIVE, dearer
from tests.sheets.samples import CHALLANS, NOTICES, STAMP, Row, make_book, notice, table, tan, update

pytestmark = [pytest.mark.calc, pytest.mark.fault, pytest.mark.row("E5")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


@contextmanager
def sorting(monkeypatch: pytest.MonkeyPatch, sort: Callable[[], object], *, rows: int, first: bool) -> Iterator[None]:
    """Let a user sort once: right before a block of so many rows is written first, or right after."""
    write, done = values.write, list[bool]()

    def meddling(block: Any, cells: Sequence[Sequence[Any]], *rest: Any) -> None:
        is_due = len(cells) == rows and not done
        if is_due and first:
            sort()
        write(block, cells, *rest)
        if is_due and not first:
            sort()
        done.extend([True] * is_due)

    with monkeypatch.context() as patch:
        patch.setattr(values, "write", meddling)
        yield
    assert done


def both_sides(number: int) -> Row:
    """A challan whose client has another name, left of what names it, and another amount at its right."""
    row = dearer(number)
    return (row[0], "Client X", *row[2:])


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("row", [dearer, both_sides])
def test_values_and_notes_stand_beside_their_challans(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch, *, row: Callable[[int], Row], first: bool
) -> None:
    """The order is the user's; amounts, names and the firm's notes are those of each row's own challan."""
    sheet = calc_book(path).sheets["Challans"]
    excel_book(path).write(FIVE, {})
    cins = sheet.range("G5:G9").value
    sheet.range("AB5:AB9").value = [[f"note of {cin}"] for cin in cins]
    rows = {each[6]: each for each in map(row, range(1, 6))}
    with sorting(monkeypatch, lambda: sheet.range("A5:AB9").impl.sort([7], [False], False), rows=5, first=first):
        excel_book(path).write(update(table(CHALLANS, rows.values())), {})
    assert sheet.range("G5:G9").value == cins[::-1]
    for cin, line in zip(cins[::-1], sheet.range("A5:AB9").value, strict=True):
        assert (line[1], str(line[15]), line[27]) == (rows[cin][1], str(rows[cin][15]), f"note of {cin}")


@pytest.mark.parametrize("first", [True, False])
def test_statuses_stand_beside_their_clients(
    path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    """The sheet Clients is sorted while it is written."""
    sheet = calc_book(path).sheets["Clients"]
    told = update(clients={row: {"Status": f"of {tan(row - 4)}"} for row in (5, 6, 7)})
    with sorting(monkeypatch, lambda: sheet.range("A5:AM7").impl.sort([2], [False], False), rows=3, first=first):
        excel_book(path).write(told, {})
    titles = sheet.range("A4:AM4").value
    lines = [dict(zip(titles, line, strict=True)) for line in sheet.range("A5:AM7").value]
    assert [line["TAN"] for line in lines] == [tan(3), tan(2), tan(1)]
    assert all(line["Status"] == f"of {line['TAN']}" for line in lines)


def test_notes_brought_back_stand_beside_their_notices(
    tmp_path: Path, calc_book: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New rows that are sorted as soon as they are there take the notes along that they had in another book."""
    path = tmp_path / "book.xlsx"
    own = replace(NOTICES, own=OWN)
    new_book(path, sheets=(own,), stamp=STAMP)
    sheet = calc_book(path).sheets[own.title]
    rows = [notice(number) for number in range(1, 6)]
    kept = {((str(row[0]), str(row[3]), str(row[5])), ""): {"Remark": f"about {row[5]}"} for row in rows[:3]}
    made = replace(table(own, rows), notes=lambda: {name: dict(note) for name, note in kept.items()})
    with sorting(monkeypatch, lambda: sheet.range("A5:Z9").impl.sort([6], [False], False), rows=5, first=False):
        ExcelBook(path, sheets=(own,)).write(update(made), {})
    assert sheet.range("F5:F9").value == [f"N{number:06d}" for number in range(5, 0, -1)]
    assert sheet.range("Z5:Z9").value == [None, None, *(f"about N{number:06d}" for number in range(3, 0, -1))]
