"""One operation fails, the first, the second, the third ...: old or new state, a named error; the next sync completes.

As SQLite tests itself: the loop ends with the first sync that the failure no longer meets.
"""

import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.failing import KINDS, Refusal, refusing
from tests.whole.book import Left, rows
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED, STAFFED
from tests.whole.firm import an_hour_passes, canonical, held
from tests.whole.pc import Pc, Said, moved_in

pytestmark = [pytest.mark.fault, pytest.mark.timeout(0), pytest.mark.usefixtures("pc")]
MODULES = ("notices", "unconsumed")
"""Both portals, captcha, letters, both kinds of session: the standard sync, of one client."""


class Standard:
    """One client's sync in offices that were never synced, and what a calm one leaves."""

    def __init__(self, folder: Path, template: Path, portals: Practice) -> None:
        """Make the calm one."""
        self.portals = portals
        self.tan = portals.people[STAFFED[0]].tan
        self._folder = folder
        self._template = template
        self.pc = self.fresh()
        assert self.synced().status == 0
        self._calm = self.left()

    def fresh(self) -> Pc:
        """Another office; the one before is taken down."""
        shutil.rmtree(self._folder / "office", ignore_errors=True)
        self.portals.faults.clear()
        self.portals.log.clear()
        self.pc = moved_in(self._folder / "office", self._template, self.portals)
        return self.pc

    def synced(self) -> Said:
        """The standard sync."""
        return self.pc.sync("--tan", self.tan, "--modules", *MODULES)

    def left(self) -> Left:
        """What journal and book hold."""
        return canonical(held(self.pc.home, [self.tan])), rows(self.pc.book)

    def survives(self, said: Said) -> None:
        """Prove what a failed sync must leave, and that the next one leaves what a calm one does."""
        assert said.status in (0, 1, 2), said
        assert zipfile.is_zipfile(self.pc.book)
        assert not [word for word in ("Traceback", "fault of its own") if word in said.err + said.out], said
        assert said.status == 0 or "tdsxl: " in said.err or "What to do: " in said.out, said
        in_journal, in_book = self._calm
        assert said.status or rows(self.pc.book) == in_book
        assert self.pc.run("journal", "check").status == 0
        assert set(canonical(held(self.pc.home, [self.tan]))) <= set(in_journal)
        an_hour_passes(self.pc.home)
        again = self.synced()
        assert (again.status, self.left()) == (0, self._calm), again
        assert list(self.pc.folder.rglob(".~tdsxl-*")) == []


@pytest.fixture(scope="module")
def standard(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standard]:
    """The standard sync."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        yield Standard(tmp_path_factory.mktemp("standard"), template, portals)


@pytest.fixture
def pc(standard: Standard) -> Pc:
    """Where the last failed sync and the one after it leave what they leave."""
    return standard.pc


@pytest.fixture
def numbers(request: pytest.FixtureRequest) -> Callable[[], Iterator[int]]:
    """1, 2, 3 ... or every so many of them."""
    every = int(request.config.getoption("--every"))
    return lambda: iter(range(1, sys.maxsize, every))


@pytest.mark.row("D3", "D4")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are known by /proc")
@pytest.mark.parametrize("kind", KINDS)
def test_the_kth_operation_on_a_file_fails(standard: Standard, kind: str, numbers: Callable[[], Iterator[int]]) -> None:
    """Of book, vault, downloads, backups, captchas, log and progress; what SQLite does is failed elsewhere."""
    for number in numbers():
        refusal = Refusal(standard.fresh().folder, kind, number)
        with refusing(refusal):
            said = standard.synced()
        if not refusal.has_struck:
            assert said.status == 0
            break
        standard.survives(said)


@pytest.mark.row("B6")
def test_the_kth_answer_of_a_portal_is_lost(standard: Standard, numbers: Callable[[], Iterator[int]]) -> None:
    """Reset before its first byte: what may be asked again is, and what may not waits for the person."""
    for number in numbers():
        standard.fresh()
        standard.portals.faults.add(Fault.RESET, value=0, after=number - 1, times=1)
        said = standard.synced()
        if len(standard.portals.log.requests) < number:
            assert said.status == 0
            break
        standard.portals.faults.clear()
        standard.survives(said)
