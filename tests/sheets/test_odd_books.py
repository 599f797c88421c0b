"""Books in which something of ours is missing, odd or in the way: read and written all the same, or refused by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.areas import area, merged_cells
from tdsxl.sheets.file.package import Package, relations_part
from tdsxl.sheets.file.places import Places
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Update
from tdsxl.titles import HOME_FIGURES
from tests.sheets import foreign
from tests.sheets.samples import (
    CHALLANS,
    RETURNS,
    challan,
    change_parts,
    file_book,
    make_book,
    part_of,
    parts,
    shown,
    table,
    tan,
    update,
)

NEWS = update(table(CHALLANS, map(challan, range(1, 4))))
Change = Callable[[bytes], bytes]
LATER_CELLS = rb'<c r="(?:[C-Z]|[A-Z]{2})[0-9]+"(?:(?!/>|<c ).)*?(?:/>|</c>)'
"""Right of the second column."""
NO_PART = b'<sheet name="Odd" sheetId="99" r:id="rId99"/></sheets>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


def without(pattern: bytes) -> Change:
    """A part without what a pattern finds, of which there must be some."""

    def change(part: bytes) -> bytes:
        assert re.search(pattern, part, re.DOTALL)
        return re.sub(pattern, b"", part, flags=re.DOTALL)

    return change


def table_part(path: Path, name: str) -> str:
    return next(part for part, text in parts(path).items() if b'displayName="%s"' % name.encode() in text)


def write(path: Path, wanted: Update = NEWS) -> list[object]:
    """Bring the challans into a book; the CINs that then stand there."""
    file_book(path).write(wanted, {})
    return [row["Portal CIN"] for row in shown(path, "Challans")]


CINS = [f"CIN{number:011d}" for number in range(1, 4)]


@pytest.mark.parametrize("pattern", [rb'<row r="4".*?</row>', rb'<row r="[4-9]+".*</row>'], ids=["one", "all"])
def test_a_table_whose_header_is_gone_is_refused(path: Path, pattern: bytes) -> None:
    """Its part says row 4, and the sheet has none; nothing is written by guess."""
    change_parts(path, (part_of(path, "Challans"), without(pattern)))
    with pytest.raises(InputError, match="has no row 4"):
        write(path)


def test_a_sheet_that_does_not_say_how_far_it_reaches_is_written(path: Path) -> None:
    """Not every program writes its dimension."""
    change_parts(path, (part_of(path, "Challans"), without(rb"<dimension[^>]*/>")))
    assert write(path) == CINS
    assert b"<dimension" not in parts(path)[part_of(path, "Challans")]


def test_a_book_without_styles_is_written(path: Path) -> None:
    """Its cells have no looks then, and lose nothing."""
    bare = without(rb'<Relationship (?:(?!/>).)*?relationships/styles"[^>]*/>')
    plain = [(part, without(rb' s="[0-9]+"')) for part in sheets(path)]
    change_parts(path, ("xl/_rels/workbook.xml.rels", bare), *plain)
    file_book(path).write(NEWS, {})
    assert parts(path)[part_of(path, "Challans")].count(b"<t>CIN0000000000") == 3


def sheets(path: Path) -> list[str]:
    with Package(path) as package:
        return [entry.part for entry in package.sheets]


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_a_book_that_says_nothing_of_calculation_is_told_to_calculate(path: Path, prefix: bytes) -> None:
    """The word stands where the order of the part wants it, in the part's own prefix."""
    foreign.add_own_columns(path)

    def bare(part: bytes) -> bytes:
        part = without(rb"<calcPr[^>]*/>")(part)
        named = re.sub(rb"<(/?)([a-zA-Z]\w*)(?=[\s/>])", rb"<\1%s\2" % prefix, part)
        return named.replace(b"xmlns=", b"xmlns:x=") if prefix else named

    change_parts(path, ("xl/workbook.xml", bare))
    file_book(path).write(NEWS, {})
    told = parts(path)["xl/workbook.xml"]
    assert b'<%scalcPr fullCalcOnLoad="1"/>' % prefix in told
    assert re.search(rb"</%s(definedNames|sheets)><%scalcPr" % (prefix, prefix), told)


def test_a_filter_of_one_cell_stays_as_it_is(path: Path) -> None:
    """A range that is written otherwise is not grown by guess; the table itself grows."""
    part = table_part(path, "Challans")
    change_parts(path, (part, lambda text: re.sub(rb'<autoFilter ref="[^"]*"', b'<autoFilter ref="A4"', text)))
    assert write(path) == CINS
    assert b'<autoFilter ref="A4"' in parts(path)[part]
    assert b' ref="A4:Z7"' in parts(path)[part]


@pytest.mark.parametrize("reference", ["A4", "", "A4:Z", "Sheet1!A1:B2", "1:4", "A4:Z7 AC4:AD9"])
def test_a_reference_that_is_no_rectangle_is_none(reference: str) -> None:
    """Whole rows and columns and single cells bind nothing to a place."""
    assert area(reference) is None
    merged = f'<mergeCells><mergeCell ref="{reference}"/><mergeCell ref="B10:C11"/></mergeCells>'
    assert list(merged_cells(merged.encode())) == [area("B10:C11")]


def test_a_table_that_does_not_say_where_it_stands_is_found_by_its_titles(path: Path) -> None:
    """Its header row tells."""
    part = table_part(path, "Challans")
    change_parts(path, (part, lambda text: re.sub(rb' ref="A4:Z5"', b' ref="A4"', text, count=1)))
    with Package(path) as package:
        place = Places(package).table(CHALLANS)
    assert (place.table, place.header, place.last, place.columns["Portal CIN"]) == ("", 4, 0, "G")


def test_a_pivot_table_that_does_not_say_where_it_stands_binds_nothing(path: Path) -> None:
    """Beside one that does."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"
    pivot = b'<pivotTableDefinition name="Sums"><location ref="%s"/></pivotTableDefinition>'
    links = b"".join(
        b'<Relationship Id="p%d" Type="%s" Target="/xl/pivotTables/pivotTable%d.xml"/>' % (n, kind, n) for n in (1, 2)
    )
    part = part_of(path, "Challans")
    change_parts(
        path,
        (relations_part(part), lambda rels: rels.replace(b"</Relationships>", links + b"</Relationships>")),
        ("xl/pivotTables/pivotTable1.xml", lambda _: pivot % b"AC4"),
        ("xl/pivotTables/pivotTable2.xml", lambda _: pivot % b"AD4:AE9"),
    )
    with Package(path) as package:
        assert [(other.name, other.left) for other in Places(package).table(CHALLANS).others] == [("Sums", 30)]


def test_a_comment_that_does_not_say_where_it_stands_binds_nothing(path: Path) -> None:
    """The table grows past it."""
    book = openpyxl.load_workbook(path)
    book["Challans"]["A20"].comment = Comment("call back", "me")
    book.save(path)
    with pytest.raises(InputError, match="a comment stands below Challans"):
        file_book(path).read()
    part = next(name for name in parts(path) if "comment" in name and name.endswith(".xml"))
    change_parts(path, (part, lambda text: text.replace(b'ref="A20"', b'ref="A"')))
    file_book(path).read()


def test_a_plain_range_is_found_behind_sheets_without_cells(path: Path) -> None:
    """A chart has a sheet of its own, and another sheet is empty."""
    book = openpyxl.load_workbook(path)
    del book["Challans"].tables["Challans"]
    chart = BarChart()
    chart.add_data(Reference(range_string="Clients!$A$5:$A$7"))
    book.create_chartsheet("Picture", 0).add_chart(chart)
    book.create_sheet("Empty", 1)
    book.save(path)
    change_parts(path, (part_of(path, "Empty"), lambda part: part.replace(b"<sheetData></sheetData>", b"<sheetData/>")))
    with Package(path) as package:
        assert Places(package).table(CHALLANS).header == 4
    assert write(path) == CINS


def test_two_tables_of_ours_on_one_sheet_are_refused(path: Path) -> None:
    """Each grows down, and one would have to move the other."""
    book = openpyxl.load_workbook(path)
    titles = [column.title for column in RETURNS.columns]
    del book["Return Summary"].tables["ReturnSummary"]
    for at, title in enumerate(titles, 30):
        book["Challans"].cell(4, at, title)
    ends = (openpyxl.utils.get_column_letter(at) for at in (30, 29 + len(titles)))
    book["Challans"].add_table(Table(displayName="ReturnSummary", ref="{}4:{}5".format(*ends)))
    book.save(path)
    with pytest.raises(InputError, match=r"Challans and Return Summary stand on one sheet\. Give each a sheet"):
        file_book(path).read()


def test_a_book_is_looked_at_though_it_could_not_be_written(path: Path) -> None:
    """What is shown of a book needs no room in it; a sync does."""
    book = openpyxl.load_workbook(path)
    book["Challans"].protection.enable()
    book.save(path)
    path.chmod(0o444)
    assert len(file_book(path).read(to_write=False).clients) == 3
    with pytest.raises(LocalError):
        file_book(path).read()


def test_clients_are_previewed_without_a_write(path: Path) -> None:
    """How many would be new, and how many rows would change."""
    lines = [
        ClientLine(1, tan(1), {"Client name": "Client 1 & Sons"}),
        ClientLine(2, tan(2), {"Client name": "Renamed"}),
        ClientLine(3, tan(9), {"Client name": "New"}),
    ]
    before = path.read_bytes()
    assert file_book(path).preview_clients(lines) == (1, 1)
    assert path.read_bytes() == before
    assert file_book(path).add_clients(lines) == (1, 1)


def test_a_table_of_ours_that_stands_on_home_keeps_its_rows(path: Path) -> None:
    """The firm has moved it there: the rows go first, Home's own figures follow with the next writing."""
    book = openpyxl.load_workbook(path)
    home, letters = book["Home"], openpyxl.utils.get_column_letter
    del book["Challans"].tables["Challans"]
    titles = [column.title for column in CHALLANS.columns]
    for at, title in enumerate(titles, 20):
        home.cell(40, at, title)
    home.add_table(Table(displayName="Challans", ref=f"{letters(20)}40:{letters(19 + len(titles))}41"))
    book.save(path)
    wanted = replace(NEWS, home=dict.fromkeys(HOME_FIGURES, 7))
    for figures in (set(), {7}):
        file_book(path).write(wanted, {})
        home = openpyxl.load_workbook(path)["Home"]
        assert [home.cell(row, 26).value for row in range(40, 45)] == ["Portal CIN", *CINS, None]
        assert {cell.value for row in home.iter_rows(max_row=39) for cell in row if cell.value == 7} == figures


def test_home_without_its_labels_is_left_alone(path: Path) -> None:
    """The firm has made a page of its own of it."""
    home = part_of(path, "Home")
    change_parts(path, (home, without(rb"<row .*</row>")))
    before = parts(path)[home]
    file_book(path).write(replace(NEWS, home={"Clients": 3}), {})
    assert parts(path)[home] == before


def test_a_note_at_the_end_of_the_sheet_leaves_no_room_for_more_rows(path: Path) -> None:
    """It would be pushed off the sheet, and so is told before anything is lost."""
    last = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>mine</t></is></c></row></sheetData>' % (LAST_ROW, LAST_ROW)
    change_parts(path, (part_of(path, "Challans"), lambda part: part.replace(b"</sheetData>", last)))
    before = path.read_bytes()
    with pytest.raises(LocalError, match="Challans"):
        file_book(path).write(NEWS, {})
    assert path.read_bytes() == before


def test_nothing_is_taken_into_a_table_from_below_its_totals(path: Path) -> None:
    """A line that somebody typed there is a note, not a client; the totals move down with it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    held = sheet.tables["Clients"]
    start, end = held.ref.split(":")
    held.ref, held.totalsRowCount = f"{start}:{end[:-1]}{int(end[-1]) + 1}", 1
    sheet["C8"], sheet["B9"], sheet["C9"] = "Total", tan(8), "Below"
    book.save(path)
    assert file_book(path).add_clients([ClientLine(1, tan(9), {"Client name": "New"})]) == (1, 0)
    sheet = openpyxl.load_workbook(path)["Clients"]
    assert [sheet.cell(row, 3).value for row in range(7, 11)] == ["Client 3 & Sons", "New", "Total", "Below"]
    assert [client.name for client in file_book(path).read().clients][-1] == "New"


def test_a_line_below_the_clients_that_names_none_ends_them(path: Path) -> None:
    """A sum, and what is written further down, are the firm's own."""
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    sheet["C8"], sheet["B9"], sheet["C9"] = "all of them", tan(9), "Further down"
    book.save(path)
    assert [client.row for client in file_book(path).read().clients] == [5, 6, 7]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"xl/workbook.xml": lambda part: part.replace(b"</sheets>", NO_PART)}, "is no workbook that can be read"),
        ({"Clients": lambda part: part.replace(b"<v>1</v>", b"<v>one</v>", 1)}, "the sheet Clients is damaged"),
        ({"Clients": without(LATER_CELLS)}, "the sheet Clients is damaged"),
    ],
    ids=["a sheet without a part", "a value", "columns gone"],
)
def test_what_the_reader_of_cells_refuses_is_told(path: Path, change: Mapping[str, Change], words: str) -> None:
    """By its own words, and the remedy is to save it in Excel."""
    changes = [(name if "/" in name else part_of(path, name), how) for name, how in change.items()]
    change_parts(path, *changes)
    with pytest.raises(InputError, match=rf"^book\.xlsx:? {words}.*save it"):
        file_book(path).read()
