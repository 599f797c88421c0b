"""The book as a file that no program has open: read for its clients, written part by part.

Only what differs is written. Cells of ours are changed in place, or rows made anew where nothing of the user stands
among them; every other part of the file stays byte for byte. The files of this job: package and archive (the zip), find
and places (where our tables stand), raw and firm_rows (what is read), rows and cells (XML), rewrite and merge (tables),
room and pins (what moves when one grows, what cannot), edits (single cells), changes (all of an update), guard, owners
and save (the disk).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.parsers import expat

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.contents import ClientReader, RegisterReader, settings, stamp
from tdsxl.sheets.duties import DutiesReader
from tdsxl.sheets.file import dashboard
from tdsxl.sheets.file.adding import CLIENT_SHEET, REGISTER_SHEET, client_rows, register_rows
from tdsxl.sheets.file.archive import Spool
from tdsxl.sheets.file.beside import beside
from tdsxl.sheets.file.changes import ChangeMaker, Changes
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.firm_rows import FirmTables
from tdsxl.sheets.file.guard import prove_unprotected, prove_writable
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.places import Places
from tdsxl.sheets.file.room import prove_room
from tdsxl.sheets.file.save import Draft, Wait, back_up, state_of, stray_prefix, sweep, unwritable
from tdsxl.sheets.file.stream import sheet_end
from tdsxl.sheets.headers import doubled, gaps, unusable
from tdsxl.sheets.keys import Waiting
from tdsxl.sheets.layout import SETTINGS
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import Beside, Contents, Sheet, Update, Written
from tdsxl.values import indian_day
from tdsxl.worklists import FIRM_LISTS

_TURNS = 3
"""How often a book that others save meanwhile is read again."""


class FileBook:
    """An .xlsx or .xlsm file; satisfies `sheets.base.Book`."""

    def __init__(
        self,
        path: Path,
        *,
        backups: Path,
        sheets: tuple[Sheet, ...],
        wait: Wait = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take a book.

        Args:
            path: The file; a link is followed.
            backups: Folder of the dated copies.
            sheets: The tables that tdsxl writes.
            wait: Sleeps so many seconds.
            now: Tells the time.
        """
        self._path = path.resolve()
        self._backups = backups
        self._sheets = sheets
        self._wait = wait
        self._now = now
        self._book_id = ""
        """Whose book was read here."""

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
            LocalError: It is open elsewhere, read-only or protected.
        """
        written: tuple[Place, ...] = ()
        amiss: list[str] = []
        with Package(self._path) as package, FirmTables(package) as tables:
            places = Places(package)
            if to_write:
                prove_writable(self._path)
            with _hindering(amiss, to_write=to_write):
                written = self._proven(package, places)
            contents = self._contents(package, places, written, tables=tables)
            with _hindering(amiss, to_write=to_write):
                tables.prove_unprotected()
        self._book_id = contents.stamp.book_id
        return replace(contents, gaps=(*amiss[:1], *contents.gaps))

    def notes(self, known: Mapping[str, Written]) -> Mapping[str, Beside]:
        """What the firm wrote beside our rows, by sheet title; sheets that are as we left them are left out.

        Raises:
            InputError: A table of ours is gone, or the book is damaged.
            LocalError: Another program does not let it be read.
        """
        with Package(self._path) as package:
            places = Places(package)
            kept = (sheet for sheet in self._sheets if sheet.own)
            found = {sheet.title: beside(package, places.table(sheet), known.get(sheet.title)) for sheet in kept}
        return {title: notes for title, notes in found.items() if notes}

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date; `known` is what the journal remembers of the last writing, by sheet title.

        Returns what now stands in each of our tables; the file is untouched when nothing differs.

        Raises:
            SavedBeside: The book is held by another program; the new state lies beside it.
            LocalError: The book could not be written; nothing of it was harmed.
            InputError: A table of ours is gone, or the book is damaged.
        """
        again = f"`tdsxl write {self._path.name}`"
        return self._saved(lambda maker: self._same(maker).changes(update, known), again).written

    def _same(self, maker: ChangeMaker) -> ChangeMaker:
        """What makes the changes, if the book is still the one that was read here."""
        if self._book_id and maker.book_id() != self._book_id:
            raise LocalError(
                f"Another workbook lies at {self._path} now; nothing was written into it.",
                f"Put yours back, then `tdsxl write {self._path.name}`: the journal has everything.",
            )
        return maker

    def add_clients(self, lines: Sequence[ClientLine]) -> tuple[int, int]:
        """Put clients of a list into the table Clients: how many were new, and how many rows have changed.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
            LocalError: The book could not be written; nothing of it was harmed.
        """
        return self._added(CLIENT_SHEET, lambda: client_rows(lines))

    def preview_clients(self, lines: Sequence[ClientLine]) -> tuple[int, int]:
        """What `add_clients` would say of these lines; nothing is written.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
        """
        with ExitStack() as stack:
            _, changes = self._made(stack, lambda maker: maker.additions(CLIENT_SHEET, client_rows(lines)))
        return changes.added, changes.updated

    def add_register(self, lines: Sequence[RegisterLine]) -> tuple[int, int]:
        """Put certificates of a list into the table LDC Register; otherwise as `add_clients`."""
        return self._added(REGISTER_SHEET, lambda: register_rows(lines))

    def _added(self, sheet: Sheet, rows: Callable[[], Waiting]) -> tuple[int, int]:
        prove_writable(self._path)
        changes = self._saved(lambda maker: maker.additions(sheet, rows()), "import the list again")
        return changes.added, changes.updated

    def _proven(self, package: Package, places: Places) -> tuple[Place, ...]:
        """The tables that tdsxl writes, once none of them is seen to stand in the way.

        Raises:
            InputError: A table is missing, or cannot grow.
            LocalError: A sheet is protected.
        """
        written = places.tables(self._sheets)
        for place in written:
            after = sheet_end(package.chunks(place.entry.part))
            prove_unprotected(package, place.entry, after)
            prove_room(place, after)
        return written

    def _contents(self, package: Package, places: Places, written: Sequence[Place], *, tables: FirmTables) -> Contents:
        register = RegisterReader()
        table = tables.table(places.clients)
        clients = ClientReader(table.places)
        read_clients = tuple(clients.clients(table.lines(), table.hidden))
        lines = tables.table(places.register).lines() if places.register else iter(())
        read_register = register.register(lines)
        duties = DutiesReader()
        due_dates, not_due = (places.kept(sheet) for sheet in FIRM_LISTS)
        own_dates = duties.due_dates(tables.table(due_dates).lines() if due_dates else ())
        exempt = duties.exempt(tables.table(not_due).lines() if not_due else ())
        named = {line.text("Setting"): line for line in tables.table(places.settings).lines()}
        ours = (place for place in (places.clients, places.register, *written) if place)
        twice = (line for place in written for line in doubled(place.sheet, [own.title for own in place.own]))
        charts = dashboard.gaps(package, places.dashboard, (place.sheet.title for place in written))
        return Contents(
            stamp=stamp(named, self._path.name),
            clients=read_clients,
            problems=(*clients.problems, *register.problems, *duties.problems),
            register=read_register,
            due_dates=own_dates,
            exempt=exempt,
            gaps=(*gaps((SETTINGS, named), *((place.sheet, place.columns) for place in ours)), *twice, *charts),
            settings=settings(named, f"{self._path.name}, Settings!{places.settings.columns['Value']}"),
        )

    def _saved(self, make: Callable[[ChangeMaker], Changes], again: str) -> Changes:
        """Save changes, worked out anew as often as others save the book meanwhile; `again` repeats what failed."""
        try:
            sweep(self._path)
            for turn in range(1, _TURNS + 1):
                state = state_of(self._path)
                with Draft(self._path, again=again) as draft:
                    try:
                        changes = self._drafted(draft, make)
                    except InputError:
                        if state_of(self._path) == state:
                            raise
                        continue  # read while another program wrote it
                    if not draft.is_filled:
                        return changes
                    if state_of(self._path) == state:
                        back_up(self._path, self._backups, indian_day(self._now()))
                        if draft.replace_book(self._wait, state=state):
                            return changes
                    if turn == _TURNS:
                        raise draft.save_beside("is being changed by another program")
        except OSError as error:
            raise unwritable(self._path, error, again=again) from error
        raise LocalError(f"{self._path.name} is being changed by another program.", f"Once more: {again}.")

    def _drafted(self, draft: Draft, make: Callable[[ChangeMaker], Changes]) -> Changes:
        """Fill a draft with what differs from the book as it stands now; nothing is filled where nothing does."""
        try:
            with ExitStack() as stack:
                package, changes = self._made(stack, make)
                if changes.sheets:
                    draft.fill(package, changes)
            if draft.is_filled:
                changes.written.update(draft.proven(changes))
        except expat.ExpatError as error:
            raise draft.unproven() from error
        return changes

    def _made(self, stack: ExitStack, make: Callable[[ChangeMaker], Changes]) -> tuple[Package, Changes]:
        """The book as it stands now, and changes of it; both hold while the stack does."""

        def new_spool() -> Spool:
            return stack.enter_context(Spool(self._path.parent, prefix=stray_prefix(self._path)))

        package = stack.enter_context(Package(self._path))
        return package, make(ChangeMaker(package, Places(package), new_spool))


@contextmanager
def _hindering(amiss: list[str], *, to_write: bool) -> Iterator[None]:
    """What stands in the way of writing: it ends a reading for that, and any other only tells it."""
    try:
        yield
    except (InputError, LocalError) as error:
        if to_write:
            raise
        amiss.append(unusable(error))
