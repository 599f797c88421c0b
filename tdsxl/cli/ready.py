"""Everything that must stand before the first request of a run: journal, book, vault, portals."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tdsxl.challenges import Challenge
from tdsxl.cli.office import Portals, hosts, vault, versions
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.plan import Visit, Wish
from tdsxl.engine.run import Pace
from tdsxl.engine.store import Store, forget_old, sweep
from tdsxl.engine.sync import Office
from tdsxl.engine.visit import Crew
from tdsxl.errors import LocalError
from tdsxl.modules import MODULES
from tdsxl.portals.hosts import Hosts
from tdsxl.sheets.base import Book
from tdsxl.tables import Contents, Settings
from tdsxl.values import Portal, Tan, Year, default_years, indian_day, one_line
from tdsxl.vault import Vault

PICTURES = 3
"""Captchas that may wait for a person at once: the one on show, and the pictures of the next two clients."""

Asking = Callable[[Visit, Challenge], str | None]
"""Puts a question to a person; None when nobody answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One sync as the command line asks for it."""

    book: Path
    portals: str | None = None
    everyone: bool = False
    tans: tuple[Tan, ...] = ()
    failed: bool = False
    modules: tuple[str, ...] = ()
    years: tuple[Year, ...] = ()

    def wish(self, contents: Contents) -> Wish:
        """Command line over sheet over default."""
        years = self.years or years_of(contents.settings)
        return Wish(everyone=self.everyone, tans=self.tans, failed=self.failed, modules=self.modules, years=years)


def years_of(settings: Settings) -> tuple[Year, ...]:
    """The years of a book."""
    return settings.years or default_years(indian_day(datetime.now(UTC)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A run that may begin."""

    office: Office
    book: Book
    contents: Contents
    crew: Crew
    paces: dict[Portal, Pace]


@contextmanager
def ready(
    place: Home,
    book: Book,
    portals: str | None,
    *,
    ask: Asking,
    stop: threading.Event,
    attended: bool = True,
) -> Iterator[Ready]:
    """Hold the journal, and find out whatever is wrong before any login.

    Args:
        place: The data folder.
        book: What is read and written.
        portals: Name of a portals file, or None for the official addresses.
        ask: Who answers questions.
        stop: Ends the run when it is set.
        attended: A person is there.

    Raises:
        InputError: The book or the portals file cannot be used.
        LocalError: The book cannot be written, the vault not opened, or another tdsxl is at work.
    """
    safe = vault(place)
    with open_journal(place) as journal:
        sweep(place.path)
        with suppress(OSError):
            forget_old(place.set_aside, datetime.now(UTC))
        contents = book.read()
        settings = contents.settings
        found = hosts(portals, settings)
        safe.unlock()
        crew = Crew(
            open_session=Portals(found, gap=settings.gap).open,
            login=safe.login,
            ask=ask,
            attended=attended,
            store=_store(settings, place, safe),
            stop=stop,
        )
        yield Ready(
            office=Office(home=place, journal=journal, modules=MODULES, versions=versions(safe)),
            book=book,
            contents=contents,
            crew=crew,
            paces=_paces(settings, found, pictures=PICTURES if attended else 0),
        )


def _store(settings: Settings, place: Home, safe: Vault) -> Store:
    folder = Path(settings.folder) if settings.folder else place.path
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LocalError(
            f"The folder {one_line(str(folder))} of the sheet Settings cannot be made: {error.strerror}.", "Mend it."
        ) from None
    return Store(folder, set_aside=place.set_aside, seal=partial(safe.seal, label="reply"))


def _paces(settings: Settings, found: Hosts, *, pictures: int) -> dict[Portal, Pace]:
    traces = Pace(sessions=settings.sessions_traces, login_gap=found.traces.login_gap, pictures=pictures)
    return {
        Portal.ITPORTAL: Pace(sessions=settings.sessions_itportal, login_gap=found.itportal.login_gap),
        Portal.TRACES: traces,
    }
