"""Everything that must stand before the first request of a run: journal, book, vault, portals, terminal."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tdsxl.cli.office import Portals, file_book, hosts, vault, versions
from tdsxl.cli.terminal import Terminal
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.plan import Wish
from tdsxl.engine.run import Pace
from tdsxl.engine.store import Store, sweep
from tdsxl.engine.sync import Office
from tdsxl.engine.visit import Crew
from tdsxl.errors import LocalError
from tdsxl.modules import MODULES
from tdsxl.portals.hosts import Hosts
from tdsxl.prompts.base import Prompt
from tdsxl.prompts.scripted import Unattended
from tdsxl.sheets.base import Book
from tdsxl.tables import Contents, Settings
from tdsxl.values import Portal, Tan, Year, default_years, indian_day
from tdsxl.vault import Vault


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A run that may begin."""

    office: Office
    book: Book
    contents: Contents
    wish: Wish
    crew: Crew
    paces: dict[Portal, Pace]
    terminal: Terminal
    stop: threading.Event


@contextmanager
def ready(call: Call, place: Home, prompt: Prompt) -> Iterator[Ready]:
    """Hold the journal, and find out whatever is wrong before any login.

    Raises:
        InputError: The book or the portals file cannot be used.
        LocalError: The book cannot be written, the vault not opened, or another tdsxl is at work.
    """
    safe, stop = vault(place), threading.Event()
    with open_journal(place) as journal:
        sweep(place.path)
        book = file_book(call.book, place)
        contents = book.read()
        settings = contents.settings
        found = hosts(call.portals, settings)
        safe.unlock()
        terminal = Terminal(prompt, stop)
        crew = Crew(
            open_session=Portals(found, gap=settings.gap).open,
            login=safe.login,
            ask=terminal.ask,
            attended=not isinstance(prompt, Unattended),
            store=_store(settings, place, safe),
            stop=stop,
        )
        yield Ready(
            office=Office(home=place, journal=journal, modules=MODULES, versions=versions(safe)),
            book=book,
            contents=contents,
            wish=_wish(call, contents),
            crew=crew,
            paces=_paces(settings, found),
            terminal=terminal,
            stop=stop,
        )


def _store(settings: Settings, place: Home, safe: Vault) -> Store:
    folder = Path(settings.folder) if settings.folder else place.path
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LocalError(
            f"The folder {folder} of the sheet Settings cannot be made: {error.strerror}.", "Mend it."
        ) from None
    return Store(folder, set_aside=place.set_aside, seal=partial(safe.seal, label="reply"))


def _paces(settings: Settings, found: Hosts) -> dict[Portal, Pace]:
    return {
        Portal.ITPORTAL: Pace(sessions=settings.sessions_itportal, login_gap=found.itportal.login_gap),
        Portal.TRACES: Pace(sessions=settings.sessions_traces, login_gap=found.traces.login_gap),
    }


def _wish(call: Call, contents: Contents) -> Wish:
    """Command line over sheet over default."""
    years = call.years or contents.settings.years or default_years(indian_day(datetime.now(UTC)))
    return Wish(everyone=call.everyone, tans=call.tans, failed=call.failed, modules=call.modules, years=years)
