"""The journal as a file: one owner, whole changes, schema steps, damage and sudden death."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.copies import copies
from tdsxl.engine.journal.database import connect_file, open_database
from tdsxl.engine.journal.files import Filed
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.journal.schema import STEPS
from tdsxl.errors import Busy, LocalError
from tdsxl.values import Portal

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILED = Filed(reference="R1", path="downloads/x.pdf", portal_name="x", sha256="0" * 64, size=1)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.values import Portal

with open_journal(Home(Path(sys.argv[1]))) as journal:
    for number in range(1_000_000):
        with journal.transaction():
            journal.logins.intend(Portal.TRACES, f"TAN{number}", "v1", run=1, at=datetime.now(UTC))
        print(number, flush=True)
"""


class Writer:
    """A process that writes to the journal until it is killed."""

    def __init__(self, path: Path, *, commits: int) -> None:
        call = [sys.executable, "-c", WRITER, str(path)]
        self.process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self._lines = self.process.stdout
        self._last = [self._lines.readline() for _ in range(commits)][-1]

    def killed(self) -> int:
        """The last commit that it acknowledged."""
        self.process.kill()
        with self.process:
            return int((self._lines.read().split() or [self._last])[-1])


@pytest.mark.row("D1")
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """And leaves no lock behind: the journal opens at once, sound, with no half transaction."""
    for round_ in range(2):
        last = Writer(tmp_path, commits=20 + 13 * round_).killed()
        with open_journal(Home(tmp_path)) as journal:
            assert journal.check() == "ok"
            kept = [attempt.tan for attempt in journal.logins.attempts()]
        assert set(kept) >= {f"TAN{number}" for number in range(last + 1)}


@pytest.mark.row("A11", "D5")
def test_a_second_tdsxl_is_refused_within_a_second(tmp_path: Path) -> None:
    """With the run and how far it is, where a run is under way."""
    writer = Writer(tmp_path, commits=1)
    (tmp_path / "running.json").write_text('{"run": 7, "done": 3, "of": 12}', encoding="utf-8")
    waits = []
    for _ in range(5):
        began = time.monotonic()
        with pytest.raises(Busy, match="already at work: run 7, 3 of 12 visits done"):
            Journal(Home(tmp_path))
        waits.append(time.monotonic() - began)
    # The quickest: tests may share their PC with others.
    assert min(waits) < 1.0
    writer.killed()


@pytest.mark.row("A11")
def test_two_that_start_in_the_same_moment_are_not_both_refused(home: Home) -> None:
    """Each holds what the other needs, so both let go and come back, hardly ever together again."""
    other = open_database(home)
    tries = []

    def connect(path: Path) -> sqlite3.Connection:
        tries.append(path)
        if len(tries) == 2:
            other.close()
        return connect_file(path)

    open_database(home, connect).close()
    assert len(tries) == 2


@pytest.mark.row("A11")
def test_one_that_only_looks_waits_for_another(home: Home) -> None:
    """Who holds the journal for longer than it has patience is told of; a run is not waited for."""
    other = Journal(home)
    Timer(1.5, other.close).start()
    with open_journal(home, patience_s=30.0) as journal:
        assert journal.check() == "ok"
        with pytest.raises(Busy, match=r"already at work\."), open_journal(home, patience_s=0.1):
            pass
        home.progress.write_text('{"run": 7, "done": 3, "of": 12}', encoding="utf-8")
        with pytest.raises(Busy, match="run 7"), open_journal(home, patience_s=3600.0):
            pass


def test_what_a_killed_run_said_of_its_progress_is_forgotten(home: Home) -> None:
    """It would speak for whoever holds the journal next."""
    home.progress.write_text('{"run": 7, "done": 3, "of": 12}', encoding="utf-8")
    with open_journal(home), pytest.raises(Busy, match=r"already at work\."):
        Journal(home)
    assert not home.progress.exists()


def test_a_closed_journal_opens_again(home: Home) -> None:
    """With what was written."""
    with open_journal(home) as journal, journal.transaction():
        journal.files.add("PINE12345E", Portal.TRACES, FILED, at=NOW)
    with open_journal(home) as journal:
        assert journal.files.paths("PINE12345E") == {(Portal.TRACES, "R1"): "downloads/x.pdf"}
        assert journal.files.names("PINE12345E") == {(Portal.TRACES, "R1"): "x"}


def test_a_group_of_changes_is_kept_whole_or_not_at_all(home: Home, journal: Journal) -> None:
    """Whatever breaks it off, and the next group is none the worse for it."""

    def changes() -> None:
        with journal.transaction():
            journal.files.add("PINE12345E", Portal.TRACES, FILED, at=NOW)
            journal.logins.intend(Portal.TRACES, "PINE12345E", "v1", run=1, at=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        changes()
    assert journal.files.count() == 0
    assert journal.logins.attempts() == ()
    with journal.transaction():
        journal.files.add("PINE12345E", Portal.TRACES, FILED, at=NOW)
    assert journal.files.count() == 1


def test_errors_of_the_database_leave_as_ours(journal: Journal) -> None:
    """Here a broken rule of the tables; what stood before in the group is taken back."""

    def change() -> None:
        with journal.transaction():
            journal.files.add("PINE12345E", Portal.TRACES, FILED, at=NOW)
            journal.files.add(None, Portal.TRACES, FILED, at=NOW)  # type: ignore[arg-type]  # on purpose

    with pytest.raises(LocalError, match="cannot be written"):
        change()
    assert journal.files.count() == 0


def test_a_new_journal_takes_all_steps(home: Home, journal: Journal) -> None:
    """Its version is the number of steps."""
    journal.close()
    with sqlite3.connect(home.journal) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    db.close()


@pytest.mark.row("D8")
def test_a_newer_journal_is_refused_untouched(home: Home) -> None:
    """It may hold what this program would harm."""
    Journal(home).close()
    db = sqlite3.connect(home.journal)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = home.journal.read_bytes()
    with pytest.raises(
        LocalError, match=r"^The journal was written by a newer tdsxl\. Install that version, or a newer one\.$"
    ):
        Journal(home)
    assert home.journal.read_bytes() == before


SCHEMAS = Path(__file__).with_name("schemas")


def test_every_released_schema_is_kept() -> None:
    """All but the newest; a schema step without the journal of before it would be untried."""
    assert {path.stem for path in SCHEMAS.iterdir()} >= {f"v{number}" for number in range(1, len(STEPS))}


@pytest.mark.row("D8")
@pytest.mark.parametrize("path", sorted(SCHEMAS.iterdir()), ids=lambda path: path.stem)
def test_a_journal_of_every_release_takes_the_steps_it_lacks(home: Home, path: Path) -> None:
    """It is copied before, and keeps rows, runs, logins, files, troubles and what is in which sheet."""
    with closing(sqlite3.connect(home.journal)) as db:
        db.executescript(path.read_text(encoding="utf-8"))
    with open_journal(home) as journal:
        held = journal.readings.held("PINE12345E", "notices")
        assert [stored.record.reference for stored in held] == ["R1", "R2"]  # type: ignore[union-attr]  # notices
        assert [(run.how, run.attended) for run in journal.runs.rows()] == [("Complete", True)]
        assert [task.state for task in journal.runs.tasks(1)] == ["failed", "done"]
        assert [attempt.outcome for attempt in journal.logins.attempts()] == ["accepted", "refused"]
        assert journal.files.paths("PINE12345E") == {(Portal.ITPORTAL, "R1"): "downloads/PINE12345E/R1.pdf"}
        assert journal.files.written("book").keys() == {"Challans"}
        assert [row.trouble.tan for row in journal.troubles.rows()] == ["OAKS12345E"]
    before = [one for one in copies(home) if f"v{one.schema}" == path.stem]
    assert [one.is_sound() for one in before] == [True] * (path.stem != f"v{len(STEPS)}")


def test_a_copy_of_an_open_journal_is_the_journal(home: Home, journal: Journal, tmp_path: Path) -> None:
    """Also of what is in its log only; the copy opens as any journal does."""
    with journal.transaction():
        journal.files.add("PINE12345E", Portal.TRACES, FILED, at=NOW)
    there = Home(tmp_path / "there")
    there.path.mkdir()
    journal.copy_to(there.journal)
    with open_journal(there) as copied:
        assert (copied.check(), copied.files.count()) == ("ok", 1)


def test_a_copy_that_cannot_be_made_names_its_place(journal: Journal, tmp_path: Path) -> None:
    """And the journal goes on."""
    path = tmp_path / "nowhere" / "journal.sqlite3"
    with pytest.raises(
        LocalError, match=r"cannot be copied .*: unable to open database file\. Free disk space\."
    ) as caught:
        journal.copy_to(path)
    assert str(path) in caught.value.message
    assert journal.check() == "ok"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_stopped_owner_still_owns_the_journal(tmp_path: Path) -> None:
    """A process that sleeps with the laptop is not dead."""
    writer = Writer(tmp_path, commits=1)
    writer.process.send_signal(signal.SIGSTOP)
    with pytest.raises(Busy):
        Journal(Home(tmp_path))
    writer.killed()
