"""Sheets of the harness."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.calc.boxes import Box
from tests.calc.calls import gated
from tests.calc.errors import Refused
from tests.calc.office import Office
from tests.calc.pivots import PivotTables
from tests.calc.ranges import Areas, Range
from tests.calc.tables import Tables

if TYPE_CHECKING:
    from tests.calc.books import Book


@gated
class Sheet(base_classes.Sheet):
    """A sheet of a book."""

    def __init__(self, book: "Book", uno: Any) -> None:  # uno has no stubs
        self._book = book
        self.uno = uno

    @property
    def office(self) -> Office:
        return self._book.office

    @property
    def api(self) -> "SheetApi":
        return SheetApi(self)

    @property
    def book(self) -> "Book":
        return self._book

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    @property
    def index(self) -> int:
        return int(self.uno.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno.IsVisible = value

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def pivot_tables(self) -> PivotTables:
        return PivotTables(self)

    @property
    def freeze_panes(self) -> "FreezePanes":
        return FreezePanes(self)

    def range(self, arg1: Any, arg2: Any = None) -> Range | Areas:
        """Addresses, names, pairs or ranges, as xlwings hands them on."""
        several = isinstance(arg1, str) and "," in arg1
        return Areas(self, arg1) if several else Range.of(self, arg1, arg2)

    @property
    def cells(self) -> Range:
        return Range(self, Box.between((1, 1), (self.last_row, self.last_column)))

    @property
    def used_range(self) -> Range:
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range(self, Box.at(cursor.RangeAddress))

    def activate(self) -> None:
        self.controller.setActiveSheet(self.uno)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self._book.document.Sheets.removeByName(self.name)

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    @property
    def controller(self) -> Any:  # uno has no stubs
        """The window of the book."""
        return self._book.document.CurrentController

    @property
    def last_row(self) -> int:
        """The lowest row a sheet has."""
        return int(self.uno.RangeAddress.EndRow) + 1

    @property
    def last_column(self) -> int:
        """The rightmost column a sheet has."""
        return int(self.uno.RangeAddress.EndColumn) + 1

    def change(self, cells: Range) -> None:
        """What any change from outside does: it ends the copying of cells, and fails where they are protected.

        Raises:
            Refused: They are protected.
        """
        self.office.desk.set("cut_copy_mode", None)
        if self.uno.isProtected() and cells.uno.CellProtection.IsLocked:
            raise Refused("The cell or chart you're trying to change is on a protected sheet.")


class SheetApi:
    """What Excel's own sheet object tells, where xlwings has no word for it."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def ProtectContents(self) -> bool:  # noqa: N802  # Excel's word
        """Whether the sheet is protected."""
        return bool(self._sheet.office.call("SheetApi.ProtectContents", self._sheet.uno.isProtected))

    def Protect(self, password: str = "") -> None:  # noqa: N802  # Excel's word
        """Protect it."""
        self._sheet.office.call("SheetApi.Protect", lambda: self._sheet.uno.protect(password))

    def Unprotect(self, password: str = "") -> None:  # noqa: N802  # Excel's word
        """Lift the protection."""
        self._sheet.office.call("SheetApi.Unprotect", lambda: self._sheet.uno.unprotect(password))


@gated
class FreezePanes(base_classes.FreezePanes):
    """The frozen rows and columns of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def office(self) -> Office:
        return self._sheet.office

    def freeze_at(self, frozen_range: str) -> None:
        """Freezes what lies in an address, as `A1:C4`; whole columns or rows freeze in their direction only."""
        box = Range.of(self._sheet, frozen_range).box
        columns = 0 if box.last_column == self._sheet.last_column else box.last_column
        rows = 0 if box.last_row == self._sheet.last_row else box.last_row
        self._sheet.activate()
        self._sheet.controller.freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        self._sheet.activate()
        self._sheet.controller.freezeAtPosition(0, 0)


@gated
class Sheets(base_classes.Sheets):
    """The sheets of a book; it has no `in`, since xlwings on Windows has none."""

    def __init__(self, book: "Book") -> None:
        self._book = book
        self.uno: Any = book.document.Sheets  # uno has no stubs

    @property
    def office(self) -> Office:
        return self._book.office

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.uno

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.document.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        names: tuple[str, ...] = self.uno.ElementNames
        if isinstance(name_or_index, int):
            found = names[name_or_index - 1 : name_or_index]
        else:
            found = tuple(name for name in names if name.lower() == name_or_index.lower())
        if not found:
            raise Refused("Subscript out of range")
        return Sheet(self._book, self.uno.getByName(found[0]))

    def __len__(self) -> int:
        return int(self.uno.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self._book, self.uno.getByIndex(at)) for at in range(self.uno.Count)])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """As in Excel, before the active sheet where nothing is said, and active afterwards."""
        place = before.index - 1 if before else after.index if after else self.active.index - 1
        title = name or f"Sheet{len(self) + 1}"
        self.uno.insertNewByName(title, place)
        added = self(title)
        added.activate()
        return added
