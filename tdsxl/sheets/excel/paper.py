"""A sheet, a book and their program as they stand in Excel: each method is one call or a few, waited for."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.calls import Calls, ExcelBusy
from tdsxl.sheets.excel.lean import xw
from tdsxl.sheets.excel.values import Shown

_QUIET = {"screen_updating": False, "enable_events": False, "display_alerts": False}
"""Settings while we write: nothing flickers, no macro of the user's runs, no box is shown."""
_TEXT = "@"
"""The number format of cells that keep what is written as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A block of cells, counted from 1, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """As Excel writes it: A5:C9, or A5 for a cell."""
        ends = ((self.left, self.top), (self.right, self.bottom))
        return ":".join(dict.fromkeys(f"{letters(column)}{row}" for column, row in ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTable:
    """An Excel table."""

    name: str
    area: Area
    """With its header; without its totals row."""
    has_totals: bool = False


class Paper:
    """One sheet."""

    def __init__(self, sheet: Any, calls: Calls) -> None:  # an xw.Sheet
        self._sheet = sheet
        self._calls = calls
        self.title: str = calls(lambda: sheet.name)

    def tables(self) -> Iterator[NamedTable]:
        """Its Excel tables."""
        for table in self._calls(lambda: _all(self._sheet.tables)):
            yield self._calls(partial(_table, table))

    def used(self) -> Area:
        """From its first cell to the last that was ever filled or formatted."""
        used = self._calls(lambda: _area(self._sheet.used_range))
        return Area(top=1, left=1, bottom=used.bottom, right=used.right)

    def values(self, area: Area) -> list[list[Shown]]:
        """What its cells show."""
        rows: list[list[Shown]] = self._calls(lambda: self._range(area).options(ndim=2, err_to_str=True).value)
        return rows

    def formulas(self, area: Area) -> list[list[str]]:
        """The formulas in cells; of others what was typed."""
        found = self._calls(lambda: self._range(area).formula)
        rows = found if isinstance(found, list | tuple) else [[found]]
        rows = rows if isinstance(rows[0], list | tuple) else [rows]
        return [[str(cell or "") for cell in row] for row in rows]

    def put(self, top: int, left: int, block: Sequence[Sequence[Shown]]) -> None:
        """Write a block of cells in one call."""
        area = Area(top=top, left=left, bottom=top + len(block) - 1, right=left + len(block[0]) - 1)

        def write() -> None:
            self._range(area).value = block

        self._calls(write)

    def take_as_text(self, areas: Iterable[Area]) -> None:
        """Whatever is written there from now on is text."""
        addresses = [area.address for area in areas]
        # Nobody has seen a Mac's Excel take several at once.
        for address in addresses if sys.platform == "darwin" else [",".join(addresses)]:
            self._calls(partial(self._mark_as_text, address))

    def fill(self, area: Area, formula: str) -> None:
        """A formula as it stands in the first cell, filled into all of them."""

        def write() -> None:
            self._range(area).formula = formula

        self._calls(write)

    def make_room(self, area: Area) -> None:
        """Push down what stands there; the new cells look like those above them."""
        self._calls(lambda: self._range(area).insert(shift="down", copy_origin="format_from_left_or_above"))

    def resize(self, name: str, area: Area) -> None:
        """Let a table reach over an area."""
        # Not asked for by name: xlwings then says that a busy Excel has no such table.
        for table in self._calls(lambda: _all(self._sheet.tables)):
            if self._calls(partial(getattr, table, "display_name")) == name:
                self._calls(partial(table.resize, self._range(area)))

    def visible_rows(self, area: Area) -> frozenset[int]:
        """Numbers of the rows that are neither filtered away nor hidden by hand."""
        found = self._calls(lambda: [_area(part) for part in self._range(area).get_special_cells("visible")])
        return frozenset(row for part in found for row in range(part.top, part.bottom + 1))

    def refresh_pivots(self, sources: Collection[Collection[str]]) -> None:
        """Bring pivot tables up to date whose source has the titles of one of these; others are none of ours."""
        for pivot in self._calls(lambda: _all(self._sheet.pivot_tables)):
            fields = {*self._calls(partial(getattr, pivot, "field_names"))}
            if any({*titles} <= fields for titles in sources):
                self._calls(pivot.refresh)

    def is_protected(self) -> bool:
        """Whether its cells are locked."""
        return _is_on(self._calls, self._sheet, "ProtectContents", "protect_contents")

    def _mark_as_text(self, address: str) -> None:
        self._sheet.range(address).number_format = _TEXT

    def _range(self, area: Area) -> Any:  # an xw.Range
        return self._sheet.range((area.top, area.left), (area.bottom, area.right))


class OpenBook:
    """A book that is open in Excel; held for one piece of work, because Excel lives as long as anyone holds it."""

    def __init__(self, book: Any, calls: Calls) -> None:  # an xw.Book
        self._book = book
        self._app = calls(lambda: book.app)
        self._calls = calls
        self.name: str = calls(lambda: book.name)

    def address(self) -> str:
        """Its full path, or its address in the cloud."""
        try:
            fullname: str = self._calls(lambda: self._book.fullname)
        except ExcelBusy:
            raise
        except LocalError:
            # xlwings looks for the folder on this PC behind a book in the cloud, and fails where it finds none.
            return f"cloud:///{quote(self.name)}"
        return fullname

    def papers(self) -> Iterator[Paper]:
        """Its sheets, from the first."""
        for sheet in self._calls(lambda: _all(self._book.sheets)):
            yield Paper(sheet, self._calls)

    def is_read_only(self) -> bool:
        """Whether Excel could not save it under its name."""
        return _is_on(self._calls, self._book, "ReadOnly", "read_only")

    def calculate(self) -> None:
        """Bring formulas up to date where Excel waits to be told."""
        if self._calls(lambda: self._app.calculation) == "manual":
            self._calls(self._app.calculate)

    def is_copying(self) -> bool:
        """Whether cells were copied or cut and wait to be pasted, which any writing would end."""
        return bool(self._calls(lambda: self._app.cut_copy_mode))

    @contextmanager
    def quiet(self, text: str) -> Iterator[None]:
        """Nothing of Excel's own gets in between; what goes on stands at the foot of its window."""
        with self._set_to(_QUIET):
            try:
                self._set("status_bar", text)
                yield
            finally:
                with suppress(LocalError):
                    self._set("status_bar", False)

    @contextmanager
    def uncalculated(self) -> Iterator[None]:
        """All formulas are worked out at the end, and once."""
        with self._set_to({"calculation": "manual"}):
            yield

    @contextmanager
    def _set_to(self, settings: Mapping[str, object]) -> Iterator[None]:
        before = {name: self._calls(partial(getattr, self._app, name)) for name in settings}
        try:
            for name, value in settings.items():
                self._set(name, value)
            yield
        finally:
            for name, value in before.items():
                # What went wrong is told by the error that is under way; Excel is left as good as it can be.
                with suppress(LocalError):
                    self._set(name, value)

    def _set(self, name: str, value: object) -> None:
        self._calls(lambda: setattr(self._app, name, value))


def letters(column: int) -> str:
    """AA for 27."""
    found: str = xw.utils.col_name(column)  # type: ignore[no-untyped-call]  # xlwings leaves it out
    return found


def _all(found: Any) -> list[Any]:  # an xw.Collection
    """All that Excel lists; a list made directly would ask for their number first."""
    return list(iter(found))


def _table(table: Any) -> NamedTable:  # an xw.Table
    has_totals = bool(table.show_totals)
    whole = _area(table.range)
    area = Area(top=whole.top, left=whole.left, bottom=whole.bottom - has_totals, right=whole.right)
    return NamedTable(name=table.display_name, area=area, has_totals=has_totals)


def _area(found: Any) -> Area:  # an xw.Range
    top, left = found.row, found.column
    height, width = found.shape
    return Area(top=top, left=left, bottom=top + height - 1, right=left + width - 1)


def _is_on(calls: Calls, held: Any, windows: str, mac: str) -> bool:  # an xw.Sheet or xw.Book
    """A property that xlwings does not pass on, by its names in Excel's own objects."""
    if sys.platform == "darwin":
        return bool(calls(lambda: getattr(held.api, mac).get()))
    return bool(calls(lambda: getattr(held.api, windows)))
