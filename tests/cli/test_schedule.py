"""Night runs: what each system is told, in its own words; and cron for real, through a crontab of the test's own."""

import json
import os
import plistlib
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tdsxl.cli.nights import linux
from tdsxl.cli.nights.clock import clock
from tdsxl.cli.nights.macos import agent
from tdsxl.cli.nights.night import Night, keep, kept, mark_of, nights
from tdsxl.cli.nights.windows import task_xml
from tdsxl.engine.home import Home
from tdsxl.errors import LocalError
from tests.whole.book import clients_sheet
from tests.whole.pc import Pc

ODD = Path("/home/R & D = 100% 'a' <b>")
NIGHT = Night(book=ODD / "firm = 1.xlsm", at=time(6, 30), home=ODD / "home")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then
    if [ -f "$CRONTAB_FILE" ]; then exec cat "$CRONTAB_FILE"; fi
    echo "$CRONTAB_SAYS" >&2
    exit 1
fi
exec cat >"$CRONTAB_FILE"
"""


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file behind a `crontab` that stands first on the PATH; it is not there yet."""
    program, file = tmp_path / "bin" / "crontab", tmp_path / "crontab.txt"
    program.parent.mkdir()
    program.write_text(CRONTAB, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CRONTAB_FILE", str(file))
    monkeypatch.setenv("CRONTAB_SAYS", "no crontab for asha")
    return file


def started(line: str) -> list[str]:
    """The words that cron's shell would start; cron itself takes the backslash off a percent sign."""
    command = line.split(" ", 5)[5].replace("\\%", "%")
    return subprocess.check_output(["sh", "-c", f"printf '%s\\n' {command}"], text=True).splitlines()


def test_the_task_of_windows_keeps_every_sign() -> None:
    """Well-formed, as this user only when logged on, no waking; the record's path is one argument."""
    xml = task_xml(NIGHT, user="OFFICE\\a&b", now=datetime(2026, 11, 23, 7, 0)).encode("utf-16")
    root = ElementTree.fromstring(xml)  # noqa: S314 # our own text
    said = {node.tag.removeprefix(TASK): node.text for node in root.iter()}
    assert said["Command"] == NIGHT.words[0]
    assert said["Arguments"] == f'-P -m tdsxl.cli.nights "{NIGHT.record}"'
    assert (said["UserId"], said["LogonType"], said["RunLevel"]) == (
        "OFFICE\\a&b",
        "InteractiveToken",
        "LeastPrivilege",
    )
    assert (said["WakeToRun"], said["StartWhenAvailable"], said["DaysInterval"]) == ("false", "true", "1")
    assert str(NIGHT.book) in str(said["Description"])


@pytest.mark.parametrize(("now", "start"), [((5, 0), "2026-11-23T06:30:00"), ((6, 30), "2026-11-24T06:30:00")])
def test_the_first_run_on_windows_is_the_next_such_hour(now: tuple[int, int], start: str) -> None:
    """An hour that is over today must not count as missed."""
    assert f"<StartBoundary>{start}<" in task_xml(NIGHT, user="a", now=datetime(2026, 11, 23, *now))


def test_the_agent_of_macos_keeps_every_sign() -> None:
    """Words, hour and minute as they are."""
    said = plistlib.loads(agent(NIGHT))
    assert said["ProgramArguments"] == list(NIGHT.words)
    assert said["StartCalendarInterval"] == {"Hour": 6, "Minute": 30}
    assert said["Label"] == NIGHT.mark


def test_the_line_of_cron_keeps_every_sign() -> None:
    """What its shell starts are our words, and no `%` ends the command early."""
    line = linux.cron_line(NIGHT)
    assert line.startswith("30 6 * * * ")
    assert started(line) == list(NIGHT.words)
    assert line.count("%") == line.count("\\%") > 0


def test_each_system_has_its_own_scheduler() -> None:
    """Named as people there call it, with what it does about a missed hour."""
    assert [clock(name).name for name in ("win32", "darwin", "linux")] == ["Task Scheduler", "launchd", "cron"]
    assert all(clock(name).habit.endswith(".") for name in ("win32", "darwin", "linux"))


def test_a_record_keeps_a_night_run(tmp_path: Path) -> None:
    """Book, hour and passphrase file come back; what is no record is left out of the list, and refused by itself."""
    night = replace(NIGHT, home=tmp_path, passphrase_file="/a b/p.txt")
    keep(night)
    assert kept(night.record) == night
    (night.record.parent / "other.json").write_text("[]", encoding="utf-8")
    assert list(nights(Home(tmp_path))) == [night]
    with pytest.raises(LocalError, match="no record of a night run"):
        kept(night.record.parent / "other.json")


def test_a_book_is_scheduled_once(pc: Pc, crontab: Path) -> None:
    """A second hour replaces the first, a second book has a line of its own, and the user's lines stay as they are."""
    crontab.write_text("MAILTO=asha\n5 4 * * * backup # nightly\n", encoding="utf-8")
    assert pc.run("new", pc.folder / "other.xlsx").status == 0
    for book, hour in ((pc.book, "06:30"), (pc.folder / "other.xlsx", "5:05"), (pc.book, "07:15")):
        said = pc.run("schedule", book, "--daily", hour)
        assert (said.status, said.err) == (0, "")
    *first, other, own = crontab.read_text("utf-8").splitlines()
    assert first == ["MAILTO=asha", "5 4 * * * backup # nightly"]
    assert (other[:8], own[:9]) == ("5 5 * * ", "15 7 * * ")
    assert own.endswith(f" # {mark_of(pc.book)}")
    assert "every day at 07:15 by cron, while you are logged on" in said.out
    assert {night.at for night in nights(pc.home)} == {time(5, 5), time(7, 15)}


def test_off_takes_the_line_away(pc: Pc, crontab: Path) -> None:
    """And the record; where there is none it says so with exit 1. The book itself need not be there any more."""
    crontab.write_text("5 4 * * * backup\n", encoding="utf-8")
    assert pc.run("schedule", pc.book, "--daily", "06:30").status == 0
    pc.book.unlink()
    assert pc.run("schedule", pc.book, "--off").status == 0
    assert crontab.read_text("utf-8") == "5 4 * * * backup\n"
    assert not list(nights(pc.home))
    said = pc.run("schedule", pc.book, "--off")
    assert (said.status, said.err) == (1, "office.xlsx has no night run.\n")


def test_a_crontab_that_cannot_be_read_is_not_replaced(pc: Pc, crontab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where cron says that there is none is a new one begun."""
    monkeypatch.setenv("CRONTAB_SAYS", "you are not allowed to use this program")
    said = pc.run("schedule", pc.book, "--daily", "06:30")
    assert said.status == 2
    assert "The crontab cannot be read: you are not allowed" in said.err
    assert not crontab.exists()


def test_a_vault_that_would_ask_is_refused_with_its_remedy(pc: Pc, crontab: Path) -> None:
    """Nobody types a passphrase at night."""
    assert pc.run("passwords", "set", "MUMA12345B", "itportal", typed="secret\n").status == 0
    (pc.folder / "passphrase.txt").write_text("another", encoding="ascii")
    said = pc.run("schedule", pc.book, "--daily", "06:30")
    assert said.status == 2
    assert "No night run can open the vault. The passphrase of the vault is wrong." in said.err
    assert not crontab.exists()


@pytest.mark.parametrize("hour", ["24:00", "6.30", "06:60", "morning"])
def test_an_hour_that_is_none_is_refused(pc: Pc, crontab: Path, hour: str) -> None:
    """With how to write it."""
    said = pc.run("schedule", pc.book, "--daily", hour)
    assert (said.status, said.err) == (2, f"tdsxl: {hour} is no hour of the day. Write it as 06:30.\n")
    assert not crontab.exists()


def test_what_cron_starts_syncs_the_book(pc: Pc, crontab: Path) -> None:
    """The line's own words, in an environment as bare as cron's: the book says why nothing could be read."""
    lines = pc.folder / "clients.csv"
    lines.write_text("TAN,Client name\nMUMA12345B,Asha Traders\n", encoding="utf-8")
    assert pc.run("clients", "import", lines, "--book", pc.book).status == 0
    assert pc.run("schedule", pc.book, "--daily", "06:30").status == 0
    words = started(crontab.read_text("utf-8").splitlines()[-1])
    ended = subprocess.run(words, cwd="/", env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "")
    (night,) = nights(pc.home)
    assert night.log.read_text("utf-8").startswith(f"Night run of {pc.book} at ")
    assert night.log.read_text("utf-8").endswith("Ended with status 1.\n")
    assert "no password stored" in str(clients_sheet(pc.book)["MUMA12345B"]["Message"])
    assert json.loads(night.record.read_text("utf-8"))["passphrase_file"] == str(pc.folder / "passphrase.txt")
    assert words[0] == sys.executable
