"""Troubles: opened once, brought up to date, and cleared by what took them away and by nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.troubles import Trouble

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)
FAILURE = Trouble(
    tan="PINE12345E", kind="Failure", module="Challans", portal="IT portal", what="It is down.", remedy="Sync later."
)
LINE = Trouble(tan="PINE1", kind="Needs you", module="", portal="", what="`PINE1` is not a TAN.", remedy="Mend it.")


@pytest.fixture
def told(journal: Journal) -> Journal:
    """A journal with both troubles of a run, and an agreed name that did not agree."""
    with journal.transaction():
        for trouble in (FAILURE, LINE, replace(FAILURE, kind="Mismatch", module="")):
            journal.troubles.open(trouble, run=1, at=NOW)
    return journal


def standing(journal: Journal) -> list[tuple[str, str]]:
    return [(row.trouble.tan, row.trouble.kind) for row in journal.troubles.rows() if row.cleared is None]


def test_a_trouble_that_stands_is_brought_up_to_date(told: Journal) -> None:
    """It keeps the run and the day on which it began; what it says is the last that was seen."""
    with told.transaction():
        told.troubles.open(replace(FAILURE, what="It is still down.", tries=3), run=2, at=NOW + DAY)
    row = told.troubles.rows()[0]
    assert (row.run, row.opened, row.trouble) == (1, NOW, replace(FAILURE, what="It is still down.", tries=3))
    assert len(told.troubles.rows()) == 3


def test_a_trouble_that_was_over_is_a_new_one(told: Journal) -> None:
    """The sheet shows both, each with its days."""
    with told.transaction():
        told.troubles.clear(FAILURE.tan, portal=FAILURE.portal, module=FAILURE.module, at=NOW + DAY)
        told.troubles.open(FAILURE, run=2, at=NOW + 2 * DAY)
    found = [(row.run, row.opened, row.cleared) for row in told.troubles.rows() if row.trouble == FAILURE]
    assert found == [(1, NOW, NOW + DAY), (2, NOW + 2 * DAY, None)]


@pytest.mark.parametrize(
    "where",
    [("OAKS12345E", "IT portal", "Challans"), ("PINE12345E", "TRACES", "Challans"), ("PINE12345E", "IT portal", "")],
)
def test_only_what_was_read_is_over(told: Journal, where: tuple[str, str, str]) -> None:
    """Not the same of another client, portal or module; and no reading makes a name agree."""
    tan, portal, module = where
    with told.transaction():
        told.troubles.clear(tan, portal=portal, module=module, at=NOW)
    assert len(standing(told)) == 3


def test_a_name_that_agrees_again_clears_its_own_trouble_only(told: Journal) -> None:
    """At its portal."""
    with told.transaction():
        told.troubles.match(FAILURE.tan, portal="TRACES", at=NOW)
    assert len(standing(told)) == 3
    with told.transaction():
        told.troubles.match(FAILURE.tan, portal="IT portal", at=NOW)
    assert standing(told) == [("PINE12345E", "Failure"), ("PINE1", "Needs you")]


def test_a_line_of_the_book_stands_open_while_it_stands_there(told: Journal) -> None:
    """A mended one is cleared; troubles of a portal are not the book's."""
    with told.transaction():
        told.troubles.keep_only({"PINE1"}, at=NOW)
    assert len(standing(told)) == 3
    with told.transaction():
        told.troubles.keep_only({"PINE2"}, at=NOW + DAY)
    assert standing(told) == [("PINE12345E", "Failure"), ("PINE12345E", "Mismatch")]
    assert told.troubles.rows()[1].cleared == NOW + DAY
