"""Every difference that a reading found, as it was and as it is."""

from datetime import timedelta

from tdsxl.engine.entries import Change, TaskId, What
from tdsxl.engine.journal.journal import Journal
from tdsxl.records import ListRead
from tdsxl.values import Portal
from tests.engine.scripted import PINE, row, whole
from tests.engine.test_journal_lists import DAYS, TASK, read, saver


def test_a_rows_course_is_told_as_it_was_and_as_it_is(journal: Journal) -> None:
    """The first complete read is one line with its count; then every change with both values, its run and its day."""
    save = saver(journal)
    save(read(*whole("A", "B")))
    save(read(row("A", "Closed"), *whole("B", "C")), day=1)
    save(read(*whole("B", "C")), day=2)
    save(read(row("A", "Open"), *whole("B", "C")), day=3)
    first, closed = row("A").record, row("A", "Closed").record
    told = [
        Change(run=1, at=DAYS[0], task=TASK, what=What.NEW_CLIENT, before=None, after=None, rows=2),
        Change(run=2, at=DAYS[1], task=TASK, what=What.CHANGED, before=first, after=closed, rows=None),
        Change(run=2, at=DAYS[1], task=TASK, what=What.NEW, before=None, after=row("C").record, rows=None),
        Change(run=3, at=DAYS[2], task=TASK, what=What.GONE, before=closed, after=None, rows=None),
        Change(run=4, at=DAYS[3], task=TASK, what=What.BACK, before=closed, after=row("A", "Open").record, rows=None),
    ]
    assert list(journal.changes.rows()) == told
    assert list(journal.changes.rows(DAYS[2])) == told[3:]


def test_the_days_order_the_changes_of_all_clients(journal: Journal) -> None:
    """Within a day the TANs; a fingerprint tells whether any came since a day."""
    save = saver(journal)
    seen = [journal.changes.fingerprint(DAYS[1])]
    save(read(*whole("A")), day=2)
    seen.append(journal.changes.fingerprint(DAYS[1]))
    with journal.transaction():
        other = TaskId(tan="OAKS12345E", module="notices", portal=Portal.TRACES)
        journal.readings.save(other, [read(*whole("B"))], run=1, tries=1, at=DAYS[2])
    seen.append(journal.changes.fingerprint(DAYS[1]))
    with journal.transaction():
        earlier = TaskId(tan="ZOOS12345E", module="notices", portal=Portal.TRACES)
        journal.readings.save(earlier, [read(*whole("C"))], run=1, tries=1, at=DAYS[0])
    assert journal.changes.fingerprint(DAYS[1]) == seen[-1]
    assert len(set(seen)) == 3
    assert [one.task.tan for one in journal.changes.rows()] == ["ZOOS12345E", "OAKS12345E", PINE]


def test_a_read_that_was_cut_short_makes_no_line_of_a_client(journal: Journal) -> None:
    """Its rows are counted with the first complete read; a list without rows is counted too."""
    save = saver(journal)
    save(read(row("A"), reason="cut"))
    assert list(journal.changes.rows()) == []
    save(read(*whole("A", "B")), day=1)
    (line,) = journal.changes.rows()
    assert (line.what, line.rows, line.at) == (What.NEW_CLIENT, 2, DAYS[0] + timedelta(days=1))
    empty = TaskId(tan="OAKS12345E", module="notices", portal=Portal.TRACES)
    with journal.transaction():
        journal.readings.save(
            empty, [read(ListRead(act=None, scope="all", portal_total=0))], run=1, tries=1, at=DAYS[2]
        )
    assert [one.rows for one in journal.changes.rows(DAYS[2])] == [0]
