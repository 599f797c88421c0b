"""What people type, taken where it has one meaning only: days, years and amounts. No I/O here."""

import re
from datetime import date
from decimal import Decimal

from tdsxl.values import Year

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY_LAST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})(?:[-–/. ]([0-9]{1,2})[-–/. ]|(?:st|nd|rd|th)?[-–/., ]*([a-z]{3,9})[-–/., ]*)"
    r"([0-9]{4}|[1-6][0-9])"
)
"""As in India the month never comes first; a year of two digits is one of 2010 to 2069."""
_YEAR = re.compile(
    r"(?:FY|TY|tax year|F\.Y\.)? *(?:20([0-9]{2})|([0-6][0-9])) *[-–/] *(?:20)?([0-9]{2})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:Rs\.?|INR|₹) ?)?"
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+)"
    r"(\.[0-9]+)?(?: ?%|/-)?"
)
"""Western and Indian grouping, ASCII digits."""


def day(text: str) -> date | None:
    """The day in a text such as `31-07-2026`, `31 July 26` or `2026-07-31`; None for anything else."""
    shown = (sign for sign in text if sign.isprintable() or sign.isspace())
    words = " ".join("".join(shown).split()).casefold()
    if match := _DAY_LAST.fullmatch(words):
        return _date(match[1], match[2], match[3])
    match = _DAY_FIRST.fullmatch(words)
    return _date(match[4], match[2] or _month(match[3]), match[1]) if match else None


def year(text: str) -> Year:
    """The year in a text such as `2025-26`, `25-26` or `FY 2025-2026`.

    Raises:
        InputError: Any other form; `2025` alone could be two years.
    """
    match = _YEAR.fullmatch(text.strip())
    return Year.parse(f"20{match[1] or match[2]}-{match[3]}" if match else text)


def amount(text: str) -> Decimal | None:
    """Rupees or percent of a text such as `1,23,456.70`, `₹ 500` or `0.5 %`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return Decimal(match[1].replace(",", "") + (match[2] or "")) if match else None


def _month(word: str) -> str:
    """Its number; 0 where it is none."""
    return str(next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
    except ValueError:
        return None
