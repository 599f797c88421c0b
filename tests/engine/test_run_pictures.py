"""Runs in which a person types: how many pictures wait at once, and what else is done meanwhile."""

import threading
import time
from collections.abc import Callable

from tdsxl.challenges import Captcha
from tdsxl.engine.run import Chores
from tdsxl.tables import Client
from tdsxl.values import Tan
from tests.engine.bench import Bench
from tests.engine.scripted import OAK, PINE, TRACES, Account, client, whole, wish, with_captcha
from tests.whole.pc import LONGEST_S, wait_until

TANS = tuple(Tan(f"ABCD{number:05}E") for number in range(8))


def clients(bench: Bench) -> tuple[Client, ...]:
    for tan in TANS:
        bench.world.accounts[tan, TRACES] = Account(logins=[with_captcha()])
    return tuple(client(tan, "cards") for tan in TANS)


class Typist:
    """Counts the pictures that wait, and types none before so many have waited at once."""

    def __init__(self, least: int) -> None:
        self.most = 0
        self._least = least
        self._waiting = 0
        self._turn = threading.Lock()
        self._count = threading.Lock()

    def __call__(self) -> str:
        with self._count:
            self._waiting += 1
            self.most = max(self.most, self._waiting)
        with self._turn:
            wait_until(lambda: self.most >= self._least)
            # Whoever should not be there has time to come.
            time.sleep(0.01)
        with self._count:
            self._waiting -= 1
        return "right"


def test_few_pictures_wait_at_once(bench: Bench) -> None:
    """However many sessions there may be: a picture that waits grows old."""
    bench.answers[Captcha] = typist = Typist(3)
    done = bench.sync(*clients(bench), sessions=6, pictures=3)
    assert done.is_complete
    assert typist.most == 3


def test_pictures_wait_beside_the_sessions(bench: Bench) -> None:
    """The only session is busy until somebody has typed the captchas of two more clients."""
    typed = threading.Semaphore(0)
    ahead: list[bool] = []

    def type_one() -> str:
        typed.release()
        return "right"

    def read() -> None:
        if not ahead:
            ahead.append(all(typed.acquire(timeout=LONGEST_S) for _ in range(3)))

    bench.answers[Captcha] = type_one
    chosen = clients(bench)
    for tan in TANS:
        bench.world.accounts[tan, TRACES].readings["cards"] = [[read, *whole()]]
    assert bench.sync(*chosen, sessions=1, pictures=3).is_complete
    assert ahead == [True]


def test_never_more_sessions_than_the_portal_is_given(bench: Bench) -> None:
    """The visits that wait for a person are not among them."""
    inside = [0, 0]
    lock = threading.Lock()

    def enter() -> None:
        with lock:
            inside[0] += 1
            inside[1] = max(inside)
        wait_until(lambda: inside[1] >= 2)
        time.sleep(0.01)
        with lock:
            inside[0] -= 1

    bench.answers[Captcha] = "right"
    chosen = clients(bench)
    for tan in TANS:
        bench.world.accounts[tan, TRACES].readings["cards"] = [[enter, *whole()]]
    assert bench.sync(*chosen, sessions=2, pictures=3).is_complete
    assert inside[1] == 2


def test_a_wrong_captcha_is_asked_again_of_the_same_client(bench: Bench) -> None:
    """Its seat was free meanwhile, and it gets one again."""
    answers = iter(["wrong", *["right"] * 20])
    bench.answers[Captcha] = lambda: next(answers)
    assert bench.sync(*clients(bench), sessions=1, pictures=2).is_complete
    assert bench.asked.count("Captcha") == len(TANS) + 1


def test_a_stop_turns_everybody_away(bench: Bench) -> None:
    """Those outside, those who wait for a person, and those who stand with a typed captcha."""

    def stop() -> str:
        bench.stop.set()
        return "right"

    bench.answers[Captcha] = stop
    done = bench.sync(*clients(bench), sessions=1, pictures=3)
    assert {state.reason for state in done.states.values()} == {"The run was stopped."}
    assert bench.world.count("sent") == 0


def test_chores_are_done_between_two_turns(bench: Bench) -> None:
    """By the thread that syncs: the journal is free, and what was read stands in it."""
    chores, seen = Chores(), []

    def look() -> None:
        with bench.journal.transaction():
            seen.append((threading.get_ident(), bench.records(PINE, "letters")))

    def ask(job: Callable[[], None]) -> None:
        chores.put(job)
        wait_until(lambda: bool(seen))

    bench.world.accounts[PINE, TRACES] = Account()
    bench.world.accounts[OAK, TRACES] = Account(readings={"cards": [[lambda: ask(look), *whole()]]})
    bench.sync(client(PINE, "letters"), client(OAK, "cards"), chores=chores)
    assert seen == [(threading.get_ident(), [])]


def test_exactly_what_was_chosen_is_asked(bench: Bench) -> None:
    """Whatever is ticked; a client of the choice that has left the book is no trouble."""
    asked = {PINE: frozenset({"bills"}), TANS[0]: frozenset({"bills"})}
    done = bench.sync(client(PINE, "letters"), client(OAK, "letters"), wished=wish(exactly=asked))
    assert set(done.states) == {(PINE, "bills")}
