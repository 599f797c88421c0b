"""The line on Home in the morning after an unattended run: its counts are the journal's."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pytest

from tdsxl.engine.entries import PlannedTask, RunRow
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.journal.schema import m001_initial
from tdsxl.engine.night import night_line
from tdsxl.values import Portal, Tan
from tests.engine.filled import NOW, begun, ended, planned, read
from tests.modules.samples import challan

TANS = tuple(Tan(f"PUNE{number:05d}A") for number in range(1, 5))
IT, TRACES = Portal.ITPORTAL, Portal.TRACES
CAPTCHA = "a captcha waits for you"


def night(journal: Journal, tasks: Iterable[PlannedTask], *, attended: bool = False) -> int:
    """A run with nobody there."""
    row = RunRow(id=0, book="book", who="asha", pc="PC", started=NOW, ended=None, how=None, hidden=0, left_out=())
    with journal.transaction():
        return journal.runs.begin(replace(row, attended=attended), tuple(tasks))


def test_a_night_run_counts_clients_checked_new_missed_and_waiting(journal: Journal) -> None:
    """A client counts once, whatever the number of its modules; what failed is told beside what was checked."""
    challans = [planned(tan, "challans", IT) for tan in TANS]
    notices = [planned(tan, "notices", IT) for tan in TANS]
    demand = [planned(tan, "demand", TRACES, "waiting", reason=CAPTCHA) for tan in TANS[:3]]
    run = night(journal, [*challans, *notices, *demand])
    for task in challans:
        read(journal, run, task, *([challan()] if task.task.tan == TANS[0] else []))
    for task in notices[1:]:
        read(journal, run, task)
    ended(journal, run)
    assert (
        night_line(journal, "book")
        == "3 checked at the IT portal, 1 new, 1 not checked; 3 wait for a captcha: Continue"
    )


@pytest.mark.parametrize("state", ["planned", "unsupported"])
def test_one_client_waits_and_nothing_else_is_claimed(journal: Journal, state: str) -> None:
    """A run without the IT portal says nothing of it; what no run supports is not counted."""
    waits = planned(TANS[0], "demand", TRACES, "waiting", reason=CAPTCHA)
    night(journal, [waits, planned(TANS[1], "ldc", TRACES, state)])
    assert night_line(journal, "book") == "1 waits for a captcha: Continue"


def test_an_attended_run_takes_the_line_away(journal: Journal) -> None:
    """So does none at all; a run that only tried logins does not, nor one of another book."""
    assert night_line(journal, "book") is None
    night(journal, [planned(TANS[0], "demand", TRACES, "waiting", reason=CAPTCHA)])
    begun(journal)
    begun(journal, planned(TANS[0], "demand", TRACES), book="other")
    assert night_line(journal, "book") == "1 waits for a captcha: Continue"
    begun(journal, planned(TANS[0], "demand", TRACES))
    assert night_line(journal, "book") is None


def test_a_night_run_that_a_person_goes_on_with_is_attended(journal: Journal) -> None:
    """The same run, opened again with somebody there."""
    tasks = (planned(TANS[0], "challans", IT),)
    run = night(journal, tasks)
    assert night_line(journal, "book") == "0 checked at the IT portal, 0 new, 1 not checked"
    with journal.transaction():
        journal.runs.reopen(replace(journal.runs.of(run), attended=True), tasks)
    assert night_line(journal, "book") is None


def test_the_runs_of_an_older_journal_count_as_attended(home: Home) -> None:
    """A journal of the first release is brought up to date when it is opened."""
    with closing(sqlite3.connect(home.journal)) as old, old:
        m001_initial(old)
        old.execute("PRAGMA user_version = 1")
        old.execute(
            "INSERT INTO run (book, who, pc, started, hidden, left_out) VALUES ('b', '', '', ?, 0, '[]')",
            [f"{NOW:%Y-%m-%dT%H:%M:%S+00:00}"],
        )
    with open_journal(home) as journal:
        assert journal.runs.of(1).attended
