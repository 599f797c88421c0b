"""One JSON object of a reply, read key by key; amounts, numbers and days in text. No I/O here.

A key that is not there, or holds what was not expected, is a changed portal; null and blank text are `None`. Nothing is
guessed: money, numbers and days have one pattern each, ASCII digits and English months, whatever the PC's language.
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import NoReturn, TypeVar

from tdsxl.errors import InputError, PortalChanged
from tdsxl.values import Year

_LOG = logging.getLogger(__name__)
_LONGEST_QUOTE = 60
_LONGEST_AMOUNT = 25
"""Characters; Decimal counts to 28 digits."""
_MOST_DIGITS = 30
"""Of a number that is written out; `1E400000` is not."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"([0-9]{2})-([A-Za-z]{3})-([0-9]{4})(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_YEAR_START = re.compile("20[0-9]{2}")
# Western and Indian grouping; more than two decimals only where they are zeros.
_RUPEES = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.[0-9]{1,2}0*)?")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_PAISA = Decimal("0.01")
_KINDS = {
    "day": re.compile(r"[0-9]{2}-[A-Za-z]{3}-[0-9]{4}(?: [0-9:]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.Z+]+)?"),
    "year": re.compile("20[0-9]{2}-[0-9]{2}"),
    "quarter": re.compile("Q[1-4]"),
    "form": re.compile("2[467]E?Q"),
    "account": re.compile("[A-Z]{4}[0-9]{5}[A-Z]|[A-Z]{5}[0-9]{4}[A-Z]"),
}
"""What is plainly a value of another field where words are expected: columns have changed places."""

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


def changed(page: str, what: str) -> PortalChanged:
    """The error for a page that is not of the shape we know."""
    return PortalChanged(f"{page}: {what}.", "Nothing was overwritten; update tdsxl.")


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object of a page."""

    page: str
    """Name of the page, as messages say it."""
    values: Mapping[str, object]

    @classmethod
    def of(cls, page: str, value: object, known: str) -> "Fields":
        """The object; other keys than the `known` (divided by blanks) are logged by name.

        Raises:
            PortalChanged: It is no object.
        """
        if not isinstance(value, dict):
            raise changed(page, "no object came where one was expected")
        new = value.keys() - set(known.split())
        if new:
            _log_new(page, ", ".join(sorted(new)))
        return cls(page, value)

    def value(self, key: str) -> object:
        """The value as it came.

        Raises:
            PortalChanged: The key is not there.
        """
        if key not in self.values:
            raise changed(self.page, f"`{key}` is missing")
        return self.values[key]

    def refuse(self, key: str) -> NoReturn:
        """Say that a value is not one we know, quoting it.

        Raises:
            PortalChanged: Always.
        """
        quoted = str(self.values[key])[:_LONGEST_QUOTE]
        raise changed(self.page, f"`{key}` says `{quoted}`, which was not expected")

    def needed(self, read: Callable[[str], T | None], key: str) -> T:
        """What a reader finds under a key that is never blank."""
        value = read(key)
        if value is None:
            raise changed(self.page, f"`{key}` is blank")
        return value

    def optional(self, read: Callable[[str], T | None], key: str) -> T | None:
        """What a reader finds under a key that the portal may leave out."""
        return read(key) if key in self.values else None

    def text(self, key: str, own: str = "") -> str | None:
        """Words, which may hold no number in their place, and nothing of a known kind but the field's `own`."""
        text = self._text(key)
        if text and any(name != own and kind.fullmatch(text) for name, kind in _KINDS.items()):
            self.refuse(key)
        return text

    def printed(self, key: str, own: str = "") -> str | None:
        """Words as `text` has them, or a whole number as it is written."""
        value = self.value(key)
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else self.text(key, own)

    def code(self, key: str, own: str = "") -> str | None:
        """A code as printed, without blanks and marks that are not seen."""
        printed = self.printed(key, own) or ""
        return "".join(c for c in printed if not c.isspace() and unicodedata.category(c) != "Cf") or None

    def shaped(self, key: str, shape: str) -> str:
        """A code of a known shape, a regular expression; as text only, since a number would have lost its zeros."""
        code = self.code(key) if isinstance(self.value(key), str) else None
        return code if code and re.fullmatch(shape, code) else self.refuse(key)

    def choice(self, words: type[E], key: str) -> E:
        """One of a closed set of words; capitals do not matter."""
        text = self.needed(self._printed, key)
        return next((word for word in words if word.value.lower() == text.lower()), None) or self.refuse(key)

    def flag(self, key: str) -> bool:
        """`true` or `false`."""
        value = self.value(key)
        return value if isinstance(value, bool) else self.refuse(key)

    def count(self, key: str) -> int:
        """A number of things."""
        return self.needed(lambda key: self._read(whole, key), key)

    def rupees(self, key: str) -> Decimal | None:
        """Rupees, with two decimals."""
        return self._read(rupees, key)

    def percent(self, key: str) -> Decimal | None:
        """Percent; nil is 0."""
        return self._read(_percent, key)

    def day(self, key: str) -> date | None:
        """A day as `05-Apr-2025`, with or without the time of day."""
        return self._read(day, key)

    def year(self, key: str) -> Year | None:
        """A year as `2025-26` or by its start, 2025."""
        return self._read(year, key)

    def fields(self, key: str) -> "Fields":
        """The object under a key, whatever keys it has."""
        value = self.value(key)
        return Fields(self.page, value) if isinstance(value, dict) else self.refuse(key)

    def rows(self, key: str, known: str) -> tuple["Fields", ...]:
        """The list of objects under a key, each as `of` takes it."""
        return tuple(Fields.of(self.page, row, known) for row in listed(self.page, self.value(key), f"`{key}`"))

    def _read(self, read: Callable[[str], T], key: str) -> T | None:
        printed = self._printed(key)
        try:
            return None if printed is None else read(printed)
        except (ValueError, InputError):
            self.refuse(key)

    def _printed(self, key: str) -> str | None:
        value = self.value(key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return _written(value)
        return self._text(key)

    def _text(self, key: str) -> str | None:
        value = self.value(key)
        if value is not None and not isinstance(value, str):
            self.refuse(key)
        return _clean(value) if value else None


def listed(page: str, value: object, name: str) -> list[dict[str, object]]:
    """A list of objects; `name` is what messages call it.

    Raises:
        PortalChanged: It is anything else.
    """
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise changed(page, f"{name} is no list of rows")
    return value


def rupees(text: str) -> Decimal:
    """The amount in `1234.00` or `1,23,456.70`.

    Raises:
        ValueError: Any other form.
    """
    if len(text) > _LONGEST_AMOUNT or not _RUPEES.fullmatch(text):
        raise ValueError(text)
    amount = Decimal(text.replace(",", "")).quantize(_PAISA)
    # -0.00 is nought.
    return amount if amount else abs(amount)


def whole(text: str) -> int:
    """The number in `12`.

    Raises:
        ValueError: Any other form.
    """
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def day(text: str) -> date:
    """The day in `05-Apr-2025` or `07-Jun-2025 16:48:27`.

    Raises:
        ValueError: Any other form.
    """
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))


def year(text: str) -> Year:
    """The year in `2025-26`, or in `2025` where a portal names it by its start.

    Raises:
        InputError: Any other form.
    """
    return Year(int(text)) if _YEAR_START.fullmatch(text) else Year.parse(text)


def _percent(text: str) -> Decimal:
    if text.lower() == "nil":
        return Decimal(0)
    if not _PERCENT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _clean(text: str) -> str | None:
    """Without blanks around it; lone surrogates, which no file can hold, become U+FFFD."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", paired).strip() or None


def _written(number: int | Decimal) -> str:
    """In plain digits: ten million rupees may come as `1.0E7`."""
    is_short = isinstance(number, Decimal) and abs(number.adjusted()) < _MOST_DIGITS
    return f"{number:f}" if is_short else str(number)


@cache
def _log_new(page: str, keys: str) -> None:
    """Once per page and set of keys: a list of a thousand rows has the same new key a thousand times."""
    _LOG.warning("%s: new keys in the reply: %s", page, keys)
