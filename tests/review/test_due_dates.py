"""Due dates of both Acts, and the firm's own."""

from datetime import date

import pytest

from tdsxl.review.due_dates import NOT_CONFIRMED, DueDates, ends, seeded
from tdsxl.tables import DueDate
from tdsxl.values import Form, Quarter, Year

OLD, NEW = Year(2025), Year(2026)


@pytest.mark.parametrize(
    ("quarter", "tds", "tcs", "end"),
    [
        (Quarter.Q1, date(2025, 7, 31), date(2025, 7, 15), date(2025, 6, 30)),
        (Quarter.Q2, date(2025, 10, 31), date(2025, 10, 15), date(2025, 9, 30)),
        (Quarter.Q3, date(2026, 1, 31), date(2026, 1, 15), date(2025, 12, 31)),
        (Quarter.Q4, date(2026, 5, 31), date(2026, 5, 15), date(2026, 3, 31)),
    ],
)
def test_the_rules_know_each_quarter(quarter: Quarter, tds: date, tcs: date, end: date) -> None:
    """Law-2025 section 6: TDS at the month's end, TCS on the fifteenth."""
    assert (DueDates().of(OLD, quarter, Form.F26Q), DueDates().of(OLD, quarter, Form.F27EQ)) == (tds, tcs)
    assert ends(OLD, quarter) == end


def test_the_last_old_quarter_is_due_in_the_new_year() -> None:
    """Q4 of 2025-26 is filed on the old form in May 2026; the first new form in July."""
    assert DueDates().of(OLD, Quarter.Q4, Form.F24Q) == date(2026, 5, 31)
    assert DueDates().of(NEW, Quarter.Q1, Form.F138) == date(2026, 7, 31)


def test_an_extended_day_replaces_that_of_the_rules() -> None:
    """For the forms that it names; the others keep theirs."""
    longer = DueDate(year=OLD, quarter=Quarter.Q1, forms=frozenset({Form.F26Q}), on=date(2025, 8, 31))
    due = DueDates([longer])
    assert due.of(OLD, Quarter.Q1, Form.F26Q) == date(2025, 8, 31)
    assert due.of(OLD, Quarter.Q1, Form.F24Q) == date(2025, 7, 31)


def test_a_fresh_book_lists_the_days_of_the_rules() -> None:
    """Two lines a quarter; what is not confirmed for the Rules of 2026 says so."""
    lines = list(seeded([OLD, NEW]))
    assert len(lines) == 16
    assert {(line.year, line.forms) for line in lines if line.remark == NOT_CONFIRMED} == {
        (NEW, frozenset({Form.F143}))
    }
    assert all(DueDates().of(line.year, line.quarter, form) == line.on for line in lines for form in line.forms)
