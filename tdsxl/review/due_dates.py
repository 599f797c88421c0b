"""When quarterly statements are due: the rules' dates (law-2025 §6), until the firm's own sheet says otherwise."""

from collections.abc import Iterable, Iterator
from datetime import date

from tdsxl.tables import DueDate
from tdsxl.values import Act, Form, Quarter, Year

_TDS = {Quarter.Q1: (7, 31), Quarter.Q2: (10, 31), Quarter.Q3: (1, 31), Quarter.Q4: (5, 31)}
_TCS = {Quarter.Q1: (7, 15), Quarter.Q2: (10, 15), Quarter.Q3: (1, 15), Quarter.Q4: (5, 15)}
"""Month and day (rules 31A and 31AA as practised)."""
_TCS_FORMS = frozenset({Form.F27EQ, Form.F143})
NOT_CONFIRMED = "As under the 1961 rules; whether the Rules of 2026 keep this day is not confirmed."
"""Said of Form 143 from 2026-27 on."""


class DueDates:
    """The day for any statement: the firm's where it wrote one, else that of the rules."""

    def __init__(self, own: Iterable[DueDate] = ()) -> None:
        self._own = {(each.year, each.quarter, form): each.on for each in own for form in each.forms}

    def of(self, year: Year, quarter: Quarter, form: Form) -> date:
        """The last day for a statement."""
        return self._own.get((year, quarter, form)) or _day(year, quarter, _TCS if form in _TCS_FORMS else _TDS)


def seeded(years: Iterable[Year]) -> Iterator[DueDate]:
    """The days of the rules, as a fresh book lists them for the firm to mend when they are extended."""
    for year in years:
        tcs = frozenset(form for form in _TCS_FORMS if form.act is year.act)
        tds = frozenset(form for form in Form if form.act is year.act) - tcs
        remark = NOT_CONFIRMED if year.act is Act.NEW else ""
        for quarter in Quarter:
            yield DueDate(year=year, quarter=quarter, forms=tds, on=_day(year, quarter, _TDS))
            yield DueDate(year=year, quarter=quarter, forms=tcs, on=_day(year, quarter, _TCS), remark=remark)


def ends(year: Year, quarter: Quarter) -> date:
    """The last day of a quarter."""
    month, day = {Quarter.Q1: (6, 30), Quarter.Q2: (9, 30), Quarter.Q3: (12, 31), Quarter.Q4: (3, 31)}[quarter]
    return date(year.start + (quarter is Quarter.Q4), month, day)


def _day(year: Year, quarter: Quarter, days: dict[Quarter, tuple[int, int]]) -> date:
    month, day = days[quarter]
    return date(year.start + (month < 7), month, day)
