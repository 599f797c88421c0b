"""One invented firm whose clients are synced twice, a week apart; and small firms of a test's own."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tdsxl.practice.people import roll_of
from tdsxl.practice.server import Practice
from tests.whole.firm import Clerk, Firm, Week, open_firm
from tests.whole.pc import Pc, furnish, moved_in

CLIENTS, SEED, SCALE = 13, 7, 0.25
"""Of the small practice portals: one client of each trait, some ten challans each."""
DAYS = (date(2026, 11, 15), date(2026, 11, 22))
PASSWORD_ROUTE = {"itportal": "itportal.password", "traces": "traces.login"}
MODULE = {"itportal": "challans", "traces": "unconsumed"}
"""The module that is read from one portal alone."""
STAFFED = (0, 1, 4, 5, 6)
"""Places of the clients in the workbook: two without trouble, one each that is refused, empty, signed in elsewhere."""
OpenFirm = Callable[..., Firm]
"""Places of clients → their firm."""


@pytest.fixture(scope="session")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Firm, Week, Week]]:
    """Twenty-five clients and what two syncs of them left; nobody changes them."""
    with Practice(clients=25, scale=0.4, day=DAYS[0]) as portals:
        firm = open_firm(tmp_path_factory.mktemp("firm") / "home", portals)
        yield firm, week(firm, DAYS[0]), week(firm, DAYS[1])


def week(firm: Firm, day: date) -> Week:
    """One sync of a day, and all that it left."""
    firm.portals.day = day
    log = firm.portals.log
    log.clear()
    clerk = Clerk(firm.portals.url)
    done = firm.sync(clerk)
    return Week(
        day=day,
        done=done,
        held=firm.held(),
        asked=tuple(clerk.asked),
        logins=log.logins,
        requests=log.requests,
        left_open=sum(log.open_sessions.values()),
        most_in_flight=log.max_in_flight(),
    )


@pytest.fixture
def portals() -> Iterator[Practice]:
    """Practice portals of the test's own, with small lists; every trait is there."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as own:
        yield own


@pytest.fixture
def firm_of(portals: Practice, tmp_path: Path) -> OpenFirm:
    """Opens a firm of some of the clients, by their place."""

    def opened(*places: int) -> Firm:
        return open_firm(tmp_path / "home", portals, places=places)

    return opened


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a workbook, made by the command line; never synced."""
    pc = Pc(folder=tmp_path_factory.mktemp("template") / "office")
    people = roll_of(CLIENTS, seed=SEED, scale=SCALE)
    furnish(pc, [people[place] for place in STAFFED])
    return pc.folder


@pytest.fixture
def pc(template: Path, portals: Practice, tmp_path: Path) -> Pc:
    """A PC with a workbook of the test's own."""
    return moved_in(tmp_path / "office", template, portals)
