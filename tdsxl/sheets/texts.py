"""Texts as cells can hold them, and values as the texts that name a row. No I/O here."""

import re
from datetime import datetime
from decimal import Decimal

from tdsxl.tables import Cell
from tdsxl.values import INDIA

LONGEST = 32_767
"""UTF-16 units that a cell may hold."""
CUT_AT = 32_700
CUT_MARK = "[cut, full text in journal]"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text as a cell can hold it: no control characters, not longer than Excel allows."""
    if not text.isprintable():
        text = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) > LONGEST * 2:
        text = text.encode("utf-16-le")[: CUT_AT * 2].decode("utf-16-le", "ignore") + CUT_MARK
    return text


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
