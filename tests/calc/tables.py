"""Tables (ListObjects) of the harness: Calc's database ranges.

Excel fills calculated columns down when a table grows; so does `resize`, since Calc does not.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.calc.boxes import Box
from tests.calc.calls import gated
from tests.calc.errors import ComError, Refused
from tests.calc.filters import AutoFilter
from tests.calc.formulas import to_excel
from tests.calc.office import Office
from tests.calc.ranges import ALL_FORMULAS, Range

if TYPE_CHECKING:
    from tests.calc.sheets import Sheet


@gated
class Table(base_classes.Table):
    """A table of a sheet."""

    def __init__(self, sheet: "Sheet", uno: Any) -> None:  # uno has no stubs
        self._sheet = sheet
        self.uno = uno

    @property
    def office(self) -> Office:
        return self._sheet.office

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.uno

    @property
    def parent(self) -> "Sheet":
        return self._sheet

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    display_name = name

    @property
    def range(self) -> Range:
        return Range(self._sheet, self._box)

    @property
    def header_row_range(self) -> Range:
        box = self._box
        return Range(self._sheet, Box.between(box.first, (box.row, box.last_column)))

    @property
    def data_body_range(self) -> Range | None:
        box = self._box
        last = box.last_row - self.show_totals
        return (
            Range(self._sheet, Box.between((box.row + 1, box.column), (last, box.last_column)))
            if last > box.row
            else None
        )

    @property
    def show_totals(self) -> bool:
        return bool(self.uno.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        raise NotImplementedError("show_totals")

    @property
    def totals_row_range(self) -> Range | None:
        box = self._box
        return Range(self._sheet, Box.between((box.last_row, box.column), box.last)) if self.show_totals else None

    @property
    def show_autofilter(self) -> bool:
        return bool(self.uno.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.uno.AutoFilter = value

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.range)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool]) -> None:
        body = self.data_body_range
        if body:
            body.sort(keys, ascending, has_headers=False)

    def resize(self, cells: Any) -> None:  # xlwings' own Range, which has its types only for reading
        """Excel's rules: the header stays in its row, and the ranges overlap."""
        new, old = cells.impl, self._box
        if new.row != old.row or new.column > old.last_column or new.box.last_column < old.column:
            raise Refused("The table headers must remain in the same row, and the ranges must overlap.")
        self._sheet.change(new)
        last, formulas = self._body_end, self._calculated()
        self.uno.DataArea = new.uno.RangeAddress
        # Else Calc forgets the titles, and with them what formulas call its columns.
        self.uno.ContainsHeader = True
        titles = self.header_row_range.uno
        titles.setDataArray(titles.getDataArray())
        if new.box.last_row > last:
            for column in formulas.keys() & set(range(new.column, new.box.last_column + 1)):
                Range(self._sheet, Box.between((last, column), (new.box.last_row, column))).fill(formulas[column])

    def holds(self, box: Box) -> bool:
        """Whether a box's first cell lies in it."""
        own = self._box
        return own.row <= box.row <= own.last_row and own.column <= box.column <= own.last_column

    @property
    def _box(self) -> Box:
        return Box.at(self.uno.DataArea)

    @property
    def _body_end(self) -> int:
        return self._box.last_row - self.show_totals

    def _calculated(self) -> dict[int, str]:
        """The formula of each column that ends in one, by column."""
        box, last = self._box, self._body_end
        if last == box.row:
            return {}
        line = Range(self._sheet, Box.between((last, box.column), (last, box.last_column)))
        areas = line.uno.queryFormulaCells(ALL_FORMULAS).RangeAddresses
        columns = [column for area in areas for column in range(area.StartColumn, area.EndColumn + 1)]
        cells = {column + 1: self._sheet.uno.getCellByPosition(column, last - 1) for column in columns}
        return {column: to_excel(cell.getFormula()) for column, cell in cells.items()}


class Tables(base_classes.Tables):
    """The tables of a sheet; asked for one by name, a busy Excel seems to have none, as on Windows."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet
        self.uno: Any = sheet.book.document.DatabaseRanges  # uno has no stubs

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.uno

    @property
    def parent(self) -> "Sheet":
        return self._sheet

    def __len__(self) -> int:
        return len(self._names("Tables.__len__"))

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self._sheet, self.uno.getByName(name)) for name in self._names("Tables.__iter__")])

    def __contains__(self, key: str | int) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def __call__(self, key: str | int) -> Table:
        try:
            names = self._names("Tables.__call__")
        except ComError as error:
            raise KeyError(key) from error
        found = (
            names[key - 1 : key] if isinstance(key, int) else [name for name in names if name.lower() == key.lower()]
        )
        if not found:
            raise KeyError(key)
        return Table(self._sheet, self.uno.getByName(found[0]))

    def add(self, source_type: object = None, source: Any = None, *_: object, **named: Any) -> Table:
        """`source` is xlwings' own Range; of the rest only `name` counts."""
        title = named.get("name") or f"Table{len(self.uno.ElementNames) + 1}"
        self._sheet.change(source.impl)
        self.uno.addNewByName(title, source.impl.uno.RangeAddress)
        self.uno.getByName(title).AutoFilter = True
        return Table(self._sheet, self.uno.getByName(title))

    def _names(self, call: str) -> list[str]:
        return list(self._sheet.office.call(call, self._mine))

    def _mine(self) -> list[str]:
        names: Sequence[str] = self.uno.ElementNames
        own = self._sheet.index - 1
        return [name for name in names if self.uno.getByName(name).DataArea.Sheet == own]


def range_of(box: Box) -> range:
    """Its columns."""
    return range(box.column, box.last_column + 1)
