"""Questions on their way to a person and back."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from tdsxl.addin.asking import STALE_S, Asking
from tdsxl.challenges import Captcha, Challenge, TakeOver
from tdsxl.engine.plan import Visit
from tdsxl.modules.base import Ask
from tdsxl.window.values import Asked, News, Said, Withdrawn
from tests.engine.scripted import OAK, PINE, TRACES, client
from tests.whole.pc import LONGEST_S, wait_until

Answer = Future[str | None]
BLANK = Ask(years=(), forms=frozenset(), register=(), details={}, on_file=frozenset())
VISITS = tuple(Visit(client=client(tan), portal=TRACES, ask=BLANK, tasks=()) for tan in (PINE, OAK))


class Desk:
    """An asking with a clock of its own, and all it told."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.now = 0.0
        self.news: list[News] = []
        self.asking = Asking(self.news.append, lambda: self.now)
        self._pool = pool

    def ask(self, visit: Visit = VISITS[0], challenge: Challenge | None = None) -> Answer:
        """A visit asks in a thread; returns when the question stands."""
        before = len(self.asking._open)
        answer = self._pool.submit(self.asking.ask, visit, challenge or Captcha(b"picture"))
        wait_until(lambda: answer.done() or len(self.asking._open) > before)
        return answer

    @property
    def asked(self) -> list[int]:
        """Numbers of the questions that the window was told."""
        return [news.question for news in self.news if isinstance(news, Asked)]


@contextmanager
def desk() -> Iterator[Desk]:
    with ThreadPoolExecutor(4) as pool:
        made = Desk(pool)
        try:
            yield made
        finally:
            made.asking.end()


def test_an_answer_goes_to_the_visit_that_asked() -> None:
    """In whatever order they come; what names no open question is forgotten."""
    with desk() as made:
        first, second = made.ask(), made.ask(VISITS[1])
        made.asking.answer(made.asked[1], "b")
        made.asking.answer(made.asked[1], "again")
        made.asking.answer(made.asked[0], None)
        assert (first.result(LONGEST_S), second.result(LONGEST_S)) == (None, "b")


def test_a_stop_withdraws_all_questions_and_asks_no_more() -> None:
    """Until a run begins again."""
    with desk() as made:
        answer = made.ask()
        made.asking.end()
        assert answer.result(LONGEST_S) is None
        assert made.news[-1] == Withdrawn(question=made.asked[0])
        assert made.ask().result(LONGEST_S) is None
        made.asking.begin()
        assert not made.ask().done()


def test_a_picture_that_grew_old_is_replaced_not_sent() -> None:
    """So are the others that are as old; a fresh one and a question without a picture stay."""
    with desk() as made:
        old, as_old = made.ask(), made.ask(VISITS[1])
        question = made.ask(challenge=TakeOver())
        made.now = STALE_S + 1
        fresh = made.ask()
        made.asking.answer(made.asked[0], "typed late")
        assert (old.result(LONGEST_S), as_old.result(LONGEST_S)) == ("", "")
        assert not question.done()
        assert not fresh.done()
        assert made.news[-2:] == [
            Said(text="That picture had grown too old to be sent; a new one is coming."),
            Withdrawn(question=made.asked[1]),
        ]


def test_an_old_question_may_be_skipped() -> None:
    """Only what was typed is not to be trusted."""
    with desk() as made:
        answer = made.ask()
        made.now = STALE_S + 1
        made.asking.answer(made.asked[0], None)
        assert answer.result(LONGEST_S) is None


def test_while_the_person_is_away_nothing_new_is_asked() -> None:
    """Back at the desk the questions come, and pictures that have grown old are fetched anew."""
    with desk() as made:
        made.asking.pause(is_paused=True)
        old = made.ask()
        made.now = STALE_S + 1
        fresh = made.ask(VISITS[1])
        assert made.asked == []
        made.asking.pause(is_paused=False)
        assert old.result(LONGEST_S) == ""
        assert [type(news) for news in made.news] == [Asked]
        made.asking.answer(made.asked[0], "b")
        assert fresh.result(LONGEST_S) == "b"


def test_the_speed_of_typing_leaves_out_who_was_away() -> None:
    """From one answer to the next, or from the picture; a lunch is not typing."""
    with desk() as made:
        for took in (4.0, 5.0, 6.0, 100.0):
            made.ask()
            made.now += took
            made.asking.answer(made.asked[-1], "text")
        assert made.asking.captcha_s() == 5.0


def test_few_captchas_say_nothing_of_the_speed() -> None:
    """What was remembered holds."""
    with desk() as made:
        made.ask()
        made.asking.answer(made.asked[-1], "text")
        assert made.asking.captcha_s() is None
