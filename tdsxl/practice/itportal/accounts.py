"""Who is signed in at the IT portal: reqIds, cookies, wrong passwords, sessions in other browsers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from tdsxl.practice.log import Log
from tdsxl.practice.people import SIGNED_IN, Person

PORTAL = "itportal"
TOKEN = "AuthToken"
GATE = "9f3c1b7a5d2e4860a1c3e5f708192a3b"
"""The gateway's cookie, named by a hash."""
IDLE_S = 900.0
FAILURES = 5


@dataclass(slots=True)
class Account:
    """One user of the portal."""

    person: Person
    is_elsewhere: bool
    """Whether another browser is signed in."""
    failures: int = 0
    token: str = ""
    """Blank while nobody is signed in from here."""
    gate: str = ""
    seen: float = 0.0
    has_profile: bool = False
    lettered: set[int] = field(default_factory=set)
    """Notices whose letter was asked for before."""

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong passwords were sent."""
        return self.failures >= FAILURES

    @property
    def is_active(self) -> bool:
        """Whether a session is open, here or elsewhere."""
        return self.is_elsewhere or (self.token != "" and monotonic() - self.seen < IDLE_S)


@dataclass(frozen=True, slots=True)
class Step:
    """A reqId given out by the first step of a login."""

    tan: str
    minted: float


class Accounts:
    """All users of the portal."""

    def __init__(self, people: Mapping[str, Person], log: Log) -> None:
        self._people = people
        self._log = log
        self._accounts: dict[str, Account] = {}
        self._steps: dict[str, Step] = {}
        self._tokens: dict[str, Account] = {}
        self._pending: dict[str, Account] = {}

    def account(self, person: Person) -> Account:
        """The account of a client."""
        if person.tan not in self._accounts:
            self._accounts[person.tan] = Account(person, SIGNED_IN in person.traits)
        return self._accounts[person.tan]

    def new_day(self) -> None:
        """Every client that is used to it signs in from its own browser again."""
        for account in tuple(self._accounts.values()):
            account.is_elsewhere = SIGNED_IN in account.person.traits

    def mint(self, tan: str) -> str:
        """A reqId for the second step."""
        req_id = self._log.gave("reqId", f"FOS{secrets.randbelow(10**12):012}")
        self._steps[req_id] = Step(tan, monotonic())
        return req_id

    def take(self, req_id: object, *, tan: str, pause: float) -> bool:
        """Use up a reqId: whether it is this user's, unused, and old enough."""
        step = self._steps.pop(str(req_id), None)
        return step is not None and step.tan == tan and monotonic() - step.minted >= pause

    def hold(self, req_id: str, account: Account) -> None:
        """Remember a right login that must first be confirmed, as the user is signed in elsewhere."""
        self._pending[req_id] = account

    def held(self, req_id: object, *, tan: str) -> Account | None:
        """The login that was to be confirmed; it can be confirmed once."""
        account = self._pending.pop(str(req_id), None)
        return account if account and account.person.tan == tan else None

    def begin(self, account: Account) -> None:
        """Sign in, throwing out whoever was."""
        self.end(account)
        account.is_elsewhere = False
        account.failures = 0
        account.token, account.gate = (self._log.gave("cookie", secrets.token_hex(size)) for size in (24, 8))
        account.seen = monotonic()
        self._tokens[account.token] = account
        self._log.opened(PORTAL)

    def end(self, account: Account) -> None:
        """Sign out."""
        if self._tokens.pop(account.token, None):
            self._log.closed(PORTAL)
        account.token, account.has_profile = "", False

    def by_cookies(self, cookies: Mapping[str, str]) -> Account | None:
        """Who is signed in with these cookies; a session idle for too long dies here."""
        account = self._tokens.get(cookies.get(TOKEN, ""))
        if account is None or cookies.get(GATE) != account.gate:
            return None
        if not account.is_active:
            self.end(account)
            return None
        account.seen = monotonic()
        return account
