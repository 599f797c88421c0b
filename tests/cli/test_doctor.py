"""What doctor says of a PC, line by line: fine, or with a remedy."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.cli.checks import excel, network, program
from tdsxl.cli.checks.finding import Finding
from tdsxl.cli.nights.night import Night, keep
from tdsxl.practice.server import Practice
from tdsxl.sheets.file.buttons import Buttons
from tests.whole.pc import Pc, Said

LINE = re.compile(r"(ok  |MEND)  (.{13}) (.+)")
NOWHERE = '[itportal]\norigin = "{0}"\n[traces]\ngateway = "{0}"\nsite = "{0}"\nold = "{0}"\n'


@pytest.fixture
def portals(pc: Pc) -> Iterator[Practice]:
    """Practice portals, named in the portals file of the PC."""
    with Practice(clients=1, scale=0.1) as own:
        (pc.folder / "portals.toml").write_text(own.portals_toml(), encoding="utf-8")
        yield own


def doctor(pc: Pc, *words: str | Path) -> tuple[Said, dict[str, str]]:
    """What was said, and each line by its subject, the mark in front."""
    said = pc.run("doctor", *words, "--portals", pc.folder / "portals.toml")
    lines = [match for line in said.out.splitlines() if (match := LINE.fullmatch(line))]
    assert len(lines) == len(said.out.splitlines()) > 0, said
    return said, {match[2].strip(): f"{match[1].strip()} {match[3]}" for match in lines}


def test_a_healthy_pc_has_nothing_to_mend(pc: Pc, portals: Practice) -> None:
    """Exit 0, and the figures that somebody who helps will ask for."""
    said, lines = doctor(pc, pc.book)
    assert (said.status, said.err) == (0, "")
    assert sys.executable in lines["Python"]
    assert lines["Workbook"] == "ok office.xlsx, 0 clients, without macros"
    assert str(pc.home.path) in lines["Data folder"]
    assert (lines["IT portal"], lines["TRACES"]) == ("ok answers", "ok answers")
    assert lines["Clock"] == "ok agrees with the portals'"
    assert {"tdsxl", "Window", "Database", "Vault"} < set(lines)


def test_doctor_sends_nothing_but_the_question_for_a_first_page(pc: Pc, portals: Practice) -> None:
    """No login, no name of a client."""
    doctor(pc)
    assert not portals.log.logins


def test_without_a_network_it_is_said_once(pc: Pc) -> None:
    """Not twice, and not as trouble of the portals."""
    (pc.folder / "portals.toml").write_text(NOWHERE.format("http://127.0.0.1:9"), encoding="utf-8")
    said, lines = doctor(pc)
    assert said.status == 1
    assert lines["Network"].startswith("MEND no portal can be reached. 127.0.0.1 cannot be reached.")
    assert "Check the internet connection" in lines["Network"]
    assert not {"IT portal", "TRACES", "Clock"} & set(lines)


def test_one_portal_that_is_down_is_named(pc: Pc, portals: Practice) -> None:
    """The other one is fine."""
    toml = pc.folder / "portals.toml"
    toml.write_text(re.sub('origin = ".+"', 'origin = "http://127.0.0.1:9"', toml.read_text("utf-8")), encoding="utf-8")
    said, lines = doctor(pc)
    assert said.status == 1
    assert lines["IT portal"].startswith("MEND 127.0.0.1 cannot be reached.")
    assert lines["TRACES"] == "ok answers"


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(minutes=-4), "agrees with the portals'"),
        (timedelta(minutes=12), "12 minutes ahead of the portals'."),
        (timedelta(hours=-2), "120 minutes behind the portals'."),
    ],
)
def test_a_wrong_clock_is_told(ahead: timedelta, told: str) -> None:
    """By how much, and which way."""
    finding = network._clock(ahead)
    assert finding.text == told
    assert finding.is_fine == told.startswith("agrees")


def test_a_vault_that_does_not_open_is_told(pc: Pc, portals: Practice) -> None:
    """With the vault's own remedy."""
    assert pc.run("passwords", "set", "MUMA12345B", "itportal", typed="secret\n").status == 0
    assert doctor(pc)[1]["Vault"] == "ok opens; 1 passwords stored"
    (pc.folder / "passphrase.txt").write_text("another", encoding="ascii")
    assert doctor(pc)[1]["Vault"].startswith("MEND The passphrase of the vault is wrong.")


def test_a_data_folder_in_a_synced_folder_is_told(pc: Pc, portals: Practice) -> None:
    """The rest is still looked at."""
    moved = replace(pc, folder=pc.folder / "OneDrive")
    moved.folder.mkdir()
    shutil.copy(pc.folder / "portals.toml", moved.folder)
    said, lines = doctor(moved)
    assert said.status == 1
    assert "network or cloud-synced folder" in lines["Data folder"]
    assert lines["TRACES"] == "ok answers"


def test_a_night_run_that_is_written_down_but_not_started_is_told(
    pc: Pc, portals: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that mends it; a book that is gone is told too."""
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho no crontab for asha >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    pc.home.path.mkdir(exist_ok=True)
    keep(Night(book=pc.book, at=time(6, 30), home=pc.home.path))
    line = doctor(pc)[1]["Night run"]
    assert line.startswith("MEND office.xlsx daily at 06:30, but cron does not know it.")
    assert line.endswith(f"Run: tdsxl schedule {pc.book} --daily 06:30")
    pc.book.unlink()
    assert f"but {pc.book} is not there" in doctor(pc)[1]["Night run"]


def test_a_macro_workbook_is_looked_into(pc: Pc, portals: Practice) -> None:
    """The Python that it starts, the version of its module, and where it came from."""
    book = pc.folder / "office.xlsm"
    assert pc.run("new", book).status == 0
    said, lines = doctor(pc, book)
    assert said.status == 0
    assert lines["Button"].startswith(f"ok the workbook starts {Path(sys.executable).parent}")
    assert lines["xlwings"] == f"ok {program.xlwings_version()} in the workbook, {program.xlwings_version()} in Python"
    # On Windows this is the file's own second stream; here it is a file beside it.
    Path(f"{book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    assert "Right-click the file, Properties, tick Unblock" in doctor(pc, book)[1]["Macro block"]


def test_a_workbook_that_is_none_is_told(pc: Pc, portals: Practice) -> None:
    """In the reader's own words, and the rest is still looked at."""
    opened = load_workbook(pc.book)
    del opened["Clients"]
    opened.save(pc.book)
    said, lines = doctor(pc, pc.book)
    assert said.status == 1
    assert lines["Workbook"].startswith("MEND office.xlsx")
    assert lines["TRACES"] == "ok answers"


def test_a_button_that_starts_another_python_is_told(tmp_path: Path) -> None:
    """None, a missing one, another one, and our own."""
    other = tmp_path / "python.exe"
    other.touch()

    def started(path: str) -> Finding:
        return excel._started(Buttons(windows=path, mac="", xlwings=""))

    assert started("").text == "the workbook names no Python for this system."
    assert started(str(tmp_path / "gone.exe")).text.endswith("which is not there.")
    assert "another Python" in started(str(other)).text
    assert started(sys.executable).is_fine
    assert sys.executable in started(str(other)).remedy


@pytest.mark.parametrize(
    ("policy", "choice", "told", "remedy"),
    [
        (None, None, "Excel runs them, or asks", ""),
        (2, 4, "Excel runs them, or asks", ""),
        (None, 4, "Excel runs none at all.", "In Excel: File, Options"),
        (3, 1, "Excel runs only those signed by a trusted publisher.", "Your administrator set this"),
    ],
)
def test_what_excel_lets_macros_do(policy: int | None, choice: int | None, told: str, remedy: str) -> None:
    """The office's policy stands before the user's choice."""
    finding = excel._macro_setting(policy, choice)
    assert finding.text == told
    assert finding.remedy.startswith(remedy)
    assert finding.is_fine == (not remedy)


def test_a_mac_without_the_script_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name carries the version of xlwings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (finding,) = excel.excel("darwin")
    assert finding.text == f"xlwings-{program.xlwings_version()}.applescript is not there"
    assert finding.remedy == "Run tdsxl install."


def test_a_portals_file_that_cannot_be_used_is_refused(pc: Pc) -> None:
    """As by every other command."""
    (pc.folder / "portals.toml").write_text("[itportal]\n", encoding="utf-8")
    said = pc.run("doctor", "--portals", pc.folder / "portals.toml")
    assert said.status == 2
    assert "`[itportal] origin` is missing" in said.err
