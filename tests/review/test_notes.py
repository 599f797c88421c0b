"""What the firm typed beside rows, where it is no day or no amount."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tdsxl.engine.entries import Noted
from tdsxl.review.notes import misfits
from tdsxl.tables import Cell

NOTICES, UNCONSUMED = "Notices & Orders", "Unconsumed Challans"
DAY, AMOUNT = "Own due date", "Challan amount (ours)"


def told(title: str, *values: Cell, sheet: str = NOTICES) -> list[str]:
    """What is said of notes beside the rows N1, N2 and so on of a client."""
    return list(
        misfits(
            Noted(sheet=sheet, row=(("PINE00001A", f"N{number}"), ""), title=title, value=value)
            for number, value in enumerate(values, 1)
        )
    )


@pytest.mark.parametrize(
    ("sheet", "title", "value", "said"),
    [
        (NOTICES, DAY, "31-13-2026", "`31-13-2026` is no day and does not count; write it as 31-Jul-2026."),
        (NOTICES, DAY, Decimal(7), "`7` is no day and does not count; write it as 31-Jul-2026."),
        (NOTICES, DAY, "soon\nvery", "`soon very` is no day and does not count; write it as 31-Jul-2026."),
        (UNCONSUMED, AMOUNT, "abc", "`abc` is no amount and does not count; write it as 12345.50."),
        (UNCONSUMED, AMOUNT, Decimal(-5), "`-5` is no amount and does not count; write it as 12345.50."),
        (UNCONSUMED, AMOUNT, Decimal(0), "`0` is no amount and does not count; write it as 12345.50."),
        (UNCONSUMED, AMOUNT, "0.00", "`0.00` is no amount and does not count; write it as 12345.50."),
        (UNCONSUMED, AMOUNT, "TRUE", "`TRUE` is no amount and does not count; write it as 12345.50."),
        (UNCONSUMED, AMOUNT, " ", "`` is no amount and does not count; write it as 12345.50."),
    ],
)
def test_what_is_no_day_or_no_amount_is_told(sheet: str, title: str, value: Cell, said: str) -> None:
    """With its sheet, column and row, on one line."""
    assert told(title, value, sheet=sheet) == [f"{sheet}, {title} of row PINE00001A · N1: {said}"]


def test_a_column_full_of_it_is_one_line() -> None:
    """With the first place and the count of the others; each column has its own."""
    assert told(DAY, date(2026, 7, 31), *["yes"] * 633) == [
        "Notices & Orders, Own due date of row PINE00001A · N2 and 632 more: `yes` is no day and does not count; "
        "write it as 31-Jul-2026."
    ]


@pytest.mark.parametrize(
    ("sheet", "title", "value"),
    [
        (NOTICES, DAY, date(2026, 7, 31)),
        (NOTICES, DAY, datetime(2026, 7, 31, 9, tzinfo=UTC)),
        (NOTICES, DAY, " 1-Dec-26 "),
        (NOTICES, "Reviewed on", "yes"),
        (NOTICES, "Remark", "soon"),
        (NOTICES, AMOUNT, "a column of the firm's on another sheet"),
        (UNCONSUMED, AMOUNT, "1,23,456.50"),
        (UNCONSUMED, AMOUNT, "Rs. 500/-"),
    ],
)
def test_what_counts_is_not_told(sheet: str, title: str, value: Cell) -> None:
    """Days and amounts however they are written, free text, and a column that nothing counts."""
    assert told(title, value, sheet=sheet) == []
