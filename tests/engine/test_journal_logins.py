"""Passwords that left and what became of them, and what visits taught us."""

from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.gate import Attempt
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.logins import VisitRow
from tdsxl.values import Portal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
PINE, OAK = "PINE12345E", "OAKS12345E"
IT, TRACES = Portal.ITPORTAL, Portal.TRACES


@pytest.fixture
def told(journal: Journal) -> Journal:
    """A journal with four attempts of three accounts."""
    with journal.transaction():
        for hour, (portal, tan) in enumerate([(IT, PINE), (TRACES, PINE), (IT, OAK), (IT, PINE)]):
            assert journal.logins.intend(portal, tan, f"v{hour}", run=7, at=NOW + hour * HOUR) == hour + 1
    return journal


def outcomes(journal: Journal) -> list[str]:
    return [attempt.outcome for attempt in journal.logins.attempts()]


def test_an_attempt_is_kept_as_it_was_made(told: Journal) -> None:
    """Of its account and no other, the oldest first; its answer is not seen yet."""
    plain = {"portal": IT, "tan": PINE, "outcome": "sent"}
    assert told.logins.of(IT, PINE) == (
        Attempt(id=1, version="v0", sent=NOW, **plain),  # type: ignore[arg-type]  # fields by name
        Attempt(id=4, version="v3", sent=NOW + 3 * HOUR, **plain),  # type: ignore[arg-type]  # fields by name
    )
    assert [attempt.id for attempt in told.logins.attempts()] == [1, 2, 3, 4]
    assert told.logins.last() == 4


def test_a_journal_without_logins_has_none(journal: Journal) -> None:
    """Its last one has the number 0."""
    assert (journal.logins.attempts(), journal.logins.last()) == ((), 0)


def test_an_answer_settles_its_own_attempt(told: Journal) -> None:
    """With the portal's reason, where there is one."""
    with told.transaction():
        told.logins.settle(1, "refused", "Invalid password.")
        told.logins.settle(4, "accepted")
    assert [(one.outcome, one.reason) for one in told.logins.of(IT, PINE)] == [
        ("refused", "Invalid password."),
        ("accepted", None),
    ]
    assert outcomes(told) == ["refused", "sent", "sent", "accepted"]


def test_a_yes_releases_the_cut_off_logins_of_one_account(told: Journal) -> None:
    """What has its answer keeps it, and other accounts are not asked about."""
    with told.transaction():
        told.logins.settle(1, "refused")
        told.logins.released(IT, PINE)
    assert outcomes(told) == ["refused", "sent", "sent", "released"]


def test_what_a_visit_did_not_learn_stays(journal: Journal) -> None:
    """How long it took, the name as printed, and what stands in the way, each for itself."""
    with journal.transaction():
        journal.logins.visited(PINE, IT, seconds=4.5, name="Pine Traders")
        journal.logins.visited(PINE, IT, seconds=None, name=None)
        journal.logins.needs(PINE, TRACES, "otp")
        journal.logins.visited(PINE, TRACES, seconds=2.0, name=None)
        journal.logins.needs(PINE, IT, None)
    assert journal.logins.visits() == {
        (PINE, IT): VisitRow(tan=PINE, portal=IT, seconds=4.5, name="Pine Traders", needs=None),
        (PINE, TRACES): VisitRow(tan=PINE, portal=TRACES, seconds=2.0, name=None, needs="otp"),
    }
    with journal.transaction():
        journal.logins.visited(PINE, IT, seconds=9.0, name="Pine Traders Limited")
        journal.logins.needs(PINE, TRACES, None)
    assert journal.logins.visits() == {
        (PINE, IT): VisitRow(tan=PINE, portal=IT, seconds=9.0, name="Pine Traders Limited", needs=None),
        (PINE, TRACES): VisitRow(tan=PINE, portal=TRACES, seconds=2.0, name=None, needs=None),
    }
