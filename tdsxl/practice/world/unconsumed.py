"""Challans of the 1961 Act with a balance left, as TRACES lists them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tdsxl.practice.people import CONSUMED, Person
from tdsxl.practice.world.challans import Challan, challans
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.periods import news_weeks
from tdsxl.practice.world.shapes import shaped

EVERY = 4
"""One of so many challans is unconsumed."""
MOST = 12
DIFFERS_AT, UNKNOWN_AT, PARTLY_EVERY = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconsumed:
    """A challan with a balance. Whole rupees."""

    receipt_no: str
    bsr_code: str
    serial: str
    """Five digits."""
    paid_on: date
    amount: int
    balance: int


@lru_cache(maxsize=512)
def unconsumed(person: Person, day: date) -> tuple[Unconsumed, ...]:
    """What the page of unconsumed challans shows, oldest first; a consumed one is gone."""
    old = sorted((c for c in challans(person, day) if not c.is_new_act), key=lambda c: c.paid_at)
    left = [_unconsumed(person, place, challan) for place, challan in enumerate(old[::-EVERY][:MOST])]
    return tuple(reversed(left[news_weeks(person, CONSUMED, day) :]))


def _unconsumed(person: Person, place: int, challan: Challan) -> Unconsumed:
    """Most agree with the challan list; one has another amount, one is a challan that list does not know."""
    roll = dice(person, "unconsumed", challan.crn)
    amount = challan.total + (100 if place == DIFFERS_AT else 0)
    balance = amount if place % PARTLY_EVERY else amount // 3
    return Unconsumed(
        receipt_no=shaped(roll, "99999999"),
        bsr_code="0002374" if place == UNKNOWN_AT else challan.bsr_code,
        serial=challan.serial,
        paid_on=challan.paid_at.date(),
        amount=amount,
        balance=balance,
    )
