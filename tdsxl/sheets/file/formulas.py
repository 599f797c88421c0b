"""Cell references inside formulas, moved as Excel moves them. No I/O here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

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
_PLACE = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)", re.IGNORECASE)
_LOST = "#REF!"
_LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class RowsPutIn:
    """Rows that were put in at the end of a table."""

    first: int
    """Number of the table's first row below its header."""
    last: int
    """Number of its last row before."""
    count: int


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


def pushed_down(formula: str, put_in: RowsPutIn) -> str:
    """The formula after rows were put in: what stands lower moves, ranges down to the table's end grow.

    References to other sheets stay. A plain reference such as `A5:B7 D9` is a formula too.
    """

    def moved(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        if not first or match.string[: match.start()].endswith("!"):
            return match[0]
        if not second:
            return _lower(first, put_in, after=put_in.last)
        is_single = _row(first) == _row(second) != put_in.first
        grows = _row(first) <= put_in.last == _row(second) and not is_single
        return f"{_lower(first, put_in, after=put_in.last)}:{_lower(second, put_in, after=put_in.last - grows)}"

    return _TOKEN.sub(moved, formula)


def _lower(place: str, put_in: RowsPutIn, *, after: int) -> str:
    fixed_column, letters, fixed_row, row = _parts(place)
    moved = int(row) + put_in.count if int(row) > after else int(row)
    return f"{fixed_column}{letters}{fixed_row}{min(moved, _LAST_ROW)}"


def _joined(match: re.Match[str], moved: Callable[[str], str]) -> str:
    first = match[1] or match[3] or match[5]
    second = match[2] or match[4] or match[6]
    if not first:
        return match[0]
    return f"{moved(first)}:{moved(second)}" if second else moved(first)


def _row(place: str) -> int:
    return int(_parts(place)[3])


def _parts(place: str) -> tuple[str, str, str, str]:
    match = _PLACE.fullmatch(place)
    fixed_column, letters, fixed_row, row = match.groups() if match else ("", "", "", "")
    # A row alone, `$5`, has its `$` where a column's would stand; a column alone has none for its row.
    return (fixed_column, letters, fixed_row, row) if letters else ("", "", fixed_column, row)
