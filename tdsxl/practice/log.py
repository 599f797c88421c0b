"""The log of the practice portals: every request, every login, and how much went on at once."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

KEPT = 300_000
"""Entries kept; older ones are dropped."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request; the server fills in the end."""

    sequence: int
    portal: str
    account: str
    """The TAN, blank where the request does not tell."""
    route: str
    started: float
    """Seconds of the monotonic clock."""
    ended: float = 0.0
    """0 while the reply is not sent."""
    status: int = 0
    """0 where no reply was sent whole."""
    slept: float = 0.0
    """Seconds of latency."""
    in_flight: int = 1
    """Requests of the same account at that portal when this one came, itself included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One attempt to log in that carried a secret."""

    portal: str
    user: str
    was_right: bool
    """Whether the secret was right; whether a captcha was is in `outcome`."""
    outcome: str
    at: float


@dataclass(frozen=True, slots=True)
class Given:
    """What a caller was given and is to keep to itself."""

    kind: str
    """`captcha`, `cookie`, `token`, `reqId` or `session`."""
    text: str


class Log:
    """What the server saw. Written by the server's thread, read from any."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._logins: deque[Login] = deque(maxlen=KEPT)
        self._flying: Counter[tuple[str, str]] = Counter()
        self._steps: Counter[tuple[str, str]] = Counter()
        self._given: deque[Given] = deque(maxlen=KEPT)
        self._sequence = 0
        self.open_sessions: Counter[str] = Counter()
        """Sessions open now, by portal."""
        self.most_sessions: Counter[str] = Counter()
        """The most that were open at once since the log was cleared."""

    def clear(self) -> None:
        """Forget all that has been, but for what was given; sessions and running requests go on being counted."""
        self._entries.clear()
        self._logins.clear()
        self._steps.clear()
        self.most_sessions = self.open_sessions.copy()

    @property
    def requests(self) -> tuple[Entry, ...]:
        """All requests, in the order of their coming."""
        return tuple(self._entries.copy())

    @property
    def logins(self) -> tuple[Login, ...]:
        """All logins, in the order of their coming."""
        return tuple(self._logins.copy())

    @property
    def given(self) -> tuple[Given, ...]:
        """All that was given, in the order of its giving."""
        return tuple(self._given.copy())

    def max_in_flight(self) -> int:
        """The most requests that one account ever had running at once at one portal."""
        return max((entry.in_flight for entry in self.requests if entry.account), default=0)

    @contextmanager
    def request(self, portal: str, account: str, route: str) -> Iterator[Entry]:
        """Note a request from its coming to the end of its reply."""
        key = (portal, account)
        self._flying[key] += 1
        self._sequence += 1
        entry = Entry(
            sequence=self._sequence,
            portal=portal,
            account=account,
            route=route,
            started=monotonic(),
            in_flight=self._flying[key],
        )
        self._entries.append(entry)
        try:
            yield entry
        finally:
            entry.ended = monotonic()
            self._flying[key] -= 1

    def login(self, portal: str, user: str, *, was_right: bool, outcome: str) -> None:
        """Note a login."""
        self._logins.append(Login(portal=portal, user=user, was_right=was_right, outcome=outcome, at=monotonic()))

    def gave(self, kind: str, text: str) -> str:
        """Note what a caller is given; gives it back."""
        self._given.append(Given(kind, text))
        return text

    def step(self, portal: str, account: str, *, is_first: bool) -> int:
        """The place of a request in its account's visit."""
        if is_first:
            self._steps[portal, account] = 0
        self._steps[portal, account] += 1
        return self._steps[portal, account]

    def opened(self, portal: str) -> None:
        """Note that a session began."""
        self.open_sessions[portal] += 1
        self.most_sessions[portal] = max(self.most_sessions[portal], self.open_sessions[portal])

    def closed(self, portal: str) -> None:
        """Note that a session ended."""
        self.open_sessions[portal] -= 1
