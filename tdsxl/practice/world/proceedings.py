"""e-Proceedings at the IT portal: proceedings, their notices, replies and closure orders."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from tdsxl.practice.people import NOTHING, NOTICE, Person
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.periods import FIRST_YEAR, as_of, at, news_day, news_weeks, year_text
from tdsxl.practice.world.shapes import shaped

ACTION, INFORMATION = "FYA", "FYI"
SELF, THIRD_PARTY = "self", "thirdParty"
CLOSED = 1
"""The proceeding that has a closure order."""
SECTIONS = ("201(1)/201(1A)", "133(6)", "271C", "206C(6A)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice of a proceeding."""

    ident: int
    section: str
    text: str
    din: str
    """Blank where the notice carries a document reference alone."""
    reference: str
    issued_at: datetime
    due_at: datetime | None
    is_replied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding:
    """A proceeding."""

    ident: str
    name: str
    year: int
    box: str
    """FYA or FYI."""
    party: str
    notices: tuple[Notice, ...]
    has_closure: bool

    @property
    def opened_at(self) -> datetime:
        """When the first notice was issued."""
        return self.notices[0].issued_at


@lru_cache(maxsize=512)
def proceedings(person: Person, day: date) -> tuple[Proceeding, ...]:
    """All proceedings of a client on a day, newest first."""
    if NOTHING in person.traits:
        return ()
    shown = as_of(person, day)
    drawn = [_proceeding(person, number) for number in range(2 + min(6, person.size // 20))]
    weeks = news_weeks(person, NOTICE, day)
    news = [_news(person, week) for week in range(1, weeks + 1)]
    found = [p for p in drawn + news if p.opened_at.date() <= shown]
    return tuple(sorted(found, key=lambda p: p.opened_at, reverse=True))


def _proceeding(person: Person, number: int) -> Proceeding:
    roll = dice(person, "proceeding", number)
    on = date(roll.randrange(2024, 2027), roll.randrange(1, 11), roll.randrange(1, 11))
    return Proceeding(
        ident=shaped(roll, "1099999999"),
        name=roll.choice(("TDS/TCS default proceedings", "Penalty proceedings", "Information called for")),
        year=roll.randrange(FIRST_YEAR, 2026),
        box=ACTION if number % 2 == 0 else INFORMATION,
        party=THIRD_PARTY if number == 2 else SELF,
        notices=tuple(_notice(roll, on + timedelta(days=place), place) for place in range(roll.randrange(1, 4))),
        has_closure=number == CLOSED,
    )


def _news(person: Person, week: int) -> Proceeding:
    roll = dice(person, "new proceeding", week)
    return Proceeding(
        ident=shaped(roll, "1099999999"),
        name="TDS/TCS default proceedings",
        year=2025,
        box=ACTION,
        party=SELF,
        notices=(_notice(roll, news_day(week), 0),),
        has_closure=False,
    )


def _notice(roll: random.Random, on: date, place: int) -> Notice:
    issued = at(on, roll.randrange(9, 19), roll.randrange(60))
    serial = shaped(roll, "9999999999")
    is_replied = roll.random() < 0.4
    return Notice(
        ident=int(shaped(roll, "19999999")),
        section=roll.choice(SECTIONS),
        text="Show cause notice" if place == 0 else "Further notice calling for details",
        din="" if roll.random() < 0.15 else f"ITBA/TDS/F/17/{year_text(on.year - 1)}/{serial}(1)",
        reference=f"{100_000_000 + int(serial) % 800_000_000}",
        issued_at=issued,
        due_at=None if roll.random() < 0.2 else issued + timedelta(days=15),
        is_replied=is_replied,
    )
