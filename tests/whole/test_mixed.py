"""Portals that give one client what belongs to another: nothing of it is stored, however many are asked at once."""

import random

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.whole.conftest import OpenFirm
from tests.whole.firm import Firm, an_hour_passes, canonical

pytestmark = pytest.mark.fault

NAMED = ("itportal.password", "itportal.profile", "itportal.proceedings", "itportal.statements")
PROVEN = (*NAMED, "itportal.challans", "itportal.notices", "traces.dashboard", "traces.default")
"""Routes whose replies name their client, or are proven by a second reply that does not fit."""
ROUNDS = 5


@pytest.mark.row("C5")
def test_answers_of_others_are_never_stored(portals: Practice, firm_of: OpenFirm) -> None:
    """Some clients are answered as others, at moments drawn by lot; afterwards each client has its own rows, no others.

    An empty list names nobody: rows that another client does not have may be told gone until the next sync.
    """
    firm = firm_of(0, 1, 2, 4)
    assert not [reason for reason in reasons(firm) if "another TAN" in reason]
    before, chance = rows(firm), random.Random(5)
    for _ in range(ROUNDS):
        an_hour_passes(firm.home)
        portals.faults.clear()
        for person in firm.people:
            route, after = chance.choice(PROVEN), chance.randrange(3)
            portals.faults.add(Fault.OTHER_TAN, tan=person.tan, route=route, after=after, times=2)
        portals.faults.add(Fault.OTHER_TAN, tan=firm.people[0].tan, route=chance.choice(NAMED))
        assert [reason for reason in reasons(firm) if "another TAN" in reason]
        assert rows(firm) == before


def reasons(firm: Firm) -> list[str]:
    """Why modules were not checked, after one more sync."""
    return [state.reason for state in firm.sync().states.values() if state.reason]


def rows(firm: Firm) -> list[str]:
    """All rows of all clients, gone or not."""
    return sorted(row.rpartition(" ")[0] for row in canonical(firm.held()))
