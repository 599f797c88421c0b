"""A portal that is down, blocks us or has changed its login is noticed after few clients and then left alone."""

import re
from collections import Counter

import pytest

from tdsxl.challenges import CutOff
from tdsxl.engine.outcomes import Outcome
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tdsxl.values import Portal
from tests.whole.conftest import MODULE, PASSWORD_ROUTE, OpenFirm
from tests.whole.firm import PACES, Clerk, canonical

pytestmark = pytest.mark.fault
GOOD = (0, 1, 2, 3, 7, 11, 12)
"""Clients that every portal lets in."""
BEHIND_ITPORTAL = ("itportal.challans",)
BEHIND_TRACES = ("traces.page.*", "traces.unconsumed")
"""Screens behind a login."""
FIRST_ROUTE = {"itportal": "itportal.front", "traces": "traces.captcha"}


@pytest.mark.row("B1", "B6", "B14")
@pytest.mark.parametrize("portal", ["itportal", "traces"])
@pytest.mark.parametrize("fault", [Fault.MAINTENANCE, Fault.FIREWALL, Fault.CAPTIVE, Fault.RESET])
def test_a_portal_that_is_down_is_asked_by_few_clients(
    portals: Practice, firm_of: OpenFirm, portal: str, fault: Fault
) -> None:
    """By those that were at its door already, and two more; no password leaves, and every client says why."""
    firm = firm_of(*range(13))
    portals.faults.add(fault, route=f"{portal}.*", value="0")
    done = firm.sync(modules=(MODULE[portal],))
    assert {state.outcome for state in done.states.values()} == {Outcome.NOT_CHECKED}
    assert all(state.reason for state in done.states.values())
    asked = Counter(request.route for request in portals.log.requests)
    assert asked[FIRST_ROUTE[portal]] <= PACES[Portal(portal)].sessions + 2
    assert portals.log.logins == ()


@pytest.mark.row("B1", "B14")
@pytest.mark.parametrize("portal", ["itportal", "traces"])
@pytest.mark.parametrize("fault", [Fault.MAINTENANCE, Fault.CAPTIVE])
def test_a_portal_that_goes_down_at_the_password_refuses_nobody(
    portals: Practice, firm_of: OpenFirm, portal: str, fault: Fault
) -> None:
    """Two clients send one password each; what became of it nobody knows, so the next sync asks first."""
    firm = firm_of(*GOOD)
    portals.faults.add(fault, route=PASSWORD_ROUTE[portal])
    firm.sync(modules=(MODULE[portal],))
    sent = {login.user for login in portals.log.logins}
    assert len(sent) == len(portals.log.logins) == 2
    portals.faults.clear()
    clerk = Clerk(portals.url)
    assert firm.sync(clerk, modules=(MODULE[portal],)).is_complete
    assert sorted(clerk.questions(CutOff)) == sorted(sent)


@pytest.mark.row("B1", "B6", "B14")
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.MAINTENANCE, "maintenance|technical problem"),
        (Fault.CAPTIVE, "page of the network"),
        (Fault.RESET, "broke the connection"),
    ],
)
def test_a_portal_that_goes_down_behind_the_login_keeps_what_was_read(
    portals: Practice, firm_of: OpenFirm, fault: Fault, why: str
) -> None:
    """Told in its own words; the old rows stay, dated as they were, and no second password is spent on it."""
    firm = firm_of(0, 1, 2)
    complete = {pair: state.last_complete for pair, state in firm.sync().states.items()}
    before = canonical(firm.held())
    portals.log.clear()
    for route in (*BEHIND_ITPORTAL, *BEHIND_TRACES):
        portals.faults.add(fault, route=route, value="0")
    done = firm.sync(modules=tuple(MODULE.values()))
    assert any(re.search(why, state.reason or "") for state in done.states.values())
    assert all(state.reason and state.last_complete == complete[pair] for pair, state in done.states.items())
    assert canonical(firm.held()) == before
    assert max(Counter((login.portal, login.user) for login in portals.log.logins).values()) == 1


@pytest.mark.row("B1")
def test_one_client_in_maintenance_stops_no_other(portals: Practice, firm_of: OpenFirm) -> None:
    """One alone does not shut the portal."""
    firm = firm_of(*GOOD)
    hit = firm.people[1].tan
    portals.faults.add(Fault.MAINTENANCE, tan=hit, route="itportal.userid")
    done = firm.sync(modules=("challans",))
    assert {tan for (tan, _), state in done.states.items() if not state.outcome.is_checked} == {hit}


@pytest.mark.parametrize("portal", ["itportal", "traces"])
def test_a_portal_that_refuses_everybody_is_stopped(portals: Practice, firm_of: OpenFirm, portal: str) -> None:
    """After two clients whose passwords had worked; the others keep theirs, and are read when it is mended."""
    firm = firm_of(*GOOD)
    assert firm.sync(modules=(MODULE[portal],)).is_complete
    portals.log.clear()
    portals.faults.add(Fault.WRONG_PASSWORD, route=PASSWORD_ROUTE[portal])
    firm.sync(modules=(MODULE[portal],))
    refused = {login.user for login in portals.log.logins}
    assert len(refused) == len(portals.log.logins) == 2
    portals.faults.clear()
    done = firm.sync(modules=(MODULE[portal],))
    assert {tan for (tan, _), state in done.states.items() if not state.outcome.is_checked} == refused


@pytest.mark.parametrize("portal", ["itportal", "traces"])
def test_a_login_that_changed_costs_two_clients(portals: Practice, firm_of: OpenFirm, portal: str) -> None:
    """Even on the first day, when no password has worked yet."""
    firm = firm_of(*GOOD)
    portals.faults.add(Fault.OTHER_SHAPE, route=PASSWORD_ROUTE[portal])
    firm.sync(modules=(MODULE[portal],))
    assert len(portals.log.logins) == 2


@pytest.mark.parametrize("fault", [Fault.MAINTENANCE, Fault.HTML])
def test_a_bridge_that_answers_with_a_stray_page_costs_no_second_login(
    portals: Practice, firm_of: OpenFirm, fault: Fault
) -> None:
    """It has failed without its cookie, whatever the page says with status 200; one captcha a client is enough."""
    firm = firm_of(0, 1)
    portals.faults.add(fault, route="traces.bridge")
    done = firm.sync(modules=("unconsumed", "demand"))
    assert len(portals.log.logins) == 2
    expected = {Fault.MAINTENANCE: "technical problem", Fault.HTML: "another answer than known"}[fault]
    assert all(expected in str(state.reason) for state in done.states.values())


@pytest.mark.parametrize("portal", ["itportal", "traces"])
@pytest.mark.parametrize("fault", [Fault.LOCKED, Fault.PASSWORD_EXPIRED, Fault.HTML, Fault.OTHER_SHAPE])
def test_a_login_that_was_answered_otherwise_is_not_repeated(
    portals: Practice, firm_of: OpenFirm, portal: str, fault: Fault
) -> None:
    """Locked, expired, or an answer nobody knows: the next sync sends nothing until a new password is stored."""
    firm = firm_of(0)
    (person,) = firm.people
    portals.faults.add(fault, route=PASSWORD_ROUTE[portal], times=1)
    states = [firm.sync(modules=(MODULE[portal],)).states[person.tan, MODULE[portal]] for _ in range(2)]
    assert [state.outcome for state in states] == [Outcome.NOT_CHECKED, Outcome.NOT_CHECKED]
    assert len(portals.log.logins) == 1
    firm.store(person, Portal(portal), getattr(person, f"{portal}_password"))
    assert firm.sync(modules=(MODULE[portal],)).is_complete
