"""One JSON object of a page, read strictly: no key is guessed, no text is taken for a number. No I/O here."""

import logging
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import NoReturn, Self, TypeVar

from tdsxl.errors import InputError, PortalChanged
from tdsxl.values import Year

_LOG = logging.getLogger(__name__)
_LONGEST_QUOTE = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"([0-9]{2})-([A-Za-z]{3})-([0-9]{4})")
# Western and Indian grouping; more than two decimals only where they are zeros.
_RUPEES = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.[0-9]{1,2}0*)?")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_PAISA = Decimal("0.01")

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a page. A key that is not there is a changed portal; null and empty text are None."""

    page: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, page: str, value: object, known: Collection[str]) -> Self:
        """The object, its new keys noted.

        Raises:
            PortalChanged: It is no object.
        """
        if not isinstance(value, dict):
            raise PortalChanged(f"{page}: TRACES sent no object where one was expected.")
        new = value.keys() - set(known)
        if new:
            _note(page, ", ".join(sorted(new)))
        return cls(page, value)

    def raw(self, key: str) -> object:
        """The value as it came."""
        if key not in self.values:
            raise PortalChanged(f"{self.page}: `{key}` is missing.")
        return self.values[key]

    def text(self, key: str) -> str | None:
        """Text as printed; numbers as they are written."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            self.refuse(key)
        return str(value).strip() or None

    def code(self, key: str) -> str | None:
        """Text without blanks and marks that are not seen."""
        text = self.text(key)
        return text and "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")

    def needed(self, read: Callable[[str], T | None], key: str) -> T:
        """What a reader finds under a key that is never blank."""
        value = read(key)
        if value is None:
            raise PortalChanged(f"{self.page}: `{key}` is blank.")
        return value

    def day(self, key: str) -> date | None:
        """A day as `05-Apr-2025`."""
        text = self.text(key)
        return None if text is None else self._parsed(day, key, text)

    def rupees(self, key: str) -> Decimal | None:
        """Rupees, with two decimals."""
        text = self.text(key)
        return None if text is None else self._parsed(rupees, key, text)

    def percent(self, key: str) -> Decimal | None:
        """Percent; nil is 0."""
        text = self.text(key)
        return None if text is None else self._parsed(_percent, key, text)

    def count(self, key: str) -> int:
        """A number of things."""
        return self._parsed(whole, key, self.needed(self.text, key))

    def year(self, key: str) -> Year:
        """A year as `2025-26`."""
        return self._parsed(Year.parse, key, self.needed(self.text, key))

    def choice(self, words: type[E], key: str) -> E:
        """One of a closed set of words; capitals do not matter."""
        text = self.needed(self.text, key)
        return next((word for word in words if word.value.lower() == text.lower()), None) or self.refuse(key)

    def refuse(self, key: str) -> NoReturn:
        """Say that a value is not one we know.

        Raises:
            PortalChanged: Always.
        """
        quoted = str(self.values[key])[:_LONGEST_QUOTE]
        raise PortalChanged(f"{self.page}: `{key}` says `{quoted}`, which is not known.")

    def _parsed(self, read: Callable[[str], T], key: str, text: str) -> T:
        try:
            return read(text)
        except (ValueError, InputError):
            self.refuse(key)


def day(text: str) -> date:
    """The day in `05-Apr-2025`; English months whatever the PC's language.

    Raises:
        ValueError: Any other form.
    """
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))


def rupees(text: str) -> Decimal:
    """The amount in `1234.00` or `1,23,456.70`.

    Raises:
        ValueError: Any other form.
    """
    if not _RUPEES.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.replace(",", "")).quantize(_PAISA)


def whole(text: str) -> int:
    """The number in `12`.

    Raises:
        ValueError: Any other form.
    """
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _percent(text: str) -> Decimal:
    if text.lower() == "nil":
        return Decimal(0)
    if not _PERCENT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


@cache
def _note(page: str, keys: str) -> None:
    """Once per page and set of keys: a list of a thousand rows has the same new key a thousand times."""
    _LOG.warning("%s: new keys in the reply: %s", page, keys)
