"""Default summaries of processed statements of the 1961 Act."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from tdsxl.practice.people import DEMAND, Person
from tdsxl.practice.world.dice import dice, rupees
from tdsxl.practice.world.periods import as_of, is_new_act, news_weeks
from tdsxl.practice.world.statements import DEFAULTS, REJECTED, Statement, statements

ZERO = Decimal(0)
LISTED = 3
"""The page lists the regular statement and the last two corrections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultLine:
    """One type of default. Rupees; None where the portal prints NA."""

    number: int
    amount: Decimal | None
    additional: Decimal
    """The part of the amount that came after the latest correction."""
    reported: Decimal | None

    @property
    def payable(self) -> Decimal | None:
        """What is left of the amount."""
        return None if self.amount is None else self.amount - (self.reported or ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultSummary:
    """The default summary of one quarter and form."""

    year: int
    quarter: int
    form: str
    statements: tuple[Statement, ...]
    """Oldest first."""
    corrections: int
    lines: tuple[DefaultLine, ...]
    """Six, in the order of the page."""
    without_pan: int
    invalid_pan: int

    @property
    def payable(self) -> Decimal:
        """All lines, before rounding."""
        return sum((line.payable or ZERO for line in self.lines), ZERO)

    @property
    def net(self) -> Decimal:
        """Rounded to the nearest ten rupees."""
        return (self.payable / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10


@lru_cache(maxsize=512)
def default_summaries(person: Person, day: date) -> tuple[DefaultSummary, ...]:
    """All summaries of a client on a day, oldest first. Reduced demand: short payment of the latest but one is paid."""
    found = sorted(_found(person, day), key=lambda s: (s.year, s.quarter, s.form))
    if news_weeks(person, DEMAND, day) and len(found) > 1:
        found[-2] = _reduced(found[-2])
    return tuple(found)


def _found(person: Person, day: date) -> Iterator[DefaultSummary]:
    shown = as_of(person, day)
    by_period: dict[tuple[int, int, str], list[Statement]] = defaultdict(list)
    for statement in reversed(statements(person, day)):
        if not is_new_act(statement.year) and statement.processed_on <= shown and statement.result != REJECTED:
            by_period[statement.year, statement.quarter, statement.form].append(statement)
    return (_summary(person, filed) for filed in by_period.values() if filed[-1].result == DEFAULTS)


def _summary(person: Person, filed: list[Statement]) -> DefaultSummary:
    last = filed[-1]
    roll = dice(person, "defaults", last.token)
    return DefaultSummary(
        year=last.year,
        quarter=last.quarter,
        form=last.form,
        statements=(filed[0], *filed[1:][-(LISTED - 1) :]),
        corrections=len(filed) - 1,
        lines=tuple(_line(roll, number, last) for number in range(1, 7)),
        without_pan=roll.choice((0, 0, 0, 1, 3)),
        invalid_pan=roll.choice((0, 0, 0, 2)),
    )


def _line(roll: random.Random, number: int, last: Statement) -> DefaultLine:
    if number == 2 and last.form == "24Q" and last.quarter < 4:
        return DefaultLine(number=number, amount=None, additional=ZERO, reported=None)
    amount = rupees(roll, 100, 60_000) if number == 1 or roll.random() < 0.5 else ZERO
    reported = (amount / 4).quantize(Decimal("0.01")) if number in (3, 4, 5) and roll.random() < 0.4 else ZERO
    additional = (amount / 10).quantize(Decimal("0.01")) if number in (3, 4, 5) else ZERO
    return DefaultLine(number=number, amount=amount, additional=additional, reported=reported)


def _reduced(summary: DefaultSummary) -> DefaultSummary:
    first, *others = summary.lines
    paid = replace(first, amount=Decimal("10.00"), additional=ZERO, reported=ZERO)
    return replace(summary, lines=(paid, *others))
