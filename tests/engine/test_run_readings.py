"""What visits read in whole runs: parts that fail, sessions that are lost, and what is kept, said and cleared."""

from collections.abc import Sequence

import pytest

from tdsxl.engine.events import Event, RunBegan, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.plan import Wish
from tdsxl.engine.visit import LONGEST_WAIT_S, TRIES
from tdsxl.errors import ActionNeeded, Busy, PortalChanged, SessionLost, Unavailable, WrongClient
from tdsxl.tables import Asked, Problem
from tdsxl.values import Act, Year
from tests.engine.bench import Bench
from tests.engine.scripted import (
    IT,
    OAK,
    PINE,
    TRACES,
    Account,
    Step,
    accepted,
    client,
    document,
    refused,
    row,
    whole,
    wish,
)

DOWN = Unavailable("The portal is down.")
ODD = PortalChanged("Letters: `id` is missing.", "Send the log.")


def let(bench: Bench, **readings: Sequence[Sequence[Step]]) -> Account:
    """PINE's answers at the IT portal; `bills_old` is the part `bills old`."""
    account = Account(readings={name.replace("_", " "): list(answers) for name, answers in readings.items()})
    bench.world.accounts[PINE, IT] = account
    return account


def test_a_part_that_changed_keeps_the_others(bench: Bench) -> None:
    """Its module is not checked; rows of the other part and other modules are there, and its reply is set aside."""
    let(
        bench,
        bills_old=[[row("A"), ODD], whole("A", "B")],
        bills_new=[whole("C", scope="new", act=Act.NEW)],
        letters=[whole("L")],
    )
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "bills") == "Not checked: Letters: `id` is missing."
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert (bench.records(PINE, "bills"), bench.records(PINE, "letters")) == (["A", "C"], ["L"])
    (aside,) = bench.home.set_aside.iterdir()
    assert aside.read_bytes()[::-1].endswith(b"<html>odd</html>")
    assert bench.troubles() == ["PINE Failure IT portal/Bills: Letters: `id` is missing."]
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "bills") == "New data"
    assert (bench.troubles(), len(bench.troubles(cleared=True))) == ([], 1)


def test_what_a_person_must_do_is_told_with_its_remedy(bench: Bench) -> None:
    """The trouble carries what the error said, not only its sentence."""
    let(bench, letters=[[ActionNeeded("Accept the new terms.", "Do so in a browser.")]])
    bench.sync(client(PINE, "letters"))
    (trouble,) = (line.trouble for line in bench.journal.troubles.rows())
    assert (trouble.kind, trouble.what, trouble.remedy) == ("Needs you", "Accept the new terms.", "Do so in a browser.")


def test_a_trouble_is_one_line_while_it_lasts(bench: Bench) -> None:
    """Brought up to date, with the run that saw it first."""
    other = PortalChanged("Letters: `no` is missing.")
    let(bench, letters=[[ODD], [other], whole()])
    for _ in range(2):
        bench.sync(client(PINE, "letters"))
    assert bench.troubles() == ["PINE Failure IT portal/Letters: Letters: `no` is missing."]
    assert [line.run for line in bench.journal.troubles.rows()] == [1]


def test_a_lost_session_is_renewed_once(bench: Bench) -> None:
    """The part is read anew, without a row twice; modules read before are not."""
    let(bench, letters=[whole("L")], bills_old=[[row("A"), SessionLost("Signed out.")], whole("A", "B")])
    done = bench.sync(client(PINE, "letters", "bills"))
    assert done.is_complete
    assert bench.world.seen.count("PINE read letters") == 1
    assert (bench.outcomes(PINE), bench.records(PINE, "bills")) == (["accepted", "accepted"], ["A", "B"])


def test_a_page_that_a_fresh_login_does_not_bring_back_costs_its_own_module(bench: Bench) -> None:
    """It is the page that is strange, not the session: the rest of the visit goes on."""
    let(bench, letters=[[SessionLost("Signed out.")]], bills_old=[whole("A")])
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: Signed out."
    assert bench.outcome(done, PINE, "bills") == "New data"
    assert bench.outcomes(PINE) == ["accepted", "accepted"]


def test_a_session_lost_again_elsewhere_ends_the_visit(bench: Bench) -> None:
    """Somebody else uses the account: a third login would be a fight."""
    lost = [[SessionLost("Signed out.")]]
    let(bench, letters=lost, bills_old=lost)
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "bills") == "Not checked: The portal signed us out twice."
    assert bench.outcomes(PINE) == ["accepted", "accepted"]


def test_a_session_lost_after_a_refusal_is_not_renewed(bench: Bench) -> None:
    """The second login is refused: both modules say so, in the same words."""
    account = let(bench, letters=[[SessionLost("Signed out.")]])
    account.logins = [accepted, refused]
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: password refused"
    assert bench.outcome(done, PINE, "bills") == "Not checked: password refused"
    assert bench.outcomes(PINE) == ["accepted", "refused"]


def test_one_page_that_is_down_costs_its_own_part(bench: Bench) -> None:
    """Four readings of it, then the visit goes on; one page says nothing of the portal."""
    let(bench, bills_old=[[row("A"), DOWN]], bills_new=[whole("B")], letters=[whole("L")])
    done = bench.sync(client(PINE, "bills", "letters"))
    assert bench.world.count("read bills old") == 4
    assert bench.outcome(done, PINE, "bills") == "Not checked: The portal is down."
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert bench.records(PINE, "bills") == ["A", "B"]


def test_a_portal_that_is_down_is_asked_again_and_then_given_up(bench: Bench) -> None:
    """Four readings of two parts in a row, and nothing further; what was read before stands."""
    let(bench, letters=[whole("L")], bills_old=[[row("A"), DOWN]], bills_new=[[DOWN]])
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.world.count("read bills old") == TRIES == 4
    assert bench.world.count("read bills new") == 4
    assert bench.outcome(done, PINE, "bills") == "Not checked: The portal is down."
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert bench.records(PINE, "bills") == ["A"]
    down = "The portal is down."
    assert bench.troubles() == [f"PINE Failure IT portal/Bills: {down}", f"PINE Failure IT portal/: {down}"]
    (task,) = (task for task in bench.journal.runs.tasks(1) if task.task.module == "bills")
    assert task.tries == 4


def test_a_portal_that_recovers_costs_nothing(bench: Bench) -> None:
    """No reason stays behind, on the module or its parts."""
    let(bench, letters=[[DOWN], [DOWN], whole("L")])
    done = bench.sync(client(PINE, "letters"))
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert [part.reason for part in bench.journal.readings.parts()] == [None]


@pytest.mark.parametrize(("asked", "readings"), [(LONGEST_WAIT_S, 1), (0.001, TRIES)])
def test_a_wait_that_the_portal_asks_for_is_obeyed_if_it_is_short(bench: Bench, asked: float, readings: int) -> None:
    """A quarter of an hour is left for a later run."""
    let(bench, letters=[[Unavailable("Too many requests.", retry_after=asked)]])
    bench.retry_s = 60.0
    bench.sync(client(PINE, "letters"))
    assert bench.world.count("read letters") == readings


def test_another_clients_data_ends_the_visit_with_nothing_of_its_part(bench: Bench) -> None:
    """What came before it in the part may be another client's too; parts and modules read before stand."""
    let(
        bench,
        letters=[whole("L")],
        bills_old=[whole("A")],
        bills_new=[[row("C"), document("C"), WrongClient("The reply is another TAN's.")]],
    )
    done = bench.sync(client(PINE, "letters", "bills"))
    assert (bench.records(PINE, "letters"), bench.records(PINE, "bills")) == (["L"], ["A"])
    assert bench.journal.files.paths(PINE) == {}
    assert bench.outcome(done, PINE, "bills") == "Not checked: The reply is another TAN's."
    assert bench.world.seen[-1] == "PINE out"


def test_two_rows_under_one_key_stop_their_module_only(bench: Bench) -> None:
    """None of its rows is stored; the visit goes on, and a later reading clears it."""
    let(bench, letters=[[row("A"), row("A", "Closed")], whole("A")], bills_old=[whole("B")])
    done = bench.sync(client(PINE, "letters", "bills"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: Two different rows came under one key (A)."
    assert bench.outcome(done, PINE, "bills") == "New data"
    assert (bench.records(PINE, "letters"), bench.records(PINE, "bills")) == ([], ["B"])
    assert bench.troubles() == ["PINE Failure IT portal/Letters: Two different rows came under one key (A)."]
    assert bench.sync(client(PINE, "letters")).is_complete
    assert bench.troubles() == []


def test_a_fault_of_our_own_ends_one_visit(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Modules read before stand unharmed, the client is signed out, the next one read, and the log has the trace."""

    def fault() -> None:
        raise KeyError("din")

    let(bench, letters=[whole("L")], bills_old=[[row("A"), fault]])
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert bench.outcome(done, PINE, "bills") == "Not checked: tdsxl met a fault of its own."
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert {part.task.module: part.reason for part in bench.journal.readings.parts() if part.task.tan == PINE} == {
        "letters": None,
        "bills": "tdsxl met a fault of its own.",
    }
    assert done.states[OAK, "letters"].outcome.is_checked
    assert bench.world.count("out") == 2
    assert "KeyError" in caplog.text
    assert bench.troubles() == ["PINE Failure IT portal/: tdsxl met a fault of its own."]


def test_both_portals_of_a_module_stand_for_themselves(bench: Bench) -> None:
    """One fails, the other's rows are shown; the reason names the portal."""
    bench.world.accounts[PINE, IT] = Account(readings={"lists it": [[ODD]]})
    bench.world.accounts[PINE, TRACES] = Account(readings={"lists traces": [whole("T", act=Act.OLD)]})
    done = bench.sync(client(PINE, "lists"))
    expected = "Not checked (TRACES to 2025-26): Letters: `id` is missing. (IT portal)"
    assert (bench.outcome(done, PINE, "lists"), bench.records(PINE, "lists")) == (expected, ["T"])


def test_outcomes_over_three_runs(bench: Bench) -> None:
    """New data, no change, and new data again when a row went; an empty portal has nothing."""
    let(bench, letters=[whole("A", "B"), whole("A", "B"), whole("A"), whole()])
    said = [bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") for _ in range(3)]
    assert said == ["New data", "No change", "New data"]
    assert bench.records(PINE, "letters") == ["A", "(B)"]
    bench.later(hours=1)
    said = [bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") for _ in range(2)]
    assert said == ["New data", "Nothing on portal"]


def test_years_that_no_screen_shows_are_not_supported_yet(bench: Bench) -> None:
    """Nothing is visited for them, and the run counts them as checked."""
    done = bench.sync(client(PINE, "cards"), wished=wish(years=(Year(2026),)))
    assert (bench.outcome(done, PINE, "cards"), done.is_complete) == ("Not supported yet", True)
    assert bench.world.seen == []


@pytest.mark.parametrize(
    ("wished", "counting"),
    [
        (wish(), {Asked.BY_TICKS, Asked.ALWAYS}),
        (wish(everyone=True), {Asked.BY_ALL, Asked.BY_TICKS, Asked.ALWAYS}),
        (wish(tans=(PINE,)), {Asked.ALWAYS}),
        (wish(exactly={PINE: frozenset({"letters"})}), {Asked.ALWAYS}),
    ],
)
def test_a_line_that_cannot_be_used_counts_where_it_is_asked_for(
    bench: Bench, wished: Wish, counting: set[Asked]
) -> None:
    """As its client would be: by ticks, by all, never by the name of another."""
    for asked in Asked:
        problem = Problem(row=9, text="`X` is not a TAN.", tan="X", asked=asked)
        done = bench.sync(client(PINE, "letters"), wished=wished, problems=(problem,))
        assert done.is_complete is (asked not in counting)


def test_a_name_that_clearly_differs_is_a_mismatch_until_it_agrees(bench: Bench) -> None:
    """The TAN may be a stranger's; small differences are nobody's business."""
    let(bench).name = "MAPLE STEEL LIMITED"
    bench.sync(client(PINE, "letters", name="Pine Tools Pvt Ltd"))
    assert bench.troubles() == ["PINE Mismatch IT portal/: The portal calls this TAN MAPLE STEEL LIMITED."]
    bench.world.account(PINE, IT).name = "PINE TOOLS PRIVATE LIMITED"
    bench.sync(client(PINE, "letters", name="Pine Tools Pvt Ltd"))
    assert bench.troubles() == []


def test_a_second_tdsxl_is_told_how_far_the_run_is(bench: Bench) -> None:
    """At any time from its first visit on; afterwards nothing is left that would tell of it."""
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(Busy) as refusal:
            Journal(bench.home)
        told.append(refusal.value.message)

    for tan in (PINE, OAK):
        bench.world.accounts[tan, IT] = Account(readings={"letters": [[ask, *whole()]]})
    bench.sync(client(PINE, "letters"), client(OAK, "letters"))
    assert told == [f"tdsxl is already at work: run 1, {done} of 2 visits done." for done in (0, 1)]


def test_a_run_tells_what_happens(bench: Bench) -> None:
    """In order: its plan, each visit, each module with its rows, each visit's end."""
    let(bench, letters=[whole("A")], bills_old=[[ODD]])
    bench.sync(client(PINE, "letters", "bills"))
    assert [_told(event) for event in bench.events] == [
        "run 1",
        "begins",
        "Letters: 1 rows, None",
        "Bills: 0 rows, Letters: `id` is missing.",
        "ends: None",
    ]


def _told(event: Event) -> str:
    if isinstance(event, TaskEnded):
        return f"{event.module}: {event.rows} rows, {event.reason}"
    if isinstance(event, VisitEnded):
        return f"ends: {event.reason}{event.remedy}"
    return "begins" if isinstance(event, VisitBegan) else f"run {event.run}" * isinstance(event, RunBegan)
