"""Values in words, as the result sheets show them. No I/O here."""

from datetime import date, datetime
from decimal import Decimal

from tdsxl.tables import Cell, Column, Kind
from tdsxl.values import INDIA


def words(value: Cell, column: Column) -> str | None:
    """A cell as a person reads it: `1,23,456.70`, `31-Jul-2025`; None where it is blank."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return f"{value.astimezone(INDIA):%d-%b-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%b-%Y}"
    if isinstance(value, Decimal) and column.kind is Kind.RUPEES:
        return rupees(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def rupees(amount: Decimal) -> str:
    """Lakhs and crores, two decimals."""
    whole, paise = f"{abs(amount):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    grouped = ",".join([*reversed(pairs), tail])
    return f"{'-' if amount < 0 else ''}{grouped}.{paise}"
