"""Cell references inside formulas, moved as Excel moves them. No I/O here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tdsxl.sheets.layout import LAST_ROW

_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"                                    # text
    | '(?:[^']|'')*'                                  # name of a sheet
    | \[(?:[^\[\]]|\[[^\[\]]*\])*\]                   # structured reference
    | (?<![\w.\\$])(?:
        (\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::(\$?[A-Z]{1,3}\$?[0-9]{1,7}))?   # A5, A5:B7
        | (\$?[A-Z]{1,3}):(\$?[A-Z]{1,3})             # A:B
        | (\$?[0-9]{1,7}):(\$?[0-9]{1,7})             # 5:7
      )(?![\w.(!\\])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUALIFIED = re.compile(r"(?:'((?:[^']|'')*)'|(?<![\w.\]])([\w.]+))!$")
_PLACE = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)", re.IGNORECASE)
_LOST = "#REF!"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPutIn:
    """Rows that were put in at the end of a table, and what of the sheet moved down for them."""

    sheet: str
    """Its title."""
    first: int
    """Number of the table's first row below its header."""
    last: int
    """Number of its last row before."""
    count: int
    left: int
    """Number of the first column whose cells moved."""
    right: int

    def moves(self, first: int, last: int) -> bool:
        """Whether all columns from one to another moved."""
        return self.left <= first and last <= self.right


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def filled(formula: str, *, rows: int, columns: int = 0) -> str:
    """The formula as filling it so many rows down and columns right writes it: only what bears no `$` moves."""

    def moved(place: str) -> str:
        fixed_column, letters, fixed_row, row = _parts(place)
        column = column_number(letters) + (0 if fixed_column else columns)
        line = int(row or 0) + (0 if fixed_row else rows)
        if (letters and column < 1) or (row and line < 1):
            return _LOST
        across = f"{fixed_column}{column_letters(column)}" if letters else ""
        return f"{across}{fixed_row}{line}" if row else across

    return _TOKEN.sub(lambda match: _joined(match, moved), formula) if rows or columns else formula


def pushed_down(formula: str, put_in: RowsPutIn, *, is_elsewhere: bool = False) -> str:
    """The formula after rows were put in: what stands lower moves, ranges down to the table's end grow.

    Args:
        formula: Without `=`; a plain list of references such as `A5:B7 D9` is one too.
        put_in: The rows.
        is_elsewhere: The formula stands on no sheet, or on another one.
    """

    def moved(match: re.Match[str]) -> str:
        first, second = match[1], match[2] or match[1]
        if not first or not _is_meant(match, put_in, is_elsewhere=is_elsewhere):
            return match[0]
        ends = _lowered(first, second, put_in)
        return f"{ends[0]}:{ends[1]}" if match[2] else ends[0]

    return _TOKEN.sub(moved, formula)


def _is_meant(match: re.Match[str], put_in: RowsPutIn, *, is_elsewhere: bool) -> bool:
    """Whether a reference is to the sheet of the rows that were put in."""
    before = match.string[: match.start()]
    if not before.endswith("!"):
        return not is_elsewhere
    sheet = _QUALIFIED.search(before)
    return sheet is not None and (sheet[2] or sheet[1].replace("''", "'")).casefold() == put_in.sheet.casefold()


def _lowered(first: str, second: str, put_in: RowsPutIn) -> tuple[str, str]:
    """The ends of a range afterwards; a cell alone is a range whose first end tells."""
    (left, top), (right, bottom) = _cell(first), _cell(second)
    is_within = put_in.moves(left, right)
    if top > put_in.last:
        return (_lower(first, put_in), _lower(second, put_in)) if is_within else (first, second)
    if bottom > put_in.last:
        grows = is_within or (left <= put_in.left and put_in.right <= right)
    else:
        is_to_the_end = bottom == put_in.last and (top < bottom or bottom == put_in.first)
        grows = is_to_the_end and left <= put_in.right and put_in.left <= right
    return first, _lower(second, put_in) if grows else second


def _lower(place: str, put_in: RowsPutIn) -> str:
    fixed_column, letters, fixed_row, row = _parts(place)
    return f"{fixed_column}{letters}{fixed_row}{min(int(row) + put_in.count, LAST_ROW)}"


def _joined(match: re.Match[str], moved: Callable[[str], str]) -> str:
    first = match[1] or match[3] or match[5]
    second = match[2] or match[4] or match[6]
    if not first:
        return match[0]
    return f"{moved(first)}:{moved(second)}" if second else moved(first)


def _cell(place: str) -> tuple[int, int]:
    """Numbers of its column and row."""
    _, letters, _, row = _parts(place)
    return column_number(letters), int(row)


def _parts(place: str) -> tuple[str, str, str, str]:
    match = _PLACE.fullmatch(place)
    fixed_column, letters, fixed_row, row = match.groups() if match else ("", "", "", "")
    # A row alone, `$5`, has its `$` where a column's would stand; a column alone has none for its row.
    return (fixed_column, letters, fixed_row, row) if letters else ("", "", fixed_column, row)
