"""The firm's due dates and what its clients need not file, from the values in its cells. No I/O here."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from tdsxl import typed
from tdsxl.errors import InputError
from tdsxl.sheets.contents import Line
from tdsxl.tables import DueDate, Exemption, Problem
from tdsxl.values import Form, Quarter, Tan, both_acts, quoted

RowT = TypeVar("RowT")

_FORMS = {form.value: form for form in Form}
_QUARTERS = {quarter.value: quarter for quarter in Quarter}
_LATEST = 3
"""Calendar years after which no day of a year is extended so far: 2028 for 2025-26."""


class DutiesReader:
    """Reads both lists line by line; every line that cannot be used is named, the others hold."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def due_dates(self, lines: Iterable[Line]) -> tuple[DueDate, ...]:
        """The table Due Dates."""
        return tuple(self._read("Due Dates", lines, _due_date))

    def exempt(self, lines: Iterable[Line]) -> dict[Tan, tuple[Exemption, ...]]:
        """The table Not Due, by client; a form counts under both Acts."""
        found: dict[Tan, tuple[Exemption, ...]] = {}
        for tan, exemptions in self._read("Not Due", lines, _exemptions):
            found[tan] = (*found.get(tan, ()), *exemptions)
        return found

    def _read(self, title: str, lines: Iterable[Line], read: Callable[[Line], RowT]) -> Iterator[RowT]:
        for line in lines:
            if not any(map(line.words, line.places)):
                continue
            try:
                yield read(line)
            except InputError as error:
                self.problems.append(Problem(row=line.row, text=f"{title} row {line.row}: {error}"))


def _due_date(line: Line) -> DueDate:
    year = typed.year(line.text("FY / Tax year"))
    forms = frozenset(_form(word) for word in re.split(r"[\s,;/&]+", line.text("Forms").upper()) if word)
    if not forms:
        raise InputError("It names no form.", "Write them as 24Q, 26Q.")
    strange = sorted(form.value for form in forms if form.act is not year.act)
    if strange:
        raise InputError(f"{', '.join(strange)} is no form of {year}.", f"{year} is under the {year.act.value}.")
    quarter, on = _quarter(line.text("Quarter")), _day(line.text("Due on"))
    if not year.start <= on.year <= year.start + _LATEST:
        raise InputError(f"{on:%d-%b-%Y} is no due date of {year}.", "Look at its year.")
    return DueDate(year=year, quarter=quarter, forms=forms, on=on, remark=line.text("Remarks"))


def _exemptions(line: Line) -> tuple[Tan, tuple[Exemption, ...]]:
    tan, year, quarter = Tan.parse(line.text("TAN")), line.text("FY / Tax year"), line.text("Quarter")
    forms = sorted(both_acts([_form(line.text("Form").upper())]), key=list(Form).index)
    return tan, tuple(
        Exemption(
            form=form,
            year=typed.year(year) if year else None,
            quarter=_quarter(quarter) if quarter else None,
        )
        for form in forms
    )


def _form(text: str) -> Form:
    if text not in _FORMS:
        raise InputError(f"{quoted(text)} is not a form.", "Write it as 26Q.")
    return _FORMS[text]


def _quarter(text: str) -> Quarter:
    if text.upper() not in _QUARTERS:
        raise InputError(f"{quoted(text)} is not a quarter.", "Write Q1, Q2, Q3 or Q4.")
    return _QUARTERS[text.upper()]


def _day(text: str) -> date:
    day = typed.day(text)
    if day is None:
        raise InputError(f"{quoted(text)} is not a day.", "Write it as 31-Jul-2026.")
    return day
