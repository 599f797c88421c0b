"""Challans paid through the IT portal, under both Acts.

A month's challans are drawn from the month alone, so that moving the calendar adds challans and touches none.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from tdsxl.practice.people import CHALLAN, NOTHING, VANISHED, Person
from tdsxl.practice.world.codes import BY_OLD, Form, Nature
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.names import BANKS
from tdsxl.practice.world.periods import as_of, at, is_new_act, news_day, news_weeks, year_of
from tdsxl.practice.world.shapes import shaped

FIRST_MONTH = 2022 * 12 + 6
"""July 2022, when e-Pay Tax began; months are counted from year 0."""
MONTHS = 53
"""July 2022 to November 2026, in which `Person.size` challans are paid."""
TURN = 12
"""Every twelfth challan is of the same odd kind."""
LATE, DEMAND, TWIN, SEVEN, OTHER = 1, 5, 3, 2, 8
COMPANY, NOT_COMPANY = "0020", "0021"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallanLine:
    """The part of a challan that goes to one code. Whole rupees."""

    nature: Nature
    tax: int = 0
    surcharge: int = 0
    cess: int = 0
    interest: int = 0
    penalty: int = 0
    fee: int = 0

    @property
    def total(self) -> int:
        """All six amounts."""
        return self.tax + self.surcharge + self.cess + self.interest + self.penalty + self.fee


@dataclass(frozen=True, slots=True, kw_only=True)
class Challan:
    """A paid challan."""

    ordinal: int
    year: int
    """Start of the financial or tax year."""
    crn: str
    bank: str
    """Four letters."""
    bsr_code: str
    serial: str
    """Five digits."""
    brn: str
    paid_at: datetime
    major: str
    minor: str
    lines: tuple[ChallanLine, ...]

    @property
    def cin(self) -> str:
        """The portal CIN."""
        return self.crn + self.bank

    @property
    def is_new_act(self) -> bool:
        """Whether it stands in the list of the 2025 Act."""
        return is_new_act(self.year)

    @property
    def total(self) -> int:
        """All lines."""
        return sum(line.total for line in self.lines)


@lru_cache(maxsize=512)
def challans(person: Person, day: date) -> tuple[Challan, ...]:
    """What the payment history shows of a client on a day, newest first."""
    if NOTHING in person.traits:
        return ()
    shown = as_of(person, day)
    found = [c for c in (*_drawn(person), *_late_news(person, day)) if c.paid_at.date() <= shown]
    gone = _vanished(person, day)
    return tuple(sorted((c for c in found if c.ordinal != gone), key=lambda c: c.paid_at, reverse=True))


@lru_cache(maxsize=512)
def _drawn(person: Person) -> tuple[Challan, ...]:
    """All challans of a client up to two years past the default day."""
    ordinals = range(person.size * (MONTHS + 24) // MONTHS)
    months = groupby(ordinals, key=lambda ordinal: ordinal * MONTHS // person.size)
    return tuple(challan for month, of_month in months for challan in _month(person, month, list(of_month)))


def _month(person: Person, month: int, ordinals: list[int]) -> Iterator[Challan]:
    """The challans of one month; every twelfth has a twin that differs in its serial alone."""
    roll = dice(person, "challans", month)
    for ordinal in ordinals:
        challan = _challan(person, roll, ordinal, first=_month_start(month))
        yield challan
        if ordinal % TURN == TWIN:
            serial = f"{int(challan.serial) % 99998 + 1:05}"
            yield replace(challan, ordinal=-ordinal, serial=serial, crn=challan.crn[:6] + shaped(roll, "99999999"))


def _month_start(month: int) -> date:
    return date((FIRST_MONTH + month) // 12, (FIRST_MONTH + month) % 12 + 1, 1)


def _challan(person: Person, roll: random.Random, ordinal: int, *, first: date) -> Challan:
    kind = ordinal % TURN
    day = first + timedelta(days=roll.randrange(7, 13) if kind in (LATE, DEMAND) else roll.randrange(1, 7))
    year = year_of(first - timedelta(days=1))
    other = kind == OTHER and is_new_act(year) and ordinal % (2 * TURN) == OTHER
    minor = "400" if kind == DEMAND else "500" if other else "200"
    return _paid(person, roll, year=year, day=day, ordinal=ordinal, minor=minor, is_late=kind == LATE)


def _paid(
    person: Person, roll: random.Random, *, year: int, day: date, ordinal: int, minor: str, is_late: bool
) -> Challan:
    bank = roll.choice(BANKS)
    is_seven = ordinal % TURN == SEVEN
    return Challan(
        ordinal=ordinal,
        year=year,
        crn=f"{day:%y%m%d}" + shaped(roll, "99999999"),
        bank=bank.letters,
        bsr_code=bank.bsr_code,
        serial="00007" if is_seven else f"{roll.randrange(1, 99999):05}",
        brn=shaped(roll, "9999999999"),
        paid_at=at(day, roll.randrange(9, 19), roll.randrange(60), roll.randrange(60)),
        major=COMPANY if roll.random() < 0.6 else NOT_COMPANY,
        minor=minor,
        lines=_lines(roll, _form(person, roll), year=year, minor=minor, is_late=is_late),
    )


def _form(person: Person, roll: random.Random) -> Form:
    return BY_OLD[roll.choice(person.filed_forms)]


def _lines(roll: random.Random, form: Form, *, year: int, minor: str, is_late: bool) -> tuple[ChallanLine, ...]:
    """One code under the 1961 Act and on special heads; under the 2025 Act up to five."""
    natures = form.new_natures if is_new_act(year) else form.old_natures
    count = roll.randrange(1, 6) if is_new_act(year) and minor == "200" else 1
    chosen = roll.sample(natures, min(count, len(natures)))
    return tuple(_line(roll, nature, form, minor=minor, is_late=is_late) for nature in chosen)


def _line(roll: random.Random, nature: Nature, form: Form, *, minor: str, is_late: bool) -> ChallanLine:
    amount = roll.randrange(500, 250_000)
    if minor == "500":
        return ChallanLine(nature=nature, fee=amount // 100 * 100)
    if minor == "400":
        return ChallanLine(nature=nature, tax=amount // 2, interest=amount // 20, penalty=amount // 100)
    abroad = form.old == "27Q"
    return ChallanLine(
        nature=nature,
        tax=amount,
        surcharge=amount // 10 if abroad else 0,
        cess=amount // 25 if abroad else 0,
        interest=amount * 3 // 200 if is_late else 0,
        fee=roll.randrange(1, 40) * 200 if is_late else 0,
    )


def _late_news(person: Person, day: date) -> Iterator[Challan]:
    """One challan a week where the client is one of those that pay late."""
    for week in range(1, news_weeks(person, CHALLAN, day) + 1):
        paid = news_day(week)
        roll = dice(person, "late challan", week)
        year = year_of(paid)
        yield _paid(person, roll, year=year, day=paid, ordinal=week * 100_000, minor="200", is_late=True)


def _vanished(person: Person, day: date) -> int | None:
    """The challan that is missing from the list for two weeks of news and then comes back."""
    return person.size - 4 if news_weeks(person, VANISHED, day) in (1, 2) else None
