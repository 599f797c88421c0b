"""The one writer of cells: values as SpreadsheetML, and what stands in a cell as a value. No I/O here.

Nothing that comes from a portal or a list can become a formula, a link or broken XML here.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from tdsxl.sheets.file.strings import rich_text
from tdsxl.sheets.texts import CUT_AT, DIGITS, FIRST_DAY, amount_text, clean, is_exact, literal
from tdsxl.tables import Cell, Kind
from tdsxl.values import INDIA

Stored = str | float | None
"""What a cell of a book holds: text, number, or nothing."""

_HALF_SECOND = 0.5 / 86_400
_DAY_ZERO = date(1899, 12, 30)
_LAST_SERIAL = 2_958_466
"""Day after 31 December 9999."""
_NUMBER = re.compile(r"><(?:[\w.-]+:)?v>([^<]+)")
_PLAIN = re.compile(r"[!-%'-;=?-^`-~](?:[ -%'-;=?-^`-~]*[!-%'-;=?-^`-~])?")
"""ASCII text with nothing to escape in it, as nearly all texts are."""
CACHED = 1 << 14
"""Texts whose cells are remembered: names, years and words come again and again."""


def escaped(text: str) -> str:
    """Clean text inside an XML element; what Excel would take for its own escapes stays text."""
    return literal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Cells:
    """Cells of one sheet part, in its own XML prefix and calendar."""

    def __init__(self, *, prefix: str = "", from_1904: bool = False) -> None:
        self._prefix = prefix
        self._zero = date(1904, 1, 1) if from_1904 else _DAY_ZERO
        self._number = f"><{prefix}v>%s</{prefix}v></{prefix}c>"
        self._text = lru_cache(CACHED)(self._text_tail)
        self.tails = ByType(
            {
                type(None): lambda _: "/>",
                str: self._text,
                int: self._count_tail,
                Decimal: self._decimal_tail,
                datetime: lru_cache(CACHED)(self._instant_tail),
                date: lru_cache(CACHED)(self._date_tail),
            }
        )
        """`tail` by the type of the value, for those who write millions."""

    def tail(self, value: Cell) -> str:
        """What follows the reference and style of a cell that shows a value: `/>` or type, content and end tag."""
        return self.tails[type(value)](value)

    def formula_tail(self, formula: str) -> str:
        """The same for a formula, which Excel works out when it opens the book."""
        p = self._prefix
        return f"><{p}f>{escaped(formula)}</{p}f></{p}c>"

    def holds(self, stored: Stored, value: Cell) -> bool:
        """Whether a cell already shows a value, however another program has spelt it."""
        if stored == value:
            return True
        if isinstance(value, str) and value:
            return stored == clean(value)
        written = self._stored(value)
        if isinstance(value, datetime) and isinstance(stored, float) and isinstance(written, float):
            return abs(stored - written) < _HALF_SECOND
        return (stored or None) == written if isinstance(stored, str) else stored == written

    def key_text(self, stored: Stored, kind: Kind) -> str:
        """What stands in a cell as `Sheet.key` wants it: days as 2025-07-31, blank as empty."""
        if stored is None or isinstance(stored, str):
            return stored or ""
        is_day = 0 <= stored < _LAST_SERIAL
        if kind is Kind.DATE and is_day:
            return (self._zero + timedelta(days=int(stored))).isoformat()
        if kind is Kind.INSTANT and is_day:
            start = datetime(self._zero.year, self._zero.month, self._zero.day)  # noqa: DTZ001  Indian wall clock
            return str(start + timedelta(seconds=round(stored * 86_400)))
        return f"{Decimal(repr(stored)).normalize():f}"

    def _stored(self, value: Cell) -> Stored:
        """What a cell holds once a value is written."""
        tail = self.tail(value)
        number = _NUMBER.match(tail)
        return float(number[1]) if number else rich_text(tail) or None

    def _text_tail(self, text: str) -> str:
        p = self._prefix
        if len(text) < CUT_AT and _PLAIN.fullmatch(text):
            return f' t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'
        text = clean(text)
        if not text:
            return "/>"
        space = ' xml:space="preserve"' if text != text.strip() or not text.isprintable() else ""
        return f' t="inlineStr"><{p}is><{p}t{space}>{escaped(text)}</{p}t></{p}is></{p}c>'

    def _count_tail(self, count: int) -> str:
        return self._number % int(count) if abs(count) < 10**DIGITS else self._text(str(count))

    def _decimal_tail(self, amount: Decimal) -> str:
        text = str(amount)
        if text[-3:-2] == "." and len(text) <= DIGITS + 1:
            return self._number % text
        text = amount_text(amount)
        return self._number % text if is_exact(text) else self._text(text)

    def _date_tail(self, day: date) -> str:
        is_number = day >= max(FIRST_DAY, self._zero)
        return self._number % (day - self._zero).days if is_number else self._text(day.isoformat())

    def _instant_tail(self, instant: datetime) -> str:
        shown = instant.astimezone(INDIA)
        seconds = shown.hour * 3600 + shown.minute * 60 + shown.second
        return self._number % repr((shown.date() - self._zero).days + seconds / 86_400)


class ByType(dict[type, Callable[..., str]]):
    """Functions by the type of a value; TAN, PAN and the like are texts, TRUE is 1."""

    def __missing__(self, kind: type) -> Callable[..., str]:
        self[kind] = next(function for known, function in self.items() if issubclass(kind, known))
        return self[kind]
