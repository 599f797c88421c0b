"""No silent zero: a module that fails never empties or shrinks a sheet, which says for whom it is not complete."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.modules import MODULES
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.whole.book import RESULTS, clients_sheet, rows
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED, STAFFED
from tests.whole.firm import an_hour_passes
from tests.whole.pc import Pc, moved_in

pytestmark = [pytest.mark.fault, pytest.mark.row("B1", "C1", "C4", "C5")]

ROUTES = {
    "returns": ("itportal.statements", "itportal.profile"),
    "challans": ("itportal.challans", "itportal.profile"),
    "unconsumed": ("traces.unconsumed", "traces.dashboard"),
    "notices": ("traces.inbox", "traces.dashboard"),
    "demand": ("traces.demand", "traces.dashboard"),
    "ldc": ("traces.certificate", "traces.dashboard"),
}
"""Where a module is read, and where its portal says whose account it is."""
FAILURES = {
    "failed": (0, Fault.BUSY_429, "3600"),
    "changed": (0, Fault.OTHER_SHAPE, ""),
    "empty, unproven": (0, Fault.EMPTY_BODY, ""),
    "another TAN": (1, Fault.OTHER_TAN, ""),
}
MORE = " · see Exceptions"
COMPLETE = re.compile(r"^As on \d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d · complete for (\d+) of (\d+) clients(.*)$")


@pytest.fixture(scope="module")
def synced(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pc, Practice]]:
    """An office with one whole sync."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("shown") / "office", template, portals)
        pc.sync()
        yield pc, portals


@pytest.fixture
def office(synced: tuple[Pc, Practice], tmp_path: Path) -> Iterator[tuple[Pc, Practice]]:
    """A copy of it, an hour later."""
    made, portals = synced
    shutil.copytree(made.folder, tmp_path / "office")
    pc = Pc(folder=tmp_path / "office", url=made.url)
    an_hour_passes(pc.home)
    portals.log.clear()
    yield pc, portals
    portals.faults.clear()


def as_on(book: Path) -> dict[str, tuple[int, int, str]]:
    """Result sheet → for how many of how many clients row 2 says that it is complete, and what follows."""
    opened, told = load_workbook(book, read_only=True), {}
    for title in RESULTS:
        found = COMPLETE.match(str(opened[title]["A2"].value))
        assert found, title
        told[title] = int(found[1]), int(found[2]), found[3]
    opened.close()
    return told


@pytest.mark.parametrize("failure", FAILURES)
def test_modules_that_fail_keep_their_rows_and_say_so(office: tuple[Pc, Practice], failure: str) -> None:
    """All six of a client: every row of every sheet stays; row 2 counts one client less, until all is read again."""
    pc, portals = office
    tan = portals.people[STAFFED[0]].tan
    which, fault, value = FAILURES[failure]
    before, complete = rows(pc.book), as_on(pc.book)
    assert all(any(row[0] == tan for row in before[title]) for title in RESULTS)
    for routes in ROUTES.values():
        portals.faults.add(fault, tan=tan, route=routes[which], value=value)
    assert pc.sync("--tan", tan).status == 1
    asked = {entry.route for entry in portals.log.requests}
    assert {routes[which] for routes in ROUTES.values()} & asked
    assert rows(pc.book) == before
    assert as_on(pc.book) == {title: (count - 1, of, MORE) for title, (count, of, _) in complete.items()}
    shown = clients_sheet(pc.book)[tan]
    assert {str(shown[f"{module.title} status"]).partition(" (")[0] for module in MODULES} == {"Not checked"}
    portals.faults.clear()
    an_hour_passes(pc.home)
    assert pc.sync("--tan", tan).status == 0
    assert as_on(pc.book) == complete
    assert rows(pc.book) == before
