"""Values as cells, and back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tdsxl.sheets.file.cells import Cells, Stored
from tdsxl.sheets.file.strings import rich_text
from tdsxl.sheets.texts import CUT_MARK, LONGEST, clean, value_text
from tdsxl.tables import Cell, Kind
from tests.sheets.samples import tan

CELLS = Cells()


def stored(cells: Cells, value: Cell) -> Stored:
    """What a parser that is not ours finds in the cell of a value."""
    xml = f'<c r="A1" s="1"{cells.tail(value)}'
    cell = ElementTree.fromstring(xml)  # noqa: S314  our own XML
    number = cell.find("v")
    text = cell.find("is/t")
    if number is not None and number.text:
        return float(number.text)
    return (
        rich_text(f"<t>{text.text.replace('&', '&amp;').replace('<', '&lt;')}</t>")
        if text is not None and text.text
        else None
    )


@pytest.mark.row("C12", "C14", "C16", "C19")
@pytest.mark.parametrize(
    ("value", "tail"),
    [
        (None, "/>"),
        ("", "/>"),
        ("94C", ' t="inlineStr"><is><t>94C</t></is></c>'),
        (tan(1), ' t="inlineStr"><is><t>ABCD00001E</t></is></c>'),
        ("=A1", ' t="inlineStr"><is><t>=A1</t></is></c>'),
        ("a & <b>", ' t="inlineStr"><is><t>a &amp; &lt;b&gt;</t></is></c>'),
        (" a", ' t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("_x000D_ _x00", ' t="inlineStr"><is><t>_x005F_x000D_ _x00</t></is></c>'),
        (7, "><v>7</v></c>"),
        (True, "><v>1</v></c>"),
        (10**15, ' t="inlineStr"><is><t>1000000000000000</t></is></c>'),
        (Decimal("1234567.5"), "><v>1234567.50</v></c>"),
        (Decimal("-0.05"), "><v>-0.05</v></c>"),
        (Decimal("0.125"), "><v>0.125</v></c>"),
        (Decimal("1E+3"), "><v>1000.00</v></c>"),
        (Decimal("9999999999999.99"), "><v>9999999999999.99</v></c>"),
        (Decimal("-9999999999999.99"), "><v>-9999999999999.99</v></c>"),
        (Decimal("10000000000000.01"), ' t="inlineStr"><is><t>10000000000000.01</t></is></c>'),
        (Decimal("NaN"), ' t="inlineStr"><is><t>NaN</t></is></c>'),
        (date(2025, 7, 31), "><v>45869</v></c>"),
        (date(1899, 7, 31), ' t="inlineStr"><is><t>1899-07-31</t></is></c>'),
        (datetime(2025, 7, 30, 18, 30, tzinfo=UTC), "><v>45869.0</v></c>"),
    ],
)
def test_each_kind_of_value_has_its_cell(value: Cell, tail: str) -> None:
    """Amounts keep their paise up to thirteen digits before the point; what Excel would spoil is text."""
    assert CELLS.tail(value) == tail


@pytest.mark.row("C14")
def test_every_code_unit_makes_a_cell(request: pytest.FixtureRequest) -> None:
    """Characters that XML forbids are replaced, all others come back."""
    for code in range(0x10000):
        text = f"a{chr(code)}b"
        found = stored(CELLS, text)
        if code in (9, 10) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE:
            assert found == text
        else:
            assert found == ("a\nb" if code == 13 else "a\ufffdb")


@pytest.mark.row("C15")
@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 40_000])
@pytest.mark.parametrize("letter", ["x", "_", "अ", "😀"])
def test_long_text_is_cut_and_says_so(length: int, letter: str) -> None:
    """Excel counts UTF-16 units; no character is cut in two."""
    text = clean(letter * length)
    units = len(text.encode("utf-16-le")) // 2
    assert units <= LONGEST
    assert text.endswith(CUT_MARK) == (len((letter * length).encode("utf-16-le")) // 2 > LONGEST)


@settings(max_examples=300, deadline=None)
@given(
    some.one_of(
        some.none(),
        some.text(max_size=40),
        some.integers(-(10**16), 10**16),
        some.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15),
        some.dates(date(1890, 1, 1), date(2200, 1, 1)),
        some.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC)),
    ),
    some.booleans(),
)
def test_a_written_value_is_known_again(value: Cell, from_1904: bool) -> None:
    """A cell holds the value it was made of, and names the same row."""
    cells = Cells(from_1904=from_1904)
    found = stored(cells, value)
    assert cells.holds(found, value)
    kind = Kind.INSTANT if isinstance(value, datetime) else Kind.DATE if isinstance(value, date) else Kind.TEXT
    if not isinstance(value, Decimal) or found is None or isinstance(found, float):
        assert cells.key_text(found, kind) == value_text(value)


@pytest.mark.parametrize(
    ("found", "value"),
    [("a", "b"), (None, "a"), ("a", None), (1.0, "1"), ("1", 1), (1.0, Decimal("1.01")), (45869.0, date(2025, 8, 1))],
)
def test_another_value_is_another(found: Stored, value: Cell) -> None:
    """A number is no text, and nothing is not zero."""
    assert not CELLS.holds(found, value)


@pytest.mark.parametrize(
    ("found", "kind", "text"),
    [
        (None, Kind.TEXT, ""),
        ("0510308", Kind.CODE, "0510308"),
        (510308.0, Kind.CODE, "510308"),
        (45869.0, Kind.DATE, "2025-07-31"),
        ("31-07-2025", Kind.DATE, "31-07-2025"),
        (45869.77783564815, Kind.INSTANT, "2025-07-31 18:40:05"),
        (1e12, Kind.DATE, "1000000000000"),
        (-1.0, Kind.COUNT, "-1"),
        (12.5, Kind.RUPEES, "12.5"),
    ],
)
def test_cells_are_texts_to_a_key(found: Stored, kind: Kind, text: str) -> None:
    """Days as 2025-07-31, blank as empty, whole numbers without a point."""
    assert CELLS.key_text(found, kind) == text
