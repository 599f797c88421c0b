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


def put_in(first: int, last: int, count: int, *, left: int = 1, right: int = 16_384) -> RowsPutIn:
    """Rows put into the sheet Our Sums."""
    return RowsPutIn(sheet="Our Sums", first=first, last=last, count=count, left=left, right=right)


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
    assert pushed_down(formula, put_in(4, 4, 3)) == formula


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
    assert pushed_down(formula, put_in(5, 104, 10)) == moved


def test_a_sum_over_a_table_of_one_row_grows() -> None:
    """That row is all of the table."""
    assert pushed_down("SUM(V5:V5)+V5", put_in(5, 5, 2)) == "SUM(V5:V7)+V5"


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("C105+B105+F105+G105", "C115+B105+F115+G105"),
        ("C104:F104 C105:F110 B105:F110", "C104:F104 C115:F120 B105:F110"),
        ("SUM(C5:C104)+SUM(B5:B104)+SUM(A5:G104)", "SUM(C5:C114)+SUM(B5:B104)+SUM(A5:G114)"),
        ("SUM(D5:E200)+SUM(A5:G200)+SUM(E5:G200)", "SUM(D5:E210)+SUM(A5:G210)+SUM(E5:G200)"),
        ("$D:$D 106:107", "$D:$D 106:107"),
    ],
)
def test_only_the_columns_of_the_table_move(formula: str, moved: str) -> None:
    """Columns C to F: what is beside them stays; a range over all of them grows."""
    assert pushed_down(formula, put_in(5, 104, 10, left=3, right=6)) == moved


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("'Our Sums'!$A$105+'our sums'!A105:B106", "'Our Sums'!$A$115+'our sums'!A115:B116"),
        ("Sums!A105+'Not Our Sums'!A105+'[1]Our Sums'!A105", "Sums!A105+'Not Our Sums'!A105+'[1]Our Sums'!A105"),
        ("'A b'!B1+'Our Sums'!B105+'C'!B105", "'A b'!B1+'Our Sums'!B115+'C'!B105"),
        ("A105", "A105"),
    ],
)
def test_formulas_elsewhere_follow_where_they_name_the_sheet(formula: str, moved: str) -> None:
    """Names for ranges always do; a reference without a sheet is to another one."""
    assert pushed_down(formula, put_in(5, 104, 10), is_elsewhere=True) == moved


def test_a_sheet_is_known_with_its_quotes_and_without() -> None:
    """An apostrophe in its title is doubled; a longer name that ends alike is another sheet, or in another book."""
    shared = {"first": 5, "last": 104, "count": 10, "left": 1, "right": 9}
    assert pushed_down("'It''s'!A105+Its!A105", RowsPutIn(sheet="It's", **shared)) == "'It''s'!A115+Its!A105"
    formula = "Sums!A105+My.Sums!A105+[2]Sums!A105"
    assert pushed_down(formula, RowsPutIn(sheet="Sums", **shared)) == "Sums!A115+My.Sums!A105+[2]Sums!A105"


def test_columns_are_numbered_from_one() -> None:
    """A is 1, Z is 26, AA is 27, XFD is the last."""
    assert [column_letters(number) for number in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16385, 7))
