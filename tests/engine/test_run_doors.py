"""Many clients at one portal: one login at a time until one works, and a portal that is stopped for a run."""

from collections import Counter

from tdsxl.challenges import LoginFlow, SendSecret
from tdsxl.errors import LoginNotUnderstood, PortalChanged, Unavailable
from tdsxl.tables import Client
from tdsxl.values import Tan
from tests.engine.bench import Bench
from tests.engine.scripted import IT, Account, Script, ScriptedSession, accepted, client, refused, silent

TANS = tuple(Tan(f"ABCD{number:05}E") for number in range(6))


def riddle(session: ScriptedSession) -> LoginFlow:
    """The password left, and the answer says nothing that is known."""
    yield SendSecret()
    session.sent()
    raise LoginNotUnderstood("The answer was not recognised.")


def clients() -> tuple[Client, ...]:
    return tuple(client(tan, "letters") for tan in TANS)


def let_all(bench: Bench, *logins: Script) -> None:
    for tan in TANS:
        bench.world.accounts[tan, IT] = Account(logins=list(logins))


def reasons(bench: Bench, *, sessions: int = 1) -> Counter[str | None]:
    """Why how many clients were not checked. Remembered durations decide who comes first, so nobody is named."""
    done = bench.sync(*clients(), sessions=sessions)
    return Counter(done.states[tan, "letters"].reason for tan in TANS)


def test_no_two_logins_are_in_flight_before_the_first_success(bench: Bench) -> None:
    """Six visits at once, the first two refused: a portal that refuses everybody sees one at a time."""
    let_all(bench, accepted)
    for tan in TANS[:2]:
        bench.world.accounts[tan, IT].logins = [refused]
    bench.world.login_s = 0.02
    bench.sync(*clients(), sessions=6)
    assert (bench.world.most_before_success, bench.world.count("sent")) == (1, 6)


def test_one_silent_client_stops_nothing(bench: Bench) -> None:
    """Its neighbours show that the portal is there."""
    let_all(bench, accepted)
    bench.world.accounts[TANS[1], IT].logins = [silent]
    assert reasons(bench) == {None: 5, "The portal is down.": 1}


def test_two_silent_clients_stop_the_portal(bench: Bench) -> None:
    """The others are not tried, and say why; the next run tries anew."""
    let_all(bench, silent)
    assert reasons(bench) == {"The portal is down.": 2, "IT portal did not answer 2 clients in a row.": 4}
    let_all(bench, accepted)
    assert reasons(bench) == {None: 6}


def test_a_page_that_changed_is_an_answer(bench: Bench) -> None:
    """The clients before and behind it are not silent in a row, though it read nothing whole."""
    let_all(bench, accepted)
    for silence in (TANS[0], TANS[2]):
        bench.world.accounts[silence, IT].logins = [silent]
    bench.world.accounts[TANS[1], IT].readings["letters"] = [[PortalChanged("Odd.")]]
    assert reasons(bench) == {"The portal is down.": 2, "Odd.": 1, None: 3}


def test_a_portal_whose_pages_are_down_behind_its_login_is_stopped_too(bench: Bench) -> None:
    """A person would else type a captcha for every client for nothing."""
    let_all(bench, accepted)
    for tan in TANS:
        bench.world.accounts[tan, IT].readings["letters"] = [[Unavailable("Maintenance.")]]
    assert reasons(bench) == {"Maintenance.": 2, "IT portal did not answer 2 clients in a row.": 4}
    assert bench.world.count("sent") == 2


def test_two_refusals_of_passwords_that_had_worked_stop_the_portal(bench: Bench) -> None:
    """The clients behind them keep their passwords, and the next run sends them."""
    let_all(bench, accepted, refused)
    assert reasons(bench) == {None: 6}
    shut = "IT portal did not take 2 passwords in a row that had worked before."
    assert reasons(bench) == {"password refused": 2, shut: 4}
    assert bench.world.count("sent") == 8
    assert sum(attempt.outcome == "refused" for attempt in bench.journal.logins.attempts()) == 2
    let_all(bench, accepted)
    assert reasons(bench) == {"password refused": 2, None: 4}


def test_a_login_page_that_changed_touches_two_clients(bench: Bench) -> None:
    """Even if none had been let in before; the others keep their passwords for the next run."""
    let_all(bench, riddle)
    shut = "IT portal answered 2 logins in a row in a way that tdsxl does not know."
    assert reasons(bench, sessions=6) == {"login answer not understood": 2, shut: 4}
    assert bench.world.count("sent") == 2
    let_all(bench, accepted)
    assert reasons(bench) == {"login answer not understood": 2, None: 4}


def test_visits_that_wait_at_the_door_are_turned_away(bench: Bench) -> None:
    """Six sessions wait for leave to send; none of the four sends once the portal is stopped."""
    let_all(bench, accepted, refused)
    bench.sync(*clients(), sessions=6)
    bench.world.login_s = 0.02
    assert reasons(bench, sessions=6)["password refused"] == 2
    assert bench.world.count("sent") == 8
