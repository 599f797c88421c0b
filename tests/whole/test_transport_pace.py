"""How hard the portals are asked, as their own log tells it: never more at once, never sooner than they allow."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tdsxl.engine.run import Pace
from tdsxl.practice.faults import Fault
from tdsxl.practice.log import Entry
from tdsxl.practice.server import Practice
from tdsxl.values import Portal
from tests.whole.conftest import DAYS, MODULE, PASSWORD_ROUTE, OpenFirm
from tests.whole.firm import Clerk, open_firm
from tests.whole.pc import wait_until

pytestmark = pytest.mark.fault
MANY = 60
GAP = 0.02
LOGIN_GAP = 0.5
RETRY_S = 0.01
"""Seconds before a screen is asked again for the first time, by the firm of these tests."""
PACES = {
    Portal.ITPORTAL: Pace(sessions=4, login_gap=0.0),
    Portal.TRACES: Pace(sessions=6, login_gap=0.0, pictures=4),
}
TRIES = 4


def gaps(asked: Sequence[Entry]) -> Iterator[float]:
    """Seconds between the coming of two requests that follow each other."""
    return (later.started - sooner.started for sooner, later in pairwise(asked))


@pytest.mark.row("B2")
def test_sixty_clients_are_read_within_the_pace(tmp_path: Path) -> None:
    """One request of an account at a time, `gap` seconds apart, and no more sessions than the cap."""
    with Practice(clients=MANY, scale=0.1, day=DAYS[0]) as portals:
        firm = open_firm(tmp_path / "home", portals)
        done = firm.sync(modules=tuple(MODULE.values()), gap=GAP, paces=PACES)
        log = portals.log
    assert len({tan for tan, _ in done.states}) == MANY
    of_account: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for request in log.requests:
        of_account[request.portal, request.account].append(request)
    shortest = min(min(gaps(asked)) for (_, tan), asked in of_account.items() if tan and len(asked) > 1)
    assert log.max_in_flight() == 1
    assert shortest >= GAP
    for portal, pace in PACES.items():
        assert 2 <= log.most_sessions[portal.value] <= pace.sessions


@pytest.mark.parametrize("portal", ["itportal", "traces"])
def test_logins_keep_their_distance(portals: Practice, firm_of: OpenFirm, portal: str) -> None:
    """Several accounts of one portal, though each has its own connection."""
    firm = firm_of(0, 1, 2, 3, 7, 11)
    pace = {each: Pace(sessions=4, login_gap=LOGIN_GAP) for each in Portal}
    assert firm.sync(modules=(MODULE[portal],), paces=pace).is_complete
    came = sorted(login.at for login in portals.log.logins)
    assert len(came) == 6
    # The first may be held up on its way by a busy PC; the last is never early.
    assert came[-1] - came[0] >= 4 * LOGIN_GAP


@pytest.mark.row("B2")
@pytest.mark.parametrize("fault", [Fault.BUSY_429, Fault.BUSY_503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_portal_is_left_alone_as_long_as_it_asks(
    portals: Practice, firm_of: OpenFirm, fault: Fault, form: str
) -> None:
    """In seconds or to a date of its own clock; measured by the portal from its answer to the next request."""
    firm = firm_of(0)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    value = "2" if form == "seconds" else format_datetime(until, usegmt=True)
    # Counted from the coming of the busy request, or to the date; the log has a clock of its own.
    due = time.monotonic() + (until - datetime.now(UTC)).total_seconds()
    portals.faults.add(fault, route="itportal.challans", value=value, times=1)
    assert firm.sync(modules=("challans",)).is_complete
    asked = [request for request in portals.log.requests if request.account]
    (busy,) = (place for place, request in enumerate(asked) if request.status in (429, 503))
    again = asked[busy + 1].started
    assert again >= (asked[busy].started + 2 if form == "seconds" else due)


@pytest.mark.row("B2")
@pytest.mark.parametrize(("asked_for", "is_waited_for"), [("899", True), ("900", False)])
def test_nobody_waits_longer_than_a_quarter_of_an_hour(
    portals: Practice, firm_of: OpenFirm, asked_for: str, is_waited_for: bool
) -> None:
    """A second less is waited for until the user stops it; a quarter of an hour ends the visit at once."""
    firm = firm_of(0)
    stop = threading.Event()
    portals.faults.add(Fault.BUSY_503, route="itportal.challans", value=asked_for, times=1)

    def busy() -> bool:
        return any(request.status == 503 and request.ended for request in portals.log.requests)

    def stopping() -> None:
        wait_until(busy)
        stop.wait(0.5)
        stop.set()

    watch = threading.Thread(target=stopping)
    watch.start()
    done = firm.sync(modules=("challans",), stop=stop)
    watch.join()
    assert done.run.how == ("Stopped" if is_waited_for else "Complete")
    assert [request.route for request in portals.log.requests].count("itportal.challans") == 1


@pytest.mark.row("B3")
@pytest.mark.parametrize(
    ("module", "route", "lists"), [("challans", "itportal.challans", 2), ("unconsumed", "traces.unconsumed", 1)]
)
def test_a_failing_screen_is_asked_four_times_ever_later(
    firm_of: OpenFirm, module: str, route: str, lists: int
) -> None:
    """For each list that stands on it; the pause is doubled each time, then the list is left."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.BROKEN_500, route=route)
    assert not firm.sync(modules=(module,)).is_complete
    tries = [request for request in firm.portals.log.requests if request.route == route]
    assert [request.status for request in tries] == [500] * TRIES * lists
    assert all(gap >= RETRY_S * 2**place for place, gap in enumerate(gaps(tries[:TRIES])))


@pytest.mark.row("B3", "B2")
@pytest.mark.parametrize("portal", ["itportal", "traces"])
@pytest.mark.parametrize("fault", [Fault.BROKEN_500, Fault.BUSY_503, Fault.BUSY_429])
def test_a_failing_login_is_sent_once(portals: Practice, firm_of: OpenFirm, portal: str, fault: Fault) -> None:
    """Nobody knows whether the portal has counted it: the next sync asks a person first."""
    firm = firm_of(0)
    portals.faults.add(fault, route=PASSWORD_ROUTE[portal], value="" if fault is Fault.BROKEN_500 else "0")
    for _ in range(2):
        assert not firm.sync(Clerk(portals.url, try_again="no"), modules=(MODULE[portal],)).is_complete
    assert len(portals.log.logins) == 1
