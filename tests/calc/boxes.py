"""Where cells lie in a sheet. No I/O here."""

from dataclasses import dataclass
from typing import Any, Self

from xlwings.utils import col_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of cells; rows and columns count from 1, both ends belong to it."""

    row: int
    column: int
    last_row: int
    last_column: int

    @classmethod
    def between(cls, one: tuple[int, int], other: tuple[int, int]) -> Self:
        """The smallest box that holds two cells."""
        (top, bottom), (left, right) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return cls(row=top, column=left, last_row=bottom, last_column=right)

    @classmethod
    def at(cls, address: Any) -> Self:  # uno has no stubs
        """The box of a CellRangeAddress."""
        first, last = (address.StartRow + 1, address.StartColumn + 1), (address.EndRow + 1, address.EndColumn + 1)
        return cls.between(first, last)

    @property
    def first(self) -> tuple[int, int]:
        """Row and column of the upper left cell."""
        return self.row, self.column

    @property
    def last(self) -> tuple[int, int]:
        """Row and column of the lower right cell."""
        return self.last_row, self.last_column

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.last_row - self.row + 1, self.last_column - self.column + 1

    def address(self, row_sign: str = "$", column_sign: str = "$") -> str:
        """As Excel writes it, `$A$1:$B$2`."""
        cells = (self.first, self.last) if self.first != self.last else (self.first,)
        return ":".join(f"{column_sign}{letters(column)}{row_sign}{row}" for row, column in cells)


def letters(column: int) -> str:
    """A column as Excel names it, `AA` for 27."""
    return str(col_name(column))  # type: ignore[no-untyped-call]  # xlwings types its public side only
