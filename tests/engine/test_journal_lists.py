"""Records over time: first read, new, changed, gone, back; and what is kept when a reading is not whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.entries import KeyedRow, PartRead, PlannedTask, RunRow, TaskId
from tdsxl.engine.journal.journal import Journal
from tdsxl.errors import PortalChanged
from tdsxl.modules.base import Stored
from tdsxl.records import Item, ListRead, Notice, Row
from tdsxl.values import Act, Portal
from tests.engine.scripted import PINE, row, whole

TASK = TaskId(tan=PINE, module="notices", portal=Portal.ITPORTAL)
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
DAYS = [MONDAY + timedelta(days=n) for n in range(6)]


def read(*items: Item, act: Act | None = None, reason: str | None = None) -> PartRead:
    rows = (item for item in items if isinstance(item, Row))
    return PartRead(
        act=act,
        rows=tuple(KeyedRow(key=_reference(item), row=item) for item in rows),
        lists=tuple(item for item in items if isinstance(item, ListRead)),
        reason=reason,
    )


def _reference(item: Row) -> str:
    assert isinstance(item.record, Notice)
    return item.record.reference


def saver(journal: Journal) -> Callable[..., int]:
    """Saves what was read on a day, each in a run of its own."""

    def save(*parts: PartRead, day: int = 0) -> int:
        with journal.transaction():
            run = _begin(journal, DAYS[day])
            return journal.readings.save(TASK, parts, run=run, tries=1, at=DAYS[day])

    return save


def _begin(journal: Journal, at: datetime) -> int:
    begun = RunRow(id=0, book="book", who="asha", pc="PC", started=at, ended=None, how=None, hidden=0, left_out=())
    return journal.runs.begin(begun, [PlannedTask(task=TASK, years="2025-26", covered=None)])


def held(journal: Journal) -> dict[str, Stored]:
    found = journal.readings.held(PINE, "notices")
    return {one.record.reference: one for one in found if isinstance(one.record, Notice)}


def test_the_first_complete_read_is_the_baseline(journal: Journal) -> None:
    """What comes before or with it is first read; what comes later is new."""
    save = saver(journal)
    assert save(read(row("A"), reason="cut"), day=0) == 1
    assert save(read(*whole("A", "B")), day=1) == 1
    assert save(read(*whole("A", "B", "C")), day=2) == 1
    assert {name: one.baseline for name, one in held(journal).items()} == {"A": True, "B": True, "C": False}
    assert [one.first_seen for one in held(journal).values()] == DAYS[:3]


def test_reading_the_same_again_changes_nothing(journal: Journal) -> None:
    """No row is counted, stamped or doubled."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    before = held(journal)
    assert save(read(*whole("B", "A")), day=1) == 0
    assert held(journal) == before


def test_a_changed_row_is_stamped_and_replaced(journal: Journal) -> None:
    """The old value is not kept; when it was first seen is."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    assert save(read(row("A", "Closed"), row("B"), ListRead(act=None, scope="all", portal_total=2)), day=1) == 1
    found = held(journal)
    assert (found["A"].first_seen, found["A"].changed_at) == (DAYS[0], DAYS[1])
    assert isinstance(found["A"].record, Notice)
    assert found["A"].record.status == "Closed"
    assert found["B"].changed_at is None


def test_a_row_is_gone_when_its_own_list_was_read_to_its_end(journal: Journal) -> None:
    """It is dated and kept; not being there again is no further change."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    assert save(read(*whole("A")), day=1) == 1
    assert save(read(*whole("A")), day=2) == 0
    found = held(journal)
    assert found["A"].gone_at is None
    assert (found["B"].gone_at, found["B"].changed_at) == (DAYS[1], DAYS[1])


def test_a_list_cut_short_makes_nothing_gone(journal: Journal) -> None:
    """Rows that it still showed are brought up to date."""
    save = saver(journal)
    save(read(*whole("A", "B", "C")))
    assert save(read(row("A", "Closed"), reason="The portal changed."), day=1) == 1
    assert [one.gone_at for one in held(journal).values()] == [None, None, None]


def test_a_list_that_ended_counts_although_its_part_failed(journal: Journal) -> None:
    """Each list stands for itself: years read before the portal fell silent are whole."""
    save = saver(journal)
    save(read(*whole("A", scope="2024-25"), *whole("B", scope="2025-26")))
    save(read(*whole(scope="2024-25"), reason="The portal is down."), day=1)
    found = held(journal)
    assert (found["A"].gone_at, found["B"].gone_at) == (DAYS[1], None)


def test_years_not_asked_keep_their_rows(journal: Journal) -> None:
    """A sync of this year says nothing of the last."""
    save = saver(journal)
    save(read(*whole("A", scope="2024-25"), *whole("B", scope="2025-26")))
    assert save(read(*whole("B", scope="2025-26")), day=1) == 0
    assert held(journal)["A"].gone_at is None


def test_a_row_that_comes_back_is_changed(journal: Journal) -> None:
    """Even with the value that it had."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    save(read(*whole("A")), day=1)
    assert save(read(*whole("A", "B")), day=2) == 1
    found = held(journal)["B"]
    assert (found.first_seen, found.changed_at, found.gone_at) == (DAYS[0], DAYS[2], None)


def test_a_row_that_moves_to_another_list_is_not_changed(journal: Journal) -> None:
    """It belongs to the new list from now on, and the old one cannot lose it."""
    save = saver(journal)
    save(read(*whole("A", scope="open"), *whole(scope="closed")))
    assert save(read(*whole(scope="open"), *whole("A", scope="closed")), day=1) == 0
    assert save(read(*whole(scope="open")), day=2) == 0
    assert save(read(*whole(scope="closed")), day=3) == 1


def test_two_different_rows_under_one_key_are_refused(journal: Journal) -> None:
    """Nothing of the reading is stored, not even its good rows."""
    save = saver(journal)
    save(read(*whole("A")))
    with pytest.raises(PortalChanged, match="under one key"):
        save(read(row("B"), row("A"), row("A", "Closed"), ListRead(act=None, scope="all", portal_total=3)), day=1)
    assert list(held(journal)) == ["A"]


def test_the_same_row_twice_is_one_row(journal: Journal) -> None:
    """A page read twice adds nothing, and the part counts it once."""
    saver(journal)(read(*whole("A", "A", "B", total=2)))
    assert list(held(journal)) == ["A", "B"]
    (part,) = journal.readings.parts()
    assert (part.rows, part.portal_total) == (2, 2)


def test_what_was_read_before_stands_beside_a_failure(journal: Journal) -> None:
    """Rows, total and stamp are those of the last complete read; the reason is today's."""
    save = saver(journal)
    save(read(*whole("A", "B", total=2)))
    save(read(row("A"), reason="The portal changed."), day=1)
    (part,) = journal.readings.parts()
    assert (part.rows, part.portal_total, part.complete, part.reason) == (2, 2, DAYS[0], "The portal changed.")
    save(read(*whole("A", total=1)), day=2)
    (part,) = journal.readings.parts()
    assert (part.rows, part.portal_total, part.complete, part.reason) == (1, 1, DAYS[2], None)


def test_a_total_is_known_only_if_every_list_states_one(journal: Journal) -> None:
    """Else the sum would seem to prove more than it does."""
    saver(journal)(read(*whole("A", scope="x", total=1), *whole("B", scope="y")))
    (part,) = journal.readings.parts()
    assert (part.rows, part.portal_total) == (2, None)


def test_a_source_is_complete_only_with_all_its_parts(journal: Journal) -> None:
    """One part that failed leaves the day of the last complete read as it was."""
    save = saver(journal)
    old, new = read(*whole("A", scope="old"), act=Act.OLD), read(*whole("B", scope="new"), act=Act.NEW)
    save(old, read(act=Act.NEW, reason="The portal changed."), day=0)
    assert journal.readings.completed() == {}
    save(old, new, day=1)
    save(read(act=Act.OLD, reason="The portal changed."), new, day=2)
    assert journal.readings.completed() == {TASK: DAYS[1]}
    assert [part.act for part in journal.readings.parts()] == [Act.OLD, Act.NEW]


def test_clients_modules_and_portals_do_not_mix(journal: Journal) -> None:
    """The same reference elsewhere is another row, and a list that ends there loses nothing here."""
    save = saver(journal)
    save(read(*whole("A")))
    others = (
        TaskId(tan="OAKS12345E", module="notices", portal=Portal.ITPORTAL),
        TaskId(tan=PINE, module="challans", portal=Portal.ITPORTAL),
        TaskId(tan=PINE, module="notices", portal=Portal.TRACES),
    )
    for other in others:
        with journal.transaction():
            journal.readings.save(other, [read(*whole())], run=1, tries=1, at=DAYS[1])
    assert held(journal)["A"].gone_at is None


def test_fingerprints_tell_every_difference_that_a_sheet_shows(journal: Journal) -> None:
    """Also that a row has ceased to be new, which no run has written."""
    save, seen = saver(journal), []

    def mark(since: datetime = DAYS[0]) -> None:
        seen.append(journal.readings.fingerprint(("notices",), since))

    save(read(*whole("A", "B")), day=1)
    mark()
    save(read(row("A", "Closed"), row("B"), ListRead(act=None, scope="all", portal_total=2)), day=2)
    mark()
    save(read(*whole("A")), day=3)
    mark()
    save(read(*whole("A", "B", "C")), day=4)
    mark()
    mark(since=DAYS[3])
    assert len(set(seen)) == 5
    save(read(*whole("A", "B", "C")), day=5)
    mark(since=DAYS[3])
    assert seen[-1] == seen[-2]


def test_new_rows_are_counted_by_client(journal: Journal) -> None:
    """First reads and gone rows are not new."""
    save = saver(journal)
    save(read(*whole("A")), day=0)
    save(read(*whole("A", "B", "C")), day=1)
    save(read(*whole("A", "B")), day=2)
    assert journal.readings.new_rows("notices", DAYS[0]) == {PINE: 1}
    assert journal.readings.new_rows("notices", DAYS[2]) == {}


def test_all_that_stands_is_told_of_a_module(journal: Journal) -> None:
    """Of every client, with its TAN; of one portal of one client alone too. Gone rows are told of the one only."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    save(read(*whole("A")), day=1)
    others = (("OAKS12345E", "notices", Portal.ITPORTAL), (PINE, "challans", Portal.ITPORTAL))
    for tan, module, portal in (*others, (PINE, "notices", Portal.TRACES)):
        with journal.transaction():
            task = TaskId(tan=tan, module=module, portal=portal)
            journal.readings.save(task, [read(*whole(f"of {portal.value}"))], run=1, tries=1, at=DAYS[1])
    every = [(tan, record.reference) for tan, record in journal.readings.every("notices") if isinstance(record, Notice)]
    assert sorted(every) == [("OAKS12345E", "of itportal"), (PINE, "A"), (PINE, "of traces")]
    found = journal.readings.records(PINE, "notices", Portal.ITPORTAL)
    assert sorted(record.reference for record in found if isinstance(record, Notice)) == ["A", "B"]


def test_days_are_told_of_all_clients_or_of_one(journal: Journal) -> None:
    """When a list was last read to its end, and when a row of it was last new, changed, gone or back."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    save(read(*whole("A")), day=1)
    save(read(*whole("A")), day=2)
    other = TaskId(tan="OAKS12345E", module="notices", portal=Portal.TRACES)
    with journal.transaction():
        journal.readings.save(other, [read(*whole("C"))], run=1, tries=1, at=DAYS[3])
    assert journal.readings.completed() == {TASK: DAYS[2], other: DAYS[3]}
    assert journal.readings.completed(PINE) == {TASK: DAYS[2]}
    assert journal.readings.changed() == {(PINE, "notices"): DAYS[1], ("OAKS12345E", "notices"): DAYS[3]}
    assert journal.readings.changed(PINE) == {(PINE, "notices"): DAYS[1]}


def test_a_task_ends_as_its_parts_did(journal: Journal) -> None:
    """Failed with each reason once, or done; what a run found in several readings is added up."""
    old, new, down = read(*whole("A"), act=Act.OLD), read(*whole("B"), act=Act.NEW), "The portal is down."
    with journal.transaction():
        run = _begin(journal, DAYS[0])
        parts = [replace(old, reason=down), replace(new, reason="It changed."), replace(old, act=None, reason=down)]
        journal.readings.save(TASK, parts, run=run, tries=2, at=DAYS[0])
    (task,) = journal.runs.tasks(run)
    assert (task.state, task.reason, task.tries, task.fresh) == ("failed", f"{down}; It changed.", 2, 2)
    assert {(part.act, part.supported) for part in journal.readings.parts()} == {
        (act, True) for act in (Act.OLD, Act.NEW, None)
    }
    with journal.transaction():
        journal.readings.save(TASK, [old, read(*whole("B", "C"), act=Act.NEW)], run=run, tries=1, at=DAYS[1])
    (task,) = journal.runs.tasks(run)
    assert (task.state, task.reason, task.tries, task.fresh) == ("done", None, 1, 3)
    assert {one.portal for one in journal.readings.held(PINE, "notices")} == {Portal.ITPORTAL}
