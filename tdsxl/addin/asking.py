"""Questions of a run on their way to a person and back. Visits wait in it, each in its own thread.

How long a portal takes a captcha for valid is not known. A picture that has waited too long is not answered with what
was typed: that would spend one of the few logins of an hour. The visit fetches a new one, and so do all others whose
pictures are as old, since somebody is back at the desk.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from threading import Lock

from tdsxl.challenges import Captcha, Challenge
from tdsxl.engine.plan import Visit
from tdsxl.window.values import Asked, News, Said, Withdrawn

STALE_S = 180.0
"""Seconds after which a picture is not trusted any more."""
_FAIR_S = 60.0
"""Whoever took longer over a captcha was away."""


@dataclass(slots=True)
class _Question:
    """One that is open."""

    asked: Asked
    at: float
    """When the picture came, seconds of the clock."""
    answer: "Future[str | None]" = field(default_factory=Future)
    is_told: bool = False


class Asking:
    """The open questions of a run."""

    def __init__(self, tell: Callable[[News], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._numbers = count(1)
        self._open: dict[int, _Question] = {}
        self._is_paused = False
        self._is_over = False
        self._lock = Lock()
        self._took: list[float] = []
        self._last_answer = float("-inf")

    def begin(self) -> None:
        """A run begins."""
        with self._lock:
            self._is_over = self._is_paused = False

    def end(self) -> None:
        """The run is stopped: nobody is asked any more, and whoever waits goes on without an answer."""
        with self._lock:
            self._is_over = True
            questions = tuple(self._open.values())
            self._open.clear()
        for question in questions:
            self._withdraw(question, None)

    def ask(self, visit: Visit, challenge: Challenge) -> str | None:
        """From a visit: what the person says; None where the client is skipped."""
        client = visit.client
        asked = Asked(
            question=next(self._numbers),
            challenge=challenge,
            tan=client.tan,
            name=client.name,
            portal=visit.portal,
        )
        question = _Question(asked, self._clock())
        with self._lock:
            if self._is_over:
                return None
            self._open[asked.question] = question
            self._show(question)
        return question.answer.result()

    def answer(self, number: int, text: str | None) -> None:
        """From the window: the answer to a question; one that was withdrawn meanwhile is forgotten."""
        with self._lock:
            question = self._open.pop(number, None)
            if question is None:
                return
            is_stale = bool(text) and self._is_stale(question)
            others = self._stale_ones() if is_stale else ()
            self._note_speed(question)
        if is_stale:
            self._tell(Said(text="That picture had grown too old to be sent; a new one is coming."))
        question.answer.set_result("" if is_stale else text)
        for other in others:
            self._withdraw(other, "")

    def pause(self, *, is_paused: bool) -> None:
        """From the window: nobody is there, or somebody is back."""
        with self._lock:
            self._is_paused = is_paused
            stale = () if is_paused else self._stale_ones()
            for question in () if is_paused else tuple(self._open.values()):
                self._show(question)
        for question in stale:
            self._withdraw(question, "")

    def captcha_s(self) -> float | None:
        """Seconds that a captcha took, as measured since the beginning; None while too few were typed."""
        with self._lock:
            return median(self._took) if len(self._took) >= 3 else None

    def _show(self, question: _Question) -> None:
        if not self._is_paused and not question.is_told:
            question.is_told = True
            self._tell(question.asked)

    def _stale_ones(self) -> tuple[_Question, ...]:
        """Questions with old pictures, taken out."""
        stale = tuple(question for question in self._open.values() if self._is_stale(question))
        for question in stale:
            del self._open[question.asked.question]
        return stale

    def _is_stale(self, question: _Question) -> bool:
        return isinstance(question.asked.challenge, Captcha) and self._clock() - question.at > STALE_S

    def _withdraw(self, question: _Question, answer: str | None) -> None:
        if question.is_told:
            self._tell(Withdrawn(question=question.asked.question))
        question.answer.set_result(answer)

    def _note_speed(self, question: _Question) -> None:
        now = self._clock()
        took = now - max(question.at, self._last_answer)
        if isinstance(question.asked.challenge, Captcha) and took < _FAIR_S:
            self._took.append(took)
        self._last_answer = now
