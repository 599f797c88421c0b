"""Rows made anew: one template per sheet, filled for each row. No I/O here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tdsxl.sheets.file.cells import Cells
from tdsxl.sheets.keys import too_many_rows
from tdsxl.sheets.layout import LAST_ROW, height_of, wrapped_places
from tdsxl.tables import Cell, Sheet

_NONE: Mapping[str, Cell] = {}
_BATCH = 500
"""Rows put together before they are compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColumn:
    """What stands in a column of new rows."""

    letters: str
    style: str
    """Style id."""
    title: str = ""
    """Of a column of the user's."""
    place: int | None = None
    """Which of a row's values; None for a column of the user's."""
    formula: Callable[[int], str] | None = None
    """Row number → formula without `=`."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there in new rows, but for notes that are brought back."""
        return self.place is None and self.formula is None


class RowTemplate:
    """Makes rows of one sheet part."""

    def __init__(self, columns: Sequence[NewColumn], *, prefix: str, cells: Cells, sheet: Sheet) -> None:
        """`columns` stand in the order of the sheet; sentences in it get rows of their height."""
        self.last = 0
        """Number of the last row made."""
        p = prefix
        # The row's number is put in before the cells' contents, so that no content can be taken for it.
        starts = [f'<{p}c r="{c.letters}{{row}}" s="{int(c.style)}"' for c in columns]
        height = "{height}" if wrapped_places(sheet) else ""
        frame = f'<{p}row r="{{row}}"{height}>%s</{p}row>'
        self._noted = frame % "".join(f"{start}%s" for start in starts)
        blank = [f"{start}/>" if c.is_blank else f"{start}%s" for c, start in zip(columns, starts, strict=True)]
        self._template = frame % "".join(blank)
        self._wrapped = wrapped_places(sheet)
        self._cells = cells
        self._columns = columns
        self._filled = [column for column in columns if not column.is_blank]
        self._is_straight = [column.place for column in self._filled] == [*range(len(sheet.columns))]

    def row(self, number: int, values: Sequence[Cell], notes: Mapping[str, Cell] = _NONE) -> str:
        """One row; `values` in the order that the columns' places count, and notes by the titles of the user's."""
        self.last = number
        if self._is_straight and not notes:
            by_type = self._cells.tails
            tails = [by_type[value.__class__](value) for value in values]
        else:
            columns = self._columns if notes else self._filled
            tails = [self._tail(column, number, values, notes=notes) for column in columns]
        template = (self._noted if notes else self._template).replace("{row}", str(number))
        return (template.replace("{height}", self._height(values)) if self._wrapped else template) % tuple(tails)

    def _height(self, values: Sequence[Cell]) -> str:
        """Programs other than Excel draw a row that states no height as one line."""
        texts = [(text, width) for at, width in self._wrapped if isinstance(text := values[at], str)]
        # Most texts are short, and counting their letters costs more than making their row.
        long = [(text, width) for text, width in texts if len(text) * 5 > width * 4 or "\n" in text]
        points = height_of(long) if long else None
        return f' ht="{points:g}"' if points else ""

    def _tail(self, column: NewColumn, number: int, values: Sequence[Cell], *, notes: Mapping[str, Cell]) -> str:
        if column.place is not None:
            return self._cells.tail(values[column.place])
        if column.formula:
            return self._cells.formula_tail(column.formula(number))
        return self._cells.tail(notes.get(column.title))

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
