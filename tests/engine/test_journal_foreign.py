"""A journal that another program wrote to, or that is another's: damaged, though SQLite finds nothing wrong with it."""

import sqlite3
from contextlib import closing

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.codec import decode
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.errors import LocalError
from tests.engine.filled import NOW, synced
from tests.engine.scripted import PINE, TRACES
from tests.modules.samples import unconsumed

pytestmark = pytest.mark.row("D5")
SPOILT = (
    "UPDATE attempt SET sent = 'yesterday'",
    "UPDATE attempt SET sent = x'00ff'",
    "UPDATE attempt SET sent = '2026-11-22T10:00:00'",
    "UPDATE attempt SET portal = 'nowhere'",
    "UPDATE part SET act = 'no law'",
    "UPDATE run SET left_out = 'nobody'",
    "UPDATE run SET ended = 7",
    "UPDATE run SET outcomes = '5'",
    "UPDATE run SET left_out = '{}'",
    "UPDATE proof SET years = 'x'",
    "UPDATE part SET rows = 'many'",
    "UPDATE visit SET seconds = 'long'",
    "UPDATE change SET what = 'Odd'",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 2",
    "PRAGMA user_version = 3",
    "DROP TABLE attempt",
    "DROP TABLE note",
    "ALTER TABLE run DROP COLUMN outcomes",
    "PRAGMA user_version = 2; DROP TABLE run",
)


def spoil(home: Home, words: str) -> None:
    """A run and its copy; then another program is let at the journal."""
    with open_journal(home) as journal:
        synced(journal, PINE, "unconsumed", TRACES, unconsumed(), at=NOW)
        with journal.transaction():
            journal.logins.intend(TRACES, PINE, "v1", run=1, at=NOW)
            journal.logins.visited(PINE, TRACES, seconds=4.5, name=None)
    with closing(sqlite3.connect(home.journal)) as db:
        db.executescript(words)


@pytest.mark.parametrize("words", SPOILT)
def test_a_spoilt_journal_is_set_aside_and_its_copy_takes_its_place(home: Home, words: str) -> None:
    """One line says so, and the next start goes on; the refusals and rows of the copy are there."""
    spoil(home, words)
    with pytest.raises(LocalError, match=r"The journal was damaged: it is now journal damaged .* took its place"):
        Journal(home)
    with open_journal(home) as journal:
        assert journal.readings.held(PINE, "unconsumed")
        assert {one.outcome for one in journal.logins.attempts()} == {"sent"}


def test_a_spoilt_journal_without_a_copy_stays_as_it_is(home: Home) -> None:
    """Nothing is begun anew by itself."""
    spoil(home, SPOILT[0])
    (copy,) = home.backups.iterdir()
    copy.unlink()
    before = home.journal.read_bytes()
    for _ in range(2):
        with pytest.raises(LocalError, match=r"damaged or gone.* Move it aside by hand"):
            Journal(home)
    assert home.journal.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "text"),
    [("Demand", "{}"), ("Demand", "{"), ("Nothing", "{}"), ("Challan", "7"), ("Demand", '{"year":"x"}')],
)
def test_a_record_that_cannot_be_read_is_told(kind: str, text: str) -> None:
    """As what it is, with the way to the last good copy."""
    with pytest.raises(LocalError, match=r"holds a record that cannot be read.* last good copy"):
        decode(kind, text)


def test_the_way_that_is_told_leads_to_the_last_good_copy(home: Home) -> None:
    """The journal is moved away by hand, and the next start but one goes on."""
    spoil(home, "UPDATE record SET value = '{}'")
    with open_journal(home) as journal, pytest.raises(LocalError, match="cannot be read"):
        journal.readings.held(PINE, "unconsumed")
    home.journal.rename(home.path / "elsewhere.sqlite3")
    with pytest.raises(LocalError, match="took its place"):
        Journal(home)
    with open_journal(home) as journal:
        assert journal.readings.held(PINE, "unconsumed")
