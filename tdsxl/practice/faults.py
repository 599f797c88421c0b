"""The switchboard of faults: which fault meets which client on which route, how often, and after how many requests.

A rule counts only the moments at which its fault could have happened.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from threading import Lock


class Fault(StrEnum):
    """Everything that can go wrong."""

    WRONG_PASSWORD = "wrong password"
    PASSWORD_EXPIRED = "password expired"
    LOCKED = "locked"
    CAPTCHA_WRONG = "captcha wrong"
    SIGNED_IN = "already signed in"
    OTP = "OTP"
    OTHER_TAN = "other TAN"

    EXPIRED_410 = "expired session 410"
    EXPIRED_401 = "expired session 401"
    EXPIRED_HTML = "expired session html"
    MAINTENANCE = "maintenance"
    FIREWALL = "firewall"
    CAPTIVE = "captive portal"
    TERMS = "terms page"
    HTML = "html instead of json"
    EMPTY_BODY = "empty body"
    OTHER_SHAPE = "json of another shape"
    BUSY_429 = "429"
    BUSY_503 = "503"
    BROKEN_500 = "500"
    TO_HOST = "redirect to a foreign host"
    TO_HTTP = "redirect to http"

    DROP_FIELD = "drop field"
    RENAME_FIELD = "rename field"
    ADD_FIELD = "add field"
    RETYPE_FIELD = "retype field"
    SWAP_COLUMNS = "swap columns"
    SET_FIELD = "set field"
    UNKNOWN_WORD = "unknown closed word"
    WRONG_FILE = "wrong file"
    HOSTILE_NAME = "hostile file name"
    CLOCK = "clock"

    SLOW = "slow"
    SILENCE = "silence"
    DRIP_BODY = "drip body"
    DRIP_HEADERS = "drip headers"
    CUT_LENGTH = "cut content-length"
    CUT_CHUNKED = "cut chunked"
    CUT_CLOSE = "cut close-delimited"
    CUT_GZIP = "cut gzip"
    RESET = "reset"
    ENDLESS = "endless body"
    BOMB = "gzip bomb"

    COUNT_DIFFERS = "count differs"
    PAGE_REPEATED = "page repeated"
    ROW_INSERTED = "row inserted"
    NO_EMPTY_MARK = "no empty mark"
    NOT_READY = "download not ready"
    FIRST_410 = "first-call 410"
    HTTP_LOCATION = "http Location"
    EMPTY_LETTER = "empty first letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One switch."""

    fault: Fault
    tan: str = "*"
    route: str = "*"
    """A route's name, or a pattern such as traces.*"""
    times: int | None = None
    """None is for ever."""
    after: int = 0
    """How many matching moments pass first."""
    value: str = ""
    """Slow, drip: seconds (a byte). Cut, reset, wrong file: bytes that come. 429, 503: Retry-After. Fields: the name;
    to swap `one|other`, to set `name=text`. Redirect: the address. Bomb: MB. Clock: hours. Hostile name: the name."""

    def matches(self, tan: str, route: str) -> bool:
        """Whether it concerns this client and route."""
        return self.tan in ("*", tan) and fnmatchcase(route, self.route)


class Faults:
    """The rules in force. May be changed from any thread."""

    def __init__(self, routes: Collection[str]) -> None:
        self._routes = routes
        self._rules: list[Rule] = []
        self._met: dict[int, int] = {}
        self._lock = Lock()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules in force, in the order of their coming."""
        return tuple(self._rules)

    def add(
        self,
        fault: Fault | str,
        *,
        tan: str = "*",
        route: str = "*",
        times: int | None = None,
        after: int = 0,
        value: object = "",
    ) -> None:
        """Put a rule in force.

        Raises:
            ValueError: there is no such fault, or no such route; the rule would never strike.
        """
        if not any(fnmatchcase(name, route) for name in self._routes):
            raise ValueError(f"no route {route}")
        rule = Rule(fault=Fault(fault), tan=tan, route=route, times=times, after=after, value=str(value))
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Take all rules out of force."""
        with self._lock:
            self._rules.clear()
            self._met.clear()

    def due(self, among: Collection[Fault], *, tan: str, route: str) -> Rule | None:
        """The first rule of these faults that strikes now, if any."""
        if not self._rules:
            return None
        with self._lock:
            matching = (n for n, r in enumerate(self._rules) if r.fault in among and r.matches(tan, route))
            return next((self._rules[number] for number in matching if self._strikes(number)), None)

    def _strikes(self, number: int) -> bool:
        rule, met = self._rules[number], self._met.get(number, 0)
        self._met[number] = met + 1
        return met >= rule.after and (rule.times is None or met < rule.after + rule.times)
