"""Runs that a person stops, and the runs that go on with them."""

import pytest

from tdsxl.challenges import Captcha, LoginFlow
from tdsxl.engine.events import RunBegan
from tdsxl.errors import PortalChanged
from tdsxl.values import Tan
from tests.engine.bench import Bench
from tests.engine.scripted import (
    ELM,
    IT,
    OAK,
    PINE,
    TRACES,
    Account,
    ScriptedSession,
    accepted,
    client,
    row,
    whole,
    wish,
    with_captcha,
)

STOPPED = "Not checked: The run was stopped."


def stopped_in_the_middle(bench: Bench) -> None:
    """PINE's letters are read, its bills half, OAK not at all."""
    bench.world.accounts[PINE, IT] = Account(
        readings={"letters": [whole("L")], "bills old": [[row("A"), bench.stop.set, row("B")], whole("A", "B")]}
    )
    bench.world.accounts[OAK, IT] = Account(readings={"letters": [whole("O")]})
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert [bench.outcome(done, PINE, "bills"), bench.outcome(done, OAK, "letters")] == [STOPPED, STOPPED]
    assert (done.run.how, done.is_complete) == ("Stopped", False)


def test_a_stop_signs_out_and_keeps_what_was_read(bench: Bench) -> None:
    """Nobody else is visited; a stop is the user's wish and no trouble."""
    stopped_in_the_middle(bench)
    read = ["PINE read letters", "PINE read bills old"]
    assert bench.world.seen == ["PINE sent", *read, "PINE out"]
    assert (bench.records(PINE, "letters"), bench.records(PINE, "bills")) == (["L"], ["A"])
    assert bench.troubles() == []


def test_the_next_run_goes_on_with_it(bench: Bench) -> None:
    """Under its number; what was done is not read again, and all that the run found new stays new data."""
    stopped_in_the_middle(bench)
    bench.world.seen.clear()
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert (done.run.id, done.run.how, done.is_complete) == (1, "Complete", True)
    assert bench.world.count("read letters") == 1
    assert [event.resumed for event in bench.events if isinstance(event, RunBegan)] == [False, True]
    assert {state.status for state in done.states.values()} == {"New data"}
    assert [run.id for run in bench.journal.runs.rows()] == [1]


def test_rows_found_before_the_stop_are_still_news_after_it(bench: Bench) -> None:
    """The half that was kept held all new rows: the same run says so when it has read the rest."""
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [[row("A"), bench.stop.set, row("A")], whole("A")]})
    bench.sync(client(PINE, "letters"))
    assert bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") == "New data"
    assert bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") == "No change"


def test_a_failure_before_the_stop_is_tried_again_with_its_news(bench: Bench) -> None:
    """A part that failed is read anew; rows of its neighbour were counted already."""
    bench.world.accounts[PINE, IT] = Account(
        readings={"bills old": [whole("A")], "bills new": [[PortalChanged("Odd.")], whole(scope="new")]}
    )
    bench.world.accounts[OAK, IT] = Account(readings={"bills old": [[bench.stop.set, row("B")], whole("B")]})
    clients = (client(PINE, "bills"), client(OAK, "bills"))
    assert bench.outcome(bench.sync(*clients), PINE, "bills") == "Not checked: Odd."
    assert bench.outcome(bench.sync(*clients), PINE, "bills") == "New data"
    assert bench.troubles() == []


def test_more_clients_join_the_run(bench: Bench) -> None:
    """All that it asked for is asked again, and some more."""
    stopped_in_the_middle(bench)
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"), client(ELM, "letters"))
    assert (done.run.id, done.is_complete, len(done.states)) == (1, True, 4)


def test_a_run_that_goes_on_names_who_is_hidden_now(bench: Bench) -> None:
    """Not who was when it began."""
    stopped_in_the_middle(bench)
    hidden = client(ELM, "letters", hidden=True)
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"), hidden)
    assert (done.run.id, done.run.hidden, done.run.left_out) == (1, 1, (ELM,))


def test_a_narrower_selection_is_a_run_of_its_own(bench: Bench) -> None:
    """Whoever asks for one client wants it read, and is not told of the others."""
    stopped_in_the_middle(bench)
    bench.world.seen.clear()
    done = bench.sync(client(PINE, "letters"))
    assert (done.run.id, list(done.states)) == (2, [(PINE, "letters")])
    assert bench.world.count("read letters") == 1


def test_other_years_are_a_run_of_their_own(bench: Bench) -> None:
    """What was read of some years is not what is asked now."""
    stopped_in_the_middle(bench)
    clients = (client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert bench.sync(*clients, wished=wish(years=wish().years[:1])).run.id == 2


def test_a_named_client_is_read_anew(bench: Bench) -> None:
    """Also if the run that was stopped had read it."""
    stopped_in_the_middle(bench)
    bench.world.seen.clear()
    clients = (client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert bench.sync(*clients, wished=wish(tans=(PINE, OAK))).run.id == 2
    assert bench.world.count("read letters") == 2


def test_an_old_run_is_not_continued(bench: Bench) -> None:
    """What it read yesterday is no longer fresh."""
    stopped_in_the_middle(bench)
    bench.later(hours=13)
    done = bench.sync(client(PINE, "letters", "bills"), client(OAK, "letters"))
    assert (done.run.id, done.is_complete) == (2, True)


def test_a_stop_waits_for_the_answer_to_a_password(bench: Bench) -> None:
    """Else nobody would know what became of it; then the visit signs out without reading."""

    def flow(session: ScriptedSession) -> LoginFlow:
        inner = accepted(session)
        yield next(inner)
        bench.stop.set()
        session.wait(0.01)
        return (yield from inner)

    bench.world.accounts[PINE, IT] = Account(logins=[flow])
    assert bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") == STOPPED
    assert bench.outcomes(PINE) == ["accepted"]
    assert bench.world.seen == ["PINE sent", "PINE read letters", "PINE out"]
    assert bench.records(PINE, "letters") == []


@pytest.mark.parametrize("answer", ["right", None])
def test_a_stop_while_a_captcha_is_asked_sends_nothing(bench: Bench, answer: str | None) -> None:
    """The answer that was typed meanwhile is not used, and none is not taken for a skipped client."""

    def typed() -> str | None:
        bench.stop.set()
        return answer

    bench.world.accounts[PINE, TRACES] = Account(logins=[with_captcha()])
    bench.answers[Captcha] = typed
    bench.sync(client(PINE, "cards"))
    assert (bench.outcomes(PINE), bench.world.seen, bench.troubles()) == ([], ["PINE out"], [])


def test_visits_that_wait_at_the_door_leave_it_when_the_run_is_stopped(bench: Bench) -> None:
    """Their passwords stay here."""
    tans = [Tan(f"ABCD{number:05}E") for number in range(4)]

    def slow(session: ScriptedSession) -> LoginFlow:
        inner = accepted(session)
        yield next(inner)
        bench.stop.set()
        session.wait(0.05)
        return (yield from inner)

    for tan in tans:
        bench.world.accounts[tan, IT] = Account(logins=[slow])
    bench.sync(*(client(tan, "letters") for tan in tans), sessions=4)
    assert bench.world.count("sent") == 1
    assert [attempt.outcome for attempt in bench.journal.logins.attempts()] == ["accepted"]
