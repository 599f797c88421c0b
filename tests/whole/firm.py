"""An invented firm at the practice portals: data folder, vault and client list, without a workbook."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from keyring.backend import KeyringBackend

from tdsxl.challenges import Challenge
from tdsxl.cli.office import Portals, versions
from tdsxl.cli.passwords import store_by_hand
from tdsxl.engine.events import Event
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.plan import Visit, Wish
from tdsxl.engine.run import Pace
from tdsxl.engine.store import Store
from tdsxl.engine.sync import Office, Synced, sync
from tdsxl.engine.visit import Crew
from tdsxl.modules import MODULES
from tdsxl.modules.base import Stored
from tdsxl.names import MODULE_TITLES
from tdsxl.portals.hosts import read_hosts
from tdsxl.practice.log import Entry, Log
from tdsxl.practice.log import Login as Sent
from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tdsxl.prompts.scripted import Scripted
from tdsxl.records import RegisterRow
from tdsxl.tables import Client, Contents, Settings, Stamp
from tdsxl.values import Form, Portal, Secret, Tan, Year, both_acts
from tdsxl.vault import NewPassword, Vault, open_vault
from tests.whole.look import Look

YEARS = (Year(2024), Year(2025), Year(2026))
PACES = {Portal.ITPORTAL: Pace(sessions=4, login_gap=0.0), Portal.TRACES: Pace(sessions=6, login_gap=0.0)}
UNKNOWN = RegisterRow(
    certificate_no="9ZZ9999ZZZ9Z999", deductee_pan="ZZZZZ9999Z", year=Year(2026), section=None, rate=None, limit=None
)
"""A certificate that the office believes in and TRACES does not know; world and register hold no such row."""
Held = Mapping[tuple[str, str], tuple[Stored, ...]]
"""(TAN, module) → what the journal holds."""


class Clerk:
    """The person at the PC: reads captchas, says yes, and remembers every question."""

    def __init__(self, url: str, *, take_over: str = "yes", try_again: str = "yes") -> None:
        self._answers = Scripted(url, take_over=take_over, try_again=try_again)
        self.asked: list[tuple[str, Challenge]] = []

    def ask(self, visit: Visit, challenge: Challenge) -> str | None:
        """Answer for one client."""
        client = visit.client
        self.asked.append((client.tan, challenge))
        return self._answers.ask(challenge, name=client.name, tan=client.tan, portal=visit.portal)

    def questions(self, kind: type[Challenge]) -> list[str]:
        """TANs for which a kind of question was put, in order."""
        return [tan for tan, challenge in self.asked if isinstance(challenge, kind)]


@dataclass(slots=True, kw_only=True)
class Firm:
    """What one office has: portals to ask, a data folder, passwords, clients."""

    portals: Practice
    home: Home
    vault: Vault
    keyring: Mapping[tuple[str, str], str]
    """That of the vault; it holds nothing but the vault's key, in Base64."""
    people: Sequence[Person]
    contents: Contents

    def sync(
        self,
        clerk: Clerk | None = None,
        *,
        tans: tuple[Tan, ...] = (),
        failed: bool = False,
        modules: tuple[str, ...] = (),
        attended: bool = True,
        stop: threading.Event | None = None,
        emit: Callable[[Event], None] = lambda event: None,
        gap: float = 0.0,
        paces: Mapping[Portal, Pace] = PACES,
    ) -> Synced:
        """One whole sync from clients to journal."""
        crew = Crew(
            open_session=Portals(read_hosts(self.home.path / "portals.toml"), gap=gap).open,
            login=self.vault.login,
            ask=(clerk or Clerk(self.portals.url)).ask,
            attended=attended,
            store=Store(self.home.path, set_aside=self.home.set_aside, seal=partial(self.vault.seal, label="reply")),
            stop=stop or threading.Event(),
            retry_s=0.01,
        )
        wish = Wish(tans=tans, failed=failed, modules=modules, years=YEARS)
        with self.office() as office:
            return sync(office, self.contents, wish, crew=crew, paces=paces, emit=emit)

    @contextmanager
    def office(self) -> Iterator[Office]:
        """What a sync stands on, with the journal open."""
        with open_journal(self.home) as journal:
            yield Office(home=self.home, journal=journal, modules=MODULES, versions=versions(self.vault))

    def held(self) -> Held:
        """Everything the journal holds of the clients."""
        return held(self.home, [person.tan for person in self.people])

    def files(self) -> Mapping[tuple[str, Portal, str], tuple[bytes, ...]]:
        """(TAN, portal, reference) → the documents on disk."""
        with open_journal(self.home) as journal:
            paths = {person.tan: journal.files.paths(person.tan) for person in self.people}
        return {
            (tan, *of): tuple((self.home.path / path).read_bytes() for path in listed.split("; "))
            for tan, filed in paths.items()
            for of, listed in filed.items()
        }

    def look(self, person: Person, day: date) -> Look:
        """What this firm asks of a client, on a day."""
        return Look(person=person, day=day, years=YEARS, register=self.contents.register[Tan(person.tan)])

    def store(self, person: Person, portal: Portal, password: str) -> None:
        """Type a password, another or the same."""
        store_by_hand(self.home, self.vault, NewPassword(tan=Tan(person.tan), portal=portal, password=Secret(password)))

    def troubles(self) -> list[Trouble]:
        """What stands open on the sheet Exceptions."""
        with open_journal(self.home) as journal:
            return [row.trouble for row in journal.troubles.rows() if row.cleared is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one sync left: in the journal, and in the log of the practice portals."""

    day: date
    done: Synced
    held: Held
    asked: tuple[tuple[str, Challenge], ...]
    logins: tuple[Sent, ...]
    requests: tuple[Entry, ...]
    left_open: int
    """Sessions that were not signed out of."""
    most_in_flight: int
    """Requests of one account at once."""


def open_firm(folder: Path, portals: Practice, *, places: Sequence[int] | None = None) -> Firm:
    """A firm whose clients are those of the practice portals, or some of them by their place."""
    home = Home(folder)
    folder.mkdir()
    (folder / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
    people = portals.people if places is None else [portals.people[place] for place in places]
    keyring: dict[tuple[str, str], str] = {}
    vault = open_vault(folder, keyrings=(_ring(keyring),))
    vault.store_all([new for person in people for new in passwords(person)])
    contents = Contents(
        stamp=Stamp(book_id="practice"),
        clients=tuple(_client(row, person) for row, person in enumerate(people, start=5)),
        problems=(),
        register={Tan(person.tan): _register(person) for person in people},
        settings=Settings(gap=0.0),
    )
    return Firm(portals=portals, home=home, vault=vault, keyring=keyring, people=people, contents=contents)


def passwords(person: Person) -> Iterator[NewPassword]:
    """What the office has stored of a client, right or wrong."""
    stored = ((Portal.TRACES, person.office_traces_password), (Portal.ITPORTAL, person.office_itportal_password))
    for portal, password in stored:
        if password:
            yield NewPassword(tan=Tan(person.tan), portal=portal, password=Secret(password))


def an_hour_passes(home: Home) -> None:
    """The login gate counts the logins of an hour; tests do not wait for it."""
    clock_moves(home, timedelta(minutes=61))


def clock_moves(home: Home, by: timedelta) -> None:
    """The clock is the PC's own, so the logins in the journal are moved the other way."""
    moved = "strftime('%Y-%m-%dT%H:%M:%S+00:00', sent, ?)"
    with closing(sqlite3.connect(home.journal)) as db, db:
        db.execute(f"UPDATE attempt SET sent = {moved}", (f"{-by.total_seconds():+.0f} seconds",))  # noqa: S608  # ours


def held(home: Home, tans: Iterable[str]) -> Held:
    """Everything a journal holds of some clients."""
    with open_journal(home) as journal:
        return {(tan, module.name): journal.readings.held(tan, module.name) for tan in tans for module in MODULES}


def left_open(log: Log) -> int:
    """Sessions that nobody signed out of; the gateway of TRACES has no known way out before the bridge (§3.2)."""
    inside = {login.user for login in log.logins if (login.portal, login.outcome) == ("traces", "OK")}
    bridged = {request.account for request in log.requests if request.route == "traces.bridge"}
    return sum(log.open_sessions.values()) - len(inside - bridged)


def canonical(held: Held) -> list[str]:
    """Rows and values without stamps, to compare two journals."""
    rows = ((pair, stored) for pair, found in held.items() for stored in found)
    return sorted(f"{pair} {stored.portal} {stored.record} {stored.gone_at is None}" for pair, stored in rows)


def _ring(kept: dict[tuple[str, str], str]) -> type[KeyringBackend]:
    """A keyring in memory; a passphrase takes a quarter of a second, on purpose."""

    class Ring(KeyringBackend):
        viable = True

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

    return Ring


def _client(row: int, person: Person) -> Client:
    return Client(
        tan=Tan(person.tan),
        name=person.name,
        row=row,
        ticked=True,
        hidden=False,
        modules=frozenset(MODULE_TITLES),
        group=person.group,
        forms=both_acts(Form(form) for form in person.forms.split(", ") if form),
    )


def _register(person: Person) -> tuple[RegisterRow, ...]:
    known = tuple(
        RegisterRow(
            certificate_no=row.certificate_no,
            deductee_pan=row.deductee_pan,
            year=Year.parse(row.year),
            section=row.section,
            rate=row.rate,
            limit=row.limit,
        )
        for row in person.register
    )
    return (*known, UNKNOWN) if known else ()
