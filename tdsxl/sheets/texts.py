"""Texts as cells can hold them, and values as the texts that name a row. No I/O here."""

import re
from datetime import date, datetime
from decimal import Decimal

from tdsxl.tables import Cell
from tdsxl.values import INDIA

LONGEST = 32_767
"""UTF-16 units that a cell may hold."""
CUT_AT = 32_700
CUT_MARK = "[cut, full text in journal]"

DIGITS = 15
"""Significant digits that Excel keeps of a number."""
FIRST_DAY = date(1900, 3, 1)
"""Before it Excel's calendar has a day too many."""

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text as a cell can hold it: no control characters, not longer than Excel allows."""
    if not text.isprintable():
        text = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) > LONGEST * 2:
        text = text.encode("utf-16-le")[: CUT_AT * 2].decode("utf-16-le", "ignore") + CUT_MARK
    return text


def literal(text: str) -> str:
    """Clean text as a file holds it: what a program would take for its own escapes stays text."""
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def amount_text(amount: Decimal) -> str:
    """An amount with its paise, or with all its decimals where it has more."""
    text = f"{amount:.2f}" if amount.is_finite() else str(amount)
    return text if not amount.is_finite() or Decimal(text) == amount else f"{amount:f}"


def is_exact(number: str) -> bool:
    """Whether Excel keeps a number to its last digit; what is none is not kept as one either."""
    return number[-1:].isdigit() and sum(map(str.isdigit, number)) <= DIGITS


def value_text(value: Cell) -> str:
    """A value as text: what names a row reads the same in a value and in a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return str(value.astimezone(INDIA).replace(microsecond=0, tzinfo=None))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
