"""The gate as a run keeps it, on a real journal: logins, passwords, vaults, kills, processes, clocks in any order."""

import re
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tdsxl.engine.bookkeeping import Bookkeeping
from tdsxl.engine.gate import bar
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.refusals import Refusals
from tdsxl.engine.plan import Visit
from tdsxl.errors import PortalError, Refused
from tdsxl.modules.base import Ask
from tests.engine.scripted import PINE, TRACES, client

HOUR = timedelta(hours=1)
CLOSING = ("refused", "locked", "not understood")
ANSWERS = ("accepted", *CLOSING, None)
"""None: nobody sees what the portal said."""
PASSWORDS = ("one", "two")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+\+00:00")
VISIT = Visit(client=client(PINE), portal=TRACES, tasks=(), ask=Ask(years=(), details={}, on_file=frozenset()))


class Office(RuleBasedStateMachine):
    """One account; a portal that remembers every password that reached it, by a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.folder.name))
        self.journal = Journal(self.home)
        self.time = timedelta()
        self.key = 0
        self.version = "0.one"
        """Of the stored password, as the vault makes it."""
        self.old_vaults = ["0.one"]
        self.was_set_back = False
        self.reached: list[timedelta] = []
        """Of one hour as the PC's clock tells it too: a clock set forward ends what a PC can know of the hour."""
        self.closed: set[str] = set()
        """Refused passwords of which nobody has said since that they may leave once more."""
        self.unseen: set[str] = set()

    @property
    def password(self) -> str:
        return self.version.partition("@")[0].partition(".")[2]

    @rule(
        stored=st.sampled_from(["as before", "by hand", "by a list", "in an old vault"]),
        password=st.sampled_from(PASSWORDS),
        wrong=st.integers(0, 3),
        answer=st.sampled_from(ANSWERS),
        says_yes=st.booleans(),
    )
    def log_in(self, *, stored: str, password: str, wrong: int, answer: str | None, says_yes: bool) -> None:
        """As a visit does: some captchas are typed wrong, then the portal looks at the password."""
        self.store(stored, password)
        books = Bookkeeping(self.journal, run=1)
        try:
            with self.journal.transaction():
                is_cut_off = books.enter(0, VISIT, self.version)
            assert is_cut_off or self.password not in self.unseen
            if is_cut_off and not says_yes:
                return
            if is_cut_off:
                with self.journal.transaction():
                    books.release(VISIT)
                self.unseen.clear()
            for _ in range(wrong):
                self.send(books)
                self.settle(books, "not taken")
            self.send(books)
        except PortalError:
            return
        if answer is None:
            self.unseen.add(self.password)
            self.restart()
        else:
            self.settle(books, answer)

    def send(self, books: Bookkeeping) -> None:
        """Judge, intend, commit; then the password arrives at the portal."""
        with self.journal.transaction():
            books.judge(0, VISIT)
            books.intend(0, VISIT)
        assert self.password not in self.closed, "a refused password was sent again"
        assert self.password not in self.unseen, "a password was sent again, and nobody said yes"
        self.reached.append(self.time)

    def settle(self, books: Bookkeeping, answer: str) -> None:
        """The answer is seen."""
        with self.journal.transaction():
            books.answered(0, VISIT, answer, reason=None)
        self.closed |= {self.password} if answer in CLOSING else set()

    @rule(password=st.sampled_from(PASSWORDS))
    def vault_is_made_anew(self, *, password: str) -> None:
        """Its key was lost, and a list is imported again."""
        self.key += 1
        self.store("by a list", password)

    @rule()
    def restart(self) -> None:
        """The process ends without a word; a new one opens the journal."""
        self.journal.close()
        self.journal = Journal(self.home)

    @rule()
    def another_process_tries(self) -> None:
        """It can neither read what may be sent nor write that it sends."""
        with closing(sqlite3.connect(self.home.journal, timeout=0)) as other:
            for words in ("SELECT * FROM attempt", "BEGIN IMMEDIATE"):
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute(words)

    def store(self, how: str, password: str) -> None:
        """A list's version is the password's digest; what an old vault was told by hand is no new word."""
        self.old_vaults.append(self.version)
        if how == "by a list":
            self.version = f"{self.key}.{password}"
        elif how == "by hand":
            self.store_by_hand(password)
        elif how == "in an old vault" and not self.was_set_back:
            # A clock that was behind when a password was refused could make the old word a new one.
            self.version = self.old_vaults[PASSWORDS.index(password)]

    def store_by_hand(self, password: str) -> None:
        """A person says that it may leave once more, whatever the clock tells."""
        refused = Refusals(self.home.refusals).last(TRACES, PINE)
        said = max(datetime.now(UTC), refused + timedelta(seconds=1)) if refused else datetime.now(UTC)
        self.version = f"{self.key}.{password}@{said.isoformat(timespec='microseconds')}"
        self.closed.discard(password)
        self.unseen.discard(password)
        assert not isinstance(bar(self.journal.logins.of(TRACES, PINE), self.version, datetime.now(UTC)), Refused)

    @rule(minutes=st.integers(1, 70))
    def time_passes(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)
        self.move_stamps(-minutes)

    @rule(hours=st.integers(1, 72))
    def clock_is_set_back(self, hours: int) -> None:
        self.was_set_back = True
        self.move_stamps(hours * 60)

    @rule(hours=st.integers(1, 72))
    def clock_is_set_forward(self, hours: int) -> None:
        self.move_stamps(-hours * 60)
        self.reached.clear()

    def move_stamps(self, minutes: int) -> None:
        """The clock is the PC's own, so every instant that was written down is moved instead."""

        def moved(text: str) -> str:
            return _INSTANT.sub(lambda found: _later(found[0], minutes), text)

        self.journal.close()
        self.version, self.old_vaults = moved(self.version), [*map(moved, self.old_vaults)]
        if self.home.refusals.exists():
            self.home.refusals.write_text(moved(self.home.refusals.read_text("ascii")), encoding="ascii")
        with closing(sqlite3.connect(self.home.journal)) as db, db:
            db.create_function("moved", 1, moved)
            db.execute("UPDATE attempt SET sent = moved(sent), version = moved(version)")
        self.journal = Journal(self.home)

    @invariant()
    def never_more_than_three_in_an_hour(self) -> None:
        """Wrong captchas too, by the portal's clock, however far back the PC's was set."""
        for at in self.reached:
            assert sum(at <= other < at + HOUR for other in self.reached) <= 3

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


def _later(instant: str, minutes: int) -> str:
    at = datetime.fromisoformat(instant) + timedelta(minutes=minutes)
    return at.isoformat(timespec="microseconds" if "." in instant else "seconds")


Office.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestGate = pytest.mark.fault(pytest.mark.row("A1", "A9", "A14")(Office.TestCase))
