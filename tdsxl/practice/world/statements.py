"""Quarterly statements and what became of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from tdsxl.practice.people import NOTHING, PROCESSED, Person
from tdsxl.practice.world.codes import BY_OLD
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.periods import FIRST_YEAR, as_of, due_month, is_new_act, news_day, year_of
from tdsxl.practice.world.shapes import shaped

PENDING = "Pending for Processing"
BOOKED = "Processed for Form 26AS"
CLEAN = "Processed Without Defaults"
DEFAULTS = "Processed With Defaults"
REJECTED = "Rejected"
REGULAR, CORRECTION = "Regular", "Correction"
REASON = "TAN of the statement does not match: the token number is not that of the regular statement of this period"
LISTED_AFTER = timedelta(days=3)
"""TRACES shows a statement some working days after filing."""
BOOKED_FROM = timedelta(days=6)
COLLIDING_EVERY = 8
"""One client of so many has two corrections whose masked tokens are alike."""
NOT_FILED, FILED_LATE = 0.04, 0.06
"""Shares of the statements of the last year."""
RECENT = date(2026, 11, 5)
"""Filing day of the correction that the news process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A filed statement."""

    year: int
    quarter: int
    """1 to 4."""
    form: str
    """26Q, or 140 under the 2025 Act."""
    kind: str
    token: str
    ack: str
    filed_on: date
    processed_on: date
    result: str
    is_efiled: bool
    """Whether the IT portal lists it; a correction made on TRACES is not listed there."""

    @property
    def reason(self) -> str:
        """Why it was rejected; blank if it was not."""
        return REASON if self.result == REJECTED else ""

    def status(self, day: date) -> str | None:
        """What TRACES says of it on a day; None while it is not listed there."""
        if day < self.filed_on + LISTED_AFTER:
            return None
        if day >= self.processed_on:
            return self.result
        return BOOKED if day >= self.filed_on + BOOKED_FROM and self.kind == REGULAR else PENDING

    def status_on(self, day: date) -> date:
        """The day the status was reached."""
        since = {PENDING: self.filed_on + LISTED_AFTER, BOOKED: self.filed_on + BOOKED_FROM}
        return since.get(self.status(day) or PENDING, self.processed_on)


@lru_cache(maxsize=512)
def statements(person: Person, day: date) -> tuple[Statement, ...]:
    """All statements filed by a day, newest first."""
    if NOTHING in person.traits:
        return ()
    shown = as_of(person, day)
    filed = [s for year in range(FIRST_YEAR, year_of(shown) + 1) for s in _year(person, year) if s.filed_on <= shown]
    return tuple(sorted(filed, key=lambda s: (s.filed_on, s.token), reverse=True))


@lru_cache(maxsize=4096)
def _year(person: Person, year: int) -> tuple[Statement, ...]:
    quarters = ((quarter, form) for quarter in (1, 2, 3, 4) for form in person.filed_forms)
    return tuple(found for quarter, form in quarters for found in _quarter(person, year, quarter, form=form))


def _quarter(person: Person, year: int, quarter: int, *, form: str) -> Iterator[Statement]:
    roll = dice(person, "statements", year, quarter, form)
    due = due_month(year, quarter)
    day = roll.randrange(10, 15) if form == "27EQ" else roll.randrange(24, 32)
    name = BY_OLD[form].new if is_new_act(year) else form
    late = _days_late(person, year, quarter, form)
    if late is None:
        return
    on = due.replace(day=day) + timedelta(days=late)
    regular = _regular(roll, year=year, quarter=quarter, form=name, on=on)
    yield regular
    yield from _corrections(person, roll, regular)


def _days_late(person: Person, year: int, quarter: int, form: str) -> int | None:
    """Most file in time; a few of the last year do not, and some have not filed yet (None)."""
    if (year, quarter) < (2025, 1) or (year, quarter) == (2025, 4):
        return 0
    fate = dice(person, "filing", year, quarter, form)
    chance = fate.random()
    if chance < NOT_FILED:
        return None
    return fate.randrange(8, 60) if chance < NOT_FILED + FILED_LATE else 0


def _regular(roll: random.Random, *, year: int, quarter: int, form: str, on: date) -> Statement:
    return Statement(
        year=year,
        quarter=quarter,
        form=form,
        kind=REGULAR,
        token=shaped(roll, "999999999999999"),
        ack=shaped(roll, "999999999999999"),
        filed_on=on,
        processed_on=on + timedelta(days=roll.randrange(9, 14)),
        result=roll.choice((CLEAN, CLEAN, CLEAN, DEFAULTS)),
        is_efiled=True,
    )


def _corrections(person: Person, roll: random.Random, regular: Statement) -> Iterator[Statement]:
    """Corrections come in the first days of later months; the latest old quarter has one that news process."""
    ask = (regular.year, regular.quarter)
    if ask == (2025, 4) and regular.form == person.filed_forms[0]:
        if PROCESSED in person.news:
            yield _correction(roll, regular, on=RECENT, result=DEFAULTS, processed_on=news_day(1))
        return
    count = 2 if ask == (2024, 2) and _collides(person) else roll.choice((0, 0, 0, 0, 1))
    for place in range(count):
        on = _month_later(regular.filed_on, roll.randrange(1, 4) + 3 * place).replace(day=roll.randrange(1, 6))
        result = roll.choice((CLEAN, CLEAN, DEFAULTS, REJECTED)) if count == 1 else CLEAN
        found = _correction(roll, regular, on=on, result=result, processed_on=on + timedelta(days=9))
        yield found if count == 1 else _alike(found, regular)


def _collides(person: Person) -> bool:
    return person.index % COLLIDING_EVERY == 1


def _correction(roll: random.Random, regular: Statement, *, on: date, result: str, processed_on: date) -> Statement:
    return Statement(
        year=regular.year,
        quarter=regular.quarter,
        form=regular.form,
        kind=CORRECTION,
        token=shaped(roll, "999999999999999"),
        ack=shaped(roll, "999999999999999"),
        filed_on=on,
        processed_on=processed_on,
        result=result,
        is_efiled=is_new_act(regular.year) or roll.random() < 0.8,
    )


def _alike(found: Statement, regular: Statement) -> Statement:
    """A correction whose masked token looks like every other one of its quarter."""
    token = regular.token[:3] + "7" + found.token[4:11] + "4321"
    return replace(found, token=token)


def _month_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)
