"""Outstanding demand by year, as TRACES adds it up."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tdsxl.practice.people import NOTHING, Person
from tdsxl.practice.world.defaults import ZERO, default_summaries
from tdsxl.practice.world.dice import dice, rupees
from tdsxl.practice.world.periods import FIRST_YEAR

OLDEST_YEAR = 2008


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDemand:
    """The demand of one year. Rupees."""

    year: int
    manual: Decimal
    processed: Decimal


def demands(person: Person, day: date) -> tuple[YearDemand, ...]:
    """Demand of the years the first table shows, oldest first."""
    processed: Counter[int] = Counter()
    for summary in default_summaries(person, day):
        processed[summary.year] += int(summary.net)
    return tuple(
        YearDemand(year=year, manual=_manual(person, year), processed=Decimal(total))
        for year, total in sorted(processed.items())
        if total
    )


def prior_demands(person: Person) -> tuple[YearDemand, ...]:
    """Demand of the years inside "Prior Years", oldest first."""
    roll = dice(person, "prior years")
    if NOTHING in person.traits or roll.random() < 0.4:
        return ()
    years = sorted(roll.sample(range(OLDEST_YEAR, FIRST_YEAR), roll.randrange(1, 5)))
    return tuple(
        YearDemand(year=year, manual=_manual(person, year), processed=rupees(roll, 10, 9_000)) for year in years
    )


def _manual(person: Person, year: int) -> Decimal:
    roll = dice(person, "manual demand", year)
    return rupees(roll, 1_000, 90_000) if roll.random() < 0.2 else ZERO
