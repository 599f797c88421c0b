"""Sheet parts looked over without taking their cells apart."""

import re

import pytest

from tdsxl.sheets.file.raw import RawSheet

ENOUGH = 20_000_000
ROW = '<row r="{0}"{1}><c r="A{0}" s="1"><v>1</v></c></row>'


def part(*rows: str, prefix: str = "") -> bytes:
    """A sheet part of these rows."""
    text = f"<sheetData>{''.join(rows)}</sheetData><sheetProtection sheet='1'/>"
    return re.sub(r"<(/?)", rf"<\1{prefix}", text).encode()


def raw(part: bytes, *, cut: int = 0) -> RawSheet:
    """The part as it comes in pieces, cut at a byte."""
    return RawSheet(lambda: (part[:cut], part[cut:]) if cut else (part,))


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_the_same_is_seen_wherever_the_pieces_are_cut(prefix: str) -> None:
    """Hidden rows, the end, and a cell far to the right."""
    wide = '<row r="7"><c r="A7"/><c r="XFD7"/></row>'
    text = part(ROW.format(5, ' hidden="1"'), ROW.format(6, " hidden='true'"), wide, prefix=prefix)
    for cut in range(len(text)):
        sheet = raw(text, cut=cut)
        assert sheet.hidden() == {5, 6}
        assert sheet.end() == text[text.index(f"</{prefix}sheetData".encode()) :]
        assert sheet.span(enough=ENOUGH) == 7 * 16_384


def test_a_narrow_sheet_is_bounded_without_counting_its_columns() -> None:
    """Columns up to CZ are taken for granted; a longer sheet, or one with columns beyond, is counted."""
    assert raw(part(ROW.format(1000, ""))).span(enough=ENOUGH) == 104_000
    assert raw(part(ROW.format(1_000_000, ""))).span(enough=ENOUGH) == 1_000_000
    assert raw(part('<row r="9"><c r="DA9"/></row>')).span(enough=ENOUGH) == 9 * 105


@pytest.mark.parametrize("cell", ['<c s="1" r="XFD9"/>', "<c r='XFD9'/>", '<c r="XFD9"/>'])
def test_a_far_cell_is_seen_however_it_is_spelt(cell: str) -> None:
    """Quotes and the order of attributes are the business of the program that wrote it."""
    assert raw(part(ROW.format(5, ""), f'<row r="9">{cell}</row>')).span(enough=ENOUGH) == 9 * 16_384


def test_rows_without_numbers_are_counted() -> None:
    """Each follows the one before."""
    text = part("<row/>", '<row hidden="1"><c/></row>', ROW.format(9, ""), '<row hidden="1"/>')
    assert raw(text).hidden() == {2, 10}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B5" s="1" t="e"><v>#N/A</v></c>',
        "<c t='e' r='B5'><f>VLOOKUP(A5,X:Y,2,0)</f><v>#N/A</v></c>",
        '<x:c r="B5" t="e"><x:f/><x:v>#N/A</x:v></x:c>',
    ],
)
def test_formulas_that_fail_are_seen(cell: str) -> None:
    """However they are spelt, and wherever the pieces are cut; other texts and truths are none."""
    others = '<c r="A5" t="str"><v>#N/A</v></c><c r="C5" t="b"><v>1</v></c>'
    text = f'<sheetData><row r="5">{others}{cell}</row></sheetData>'.encode()
    assert all(raw(text, cut=cut).errors() == {5: {2: "#N/A"}} for cut in range(len(text)))


def test_an_error_without_a_place_is_passed_over() -> None:
    """Nobody can say whose it is."""
    assert raw(b'<sheetData><row r="5"><c t="e"><v>#N/A</v></c></row></sheetData>').errors() == {}


def test_a_sheet_without_rows_has_an_end() -> None:
    """However its empty element is written."""
    assert raw(b"<a/><sheetData/><b/>").end() == b"<sheetData/><b/>"
    assert raw(b"<a/><sheetData></sheetData><b/>").end() == b"</sheetData><b/>"
    assert raw(part()).span(enough=ENOUGH) == 0
