"""The outcome words by what is odd about a client, and how politely the portals were asked."""

from collections import Counter
from collections.abc import Mapping
from itertools import product

import pytest

from tdsxl.challenges import Captcha, Challenge, TakeOver
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.outcomes import ModuleState, Outcome
from tdsxl.engine.plan import Visit
from tdsxl.modules import MODULES
from tdsxl.practice.faults import Fault
from tdsxl.practice.people import (
    NEEDS_OTP,
    NO_PASSWORD,
    NOTHING,
    QUIET,
    RENAMED_AT,
    SIGNED_IN,
    WRONG_AT_ITPORTAL,
    WRONG_AT_TRACES,
    Person,
)
from tdsxl.values import Portal, Tan
from tests.whole.conftest import OpenFirm
from tests.whole.firm import Clerk, Firm, Week
from tests.whole.truth import differences, is_open, records

NAMES = [module.name for module in MODULES]
ALONE = {Portal.TRACES: ("unconsumed", "demand", "ldc"), Portal.ITPORTAL: ("challans",)}
"""Modules that are read from one portal alone."""
BOTH = ("returns", "notices")
Weeks = tuple[Firm, Week, Week]
pytestmark = pytest.mark.slow


def only(firm: Firm, trait: str) -> Person:
    return next(person for person in firm.people if trait in person.traits)


def states(week: Week, person: Person) -> Mapping[str, ModuleState]:
    return {name: week.done.states[person.tan, name] for name in NAMES}


def reasons(week: Week, person: Person) -> Mapping[str, str | None]:
    return {name: state.reason for name, state in states(week, person).items()}


def test_every_word_follows_from_the_world(two_weeks: Weeks) -> None:
    """New data where rows are new, changed or gone; Nothing on portal where there are none; else No change."""
    firm, first, second = two_weeks
    said: Counter[Outcome] = Counter()
    for person, module in product(firm.people, NAMES):
        before, after = (records(firm.look(person, week.day), module) for week in (first, second))
        for week, earlier, now in ((first, (), before), (second, before, after)):
            quiet = Outcome.NO_CHANGE if now else Outcome.NOTHING
            word = Outcome.NEW_DATA if differences(earlier, now) else quiet
            expected = word if is_open(person, module) else Outcome.NOT_CHECKED
            assert week.done.states[person.tan, module].outcome is expected, (person.tan, module, week.day)
            said[expected] += 1
    assert set(said) == {Outcome.NEW_DATA, Outcome.NO_CHANGE, Outcome.NOTHING, Outcome.NOT_CHECKED}


def test_a_quiet_and_an_empty_client(two_weeks: Weeks) -> None:
    """No change a week later; nothing on any portal of one that has nothing."""
    firm, first, second = two_weeks
    assert {state.outcome for state in states(second, only(firm, QUIET)).values()} <= {
        Outcome.NO_CHANGE,
        Outcome.NOTHING,
    }
    for week in (first, second):
        assert {state.outcome for state in states(week, only(firm, NOTHING)).values()} == {Outcome.NOTHING}


@pytest.mark.parametrize(
    ("trait", "portal", "reason"),
    [
        (WRONG_AT_TRACES, Portal.TRACES, "password refused"),
        (WRONG_AT_ITPORTAL, Portal.ITPORTAL, "password refused"),
        (NEEDS_OTP, Portal.ITPORTAL, "needs OTP"),
        (NO_PASSWORD, Portal.TRACES, "no password stored"),
    ],
)
def test_a_client_that_is_not_let_in(two_weeks: Weeks, trait: str, portal: Portal, reason: str) -> None:
    """Each module of that portal says why, with the portal where it reads both; the other portal is read."""
    firm, *weeks = two_weeks
    person = only(firm, trait)
    for week in weeks:
        expected = {**dict.fromkeys(ALONE[portal], reason), **dict.fromkeys(BOTH, f"{reason} ({portal.title})")}
        assert {name: why for name, why in reasons(week, person).items() if why} == expected


@pytest.mark.row("A1")
def test_a_refused_secret_is_sent_once(two_weeks: Weeks) -> None:
    """Over two syncs and four or five modules; a client without a password sends none."""
    firm, first, second = two_weeks
    sent = Counter((login.portal, login.user) for login in (*first.logins, *second.logins) if not login.was_right)
    wrong = [("traces", only(firm, WRONG_AT_TRACES).tan), ("itportal", only(firm, WRONG_AT_ITPORTAL).tan)]
    assert sent == Counter(wrong)
    assert ("traces", only(firm, NO_PASSWORD).tan) not in {(one.portal, one.user) for one in first.logins}


def test_one_login_each_per_client_and_portal(two_weeks: Weeks) -> None:
    """No visit logs in twice; an account that wants an OTP is set aside by the second sync."""
    firm, first, second = two_weeks
    needs_otp, no_password = only(firm, NEEDS_OTP).tan, only(firm, NO_PASSWORD).tan
    everyone = {(portal.value, person.tan) for portal, person in product(Portal, firm.people)}
    wrong = {("traces", only(firm, WRONG_AT_TRACES).tan), ("itportal", only(firm, WRONG_AT_ITPORTAL).tan)}
    asked = everyone - {("traces", no_password)}
    assert Counter((one.portal, one.user) for one in first.logins) == Counter(asked)
    again = asked - wrong - {("itportal", needs_otp)}
    assert Counter((one.portal, one.user) for one in second.logins) == Counter(again)


def test_every_session_is_signed_out_and_asked_one_thing_at_a_time(two_weeks: Weeks) -> None:
    """No session stays open after a sync, and no account ever had two requests in flight."""
    _, *weeks = two_weeks
    assert [(week.left_open, week.most_in_flight) for week in weeks] == [(0, 1), (0, 1)]


@pytest.mark.row("A8")
def test_a_client_signed_in_elsewhere_is_asked_about_once_a_sync(two_weeks: Weeks) -> None:
    """A yes throws the other session out, and all is read."""
    firm, *weeks = two_weeks
    person = only(firm, SIGNED_IN)
    for week in weeks:
        assert [tan for tan, challenge in week.asked if isinstance(challenge, TakeOver)] == [person.tan]
        assert all(state.outcome.is_checked for state in states(week, person).values())


def test_a_client_under_another_name_is_a_mismatch(two_weeks: Weeks) -> None:
    """The one whose portal name differs, and no other, is told to be checked."""
    firm, *_ = two_weeks
    with open_journal(firm.home) as journal:
        told = {row.trouble.tan for row in journal.troubles.rows() if row.trouble.kind == "Mismatch"}
    assert told == {firm.people[RENAMED_AT].tan}


@pytest.mark.row("A8")
def test_taking_over_is_declined(firm_of: OpenFirm) -> None:
    """The account is left alone: nothing is read, and the other session lives on."""
    firm = firm_of(6)
    clerk = Clerk(firm.portals.url, take_over="no")
    done = firm.sync(clerk, modules=("challans",))
    (state,) = done.states.values()
    assert (state.outcome, state.reason) == (Outcome.NOT_CHECKED, "The account is signed in elsewhere.")
    assert clerk.questions(TakeOver) == [firm.people[0].tan]
    assert {one.outcome for one in firm.portals.log.logins} == {"EF00177"}


@pytest.mark.row("A6")
def test_an_account_that_wants_an_otp_is_tried_again_by_name(firm_of: OpenFirm) -> None:
    """Set aside by an ordinary sync, asked by one that names the client."""
    firm = firm_of(9)
    (tan,) = firm.contents.register
    counts = []
    for tans in ((), (), (tan,)):
        firm.sync(tans=tans, modules=("challans",))
        counts.append(len(firm.portals.log.logins))
    assert counts == [1, 1, 2]


@pytest.mark.row("A5")
def test_a_wrong_captcha_is_asked_again(firm_of: OpenFirm) -> None:
    """The second picture is told to be another try; the module is read."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.CAPTCHA_WRONG, times=1)
    clerk = Clerk(firm.portals.url)
    done = firm.sync(clerk, modules=("unconsumed",))
    assert [state.outcome for state in done.states.values()] == [Outcome.NEW_DATA]
    assert [challenge.again for _, challenge in clerk.asked if isinstance(challenge, Captcha)] == [False, True]
    assert [one.outcome for one in firm.portals.log.logins] == ["CPT401", "OK"]


@pytest.mark.row("A5")
def test_three_wrong_captchas_are_the_last(firm_of: OpenFirm) -> None:
    """The portal may count them, so the client is left, and also the next sync sends nothing within the hour."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.CAPTCHA_WRONG)
    reasons = [next(iter(firm.sync(modules=("unconsumed",)).states.values())).reason or "" for _ in range(2)]
    assert reasons[0] == "The captcha was wrong 3 times."
    assert reasons[1].startswith("Three logins within an hour")
    assert len(firm.portals.log.logins) == 3


class Leaves(Clerk):
    """Skips every captcha of some clients."""

    def __init__(self, url: str, *left: str) -> None:
        super().__init__(url)
        self._left = left

    def ask(self, visit: Visit, challenge: Challenge) -> str | None:
        """None for the clients that are left."""
        return None if visit.client.tan in self._left else super().ask(visit, challenge)


def test_a_skipped_captcha_leaves_one_client(firm_of: OpenFirm) -> None:
    """Nothing of it is sent; the other client is read, and so is the IT portal of both."""
    firm = firm_of(0, 1)
    left, other = (person.tan for person in firm.people)
    done = firm.sync(Leaves(firm.portals.url, left), modules=("unconsumed", "challans"))
    assert {tan: done.states[tan, "unconsumed"].outcome.value for tan in (left, other)} == {
        left: "Not checked",
        other: "New data",
    }
    assert done.states[left, "unconsumed"].reason == "The captcha was skipped."
    assert done.states[left, "challans"].outcome is Outcome.NEW_DATA
    assert [one.user for one in firm.portals.log.logins if one.portal == "traces"] == [other]


def test_unattended_reads_what_needs_nobody(firm_of: OpenFirm) -> None:
    """TRACES waits for a person without one request; the IT portal is read; the next attended sync reads the rest."""
    firm = firm_of(0)
    (tan,) = firm.contents.register
    alone = firm.sync(attended=False)
    assert {name: alone.states[tan, name].outcome.value for name in NAMES} == {
        "returns": "Waiting for you",
        "challans": "New data",
        "unconsumed": "Waiting for you",
        "notices": "Waiting for you",
        "demand": "Waiting for you",
        "ldc": "Waiting for you",
    }
    assert {request.portal for request in firm.portals.log.requests} == {"itportal"}
    assert firm.sync(failed=True).is_complete


def test_failed_asks_only_what_was_not_checked(firm_of: OpenFirm) -> None:
    """After a captcha was skipped, the next sync of what failed visits that client alone."""
    firm = firm_of(0, 1)
    left = firm.people[0].tan
    firm.sync(Leaves(firm.portals.url, left), modules=("unconsumed",))
    firm.portals.log.clear()
    done = firm.sync(failed=True)
    assert set(done.states) == {(left, "unconsumed")}
    assert {request.account for request in firm.portals.log.requests} - {""} == {left}


def test_failed_asks_only_the_portal_that_failed(firm_of: OpenFirm) -> None:
    """What TRACES has shown is not asked again, so nobody types a captcha because the IT portal was down."""
    firm = firm_of(0)
    (tan,) = firm.contents.register
    firm.portals.faults.add(Fault.MAINTENANCE, route="itportal.*")
    before = firm.sync()
    assert before.states[tan, "returns"].outcome is Outcome.NOT_CHECKED
    firm.portals.faults.clear()
    firm.portals.log.clear()
    clerk = Clerk(firm.portals.url)
    done = firm.sync(clerk, failed=True)
    assert done.is_complete
    assert {name for _, name in done.states} == {"returns", "challans", "notices"}
    assert {request.portal for request in firm.portals.log.requests} == {"itportal"}
    assert clerk.asked == []
    parts = done.states[tan, "returns"].parts
    assert {part.task.portal for part in parts if part.complete} == {Portal.ITPORTAL, Portal.TRACES}


def test_a_new_password_opens_the_gate(firm_of: OpenFirm) -> None:
    """The refused one is never sent again; the right one, once stored, is sent at once."""
    firm = firm_of(8)
    (person,) = firm.people
    outcomes = []
    for password in (None, None, person.itportal_password):
        if password:
            firm.store(person, Portal.ITPORTAL, password)
        outcomes.append(firm.sync(modules=("challans",)).states[Tan(person.tan), "challans"].outcome.value)
    assert outcomes == ["Not checked", "Not checked", "New data"]
    assert [one.was_right for one in firm.portals.log.logins] == [False, True]
