"""Runs and their tasks: what was asked for, what became of it, and with which run the next one goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.entries import PlannedTask, RunRow, TaskId, TaskRow
from tdsxl.engine.journal.journal import Journal
from tdsxl.values import Portal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
PINE, OAK = "PINE12345E", "OAKS12345E"
IT, TRACES = Portal.ITPORTAL, Portal.TRACES
RUN = RunRow(
    id=1,
    book="a",
    who="asha",
    pc="PC",
    started=NOW,
    ended=None,
    how=None,
    hidden=2,
    left_out=(OAK, "ELMS12345E"),
    attended=False,
)


def task(tan: str = PINE, module: str = "notices", portal: Portal = IT, **other: object) -> PlannedTask:
    id_ = TaskId(tan=tan, module=module, portal=portal)
    return PlannedTask(**{"task": id_, "years": "2025-26", "covered": None, **other})  # type: ignore[arg-type]  # by name


TASKS = (
    task(),
    task(portal=TRACES, covered="to 2025-26", state="waiting", reason="No password is stored.", remedy="Store it."),
    task(OAK, "challans"),
)


@pytest.fixture
def begun(journal: Journal) -> Journal:
    """A journal with one run of three tasks."""
    with journal.transaction():
        assert journal.runs.begin(RUN, TASKS) == 1
    return journal


def states(journal: Journal, run: int = 1) -> dict[TaskId, str]:
    return {one.task: one.state for one in journal.runs.tasks(run)}


def test_a_run_is_kept_as_it_began(begun: Journal) -> None:
    """With every task as it was planned."""
    assert (begun.runs.rows(), begun.runs.of(1), begun.runs.last("a")) == ((RUN,), RUN, RUN)
    found = {one.task: one for one in begun.runs.tasks(1)}
    assert found == {
        one.task: TaskRow(
            run=1,
            task=one.task,
            state=one.state,
            years=one.years,
            covered=one.covered,
            reason=one.reason,
            remedy=one.remedy,
            tries=0,
            fresh=0,
            tried=None,
        )
        for one in TASKS
    }


def test_a_run_that_ends_says_how(begun: Journal) -> None:
    """When, how, and with which outcomes; the last ones are shown in the order in which they began."""
    with begun.transaction():
        begun.runs.end(1, "Complete", {"New data": 3, "Clients": 2}, at=NOW + HOUR)
        begun.runs.begin(replace(RUN, started=NOW + 2 * HOUR), [])
        begun.runs.begin(replace(RUN, book="b"), [])
    first = replace(RUN, ended=NOW + HOUR, how="Complete", outcomes={"New data": 3, "Clients": 2})
    assert begun.runs.of(1) == first
    assert [run.id for run in begun.runs.rows()] == [1, 2, 3]
    assert [run.id for run in begun.runs.rows(limit=2)] == [2, 3]
    assert begun.runs.last("a") == first
    assert (begun.runs.last("b"), begun.runs.last("c")) == (None, None)


def test_a_run_that_goes_on_is_open_again(begun: Journal) -> None:
    """It has what is asked of it now; the tasks of before that are asked again are planned again."""
    with begun.transaction():
        begun.runs.tried(1, PINE, IT, at=NOW)
        begun.runs.end(1, "Stopped", {"New data": 1}, at=NOW + HOUR)
        again = replace(RUN, hidden=0, left_out=(), attended=True)
        begun.runs.reopen(again, [task(years="2026-27", covered="to 2026-27"), task(OAK, "ldc", TRACES)])
    assert begun.runs.of(1) == replace(again, outcomes={"New data": 1})
    assert states(begun) == {
        task().task: "planned",
        TASKS[1].task: "waiting",
        TASKS[2].task: "planned",
        task(OAK, "ldc", TRACES).task: "planned",
    }
    asked = next(one for one in begun.runs.tasks(1) if one.task == task().task)
    assert (asked.years, asked.covered, asked.tried) == ("2026-27", "to 2026-27", NOW)


def test_a_visit_runs_the_planned_tasks_of_its_client_and_portal(begun: Journal) -> None:
    """Others, those that wait, and those of other runs stay as they are."""
    with begun.transaction():
        begun.runs.begin(RUN, TASKS)
        begun.runs.tried(1, PINE, IT, at=NOW)
        begun.runs.tried(1, PINE, TRACES, at=NOW)
    assert list(states(begun).values()).count("running") == 1
    assert states(begun)[task().task] == "running"
    assert "running" not in states(begun, 2).values()
    assert {one.task: one.tried for one in begun.runs.tasks(1)}[task().task] == NOW


def test_a_task_that_was_not_read_is_settled_once(begun: Journal) -> None:
    """What was read, in whole or in part, stays so."""
    first, _, other = (one.task for one in TASKS)
    with begun.transaction():
        assert begun.runs.settle(1, first, state="failed", reason="It is down.", remedy="Later.")
        assert not begun.runs.settle(1, first, state="skipped", reason="Stopped.", remedy=None)
        assert begun.runs.settle(1, other, state="skipped", reason="Stopped.", remedy=None)
        assert begun.runs.settle(1, other, state="done", reason=None, remedy=None)
        assert not begun.runs.settle(1, other, state="failed", reason="No.", remedy=None)
        assert not begun.runs.settle(2, first, state="failed", reason="No.", remedy=None)
    found = {one.task: (one.state, one.reason, one.remedy) for one in begun.runs.tasks(1)}
    assert (found[first], found[other]) == (("failed", "It is down.", "Later."), ("done", None, None))


def test_a_clients_module_stands_as_the_last_run_left_it(begun: Journal) -> None:
    """With the last day on which it was tried, in whichever run; of all clients or of one."""
    with begun.transaction():
        begun.runs.tried(1, PINE, IT, at=NOW)
        begun.runs.begin(RUN, [task(years="2026-27")])
    found = {(one.task, one.run): (one.years, one.tried) for one in begun.runs.latest()}
    assert found[task().task, 2] == ("2026-27", NOW)
    assert found[TASKS[2].task, 1] == ("2025-26", None)
    assert (task().task, 1) not in found
    assert {one.task.tan for one in begun.runs.latest(OAK)} == {OAK}
