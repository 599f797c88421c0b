"""The yardstick of the sync measurement is itself right."""

import pytest

from tests.bench.zero_cost import Step, played

LOGIN = Step(1.0, knocks=True, word="accepted")
REFUSED = Step(1.0, knocks=True, word="refused")
READ = Step(2.0)


@pytest.mark.parametrize(
    ("visits", "slots", "seconds"),
    [
        ([], 2, 0.0),
        ([[READ, READ]], 2, 4.0),
        ([[READ], [READ], [READ]], 1, 6.0),
        ([[READ], [READ], [READ]], 2, 4.0),
        # Slots are given in order: the long visit last is a tail that the long visit first is not.
        ([[READ], [READ], [READ, READ]], 2, 6.0),
        ([[READ, READ], [READ], [READ]], 2, 4.0),
    ],
)
def test_visits_fill_the_slots_in_order(visits: list[list[Step]], slots: int, seconds: float) -> None:
    """Nothing is lost between two requests or two visits."""
    assert played(visits, slots) == seconds


@pytest.mark.parametrize(
    ("visits", "seconds"),
    [
        # The first login alone, then the others together.
        ([[LOGIN], [LOGIN], [LOGIN]], 2.0),
        # After a refusal one at a time again, until one has succeeded.
        ([[REFUSED], [LOGIN], [LOGIN], [LOGIN]], 3.0),
        # Neither: the next one may go, but still alone.
        ([[Step(1.0, knocks=True, word="not taken"), LOGIN], [LOGIN], [LOGIN]], 3.0),
        # A login whose answer comes with a later request holds the door until then.
        ([[Step(1.0, knocks=True), Step(1.0, word="accepted")], [LOGIN], [LOGIN]], 3.0),
    ],
)
def test_logins_keep_the_rule(visits: list[list[Step]], seconds: float) -> None:
    """One is in flight until one has succeeded."""
    assert played(visits, slots=4) == seconds
