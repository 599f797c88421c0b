"""The field's small values: what is forgiven, what is refused in which words, and what never shows itself."""

import copy
import json
import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdsxl.errors import InputError
from tdsxl.values import (
    LAST_OLD_YEAR,
    OLD_FORMS,
    Act,
    Form,
    Pan,
    Portal,
    Secret,
    Tan,
    Year,
    both_acts,
    default_years,
    indian_day,
)

FORGIVEN = (
    "{0}",
    " {0} ",
    "\u00a0{0}\u200b",
    "\ufeff{0}",
    "{1}",
    "{0[0]} {0[1]}{0[2]}\t{0[3]}\u2060{2}",
    "\u200f{0}\u200e",
)


@pytest.mark.parametrize("form", FORGIVEN)
@pytest.mark.parametrize(("kind", "code"), [(Tan, "ABCD12345E"), (Pan, "ABCDE1234F")])
def test_blanks_and_small_letters_of_a_code_are_forgiven(kind: type[Tan] | type[Pan], code: str, form: str) -> None:
    """Also those that nobody sees: pasted lists carry them."""
    parsed = kind.parse(form.format(code, code.lower(), code[4:]))
    assert (parsed, type(parsed)) == (code, kind)


@pytest.mark.parametrize(
    ("kind", "text", "message", "remedy"),
    [
        (Tan, "ABCD1234", "`ABCD1234` is not a TAN.", "A TAN is 4 letters, 5 digits, 1 letter."),
        (Tan, "ABCD12345EE", "`ABCD12345EE` is not a TAN.", "A TAN is 4 letters, 5 digits, 1 letter."),
        (
            Tan,
            "ABCD\u0967234\u0966E",
            "`ABCD\u0967234\u0966E` is not a TAN.",
            "A TAN is 4 letters, 5 digits, 1 letter.",
        ),
        (Tan, f" {'x' * 50} ", f"`{'x' * 40}` is not a TAN.", "A TAN is 4 letters, 5 digits, 1 letter."),
        (Pan, "ABCD12345E", "`ABCD12345E` is not a PAN.", "A PAN is 5 letters, 4 digits, 1 letter."),
        (Pan, f" {'x' * 50} ", f"`{'x' * 40}` is not a PAN.", "A PAN is 5 letters, 4 digits, 1 letter."),
        (Year, "2025", "`2025` is not a year.", "Write it as 2025-26."),
        (Year, "2025-27", "`2025-27` is not a year.", "Write it as 2025-26."),
        (Year, "1999-00", "`1999-00` is not a year.", "Write it as 2025-26."),
        (Year, f" {'9' * 30} ", f"`{'9' * 20}` is not a year.", "Write it as 2025-26."),
    ],
)
def test_any_other_text_is_refused_in_these_words(
    kind: type[Tan] | type[Pan] | type[Year], text: str, message: str, remedy: str
) -> None:
    """At most so much of it is quoted."""
    with pytest.raises(InputError) as caught:
        kind.parse(text)
    assert str(caught.value) == f"{message} {remedy}"


@given(start=st.integers(2000, 2099))
def test_a_year_is_read_as_it_is_written(start: int) -> None:
    """Also over the turn of a century."""
    year = Year(start)
    assert Year.parse(f" {year} ") == year
    assert str(year) == f"{start}-{str(start + 1)[2:]}"
    assert (year.next.start, year.act is Act.NEW) == (start + 1, start >= 2026)


def test_a_year_begins_in_april() -> None:
    """31 March is the last day of the one before; 2025-26 is the last of the 1961 Act."""
    assert [Year.of(day).start for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31))] == [
        2025,
        2026,
        2026,
    ]
    assert (str(LAST_OLD_YEAR), LAST_OLD_YEAR.act, LAST_OLD_YEAR.next.act) == ("2025-26", Act.OLD, Act.NEW)


def test_the_default_is_this_year_and_the_two_before() -> None:
    """Oldest first."""
    assert [str(year) for year in default_years(date(2026, 11, 23))] == ["2024-25", "2025-26", "2026-27"]
    assert [str(year) for year in default_years(date(2027, 3, 31))] == ["2024-25", "2025-26", "2026-27"]


def test_a_day_is_that_of_india() -> None:
    """Half past six in the evening of London's clock is the next day."""
    assert indian_day(datetime(2026, 11, 22, 18, 29, tzinfo=UTC)) == date(2026, 11, 22)
    assert indian_day(datetime(2026, 11, 22, 18, 30, tzinfo=UTC)) == date(2026, 11, 23)


def test_every_form_has_its_twin_under_the_other_act() -> None:
    """By law-2025: salaries, residents, non-residents, collection."""
    twins = {"24Q": "138", "26Q": "140", "27Q": "144", "27EQ": "143"}
    assert {form.value: form.twin.value for form in OLD_FORMS} == twins
    assert all(form.twin.twin is form and form.act is not form.twin.act for form in Form)
    assert all(form.act is Act.OLD for form in OLD_FORMS)
    assert both_acts([Form.F26Q, Form.F140]) == {Form.F26Q, Form.F140}
    assert both_acts([Form.F24Q]) == {Form.F24Q, Form.F138}
    assert both_acts([]) == frozenset()


def test_portals_are_shown_by_their_titles() -> None:
    """As people call them."""
    assert [portal.title for portal in Portal] == ["IT portal", "TRACES"]


@given(text=st.text(min_size=1))
def test_a_secret_shows_itself_only_when_asked_to(text: str) -> None:
    """Not by any way of making it a text, nor by copying or pickling."""
    secret = Secret(text)
    assert {str(secret), repr(secret), f"{secret}", f"{secret:>3}", f"{secret!r}", "%s" % secret, f"{[secret]}"} == {  # noqa: UP031  # an old way to say it
        "***",
        "[***]",
    }
    assert secret.reveal() == text
    assert bool(secret)
    for leak in (pickle.dumps, copy.copy, json.dumps):
        with pytest.raises(TypeError) as caught:
            leak(secret)
        assert str(caught.value) in ("a secret is not pickled", "Object of type Secret is not JSON serializable")


def test_an_empty_secret_is_none() -> None:
    """So that a blank cell stores nothing."""
    assert not Secret("")


def test_a_secret_is_hidden_where_it_comes_back() -> None:
    """With what would steer a terminal."""
    assert Secret("S3cret").hidden("You sent S3cret.\x1b[31m\u202e") == "You sent ***. [31m "
    assert Secret("").hidden("as it was") == "as it was"
