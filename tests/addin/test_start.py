"""What stands around the worker: how it is started, kept awake, and replaced by a terminal; and what the probes say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tdsxl.addin.console import open_console, terminal
from tdsxl.addin.probe import nobody_answers, probe
from tdsxl.addin.start import command
from tdsxl.errors import LocalError
from tdsxl.portals.hosts import OFFICIAL, read_hosts
from tdsxl.practice.server import Practice
from tdsxl.window.values import Probed
from tests.whole.pc import wait_until


def test_the_worker_runs_in_this_python() -> None:
    """Without the folder of the book on its path, where a file could pass for one of ours."""
    assert command("tdsxl.addin.worker", "a b=c.xlsm") == [
        sys.executable,
        "-P",
        "-m",
        "tdsxl.addin.worker",
        "a b=c.xlsm",
    ]


def test_on_windows_it_has_no_console(tmp_path: Path) -> None:
    """Where pythonw.exe lies beside python.exe."""
    (tmp_path / "pythonw.exe").touch()
    assert command("m", executable=str(tmp_path / "python.exe"))[0] == str(tmp_path / "pythonw.exe")


STARTER = """
import sys
from pathlib import Path
from tdsxl.addin.start import start
start([sys.executable, "-c", sys.argv[2]], folder=Path(sys.argv[1]), environment={"A": "given"})
"""

OUTLIVING = """
import os, sys, time
while not os.path.exists("go on"):
    time.sleep(0.01)
print(os.getsid(0) == os.getpid(), os.environ["A"], file=sys.stderr)
"""


def started(folder: Path, code: str) -> None:
    """A button that starts a process of this code, and is over."""
    subprocess.run([sys.executable, "-c", STARTER, str(folder), code], check=True)


def test_a_started_process_outlives_its_starter(tmp_path: Path) -> None:
    """In a session of its own, with its environment and folder; its errors go to a log."""
    started(tmp_path, OUTLIVING)
    log = tmp_path / "logs" / "worker.log"
    assert log.read_text("utf-8") == ""
    (tmp_path / "go on").touch()
    wait_until(lambda: log.read_text("utf-8") == "True given\n")


def test_a_long_log_is_begun_anew(tmp_path: Path) -> None:
    """It is for faults, and nobody looks after it."""
    log = tmp_path / "logs" / "worker.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 1_000_001)
    started(tmp_path, "import sys; sys.stderr.write('new')")
    wait_until(lambda: log.read_text("utf-8") == "new")


def test_a_terminal_on_a_mac_quotes_the_book() -> None:
    """Once for the shell, and that again for AppleScript."""
    opened = terminal("darwin", ["python", 'a "b".xlsm'])
    assert opened == ["osascript", "-e", 'tell application "Terminal" to do script "python \'a \\"b\\".xlsm\'"']


def test_without_a_terminal_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words that can be copied."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LocalError, match=r"In a terminal: .* -P -m tdsxl.addin.terminal 'a b\.xlsx' doctor p\.toml"):
        open_console(Path("a b.xlsx"), "doctor", portals="p.toml")


def test_portals_that_answer_are_told(tmp_path: Path) -> None:
    """Whatever they answer; nobody is logged in."""
    told: list[Probed] = []
    with Practice(clients=1) as portals:
        (tmp_path / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
        probe(read_hosts(tmp_path / "portals.toml"), told.append).join(timeout=30)
        assert not portals.log.logins
    assert [(one.what, one.answers) for one in told] == [("IT portal", True), ("TRACES", True), ("Network", True)]


def test_portals_that_do_not_answer_are_told_with_what_to_look_at(tmp_path: Path) -> None:
    """The network last: nothing answers, so it may be that."""
    told: list[Probed] = []
    with Practice(clients=1) as portals:
        (tmp_path / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
    probe(read_hosts(tmp_path / "portals.toml"), told.append).join(timeout=30)
    assert [(one.what, one.answers) for one in told] == [("IT portal", False), ("TRACES", False), ("Network", False)]
    assert told[2].text.startswith("These practice portals are not running. Press Practice portals")
    assert "Wi-Fi" in nobody_answers(OFFICIAL)


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal of Linux")
def test_without_tkinter_a_terminal_does_the_same(tmp_path: Path) -> None:
    """The worker ends, and the book is synced there."""
    (tmp_path / "tkinter.py").write_text("raise ImportError", encoding="ascii")
    stand_in = tmp_path / "x-terminal-emulator"
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\n', encoding="ascii")
    stand_in.chmod(0o700)
    world = {"PATH": f"{tmp_path}:/bin:/usr/bin", "PYTHONPATH": str(tmp_path), "TDSXL_HOME": str(tmp_path / "home")}
    book = tmp_path / "a b.xlsx"
    words = [sys.executable, "-m", "tdsxl.addin.worker", str(book)]
    assert subprocess.run(words, env={**os.environ, **world}, check=False).returncode == 0
    wait_until(lambda: (tmp_path / "words").exists() and (tmp_path / "words").read_text("utf-8").endswith("\n"))
    assert (tmp_path / "words").read_text("utf-8").strip().endswith(f"-P -m tdsxl.addin.terminal {book} bucket")
