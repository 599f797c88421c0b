"""The door of a portal under any order of knocks and answers, until the portal changes its login."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tdsxl.engine.gate import IN_A_ROW, Door
from tests.engine.scripted import TRACES

CHANGES = ("refused", "not understood")
"""What a changed login says to passwords that were right the day before."""
pick = st.integers(0, 99)


class Entrance(RuleBasedStateMachine):
    """Clients whose passwords had worked, some that mistype captchas, and some whose new password is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.door = Door(TRACES, 0.0)
        self.clients = 0
        self.inside: list[int] = []
        self.is_trusted = False
        """A login has succeeded since the last one that was answered badly."""
        self.change: str | None = None
        self.on_their_way = 0
        self.touched = 0
        """Good passwords that a changed login refused."""

    @rule()
    def knock(self) -> None:
        self.clients += 1
        self.door.knock(self.clients)

    @rule()
    def admit(self) -> None:
        """Who is let in while another is still inside must have been preceded by a success."""
        visit = self.door.admit(0.0)
        if visit is not None:
            assert self.is_trusted or not self.inside
            assert self.door.shut is None
            self.inside.append(visit)

    @precondition(lambda self: self.inside)
    @rule(which=pick)
    def a_good_password_is_answered(self, which: int) -> None:
        visit = self.take(which)
        if self.change is None:
            self.door.succeeded(visit)
            self.is_trusted = True
            return
        if not self.touched:
            self.on_their_way = len(self.inside) + 1
        self.touched += 1
        self.is_trusted = False
        if self.change == "refused":
            self.door.refused(visit, had_succeeded=True)
        else:
            self.door.not_understood(visit)

    @precondition(lambda self: self.inside)
    @rule(which=pick)
    def a_new_password_is_wrong(self, which: int) -> None:
        self.door.refused(self.take(which), had_succeeded=False)
        self.is_trusted = False

    @precondition(lambda self: self.inside)
    @rule(which=pick)
    def a_captcha_is_wrong(self, which: int) -> None:
        visit = self.take(which)
        self.door.not_taken(visit)
        self.door.knock(visit)

    @precondition(lambda self: self.inside)
    @rule(which=pick)
    def a_visit_is_over(self, which: int) -> None:
        self.door.left(self.take(which))

    @precondition(lambda self: self.change is None)
    @rule(change=st.sampled_from(CHANGES))
    def the_login_changes(self, change: str) -> None:
        self.change = change

    def take(self, which: int) -> int:
        """One of those inside."""
        return self.inside.pop(which % len(self.inside))

    @invariant()
    def a_changed_login_touches_two(self) -> None:
        """Or those whose passwords were on their way when the first was answered, if they were more."""
        assert self.touched <= max(IN_A_ROW, self.on_their_way)


Entrance.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDoor = pytest.mark.row("A10")(Entrance.TestCase)
