"""What an interrupted run has left, and runs that go on with it."""

from dataclasses import replace

import pytest

from tdsxl.challenges import Captcha
from tdsxl.engine.leftover import Leftover, leftover
from tdsxl.tables import Client
from tests.engine.bench import Bench
from tests.engine.scripted import IT, OAK, PINE, TRACES, YEARS, Account, client, refused, row, whole, wish, with_captcha

FIRM = (client(PINE, "letters", "cards"), client(OAK, "letters"))


def left(bench: Bench, *clients: Client) -> Leftover | None:
    return leftover(bench.journal, "book", clients or FIRM)


@pytest.fixture
def stopped(bench: Bench) -> Bench:
    """Somebody stopped the run while PINE's letters were read; its cards wait, and OAK's letters."""
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [[row("A"), bench.stop.set, row("B")], whole("A")]})
    bench.sync(*FIRM, wished=wish(exactly={one.tan: one.modules for one in FIRM}))
    return bench


def test_a_stopped_run_says_whom_it_has_left(stopped: Bench) -> None:
    """Everything it asked for stays asked for, whatever is ticked by now."""
    found = left(stopped, *(replace(one, ticked=False, modules=frozenset()) for one in FIRM))
    assert found
    assert (found.run, found.left, found.years) == (1, frozenset({PINE, OAK}), YEARS)
    assert found.asked == {PINE: {"letters", "cards"}, OAK: {"letters"}}


def test_it_is_gone_on_with_under_its_number(stopped: Bench) -> None:
    """And is complete then, with nothing left."""
    found = left(stopped)
    assert found
    done = stopped.sync(*FIRM, wished=found.wish)
    assert (done.run.id, done.run.how, done.is_complete) == (1, "Complete", True)
    assert left(stopped) is None


def test_what_is_chosen_by_hand_begins_a_run_of_its_own(stopped: Bench) -> None:
    """Who pressed Start Sync beside Continue wants everything read anew."""
    done = stopped.sync(*FIRM, wished=wish(exactly={one.tan: one.modules for one in FIRM}))
    assert done.run.id == 2


def test_a_client_that_left_the_book_is_not_left(stopped: Bench) -> None:
    """The others are gone on with; the run's old tasks of that client stay as they are."""
    found = left(stopped, FIRM[1])
    assert found
    assert found.left == {OAK}
    assert stopped.sync(FIRM[1], wished=found.wish).run.id == 1


def test_what_failed_in_a_whole_run_is_not_left(bench: Bench) -> None:
    """Re-sync failed is for that."""
    bench.world.accounts[PINE, IT] = Account(logins=[refused])
    bench.sync(*FIRM)
    assert left(bench) is None


def test_the_night_leaves_what_waits_for_a_person(bench: Bench) -> None:
    """In the morning the same run asks its captchas, and reads nothing twice."""
    bench.world.accounts[PINE, TRACES] = Account(logins=[with_captcha()])
    bench.sync(*FIRM, attended=False)
    found = left(bench)
    assert found
    assert (found.run, found.left) == (1, frozenset({PINE}))
    bench.answers[Captcha] = "right"
    done = bench.sync(*FIRM, wished=found.wish)
    assert (done.run.id, done.is_complete, bench.world.count("read letters")) == (1, True, 2)


def test_a_run_of_yesterday_is_not_gone_on_with(stopped: Bench) -> None:
    """What it read is no longer fresh."""
    stopped.later(hours=13)
    assert left(stopped) is None
