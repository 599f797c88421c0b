"""The firm's own columns in an open book: read with few calls, and brought back beside rows that are new there."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tdsxl.own_columns import OWN
from tdsxl.sheets.excel.book import ExcelBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Cell, RowName
from tests.sheets.excel.samples import Opener, desk_of, touched
from tests.sheets.samples import NOTICES, STAMP, notice, table, tan, update

pytestmark = [pytest.mark.calc, pytest.mark.fault]
SHEET = replace(NOTICES, own=OWN)
OWNER, REVIEWED_ON, REMARK = "X", "Y", "Z"
ROWS = [notice(number) for number in range(1, 6)]


def name(number: int) -> tuple[tuple[str, ...], str]:
    return (tan(1), "TRACES", f"N{number:06d}"), ""


def test_notes_are_read_and_brought_back(tmp_path: Path, calc_book: Opener) -> None:
    """Beside rows that are new; what stands beside known ones stays, and formulas are no notes."""
    path = tmp_path / "book.xlsx"
    new_book(path, sheets=(SHEET,), stamp=STAMP)
    opened = calc_book(path)
    sheet, book = opened.sheets[SHEET.title], ExcelBook(path, sheets=(SHEET,))
    book.write(update(table(SHEET, ROWS[:3])), {})
    sheet.range(f"{REMARK}5").value = "call them"
    sheet.range(f"{REVIEWED_ON}6").value = datetime(2026, 11, 20)
    sheet.range(f"{OWNER}6").value = 12.5
    sheet.range(f"{OWNER}7").formula = "=1+1"
    desk = desk_of(opened)
    desk.forget_calls()
    found = book.notes({})[SHEET.title]
    assert found.titles == ("Owner", "Reviewed on", "Remark")
    assert found.notes == {
        name(1): {"Remark": "call them"},
        name(2): {"Reviewed on": date(2026, 11, 20), "Owner": Decimal("12.5")},
        name(3): {},
    }
    assert touched(desk) <= 3
    kept: dict[RowName, dict[str, Cell]] = {
        name(1): {"Remark": "old"},
        name(5): {"Remark": "=1+1", "Reviewed on": date(2026, 11, 2)},
    }
    desk.forget_calls()
    book.write(update(replace(table(SHEET, ROWS), notes=lambda: dict(kept))), {})
    assert sheet.range(f"{REMARK}5:{REMARK}9").value == ["call them", None, None, None, "=1+1"]
    assert sheet.range(f"{REVIEWED_ON}9").value == datetime(2026, 11, 2)
    assert touched(desk) <= 2 * 6 + 10


def test_a_truth_is_no_number(tmp_path: Path, calc_book: Opener) -> None:
    """As in the file: nobody means one rupee by it."""
    path = tmp_path / "book.xlsx"
    new_book(path, sheets=(SHEET,), stamp=STAMP)
    sheet, book = calc_book(path).sheets[SHEET.title], ExcelBook(path, sheets=(SHEET,))
    book.write(update(table(SHEET, ROWS[:1])), {})
    sheet.range(f"{REMARK}5").value = True
    assert book.notes({})[SHEET.title].notes == {name(1): {"Remark": "TRUE"}}
