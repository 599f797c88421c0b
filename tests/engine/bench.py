"""An office with a journal of its own and scripted portals: one press of Start Sync, and what came of it."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tdsxl.challenges import Challenge, CutOff, TakeOver
from tdsxl.engine.events import Event
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.plan import Visit, Wish
from tdsxl.engine.run import Chores, Pace
from tdsxl.engine.store import Store
from tdsxl.engine.sync import Office, Synced, sync
from tdsxl.engine.visit import Crew
from tdsxl.modules.base import Module
from tdsxl.records import Notice
from tdsxl.tables import Client, Contents, Problem
from tdsxl.values import Login, Portal, Secret, Tan
from tests.engine.scripted import MODULES, ScriptedSession, World, contents, wish

Answer = str | None | Callable[[], str | None]


@dataclass(slots=True)
class Bench:
    """An office with a journal of its own and scripted portals."""

    home: Home
    journal: Journal
    world: World = field(default_factory=World)
    answers: dict[type[Challenge], Answer] = field(default_factory=dict)
    """What the person says; a question without an answer here is skipped."""
    asked: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    versions: dict[tuple[str, Portal], str] = field(default_factory=dict)
    """Passwords that differ from `v1`."""
    stop: threading.Event = field(default_factory=threading.Event)
    retry_s: float = 0.001

    @classmethod
    def at(cls, path: Path) -> Self:
        return cls(Home(path), Journal(Home(path)))

    def sync(
        self,
        *clients: Client,
        wished: Wish | None = None,
        attended: bool = True,
        sessions: int = 1,
        pictures: int = 0,
        modules: tuple[Module, ...] = MODULES,
        chores: Chores | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> Synced:
        """One press of Start Sync."""
        book = contents(*clients, problems=problems)
        self.stop.clear()
        return sync(
            Office(home=self.home, journal=self.journal, modules=modules, versions=self._versions(book)),
            book,
            wished or wish(),
            crew=self._crew(attended=attended),
            paces=dict.fromkeys(Portal, Pace(sessions=sessions, login_gap=0.0, pictures=pictures)),
            emit=self.events.append,
            chores=chores,
        )

    def _versions(self, book: Contents) -> Mapping[tuple[str, Portal], str]:
        stored = {(str(one.tan), portal): "v1" for one in book.clients for portal in Portal}
        return {key: version for key, version in (stored | self.versions).items() if version}

    def _crew(self, *, attended: bool) -> Crew:
        return Crew(
            open_session=lambda portal, login, wait: ScriptedSession(self.world, portal, login, wait=wait),
            login=self._login,
            ask=self._ask,
            attended=attended,
            store=Store(self.home.path, set_aside=self.home.set_aside, seal=lambda plain: plain[::-1]),
            stop=self.stop,
            retry_s=self.retry_s,
        )

    def _login(self, tan: Tan, portal: Portal) -> Login:
        return Login(tan=tan, password=Secret("Passw0rd!!"), version=self.versions.get((tan, portal), "v1"))

    def _ask(self, visit: Visit, challenge: Challenge) -> str | None:
        self.asked.append(type(challenge).__name__)
        answer = self.answers.get(type(challenge))
        return answer() if callable(answer) else answer

    def outcome(self, done: Synced, tan: Tan, module: str) -> str:
        """As the status cell says it, with the reason."""
        state = done.states[tan, module]
        return f"{state.status}: {state.reason}" if state.reason else state.status

    def outcomes(self, tan: str) -> list[str]:
        """What became of each password that left."""
        return [attempt.outcome for attempt in self.journal.logins.attempts() if attempt.tan == tan]

    def troubles(self, *, cleared: bool = False) -> list[str]:
        """As `Needs you IT portal/Letters: what`."""
        rows = (row for row in self.journal.troubles.rows() if bool(row.cleared) is cleared)
        told = (row.trouble for row in rows)
        return [f"{one.tan[:4]} {one.kind} {one.portal}/{one.module}: {one.what}" for one in told]

    def records(self, tan: Tan, module: str) -> list[str]:
        """References held, gone ones in brackets."""
        held = self.journal.readings.held(tan, module)
        names = ((one.record.reference, one.gone_at) for one in held if isinstance(one.record, Notice))
        return [f"({name})" if gone else name for name, gone in names]

    def later(self, hours: int) -> None:
        """The clock is the PC's, so what stands in the journal is moved back instead."""
        self.journal.close()
        with closing(sqlite3.connect(self.home.journal)) as db, db:
            for table, column in (("attempt", "sent"), ("run", "started")):
                earlier = f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {column}, '-{hours} hours')"
                db.execute(f"UPDATE {table} SET {column} = {earlier}")  # noqa: S608  # names of our own
        self.journal = Journal(self.home)

    def says_yes(self) -> None:
        self.answers |= {CutOff: "yes", TakeOver: "yes"}


def opened_bench(path: Path) -> Iterator[Bench]:
    """A bench whose journal is closed when the test is over."""
    bench = Bench.at(path)
    yield bench
    bench.journal.close()
