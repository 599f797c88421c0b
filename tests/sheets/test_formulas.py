"""References inside formulas, moved as Excel moves them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.formula.translate import Translator

from tdsxl.sheets.file.formulas import RowsPutIn, column_letters, column_number, filled, pushed_down

PIECES = (
    "A5",
    "$B$5",
    "AA$5",
    "$C7",
    "A5:B7",
    "$A:C",
    "5:$7",
    '"A5 ""x"""',
    "'My A1'!B3",
    "S1!$C4",
    "LOG10(",
    "Q1_2025",
)


@settings(max_examples=200, deadline=None)
@given(some.lists(some.sampled_from(PIECES), min_size=1, max_size=6), some.integers(0, 9), some.integers(0, 9))
def test_formulas_are_filled_as_openpyxl_fills_them(pieces: list[str], rows: int, columns: int) -> None:
    """Two programs of different authors agree."""
    formula = "+".join(pieces) + ")" * pieces.count("LOG10(")
    target = f"{column_letters(1 + columns)}{5 + rows}"
    assert f"={filled(formula, rows=rows, columns=columns)}" == Translator(f"={formula}", "A5").translate_formula(
        target
    )


def test_a_reference_beyond_the_sheet_is_lost() -> None:
    """As in Excel."""
    assert filled("A1+B5", rows=-3) == "#REF!+B2"
    assert filled("A1+$A1", rows=0, columns=-1) == "#REF!+$A1"


def test_structured_references_stay() -> None:
    """A column's title may look like a reference."""
    formula = "Challans[[#This Row],[A5]]*Challans[A6]"
    assert filled(formula, rows=3, columns=3) == formula
    assert pushed_down(formula, RowsPutIn(4, 4, 3)) == formula


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(V5:V104)", "SUM(V5:V114)"),
        ("SUM(V$5:$V$104)", "SUM(V$5:$V$114)"),
        ("SUM(V1:V200)", "SUM(V1:V210)"),
        ("SUM(V5:V99)", "SUM(V5:V99)"),
        ("V104+V105", "V104+V115"),
        ("Other!V105+'My V105'!V105", "Other!V105+'My V105'!V105"),
        ("A5:AB1048576 C106 D5:D104 E104", "A5:AB1048576 C116 D5:D114 E104"),
        ("B106:C106", "B116:C116"),
        ("V104:V104", "V104:V104"),
    ],
)
def test_rows_put_in_push_references_down(formula: str, moved: str) -> None:
    """What stands below row 104 moves by ten rows, and ranges that end there grow."""
    assert pushed_down(formula, RowsPutIn(5, 104, 10)) == moved


def test_a_sum_over_a_table_of_one_row_grows() -> None:
    """That row is all of the table."""
    assert pushed_down("SUM(V5:V5)+V5", RowsPutIn(5, 5, 2)) == "SUM(V5:V7)+V5"


def test_columns_are_numbered_from_one() -> None:
    """A is 1, Z is 26, AA is 27, XFD is the last."""
    assert [column_letters(number) for number in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16385, 7))
