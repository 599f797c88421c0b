"""One invented firm whose clients are synced twice, a week apart; and small firms of a test's own."""

import logging
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tdsxl.practice.people import roll_of
from tdsxl.practice.server import Practice
from tests.whole.firm import Clerk, Firm, Week, open_firm
from tests.whole.leaks import Canaries, Place, canaries, contents, leaks, told, vault_keys
from tests.whole.pc import Pc, furnish, moved_in

CLIENTS, SEED, SCALE = 13, 7, 0.25
"""Of the small practice portals: one client of each trait, some ten challans each."""
DAYS = (date(2026, 11, 15), date(2026, 11, 22))
PASSWORD_ROUTE = {"itportal": "itportal.password", "traces": "traces.login"}
MODULE = {"itportal": "challans", "traces": "unconsumed"}
"""The module that is read from one portal alone."""
STAFFED = (0, 1, 4, 5, 6)
"""Places of the clients in the workbook: two without trouble, one each that is refused, empty, signed in elsewhere."""
LATEST = 500
"""Of what a portal gave out, so much is looked for: portals that serve many tests gave out more."""
OpenFirm = Callable[..., Firm]
"""Places of clients → their firm."""


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No fault makes a sync leave a secret: in files, or in what any library tells a log."""
    if request.node.get_closest_marker("fault") is None:
        yield
        return
    caplog.set_level(logging.DEBUG)
    yield
    values = [value for fixture in request.node.funcargs.values() for value in as_many(fixture)]
    places = [told(caplog.get_records("call")), *(place for value in values for place in left_in(value))]
    assert leaks(places, secrets_of(values)) == []


def as_many(fixture: object) -> tuple[object, ...]:
    """What a fixture gives, one or several."""
    return fixture if isinstance(fixture, tuple) else (fixture,)


def left_in(value: object) -> Iterator[Place]:
    """What lies in the folder of a test, a firm or a PC."""
    if isinstance(value, Firm):
        yield from contents(value.home.path)
    elif isinstance(value, Pc):
        yield from contents(value.folder)
    elif isinstance(value, Path):
        yield from contents(value)


def secrets_of(values: list[object]) -> Canaries:
    """Those of the portals and vaults that a test used; the passwords of its seed's clients in any case."""
    firms = [value for value in values if isinstance(value, Firm)]
    portals = [*(firm.portals for firm in firms), *(value for value in values if isinstance(value, Practice))]
    people = {*roll_of(CLIENTS, seed=SEED), *(person for one in portals for person in one.people)}
    keys = [b64decode(text) for firm in firms for text in firm.keyring.values()]
    keys += [key for value in values if isinstance(value, Pc) for key in vault_keys(value.home)]
    return canaries(people, (given for one in portals for given in one.log.given[-LATEST:]), keys)


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
