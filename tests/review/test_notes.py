"""What the firm typed beside rows, where it is no day or no amount."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tdsxl.engine.entries import Noted
from tdsxl.review.notes import misfits
from tdsxl.tables import Cell

NOTICES, UNCONSUMED = "Notices & Orders", "Unconsumed Challans"


def told(title: str, value: Cell, *, sheet: str = NOTICES) -> list[str]:
    """What is said of one note beside the row N1 of a client."""
    return list(misfits([Noted(sheet=sheet, row=(("PINE00001A", "N1"), ""), title=title, value=value)]))


@pytest.mark.parametrize(
    ("sheet", "title", "value", "said"),
    [
        (NOTICES, "Own due date", "31-13-2026", "`31-13-2026` is no day and does not count; write it as 31-Jul-2026."),
        (NOTICES, "Reviewed on", "soon", "`soon` is no day and does not count; write it as 31-Jul-2026."),
        (NOTICES, "Reviewed on", Decimal(7), "`7` is no day and does not count; write it as 31-Jul-2026."),
        (UNCONSUMED, "Challan amount (ours)", "abc", "`abc` is no amount and does not count; write it as 12345.50."),
    ],
)
def test_what_is_no_day_or_no_amount_is_told(sheet: str, title: str, value: Cell, said: str) -> None:
    """With its sheet, column and row."""
    assert told(title, value, sheet=sheet) == [f"{sheet}, {title} of row PINE00001A · N1: {said}"]


@pytest.mark.parametrize(
    ("sheet", "title", "value"),
    [
        (NOTICES, "Own due date", date(2026, 7, 31)),
        (NOTICES, "Reviewed on", datetime(2026, 7, 31, 9, tzinfo=UTC)),
        (NOTICES, "Reviewed on", "31.07.2026"),
        (NOTICES, "Remark", "soon"),
        (NOTICES, "Challan amount (ours)", "a column of the firm's on another sheet"),
        (UNCONSUMED, "Challan amount (ours)", "1,23,456.50"),
    ],
)
def test_what_counts_is_not_told(sheet: str, title: str, value: Cell) -> None:
    """Days and amounts however they are written, and what is free text."""
    assert told(title, value, sheet=sheet) == []
