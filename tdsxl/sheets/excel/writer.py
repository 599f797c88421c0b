"""Everything that one update changes in an open book, sheet by sheet."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.blocks import Did
from tdsxl.sheets.excel.calls import KEEPS
from tdsxl.sheets.excel.firm_cells import put_clients, put_home, put_stamp
from tdsxl.sheets.excel.paper import OpenBook
from tdsxl.sheets.excel.places import Places
from tdsxl.sheets.excel.result_rows import put_table
from tdsxl.sheets.headers import naming_titles
from tdsxl.tables import Sheet, Table, Update
from tdsxl.titles import CLIENTS

_TURNS = 3
"""How often a sheet is read again whose rows its user moves between reading and writing."""


class Writer:
    """Writes into one open book."""

    def __init__(self, book: OpenBook) -> None:
        self._book = book
        self._places = Places(book)
        self._changed: list[Sheet] = []

    def write(self, update: Update) -> None:
        """Bring our cells up to date, and pivot tables that are made of them.

        Raises:
            InputError: A table of ours is gone, or a column that names its rows.
            LocalError: Excel did not take it, or a sheet is protected.
        """
        self._places.prove([CLIENTS, *(table.sheet for table in update.tables)])
        with self._book.uncalculated():
            for table in update.tables:
                self._in_turns(table.sheet, partial(self._put, table))
            self._in_turns(CLIENTS, lambda: put_clients(self._places, update))
            if update.stamp:
                put_stamp(self._places.settings, update.stamp)
            if self._places.home:
                put_home(self._places.home, update)
        self._refresh_pivots()

    def _put(self, table: Table) -> Did:
        return put_table(self._places, table)

    def _refresh_pivots(self) -> None:
        sources = [naming_titles(sheet) for sheet in self._changed]
        for paper in self._places.papers if sources else ():
            # A pivot table that Excel cannot work out anew shows the old figures, as it does between two refreshes.
            with suppress(LocalError):
                paper.refresh_pivots(sources)

    def _in_turns(self, sheet: Sheet, put: Callable[[], Did]) -> None:
        for _ in range(_TURNS):
            did = put()
            if did is Did.WROTE:
                self._changed.append(sheet)
            if did is not Did.MET_MOVED_ROWS:
                return
            self._places = Places(self._book)
        raise LocalError(
            f"The rows of {sheet.title} are being moved while they are written.",
            f"Leave the sheet alone for a moment. {KEEPS}",
        )
