"""Values as Excel takes and shows them. No I/O here.

What stands in a cell is a text, a number or a moment without a zone; an error is the text that it shows.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from tdsxl.sheets.texts import clean
from tdsxl.tables import Cell, Kind
from tdsxl.values import INDIA

Shown = str | int | float | Decimal | datetime | None
"""What a cell shows; Decimal only where Excel takes a number for a currency."""

_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
_HALF_SECOND = timedelta(seconds=0.5)
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's calendar has no zone
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel's calendar has a day too many."""
_LAST_SERIAL = 2_958_466
"""Day after 31 December 9999."""
_WORDS = re.compile(r"[A-Za-z][A-Za-z ]*")
_TRUTHS = ("true", "false")
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
"""The wide ones count in Excels of the Far East."""


def shown(value: Cell) -> Shown:
    """What a cell shows once it holds a value: days and instants as of Indian clocks, blank texts as nothing.

    A number that Excel cannot hold to the last digit is shown as text, and so is a day before its calendar.
    """
    kind: type = type(value)
    return _show(kind)(value)


def given(show: Shown, *, is_text: bool) -> Shown:
    """How it is handed to Excel, which reads texts as if they were typed.

    A column of texts, formatted so before, keeps them as they are; elsewhere every text needs an apostrophe in front,
    or it becomes a number, a date or a formula.
    """
    return f"'{show}" if isinstance(show, str) and not is_text else show


def is_plain(show: Shown) -> bool:
    """Whether Excel takes a value for what it is wherever it stands: a number, a moment, or mere words."""
    return not isinstance(show, str) or (_WORDS.fullmatch(show) is not None and show.casefold() not in _TRUTHS)


def may_be_formula(show: Shown) -> bool:
    """Whether Excel would work a value out if its cell did not keep texts."""
    return isinstance(show, str) and show.lstrip()[:1] in _FORMULA_STARTS


def shows(found: Shown, wanted: Shown) -> bool:
    """Whether a cell already shows a value, however it is formatted."""
    if found == wanted:
        return True
    if isinstance(wanted, datetime):
        moment = _moment(found)
        return moment is not None and abs(moment - wanted) < _HALF_SECOND
    if isinstance(found, str) and isinstance(wanted, str | None):
        # Other line ends, or a first apostrophe that was taken for Excel's own mark of a text, say nothing else.
        return found.replace("\r\n", "\n").replace("\r", "\n") == (wanted or "").removeprefix("'")
    return isinstance(found, Decimal) and isinstance(wanted, float) and float(found) == wanted


def key_text(found: Shown, kind: Kind) -> str:
    """What stands in a cell as `Sheet.key` wants it: days as 2025-07-31, blank as empty."""
    if found is None or isinstance(found, str):
        return found or ""
    moment = _moment(found) if kind in (Kind.DATE, Kind.INSTANT) else None
    if moment and kind is Kind.DATE:
        return moment.date().isoformat()
    if moment:
        return str((moment + _HALF_SECOND).replace(microsecond=0))
    if isinstance(found, datetime):
        return str(found)
    return f"{Decimal(repr(float(found))).normalize():f}"


@cache
def _show(kind: type) -> Callable[..., Shown]:
    return next(show for known, show in _SHOW if issubclass(kind, known))


def _moment(found: Shown) -> datetime | None:
    """A moment, also one that a cell shows as the number of days it is for Excel."""
    if isinstance(found, datetime):
        return found.replace(tzinfo=None)
    is_serial = isinstance(found, int | float | Decimal) and 0 <= found < _LAST_SERIAL
    return _DAY_ZERO + timedelta(days=float(found)) if is_serial and not isinstance(found, str | None) else None


def _instant(instant: datetime) -> datetime:
    return instant.astimezone(INDIA).replace(microsecond=0, tzinfo=None)


def _day(day: date) -> Shown:
    return datetime(day.year, day.month, day.day) if day >= _FIRST_DAY else day.isoformat()  # noqa: DTZ001  as above


def _amount(amount: Decimal) -> Shown:
    if not amount.is_finite():
        return str(amount)
    text = f"{amount:.2f}"
    if Decimal(text) != amount:
        text = f"{amount:f}"
    return float(text) if sum(map(str.isdigit, text)) <= _DIGITS else text


def _count(count: int) -> Shown:
    return int(count) if abs(count) < 10**_DIGITS else str(count)


_SHOW: tuple[tuple[type, Callable[..., Shown]], ...] = (
    (type(None), lambda _: None),
    (str, lambda text: clean(text) or None),
    (Decimal, _amount),
    (int, _count),
    (datetime, _instant),
    (date, _day),
)
"""By type, first that fits: a datetime is a date too."""
