"""Amounts, days, codes and words of one JSON object (reference §2)."""

import logging
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdsxl.errors import PortalChanged
from tdsxl.portals.base import Reply
from tdsxl.portals.traces.pages.fields import Fields
from tdsxl.portals.traces.pages.judge import json_value
from tdsxl.values import Quarter
from tests.portals.traces.scripted import TAN


def field(value: object) -> Fields:
    return Fields.of("Page", {"key": value}, ("key",))


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("0.00", "0.00"),
        ("1234.5", "1234.50"),
        ("1,23,456.70", "123456.70"),
        ("123,456.70", "123456.70"),
        ("-5.25", "-5.25"),
        (" 7 ", "7.00"),
        (500000, "500000.00"),
        (Decimal("500000.0"), "500000.00"),
        (Decimal("1.2500"), "1.25"),
    ],
)
def test_rupees_are_read_exactly(printed: object, amount: str) -> None:
    """Western and Indian grouping, text or number, always two decimals."""
    assert str(field(printed).rupees("key")) == amount


@pytest.mark.parametrize(
    "printed",
    [
        "(123.00)",
        "12 Cr",
        "१२३",
        "1_000",
        "1e5",
        "NaN",
        "Infinity",
        "1,2,3",
        "12,34",
        ".5",
        "1.234",
        "Rs. 5",
        True,
        [1],
    ],
)
def test_what_is_no_amount_is_never_nought(printed: object) -> None:
    """Text that Python would take for a number is refused like any other."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).rupees("key")


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_any_amount_survives(amount: Decimal) -> None:
    """An amount with two decimals comes back as it went."""
    assert field(f"{amount:,}").rupees("key") == amount


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_survives(day: date) -> None:
    """English months, whatever the PC's language and the portal's capitals."""
    month = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")[day.month - 1]
    for name in (month, month.title(), month.upper()):
        assert field(f"{day.day:02d}-{name}-{day.year}").day("key") == day


@pytest.mark.parametrize(
    "printed", ["31-Feb-2025", "05/04/2025", "05-04-2025", "5-Apr-25", "05-Abr-2025", "2025-04-05"]
)
def test_a_day_of_another_form_is_refused(printed: str) -> None:
    """Day and month are never guessed."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).day("key")


@given(st.integers(min_value=0, max_value=10**7 - 1))
def test_codes_keep_their_zeros(number: int) -> None:
    """A code is text from end to end; what is not seen is taken out."""
    assert field(f"\u200b{number:07d}\u00a0").code("key") == f"{number:07d}"


@pytest.mark.parametrize(("printed", "rate"), [("10", "10"), ("0.75", "0.75"), ("NIL", "0"), (0, "0"), ("", None)])
def test_a_nil_rate_is_nought(printed: object, rate: str | None) -> None:
    """Nil is a rate, blank is none."""
    read = field(printed).percent("key")
    assert (None if read is None else str(read)) == rate


def test_blank_and_missing_are_two_things() -> None:
    """Null and empty text are None; a key that is gone is a changed page."""
    for blank in (None, "", "  "):
        assert field(blank).text("key") is None
        with pytest.raises(PortalChanged, match="`key` is blank"):
            field(blank).needed(field(blank).text, "key")
    with pytest.raises(PortalChanged, match="Page: `other` is missing"):
        field("x").text("other")
    with pytest.raises(PortalChanged, match="no object"):
        Fields.of("Page", [], ())


def test_a_word_outside_its_closed_set_is_quoted() -> None:
    """Capitals do not matter, words do."""
    assert field("q1").choice(Quarter, "key") is Quarter.Q1
    with pytest.raises(PortalChanged, match="`key` says `Q5`"):
        field("Q5").choice(Quarter, "key")


def test_a_new_key_is_noted_once_and_without_its_value(caplog: pytest.LogCaptureFixture) -> None:
    """The log holds the key's name, not what stands under it."""
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            Fields.of("Page with a new key", {"key": "1", "fresh": "of the client"}, ("key",))
    assert [record.getMessage() for record in caplog.records] == ["Page with a new key: new keys in the reply: fresh"]


@pytest.mark.parametrize("body", [b"[" * 200_000, b'"\xff"', b'{"a": Infinity}', b"{'a': 1}"])
def test_a_hostile_reply_is_a_changed_page(body: bytes) -> None:
    """Nesting without end and broken bytes end as our own error."""
    with pytest.raises(PortalChanged):
        json_value(Reply("", 200, {}, body), "Page", tan=TAN)
