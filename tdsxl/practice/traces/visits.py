"""Who is signed in at TRACES: captchas, tokens of the gateway, sessions of the old site, wrong passwords."""

import base64
import json
import secrets
from dataclasses import dataclass
from time import monotonic, time

from tdsxl.practice.log import Log
from tdsxl.practice.people import Person

PORTAL = "traces"
TOKEN_S = 1800
FAILURES = 5
LOCK_S = 3600.0
CAPTCHAS_KEPT = 20_000


@dataclass(slots=True)
class Captcha:
    """A captcha not yet answered."""

    text: str
    cookie: str


@dataclass(slots=True)
class Visit:
    """One login: its two tokens and, after the bridge, its session at the old site."""

    person: Person
    access: str
    refresh: str
    ends: float
    """By the monotonic clock."""
    session: str = ""
    has_called: bool = False
    """Whether a servlet of the old site was called in this session."""


@dataclass(slots=True)
class Failures:
    """Wrong passwords of one user."""

    count: int = 0
    locked_until: float = 0.0


class Visits:
    """All logins."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._captchas: dict[str, Captcha] = {}
        self._failures: dict[str, Failures] = {}
        self._tokens: dict[str, Visit] = {}
        self._sessions: dict[str, Visit] = {}

    def ask(self, text: str) -> tuple[str, str]:
        """Id and cookie of a new captcha."""
        ident, cookie = secrets.token_hex(12), self._log.gave("cookie", secrets.token_hex(8))
        self._log.gave("captcha", text)
        if len(self._captchas) >= CAPTCHAS_KEPT:
            del self._captchas[next(iter(self._captchas))]
        self._captchas[ident] = Captcha(text, cookie)
        return ident, cookie

    def answered(self, ident: object) -> Captcha | None:
        """The captcha of an id; it is used up."""
        return self._captchas.pop(str(ident), None)

    def is_locked(self, tan: str) -> bool:
        """Whether an account is locked now."""
        return self._failures.get(tan, Failures()).locked_until > monotonic()

    def failed(self, tan: str) -> None:
        """Count a wrong password."""
        failures = self._failures.setdefault(tan, Failures())
        failures.count += 1
        if failures.count >= FAILURES:
            self._failures[tan] = Failures(locked_until=monotonic() + LOCK_S)

    def begin(self, person: Person) -> Visit:
        """Sign in."""
        self._failures.pop(person.tan, None)
        access, refresh = (self._log.gave("token", _token(person.tan, kind)) for kind in ("Bearer", "Refresh"))
        visit = Visit(person, access, refresh, monotonic() + TOKEN_S)
        self._tokens[access] = visit
        self._log.opened(PORTAL)
        return visit

    def by_token(self, authorization: str) -> Visit | None:
        """Whose a bearer token is; a token past its time dies here."""
        visit = self._tokens.get(authorization.removeprefix("Bearer "))
        if visit and visit.ends < monotonic():
            self.end(visit)
            return None
        return visit

    def bridge(self, visit: Visit) -> str:
        """A new session at the old site."""
        self.end_session(visit)
        visit.session = self._log.gave("session", f"0000{secrets.token_urlsafe(20)}:-1")
        self._sessions[visit.session] = visit
        return visit.session

    def by_session(self, session: str) -> Visit | None:
        """Whose a session of the old site is."""
        return self._sessions.get(session)

    def end_session(self, visit: Visit) -> None:
        """Let the session of the old site die; the tokens live on."""
        self._sessions.pop(visit.session, None)
        visit.session, visit.has_called = "", False

    def end(self, visit: Visit) -> None:
        """Sign out."""
        self.end_session(visit)
        if self._tokens.pop(visit.access, None):
            self._log.closed(PORTAL)


def _token(tan: str, kind: str) -> str:
    """A token that looks like a JWT of the portal's realm."""
    now = int(time())
    claims = {"exp": now + TOKEN_S, "iat": now, "jti": secrets.token_hex(8), "typ": kind, "preferred_username": tan}
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    return ".".join((*(_encoded(json.dumps(part).encode()) for part in parts), _encoded(secrets.token_bytes(32))))


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
