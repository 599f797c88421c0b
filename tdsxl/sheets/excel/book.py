"""The book as it stands in a running Excel: read for its clients, written in few large blocks, never saved.

Excel stays its user's. Nothing of it is held between two pieces of work; while one goes on, a busy Excel is waited for.
What is written there is an edit like the user's own, to be saved or not; the journal can always write it again. The
files of this job: lean (xlwings), calls and paper (Excel), running (which book), places and place (where our tables
stand), values, merge and cuts (what goes where), blocks (written, and seen to stand there), writer with result_rows
and firm_cells (all of an update).
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tdsxl.errors import LocalError
from tdsxl.sheets.contents import ClientReader, RegisterReader, settings, stamp
from tdsxl.sheets.duties import DutiesReader
from tdsxl.sheets.excel.beside import beside
from tdsxl.sheets.excel.calls import Calls, Tell, Wait
from tdsxl.sheets.excel.firm_rows import hidden, lines
from tdsxl.sheets.excel.paper import OpenBook, letters
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.places import Places
from tdsxl.sheets.excel.running import find, find_by_id
from tdsxl.sheets.excel.writer import Writer
from tdsxl.sheets.headers import doubled, gaps
from tdsxl.sheets.layout import SETTINGS
from tdsxl.tables import Beside, Contents, Sheet, Update, Written
from tdsxl.titles import CLIENTS
from tdsxl.worklists import FIRM_LISTS

COPYING = "Excel waits for you to paste what you copied."
_PATIENCE = 10.0
"""Seconds that somebody who has copied cells is given to paste them; our writing ends that."""
_STEP = 0.5


class NotOpen(LocalError):
    """The book is no longer open in Excel."""


class ExcelBook:
    """A book open in Excel; satisfies `sheets.base.Book`."""

    def __init__(
        self,
        path: Path,
        *,
        sheets: tuple[Sheet, ...],
        book_id: str = "",
        wait: Wait = time.sleep,
        tell: Tell = lambda _: None,
    ) -> None:
        """Take a book.

        Args:
            path: Its file.
            sheets: The tables that tdsxl writes.
            book_id: Where it is known: by it the book is found under another name.
            wait: Sleeps so many seconds; may raise `Stopped`.
            tell: Shows a line while Excel is waited for, and takes it away by an empty one.
        """
        self._path = path.resolve()
        self._sheets = sheets
        self._book_id = book_id
        self._wait = wait
        self._tell = tell
        self.saved_as = ""
        """Where it was last found, if not under its own name."""

    def is_open(self) -> bool:
        """Whether any Excel on this PC has it open.

        Raises:
            InputError: A book of that name is open from OneDrive or SharePoint, or several bear its id.
            LocalError: Excel is busy for too long.
        """
        return self._found() is not None

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
            NotOpen: It is not open in Excel.
            LocalError: It is read-only or protected, or Excel is busy for too long.
        """
        with self._open() as book:
            book.calculate()
            places = Places(book)
            if to_write:
                _prove_writable(book)
                written, amiss = places.prove((CLIENTS, *self._sheets), titles=True), ""
            else:
                written, amiss = places.usable((CLIENTS, *self._sheets))
            contents = _contents(book, places, written[1:])
        self._book_id = contents.stamp.book_id
        return replace(contents, gaps=(amiss, *contents.gaps)) if amiss else contents

    def notes(self, known: Mapping[str, Written]) -> Mapping[str, Beside]:
        """What the firm wrote beside our rows, by sheet title; nothing is `known` of what stands in Excel.

        Raises:
            InputError: A table of ours is gone.
            NotOpen: It is not open in Excel.
            LocalError: Excel is busy for too long.
        """
        with self._open() as book:
            places = Places(book)
            return {sheet.title: beside(places.table(sheet)) for sheet in self._sheets if sheet.own}

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date; the book is left open and unsaved, as after any edit.

        Returns nothing to remember, whatever is `known`: what Excel saves later is no writing of ours, so the next
        one without Excel looks at every row.

        Raises:
            InputError: A table of ours is gone, or a column that names its rows.
            NotOpen: It is not open in Excel.
            LocalError: It is read-only or protected, or Excel is busy for too long, or did not take it.
        """
        with self._open() as book:
            _prove_writable(book)
            self._wait_for_paste(book)
            with book.quiet(f"tdsxl writes into {book.name} …"):
                Writer(book).write(update)
        return {}

    @contextmanager
    def _open(self) -> Iterator[OpenBook]:
        book = self._found()
        if book is None:
            raise NotOpen(f"{self._path.name} is not open in Excel.", "Open it, or write it with `tdsxl write`.")
        yield book

    def _found(self) -> OpenBook | None:
        calls = Calls(self._wait, self._tell)
        book, self.saved_as = find(self._path, calls), ""
        if book is None and self._book_id:
            book = find_by_id(self._book_id, calls)
            self.saved_as = book.address() if book else ""
        return book

    def _wait_for_paste(self, book: OpenBook) -> None:
        waited = 0.0
        while waited < _PATIENCE and book.is_copying():
            self._tell(COPYING)
            self._wait(_STEP)
            waited += _STEP
        if waited:
            self._tell("")


def _prove_writable(book: OpenBook) -> None:
    if book.is_read_only():
        what = f"{book.name} is open read-only in Excel."
        raise LocalError(what, "Close it there, also where else it is open, and open it for editing.")


def _contents(book: OpenBook, places: Places, written: Sequence[Place]) -> Contents:
    table, register = places.clients, RegisterReader()
    clients = ClientReader({title: column - 1 for title, column in table.columns.items()})
    read_clients = tuple(clients.clients(lines(table), hidden(table)))
    certificates = places.register
    read_register = register.register(lines(certificates) if certificates else iter(()))
    duties = DutiesReader()
    due_dates, not_due = (places.kept(sheet) for sheet in FIRM_LISTS)
    own_dates = duties.due_dates(lines(due_dates) if due_dates else ())
    exempt = duties.exempt(lines(not_due) if not_due else ())
    named = {line.text("Setting"): line for line in lines(places.settings)}
    ours = (place for place in (table, certificates, *written) if place)
    twice = (line for place in written for line in doubled(place.sheet, place.own_titles))
    return Contents(
        stamp=stamp(named, book.name),
        clients=read_clients,
        problems=(*clients.problems, *register.problems, *duties.problems),
        register=read_register,
        due_dates=own_dates,
        exempt=exempt,
        gaps=(*gaps((SETTINGS, named), *((place.sheet, place.columns) for place in ours)), *twice),
        settings=settings(named, f"{book.name}, Settings!{letters(places.settings.columns['Value'])}"),
    )
