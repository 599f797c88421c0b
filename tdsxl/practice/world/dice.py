"""Chance that always falls alike: every list of a client has its own seeded generator."""

import random
from decimal import Decimal

from tdsxl.practice.people import Person


def dice(person: Person, *words: object) -> random.Random:
    """The generator for one thing of one client; the same words give the same numbers."""
    return random.Random("/".join((str(person.draw), *map(str, words))))


def rupees(roll: random.Random, low: int, high: int) -> Decimal:
    """An amount with paise between two whole-rupee bounds."""
    return Decimal(roll.randrange(low * 100, high * 100)) / 100
