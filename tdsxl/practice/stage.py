"""What both practice portals share while the server runs, and one call to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tdsxl.practice.captcha import Pictures
from tdsxl.practice.faults import Fault, Faults, Rule
from tdsxl.practice.itportal.accounts import Accounts
from tdsxl.practice.log import Log
from tdsxl.practice.people import Person
from tdsxl.practice.traces.visits import Visits
from tdsxl.practice.wire import Request


@dataclass(slots=True, kw_only=True)
class Stage:
    """The clients, the calendar, the faults, the log, and who is signed in where."""

    people: Mapping[str, Person]
    """By TAN."""
    day: date
    step_pause: float
    """Seconds that must lie between the two steps of the IT portal's login."""
    faults: Faults
    log: Log
    pictures: Pictures
    itportal: Accounts
    traces: Visits

    def move(self, day: date) -> None:
        """Move the calendar."""
        self.day = day
        self.itportal.new_day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request on one route."""

    request: Request
    stage: Stage
    route: str
    client: Person | None
    """Who is signed in; on a login route who is named."""
    shown: Person | None
    """Whose data are answered: the client's, unless a fault says otherwise."""

    @property
    def tan(self) -> str:
        """The TAN of the client, blank if there is none."""
        return self.client.tan if self.client else ""

    @property
    def person(self) -> Person:
        """Whose data are answered.

        Raises:
            LookupError: nobody is signed in; a route that needs a client was called without.
        """
        if self.shown is None:
            raise LookupError(self.route)
        return self.shown

    def fault(self, fault: Fault) -> Rule | None:
        """The rule by which a fault strikes here and now, if any."""
        return self.stage.faults.due((fault,), tan=self.tan, route=self.route)
