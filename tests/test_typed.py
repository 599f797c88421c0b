"""What people type: days, years and amounts, where they mean one thing only."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdsxl.errors import InputError
from tdsxl.typed import amount, day, year
from tdsxl.values import Year, quoted


@pytest.mark.parametrize(
    "written",
    [
        *("2026-12-01", " 2026-12-01 ", "2026/12/1", "2026-12-01 00:00:00", "01-12-2026", "1/12/2026", "1.12.2026"),
        *("01-12-26", "1/12/26", "1 12 2026", "01 Dec 2026", "1-Dec-26", "1 December 2026", "1st December, 2026"),
        *("01DEC2026", "1-dec-2026", "1\u00a0Dec\u00a02026", "\u200e1 Dec. 2026\n"),
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    """In India the day comes first, unless the year does."""
    assert day(written) == date(2026, 12, 1)


@pytest.mark.parametrize("written", ["1 Sept 2026", "1 Sep 26", "01-09-26"])
def test_a_month_may_be_cut_short(written: str) -> None:
    """To three letters or more."""
    assert day(written) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "12/2026", "Dec 2026", "1 De 2026", "1 Decimal 2026", "31-02-2026", "2026-13-01", "12-31-2026"),
        *("26-12-01", "01-12-026", "1-12", "0-12-2026", "1-Dec-99", "46357", "20261201", "\u0661-12-2026"),
    ],
)
def test_what_may_mean_something_else_is_no_day(written: str) -> None:
    """Nor what is on no calendar; `26-12-01` begins with a year or ends with one."""
    assert day(written) is None


@pytest.mark.parametrize(
    "written",
    ["2025-26", " 25-26 ", "25/26", "2025-2026", "FY 2025-26", "fy25-26", "2025 \u2013 26", "Tax year 2025-26"],
)
def test_a_year_is_read_however_it_is_written(written: str) -> None:
    """`25-26` means one year only."""
    assert year(written) == Year(2025)


@pytest.mark.parametrize("written", ["2025", "25", "25-27", "5-6", "AY 2025-26", "98-99", "2025-26-27", "12-25"])
def test_what_may_mean_another_year_is_refused(written: str) -> None:
    """An assessment year is another one."""
    with pytest.raises(InputError, match="is not a year"):
        year(written)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("soon\nvery", "`soon very`"),
        (" a\tb\u2028c\x1b[2J ", "`a b c [2J`"),
        ("x" * 30, f"`{'x' * 20}`"),
        (Decimal("-5"), "`-5`"),
        ("", "``"),
    ],
)
def test_a_cell_is_quoted_on_one_line(value: object, said: str) -> None:
    """Whatever stands in it."""
    assert quoted(value) == said


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,23,456.70", "123456.70"), ("123,456.70", "123456.70"), ("1,234", "1234"), ("12,345,678", "12345678"),
        ("12,34,56,789", "123456789"), ("0", "0"), ("0.5%", "0.5"), ("10 %", "10"), ("Rs. 500", "500"),
        ("Rs.500/-", "500"), ("₹1,000", "1000"), ("INR 5", "5"), ("00012", "12"), (" 7 ", "7"),
    ],
)  # fmt: skip
def test_amounts_that_are_read(written: str, value: str) -> None:
    """C10: western and Indian grouping, exact to the paisa."""
    assert amount(written) == Decimal(value)


@pytest.mark.fault
@pytest.mark.parametrize(
    "written",
    [
        "",
        "-5",
        "(123.00)",
        "5 Cr",
        "१२३",
        "1_000",
        "1e5",
        "NaN",
        "inf",
        "1,2,3",
        "12,3456",
        "1,23,45",
        ",123",
        "1.",
        ".5",
        "1..2",
        "1,234,56",
        "٣",
    ],
)
def test_amounts_that_are_not_guessed(written: str) -> None:
    """C10: what Decimal() and float() would take is not taken."""
    assert amount(written) is None


@given(st.text(alphabet="0123456789,. %-eERs/₹_٣१", max_size=12))
def test_an_amount_never_differs_from_its_digits(written: str) -> None:
    """C10: whatever is read has exactly the digits that were written."""
    value = amount(written)
    if value is not None:
        assert value == Decimal(re.sub(r"[^0-9.]|\.(?![0-9])|(?<=Rs)\.", "", written))
