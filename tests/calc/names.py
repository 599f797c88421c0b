"""Defined names of a book."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.calc import bridge
from tests.calc.boxes import Box
from tests.calc.calls import gated
from tests.calc.errors import Refused
from tests.calc.formulas import to_calc, to_excel
from tests.calc.office import Office
from tests.calc.ranges import Range
from tests.calc.sheets import Sheet

if TYPE_CHECKING:
    from tests.calc.books import Book


@gated
class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: "Book", uno: Any) -> None:  # uno has no stubs
        self._book = book
        self.uno = uno

    @property
    def office(self) -> Office:
        return self._book.office

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    @property
    def refers_to(self) -> str:
        return f"={to_excel(self.uno.Content)}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.uno.Content = to_calc(value.removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        cells = self.uno.getReferredCells()
        if cells is None:
            raise Refused("Application-defined or object-defined error")
        address = cells.RangeAddress
        return Range(Sheet(self._book, self._book.document.Sheets.getByIndex(address.Sheet)), Box.at(address))

    def delete(self) -> None:
        self._book.document.NamedRanges.removeByName(self.name)


@gated
class Names(base_classes.Names):
    """All of them."""

    def __init__(self, book: "Book") -> None:
        self._book = book
        self.uno: Any = book.document.NamedRanges  # uno has no stubs

    @property
    def office(self) -> Office:
        return self._book.office

    def __call__(self, name_or_index: str | int) -> Name:
        names: tuple[str, ...] = self.uno.ElementNames
        if isinstance(name_or_index, int):
            return Name(self._book, self.uno.getByName(names[name_or_index - 1]))
        if not self.uno.hasByName(name_or_index):
            raise Refused("Application-defined or object-defined error")
        return Name(self._book, self.uno.getByName(name_or_index))

    def contains(self, name_or_index: str | int) -> bool:
        return name_or_index in self.uno.ElementNames

    def __len__(self) -> int:
        return len(self.uno.ElementNames)

    def add(self, name: str, refers_to: str) -> Name:
        """A formula as Excel writes it, or a constant."""
        start = bridge.struct("table.CellAddress")
        self.uno.addNewByName(name, to_calc(refers_to.removeprefix("=")), start, 0)
        return self(name)
