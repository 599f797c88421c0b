"""Everything that one update changes in an open book, sheet by sheet."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.excel.blocks import Did
from tdsxl.sheets.excel.calls import KEEPS, ExcelBusy
from tdsxl.sheets.excel.firm_cells import put_clients, put_home, put_stamp
from tdsxl.sheets.excel.paper import OpenBook
from tdsxl.sheets.excel.places import HOME, Places
from tdsxl.sheets.excel.result_rows import put_table
from tdsxl.sheets.headers import naming_titles
from tdsxl.sheets.layout import SETTINGS
from tdsxl.tables import Sheet, Table, Update
from tdsxl.titles import CLIENTS

_TURNS = 3
"""How often a sheet is read again whose rows its user moves between reading and writing."""


class Writer:
    """Writes into one open book."""

    def __init__(self, book: OpenBook) -> None:
        self._book = book
        self._places = Places(book)
        self._changed: set[Sheet] = set()
        self._troubles: dict[str, InputError | LocalError] = {}

    def write(self, update: Update) -> None:
        """Bring our cells up to date, and pivot tables that are made of them; a sheet in trouble hinders no other.

        Raises:
            InputError: A table of ours is gone, or a column that names its rows.
            LocalError: Excel did not take it, or a sheet is protected; ExcelBusy where it does nothing at all.
        """
        self._places.prove([CLIENTS, *(table.sheet for table in update.tables)])
        with self._book.uncalculated():
            for table in update.tables:
                self._try(table.sheet.title, partial(self._in_turns, table.sheet, partial(self._put, table)))
            self._try(CLIENTS.title, lambda: self._in_turns(CLIENTS, lambda: put_clients(self._places, update)))
            self._try(SETTINGS.title, lambda: self._put_stamp(update))
            self._try(HOME, lambda: self._put_home(update))
        self._refresh_pivots()
        self._tell_troubles()

    def _try(self, title: str, put: Callable[[], None]) -> None:
        try:
            put()
        except ExcelBusy:
            raise
        except (InputError, LocalError) as error:
            self._troubles[title] = error

    def _tell_troubles(self) -> None:
        """All that went wrong, as one error."""
        if not self._troubles:
            return
        errors = [*self._troubles.values()]
        messages = " ".join(dict.fromkeys(error.message for error in errors))
        remedies = " ".join(dict.fromkeys(error.remedy for error in errors))
        behind = f"Not up to date: {', '.join(self._troubles)}; all other sheets are."
        raise type(errors[0])(f"{messages} {behind}", remedies) from errors[0]

    def _put(self, table: Table) -> Did:
        return put_table(self._places, table)

    def _put_stamp(self, update: Update) -> None:
        if update.stamp:
            put_stamp(self._places.settings, update.stamp)

    def _put_home(self, update: Update) -> None:
        if self._places.home:
            put_home(self._places.home, update)

    def _refresh_pivots(self) -> None:
        sources = [naming_titles(sheet) for sheet in self._changed]
        for paper in self._places.papers if sources else ():
            # A pivot table that Excel cannot work out anew shows the old figures, as it does between two refreshes.
            with suppress(LocalError):
                paper.refresh_pivots(sources)

    def _in_turns(self, sheet: Sheet, put: Callable[[], Did]) -> None:
        for _ in range(_TURNS):
            did = put()
            if did is not Did.NOTHING:
                self._changed.add(sheet)
            if did is not Did.MET_MOVED_ROWS:
                return
            self._places = Places(self._book)
        raise LocalError(
            f"The rows of {sheet.title} are being moved while they are written.",
            f"Leave the sheet alone for a moment. {KEEPS}",
        )
