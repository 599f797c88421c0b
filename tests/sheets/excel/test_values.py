"""Values on their way to Excel and back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from tdsxl.sheets.excel.values import Shown, given, is_plain, key_text, shown, shows
from tdsxl.sheets.texts import value_text
from tdsxl.tables import Cell, Kind


@pytest.mark.parametrize(
    ("value", "show"),
    [
        (None, None),
        ("", None),
        ("007", "007"),
        ("a\x07b\r\nc", "a\ufffdb\nc"),
        (True, 1),
        (10**15, "1000000000000000"),
        (Decimal("1234.50"), 1234.5),
        (Decimal("12345678901234.56"), "12345678901234.56"),
        (Decimal("NaN"), "NaN"),
        (date(2026, 3, 31), datetime(2026, 3, 31)),
        (date(1900, 2, 28), "1900-02-28"),
        (datetime(2026, 11, 22, 13, 10, 5, 999_999, tzinfo=UTC), datetime(2026, 11, 22, 18, 40, 5)),
    ],
)
def test_a_value_becomes_what_a_cell_shows(value: Cell, show: Shown) -> None:
    """Numbers stay numbers while Excel keeps all their digits; instants are on Indian clocks."""
    assert shown(value) == show
    assert type(shown(value)) is type(show)


def test_only_texts_outside_text_columns_need_an_apostrophe() -> None:
    """There Excel reads what it is given as if it were typed; in a text column it does not."""
    assert given("=1+1", is_text=False) == "'=1+1"
    assert given("=1+1", is_text=True) == "=1+1"
    assert given(7, is_text=False) == 7
    assert given(None, is_text=False) is None


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (None, None),
        ("", None),
        ("a\r\nb", "a\nb"),
        ("twas", "'twas"),
        (1.0, 1),
        (Decimal("1.05"), 1.05),
        (datetime(2026, 3, 31, 0, 0, 0, 400_000), datetime(2026, 3, 31)),
        (46112.0, datetime(2026, 3, 31)),
    ],
)
def test_a_cell_may_show_a_value_in_other_words(found: Shown, wanted: Shown) -> None:
    """A currency, a date without its format, other line ends: nothing is to be written."""
    assert shows(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (7.0, "007"),
        (None, 0),
        ("1", 1),
        (datetime(2026, 3, 31, 0, 0, 1), datetime(2026, 3, 31)),
        ("x", "y"),
        (1.0, None),
    ],
)
def test_another_value_is_seen(found: Shown, wanted: Shown) -> None:
    """A text is not the number it looks like, and blank is not zero."""
    assert not shows(found, wanted)


_CELLS = some.one_of(
    some.text(alphabet=some.characters(codec="ascii", exclude_categories=["Cc"])),
    some.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)),
    some.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 1, 1), timezones=some.just(UTC)),
    some.integers(min_value=-(10**9), max_value=10**9),
    some.decimals(min_value=-(10**9), max_value=10**9, places=2),
)


@for_all(_CELLS)
def test_a_row_is_named_the_same_before_and_after_excel(value: Cell) -> None:
    """What names a row reads the same in our value and in the cell it became."""
    kind = Kind.INSTANT if isinstance(value, datetime) else Kind.DATE if isinstance(value, date) else Kind.TEXT
    expected = str(int(value)) if isinstance(value, bool) else value_text(value)
    assert key_text(_as_float(shown(value)), kind) == expected


def _as_float(show: Shown) -> Shown:
    return float(show) if isinstance(show, int) else show


@pytest.mark.parametrize("show", ["First read", "New", 7, None, 1.5])
def test_mere_words_need_no_format(show: Shown) -> None:
    """Excel takes them for what they are."""
    assert is_plain(show)


@pytest.mark.parametrize("show", ["True", "FALSE", "=A", "Q1", "Mar-26", "4 of 6 checked", " x", "a\nb", "é"])
def test_other_texts_are_not_mere_words(show: Shown) -> None:
    """What might become something else, or cannot be told in general."""
    assert not is_plain(show)


def test_a_date_is_read_by_its_number_too() -> None:
    """Where a user has taken the date format away, the row is still known."""
    assert key_text(46112.0, Kind.DATE) == "2026-03-31"
    moment = datetime(2026, 11, 22, 18, 40)
    assert key_text((moment - datetime(1899, 12, 30)) / timedelta(days=1), Kind.INSTANT) == "2026-11-22 18:40:00"
