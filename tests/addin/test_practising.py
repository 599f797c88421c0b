"""Practice portals behind the ribbon's button: switched on, found by their book, switched off."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tdsxl.addin.lock import is_held
from tdsxl.addin.place import Place, place_of
from tdsxl.addin.waking import service_of
from tdsxl.portals.hosts import read_hosts
from tests.whole.pc import LONGEST_S, wait_until

WORDS = [sys.executable, "-m", "tdsxl.addin.practising"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the user."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path))
    return tmp_path


@contextmanager
def switched_on(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The portals, until they are switched off; they say when they are open."""
    service = Place(book=home / "practice", home=home, portals=None)
    with subprocess.Popen([*WORDS, "on"], env=dict(os.environ)) as process:
        try:
            wait_until(lambda: is_held(service.lock) and service.address.exists())
            yield process
        finally:
            subprocess.run([*WORDS, "off"], check=True)
            assert process.wait(timeout=LONGEST_S) == 0
    assert not service.address.exists()


def answers(portals: Path) -> bool:
    """Whether the portals of a file can be asked."""
    return httpx.get(f"{read_hosts(portals).itportal.origin}/practice/log", trust_env=False).is_success


@pytest.mark.slow
def test_their_book_is_found_with_everything_beside_it(home: Path) -> None:
    """It has a data folder of its own; nothing of the user's is in it."""
    book = home / "practice" / "practice.xlsm"
    with switched_on(home):
        place = place_of(str(book))
        assert place.portals
        assert place.home == home / "practice" / "home"
        assert answers(place.portals)


@pytest.mark.slow
def test_switched_on_again_they_serve_the_same_book(home: Path) -> None:
    """At another address, which the portals file knows; what was synced before is still there."""
    with switched_on(home):
        book = (home / "practice" / "practice.xlsm").read_bytes()
    with switched_on(home) as process:
        assert answers(home / "practice" / "portals.toml")
        assert (home / "practice" / "practice.xlsm").read_bytes() == book
        assert subprocess.run([*WORDS, "on"], check=False).returncode == 0
        assert process.poll() is None


@pytest.mark.slow
def test_a_press_in_their_book_starts_them(home: Path) -> None:
    """Without their book being opened once more, and not twice; a book of the firm's starts nothing."""
    with switched_on(home):
        pass
    assert woken(home / "firm.xlsm") == ""
    try:
        said = woken(home / "practice" / "practice.xlsm")
        assert said == "Starting the practice portals…\nThe practice portals are open.\n"
        assert answers(home / "practice" / "portals.toml")
        assert woken(home / "practice" / "practice.xlsm") == ""
    finally:
        subprocess.run([*WORDS, "off"], check=True)
        wait_until(lambda: not is_held(service_of(home).lock))


WAKE = """
import sys
from pathlib import Path
from tdsxl.addin.waking import wake
wake(Path(sys.argv[1]), lambda said: print(said.text))
"""


def woken(book: Path) -> str:
    """What the worker of a book says while it sees to it that the portals are open."""
    words = [sys.executable, "-X", "utf8", "-c", WAKE, str(book)]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def test_switched_off_twice_is_no_trouble(home: Path) -> None:
    """Nobody is there to hear it."""
    assert subprocess.run([*WORDS, "off"], check=False).returncode == 0
    assert not (home / "practice").exists()
