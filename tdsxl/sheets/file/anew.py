"""Rows made anew: one template per sheet, filled for each row. No I/O here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tdsxl.sheets.file.cells import Cells
from tdsxl.sheets.keys import too_many_rows
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.tables import Cell

_BATCH = 500
"""Rows put together before they are compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColumn:
    """What stands in a column of new rows."""

    letters: str
    style: str
    """Style id."""
    place: int | None = None
    """Which of a row's values; None for a column of the user's."""
    formula: Callable[[int], str] | None = None
    """Row number → formula without `=`."""


class RowTemplate:
    """Makes rows of one sheet part."""

    def __init__(self, columns: Sequence[NewColumn], *, prefix: str, cells: Cells) -> None:
        """`columns` stand in the order of the sheet."""
        self.last = 0
        """Number of the last row made."""
        p = prefix
        # The row's number is put in before the cells' contents, so that no content can be taken for it.
        start = "".join(f'<{p}c r="{c.letters}{{row}}" s="{int(c.style)}"%s' for c in columns)
        self._template = f'<{p}row r="{{row}}">{start}</{p}row>'
        self._cells = cells
        self._columns = columns
        self._is_straight = [column.place for column in columns] == [*range(len(columns))]

    def row(self, number: int, values: Sequence[Cell]) -> str:
        """One row; `values` in the order that the columns' places count."""
        self.last = number
        if self._is_straight:
            by_type = self._cells.tails
            tails = [by_type[value.__class__](value) for value in values]
        else:
            tails = [self._tail(column, number, values) for column in self._columns]
        return self._template.replace("{row}", str(number)) % tuple(tails)

    def _tail(self, column: NewColumn, number: int, values: Sequence[Cell]) -> str:
        if column.place is not None:
            return self._cells.tail(values[column.place])
        return self._cells.formula_tail(column.formula(number)) if column.formula else "/>"

    def rows(self, first: int, values: Iterable[Sequence[Cell]], title: str) -> Iterator[str]:
        """Rows from row `first` on.

        Raises:
            LocalError: More rows than the sheet of that title can hold.
        """
        for number, row in enumerate(values, first):
            if number > LAST_ROW:
                raise too_many_rows(title)
            yield self.row(number, row)


def in_batches(rows: Iterable[str]) -> Iterator[bytes]:
    """Rows put together by some hundreds, as is quick to compress."""
    rest = iter(rows)
    while batch := "".join(islice(rest, _BATCH)):
        yield batch.encode()
