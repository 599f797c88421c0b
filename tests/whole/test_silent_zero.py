"""No silent zero: a module that fails never empties or shrinks a sheet, and the sheet says for whom it is not complete."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.modules import MODULES
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.whole.book import clients_sheet, rows
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
    "maintenance": (0, Fault.MAINTENANCE, ""),
    "changed": (0, Fault.OTHER_SHAPE, ""),
    "empty, unproven": (0, Fault.EMPTY_BODY, ""),
    "another TAN": (1, Fault.OTHER_TAN, ""),
}
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


def as_on(book: Path, title: str) -> tuple[int, int, str]:
    """For how many of how many clients row 2 of a sheet says that it is complete, and what follows."""
    found = COMPLETE.match(str(load_workbook(book)[title]["A2"].value))
    assert found
    return int(found[1]), int(found[2]), found[3]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.name))
def test_a_module_that_fails_keeps_its_rows_and_says_so(office: tuple[Pc, Practice], module, failure: str) -> None:
    """Every row of every sheet stays, and row 2 counts one client less, until the module is read again."""
    pc, portals = office
    tan = portals.people[STAFFED[0]].tan
    which, fault, value = FAILURES[failure]
    sheets = [view.sheet.title for view in module.views]
    before, complete = rows(pc.book), {title: as_on(pc.book, title) for title in sheets}
    assert any(row[0] == tan for title in sheets for row in before[title])
    portals.faults.add(fault, tan=tan, route=ROUTES[module.name][which], value=value)
    assert pc.sync("--tan", tan, "--modules", module.name).status == 1
    assert [entry for entry in portals.log.requests if entry.route == ROUTES[module.name][which]]
    assert rows(pc.book) == before
    for title, (count, of, _) in complete.items():
        assert as_on(pc.book, title) == (count - 1, of, " · see Exceptions")
    assert str(clients_sheet(pc.book)[tan][f"{module.title} status"]).startswith("Not checked")
    portals.faults.clear()
    an_hour_passes(pc.home)
    assert pc.sync("--tan", tan, "--modules", module.name).status == 0
    assert {title: as_on(pc.book, title) for title in sheets} == complete
