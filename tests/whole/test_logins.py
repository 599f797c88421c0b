"""What a portal may say to a login, from socket to sheet: no account is locked, and no password leaves unasked."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.challenges import Captcha, CutOff
from tdsxl.engine.journal.journal import open_journal
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tdsxl.values import INDIA, Portal, Tan
from tests.portals.raw import answer, saying, serving
from tests.whole.book import clients_sheet
from tests.whole.conftest import DAYS, MODULE, PASSWORD_ROUTE, STAFFED, OpenFirm
from tests.whole.firm import Clerk, Firm, an_hour_passes, canonical, clock_moves, open_firm
from tests.whole.pc import Pc

pytestmark = pytest.mark.fault
PORTALS = pytest.mark.parametrize("portal", ["itportal", "traces"])
DAY = timedelta(days=1)
FLEET = 500


def reason(firm: Firm, portal: str, clerk: Clerk | None = None, *, tans: Sequence[Tan] = ()) -> str | None:
    """One sync of a firm with one client, at one portal; why its module is not checked."""
    (state,) = firm.sync(clerk, modules=(MODULE[portal],), tans=tuple(tans)).states.values()
    return state.reason


@pytest.mark.row("A1")
@pytest.mark.parametrize("between", [timedelta(), timedelta(minutes=61)], ids=["at once", "an hour later"])
def test_a_refused_password_leaves_once_in_a_hundred_starts(firm_of: OpenFirm, between: timedelta) -> None:
    """All six modules are asked for, both portals refuse, and the journal is opened anew each time."""
    firm = firm_of(0)
    (person,) = firm.people
    for portal in Portal:
        firm.store(person, portal, "Wrong@1234")
    for _ in range(100):
        states = firm.sync().states
        assert len(states) == 6
        assert all("password refused" in str(state.reason) for state in states.values())
        clock_moves(firm.home, between)
    sent = [(login.portal, login.was_right) for login in firm.portals.log.logins]
    assert sorted(sent) == [("itportal", False), ("traces", False)]


@pytest.mark.row("A2")
@PORTALS
@pytest.mark.parametrize("fault", [Fault.HTML, Fault.OTHER_SHAPE, Fault.EMPTY_BODY, Fault.TERMS])
def test_an_answer_nobody_knows_is_kept_for_the_makers(firm_of: OpenFirm, portal: str, fault: Fault) -> None:
    """Sealed under the vault's key, for whoever mends the reader; the password counts as refused."""
    firm = firm_of(0)
    firm.portals.faults.add(fault, route=PASSWORD_ROUTE[portal], times=1)
    assert [reason(firm, portal) for _ in range(2)] == ["login answer not understood"] * 2
    assert len(firm.portals.log.logins) == 1
    (sealed,) = firm.home.set_aside.iterdir()
    assert sealed.name.startswith(f"{portal}-login-")
    head, _, _ = firm.vault.unseal(sealed.read_bytes(), label="reply").partition(b"\n")
    assert head.startswith(b"200 ")


LOCKED = {
    "itportal": ("The IT portal says that the account is locked.", "Unlock it there. Then: Store the right password:"),
    "traces": ("Account locked after 5 failed attempts.", "TRACES unlocks an account by itself after one hour; then"),
}


@pytest.mark.row("A3")
@PORTALS
def test_a_locked_account_is_left_alone_when_its_lock_is_over(firm_of: OpenFirm, portal: str) -> None:
    """Two hours and two days later nothing is sent; a password that a person stores anew is."""
    firm = firm_of(0)
    (person,) = firm.people
    firm.portals.faults.add(Fault.LOCKED, route=PASSWORD_ROUTE[portal], times=1)
    what, todo = LOCKED[portal]
    assert reason(firm, portal) == "account locked"
    (trouble,) = firm.troubles()
    assert what in trouble.what
    assert trouble.remedy.startswith(todo)
    for later in (timedelta(hours=2), 2 * DAY):
        clock_moves(firm.home, later)
        assert reason(firm, portal) == "account locked"
    assert len(firm.portals.log.logins) == 1
    firm.store(person, Portal(portal), getattr(person, f"{portal}_password"))
    assert reason(firm, portal) is None


@pytest.mark.row("A3")
@pytest.mark.parametrize(("portal", "minutes"), [("itportal", 30), ("traces", 60)])
def test_the_book_says_until_when_an_account_is_locked(pc: Pc, portals: Practice, portal: str, minutes: int) -> None:
    """Half an hour at the IT portal, an hour at TRACES, in Indian time."""
    tan = portals.people[STAFFED[0]].tan
    portals.faults.add(Fault.LOCKED, tan=tan, route=PASSWORD_ROUTE[portal], times=1)
    pc.sync("--tan", tan, "--modules", MODULE[portal])
    with open_journal(pc.home) as journal:
        (sent,) = (one.sent for one in journal.logins.of(Portal(portal), tan))
    free = (sent + timedelta(minutes=minutes)).astimezone(INDIA)
    said = clients_sheet(pc.book)[tan][f"{Portal(portal).title} login"]
    assert said == f"Locked until {free:%d-%b %H:%M}"


@pytest.mark.row("A4")
@PORTALS
def test_an_expired_password_is_the_users_to_change(firm_of: OpenFirm, portal: str) -> None:
    """It is sent once, the remedy says where to set a new one, and nothing but the log-in page is asked after it."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.PASSWORD_EXPIRED, route=PASSWORD_ROUTE[portal], times=1)
    assert [reason(firm, portal) for _ in range(2)] == ["password refused"] * 2
    assert len(firm.portals.log.logins) == 1
    (trouble,) = firm.troubles()
    assert "expired" in trouble.what
    assert trouble.what.count("not sent again") == 1
    assert firm.portals.log.requests[-1].route in (PASSWORD_ROUTE[portal], "itportal.userid", "traces.captcha")


@pytest.mark.row("A6")
@PORTALS
def test_an_otp_sets_the_client_aside_until_it_is_named(firm_of: OpenFirm, portal: str) -> None:
    """No sync asks for one or sends a password again by itself; one that names the client tries once."""
    firm = firm_of(0)
    (tan,) = firm.contents.register
    firm.portals.faults.add(Fault.OTP, route=PASSWORD_ROUTE[portal])
    said = [reason(firm, portal, tans=tans) for tans in ((), (), (tan,), ())]
    assert said == ["needs OTP"] * 4
    assert [login.outcome for login in firm.portals.log.logins] == ["OTP", "OTP"]
    firm.portals.faults.clear()
    assert reason(firm, portal, tans=(tan,)) is None
    an_hour_passes(firm.home)
    assert reason(firm, portal) is None


EXPIRED = {"itportal": Fault.EXPIRED_401, "traces": Fault.EXPIRED_410}


@pytest.mark.row("A7")
@pytest.mark.timeout(0)
@PORTALS
def test_a_session_may_end_at_any_page(firm_of: OpenFirm, portal: str, request: pytest.FixtureRequest) -> None:
    """One fresh login at most, and the rows are those of an undisturbed sync; if it ends at the first page, too."""
    firm = firm_of(1)
    assert firm.sync().is_complete
    calm, pages = canonical(firm.held()), behind_the_login(firm, portal)
    for after in range(0, pages, max(1, pages // request.config.getoption("--kills"))):
        an_hour_passes(firm.home)
        firm.portals.faults.clear()
        firm.portals.log.clear()
        firm.portals.faults.add(EXPIRED[portal], route=f"{portal}.*", times=1, after=after)
        if not firm.sync().is_complete:
            # The proof whose account it is was refused: no second password for that, but a later sync.
            assert after == 0
            assert firm.sync().is_complete
        sent = Counter(login.portal for login in firm.portals.log.logins)
        assert max(sent.values()) <= 2
        assert EXPIRED_STATUS[portal] in {asked.status for asked in firm.portals.log.requests}
        assert canonical(firm.held()) == calm


EXPIRED_STATUS = {"itportal": 401, "traces": 410}


def behind_the_login(firm: Firm, portal: str) -> int:
    """How many pages a sync asks of a portal that knows who asks."""
    doors = ("front", "userid", "password", "logout", "captcha", "login", "bridge")
    opened = {f"{portal}.{door}" for door in doors}
    an_hour_passes(firm.home)
    firm.portals.log.clear()
    firm.sync()
    asked = (request.route for request in firm.portals.log.requests if request.portal == portal)
    return sum(route not in opened for route in asked)


DRIFTS = {
    Fault.WRONG_PASSWORD: "did not take 2 passwords in a row that had worked before",
    Fault.OTHER_SHAPE: "answered 2 logins in a row in a way that tdsxl does not know",
}


@pytest.mark.row("A10")
@PORTALS
@pytest.mark.parametrize("drift", DRIFTS)
def test_a_changed_login_touches_two_of_five_hundred(tmp_path: Path, portal: str, drift: Fault) -> None:
    """All had been let in the day before; the others keep their passwords and say why they were not tried."""
    with Practice(clients=FLEET, scale=0.01, day=DAYS[0]) as portals:
        firm = open_firm(tmp_path / "home", portals, places=[one for one in range(FLEET) if one % 40 not in (9, 10)])
        accepted_yesterday(firm, Portal(portal))
        portals.faults.add(drift, route=PASSWORD_ROUTE[portal])
        said = Counter(state.reason for state in firm.sync(modules=(MODULE[portal],)).states.values())
        assert len(portals.log.logins) == 2
        (shut,) = (why for why in said if why and DRIFTS[drift] in why)
        assert said[shut] == len(firm.people) - 2
        with open_journal(firm.home) as journal:
            closed = [one for one in journal.logins.attempts() if one.outcome in ("refused", "not understood")]
        assert len(closed) == 2


def accepted_yesterday(firm: Firm, portal: Portal) -> None:
    """Every stored password has worked once."""
    at = datetime.now(UTC) - DAY
    with firm.office() as office, office.journal.transaction():
        for (tan, where), version in office.versions.items():
            if where is portal:
                attempt = office.journal.logins.intend(portal, tan, version, run=1, at=at)
                office.journal.logins.settle(attempt, "accepted")


@pytest.mark.row("A11")
def test_a_client_that_stands_twice_in_the_sheet_has_one_gate(pc: Pc, portals: Practice) -> None:
    """The second row is told and not checked; the refused password left once for both."""
    tan = portals.people[STAFFED[0]].tan
    opened = load_workbook(pc.book)
    assert opened["Clients"]["B5"].value == tan
    opened["Clients"]["B6"].value = f" {tan.lower()} "
    opened.save(pc.book)
    pc.run("passwords", "set", tan, "itportal", typed="Wrong@1234\n")
    for _ in range(2):
        said = pc.sync("--modules", "challans")
        assert said.status == 1
        assert "row 6" in said.err
    assert [one.was_right for one in portals.log.logins if one.user == tan] == [False]


@pytest.mark.row("A12")
@pytest.mark.parametrize(("portal", "route"), [("itportal", "profile"), ("traces", "dashboard")])
def test_terms_behind_the_login_are_accepted_by_nobody_but_the_user(firm_of: OpenFirm, portal: str, route: str) -> None:
    """The visit ends there, the page is kept for the makers, and the password counts as taken."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.TERMS, route=f"{portal}.{route}")
    assert str(reason(firm, portal)).startswith(route.title())
    assert sum(firm.portals.log.open_sessions.values()) == 0
    with open_journal(firm.home) as journal:
        assert {one.outcome for one in journal.logins.attempts()} == {"accepted"}
    assert len(list(firm.home.set_aside.glob(f"{portal}-*.sealed"))) == 1
    firm.portals.faults.clear()
    assert reason(firm, portal) is None


@pytest.mark.row("A14")
@PORTALS
@pytest.mark.parametrize("by", [2 * DAY, -2 * DAY], ids=["forward", "back"])
def test_a_clock_that_is_set_opens_no_gate(firm_of: OpenFirm, portal: str, by: timedelta) -> None:
    """A refused password stays refused, and a login that was cut off is asked about."""
    firm = firm_of(0)
    (person,) = firm.people
    firm.portals.faults.add(Fault.RESET, route=PASSWORD_ROUTE[portal], times=1)
    reason(firm, portal)
    clock_moves(firm.home, by)
    clerk = Clerk(firm.portals.url, try_again="no")
    assert reason(firm, portal, clerk) == "A login was cut off and not tried again."
    assert clerk.questions(CutOff) == [person.tan]
    firm.store(person, Portal(portal), "Wrong@1234")
    assert reason(firm, portal) == "password refused"
    clock_moves(firm.home, by)
    assert reason(firm, portal) == "password refused"
    assert [login.was_right for login in firm.portals.log.logins] == [True, False]


@pytest.mark.row("A14", "A5")
def test_a_clock_set_back_does_not_end_the_hour(firm_of: OpenFirm) -> None:
    """Three wrong captchas, then the clock goes back two days: nothing is asked, and the day is told."""
    firm = firm_of(0)
    firm.portals.faults.add(Fault.CAPTCHA_WRONG)
    assert reason(firm, "traces") == "The captcha was wrong 3 times."
    clock_moves(firm.home, -2 * DAY)
    clerk = Clerk(firm.portals.url)
    told = reason(firm, "traces", clerk)
    with open_journal(firm.home) as journal:
        free = (journal.logins.attempts()[0].sent + timedelta(hours=1)).astimezone(INDIA)
    assert told == f"Three logins within an hour; the next is allowed on {free:%d-%b-%Y} at {free:%H:%M}."
    assert clerk.questions(Captcha) == []
    assert len(firm.portals.log.logins) == 3


@pytest.mark.row("A14")
@pytest.mark.parametrize(("hours", "said"), [(-2, "120 minutes ahead of"), (2, "120 minutes behind")])
def test_doctor_tells_a_clock_that_differs_from_the_portals(pc: Pc, hours: int, said: str) -> None:
    """By what they themselves say the time is."""
    told = format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)
    with serving(saying(answer(b"{}", "404 Not Found", f"Date: {told}"))) as server:
        traces = f'gateway = "{server.origin}"\nsite = "{server.origin}"\nold = "{server.origin}"'
        places = f'[itportal]\norigin = "{server.origin}"\n[traces]\n{traces}\n'
        (pc.folder / "portals.toml").write_text(places, encoding="utf-8")
        doctor = pc.run("doctor", "--portals", pc.folder / "portals.toml")
    (line,) = (line for line in doctor.out.splitlines() if " Clock " in line)
    assert (doctor.status, line.startswith("MEND"), f"{said} the portals'" in line) == (1, True, True)
