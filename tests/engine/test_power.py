"""Power cuts under the journal: what was acknowledged is there, what was not is there whole or not at all."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.errors import LocalError
from tdsxl.values import Portal, Tan
from tests.engine.disk import Disk
from tests.engine.filled import begun, planned, read
from tests.engine.scripted import notice

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TAN = Tan("PINE12345E")
OPERATIONS = 120
"""Writes and syncs within which the power fails; making the tables alone takes some of them."""
CUTS_OF_A_JOURNAL = 10


@dataclass(slots=True)
class Told:
    """What the journal has acknowledged, and what was under way."""

    outcomes: dict[int, str] = field(default_factory=dict)
    """Attempt → outcome."""
    records: set[str] = field(default_factory=set)
    under_way: frozenset[str] = frozenset()
    """Records of the reading that was not acknowledged: all are there, or none."""


class Cutter:
    """Cuts the power at one operation; from then on nothing works."""

    def __init__(self, at: int, roll: random.Random) -> None:
        """Take the number of the operation."""
        self.disk = Disk(self)
        self.left: dict[Path, bytes] | None = None
        self._at = at
        self._roll = roll

    def __call__(self, kind: str) -> None:
        """From the disk."""
        if self.left is None and self.disk.done.total() >= self._at:
            self.left = self.disk.cut(self._roll)
        if self.left is not None:
            raise apsw.IOError("no power")


def work(journal: Journal, told: Told, roll: random.Random) -> None:
    """Logins and readings until the power fails."""
    while True:
        with journal.transaction():
            attempt = journal.logins.intend(Portal.ITPORTAL, TAN, "v1", run=1, at=NOW)
        told.outcomes[attempt] = "sent"
        with journal.transaction():
            journal.logins.settle(attempt, "accepted")
        told.outcomes[attempt] = "accepted"
        task = planned(TAN, "notices", Portal.ITPORTAL)
        run = begun(journal, task)
        first = len(told.records)
        told.under_way = frozenset(f"{attempt}-{number}" for number in range(first, first + roll.randrange(1, 9)))
        read(journal, run, task, *(notice(name, "x" * 500) for name in sorted(told.records | told.under_way)))
        told.records |= told.under_way
        told.under_way = frozenset()


def cut(home: Home, told: Told, roll: random.Random) -> int:
    """One life of a disk; returns how many operations it saw."""
    cutter = Cutter(roll.randrange(OPERATIONS), roll)
    with pytest.raises(LocalError):
        work(Journal(home, cutter.disk.connect), told, roll)
    cutter.disk.leave()
    assert cutter.left is not None
    for path in home.path.glob(f"{home.journal.name}*"):
        path.unlink()
    for path, left in cutter.left.items():
        path.write_bytes(left)
    return cutter.disk.done.total()


@pytest.mark.fault
@pytest.mark.row("D2")
@pytest.mark.timeout(0)
def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Cut at any write or sync, with every unsynced sector kept or lost by a die."""
    roll, acknowledged = random.Random(5), 0
    for number in range(request.config.getoption("--cuts")):
        if number % CUTS_OF_A_JOURNAL == 0:
            home, told = Home(tmp_path / str(number)), Told()
            home.path.mkdir()
        cut(home, told, roll)
        with open_journal(home) as journal:
            assert journal.check() == "ok"
            outcomes = {attempt.id: attempt.outcome for attempt in journal.logins.attempts()}
            held = {stored.record.reference for stored in journal.readings.held(TAN, "notices")}  # type: ignore[union-attr]  # all are notices
        assert all(outcomes.get(number) in (outcome, "accepted") for number, outcome in told.outcomes.items())
        assert held in (told.records, told.records | told.under_way)
        acknowledged += len(told.outcomes)
        told.outcomes, told.records = outcomes, held
    assert acknowledged > request.config.getoption("--cuts")
