"""A change of a reply's structure, and the odd forms of values that changes put in."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

WORD = "Frobnicated"
"""A word that no portal has."""


class Allows(Enum):
    """What may become of the records of a changed reply; a named error is right but for `SAME`."""

    SAME = "the same records"
    ERROR = "the same records, or none"
    WORDS = "as ERROR; words that are kept as printed may say what now stands in their place"


@dataclass(frozen=True, slots=True)
class Change:
    """A changed reply."""

    what: str
    body: bytes
    allows: Allows = Allows.ERROR
    gone: str = ""
    """The key that is no longer there, where one is."""


_DAY = re.compile("([0-9]{2})-([A-Z][a-z]{2})-([0-9]{4})(?: .*)?")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?")
_AMOUNT = re.compile(r"-?[0-9,]+\.[0-9]{2}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    "day": re.compile(f"{_DAY.pattern}|{_ISO.pattern}|[0-9]{{2}}-[0-9]{{2}}-[0-9]{{4}}"),
    "year": re.compile("20[0-9]{2}-[0-9]{2}"),
    "quarter": re.compile("Q[1-4]"),
    "form": re.compile("2[467]E?Q"),
    "account": re.compile("[A-Z]{4}[0-9]{5}[A-Z]|[A-Z]{5}[0-9]{4}[A-Z]"),
    "number": re.compile(r"Nil|-?[0-9,]+(?:\.[0-9]+)?"),
}
TOLD_APART = frozenset(_KINDS) - {"number"}
"""Kinds that no words and no number can be taken for."""


def kind(value: object) -> str:
    """What a value looks like. Two of a kind can change places unseen, as any two amounts can."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    if not isinstance(value, str):
        return type(value).__name__
    return next((name for name, pattern in _KINDS.items() if pattern.fullmatch(value)), "words" if value else "blank")


def misprints(value: object) -> list[object]:
    """The value in forms that its field does not use: other types, other days, other amounts."""
    forms: list[object] = [{"value": value}]
    if not isinstance(value, bool):
        forms += [True, False]
    if not isinstance(value, list | dict):
        forms += [[value], [], {}]
    if isinstance(value, str):
        forms += [*_numbers(value), *_days(value), *_amounts(value)]
    return forms


def _numbers(text: str) -> list[object]:
    return [int(text), float(text)] if text.isascii() and text.isdigit() else []


def _days(text: str) -> list[object]:
    """A day as other countries and other programs write it; day first in digits is what some fields know."""
    day = _as_day(text)
    if not day:
        return []
    named = _MONTHS[day.month - 1]
    digits = [
        f"{day:%d/%m/%Y}",
        f"{day:%m/%d/%Y}",
        f"{day:%Y/%m/%d}",
        f"{day:%d.%m.%Y}",
        f"{day:%y-%m-%d}",
        f"{day:%d%m%Y}",
    ]
    words = [f"{day:%d}-{named}-{day:%y}", f"{day:%d} {named} {day:%Y}", f"{named} {day:%d}, {day:%Y}"]
    return [*digits, *words, f"{day.day}-{named}-{day.year}T", f"{day:%d}-मार्च-{day:%Y}", f"{day:%d}-März-{day:%Y}"]


def _as_day(text: str) -> date | None:
    if match := _DAY.fullmatch(text):
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    match = _ISO.fullmatch(text)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _amounts(text: str) -> list[object]:
    """An amount as other programs write it."""
    if not _AMOUNT.fullmatch(text):
        return []
    plain = text.replace(",", "")
    whole, _, paise = plain.partition(".")
    signs = [f"({plain})", f"{plain} Cr", f"{plain} Dr", f"{plain}-", f"+{plain}", f"₹ {plain}", f"Rs. {plain}"]
    shapes = [f"{whole}.{paise}.00", f"{whole},{paise}", f"{whole}_000.{paise}", f"{plain}e2", f"0x{whole}", "NaN"]
    digits = plain.translate({ord(str(number)): chr(0x966 + number) for number in range(10)})
    return [*signs, *shapes, digits, "Infinity", f"{plain}k"]
