"""One JSON object of a reply, read key by key. No I/O here.

A key that is not there, or holds another type than before, is a changed portal; null and blank text are `None`.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from tdsxl.errors import InputError, PortalChanged
from tdsxl.values import Year

_LOG = logging.getLogger(__name__)
_IST = timezone(timedelta(hours=5, minutes=30))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"([0-9]{2})-([A-Z][a-z]{2})-([0-9]{4})( [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Blanks, soft hyphens, zero-width and direction marks: never part of a code.
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]")


def changed(page: str, what: str) -> PortalChanged:
    """The error for a page that is not of the shape we know."""
    return PortalChanged(
        f"The IT portal's {page} is not of the shape we know: {what}.", "Nothing was overwritten; update tdsxl."
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object of a page."""

    page: str
    """Name of the page, as messages say it."""
    values: Mapping[str, object]

    def value(self, key: str) -> object:
        """Whatever stands under a key.

        Raises:
            PortalChanged: The key is not there.
        """
        if key not in self.values:
            raise changed(self.page, f"`{key}` is missing")
        return self.values[key]

    def odd(self, key: str) -> PortalChanged:
        """The error for a value that we do not know, quoting it."""
        return changed(self.page, f"`{key}` is `{str(self.values.get(key))[:60]}`")

    def text(self, key: str) -> str | None:
        """Text as printed; lone surrogates, which no file can hold, become U+FFFD."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.odd(key)
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return unicodedata.normalize("NFC", whole).strip() or None

    def word(self, key: str) -> str:
        """Text that may not be blank."""
        text = self.text(key)
        if text is None:
            raise self.odd(key)
        return text

    def code(self, key: str, shape: str) -> str:
        """A code of a known shape, a regular expression; zeros kept."""
        code = _INVISIBLE.sub("", self.text(key) or "")
        if not re.fullmatch(shape, code):
            raise self.odd(key)
        return code

    def identifier(self, key: str) -> str | int:
        """The portal's own id of a thing, to be sent back as it came."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise self.odd(key)
        return value

    def count(self, key: str) -> int:
        """A whole number, not negative."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.odd(key)
        return value

    def flag(self, key: str) -> bool:
        """`true` or `false`."""
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.odd(key)
        return value

    def rupees(self, key: str) -> Decimal | None:
        """An amount; the portal prints JSON numbers."""
        value = self.value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.odd(key)
        return Decimal(value)

    def day(self, key: str) -> date:
        """The Indian day in `31-Jul-2025` or `07-Jun-2025 16:48:27`."""
        match = _DAY.fullmatch(self.word(key))
        if not match or match[2] not in _MONTHS:
            raise self.odd(key)
        try:
            return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
        except ValueError:
            raise self.odd(key) from None

    def epoch_day(self, key: str) -> date | None:
        """The Indian day of milliseconds since 1970, or None where it is null."""
        milliseconds = self.value(key)
        if milliseconds is None:
            return None
        if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
            raise self.odd(key)
        try:
            day = (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(_IST).date()
        except OverflowError:
            raise self.odd(key) from None
        # Seconds in place of milliseconds would give a day of 1970.
        if day.year < 2000:
            raise self.odd(key)
        return day

    def year(self, key: str) -> Year | None:
        """The year in 2025, `2025` or `2025-26`, or None where it is blank."""
        value = self.value(key)
        if value in (None, ""):
            return None
        year = as_year(value)
        if year is None:
            raise self.odd(key)
        return year

    def fields(self, key: str) -> "Fields":
        """The object under a key."""
        value = self.value(key)
        if not isinstance(value, dict):
            raise self.odd(key)
        return Fields(self.page, value)

    def rows(self, key: str, known: str) -> tuple["Fields", ...]:
        """The list of objects under a key; other keys than the `known` (divided by blanks) are logged by name."""
        return rows(self.page, self.value(key), known)


def rows(page: str, value: object, known: str) -> tuple[Fields, ...]:
    """A list of objects; other keys than the `known` (divided by blanks) are logged by name."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise changed(page, "a list of rows was expected")
    new = {key for row in value for key in row}.difference(known.split())
    if new:
        _LOG.warning("The IT portal's %s has new keys: %s", page, sorted(new))
    return tuple(Fields(page, row) for row in value)


def as_year(value: object) -> Year | None:
    """The year that 2025, `2025` or `2025-26` means; None for anything else."""
    text = str(value).strip()
    if re.fullmatch("20[0-9]{2}", text):
        return Year(int(text))
    try:
        return Year.parse(text)
    except InputError:
        return None


def objects(value: object) -> Iterator[dict[str, object]]:
    """Every object in a JSON value, at any depth, outermost first."""
    queue = [value]
    # The list grows while it is read: no recursion, however deep the reply is.
    for item in queue:
        if isinstance(item, dict):
            yield item
            queue.extend(item.values())
        elif isinstance(item, list):
            queue.extend(item)
