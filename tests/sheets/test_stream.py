"""A sheet part taken apart row by row, wherever its pieces are cut and whatever stands among them."""

from collections.abc import Callable

import pytest

from tdsxl.errors import InputError
from tdsxl.sheets.file.stream import SheetStream, after_rows, sheet_end

ROWS = '<row r="4"><c r="A4"><v>1</v></c></row>\n<row hidden="1"/><row r="9"><c r="A9"/></row>'
PART = f'<worksheet><cols><col min="1"/></cols><sheetData>{ROWS}</sheetData><pageMargins/></worksheet>'.encode()
PREFIXED = PART.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")


def pieces(part: bytes, cut: int) -> list[bytes]:
    return [part[:cut], part[cut:]]


@pytest.mark.parametrize("part", [PART, PREFIXED], ids=["plain", "prefixed"])
def test_the_same_rows_are_read_wherever_the_pieces_are_cut(part: bytes) -> None:
    """With their numbers, counted where they are not written; put together they are the part."""
    whole = SheetStream([part])
    rows = list(whole.rows())
    assert [row.number for row in rows] == [4, 5, 9]
    for cut in range(len(part)):
        stream = SheetStream(pieces(part, cut))
        assert list(stream.rows()) == rows
        end = b"".join(stream.rest())
        assert stream.before + "".join(row.xml for row in rows).encode() + end == part
        assert sheet_end(pieces(part, cut)) == end


@pytest.mark.parametrize("empty", [b"<a><sheetData/><b/></a>", b"<a><sheetData></sheetData><b/></a>"])
def test_a_sheet_without_rows_has_none(empty: bytes) -> None:
    """However its empty element is written; what follows stands as it was."""
    stream = SheetStream([empty])
    assert list(stream.rows()) == []
    assert stream.before + b"".join(stream.rest()) == empty


@pytest.mark.parametrize("cut", [PART.index(b"<sheetData>") + 4, PART.index(b"</row>"), PART.index(b'<row r="9"') + 3])
def test_a_part_that_breaks_off_is_damaged(cut: int) -> None:
    """Before its rows, inside one and between two."""
    with pytest.raises(InputError, match="damaged"):
        list(SheetStream([PART[:cut]]).rows())


@pytest.mark.parametrize(
    "read", [lambda part: sheet_end([part]), lambda part: after_rows([part], prefix="")], ids=["whole", "rest"]
)
def test_rows_without_an_end_are_damaged(read: Callable[[bytes], bytes]) -> None:
    """Nothing says where they end, so nothing is taken for what stands after them."""
    with pytest.raises(InputError, match="damaged"):
        read(PART.partition(b"</sheetData>")[0])


@pytest.mark.parametrize("among", [b"<!-- note -->", b"<ext/>"])
def test_what_is_no_row_among_the_rows_is_refused(among: bytes) -> None:
    """Else the rows behind it would be taken for what stands after the table, and written a second time."""
    with pytest.raises(InputError, match="damaged"):
        list(SheetStream([PART.replace(b"\n", among)]).rows())
