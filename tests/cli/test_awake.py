"""No PC falls asleep in the midst of a sync."""

import sys
from pathlib import Path

import pytest

from tdsxl.cli.awake import awake, guard
from tests.whole.conftest import pc, portals, template
from tests.whole.pc import Pc, wait_until

__all__ = ["pc", "portals", "template"]


def test_the_guards_against_sleep_end_with_us() -> None:
    """Each by its own means."""
    assert guard("darwin", 42) == ["caffeinate", "-i", "-w", "42"]
    assert guard("linux", 42)[0] == "systemd-inhibit"
    assert guard("linux", 42)[-4:] == ["--pid", "42", "-f", "/dev/null"]


def test_without_a_guard_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to be asked."""
    monkeypatch.setenv("PATH", "")
    with awake():
        assert True


@pytest.mark.skipif(sys.platform == "win32", reason="a program of Linux and Macs")
def test_the_guard_is_ended_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in says that it has begun; its process is gone when the run is over."""
    stand_in = tmp_path / guard(sys.platform, 0)[0]
    stand_in.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n", encoding="ascii")
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with awake():
        wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text("ascii").endswith("\n"))
    number = (tmp_path / "pid").read_text("ascii").strip()
    assert not Path(f"/proc/{number}").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the program of Linux")
def test_a_night_run_keeps_the_pc_awake(pc: Pc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to touch a key while the command line syncs."""
    stand_in = tmp_path / guard(sys.platform, 0)[0]
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\n', encoding="ascii")
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    pc.sync("--unattended", "--modules", "challans")
    assert "--what=sleep:idle" in (tmp_path / "words").read_text("ascii")
