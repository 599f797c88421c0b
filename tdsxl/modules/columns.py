"""Columns that all result sheets share. No I/O here."""

from tdsxl.tables import Column, Kind
from tdsxl.titles import WHO

LAST = (
    Column(title="State", width=12, note="First read, New, Changed, Unchanged or Gone."),
    Column(title="First seen", kind=Kind.INSTANT, width=18, note="When tdsxl first read the row."),
    Column(title="Last change", kind=Kind.INSTANT, width=18, note="When what the portal says of it last changed."),
)
ACT = Column(title="Act", width=10, note="1961 Act or 2025 Act, by the period.")
YEAR = Column(title="FY / Tax year", width=12, note="Financial year, from 2026-27 tax year.")
QUARTER = Column(title="Quarter", width=9)
FORM = Column(title="Form", width=8)


def result_columns(*between: Column) -> tuple[Column, ...]:
    """The columns of a result sheet: who, what, since when."""
    return (*WHO, *between, *LAST)
