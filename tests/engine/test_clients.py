"""What stands beside each client, and the figures of Home."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tdsxl.engine.clients import client_cells, home_figures
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.results import Results, module_states
from tdsxl.tables import Asked, Cell, Client, Problem
from tdsxl.values import Portal
from tests.engine.filled import DAY, NOW, begun, planned, read, synced
from tests.engine.scripted import ELM, IT, OAK, PINE, TRACES, client, contents
from tests.modules.samples import TODAY, certificate, demand, notice, processed

PINES, OAKS = client(PINE, "notices", row=5), client(OAK, "notices", row=6)
SAVED = {(str(tan), portal): "v1" for tan in (PINE, OAK) for portal in Portal}


def results(journal: Journal, *clients: Client, problems: tuple[Problem, ...] = ()) -> Results:
    return Results(journal, contents(*(clients or (PINES, OAKS)), problems=problems), module_states(journal), NOW)


def cells(journal: Journal) -> dict[str, Cell]:
    return client_cells(results(journal), SAVED)[5]


def test_a_client_never_synced_is_blank(journal: Journal) -> None:
    """But for its logins."""
    found = {title: value for title, value in cells(journal).items() if value is not None}
    assert found == {"TRACES login": "Saved", "IT portal login": "Saved"}
    assert client_cells(results(journal), {})[5]["TRACES login"] == "Not saved"


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (("done", "done"), "All checked"),
        (("done", "unsupported"), "All checked"),
        (("done", "failed"), "1 of 2 checked"),
        (("failed", "waiting"), "Not checked"),
        (("waiting", "waiting"), "Waiting for you"),
        (("done", "waiting"), "Waiting for you"),
    ],
)
def test_the_status_of_a_client(journal: Journal, states: tuple[str, str], status: str) -> None:
    """Over all modules that were asked for."""
    tasks = [planned(PINE, name, TRACES, state) for name, state in zip(("demand", "ldc"), states, strict=True)]
    begun(journal, *tasks)
    assert cells(journal)["Status"] == status


def test_the_message_has_a_line_per_module(journal: Journal) -> None:
    """With the titles of the sheet, and each module's own cell beside."""
    refused = {"state": "failed", "reason": "password refused"}
    run = begun(
        journal,
        planned(PINE, "demand", TRACES, **refused),
        planned(PINE, "ldc", TRACES, **refused),
        planned(PINE, "challans", IT),
    )
    read(journal, run, planned(PINE, "challans", IT))
    found = cells(journal)
    assert found["Message"] == "Outstanding Demand: password refused\nVerify LDC: password refused"
    assert (found["Verify LDC status"], found["Challans status"]) == ("Not checked", "Nothing on portal")
    assert found["Return Summary status"] is None


def test_stamps_span_the_modules(journal: Journal) -> None:
    """Tried and changed are the last, complete is the one that lags; what cannot be read yet does not lag."""
    synced(journal, PINE, "notices", IT, at=NOW - 3 * DAY)
    synced(journal, PINE, "challans", IT, at=NOW - DAY)
    synced(journal, PINE, "demand", TRACES, demand(2025), at=NOW - 2 * DAY)
    begun(journal, planned(PINE, "unconsumed", TRACES, "unsupported"))
    found = cells(journal)
    assert (found["Last tried"], found["Last complete"], found["Last change"]) == (
        NOW - DAY,
        NOW - 3 * DAY,
        NOW - 2 * DAY,
    )
    begun(journal, planned(PINE, "ldc", TRACES, "failed", years="2023-24, 2024-25"))
    found = cells(journal)
    assert (found["Last complete"], found["Years covered"]) == (None, "2023-24 to 2025-26")


def test_a_line_that_names_no_client_says_why(journal: Journal) -> None:
    """In its own row."""
    problem = Problem(row=9, text="`PINE1` is not a TAN.", tan="PINE1", asked=Asked.BY_TICKS)
    found = client_cells(results(journal, problems=(problem,)), SAVED)
    assert found[9] == {"Status": "Not checked", "Message": "`PINE1` is not a TAN."}


def test_a_line_without_a_tan_says_so(journal: Journal) -> None:
    """Where it names the client; a line of LDC Register, which names nobody, tells no row of Clients anything."""
    nobody = Problem(row=9, text="The row has no TAN.", name="Pine Tools", asked=Asked.BY_TICKS)
    register = Problem(row=6, text="LDC Register row 6: `X` is not a TAN.")
    found = client_cells(results(journal, problems=(nobody, register)), SAVED)
    assert found[9] == {"Status": "Not checked", "Message": "The row has no TAN."}
    assert (set(found), found[6]["Message"]) == ({5, 6, 9}, None)


@pytest.mark.parametrize("asked", [Asked.NEVER, Asked.BY_ALL])
def test_a_line_that_is_not_in_the_run_is_not_called_unchecked(journal: Journal, asked: Asked) -> None:
    """What is wrong with it is said all the same."""
    problem = Problem(row=9, text="`PINE1` is not a TAN.", tan="PINE1", asked=asked)
    found = client_cells(results(journal, problems=(problem,)), SAVED)
    assert found[9] == {"Status": None, "Message": "`PINE1` is not a TAN."}


@pytest.mark.parametrize(
    ("portal", "outcome", "word"),
    [
        (TRACES, "accepted", "Saved"),
        (TRACES, "refused", "Refused 22-Nov"),
        (TRACES, "not understood", "Refused 22-Nov"),
        (TRACES, "locked", "Locked until 22-Nov 18:30"),
        (IT, "locked", "Locked until 22-Nov 18:00"),
        (IT, "sent", "Saved"),
    ],
)
def test_logins_in_words(journal: Journal, portal: Portal, outcome: str, word: str) -> None:
    """Of the password that is stored now; a portal unlocks an account by itself after its own time."""
    with journal.transaction():
        journal.logins.settle(journal.logins.intend(portal, PINE, "v1", run=1, at=NOW), outcome)
    assert cells(journal)[f"{portal.title} login"] == word
    renewed = {**SAVED, (str(PINE), portal): "v2"}
    assert client_cells(results(journal), renewed)[5][f"{portal.title} login"] == "Saved"


def test_an_otp_and_a_name_are_remembered(journal: Journal) -> None:
    """The IT portal's name before that of TRACES."""
    with journal.transaction():
        journal.logins.visited(PINE, TRACES, seconds=3.0, name="PINE (TRACES)")
        journal.logins.visited(PINE, IT, seconds=2.0, name="PINE TOOLS")
        journal.logins.visited(PINE, IT, seconds=None, name=None)
        journal.logins.needs(PINE, IT, "otp")
    found = cells(journal)
    assert (found["Name on portal"], found["IT portal login"]) == ("PINE TOOLS", "Needs OTP")
    assert journal.logins.visits()[PINE, IT].seconds == 2.0


def test_home_counts_clients_and_their_reasons(journal: Journal) -> None:
    """Those never synced too; clients that are not active do not count."""
    begun(journal, planned(PINE, "demand", TRACES, "failed", reason="password refused"))
    synced(journal, OAK, "demand", TRACES)
    idle = client(ELM, "notices", row=7, active=False)
    never = client("ASHS12345E", "notices", row=8)  # type: ignore[arg-type]  # a text will do
    found = home_figures(results(journal, PINES, OAKS, idle, never))
    assert (found["Clients"], found["Complete"], found["Not complete"]) == (3, 1, 2)
    assert found["Why not"] == "password refused (1) · never synced (1)"


def test_home_adds_up_what_is_open(journal: Journal) -> None:
    """Of active clients of the book; gone rows and old news do not count."""
    soon = certificate(valid_to=TODAY + timedelta(days=30))
    synced(journal, PINE, "demand", TRACES, demand(2025, 100, 23), demand(None, 7), at=NOW - DAY)
    synced(journal, PINE, "demand", TRACES, demand(2025, 100, 23))
    synced(journal, ELM, "demand", TRACES, demand(2025, 5000))
    synced(journal, PINE, "notices", TRACES, notice(), at=NOW - DAY)
    synced(journal, PINE, "notices", TRACES, notice(), notice(reference="C2"), notice(reference="C3"))
    defaults = processed(status="Processed With Defaults")
    synced(journal, OAK, "returns", TRACES, defaults, processed(token="9999XXXXXXX9999"))
    later = certificate(certificate_no="C2", valid_to=TODAY + timedelta(days=31))
    over = certificate(certificate_no="C3", valid_to=date(2026, 11, 1))
    synced(journal, PINE, "ldc", TRACES, soon, later, over)
    found = home_figures(results(journal))
    assert found["Total demand"] == Decimal(123)
    assert (found["New notices"], found["Returns with defaults"], found["Certificates under 30 days"]) == (2, 1, 1)
    assert (found["Years covered"], found["Last sync"]) == ("2025-26", NOW)
