"""The gate to the last word and the last minute: what people read when a login may not be sent, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.gate import IN_A_ROW, STRANGERS_IN_A_ROW, Attempt, Door, bar, has_succeeded, is_cut_off, outcome_of
from tdsxl.errors import (
    AccountLocked,
    ActionNeeded,
    LocalError,
    LoginNotUnderstood,
    PortalChanged,
    PortalError,
    Refused,
    SessionLost,
    TdsxlError,
    Unavailable,
    WrongClient,
)
from tdsxl.values import Portal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STORE = "tdsxl passwords set PINE12345E traces"
CHANGED = "TRACES may have changed its login: try one client by hand before the next sync."


def attempt(outcome: str, *, minutes: float = 1440, version: str = "v1", reason: str | None = None) -> Attempt:
    return Attempt(
        id=1,
        portal=Portal.TRACES,
        tan="PINE12345E",
        version=version,
        sent=NOW - timedelta(minutes=minutes),
        outcome=outcome,
        reason=reason,
    )


def said(error: PortalError | None) -> tuple[str, str]:
    """Message and remedy."""
    assert error
    return error.message, error.remedy


@pytest.mark.parametrize(
    ("outcome", "reason", "message", "remedy"),
    [
        ("refused", None, "The password was refused.", f"Store the right one: {STORE}"),
        ("refused", "Wrong, says TRACES.", "Wrong, says TRACES.", f"Store the right one: {STORE}"),
        (
            "not understood",
            None,
            "The portal's answer to the login was not recognised.",
            f"Log in once by hand; if it works, store the password again: {STORE}",
        ),
        (
            "not understood",
            "It said: hm.",
            "It said: hm.",
            f"Log in once by hand; if it works, store the password again: {STORE}",
        ),
    ],
)
def test_a_password_that_stays_shut_out_says_why_and_what_to_do(
    outcome: str, reason: str | None, message: str, remedy: str
) -> None:
    """In the portal's own words where they are known."""
    barred = bar((attempt(outcome, reason=reason),), "v1", NOW)
    assert said(barred) == (f"{message} The password is not sent again (since 21-Nov-2026).", remedy)


def test_a_locked_account_says_since_when() -> None:
    """And that it is opened at the portal."""
    assert said(bar((attempt("locked"),), "v1", NOW)) == (
        "The account was locked on 21-Nov-2026.",
        f"Unlock it at the portal, then store the password again: {STORE}",
    )


@pytest.mark.parametrize(
    ("minutes", "when"),
    [
        ((59, 30, 1), "at 17:31"),
        ((50, 40, 30, 20), "at 17:50"),
        ((0, 0, 0), "at 18:30"),
        ((-1, -1, -1), "on 22-Nov-2026 at 18:31"),
        ((-2880, -2880, -2880), "on 24-Nov-2026 at 18:30"),
    ],
)
def test_the_hour_is_told_by_indian_clocks(minutes: tuple[int, ...], when: str) -> None:
    """An hour after the third last login; with its day where the PC's clock was set back since."""
    barred = bar(tuple(attempt("accepted", minutes=each) for each in minutes), "v1", NOW)
    assert said(barred) == (f"Three logins within an hour; the next is allowed {when}.", "Sync it then.")


@pytest.mark.parametrize("minutes", [(60, 1, 2), (60, 60, 60), (1, 2)])
def test_an_hour_ends_to_the_minute(minutes: tuple[int, ...]) -> None:
    """A login an hour ago no longer counts."""
    assert bar(tuple(attempt("accepted", minutes=each) for each in minutes), "v1", NOW) is None


def test_what_was_accepted_or_cut_off_is_that_of_its_own_version() -> None:
    """Another password's past says nothing; a lost journal's says it of all."""
    assert has_succeeded((attempt("accepted"),), "v1")
    assert not has_succeeded((attempt("accepted"),), "v2")
    assert not has_succeeded((attempt("refused"), attempt("sent")), "v1")
    assert is_cut_off((attempt("sent"),), "v1")
    assert is_cut_off((attempt("sent", version=""),), "v2")
    assert not is_cut_off((attempt("sent"),), "v2")
    assert not is_cut_off((attempt("accepted"), attempt("released")), "v1")


@pytest.mark.parametrize(
    ("error", "sent", "outcome"),
    [
        (AccountLocked("x"), True, "locked"),
        (LoginNotUnderstood("x"), True, "not understood"),
        (Refused("x"), True, "refused"),
        (Refused("x"), False, "refused"),
        (ActionNeeded("x"), True, "accepted"),
        (SessionLost("x"), True, "accepted"),
        (PortalChanged("x"), True, "accepted"),
        (WrongClient("x"), True, "accepted"),
        (ActionNeeded("x"), False, None),
        (Unavailable("x"), True, None),
        (LocalError("x"), True, None),
    ],
)
def test_an_error_says_what_became_of_the_password(error: TdsxlError, sent: bool, outcome: str | None) -> None:
    """Nobody knows where the answer was not seen."""
    assert outcome_of(error, sent=sent) == outcome


def test_a_shut_door_says_why() -> None:
    """Refusals that had worked before, any refusals, riddles, silence: each in its own words."""
    doors = {name: Door(Portal.TRACES, 0.0) for name in ("old", "any", "riddles", "silence")}
    for visit in range(IN_A_ROW):
        doors["old"].refused(visit, had_succeeded=True)
        doors["riddles"].not_understood(visit)
        doors["silence"].silent(visit)
    for visit in range(STRANGERS_IN_A_ROW):
        assert doors["any"].shut is None
        doors["any"].refused(visit, had_succeeded=False)
    assert {name: said(door.shut) for name, door in doors.items()} == {
        "old": ("TRACES did not take 2 passwords in a row that had worked before.", CHANGED),
        "any": (
            "TRACES refused 5 passwords in a row.",
            "See that the columns of your password list were not swapped; try one client by hand.",
        ),
        "riddles": ("TRACES answered 2 logins in a row in a way that tdsxl does not know.", CHANGED),
        "silence": ("TRACES did not answer 2 clients in a row.", "Sync again later."),
    }
    assert {name: type(door.shut) for name, door in doors.items()} == {
        **dict.fromkeys(("old", "any", "riddles"), PortalChanged),
        "silence": Unavailable,
    }


def test_a_shut_door_admits_nobody_and_is_due_when_the_next_may_go() -> None:
    """The gap is kept to the second; whoever is inside is waited for; whoever left is not."""
    door = Door(Portal.TRACES, 6.0)
    assert (door.due(), door.admit(0.0)) == (float("inf"), None)
    for visit in (1, 2, 3):
        door.knock(visit)
    assert (door.admit(100.0), door.due(), door.admit(200.0)) == (1, float("inf"), None)
    door.silent(1)
    assert (door.due(), door.admit(105.9), door.admit(106.0)) == (106.0, None, 2)
    door.left(2)
    door.left(3)
    assert door.due() == float("inf")
    door.knock(4)
    door.shut = PortalChanged("x")
    assert (door.admit(1_000.0), door.turned_away(), door.turned_away()) == (None, [4], [])
