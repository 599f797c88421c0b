"""Lower-deduction certificates: Validate 197 certificate of the 1961 Act and child certificates of the 2025 Act.

The office's register comes first; what the portal knows follows from the place of a row in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tdsxl.practice.people import CANCELLED, Person, RegisterRow
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.names import PAYEES
from tdsxl.practice.world.periods import is_new_act, news_day, news_weeks
from tdsxl.practice.world.shapes import shaped

WRONG = 3
"""The row whose number the portal does not know."""
CANCELLED_ROW, EXTENDED, NOT_ACTIVE = 5, (6, 7), 9
EXHAUSTED = (4, 7)
NEWS_ROWS = (0, 6)
"""The valid certificates that news cancel."""
EXTENDED_TO = date(2027, 3, 31)
"""Some certificates of the last old year run on through the change of law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate as the portal knows it. Rate in percent, amounts in rupees."""

    number: str
    year: int
    deductee_pan: str
    deductee_name: str
    section: str
    nature: str
    rate: Decimal
    limit: Decimal
    consumed: Decimal
    valid_from: date
    valid_to: date
    issued_on: date
    cancelled_on: date | None
    is_active: bool


def certificates(person: Person, day: date) -> tuple[Certificate, ...]:
    """All certificates issued for payments by this client, both Acts."""
    return tuple(_certificates(person, day))


def _certificates(person: Person, day: date) -> Iterator[Certificate]:
    for place, row in enumerate(person.register):
        if place == WRONG:
            continue
        yield _certificate(person, place, row, day=day)
        if not row.certificate_no:
            yield _certificate(person, 100 + place, row, day=day)
    if len(person.register) > WRONG:
        yield _unregistered(person, day)


def _unregistered(person: Person, day: date) -> Certificate:
    """A child certificate that the office's register lacks."""
    roll = dice(person, "unregistered")
    row = RegisterRow(
        certificate_no=shaped(roll, "9AA9999AAA9A999"),
        deductee_pan=shaped(roll, "AAACA9999A"),
        year="2026-27",
        section="393(1)",
        rate=Decimal("1.5"),
        limit=Decimal(750_000),
    )
    return _certificate(person, 100, row, day=day)


def _certificate(person: Person, place: int, row: RegisterRow, *, day: date) -> Certificate:
    roll = dice(person, "certificate", place)
    year = int(row.year[:4])
    ends = EXTENDED_TO if place in EXTENDED else date(year + 1, 3, 31)
    cancelled_on = _cancelled_on(person, place, year=year, day=day)
    return Certificate(
        number=row.certificate_no or shaped(roll, "9999AA999A"),
        year=year,
        deductee_pan=row.deductee_pan,
        deductee_name=roll.choice(PAYEES),
        section=row.section,
        nature=roll.choice(("Contract work", "Professional services", "Rent of premises")),
        rate=row.rate,
        limit=row.limit,
        consumed=row.limit if place in EXHAUSTED else row.limit * roll.randrange(0, 90) / 100,
        valid_from=date(year, roll.randrange(4, 9), 1),
        valid_to=ends,
        issued_on=date(year, 4, roll.randrange(1, 15)),
        cancelled_on=cancelled_on,
        is_active=cancelled_on is None and place != NOT_ACTIVE,
    )


def _cancelled_on(person: Person, place: int, *, year: int, day: date) -> date | None:
    if place in NEWS_ROWS and news_weeks(person, CANCELLED, day):
        return news_day(1)
    return date(year, 12, 10) if place == CANCELLED_ROW and not is_new_act(year) else None
