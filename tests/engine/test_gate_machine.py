"""The gate on a real journal, under any order of logins, new passwords, restarts and clocks set back."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tdsxl.engine.gate import bar, is_cut_off
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.values import Portal

HOUR = timedelta(hours=1)
ANSWERS = ("accepted", "refused", "locked", "not understood", "not taken", None)


class Office(RuleBasedStateMachine):
    """One account; a portal that remembers every password that reached it, by a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.journal = Journal(Home(Path(self.folder.name)))
        self.true_time = datetime(2026, 11, 22, tzinfo=UTC)
        self.pc_is_behind = timedelta()
        self.version = 0
        self.reached: list[tuple[datetime, int]] = []
        self.refused: set[int] = set()
        self.unseen: set[int] = set()

    @property
    def now(self) -> datetime:
        return self.true_time - self.pc_is_behind

    @rule(answer=st.sampled_from(ANSWERS), says_yes=st.booleans(), dies=st.booleans())
    def log_in(self, answer: str | None, says_yes: bool, dies: bool) -> None:
        """As a visit does: judge, ask, intend, commit, send, settle."""
        logins, version = self.journal.logins, f"v{self.version}"
        attempts = logins.of(Portal.TRACES, "PINE12345E")
        if bar(attempts, version, self.now) or (is_cut_off(attempts, version) and not says_yes):
            return
        assert self.version not in self.unseen or says_yes
        with self.journal.transaction():
            logins.released(Portal.TRACES, "PINE12345E")
            attempt = logins.intend(Portal.TRACES, "PINE12345E", version, run=1, at=self.now)
        self.unseen.discard(self.version)
        self.reach(answer)
        if dies or answer is None:
            self.unseen.add(self.version)
            self.restart()
        else:
            with self.journal.transaction():
                logins.settle(attempt, answer)
            self.refused |= {self.version} if answer in ("refused", "locked", "not understood") else set()

    def reach(self, answer: str | None) -> None:
        """A password arrives at the portal."""
        assert self.version not in self.refused, "a refused password was sent again"
        self.reached.append((self.true_time, self.version))

    @rule()
    def restart(self) -> None:
        """The process ends without a word; a new one opens the journal."""
        self.journal.close()
        self.journal = Journal(Home(Path(self.folder.name)))

    @rule()
    def store_new_password(self) -> None:
        self.version += 1

    @rule(minutes=st.integers(1, 50))
    def time_passes(self, minutes: int) -> None:
        self.true_time += timedelta(minutes=minutes)

    @rule(hours=st.integers(1, 72))
    def clock_is_set_back(self, hours: int) -> None:
        self.pc_is_behind += timedelta(hours=hours)

    @invariant()
    def never_more_than_three_in_an_hour(self) -> None:
        """By the portal's clock, whatever the PC's says."""
        for at, _ in self.reached:
            assert sum(at <= other < at + HOUR for other, _ in self.reached) <= 3

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


Office.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestGate = Office.TestCase
