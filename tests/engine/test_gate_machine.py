"""The gate as a run keeps it, on a real journal: any order of logins, new passwords, kills, processes and clocks."""

import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tdsxl.engine.bookkeeping import Bookkeeping
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.plan import Visit
from tdsxl.errors import PortalError
from tdsxl.modules.base import Ask
from tests.engine.scripted import PINE, TRACES, client

HOUR = timedelta(hours=1)
CLOSING = ("refused", "locked", "not understood")
ANSWERS = ("accepted", *CLOSING, None)
"""None: nobody sees what the portal said."""
VISIT = Visit(client=client(PINE), portal=TRACES, tasks=(), ask=Ask(years=(), details={}, on_file=frozenset()))


class Office(RuleBasedStateMachine):
    """One account; a portal that remembers every password that reached it, by a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.folder.name))
        self.journal = Journal(self.home)
        self.time = timedelta()
        self.version = 0
        self.reached: list[timedelta] = []
        """Of one hour as the PC's clock tells it too: a clock set forward ends what a PC can know of the hour."""
        self.closed: set[int] = set()
        self.unseen: set[int] = set()

    @rule(wrong=st.integers(0, 3), answer=st.sampled_from(ANSWERS), says_yes=st.booleans(), dies=st.booleans())
    def log_in(self, wrong: int, answer: str | None, says_yes: bool, dies: bool) -> None:
        """As a visit does: some captchas are typed wrong, then the portal looks at the password."""
        books = Bookkeeping(self.journal, run=1)
        try:
            with self.journal.transaction():
                is_cut_off = books.enter(0, VISIT, f"v{self.version}")
            assert is_cut_off == (self.version in self.unseen)
            if is_cut_off and not says_yes:
                return
            if is_cut_off:
                with self.journal.transaction():
                    books.release(VISIT)
                self.unseen.discard(self.version)
            for _ in range(wrong):
                self.send(books)
                self.settle(books, "not taken")
            self.send(books)
        except PortalError:
            return
        if dies or answer is None:
            self.unseen.add(self.version)
            self.restart()
        else:
            self.settle(books, answer)

    def send(self, books: Bookkeeping) -> None:
        """Judge, intend, commit; then the password arrives at the portal."""
        with self.journal.transaction():
            books.judge(0, VISIT)
            books.intend(0, VISIT)
        assert self.version not in self.closed, "a refused password was sent again"
        assert self.version not in self.unseen, "a password was sent again, and nobody said yes"
        self.reached.append(self.time)

    def settle(self, books: Bookkeeping, answer: str) -> None:
        """The answer is seen."""
        with self.journal.transaction():
            books.answered(0, VISIT, answer, reason=None)
        self.closed |= {self.version} if answer in CLOSING else set()

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

    @rule()
    def store_new_password(self) -> None:
        self.version += 1

    @rule(minutes=st.integers(1, 70))
    def time_passes(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)
        self.move_stamps(-minutes)

    @rule(hours=st.integers(1, 72))
    def clock_is_set_back(self, hours: int) -> None:
        self.move_stamps(hours * 60)

    @rule(hours=st.integers(1, 72))
    def clock_is_set_forward(self, hours: int) -> None:
        self.move_stamps(-hours * 60)
        self.reached.clear()

    def move_stamps(self, minutes: int) -> None:
        """The clock is the PC's own, so what stands in the journal is moved instead."""
        self.journal.close()
        with closing(sqlite3.connect(self.home.journal)) as db, db:
            moved = "strftime('%Y-%m-%dT%H:%M:%S+00:00', sent, ?)"
            db.execute(f"UPDATE attempt SET sent = {moved}", (f"{minutes:+} minutes",))  # noqa: S608  # words of our own
        self.journal = Journal(self.home)

    @invariant()
    def never_more_than_three_in_an_hour(self) -> None:
        """Wrong captchas too, by the portal's clock, however far back the PC's was set."""
        for at in self.reached:
            assert sum(at <= other < at + HOUR for other in self.reached) <= 3

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


Office.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestGate = pytest.mark.fault(pytest.mark.row("A1", "A9", "A14")(Office.TestCase))
