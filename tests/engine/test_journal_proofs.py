"""Since when a list is proven to be as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.entries import PartRow, Proof, TaskId
from tdsxl.engine.journal.journal import Journal
from tdsxl.values import Act, Portal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)
PINE = TaskId(tan="PINE12345E", module="notices", portal=Portal.TRACES)
OAK = TaskId(tan="OAKS12345E", module="notices", portal=Portal.TRACES)


def add(journal: Journal, task: TaskId = PINE, *, act: Act | None = Act.OLD, day: int = 0, **what: int | None) -> None:
    with journal.transaction():
        read = {"rows": 3, "total": 3, **what}
        journal.proofs.add(task, act, years="2025-26", at=NOW + day * DAY, **read)  # type: ignore[arg-type]  # by name


def days(journal: Journal) -> list[tuple[int, int, int, int | None]]:
    """Since, until, times and the portal's total."""
    found = journal.proofs.rows(PINE.tan)
    return [((one.since - NOW).days, (one.until - NOW).days, one.times, one.portal_total) for one in found]


def test_equal_reads_on_end_are_one_proof(journal: Journal) -> None:
    """Kept as it was read; with the days of the first and of the last of them."""
    add(journal)
    proof = Proof(task=PINE, act=Act.OLD, years="2025-26", rows=3, portal_total=3, since=NOW, until=NOW, times=1)
    assert journal.proofs.rows() == (proof,)
    add(journal, day=2)
    add(journal, day=5)
    assert days(journal) == [(0, 5, 3, 3)]


@pytest.mark.parametrize("other", [{"rows": 4}, {"total": 4}, {"total": None}])
def test_another_result_begins_a_proof_of_its_own(journal: Journal, other: dict[str, int | None]) -> None:
    """Also where it is that of an earlier one again; another total of the portal is another result."""
    add(journal)
    add(journal, PINE, act=Act.OLD, day=1, **other)
    add(journal, day=2)
    assert days(journal) == [(0, 0, 1, 3), (1, 1, 1, other.get("total", 3)), (2, 2, 1, 3)]


def test_two_reads_within_a_second_leave_the_last(journal: Journal) -> None:
    """A proof is known by its second."""
    add(journal)
    add(journal, rows=4)
    assert [(one.rows, one.times) for one in journal.proofs.rows()] == [(4, 1)]


def test_clients_and_acts_have_proofs_of_their_own(journal: Journal) -> None:
    """A list that is of no Act too."""
    add(journal, OAK)
    for act in (None, Act.OLD, Act.NEW):
        add(journal, act=act)
    assert [one.act for one in journal.proofs.rows(PINE.tan)] == [None, Act.OLD, Act.NEW]
    assert [one.task.tan for one in journal.proofs.rows()] == ["OAKS12345E", *["PINE12345E"] * 3]


def test_a_part_that_was_not_read_says_why(journal: Journal) -> None:
    """Under the run that asked for it, of one client or of all; the last to ask for it counts."""
    with journal.transaction():
        journal.readings.note(OAK, None, run=1, supported=False, reason="Not supported yet.")
        journal.readings.note(PINE, Act.NEW, run=1, supported=True, reason="It is down.")
        journal.readings.note(PINE, Act.NEW, run=2, supported=False, reason="Not supported yet.")
    part = PartRow(
        task=PINE,
        act=Act.NEW,
        run=2,
        supported=False,
        rows=None,
        portal_total=None,
        complete=None,
        reason="Not supported yet.",
    )
    assert journal.readings.parts(PINE.tan) == (part,)
    assert [(one.task, one.act) for one in journal.readings.parts()] == [(OAK, None), (PINE, Act.NEW)]
