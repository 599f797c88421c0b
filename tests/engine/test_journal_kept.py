"""Copies of the journal, the seal of a closed one, and what becomes of one that is damaged or lost."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tdsxl.engine.gate import bar, is_cut_off
from tdsxl.engine.home import Home
from tdsxl.engine.journal.copies import KEPT, copies
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.journal.refusals import Refusals
from tdsxl.engine.journal.seal import log_of, valid_seal
from tdsxl.errors import LocalError, Refused
from tdsxl.values import Portal
from tests.engine.disk import Disk
from tests.failing import Refusal, refusing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)
TANS = tuple(f"PINE{number:05}E" for number in range(300))


def log_in(home: Home, *tans: str, version: str = "v1") -> None:
    """What a run leaves: a refused password of each."""
    with open_journal(home) as journal, journal.transaction():
        for tan in tans:
            attempt = journal.logins.intend(Portal.TRACES, tan, version, run=1, at=NOW)
            journal.logins.settle(attempt, "refused")


def tans(home: Home) -> list[str]:
    with open_journal(home) as journal:
        return [attempt.tan for attempt in journal.logins.attempts()]


def decay(path: Path, change: Callable[[bytearray], None]) -> None:
    """Bytes change on the disk, by themselves: no time stamp says so."""
    facts, content = path.stat(), bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def flip(offset: int) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        content[offset] ^= 0x20

    return change


def end_suddenly(home: Home) -> None:
    """As a kill leaves it: the seal stays broken, the log beside the journal."""
    home.seal.write_text("", encoding="ascii")


@pytest.mark.fault
@pytest.mark.row("D5")
def test_every_flipped_byte_of_a_closed_journal_is_noticed(home: Home, request: pytest.FixtureRequest) -> None:
    """Wherever it lies; the journal is set aside, its copy takes its place, and nothing is lost."""
    log_in(home, *TANS)
    sound, roll = home.journal.read_bytes(), random.Random(7)
    for offset in roll.sample(range(len(sound)), request.config.getoption("--cuts") // 2):
        decay(home.journal, flip(offset))
        with pytest.raises(LocalError, match=r"the copy of .* took its place"):
            Journal(home)
        (aside,) = home.path.glob("journal damaged *.sqlite3")
        assert [at for at, (old, new) in enumerate(zip(sound, aside.read_bytes(), strict=True)) if old != new] == [
            offset
        ]
        aside.unlink()
        assert tans(home) == list(TANS)
        sound = home.journal.read_bytes()


@pytest.mark.row("D5")
@pytest.mark.parametrize("left", [b"", b"garbage!" * 500], ids=["nothing", "garbage"])
def test_a_journal_without_its_head_is_replaced_by_its_copy(home: Home, left: bytes) -> None:
    """Also after a sudden end, when no seal stands."""
    log_in(home, *TANS)
    end_suddenly(home)
    home.journal.write_bytes(left)
    with pytest.raises(LocalError, match=r"the copy of .* took its place"):
        Journal(home)
    assert set(tans(home)) == set(TANS)


@pytest.mark.row("D5")
def test_a_journal_that_is_gone_is_not_begun_anew(home: Home) -> None:
    """Where there is a copy; there is nothing to set aside, and the words say so."""
    log_in(home, TANS[0])
    home.journal.unlink()
    with pytest.raises(LocalError, match=r"The journal was gone: the copy of .* took its place"):
        Journal(home)
    assert list(home.path.glob("journal damaged *")) == []
    assert set(tans(home)) == {TANS[0]}


@pytest.mark.row("D5")
def test_a_broken_page_is_noticed_after_a_sudden_end(home: Home) -> None:
    """And then the copy may be older than the last password: every account counts as cut off, whatever its password."""
    log_in(home, *TANS)
    end_suddenly(home)
    decay(home.journal, lambda content: content.__setitem__(slice(8192, 12288), bytes(4096)))
    with pytest.raises(LocalError, match="took its place"):
        Journal(home)
    with open_journal(home) as journal:
        attempts = journal.logins.of(Portal.TRACES, TANS[5])
        assert is_cut_off(attempts, "v1")
        assert is_cut_off(attempts, "of a password stored since")
        assert bar(attempts, "v1", NOW + DAY) is not None
        with journal.transaction():
            journal.logins.released(Portal.TRACES, TANS[5])
        assert not is_cut_off(journal.logins.of(Portal.TRACES, TANS[5]), "of a password stored since")


@pytest.mark.row("D5")
def test_without_a_good_copy_a_damaged_journal_stays_and_is_named(home: Home) -> None:
    """A copy that is damaged itself is none; nothing is ever begun anew by itself."""
    log_in(home, *TANS)
    end_suddenly(home)
    decay(copies(home)[-1].path, flip(5000))
    home.journal.write_bytes(b"garbage!" * 500)
    for _ in range(2):
        with pytest.raises(LocalError, match="no good copy of it in backups"):
            Journal(home)
    assert home.journal.read_bytes() == b"garbage!" * 500
    home.journal.rename(home.path / "moved aside by hand")
    home.seal.unlink(missing_ok=True)
    assert tans(home) == [*TANS], "what was refused is known all the same"


@pytest.mark.row("D5")
def test_an_older_copy_serves_where_the_last_is_damaged(home: Home) -> None:
    """The rows of the day between are read anew."""
    log_in(home, TANS[0])
    (first,) = copies(home)
    yesterday = first.path.with_name(first.path.name.replace(str(first.day), str(first.day - DAY)))
    first.path.rename(yesterday)
    log_in(home, TANS[1])
    decay(copies(home)[-1].path, flip(5000))
    home.journal.unlink()
    with pytest.raises(LocalError, match=f"the copy of {first.day - DAY:%d-%b-%Y} took"):
        Journal(home)
    assert set(tans(home)) == {*TANS[:2]}, "what was refused since is known all the same"


@pytest.mark.fault
@pytest.mark.row("D4", "D5")
@pytest.mark.parametrize(("kind", "at"), [("write", 2), ("fsync", 1), ("rename", 1)])
def test_a_disk_that_refuses_leaves_the_damaged_journal_for_the_next_start(home: Home, kind: str, at: int) -> None:
    """With its copy: one line names the error, no draft stays, and the next start puts the copy back."""
    log_in(home, *TANS)
    end_suddenly(home)
    home.journal.write_bytes(b"garbage!" * 500)
    refusal = Refusal(home.path, kind, at)
    with refusing(refusal), pytest.raises(LocalError) as caught:
        Journal(home)
    assert caught.value.message.startswith(f"The journal {home.journal} is damaged and cannot be replaced: [Errno 5] ")
    assert (refusal.has_struck, caught.value.remedy) == (True, "Mend the disk.")
    assert home.journal.read_bytes() == b"garbage!" * 500
    assert list(home.path.glob(".~tdsxl-*")) == []
    with pytest.raises(LocalError, match="took its place"):
        Journal(home)
    assert set(tans(home)) == set(TANS)


@pytest.mark.fault
@pytest.mark.row("D4", "D5")
def test_a_draft_that_cannot_be_deleted_stops_nothing(home: Home) -> None:
    """The next start sweeps it."""
    log_in(home, *TANS)
    home.journal.unlink()
    refusal = Refusal(home.path, "unlink", 1)
    with refusing(refusal), pytest.raises(LocalError, match="took its place"):
        Journal(home)
    assert refusal.has_struck
    assert set(tans(home)) == set(TANS)


class Scanned(Disk):
    """A disk on which a virus scanner has the log open, so that it cannot be deleted; SQLite does not mind."""

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  # apsw's name
        """Ask in vain."""
        self.note("unlink")


@pytest.mark.fault
@pytest.mark.row("D5")
def test_the_log_of_a_damaged_journal_is_set_aside_with_it(home: Home) -> None:
    """Where it was not deleted: its pages would be taken for those of the copy."""
    log_in(home, *TANS)
    end_suddenly(home)
    home.journal.write_bytes(b"garbage!" * 500)
    disk = Scanned()
    log_of(home.journal).write_bytes(b"pages of the journal that was")
    with pytest.raises(LocalError, match="took its place"):
        Journal(home, disk.connect)
    disk.leave()
    assert disk.done["unlink"]
    (aside,) = home.path.glob("journal damaged *.sqlite3")
    assert log_of(aside).read_bytes() == b"pages of the journal that was"
    assert not log_of(home.journal).exists()
    assert set(tans(home)) == set(TANS)


def test_a_journal_that_another_program_wrote_to_is_no_damaged_one(home: Home) -> None:
    """The seal speaks of the file as it was left; what somebody did since is looked at page by page."""
    log_in(home, TANS[0])
    with closing(sqlite3.connect(home.journal)) as db, db:
        db.execute("UPDATE attempt SET outcome = 'released'")
    with open_journal(home) as journal:
        assert [attempt.outcome for attempt in journal.logins.attempts()] == ["released", "refused"]


@pytest.mark.row("A1", "D5")
def test_a_refusal_outlives_its_journal(home: Home) -> None:
    """Whatever of it is deleted, or put back from before; and it is known once, however often that happens."""
    log_in(home, *TANS)
    for path in (home.journal, home.seal, *(copy.path for copy in copies(home))):
        path.unlink()
    for _ in range(2):
        with open_journal(home) as journal:
            found = [bar(journal.logins.of(Portal.TRACES, tan), "v1", NOW) for tan in TANS]
        assert all(isinstance(each, Refused) for each in found)
    assert tans(home) == [*TANS]


@pytest.mark.row("D5")
def test_an_emptied_journal_is_not_taken_for_a_new_one(home: Home) -> None:
    """Its seal tells that there was one."""
    log_in(home, *TANS)
    for copy in copies(home):
        copy.path.unlink()
    home.journal.write_bytes(b"")
    with pytest.raises(LocalError, match="damaged or gone"):
        Journal(home)


def test_a_line_cut_by_a_power_cut_is_passed_over(home: Home) -> None:
    """The others count."""
    log_in(home, *TANS)
    home.refusals.write_text(home.refusals.read_text("ascii") + '{"portal": "tra', encoding="ascii")
    home.journal.unlink()
    home.seal.unlink()
    for copy in copies(home):
        copy.path.unlink()
    assert tans(home) == [*TANS]


@pytest.mark.parametrize(
    "spoil", [("traces", "nowhere"), ("+00:00", ""), ('"refused"', "7"), ('"run": 1', '"run": null')]
)
def test_a_line_that_is_none_of_ours_is_passed_over(home: Home, spoil: tuple[str, str]) -> None:
    """It would spoil the journal that it is brought back into."""
    log_in(home, *TANS[:1])
    home.refusals.write_text(home.refusals.read_text("ascii").replace(*spoil), encoding="ascii")
    for path in (home.journal, home.seal, *(copy.path for copy in copies(home))):
        path.unlink()
    assert tans(home) == []


def test_when_an_account_was_last_refused_is_known_without_the_journal(home: Home) -> None:
    """So that what is stored by hand is later than it, also while a run has the journal."""
    log_in(home, TANS[0])
    log_in(home, TANS[1])
    found = Refusals(home.refusals)
    assert [found.last(Portal.TRACES, tan) for tan in TANS[:3]] == [NOW, NOW, None]
    assert found.last(Portal.ITPORTAL, TANS[0]) is None


def test_refusals_that_cannot_be_kept_are_one_line(home: Home) -> None:
    """When one is to be written down, and when they are to be read; the journal is free again for the next start."""
    home.refusals.mkdir(parents=True)
    with pytest.raises(LocalError, match=r"refusals\.jsonl cannot be used"):
        Journal(home)
    home.refusals.rmdir()
    with open_journal(home) as journal:
        with journal.transaction():
            attempt = journal.logins.intend(Portal.TRACES, TANS[0], "v1", run=1, at=NOW)
        home.refusals.mkdir()
        with pytest.raises(LocalError, match=r"refusals\.jsonl cannot be used"):
            journal.logins.settle(attempt, "refused")
        assert [one.outcome for one in journal.logins.attempts()] == ["sent"]


def test_a_journal_is_sealed_while_it_is_closed_only(home: Home) -> None:
    """A log beside it means that its end was sudden, whatever an old seal says."""
    log_in(home, TANS[0])
    assert valid_seal(home) is not None
    log_of(home.journal).write_bytes(b"")
    assert valid_seal(home) is None
    log_of(home.journal).unlink()
    with open_journal(home):
        assert valid_seal(home) is None
    assert valid_seal(home) is not None


@pytest.mark.fault
@pytest.mark.row("D4")
def test_a_seal_that_cannot_be_written_stops_nothing(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody need hear of it: the next start looks at the journal page by page."""
    log_in(home, TANS[0])
    journal = Journal(home)
    refusal = Refusal(home.path, "fsync", 1)
    with refusing(refusal):
        journal.close()
    assert (refusal.has_struck, caplog.messages) == (True, [])
    assert tans(home) == [TANS[0]]


def test_a_copy_that_cannot_be_made_leaves_no_seal(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """The log says why; all is there at the next start, which looks at every page."""
    home.backups.write_text("a file where the folder should be", encoding="ascii")
    log_in(home, TANS[0])
    (message,) = caplog.messages
    assert message.startswith("The journal was not copied: [")
    assert str(home.backups) in message
    assert valid_seal(home) is None
    assert tans(home) == [TANS[0]]


def test_ten_days_of_copies_stay(home: Home) -> None:
    """Of one schema; the first login of a day lets the oldest go."""
    log_in(home, TANS[0])
    (today,) = copies(home)
    for number in range(1, KEPT + 3):
        shutil.copy(
            today.path, today.path.with_name(today.path.name.replace(str(today.day), str(today.day - number * DAY)))
        )
    shutil.copy(today.path, today.path.with_name(today.path.name.replace(f"v{today.schema}", "v1")))
    log_in(home, TANS[1])
    days = [one.day for one in copies(home) if one.schema == today.schema]
    assert days == [today.day - number * DAY for number in reversed(range(KEPT))]
    assert [one.day for one in copies(home) if one.schema == 1] == [today.day]


def test_closing_without_a_login_makes_no_copy(home: Home) -> None:
    """What stands in the copy of the last run stands in the journal."""
    with open_journal(home):
        pass
    assert copies(home) == []
    log_in(home, TANS[0])
    (first,) = copies(home)
    assert tans(home) == [TANS[0]]
    assert copies(home) == [first]
    log_in(home, TANS[1])
    (second,) = copies(home)
    assert (second.is_sound(), second.day, second.mark == first.mark) == (True, first.day, False)
