"""What the buttons do where Python has no window: the same, in a terminal, and nothing unasked."""

import os
import subprocess
import sys

import pytest

from tdsxl.practice.server import Practice
from tests.whole.pc import Pc, Said

pytestmark = pytest.mark.slow


def terminal(pc: Pc, view: str, typed: str = "\n") -> Said:
    """A button's terminal, with what its user types."""
    words = [sys.executable, "-m", "tdsxl.addin.terminal", str(pc.book), view, str(pc.folder / "portals.toml")]
    world = {**os.environ, **pc.environment, "PYTHONUTF8": "1"}
    done = subprocess.run(words, env=world, input=typed, capture_output=True, encoding="utf-8", check=False)
    return Said(done.returncode, done.stdout, done.stderr, ())


def test_a_sync_says_what_it_costs_and_waits_for_a_yes(pc: Pc, portals: Practice) -> None:
    """Nobody is logged in on a no, nor at the end of input."""
    said = terminal(pc, "bucket", "n\n\n")
    assert said.status == 0, said.err
    assert "5 clients, 5 captchas, about 1 minute of typing.\n" in said.out
    assert said.out.endswith("Start Sync? [y/N]: Press Enter to close this window. ")
    assert not portals.log.logins


def test_a_yes_syncs_what_is_ticked(pc: Pc, portals: Practice) -> None:
    """As `tdsxl sync` does, captchas included."""
    said = terminal(pc, "bucket", "y\n" + "skip\n" * 9)
    assert said.status == 1, said.err
    assert "Run 1: " in said.out
    assert {login.portal for login in portals.log.logins} == {"itportal"}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("failed", "Nothing failed in the last sync"),
        ("write", "is up to date."),
        ("doctor", "xlwings"),
        ("passwords", "usage: tdsxl passwords"),
        ("share", 'office.xlsx" --out "'),
    ],
)
def test_no_other_button_starts_a_sync(pc: Pc, portals: Practice, view: str, words: str) -> None:
    """Each does what it says, or shows how its command is told what it wants to know."""
    said = terminal(pc, view)
    assert words in said.out + said.err
    assert "Traceback" not in said.err
    assert not portals.log.logins


def test_a_book_that_cannot_be_read_is_one_line(pc: Pc) -> None:
    """It names what to do, and the window stays until it was read."""
    pc.book.write_bytes(b"no workbook")
    said = terminal(pc, "bucket")
    assert (said.status, "Traceback" in said.err) == (2, False)
    assert pc.book.name in said.out
