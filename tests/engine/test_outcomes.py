"""The only words: how a client's module ended, and how a row stands."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.entries import PartRow, TaskId, TaskRow
from tdsxl.engine.outcomes import ModuleState, Outcome, RowState, row_state, states
from tdsxl.modules.base import Stored
from tdsxl.values import Act, Portal
from tests.engine.scripted import IT, PINE, TRACES, notice

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = NOW - 7 * DAY


def task(state: str, portal: Portal = IT, *, run: int = 2, **other: object) -> TaskRow:
    plain = {"covered": None, "reason": None, "remedy": None, "tries": 1, "fresh": 0, "tried": NOW}
    id_ = TaskId(tan=PINE, module="returns", portal=portal)
    return TaskRow(run=run, task=id_, state=state, years="2025-26, 2026-27", **(plain | other))  # type: ignore[arg-type]  # by name


def part(rows: int | None, portal: Portal = IT, *, run: int = 2, supported: bool = True, act: Act = Act.OLD) -> PartRow:
    return PartRow(
        task=TaskId(tan=PINE, module="returns", portal=portal),
        act=act,
        run=run,
        supported=supported,
        rows=rows,
        portal_total=rows,
        complete=NOW,
        reason=None,
    )


def state(
    *tasks: TaskRow, parts: tuple[PartRow, ...] = (), completed: Mapping[TaskId, datetime] | None = None
) -> ModuleState:
    return states(tasks, parts, completed or {}, {})[PINE, "returns"]


def test_new_data_when_any_portal_showed_something_new() -> None:
    """One row read for the first time, changed, gone or back is enough."""
    found = state(task("done"), task("done", TRACES, fresh=1), parts=(part(5), part(3, TRACES)))
    assert found.outcome is Outcome.NEW_DATA


def test_no_change_when_all_rows_were_known() -> None:
    """Rows on one portal keep the other's empty list from being nothing."""
    assert state(task("done"), task("done", TRACES), parts=(part(5), part(0, TRACES))).outcome is Outcome.NO_CHANGE


def test_nothing_on_portal_only_if_every_supported_part_is_empty() -> None:
    """A part that cannot be read proves nothing and forbids nothing."""
    parts = (part(0), part(None, TRACES, supported=False, act=Act.NEW))
    assert state(task("done"), task("done", TRACES), parts=parts).outcome is Outcome.NOTHING


def test_nothing_left_is_new_data_on_the_day_it_went() -> None:
    """The list is empty now, and that is news once."""
    assert state(task("done", fresh=2), parts=(part(0),)).outcome is Outcome.NEW_DATA


@pytest.mark.parametrize("bad", ["failed", "skipped", "planned", "running"])
def test_not_checked_when_any_supported_source_was_not_read(bad: str) -> None:
    """Even if the other portal brought new rows; the portal is named where there are two."""
    found = state(task("done", fresh=3), task(bad, TRACES, reason="password refused"), parts=(part(3),))
    assert (found.outcome, found.reason) == (Outcome.NOT_CHECKED, "password refused (TRACES)")


def test_a_run_that_was_killed_says_so() -> None:
    """Its tasks still stand as planned or running."""
    assert state(task("running"), parts=()).reason == "the run was cut off"


def test_waiting_for_you_unless_something_failed_too() -> None:
    """A failure is louder than a question."""
    waits = task("waiting", TRACES, reason="a captcha waits for you")
    assert state(task("done"), waits).outcome is Outcome.WAITING
    assert state(task("failed", reason="down"), waits).outcome is Outcome.NOT_CHECKED
    both = state(task("failed", reason="down"), waits)
    assert both.reason == "down (IT portal); a captcha waits for you (TRACES)"
    assert both.causes == ("down", "a captcha waits for you")


def test_not_supported_yet_only_when_nothing_can_be_read() -> None:
    """One source that can be read decides alone."""
    assert state(task("unsupported", TRACES)).outcome is Outcome.NOT_SUPPORTED
    assert state(task("done"), task("unsupported", TRACES), parts=(part(1),)).outcome is Outcome.NO_CHANGE


def test_what_counts_as_checked() -> None:
    """All but what waits for somebody."""
    open_ = [outcome.value for outcome in Outcome if not outcome.is_checked]
    assert open_ == ["Not checked", "Waiting for you", "Running"]


def test_the_status_cell_says_how_far_it_goes() -> None:
    """In brackets after the outcome, and nothing where all years are covered."""
    assert state(task("done", covered="to 2025-26"), parts=(part(1),)).status == "No change (to 2025-26)"
    assert state(task("done"), parts=(part(1),)).status == "No change"


def test_parts_of_older_runs_do_not_count() -> None:
    """A year that this run did not ask for may hold rows; they say nothing of this run."""
    found = state(task("done"), parts=(part(0), part(7, run=1, act=Act.NEW)))
    assert (found.outcome, found.parts) == (Outcome.NOTHING, (part(0),))


def test_complete_is_the_older_of_both_portals() -> None:
    """A module was last complete when the one that lags behind was."""
    first, second = task("done"), task("failed", TRACES)
    assert state(first, second, completed={first.task: NOW}).last_complete is None
    both = {first.task: NOW, second.task: NOW - DAY}
    assert state(first, second, completed=both).last_complete == NOW - DAY


def stored(
    *, seen: float, baseline: bool = False, changed: float | None = None, gone: bool = False, portal: Portal = IT
) -> Stored:
    """A record with its history in days ago."""
    changed_at = None if changed is None else NOW - changed * DAY
    return Stored(
        record=notice("A"),
        portal=portal,
        first_seen=NOW - seen * DAY,
        baseline=baseline,
        changed_at=changed_at,
        gone_at=changed_at if gone else None,
    )


def word(*parts: Stored) -> str:
    return row_state(parts, SINCE).state


@pytest.mark.parametrize(("days", "expected"), [(0, "First read"), (7, "First read"), (7.1, "Unchanged")])
def test_a_first_read_lasts_seven_days(days: float, expected: str) -> None:
    """Then the row is unchanged."""
    assert word(stored(seen=days, baseline=True)) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "New"), (7, "New"), (7.1, "Unchanged")])
def test_a_row_is_new_for_seven_days(days: float, expected: str) -> None:
    """Counted from when it was first seen."""
    assert word(stored(seen=days)) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "Changed"), (7, "Changed"), (7.1, "Unchanged")])
def test_a_change_shows_for_seven_days(days: float, expected: str) -> None:
    """Also on a row of the first read, and on one that came back."""
    assert word(stored(seen=30, baseline=True, changed=days)) == expected


def test_a_gone_row_stays_gone() -> None:
    """However long ago it went."""
    assert word(stored(seen=300, changed=200, gone=True)) == "Gone"


def test_a_new_row_that_changes_is_changed() -> None:
    """The later news is told."""
    assert word(stored(seen=3, changed=1)) == "Changed"


def test_a_row_of_both_portals_is_gone_only_from_both() -> None:
    """Gone from one of them is a change."""
    left = stored(seen=30, baseline=True, changed=1, gone=True, portal=TRACES)
    assert word(stored(seen=30, baseline=True), left) == "Changed"
    assert word(stored(seen=30, changed=9, gone=True), left) == "Gone"


def test_a_second_portal_that_learns_of_a_row_changes_it() -> None:
    """A statement filed last month is processed at TRACES today."""
    filed, processed = stored(seen=30, baseline=True), stored(seen=0, portal=TRACES)
    assert word(filed, processed) == "Changed"
    assert word(stored(seen=2), stored(seen=1, portal=TRACES)) == "New"


def test_first_reads_of_both_portals_are_a_first_read() -> None:
    """A new client's rows are no news."""
    assert word(stored(seen=1, baseline=True), stored(seen=1, baseline=True, portal=TRACES)) == "First read"


def test_stamps_of_a_joined_row_span_both_portals() -> None:
    """First seen is the earlier, last change the later; a baseline of the second portal is no change."""
    filed, processed = stored(seen=30, baseline=True), stored(seen=20, changed=2, portal=TRACES)
    assert row_state((filed, processed), SINCE) == RowState("Changed", NOW - 30 * DAY, NOW - 2 * DAY)
    late = stored(seen=3, baseline=True, portal=TRACES)
    assert row_state((filed, late), SINCE) == RowState("Unchanged", NOW - 30 * DAY, NOW - 30 * DAY)
