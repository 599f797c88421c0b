"""The questions that wait for a person, in the order they are shown. Pure; it knows no screen.

Questions queue by arrival. One whose client the person has just dealt with goes first: a captcha that was wrong, and a
new picture that was asked for. The question being shown is never pushed aside: someone may be typing into it.
"""

from datetime import datetime
from statistics import median

from tdsxl.challenges import Captcha
from tdsxl.values import Portal, Tan
from tdsxl.window.values import Asked

_USUAL_S = 10.0
"""Seconds that a captcha takes a person, until this person's own are known."""
_FAIR_S = 60.0
"""Whoever took longer was away; that says nothing of the typing."""


class Questions:
    """A queue of questions and what can be counted over it."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._waiting: list[Asked] = []
        self._renewed: set[tuple[Tan, Portal]] = set()
        self._settled: set[tuple[Tan, Portal]] = set()
        self._took: list[float] = []
        self._shown_at: datetime | None = None
        self._planned = 0

    @property
    def shown(self) -> Asked | None:
        """The question to answer now."""
        return self._waiting[0] if self._waiting else None

    @property
    def waiting(self) -> int:
        """Questions that wait, the shown one included."""
        return len(self._waiting)

    @property
    def settled(self) -> int:
        """Captchas that are dealt with."""
        return len(self._settled)

    @property
    def remaining(self) -> int:
        """Captchas still to come, those that wait included."""
        waiting = sum(isinstance(asked.challenge, Captcha) for asked in self._waiting)
        return max(waiting, self._planned - len(self._settled))

    @property
    def typing_s(self) -> float:
        """Seconds of typing still to come, at this person's own speed."""
        return self.remaining * (median(self._took) if self._took else _USUAL_S)

    def begin(self, captchas: int) -> None:
        """A run begins, with so many captchas planned."""
        self._waiting.clear()
        self._renewed.clear()
        self._settled.clear()
        self._shown_at = None
        self._planned = captchas

    def add(self, asked: Asked, *, now: datetime) -> None:
        """A question has come."""
        who = (asked.tan, asked.portal)
        challenge = asked.challenge
        is_next = who in self._renewed or (isinstance(challenge, Captcha) and challenge.again)
        self._renewed.discard(who)
        if isinstance(challenge, Captcha):
            self._settled.discard(who)
        self._waiting.insert(min(1, len(self._waiting)) if is_next else len(self._waiting), asked)
        if len(self._waiting) == 1:
            self._shown_at = now

    def settle(self, *, now: datetime) -> None:
        """The shown question was answered, or its client skipped."""
        asked = self._waiting[0]
        if isinstance(asked.challenge, Captcha):
            self._note_speed(now)
        self._leave(asked, now)

    def renew(self, *, now: datetime) -> None:
        """A new picture was asked for the shown question."""
        asked = self._waiting.pop(0)
        self._renewed.add((asked.tan, asked.portal))
        self._shown_at = now

    def withdraw(self, question: int, *, now: datetime) -> bool:
        """A question needs no answer any more.

        Returns:
            Whether it was the one being shown.
        """
        was_shown = self.shown is not None and self.shown.question == question
        for asked in [asked for asked in self._waiting if asked.question == question]:
            self._leave(asked, now if was_shown else self._shown_at)
        return was_shown

    def _leave(self, asked: Asked, shown_at: datetime | None) -> None:
        self._waiting.remove(asked)
        if isinstance(asked.challenge, Captcha):
            self._settled.add((asked.tan, asked.portal))
        self._shown_at = shown_at

    def _note_speed(self, now: datetime) -> None:
        took = (now - self._shown_at).total_seconds() if self._shown_at else _FAIR_S
        if took < _FAIR_S:
            self._took.append(took)
