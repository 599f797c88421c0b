"""Who may fetch a captcha picture, and who may be logged in: the places of one portal in one run. Pure.

A person types slower than a picture comes, and a visit reads longer than a person types. So a visit that waits for a
person holds no session, and only so few are called in at a time that no picture grows old before it is typed.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lobby:
    """Visits on their way in: outside, called in, standing with a password to send, seated while they are logged in."""

    sessions: int
    """Seats."""
    pictures: int
    """Visits called in at once; 0 where no picture is asked, so that only the seats count."""
    _outside: deque[int] = field(default_factory=deque)
    _called: set[int] = field(default_factory=set)
    _standing: deque[int] = field(default_factory=deque)
    _seated: set[int] = field(default_factory=set)

    def come(self, visit: int) -> None:
        """A visit wants to begin its login."""
        self._outside.append(visit)

    def called_in(self) -> int | None:
        """The next visit that may begin; one that lost its session keeps its seat and waits for nobody."""
        is_free = len(self._called) < (self.pictures or self.sessions)
        visit = next((one for one in self._outside if is_free or one in self._seated), None)
        if visit is not None:
            self._outside.remove(visit)
            self._called |= {visit} - self._seated
        return visit

    def stand(self, visit: int) -> None:
        """A visit wants to send its password."""
        self._standing.append(visit)

    def seated(self) -> int | None:
        """The next visit that has a seat, and may go to the door."""
        is_free = len(self._seated) < self.sessions
        visit = next((one for one in self._standing if is_free or one in self._seated), None)
        if visit is not None:
            self._standing.remove(visit)
            self._called.discard(visit)
            self._seated.add(visit)
        return visit

    def rise(self, visit: int) -> None:
        """The captcha was wrong: while a person types another, the seat is free."""
        self._seated.discard(visit)
        self._called.add(visit)

    def turned_away(self) -> list[int]:
        """The standing visits of a portal that is given up, taken out."""
        away = list(self._standing)
        self._standing.clear()
        return away

    def leave(self, visit: int) -> None:
        """The visit is over, however it ended."""
        self._called.discard(visit)
        self._seated.discard(visit)
        if visit in self._standing:
            self._standing.remove(visit)
