"""Cell ranges of the harness, as xlwings asks for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from xlwings import NoSuchObjectError, base_classes, utils

from tests.calc import bridge, values
from tests.calc.boxes import Box, letters
from tests.calc.calls import gated
from tests.calc.errors import Refused
from tests.calc.filters import AutoFilter
from tests.calc.formulas import to_excel
from tests.calc.office import Office

if TYPE_CHECKING:
    from tests.calc.sheets import Sheet

_CONTENT = 1 | 2 | 4 | 16
"""Numbers, dates, texts and formulas."""
_FORMATS = 32 | 64
ALL_FORMULAS = 1 | 2 | 4
"""com.sun.star.sheet.FormulaResult: numbers, texts and errors."""
_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
Place = "str | tuple[int, int] | Range"


@gated
class Range(base_classes.Range):
    """A rectangle of cells."""

    options: Any = None
    """Set by xlwings."""
    has_array = False
    max_cells_per_read = None
    max_cells_per_write = None

    def __init__(self, sheet: "Sheet", box: Box) -> None:
        self.sheet = sheet
        self.box = box
        whole = sheet.uno.RangeAddress
        if not (
            box.row > 0 < box.column and box.last_row <= whole.EndRow + 1 and box.last_column <= whole.EndColumn + 1
        ):
            raise Refused("Application-defined or object-defined error")
        first, last = (box.column - 1, box.row - 1), (box.last_column - 1, box.last_row - 1)
        self.uno: Any = sheet.uno.getCellRangeByPosition(*first, *last)  # uno has no stubs

    @classmethod
    def of(cls, sheet: "Sheet", one: Any, other: Any = None) -> Self:
        """The range xlwings means by one or two of: an address or name, row and column, a range."""
        if isinstance(one, str):
            return cls(sheet, _box_of(sheet, one))
        one, other = (getattr(place, "box", place) for place in (one, other if other is not None else one))
        first = one.first if isinstance(one, Box) else one
        return cls(sheet, Box.between(first, other.last if isinstance(other, Box) else other))

    @property
    def office(self) -> Office:
        return self.sheet.office

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.uno

    @property
    def row(self) -> int:
        return self.box.row

    @property
    def column(self) -> int:
        return self.box.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.shape

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, *self.box.first, *self.shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> "Range":
        if column is None:
            down, right = divmod(row - 1, self.shape[1])
            row, column = down + 1, right + 1
        place = (self.row + row - 1, self.column + column - 1)
        return Range(self.sheet, Box.between(place, place))

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        address = self.box.address("$" if row_absolute else "", "$" if col_absolute else "")
        return f"[{self.sheet.book.name}]{self.sheet.name}!{address}" if external else address

    @property
    def address(self) -> str:
        return self.box.address()

    @property
    def raw_value(self) -> Any:
        rows = values.read(self.uno, self._formats)
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet.change(self)
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            self.fill(value)
            return
        height, width = self.shape
        rows = value if isinstance(value, list | tuple) else [[value] * width] * height
        rows = rows if isinstance(rows[0], list | tuple) else [rows]
        values.write(self.uno, rows, self._formats, self._table)

    @property
    def formula(self) -> Any:
        texts = [list(row) for row in self.uno.getDataArray()]
        typed = self.uno.getFormulaArray()
        rows = [
            [cell if isinstance(cell, str) else typed[at][column] for column, cell in enumerate(row)]
            for at, row in enumerate(texts)
        ]
        for area in self.uno.queryFormulaCells(ALL_FORMULAS).RangeAddresses:
            for row in range(area.StartRow + 1 - self.row, area.EndRow + 2 - self.row):
                for column in range(area.StartColumn + 1 - self.column, area.EndColumn + 2 - self.column):
                    rows[row][column] = to_excel(typed[row][column])
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    def fill(self, formula: str) -> None:
        """One formula in all cells; what it refers to moves along."""
        # Late, since it is no part of a process that only looks into a book.
        from openpyxl.formula.translate import Translator

        moving = Translator(formula, origin=f"{letters(self.column)}{self.row}")
        for row in range(self.shape[0]):
            for column in range(self.shape[1]):
                moved = moving.translate_formula(row_delta=row, col_delta=column)
                values.type_in(self.uno.getCellByPosition(column, row), moved, self._formats, self._table)

    @property
    def number_format(self) -> str | None:
        """None where the cells differ, as Excel answers."""
        groups = self.uno.getUniqueCellFormatRanges()
        keys = {groups.getByIndex(at).getByIndex(0).NumberFormat for at in range(groups.Count)}
        return str(self._formats.getByKey(keys.pop()).FormatString) if len(keys) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.sheet.change(self)
        self.uno.NumberFormat = values.number_format_key(self._formats, code)

    def clear_contents(self) -> None:
        self.sheet.change(self)
        self.uno.clearContents(_CONTENT)

    def clear_formats(self) -> None:
        self.sheet.change(self)
        self.uno.clearContents(_FORMATS)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        self.sheet.change(self)
        way = "RIGHT" if self._moves_sideways(shift) else "DOWN"
        self.sheet.uno.insertCells(self.uno.RangeAddress, bridge.enum("sheet.CellInsertMode", way))

    def delete(self, shift: str | None = None) -> None:
        self.sheet.change(self)
        way = "LEFT" if self._moves_sideways(shift) else "UP"
        self.sheet.uno.removeRange(self.uno.RangeAddress, bridge.enum("sheet.CellDeleteMode", way))

    def _moves_sideways(self, shift: str | None) -> bool:
        """Which way other cells give way; whole columns can go but one."""
        return shift in ("left", "right") or self.shape[0] == self.sheet.last_row

    def sort(self, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        self.sheet.change(self)
        fields = [
            bridge.struct("table.TableSortField", Field=key - 1, IsAscending=up)
            for key, up in zip(keys, ascending, strict=True)
        ]
        by = bridge.sequence("table.TableSortField", fields)
        self.uno.sort(bridge.properties(SortFields=by, ContainsHeader=has_headers))

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "c", "columns"):
            self.uno.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.uno.Rows.OptimalHeight = True

    def select(self) -> None:
        self.sheet.controller.select(self.uno)

    @property
    def row_hidden(self) -> bool | None:
        whole = self.sheet.uno.getCellRangeByPosition(
            0, self.row - 1, self.sheet.last_column - 1, self.box.last_row - 1
        )
        spans = {(area.StartRow, area.EndRow) for area in whole.queryVisibleCells().RangeAddresses}
        shown = sum(last - first + 1 for first, last in spans)
        return {0: True, self.shape[0]: False}.get(shown)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.uno.Rows.IsVisible = not value

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list["Range"]:
        if cell_type != "visible":
            raise NotImplementedError(cell_type)
        return [Range(self.sheet, Box.at(area)) for area in self.uno.queryVisibleCells().RangeAddresses]

    @property
    def hyperlink(self) -> str:
        fields = self.uno.getCellByPosition(0, 0).TextFields
        if not fields.Count:
            raise Refused("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        self.sheet.change(self)
        cell = self.uno.getCellByPosition(0, 0)
        field = self.sheet.book.document.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = address, text_to_display or address
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def current_region(self) -> "Range":
        cursor = self.sheet.uno.createCursorByRange(self.uno)
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, Box.at(cursor.RangeAddress))

    def end(self, direction: str) -> "Range":
        down, right = _STEPS[direction]
        line, at = self._line(down)
        step = down + right
        last = (self.sheet.last_row if down else self.sheet.last_column) - 1
        place = _end(line, at, step, last) + 1
        cell = (place, self.column) if down else (self.row, place)
        return Range(self.sheet, Box.between(cell, cell))

    def _line(self, down: int) -> tuple[list[bool], int]:
        """Which cells of the first cell's column or row are filled, and its own place there."""
        used = self.sheet.used_range.box
        if down:
            box = Box.between((1, self.column), (max(used.last_row, self.row), self.column))
            return [row[0] not in ("", None) for row in Range(self.sheet, box).uno.getDataArray()], self.row - 1
        box = Box.between((self.row, 1), (self.row, max(used.last_column, self.column)))
        return [cell not in ("", None) for cell in Range(self.sheet, box).uno.getDataArray()[0]], self.column - 1

    @property
    def _formats(self) -> Any:
        return self.sheet.book.document.NumberFormats

    def _table(self) -> str:
        """The name of the table that holds the first cell."""
        holds = (table.name for table in self.sheet.tables if table.holds(self.box))
        return next(holds, "")


@gated
class Areas(base_classes.Range):
    """Several rectangles of cells, formatted together."""

    options: Any = None
    """Set by xlwings."""

    def __init__(self, sheet: "Sheet", addresses: str) -> None:
        self._parts = [Range.of(sheet, address) for address in addresses.split(",")]

    @property
    def office(self) -> Office:
        return self._parts[0].office

    @property
    def number_format(self) -> str | None:
        """None where the cells differ, as Excel answers."""
        codes = {part.number_format for part in self._parts}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        for part in self._parts:
            part.number_format = code


def _box_of(sheet: "Sheet", address: str) -> Box:
    """The cells of an address, or of a name of the book."""
    plain = address.rpartition("!")[2].replace("$", "")
    first, last = utils.a1_to_tuples(plain)  # type: ignore[no-untyped-call]  # xlwings types its public side only
    if first:
        return Box.between(first, last or first)
    names = sheet.book.document.NamedRanges
    if not names.hasByName(address):
        raise NoSuchObjectError(f"The address/named range '{address}' doesn't exist.")
    return Box.at(names.getByName(address).getReferredCells().RangeAddress)


def _end(line: Sequence[bool], at: int, step: int, last: int) -> int:
    """Where Ctrl and an arrow lead: to the end of a filled stretch, else to the next filled cell, else to the edge."""

    def is_filled(place: int) -> bool:
        return 0 <= place < len(line) and line[place]

    if is_filled(at) and is_filled(at + step):
        while is_filled(at + step):
            at += step
        return at
    at += step
    while 0 <= at < len(line) and not is_filled(at):
        at += step
    return 0 if at < 0 else last if at >= len(line) else at
