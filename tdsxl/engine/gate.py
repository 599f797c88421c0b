"""May this login be sent? Pure: it looks at remembered attempts and at a clock that is handed in.

A portal locks an account after five wrong passwords, so an attempt is committed to the journal before the password
leaves, and what was refused once is never sent again. `bar` judges one account; a `Door` lets the logins of one
portal through, one at a time until one of them has succeeded, and shuts when the portal seems to have changed or to
be down.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tdsxl.errors import (
    AccountLocked,
    ActionNeeded,
    LoginNotUnderstood,
    PortalChanged,
    PortalError,
    Refused,
    SessionLost,
    TdsxlError,
    Unavailable,
    WrongClient,
)
from tdsxl.remedies import store_password
from tdsxl.values import INDIA, Portal

LOGINS_PER_HOUR: Final = 3
IN_A_ROW: Final = 2
"""Refusals of clients that had succeeded before, answers nobody understood, or silent visits, that shut the door."""
STRANGERS_IN_A_ROW: Final = 5
"""Refusals of any passwords that shut the door: a list with swapped columns would spoil every client's."""
ANY: Final = ""
"""The version of an attempt after which no password is known to be good: the journal that held it was lost."""
_HOUR = timedelta(hours=1)
_TO_SECONDS = len("2026-11-22T12:00:00")
"""Attempts are stamped no finer."""
_OUTCOMES: Final = ((AccountLocked, "locked"), (LoginNotUnderstood, "not understood"), (Refused, "refused"))
CLOSING: Final = frozenset(outcome for _, outcome in _OUTCOMES)
"""After these a password never leaves again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A password that left, or was about to.

    Outcomes: `sent` (answer not seen) · `accepted` · `refused` · `locked` · `not understood` (counts as refused) ·
    `not taken` (the captcha was wrong, or the portal looked at no password) · `released` (not seen, and a person
    said: try again).
    """

    id: int
    portal: Portal
    tan: str
    version: str
    sent: datetime
    outcome: str
    reason: str | None = None


def bar(attempts: tuple[Attempt, ...], version: str, now: datetime) -> PortalError | None:
    """What forbids a login of this account with this stored password, or None."""
    last = last_answer(attempts, version)
    if last and last.outcome in CLOSING:
        return _refusal(last) if _key(last.version) == _key(version) else _perhaps(last)
    # An attempt that seems to lie ahead was made before the clock was set back: it counts.
    recent = sorted(attempt.sent for attempt in attempts if attempt.sent > now - _HOUR)
    if len(recent) >= LOGINS_PER_HOUR:
        return ActionNeeded(
            f"Three logins within an hour; the next is allowed {_when(recent[-LOGINS_PER_HOUR] + _HOUR, now)}.",
            "Sync it then.",
        )
    return None


def last_answer(attempts: Sequence[Attempt], version: str) -> Attempt | None:
    """The attempt of one account by which its portal took or refused this password for the last time."""
    answered = (one for one in reversed(attempts) if one.outcome in (*CLOSING, "accepted"))
    return next((one for one in answered if _counts(one, version)), None)


def _counts(attempt: Attempt, version: str) -> bool:
    """It was made with this password, or may have been; and nobody has said since that this one may leave once more.

    A version is the mark of its vault key, `.`, and the password's digest under that key; `@` and the time stand behind
    it where a person stored it by hand. Digests under two keys tell nothing of each other: what was accepted was
    another password then, what was not may have been this one.
    """
    if attempt.version == version:
        return True
    # Texts of instants sort as instants; that of a list is empty, and later than none.
    is_later = _said(version) > max(_said(attempt.version), attempt.sent.isoformat())
    is_perhaps = _key(attempt.version) != _key(version) and attempt.outcome != "accepted"
    return (is_perhaps or _secret(attempt.version) == _secret(version)) and not is_later


def _secret(version: str) -> str:
    return version.partition("@")[0]


def _key(version: str) -> str:
    return _secret(version).rpartition(".")[0]


def _said(version: str) -> str:
    return version.partition("@")[2][:_TO_SECONDS]


def _when(free: datetime, now: datetime) -> str:
    """Another day only where the clock was set back since."""
    there = free.astimezone(INDIA)
    return f"at {there:%H:%M}" if free <= now + _HOUR else f"on {there:%d-%b-%Y} at {there:%H:%M}"


def _refusal(attempt: Attempt) -> Refused:
    day = f"{attempt.sent.astimezone(INDIA):%d-%b-%Y}"
    store = store_password(attempt.tan, attempt.portal)
    if attempt.outcome == "locked":
        return AccountLocked(
            f"The account was locked on {day}.", f"Unlock it at the portal, then store the password again: {store}"
        )
    if attempt.outcome == "not understood":
        why = attempt.reason or "The portal's answer to the login was not recognised."
        remedy = f"Log in once by hand; if it works, store the password again: {store}"
        return LoginNotUnderstood(f"{why} The password is not sent again (since {day}).", remedy)
    why = attempt.reason or "The password was refused."
    return Refused(f"{why} The password is not sent again (since {day}).", f"Store the right one: {store}")


def _perhaps(attempt: Attempt) -> Refused:
    day = f"{attempt.sent.astimezone(INDIA):%d-%b-%Y}"
    return Refused(
        f"A password of this account was refused on {day}, before the vault was made anew; "
        "whether the stored one is the same, nobody can tell. It is not sent.",
        f"Store it by hand: {store_password(attempt.tan, attempt.portal)}",
    )


def outcome_of(error: TdsxlError, *, sent: bool) -> str | None:
    """What an error of a login says of the password; None where nobody knows what became of it."""
    for kind, outcome in _OUTCOMES:
        if isinstance(error, kind):
            return outcome
    # These are said by a portal that has let us in; all else may have struck before the answer was seen.
    let_in = isinstance(error, ActionNeeded | SessionLost | PortalChanged | WrongClient)
    return "accepted" if sent and let_in else None


def is_cut_off(attempts: tuple[Attempt, ...], version: str) -> bool:
    """A login with this password left and its answer was never seen."""
    unseen = (attempt for attempt in attempts if attempt.outcome == "sent")
    return any(attempt.version == ANY or _counts(attempt, version) for attempt in unseen)


def has_succeeded(attempts: tuple[Attempt, ...], version: str) -> bool:
    """The portal has taken this password before."""
    secret = _secret(version)
    return any(attempt.outcome == "accepted" and _secret(attempt.version) == secret for attempt in attempts)


@dataclass(slots=True)
class Door:
    """The logins of one portal in one run. Times are seconds of a monotonic clock."""

    portal: Portal
    gap: float
    """Seconds between two logins."""
    shut: PortalError | None = None
    _waiting: deque[int] = field(default_factory=deque)
    _inside: set[int] = field(default_factory=set)
    _proven: bool = False
    _last: float = float("-inf")
    _refusals: int = 0
    """In a row, of passwords that had worked before."""
    _strangers: int = 0
    """In a row, of any."""
    _riddles: int = 0
    _silences: int = 0

    def knock(self, visit: int) -> None:
        """A visit wants to send its password."""
        self._waiting.append(visit)

    def admit(self, now: float) -> int | None:
        """The visit that may send now, or None."""
        if self.shut or not self._waiting or now < self.due():
            return None
        visit = self._waiting.popleft()
        self._inside.add(visit)
        self._last = now
        return visit

    def due(self) -> float:
        """When the next waiting visit may be admitted; infinity while it waits for another."""
        busy = bool(self._inside) and not self._proven
        return float("inf") if busy or not self._waiting else self._last + self.gap

    def turned_away(self) -> list[int]:
        """The waiting visits of a shut door, taken out."""
        away = list(self._waiting) if self.shut else []
        self._waiting = deque() if self.shut else self._waiting
        return away

    def succeeded(self, visit: int) -> None:
        """The password was accepted."""
        self._inside.discard(visit)
        self._proven = True
        self._refusals = self._strangers = self._riddles = 0

    def not_taken(self, visit: int) -> None:
        """The portal answered, and neither took nor refused it."""
        self._inside.discard(visit)

    def refused(self, visit: int, *, had_succeeded: bool) -> None:
        """The password was refused."""
        self._answered_badly(visit)
        self._refusals += had_succeeded
        self._strangers += 1
        if self._strangers >= STRANGERS_IN_A_ROW:
            self.shut = PortalChanged(
                f"{self.portal.title} refused {STRANGERS_IN_A_ROW} passwords in a row.",
                "See that the columns of your password list were not swapped; try one client by hand.",
            )
        if self._refusals >= IN_A_ROW:
            # No `Refused`: the passwords of those who wait outside were not sent, and stay good.
            self.shut = PortalChanged(
                f"{self.portal.title} did not take {IN_A_ROW} passwords in a row that had worked before.",
                f"{self.portal.title} may have changed its login: try one client by hand before the next sync.",
            )

    def not_understood(self, visit: int) -> None:
        """The answer to the password says nothing that is known; a new login page would cost every client's."""
        self._answered_badly(visit)
        self._riddles += 1
        if self._riddles >= IN_A_ROW:
            self.shut = PortalChanged(
                f"{self.portal.title} answered {IN_A_ROW} logins in a row in a way that tdsxl does not know.",
                f"{self.portal.title} may have changed its login: try one client by hand before the next sync.",
            )

    def _answered_badly(self, visit: int) -> None:
        self._inside.discard(visit)
        self._proven = False
        self._silences = 0

    def silent(self, visit: int) -> None:
        """The visit ended because the portal is down, blocks us or does not answer."""
        self._inside.discard(visit)
        self._silences += 1
        if self._silences >= IN_A_ROW:
            self.shut = Unavailable(
                f"{self.portal.title} did not answer {IN_A_ROW} clients in a row.", "Sync again later."
            )

    def working(self) -> None:
        """The portal answered a visit with data; a login alone proves little, since pages behind it may be down."""
        self._silences = 0

    def left(self, visit: int) -> None:
        """The visit is over, however it ended."""
        self._inside.discard(visit)
        if visit in self._waiting:
            self._waiting.remove(visit)
