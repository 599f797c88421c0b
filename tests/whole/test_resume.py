"""A sync may be stopped or killed at any moment: nothing is lost, and the next one does what is left."""

import os
import random
import shutil
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tdsxl.engine.events import Event, TaskEnded
from tdsxl.engine.journal.journal import open_journal
from tdsxl.practice.faults import Fault
from tdsxl.practice.people import WRONG_AT_TRACES
from tdsxl.practice.server import Practice
from tdsxl.values import Portal
from tests.whole.book import Left, rows
from tests.whole.conftest import (
    CLIENTS,
    DAYS,
    MODULE,
    PASSWORD_ROUTE,
    SCALE,
    SEED,
    STAFFED,
    OpenFirm,
    left_in,
    secrets_of,
)
from tests.whole.firm import an_hour_passes, canonical, held, left_open, open_firm
from tests.whole.leaks import leaks
from tests.whole.pc import LONGEST_S, Pc, moved_in, wait_until

SCREENS = {
    ("Return Summary", Portal.ITPORTAL): "itportal.forms",
    ("Challans", Portal.ITPORTAL): "itportal.challans",
    ("Notices & Orders", Portal.ITPORTAL): "itportal.proceedings",
    ("Return Summary", Portal.TRACES): "traces.statements",
    ("Unconsumed Challans", Portal.TRACES): "traces.unconsumed",
    ("Notices & Orders", Portal.TRACES): "traces.inbox",
    ("Outstanding Demand", Portal.TRACES): "traces.demand",
    ("Verify LDC", Portal.TRACES): "traces.child_certificates",
}
"""Task → the screen that it always asks for."""
SILENT_S = 0.1
"""A sync that has sent nothing for so long has no more to ask."""
BOOK_S, BETWEEN_S = 0.4, 0.02
"""Seconds about that its book takes, and that lie between two requests: the kill falls anywhere in them."""
AT_THE_BOOK = 10
"""Requests that are never sent: so many moments of all are at the book."""
KILLS_OF_AN_OFFICE = 5

NewOffice = Callable[[], AbstractContextManager[tuple[Pc, Practice]]]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")


class Stopper:
    """Stops a run after some tasks, as Ctrl-C would; remembers what was read."""

    def __init__(self, after: int) -> None:
        self.stop = threading.Event()
        self.read: set[tuple[str, str, Portal]] = set()
        self._after = after

    def __call__(self, event: Event) -> None:
        """From the run."""
        if isinstance(event, TaskEnded) and event.reason is None:
            self.read.add((event.client.tan, event.module, event.portal))
            if len(self.read) >= self._after:
                self.stop.set()


@dataclass(frozen=True, slots=True)
class Calm:
    """An undisturbed sync."""

    left: Left
    requests: int


def left(pc: Pc, portals: Practice) -> Left:
    """What journal and workbook say, without stamps."""
    tans = [portals.people[place].tan for place in STAFFED]
    return canonical(held(pc.home, tans)), rows(pc.book)


@pytest.fixture(scope="module")
def calm_rows(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What an undisturbed sync of the first three clients leaves."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        calm = open_firm(tmp_path_factory.mktemp("calm") / "home", portals, places=(0, 1, 2))
        calm.sync()
        return canonical(calm.held())


@pytest.fixture(scope="module")
def calm(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """One undisturbed sync of the office with a workbook."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("calm") / "office", template, portals)
        pc.sync()
        return Calm(left(pc, portals), len(portals.log.requests))


@pytest.fixture
def new_office(template: Path, tmp_path: Path) -> NewOffice:
    """Opens an office that was never synced, at portals that have seen nothing yet."""

    @contextmanager
    def opened() -> Iterator[tuple[Pc, Practice]]:
        with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
            pc = moved_in(tmp_path / "another office", template, portals)
            yield pc, portals
            shutil.rmtree(pc.folder)

    return opened


@pytest.mark.parametrize("after", [1, 6, 13])
def test_a_stopped_run_is_continued(portals: Practice, firm_of: OpenFirm, calm_rows: list[str], after: int) -> None:
    """Everybody is signed out; the next sync asks no screen again that was read, and ends with the same rows."""
    firm = firm_of(0, 1, 2)
    stopper, rest = Stopper(after), Stopper(100)
    stopped = firm.sync(stop=stopper.stop, emit=stopper)
    assert stopped.run.how == "Stopped"
    assert left_open(portals.log) == 0
    portals.log.clear()
    resumed = firm.sync(emit=rest)
    assert (resumed.run.id, resumed.run.how, resumed.is_complete) == (stopped.run.id, "Complete", True)
    assert not stopper.read & rest.read
    assert len(stopper.read | rest.read) == len(SCREENS) * 3
    asked = {(request.account, request.route) for request in portals.log.requests}
    assert not asked & {(tan, SCREENS[module, portal]) for tan, module, portal in stopper.read}
    assert canonical(firm.held()) == calm_rows


@pytest.mark.slow
@POSIX
def test_ctrl_c_ends_politely(pc: Pc, portals: Practice, calm: Calm) -> None:
    """Exit 3, everybody signed out, the book written; the next sync goes on and leaves what a calm one does."""
    portals.faults.add(Fault.SLOW, value=0.002)
    running = pc.start_sync()
    wait_until(lambda: len(portals.log.requests) > calm.requests // 2)
    running.interrupt()
    said = running.wait()
    assert (said.status, "Stopping" in said.err, "Traceback" in said.err) == (3, True, False)
    assert left_open(portals.log) == 0
    assert pc.run("journal", "check").out.endswith(": ok\n")
    portals.log.clear()
    resumed = pc.sync()
    assert (resumed.status, "Continuing run 1" in resumed.err) == (1, True)
    assert len(portals.log.requests) < calm.requests
    assert left(pc, portals) == calm.left


@pytest.mark.fault
@pytest.mark.row("D1")
@pytest.mark.timeout(0)
def test_killed_at_any_moment(new_office: NewOffice, calm: Calm, request: pytest.FixtureRequest) -> None:
    """After every kill the book opens and no row is lost, double or wrong; at last all is as after a calm sync.

    Office after office, each killed a few times: in login, fetch, journal and book, wherever the moment falls.
    """
    roll, left_to_do = random.Random(11), request.config.getoption("--kills")
    while left_to_do > 0:
        with new_office() as (pc, portals):
            rows_before: set[str] = set()
            for _ in range(min(KILLS_OF_AN_OFFICE, left_to_do)):
                left_to_do -= killed_after(roll.randrange(calm.requests + AT_THE_BOOK), pc, portals, roll)
                rows_now = unharmed_rows(pc, portals, calm)
                assert rows_before <= rows_now
                rows_before = rows_now
                an_hour_passes(pc.home)
            assert leaks(left_in(pc), secrets_of([pc, portals])) == []
            assert pc.sync().status == 1
            assert left(pc, portals) == calm.left
            assert refused_once(pc, portals)
            assert not [path for path in pc.folder.rglob("*") if path.name.startswith(".~tdsxl-")]
            assert not list(pc.home.captchas.iterdir())


def killed_after(wanted: int, pc: Pc, portals: Practice, roll: random.Random) -> bool:
    """Start a sync, and kill it soon after so many requests, or at its book; False where it had ended by itself."""
    before, running = len(portals.log.requests), pc.start_sync()

    def is_at_the_book() -> bool:
        sent = portals.log.requests[before:]
        return bool(sent) and time.monotonic() - sent[-1].started > SILENT_S

    def is_there() -> bool:
        return len(portals.log.requests) - before > wanted or is_at_the_book() or not running.is_alive()

    wait_until(is_there, longest_s=10 * LONGEST_S)
    time.sleep(roll.uniform(0, BOOK_S if is_at_the_book() else BETWEEN_S))
    running.kill()
    return running.wait().status == -signal.SIGKILL


def unharmed_rows(pc: Pc, portals: Practice, calm: Calm) -> set[str]:
    """What the journal of a killed sync holds, proven to be rows of the calm one; so are those of its book."""
    with zipfile.ZipFile(pc.book) as parts:
        assert parts.testzip() is None
    in_journal, in_book = left(pc, portals)
    assert len(in_journal) == len(set(in_journal))
    assert set(in_journal) <= set(calm.left[0])
    assert all(found <= calm.left[1][title] for title, found in in_book.items())
    with open_journal(pc.home) as journal:
        assert journal.check() == "ok"
    return set(in_journal)


def refused_once(pc: Pc, portals: Practice) -> bool:
    """Every password that left was written down before, and a refusal that was seen is the last of its client."""
    (wrong,) = (person.tan for person in portals.people if WRONG_AT_TRACES in person.traits)
    with open_journal(pc.home) as journal:
        outcomes = [attempt.outcome for attempt in journal.logins.of(Portal.TRACES, wrong)]
    sent = sum(login.user == wrong and login.portal == "traces" for login in portals.log.logins)
    # A fifth kill between password and answer is the portal's fifth refusal: it says "locked" then.
    final = [outcome for outcome in outcomes if outcome in ("refused", "locked")]
    return sent <= len(outcomes) and final == outcomes[-1:]


@pytest.mark.row("A9")
@pytest.mark.fault
@pytest.mark.parametrize("portal", ["itportal", "traces"])
def test_a_login_that_was_cut_off_is_sent_again_only_on_a_yes(pc: Pc, portals: Practice, portal: str) -> None:
    """Killed between password and answer: the end of input is a no, and nothing is sent; a yes sends it once."""
    tan = portals.people[STAFFED[0]].tan
    one = ("--tan", tan, "--modules", MODULE[portal])
    portals.faults.add(Fault.SILENCE, route=PASSWORD_ROUTE[portal], times=1)
    running = pc.start_sync(*one)
    wait_until(lambda: bool(portals.log.logins))
    running.kill()
    running.wait()
    said = pc.sync(*one, typed="")
    assert (said.status, len(portals.log.logins)) == (1, 1)
    assert f"({tan}) on {Portal(portal).title} was cut off. Try again? [y/N]: " in said.err
    assert pc.sync(*one).status == 0
    assert len(portals.log.logins) == 2
