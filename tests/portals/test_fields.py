"""Amounts, days, codes and words of one JSON object, as both portals print them (itportal §1.2, traces §2)."""

import logging
import re
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdsxl.errors import PortalChanged
from tdsxl.portals.fields import Fields
from tdsxl.values import Quarter, Year


def field(value: object) -> Fields:
    return Fields.of("Page", {"key": value}, "key")


@pytest.mark.row("C10")
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
        (Decimal("1.0E7"), "10000000.00"),
        ("-0.00", "0.00"),
    ],
)
def test_rupees_are_read_exactly(printed: object, amount: str) -> None:
    """Western and Indian grouping, text or number, always two decimals."""
    assert str(field(printed).rupees("key")) == amount


@pytest.mark.row("C10")
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
        "9" * 27,
        Decimal("1E400000"),
        Decimal("1E27"),
        10**27,
        Decimal("1E-400000"),
        True,
        [1],
    ],
)
def test_what_is_no_amount_is_never_nought(printed: object) -> None:
    """Text that Python would take for a number is refused like any other."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).rupees("key")


@pytest.mark.row("C10")
@given(st.text("0123456789,.-+() e_NaCr₹१२\u00a0\u200b", max_size=14))
def test_an_amount_is_its_digits_or_none(printed: str) -> None:
    """Whatever signs stand among them, no digit is lost, added or read as another."""
    try:
        amount = field(printed).rupees("key")
    except PortalChanged:
        return
    assert ("" if amount is None else f"{amount:f}".rstrip("0").rstrip(".")) == _digits(printed)


def _digits(printed: str) -> str:
    """The amount as a person copies it: no blanks around, no commas, no zeros that say nothing."""
    sign, text = ("-", printed.strip()[1:]) if printed.strip().startswith("-") else ("", printed.strip())
    whole, _, paise = text.replace(",", "").partition(".")
    figure = f"{whole.lstrip('0') or '0'}.{paise.rstrip('0')}".rstrip(".")
    return sign * (figure != "0") + figure if text else ""


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_any_amount_survives(amount: Decimal) -> None:
    """An amount with two decimals comes back as it went."""
    assert field(f"{amount:,}").rupees("key") == amount


@pytest.mark.row("C11")
@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_survives(day: date) -> None:
    """English months, whatever the PC's language and the portal's capitals."""
    month = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")[day.month - 1]
    for name in (month, month.title(), month.upper()):
        for time in ("", " 16:48:27"):
            assert field(f"{day.day:02d}-{name}-{day.year}{time}").day("key") == day


@pytest.mark.row("C11")
@pytest.mark.parametrize(
    "printed",
    ["31-Feb-2025", "05/04/2025", "05-04-2025", "5-Apr-25", "05-Abr-2025", "2025-04-05", "05-Apr-2025 4 pm", 20250405],
)
def test_a_day_of_another_form_is_refused(printed: object) -> None:
    """Day and month are never guessed."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).day("key")


@pytest.mark.row("C12")
@given(st.integers(min_value=0, max_value=10**7 - 1))
def test_codes_keep_their_zeros(number: int) -> None:
    """A code is text from end to end; what is not seen is taken out."""
    assert field(f"\u200b{number:07d}\u00a0").code("key") == f"{number:07d}"


@pytest.mark.row("C13")
@given(st.text(st.characters(), max_size=30))
def test_names_are_kept_and_codes_are_clean(printed: str) -> None:
    """Any letter of any script; halves of characters are replaced, and codes have nothing in them that is not seen."""
    try:
        name, code = field(printed).text("key"), field(printed).code("key")
    except PortalChanged:
        return
    assert (name or "") == unicodedata.normalize("NFC", re.sub("[\ud800-\udfff]", "\ufffd", printed)).strip()
    assert not [char for char in code or "" if char.isspace() or unicodedata.category(char) in ("Cf", "Cs")]
    (code or name or "").encode()


def test_a_code_of_marks_that_are_not_seen_is_blank() -> None:
    """Nothing is left of it to be shown or asked with."""
    assert field("\u200b\u00ad").code("key") is None


@pytest.mark.parametrize("value", ["123456", "12345678", "12O4567", "१२३४५६७", "", None, 1234567])
def test_a_code_of_another_shape_is_refused(value: object) -> None:
    """A number is refused too, since it would have lost its zeros."""
    assert field("\u200b0510308\u00a0").shaped("key", "[0-9]{7}") == "0510308"
    with pytest.raises(PortalChanged, match="`key` says"):
        field(value).shaped("key", "[0-9]{7}")


@pytest.mark.parametrize("printed", [2025, "2025", "2025-26", " 2025-26 "])
def test_a_year_is_named_by_its_label_or_its_start(printed: object) -> None:
    """Services differ (traces §2); blank is no year."""
    assert field(printed).year("key") == Year(2025)
    assert field("").year("key") is None


@pytest.mark.parametrize("printed", ["2025-27", "1999", "25-26", 202526, Decimal("2025.0"), "FY 2025-26"])
def test_another_year_is_refused(printed: object) -> None:
    """A year is not guessed from what looks like one."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).year("key")


@pytest.mark.parametrize(("printed", "count"), [(0, 0), (12, 12), ("12", 12), ("007", 7)])
def test_things_are_counted_in_numbers_or_text(printed: object, count: int) -> None:
    """Either way the number is the same."""
    assert field(printed).count("key") == count


@pytest.mark.parametrize("printed", [-1, "-1", "1.0", Decimal("1.5"), True, "²", "१२", "seven", [1]])
def test_what_is_no_count_is_refused(printed: object) -> None:
    """Nothing is rounded, and no digit of another script is taken."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).count("key")


def test_text_is_not_a_number_unless_it_may_be_printed_so() -> None:
    """Two readers: one for keys that hold text, one for those that may hold a whole number too."""
    assert field(" a\u0301 \ud800 ").text("key") == "á \ufffd"
    assert field(194).printed("key") == "194"
    with pytest.raises(PortalChanged, match=r"says `10\.50`"):
        field(Decimal("10.50")).printed("key")
    odd: tuple[object, ...] = (7, Decimal("1.5"), True, [], {})
    for value in odd:
        with pytest.raises(PortalChanged, match="`key` says"):
            field(value).text("key")


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("05-Apr-2025", "day"),
        ("2025-04-05T10:00:00", "day"),
        ("2025-26", "year"),
        ("Q1", "quarter"),
        ("26Q", "form"),
        ("ABCD12345E", "account"),
        ("ABCDE1234F", "account"),
    ],
)
def test_words_that_are_plainly_another_fields_are_a_changed_page(printed: str, kind: str) -> None:
    """A day among the words says that columns have changed places; the field's own kind is what it may hold."""
    for read in (field(printed).text, field(printed).printed, field(printed).code):
        assert read("key", kind) == printed
        with pytest.raises(PortalChanged, match="`key` says"):
            read("key")
    assert field(f"{printed} to end").text("key") == f"{printed} to end"


@pytest.mark.parametrize(("printed", "rate"), [("10", "10"), ("0.75", "0.75"), ("NIL", "0"), (0, "0"), ("", None)])
def test_a_nil_rate_is_nought(printed: object, rate: str | None) -> None:
    """Nil is a rate, blank is none."""
    read = field(printed).percent("key")
    assert (None if read is None else str(read)) == rate


@pytest.mark.parametrize("printed", ["ten", "10%", "-1", "1000", "0.1234567", "१०", True, [1]])
def test_what_is_no_rate_is_refused(printed: object) -> None:
    """Percent as portals print it, or nothing."""
    with pytest.raises(PortalChanged, match="`key` says"):
        field(printed).percent("key")


@pytest.mark.parametrize("value", [None, 0, 1, "true", "Y", []])
def test_a_flag_is_true_or_false(value: object) -> None:
    """What a program might take for one of them is refused."""
    assert [field(flag).flag("key") for flag in (True, False)] == [True, False]
    with pytest.raises(PortalChanged, match="`key` says"):
        field(value).flag("key")


@pytest.mark.parametrize("value", [None, [], [{}], "{}", 1])
def test_an_object_below_a_key_is_nothing_else(value: object) -> None:
    """Its own keys are read in the same way, under the name of the page."""
    assert field({"inner": "x"}).fields("key").text("inner") == "x"
    with pytest.raises(PortalChanged, match="Page: `other` is missing"):
        field({"inner": "x"}).fields("key").text("other")
    with pytest.raises(PortalChanged, match="`key` says"):
        field(value).fields("key")


def test_blank_and_missing_are_two_things() -> None:
    """Null and empty text are None; a key that is gone is a changed page."""
    for blank in (None, "", "  "):
        assert field(blank).text("key") is None
        with pytest.raises(PortalChanged, match="`key` is blank"):
            field(blank).needed(field(blank).text, "key")
    with pytest.raises(PortalChanged, match="Page: `other` is missing"):
        field("x").text("other")
    with pytest.raises(PortalChanged, match="no object"):
        Fields.of("Page", [], "")


def test_a_key_may_be_left_out_only_where_that_is_said() -> None:
    """Left out and blank are the same there; what stands under it is read as ever."""
    assert field("x").optional(field("x").text, "other") is None
    assert field("x").optional(field("x").text, "key") == "x"


@pytest.mark.parametrize("value", [None, {}, [1], [{}, None], "[]"])
def test_a_list_of_rows_is_nothing_else(value: object) -> None:
    """Null is no empty list."""
    assert field([{"a": 1}]).rows("key", "a") == (Fields("Page", {"a": 1}),)
    assert field([]).rows("key", "") == ()
    with pytest.raises(PortalChanged, match="`key` is no list of rows"):
        field(value).rows("key", "")


def test_a_word_outside_its_closed_set_is_quoted() -> None:
    """Capitals do not matter, words do."""
    assert field("q1").choice(Quarter, "key") is Quarter.Q1
    with pytest.raises(PortalChanged, match="`key` says `Q5`"):
        field("Q5").choice(Quarter, "key")


def test_a_new_key_is_noted_once_and_without_its_value(caplog: pytest.LogCaptureFixture) -> None:
    """The log holds the key's name, not what stands under it."""
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            Fields.of("Page with a new key", {"key": "1", "fresh": "of the client"}, "key")
    assert [record.getMessage() for record in caplog.records] == ["Page with a new key: new keys in the reply: fresh"]
