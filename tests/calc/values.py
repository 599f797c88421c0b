"""Cell values through Calc, as Excel takes and gives them.

Excel parses a text it is given as if it were typed, unless the cell is a text cell (`@`), which keeps whatever comes as
text; Calc keeps every text. What a date or a truth is, Calc knows by the number format only.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.calc import bridge
from tests.calc.boxes import Box
from tests.calc.errors import Refused
from tests.calc.formulas import to_calc

Cell = str | float | bool | dt.datetime | None
Table = Callable[[], str]
"""Names the table that holds a range; looked for only where a formula needs it."""
EPOCH = dt.datetime(1899, 12, 30)
_DAY = 86_400
"""Seconds."""
_DATE, _TEXT, _LOGICAL = 2, 256, 1024
"""Bits of a number format's type."""
_ERROR_FORMULAS = 4
_LONGEST = 32_767
_LOCALES = 10_000
"""Keys of number formats: this many for each language, of which the first is General."""
_TYPED = re.compile(
    r"[-+]?\(?[$₹]?[-+]?[\d.,]*\d[\d.,]*(E[-+]?\d+)?%?\)?"
    r"|\d{1,4}[-/ ](\d{1,2}|[A-Z]{3,9})([-/ ]\d{2,4})?( \d{1,2}:\d\d(:\d\d)?)?"
    r"|\d{1,2}:\d\d(:\d\d)?( ?[AP]M)?|TRUE|FALSE",
    re.IGNORECASE,
)
"""A text that Excel would not leave a text."""
_STARTS = frozenset("0123456789+-.,($₹TtFf")
_DAY_TEXT = re.compile(r"\d{1,4}[-/ ](\d|[A-Z])", re.IGNORECASE)
_ERRORS = {502: "#VALUE!", 503: "#NUM!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32_767: "#N/A"}


class ErrorText(str):
    """An error in a cell, as `#REF!`."""

    __slots__ = ()


def readied(value: object) -> Cell:
    """A value as xlwings is to hand it on; the zone of an instant is cut off, as on Windows."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if value is None or isinstance(value, str | bool):
        return value
    number = float(value)  # type: ignore[arg-type]  # whatever else comes is a number, or fails here
    return None if math.isnan(number) else number


def read(block: Any, formats: Any) -> list[list[Cell]]:  # uno has no stubs
    """What stands in a cell range; empty cells are empty texts."""
    rows: list[list[Cell]] = [list(row) for row in block.getDataArray()]
    formatted = _formatted(block)
    for row, column in _marked(_marks(block, formatted, _of_type(formats, _DATE))):
        if isinstance(serial := rows[row][column], float):
            rows[row][column] = EPOCH + dt.timedelta(seconds=round(serial * _DAY, 3))
    for row, column in _marked(_marks(block, formatted, _of_type(formats, _LOGICAL))):
        if rows[row][column] in (0.0, 1.0):
            rows[row][column] = bool(rows[row][column])
    for row, column in _marked(_marks_at(block, block.queryFormulaCells(_ERROR_FORMULAS).RangeAddresses)):
        error = block.getCellByPosition(column, row).getError()
        rows[row][column] = ErrorText(_ERRORS.get(error, "#VALUE!"))
    return rows


def write(block: Any, rows: Sequence[Sequence[Cell]], formats: Any, table: Table) -> None:  # uno has no stubs
    """Put values into a cell range of the same shape; `table` names the one it lies in.

    Raises:
        Refused: A text is longer than a cell holds.
    """
    typed: list[tuple[int, int, str]] = []
    flat = []
    are_texts = _marks(block, _formatted(block), _of_type(formats, _TEXT))
    for at, (row, texts) in enumerate(zip(rows, are_texts, strict=True)):
        cells = [_plain(value, is_text=bool(is_text)) for value, is_text in zip(row, texts, strict=True)]
        for column, plain in enumerate(cells):
            if plain and isinstance(plain, str) and not texts[column] and is_typed(plain):
                typed.append((at, column, plain))
                cells[column] = ""
        flat.append(tuple(cells))
    block.setDataArray(tuple(flat))
    for at, column, text in typed:
        type_in(block.getCellByPosition(column, at), text, formats, table)
    _give_formats(block, rows, formats)


def is_typed(text: str) -> bool:
    """Whether Excel makes something else of a text."""
    return text[0] in "='" or (text[0] in _STARTS and _TYPED.fullmatch(text) is not None)


def type_in(cell: Any, text: str, formats: Any, table: Table) -> None:  # uno has no stubs
    """Put a text into a cell as if it were typed."""
    if text.startswith("'"):
        cell.setString(text[1:])
    elif text.startswith("="):
        cell.setFormula(to_calc(text, table=table() if "[@" in text else ""))
    else:
        cell.setFormula(text)
        kind = "truth" if text.upper() in ("TRUE", "FALSE") else "day" if _DAY_TEXT.match(text) else ""
        if cell.NumberFormat % _LOCALES == 0:
            _show(cell, kind, formats)


def number_format_key(formats: Any, code: str) -> int:  # uno has no stubs
    """The key of a number format, made where there is none yet."""
    locale = bridge.struct("lang.Locale", Language="en", Country="US")
    key = int(formats.queryKey(code, locale, False))
    return key if key >= 0 else int(formats.addNew(code, locale))


def _plain(value: Cell, *, is_text: bool) -> str | float:
    """A value as Calc takes it; a text cell makes a text of all."""
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > _LONGEST:
            raise Refused("The text is longer than 32767 characters.")
        return value
    if is_text:
        return (
            str(value).upper()
            if isinstance(value, bool)
            else f"{value:.15g}"
            if isinstance(value, float)
            else str(value)
        )
    return (value - EPOCH).total_seconds() / _DAY if isinstance(value, dt.datetime) else float(value)


def _give_formats(block: Any, rows: Sequence[Sequence[Cell]], formats: Any) -> None:
    """Show dates and truths in General cells as such."""
    kinds = [[_kind(value) for value in row] for row in rows]
    if not any(map(any, kinds)):
        return
    general = _marks(block, _formatted(block), lambda key: key % _LOCALES == 0)
    for column in range(len(rows[0])):
        shown = [row[column] if marks[column] else "" for row, marks in zip(kinds, general, strict=True)]
        for first, last, kind in _runs(shown) if any(shown) else ():
            _show(block.getCellRangeByPosition(column, first, column, last), kind, formats)


def _show(cells: Any, kind: str, formats: Any) -> None:
    """Give cells the format that Excel gives to a kind of value."""
    if kind == "truth":
        locale = bridge.struct("lang.Locale", Language="en", Country="US")
        cells.NumberFormat = formats.getStandardFormat(_LOGICAL, locale)
    elif kind:
        cells.NumberFormat = number_format_key(formats, "M/D/YYYY" if kind == "day" else "M/D/YYYY H:MM")


def _kind(value: Cell) -> str:
    if isinstance(value, dt.datetime):
        return "day" if value.time() == dt.time() else "instant"
    return "truth" if isinstance(value, bool) else ""


def _runs(kinds: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last place of each run of equal kinds."""
    first = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[first]:
            yield first, at - 1, kinds[first]
            first = at


def _of_type(formats: Any, bit: int) -> Callable[[int], bool]:
    return lambda key: bool(formats.getByKey(key).Type & bit)


def _formatted(block: Any) -> list[tuple[int, Any]]:  # uno has no stubs
    """The keys of the number formats in a cell range, each with cells that bear it; every look costs a call."""
    groups = block.getUniqueCellFormatRanges()
    cells = [groups.getByIndex(at) for at in range(groups.Count)]
    return [(each.NumberFormat, each) for each in cells]


def _marks(block: Any, formatted: Sequence[tuple[int, Any]], is_meant: Callable[[int], bool]) -> list[bytearray]:
    """For each row, a mark at each cell whose number format has a key that is meant."""
    meant = {key for key in {key for key, _ in formatted} if is_meant(key)}
    return _marks_at(block, [area for key, cells in formatted if key in meant for area in cells.RangeAddresses])


def _marks_at(block: Any, areas: Sequence[Any]) -> list[bytearray]:
    """For each row, a mark at each cell of some areas."""
    whole = Box.at(block.RangeAddress)
    marks = [bytearray(whole.shape[1]) for _ in range(whole.shape[0])]
    for box in map(Box.at, areas):
        left, right = box.column - whole.column, box.last_column - whole.column + 1
        for row in marks[box.row - whole.row : box.last_row - whole.row + 1]:
            row[left:right] = b"\1" * (right - left)
    return marks


def _marked(marks: Sequence[bytearray]) -> Iterator[tuple[int, int]]:
    """Row and column of each mark."""
    return ((at, column) for at, row in enumerate(marks) if any(row) for column, mark in enumerate(row) if mark)
