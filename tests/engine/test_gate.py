"""May this login be sent? Judged from remembered attempts."""

from datetime import UTC, datetime, timedelta

import pytest

from tdsxl.engine.gate import Attempt, bar, has_succeeded, is_cut_off
from tdsxl.errors import AccountLocked, ActionNeeded, LoginNotUnderstood, Refused
from tdsxl.values import Portal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def attempt(outcome: str, *, ago: timedelta = DAY, version: str = "v1") -> Attempt:
    return Attempt(id=1, portal=Portal.TRACES, tan="PINE12345E", version=version, sent=NOW - ago, outcome=outcome)


def ago(*minutes: int, outcome: str = "accepted") -> tuple[Attempt, ...]:
    return tuple(attempt(outcome, ago=timedelta(minutes=each)) for each in minutes)


@pytest.mark.parametrize("outcome", ["sent", "accepted", "not taken", "released"])
def test_only_a_refusal_closes_the_gate(outcome: str) -> None:
    """Whatever else became of a password yesterday, it may be sent today."""
    assert bar((), "v1", NOW) is None
    assert bar((attempt(outcome),), "v1", NOW) is None


def test_a_refused_password_stays_refused_for_ever() -> None:
    """Years later, and after it had worked many times, the refusal still holds and tells its Indian day."""
    late = (attempt("accepted", ago=800 * DAY), attempt("refused", ago=timedelta(days=700, hours=-7)))
    barred = bar(late, "v1", NOW)
    assert type(barred) is Refused
    assert barred.message == "The password was refused. The password is not sent again (since 23-Dec-2024)."
    assert barred.remedy == "Store the right one: tdsxl passwords set PINE12345E traces"


def test_an_answer_nobody_understood_closes_the_gate_in_its_own_words() -> None:
    """The password does not leave again, and nobody says that it was refused."""
    barred = bar((attempt("not understood"),), "v1", NOW)
    assert type(barred) is LoginNotUnderstood
    assert "password was refused" not in str(barred)
    assert barred.remedy.endswith("store the password again: tdsxl passwords set PINE12345E traces")
    assert bar((attempt("not understood"),), "v2", NOW) is None


def test_a_locked_account_is_not_tried_again_by_itself() -> None:
    """The lock may be over after an hour; the same password does not leave all the same."""
    assert type(bar((attempt("locked", ago=timedelta(hours=2)),), "v1", NOW)) is AccountLocked


def test_a_newly_stored_password_opens_the_gate() -> None:
    """Refusals belong to the version that was refused."""
    attempts = (attempt("refused"), attempt("locked"), attempt("sent"))
    assert bar(attempts, "v2", NOW) is None
    assert not is_cut_off(attempts, "v2")


HAND = "v1@2026-11-21T12:00:00.900000+00:00"
"""The same password, stored by hand in the second in which an attempt of a day ago was made."""


@pytest.mark.row("A1")
@pytest.mark.parametrize("outcome", ["refused", "locked", "not understood"])
@pytest.mark.parametrize("refused", ["v1", HAND])
def test_a_refused_password_is_known_under_any_version(refused: str, outcome: str) -> None:
    """Forgotten and imported again, or put back with an old vault; storing it by hand opens the gate for one try."""
    attempts = (attempt(outcome, version=refused),)
    for before in ("v1", HAND, HAND.replace(".9", ".1"), HAND.replace("-21T", "-20T")):
        assert isinstance(bar(attempts, before, NOW), Refused)
    stored_since = HAND.replace("-21T", "-22T")
    assert bar(attempts, stored_since, NOW) is None
    assert isinstance(bar((*attempts, attempt("refused", version=stored_since)), stored_since, NOW), Refused)
    assert bar((*attempts, attempt("accepted", version=stored_since)), "v1", NOW) is None


LOST, ANEW = "a1a1a1a1.v1", "b2b2b2b2.v2"
"""Versions under two vault keys: of the same password or not, nobody can tell."""
SINCE = "@2026-11-22T11:00:00.000000+00:00"


@pytest.mark.row("A1")
@pytest.mark.parametrize("outcome", ["refused", "locked", "not understood"])
def test_a_refusal_under_a_lost_key_bars_whatever_a_list_brings(outcome: str) -> None:
    """It may be the refused one, though another was accepted then; stored by hand since, it leaves once."""
    attempts = (attempt(outcome, version=LOST), attempt("accepted", version=f"a1a1a1a1.v3{SINCE}"))
    barred = bar(attempts, ANEW, NOW)
    assert type(barred) is Refused
    assert str(barred) == (
        "A password of this account was refused on 21-Nov-2026, before the vault was made anew; whether the stored one "
        "is the same, nobody can tell. It is not sent. Store it by hand: tdsxl passwords set PINE12345E traces"
    )
    assert isinstance(bar(attempts, f"{ANEW}{HAND[2:]}", NOW), Refused), "said before the refusal"
    assert bar(attempts, f"{ANEW}{SINCE}", NOW) is None
    again = bar((*attempts, attempt("refused", ago=timedelta(), version=f"{ANEW}{SINCE}")), f"{ANEW}{SINCE}", NOW)
    assert again
    assert "before the vault" not in again.message
    assert bar((*attempts, attempt("accepted", version=f"{ANEW}{SINCE}")), ANEW, NOW) is None


def test_a_refusal_from_before_versions_told_their_key_bars_too() -> None:
    """It cannot be compared either; two such versions can."""
    assert isinstance(bar((attempt("refused", version="v2"),), ANEW, NOW), Refused)
    assert bar((attempt("refused", version="v2"),), "v1", NOW) is None


def test_a_login_that_was_cut_off_under_a_lost_key_is_asked_about() -> None:
    """Unless the password was stored by hand since."""
    assert is_cut_off((attempt("sent", version=LOST),), ANEW)
    assert not is_cut_off((attempt("sent", version=LOST),), f"{ANEW}{SINCE}")
    assert not is_cut_off((attempt("sent", version=LOST),), "a1a1a1a1.v2")


def test_a_login_that_was_cut_off_is_known_under_any_version() -> None:
    """The same password of a list asks the question too; one that was stored by hand since does not."""
    attempts = (attempt("sent", version=HAND),)
    assert is_cut_off(attempts, "v1")
    assert not is_cut_off(attempts, HAND.replace("-21T", "-22T"))


def test_the_fourth_login_within_an_hour_waits() -> None:
    """The message tells when the next one is allowed, in Indian time: an hour after the first of the three."""
    barred = bar(ago(59, 30, 1), "v1", NOW)
    assert type(barred) is ActionNeeded
    assert "17:31" in barred.message
    assert bar(ago(60, 30, 1), "v1", NOW) is None


@pytest.mark.parametrize("outcome", ["not taken", "sent", "released"])
def test_every_password_that_left_counts(outcome: str) -> None:
    """Nobody knows whether a portal counts a wrong captcha or a login that was cut off, so they count."""
    assert bar(ago(3, 2, 1, outcome=outcome), "v1", NOW) is not None


def test_a_new_password_does_not_restart_the_hour() -> None:
    """The portal counts logins of the account, whatever the password."""
    others = tuple(attempt("accepted", ago=timedelta(minutes=5), version=f"v{n}") for n in range(3))
    assert bar(others, "v9", NOW) is not None


def test_a_clock_set_back_opens_no_gate() -> None:
    """Attempts that seem to lie ahead count, and the message tells when the first of the hour leaves it."""
    assert bar(ago(-120, -110, -100), "v1", NOW) is not None
    barred = bar(ago(-120, 20, 10), "v1", NOW)
    assert barred is not None
    assert "at 18:10" in barred.message


@pytest.mark.row("A14")
def test_a_clock_set_back_by_days_says_on_which_day_the_gate_opens() -> None:
    """A time of day alone would be taken for today's."""
    barred = bar(ago(-2879, -2880, -2881), "v1", NOW)
    assert barred is not None
    assert "on 24-Nov-2026 at 18:29." in barred.message


@pytest.mark.row("A14")
@pytest.mark.parametrize("days", [-2, 2])
@pytest.mark.parametrize("outcome", ["refused", "locked", "not understood"])
def test_no_clock_opens_what_a_refusal_has_closed(outcome: str, days: int) -> None:
    """Whether the refusal seems to lie ahead or long ago."""
    assert isinstance(bar((attempt(outcome, ago=days * DAY),), "v1", NOW), Refused)


def test_a_login_is_cut_off_until_a_person_releases_it() -> None:
    """Only an attempt of this password whose answer nobody saw asks the question."""
    assert is_cut_off((attempt("sent"),), "v1")
    assert not is_cut_off((attempt("released"), attempt("accepted")), "v1")


def test_a_password_has_succeeded_only_as_this_version() -> None:
    """What worked before a change says nothing of the new one."""
    assert has_succeeded((attempt("accepted"), attempt("refused")), "v1")
    assert has_succeeded((attempt("accepted"), attempt("refused")), HAND)
    assert not has_succeeded((attempt("accepted"), attempt("refused")), "v2")
