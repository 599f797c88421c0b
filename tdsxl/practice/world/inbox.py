"""The communication inbox of TRACES."""

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tdsxl.practice.people import COMMUNICATION, NOTHING, Person
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.periods import FIRST_YEAR, as_of, news_day, news_weeks
from tdsxl.practice.world.shapes import shaped

GENERAL, CERTIFICATES = 1, 42
"""Category codes."""
AWARENESS, ACTION = 0, 1
"""Classes."""
WORDS = {
    ACTION: (
        ("Intimation with Demand", "Intimation u/s 200A: default in payment and interest"),
        ("PAN Errors", "PAN errors in the statement reported by you"),
        ("Intimation with Demand", "Order u/s 154: rectification of the intimation"),
    ),
    AWARENESS: (
        ("General", "Last date of filing of statements for the quarter"),
        ("General", "Change in the process of certificate download"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """One line of the inbox."""

    reference: str
    on: date
    box: int
    category: int
    category_text: str
    text: str
    year: int
    quarter: int
    form: str
    ident: str
    certificate_no: str


@lru_cache(maxsize=512)
def communications(person: Person, day: date) -> tuple[Communication, ...]:
    """The whole inbox on a day, newest first."""
    if NOTHING in person.traits:
        return ()
    shown = as_of(person, day)
    roll = dice(person, "inbox")
    drawn = [_communication(person, roll, number) for number in range(min(40, 3 + person.size // 8))]
    news = [_news(person, week) for week in range(1, news_weeks(person, COMMUNICATION, day) + 1)]
    return tuple(sorted((c for c in drawn + news if c.on <= shown), key=lambda c: c.on, reverse=True))


def _communication(person: Person, roll: random.Random, number: int) -> Communication:
    on = date(roll.randrange(FIRST_YEAR + 1, FIRST_YEAR + 4), roll.randrange(1, 13), roll.randrange(1, 15))
    category = CERTIFICATES if number % 5 == 2 else GENERAL
    return _line(person, roll, on=on, category=category, box=ACTION if number % 3 == 0 else AWARENESS)


def _news(person: Person, week: int) -> Communication:
    return _line(person, dice(person, "inbox", week), on=news_day(week), category=GENERAL, box=ACTION)


def _line(person: Person, roll: random.Random, *, on: date, category: int, box: int) -> Communication:
    kind, text = roll.choice(WORDS[box]) if category == GENERAL else ("Certificates", "Certificate u/s 197 issued")
    form = roll.choice(person.filed_forms)
    quarter = roll.randrange(1, 5)
    return Communication(
        reference=f"CPC/{on.year % 100:02}{on.month:02}/{form}/{shaped(roll, '9999999999')}",
        on=on,
        box=box,
        category=category,
        category_text=kind,
        text=text,
        year=on.year - 1,
        quarter=quarter,
        form=form,
        ident=shaped(roll, "99999999"),
        certificate_no=shaped(roll, "9999AA999A") if category == CERTIFICATES else "",
    )
