"""What the office thread does: reads the book, makes an offer, syncs, writes. Every method belongs to that thread.

Only `cost`, `stop`, `close` and `asking` are for others too; they return at once.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.addin.accounts import accounts, stored
from tdsxl.addin.asking import Asking
from tdsxl.addin.course import Course
from tdsxl.addin.ending import finished
from tdsxl.addin.offering import Snapshot, wish_of
from tdsxl.addin.probe import probe
from tdsxl.addin.remembered import Remembered, keep, recall
from tdsxl.addin.sharing import copied, shareable
from tdsxl.addin.waking import wake
from tdsxl.addin.wording import IDLE, ended_early
from tdsxl.cli.anywhere import AnywhereBook
from tdsxl.cli.awake import awake
from tdsxl.cli.misfits import misfit_lines
from tdsxl.cli.office import hosts, vault, versions
from tdsxl.cli.ready import Ready, ready, years_of
from tdsxl.engine.audit import note
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.leftover import leftover
from tdsxl.engine.night import night_line
from tdsxl.engine.plan import Memory, Wish
from tdsxl.engine.results import module_states
from tdsxl.engine.run import Chores
from tdsxl.engine.sync import Office, Synced, check_stamp, hindrances, write_book
from tdsxl.engine.sync import sync as run_sync
from tdsxl.errors import InputError, TdsxlError
from tdsxl.modules import MODULES
from tdsxl.tables import Contents
from tdsxl.values import INDIA, Portal, Year, indian_day
from tdsxl.window.copies import CopyWish
from tdsxl.window.values import Accounts, Choice, Cost, Fatal, News, Opened, Preset, Raised, Said
from tdsxl.window.words import stopping

_LOG = logging.getLogger("tdsxl")
_KEPT = "window.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the work is done with."""

    home: Home
    path: Path
    """Of the book's file."""
    book: AnywhereBook
    portals: str | None
    """Name of a portals file, or None for the official addresses."""
    tell: Callable[[News], None]
    stop: threading.Event = field(default_factory=threading.Event)
    """Ends a run when it is set, and the waiting for Excel."""


class Jobs:
    """The work on one book.

    Attributes:
        asking: The questions of the run.
    """

    def __init__(self, desk: Desk, chores: Chores) -> None:
        """Take a desk, and the jobs that are done between two turns of a run."""
        self.asking = Asking(desk.tell)
        self._chores = chores
        self._desk = desk
        self._tell = desk.tell
        self._stop = desk.stop
        self._asked = self._begun = self._withdrawn = 0
        """Runs asked for, runs that have had their turn, and the runs up to which a Stop has ended all."""
        self._is_closed = self._is_syncing = self._is_writing = False
        self._run: Ready | None = None
        self._course: Course | None = None
        self._snapshot: Snapshot | None = None
        self._remembered = recall(desk.home.path / _KEPT)

    def cost(self, choice: Choice) -> Cost:
        """What a choice will take, by what was last read."""
        if self._snapshot is None:
            return Cost(clients=0, captchas=0, typing_minutes=0, no_password=0, hidden=0)
        return self._snapshot.cost(choice)

    @property
    def is_idle(self) -> bool:
        """No run is under way, and none waits for its turn."""
        return not self._is_syncing and self._asked <= self._begun

    def expect(self) -> None:
        """A run was asked for: a Stop that comes from now on ends it, even before it has begun."""
        self._asked += 1

    def stop(self) -> str:
        """End the run politely; returns the line that says so."""
        was_idle, self._withdrawn = self.is_idle, self._asked
        if was_idle:
            return IDLE
        self._stop.set()
        self.asking.end()
        course = self._course
        return course.stop() if course else stopping(0)

    def close(self) -> None:
        """The same, and begin no other; a book that is being written is written to its end."""
        self._is_closed = True
        if not self._is_writing:
            self.stop()

    def offer(self) -> None:
        """Read the book and offer what can be synced; without a first offer nothing can be done here."""
        if self._run:
            return
        try:
            with self._office() as (office, contents):
                check_stamp(contents.stamp, office.home)
                self._snapshot = self._seen(office, contents)
        except TdsxlError as error:
            if self._snapshot:
                raise
            self._tell(Fatal(text=str(error)))
            return
        self._tell(Opened(offer=self._snapshot.offer))
        wake(self._desk.path, self._tell)
        probe(hosts(self._desk.portals, self._snapshot.contents.settings), self._tell)

    def sync(self, choice: Choice) -> None:
        """Start Sync."""
        self._sync(lambda run: wish_of(choice, run.contents))

    def sync_failed(self) -> None:
        """Re-sync failed."""
        self._sync(lambda run: Wish(failed=True, years=years_of(run.contents.settings)))

    def go_on(self) -> None:
        """Continue."""
        self._sync(_left)

    def write(self) -> None:
        """Write now: what is read so far, also while a run goes on."""
        self._tell(Said(text="Writing the workbook …"))
        with self._office() as (office, contents):
            write_book(office, self._desk.book, contents, running=self._course.run if self._course else None)
        self._say_written(f"The workbook is up to date, as of {datetime.now(INDIA):%H:%M}.")

    def show_accounts(self, text: str = "") -> None:
        """The passwords grid."""
        safe = vault(self._desk.home)
        with self._office() as (office, contents):
            grid = accounts(contents.clients, safe, office.journal)
        self._tell(Accounts(accounts=grid, text=text))

    def store_passwords(self, rows: Sequence[Sequence[str]]) -> None:
        """Passwords of a pasted block."""
        try:
            text = stored(rows, vault(self._desk.home), self._desk.home)
            note(self._desk.home, "passwords import", text.partition("\n")[0])
        except TdsxlError as error:
            text = str(error)
        self.show_accounts(text)

    def show_share(self) -> None:
        """Share copy…: whose rows, and where to."""
        self._forbid_copies()
        self._tell(shareable(self._desk.book.read(to_write=False).clients, self._desk.path.parent))

    def make_copy(self, wish: CopyWish, stop: threading.Event) -> None:
        """Make a copy to share, or one for each client until `stop` is set."""
        self._forbid_copies()
        self._tell(copied(wish, self._desk.book, self._desk.home, tell=self._tell, stop=stop))

    def keep_preset(self, preset: Preset) -> None:
        """A preset of the firm's own."""
        self._remember(self._remembered.with_preset(preset))
        self._tell(Said(text=f"The preset {preset.name} is kept."))

    def _forbid_copies(self) -> None:
        if self._run:
            raise InputError("A copy can be made when the run is over.")

    @contextmanager
    def _office(self) -> Iterator[tuple[Office, Contents]]:
        """Journal and contents of the book: those of the run under way, or opened for one job."""
        if self._run:
            yield self._run.office, self._run.contents
            return
        home = self._desk.home
        with open_journal(home) as journal:
            office = Office(home=home, journal=journal, modules=MODULES, versions=versions(vault(home)))
            yield office, self._desk.book.read()

    def _seen(self, office: Office, contents: Contents) -> Snapshot:
        wish = Wish(years=years_of(contents.settings))
        hindered = hindrances(office, wish, contents, attended=True)
        return Snapshot(
            book=self._desk.path.name,
            contents=contents,
            states=module_states(office.journal),
            memory=Memory(hindered=hindered, seconds=_seconds(office)),
            leftover=leftover(office.journal, contents.stamp.book_id, contents.clients),
            remembered=self._remembered,
            night=night_line(office.journal, contents.stamp.book_id),
            this_year=Year.of(indian_day(datetime.now(UTC))),
            misfits=tuple(misfit_lines(office.journal, contents)),
        )

    def _sync(self, wish_of_run: Callable[[Ready], Wish]) -> None:
        """One run, from the press of Start Sync to the written book."""
        self._begun += 1
        if self._run:
            self._tell(Raised())
            self._tell(Said(text="A sync is under way; this is it."))
            return
        if self._begun <= self._withdrawn:
            self._tell(Said(text="Stopped before anything was sent.", is_trouble=True))
            return
        self._stop.clear()
        self.asking.begin()
        if self._is_closed:
            return
        desk, self._is_syncing = self._desk, True
        trouble: TdsxlError | None = None
        try:
            wake(desk.path, self._tell)
            with awake(), ready(desk.home, desk.book, desk.portals, ask=self.asking.ask, stop=self._stop) as run:
                done = self._synced(run, wish_of_run(run))
                self._remember(replace(self._remembered, captcha_s=self._captcha_s()))
                trouble = self._written(run)
                self._tell(finished(run.office, done))
        finally:
            self._is_syncing = self._is_writing = False
            self._stop.clear()
            if trouble:
                self._tell(Said(text=str(trouble), is_trouble=True))
        if not trouble:
            self._say_written("The workbook is up to date.")

    def _synced(self, run: Ready, wish: Wish) -> Synced:
        course = Course(self._tell, run.paces, seconds=_seconds(run.office), captcha_s=self._captcha_s)
        self._run, self._course = run, course
        try:
            return run_sync(
                run.office, run.contents, wish, crew=run.crew, paces=run.paces, emit=course.on, chores=self._chores
            )
        except Exception as error:
            if course.run is not None:
                self._tell(ended_early(error, self._desk.home.logs))
            raise
        finally:
            self._run = self._course = None

    def _written(self, run: Ready) -> TdsxlError | None:
        """Write the book; what stands in the way is told after the summary, since the journal has everything."""
        self._tell(Said(text="Writing the workbook …"))
        # A stopped run is written like any other; from now on a Stop ends the waiting for Excel.
        self._is_writing = True
        self._stop.clear()
        try:
            write_book(run.office, self._desk.book, run.contents)
        except TdsxlError as error:
            # The window may be closed by now.
            _LOG.warning("The workbook was not written: %s", error)
            return error
        return None

    def _say_written(self, text: str) -> None:
        self._tell(Said(text=f"{text} {self._desk.book.afterword}".rstrip()))

    def _captcha_s(self) -> float:
        return self.asking.captcha_s() or self._remembered.captcha_s

    def _remember(self, remembered: Remembered) -> None:
        self._remembered = remembered
        keep(self._desk.home.path / _KEPT, remembered)


def _left(run: Ready) -> Wish:
    contents = run.contents
    left = leftover(run.office.journal, contents.stamp.book_id, contents.clients)
    if left is None:
        raise InputError("Nothing is left of the run before.", "Start a new one.")
    return left.wish


def _seconds(office: Office) -> dict[tuple[str, Portal], float]:
    """How long the last visit of each account took."""
    visits = office.journal.logins.visits()
    return {key: visit.seconds for key, visit in visits.items() if visit.seconds is not None}
