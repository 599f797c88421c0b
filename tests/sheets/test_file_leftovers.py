"""Passwords looked for where a workbook is not built as usual."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tdsxl.sheets.file.emptying import Emptied, empty_cells
from tdsxl.sheets.file.leftovers import leftovers
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.strings import without_strings
from tdsxl.sheets.lists.passwords import passwords_list
from tests.sheets.samples import change_parts, make_book, parts

SECRET = "Second#One"


@pytest.mark.parametrize("content", [b'<a x="Second#One', b"<a>\xff Second#One</a>"], ids=["cut off", "no UTF-8"])
def test_a_part_that_is_no_whole_xml_is_searched_to_its_last_byte(tmp_path: Path, content: bytes) -> None:
    """In a tag that never ends, and among bytes that are no text."""
    path = make_book(tmp_path / "book.xlsx")
    change_parts(path, ("xl/odd.xml", lambda _: content))
    with Package(path) as package:
        assert leftovers(package, [SECRET]) == ("xl/odd.xml",)


def test_a_password_that_another_sheet_shares_is_found_there(tmp_path: Path) -> None:
    """The cells of all sheets show the strings of one part; one that is shown by none any more is gone."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("List")
        for at, row in enumerate((("TAN", "TRACES password"), ("ABCD12345E", "First#One"), ("WXYZ54321A", SECRET))):
            sheet.write_row(at, 0, row)
        book.add_worksheet("Old").write("B2", "First#One")
    assert empty_cells(path, passwords_list(path).spots) == Emptied(cells=2, leftovers=("Old!B2",), unsearchable=())
    assert openpyxl.load_workbook(path)["Old"]["B2"].value == "First#One"
    assert SECRET.encode() not in parts(path)["xl/sharedStrings.xml"]


def test_a_shared_string_is_emptied_in_the_prefix_of_its_part() -> None:
    """The element that stays in the place of its runs is one that Excel knows; other strings keep their numbers."""
    plain, rich = "<x:si><x:t>Plain</x:t></x:si>", "<x:si><x:r><x:t>Ri</x:t></x:r><x:r><x:t>ch</x:t></x:r></x:si>"
    assert without_strings(f"<x:sst>{rich}{plain}{rich}</x:sst>", {0}) == (
        f"<x:sst><x:si><x:t/></x:si>{plain}{rich}</x:sst>"
    )
