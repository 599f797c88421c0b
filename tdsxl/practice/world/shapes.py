"""Codes of a given shape."""

import random
from string import ascii_uppercase, digits

_SETS = {"9": digits, "A": ascii_uppercase}


def shaped(roll: random.Random, pattern: str) -> str:
    """A code of a shape: each 9 becomes a digit, each A a letter, all else stays."""
    return "".join(roll.choice(_SETS[sign]) if sign in _SETS else sign for sign in pattern)
