"""What a person reads when the journal cannot be used: each sentence, with what to do about it."""

import sqlite3
from datetime import UTC, datetime

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.errors import LocalError
from tdsxl.values import indian_day
from tests.engine.test_journal_kept import TANS, log_in


def said(home: Home) -> tuple[str, str]:
    """Message and remedy of an opening that is refused."""
    with pytest.raises(LocalError) as caught:
        Journal(home)
    return caught.value.message, caught.value.remedy


@pytest.mark.row("D5")
def test_a_damaged_journal(home: Home) -> None:
    """Where it is now, and of which day the one is that took its place."""
    log_in(home, TANS[0])
    home.journal.write_bytes(b"garbage!" * 500)
    message, remedy = said(home)
    (aside,) = home.path.glob("journal damaged *")
    today = indian_day(datetime.now(UTC))
    assert message == (
        f"The journal was damaged: it is now {aside.name}, and the copy of {today:%d-%b-%Y} took its place."
    )
    assert remedy == "Do the same once more; the next sync reads anew what came after that copy."


@pytest.mark.row("D5")
def test_a_damaged_journal_without_a_copy(home: Home) -> None:
    """A person decides that it is given up."""
    home.journal.write_bytes(b"garbage!" * 500)
    assert said(home) == (
        f"The journal {home.journal} is damaged or gone, and there is no good copy of it in backups.",
        "Move it aside by hand, with journal.seal: the next sync reads everything anew.",
    )


@pytest.mark.row("D5")
@pytest.mark.parametrize(
    ("progress", "how_far"),
    [
        (None, ""),
        ('{"run": 7, "done": 3, "of": 12}', ": run 7, 3 of 12 visits done"),
        ("half a j", ""),
    ],
)
def test_another_tdsxl_at_work(home: Home, journal: Journal, progress: str | None, how_far: str) -> None:
    """How far it is, where that can be known."""
    assert journal.check() == "ok"
    if progress is not None:
        home.progress.write_text(progress, encoding="utf-8")
    assert said(home) == (f"tdsxl is already at work{how_far}.", "Wait until it ends, or stop it there.")


def test_a_journal_that_cannot_be_opened(home: Home) -> None:
    """A folder stands in its place."""
    home.journal.mkdir()
    assert said(home) == (
        f"The journal {home.journal} cannot be used: unable to open database file.",
        "See that its disk can be written.",
    )


def test_a_change_that_is_refused(journal: Journal) -> None:
    """By the database, whose words stand in it."""

    def change() -> None:
        with journal.transaction():
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(LocalError) as caught:
        change()
    assert (caught.value.message, caught.value.remedy) == (
        "The journal cannot be written: disk I/O error.",
        "Free disk space, then run again.",
    )
