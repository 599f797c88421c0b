"""Records as text and back."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tdsxl.engine.journal.codec import KINDS, decode, encode
from tdsxl.records import Demand, Record
from tdsxl.values import Year

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15)
st.register_type_strategy(Decimal, AMOUNTS)
st.register_type_strategy(Year, st.builds(Year, st.integers(2000, 2099)))

DEMAND = Demand(year=Year(2025), manual=Decimal(1000), processed=Decimal(0))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_record_survives(kind: type[Record]) -> None:
    """Any values of the field types come back equal, and of the same types."""

    @settings(max_examples=30)
    @given(st.builds(kind))
    def survives(record: Record) -> None:
        back = decode(kind.__name__, encode(record))
        assert back == record
        assert [type(getattr(back, field.name)) for field in fields(back)] == [
            type(getattr(record, field.name)) for field in fields(record)
        ]

    survives()


def test_all_kinds_of_records_are_known() -> None:
    """The names are part of the journal's schema: taking one away would make old journals unreadable."""
    assert set(KINDS) == {
        "FiledStatement",
        "StatementStatus",
        "Challan",
        "UnconsumedChallan",
        "Notice",
        "Demand",
        "DefaultSummary",
        "Certificate",
    }


@pytest.mark.parametrize("printed", ["1000.00", "1000.0", "1E+3", "1.000E+3"])
def test_equal_amounts_give_equal_text(printed: str) -> None:
    """A portal that prints paise from now on has changed nothing."""
    assert encode(replace(DEMAND, manual=Decimal(printed))) == encode(DEMAND)


@pytest.mark.parametrize("printed", ["-0", "-0.00", "0E-5", "0E+2"])
def test_nought_is_nought(printed: str) -> None:
    """However it is printed."""
    assert encode(replace(DEMAND, manual=Decimal(printed))) == '{"year":2025,"manual":"0","processed":"0"}'


def test_paise_are_not_rounded() -> None:
    """Amounts are longer than what floats and decimal contexts keep."""
    amount = Decimal("123456789012345678901234567890.17")
    back = decode("Demand", encode(replace(DEMAND, manual=amount)))
    assert isinstance(back, Demand)
    assert back.manual == amount


def test_the_text_is_one_line_for_people_too() -> None:
    """Field names, years as the year of their 1 April, amounts as text."""
    assert encode(DEMAND) == '{"year":2025,"manual":"1000","processed":"0"}'
