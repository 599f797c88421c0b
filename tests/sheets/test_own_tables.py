"""Tables, notes and names of the firm's on the sheet of one of our tables, when ours grows."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.errors import InputError
from tdsxl.sheets.layout import SETTINGS
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.titles import CLIENTS
from tests.sheets import foreign
from tests.sheets.samples import (
    CHALLANS,
    SHEETS,
    challan,
    change_parts,
    file_book,
    make_book,
    part_of,
    parts,
    prove_order,
    shown,
    table,
    tan,
    update,
)

RESAVED = [None, foreign.by_openpyxl, pytest.param(foreign.by_calc, marks=pytest.mark.calc)]
Change = Callable[[Worksheet], None]


def changed(path: Path, change: Change, *, title: str = "Challans") -> Path:
    """The book after the firm has changed a sheet."""
    book = openpyxl.load_workbook(path)
    change(book[title])
    book.save(path)
    return path


def add_table(sheet: Worksheet, corner: str, *, name: str = "Fees", rows: int = 3) -> None:
    """A table of the firm's, two columns wide, its rows numbered in the second one."""
    first = sheet[corner]
    for down, row in enumerate(fees(rows)):
        for right, value in enumerate(row):
            first.offset(down, right).value = value
    reference = f"{corner}:{first.offset(rows, 1).coordinate}"
    sheet.add_table(Table(displayName=name, ref=reference, autoFilter=AutoFilter(ref=reference)))


def with_challans(path: Path, count: int = 3) -> Path:
    """A book with some challans, from row 5 on."""
    make_book(path)
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, count + 1)))), {})
    return path


def grow(path: Path, *, to: int) -> Worksheet:
    """The sheet of the challans once there are so many."""
    file_book(path).read()
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, to + 1)))), {})
    prove_order(path, "Challans")
    return openpyxl.load_workbook(path)["Challans"]


def cells(sheet: Worksheet, reference: str) -> list[list[object]]:
    """Values of a range."""
    return [[cell.value for cell in row] for row in sheet[reference]]


def fees(rows: int = 3) -> list[list[str | int]]:
    """What stands in a table of the firm's."""
    numbered: list[list[str | int]] = [[f"Firm {number}", number] for number in range(1, rows + 1)]
    return [["Firm", "Fee"], *numbered]


@pytest.mark.parametrize("resave", RESAVED)
def test_a_table_below_ours_moves_down_with_its_range(tmp_path: Path, resave: foreign.Resave | None) -> None:
    """Its cells, its range, its filter and its formulas follow; ours grows into the room."""

    def below(sheet: Worksheet) -> None:
        add_table(sheet, "B10")
        sheet["B15"] = "=SUM(C11:C13)+V7"

    path = changed(with_challans(tmp_path / "book.xlsx"), below)
    if resave:
        resave(path)
    sheet = grow(path, to=8)
    assert sheet.tables["Challans"].ref == "A4:Z12"
    assert sheet.tables["Fees"].ref == sheet.tables["Fees"].autoFilter.ref == "B15:C18"
    assert cells(sheet, "B15:C18") == fees()
    assert sheet["B20"].value == "=SUM(C16:C18)+V7"
    assert cells(sheet, "B13:C14") == [[None, None], [None, None]]


def test_a_table_that_has_room_does_not_grow(tmp_path: Path) -> None:
    """The firm has made it longer: its blank rows are filled first, and what is below stays until they are full."""

    def longer(sheet: Worksheet) -> None:
        held = sheet.tables["Challans"]
        held.ref = held.autoFilter.ref = "A4:Z10"
        sheet["A12"] = "Checked by me"

    path = changed(with_challans(tmp_path / "book.xlsx"), longer)
    for count, ref, below in ((5, "A4:Z10", "A12"), (6, "A4:Z10", "A12"), (8, "A4:Z12", "A14")):
        sheet = grow(path, to=count)
        assert sheet.tables["Challans"].ref == sheet.tables["Challans"].autoFilter.ref == ref
        assert [sheet.cell(row, 7).value for row in range(5, 5 + count)] == [
            f"CIN{n:011d}" for n in range(1, count + 1)
        ]
        assert sheet[below].value == "Checked by me"


@pytest.mark.parametrize("resave", RESAVED)
def test_a_table_beside_ours_stays_whole(tmp_path: Path, resave: foreign.Resave | None) -> None:
    """As in Excel, only the columns of our table move; what is beside it keeps its rows, also below our last one."""

    def beside(sheet: Worksheet) -> None:
        add_table(sheet, "AC4", rows=12)
        sheet["A10"], sheet["AF10"] = "Checked by me", "=A10&V7&AD16"
        sheet.merge_cells("B10:C10")

    path = changed(with_challans(tmp_path / "book.xlsx"), beside)
    if resave:
        resave(path)
    sheet = grow(path, to=8)
    assert sheet.tables["Fees"].ref == "AC4:AD16"
    assert cells(sheet, "AC4:AD16") == fees(12)
    assert (sheet["A15"].value, sheet["AF10"].value) == ("Checked by me", "=A15&V7&AD16")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B15:C15"]
    assert sheet["G12"].value == "CIN00000000008"


def test_a_table_that_ends_beside_our_last_row_does_not_grow(tmp_path: Path) -> None:
    """It only happens to be as long as ours."""

    def beside(sheet: Worksheet) -> None:
        add_table(sheet, "AC4")
        sheet["AC9"], sheet["A2"] = "=SUM(AD5:AD7)", "=SUM(V5:V7)"

    sheet = grow(changed(with_challans(tmp_path / "book.xlsx"), beside), to=8)
    assert sheet.tables["Fees"].ref == sheet.tables["Fees"].autoFilter.ref == "AC4:AD7"
    assert sheet["AC9"].value == "=SUM(AD5:AD7)"
    assert sheet["A2"].value == "=SUM(V5:V12)"


def test_a_table_half_below_ours_moves_whole(tmp_path: Path) -> None:
    """Excel would refuse; here what stands beside our table's columns but not beside its rows moves with it."""

    def half_below(sheet: Worksheet) -> None:
        add_table(sheet, "Z9")
        sheet["AA20"], sheet["AB20"] = "moves", "stays"

    sheet = grow(changed(with_challans(tmp_path / "book.xlsx"), half_below), to=8)
    assert sheet.tables["Fees"].ref == "Z14:AA17"
    assert cells(sheet, "Z14:AA17") == fees()
    assert (sheet["AA25"].value, sheet["AB20"].value) == ("moves", "stays")


def test_a_table_that_would_be_torn_is_named_before_any_login(tmp_path: Path) -> None:
    """It stands beside the end of ours, another one below both: one line says what to move, and the book stays."""

    def in_the_way(sheet: Worksheet) -> None:
        add_table(sheet, "AA5", rows=9)
        add_table(sheet, "Z20", name="Sums")

    path = changed(with_challans(tmp_path / "book.xlsx"), in_the_way)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"sheet Challans: the table Fees stands beside the end of Challans") as read:
        file_book(path).read()
    assert read.value.remedy == "Move Fees to a sheet of its own."
    with pytest.raises(InputError, match="Fees"):
        file_book(path).write(update(table(CHALLANS, map(challan, range(1, 9)))), {})
    assert path.read_bytes() == before
    file_book(path).write(update(table(CHALLANS, [challan(2, state="Changed")])), {})
    assert [row["State"] for row in shown(path, "Challans")][1] == "Changed"


def test_merged_cells_in_a_table_are_named_before_any_login(tmp_path: Path) -> None:
    """Rows that have lost their names would be written twice; cells merged below or beside it are no trouble."""
    path = changed(with_challans(tmp_path / "book.xlsx"), lambda sheet: sheet.merge_cells("AC5:AD6"))
    file_book(path).read()
    path = changed(path, lambda sheet: sheet.merge_cells("A5:A6"))
    with pytest.raises(InputError, match="sheet Challans: the cells A5:A6 of its table are merged") as read:
        file_book(path).read()
    assert read.value.remedy == "Unmerge them."
    assert file_book(path).read(to_write=False).gaps[0] == f"No sync can write it: {read.value}"


def add_comment(sheet: Worksheet, place: str) -> None:
    """A comment of the firm's."""
    sheet[place].comment = Comment("asked the bank", "me")


def add_chart(sheet: Worksheet, place: str) -> None:
    """A chart whose upper left corner stands in a cell."""
    chart = BarChart()
    chart.add_data(Reference(range_string="Challans!$V$5:$V$7"))
    sheet.add_chart(chart, place)


@pytest.mark.parametrize("resave", RESAVED)
@pytest.mark.parametrize(("add", "told"), [(add_comment, "a comment"), (add_chart, "a drawing")])
def test_what_would_be_left_behind_is_named_before_any_login(
    tmp_path: Path, resave: foreign.Resave | None, add: Callable[[Worksheet, str], None], told: str
) -> None:
    """A comment or chart below our table cannot move with the cells: one line says where it is, and the book stays."""
    path = changed(with_challans(tmp_path / "book.xlsx"), lambda sheet: add(sheet, "C12"))
    if resave:
        resave(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=rf"The sheet Challans: {told} stands below Challans \(C12\)\.") as read:
        file_book(path).read()
    assert read.value.remedy == "Move it beside the table or to a sheet of its own."
    with pytest.raises(InputError, match="C12"):
        file_book(path).write(update(table(CHALLANS, map(challan, range(1, 9)))), {})
    assert path.read_bytes() == before


@pytest.mark.parametrize("add", [add_comment, add_chart])
@pytest.mark.parametrize("place", ["C3", "C6", "C7", "AC12"])
def test_what_stands_above_in_or_beside_our_table_is_no_trouble(
    tmp_path: Path, add: Callable[[Worksheet, str], None], place: str
) -> None:
    """Its cell stays where it is."""
    path = changed(with_challans(tmp_path / "book.xlsx"), lambda sheet: add(sheet, place))
    file_book(path).read()
    assert grow(path, to=8)["G12"].value == "CIN00000000008"


def test_a_drawing_bound_to_no_cell_is_no_trouble(tmp_path: Path) -> None:
    """Excel leaves it where it is as well."""
    path = changed(with_challans(tmp_path / "book.xlsx"), lambda sheet: add_chart(sheet, "C12"))
    drawing = next(name for name in parts(path) if name.startswith("xl/drawings/drawing"))
    change_parts(path, (drawing, lambda part: re.sub(rb"<((?:xdr:)?oneCellAnchor)", rb'<\1 editAs="absolute"', part)))
    file_book(path).read()


def test_clients_are_not_imported_over_a_comment(tmp_path: Path) -> None:
    """A comment below the clients would stay behind while its cell moves."""
    path = changed(make_book(tmp_path / "book.xlsx"), lambda sheet: add_comment(sheet, "C15"), title="Clients")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"The sheet Clients: a comment stands below Clients \(C15\)"):
        file_book(path).add_clients([ClientLine(1, tan(77), {})])
    assert path.read_bytes() == before


def test_names_for_ranges_follow(tmp_path: Path) -> None:
    """Print area, filter and names of the firm's that mean cells of this sheet; those of other sheets stay."""
    path = with_challans(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Challans"].print_area = "A1:AE30"
    names = {"Checked": "Challans!$A$10", "Totals": "'challans'!$V$5:$V$7", "Other": "Clients!$A$10", "Rate": "0.1"}
    for name, meaning in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=meaning)
    filtered = DefinedName("_xlnm._FilterDatabase", attr_text="'Challans'!$A$4:$Z$7", hidden=True)
    book["Challans"].defined_names["_xlnm._FilterDatabase"] = filtered
    book.save(path)
    grow(path, to=8)
    part = parts(path)["xl/workbook.xml"].decode()
    for meaning in ("Challans!$A$15", "'challans'!$V$5:$V$12", "Clients!$A$10", "0.1", "'Challans'!$A$4:$Z$12"):
        assert f">{meaning}</definedName>" in part
    assert openpyxl.load_workbook(path)["Challans"].print_area == "'Challans'!$A$1:$AE$35"


def test_the_print_area_of_a_blank_table_grows_with_its_first_rows(tmp_path: Path) -> None:
    """Though the sheet is made anew, being as a fresh book has it."""

    def change(sheet: Worksheet) -> None:
        sheet.print_area = "A1:Z5"
        sheet.conditional_formatting.add("U5:V5", Rule(type="duplicateValues"))

    path = changed(make_book(tmp_path / "book.xlsx"), change)
    sheet = grow(path, to=3)
    assert sheet.print_area == "'Challans'!$A$1:$Z$7"
    assert "U5:V7" in [str(each.sqref) for each in sheet.conditional_formatting]


def test_a_pivot_table_below_ours_moves_down(tmp_path: Path) -> None:
    """Its place is told in a part of its own."""
    path = with_challans(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Challans"]["B20"] = "Sum of Total"
    book.save(path)
    sheet = part_of(path, "Challans")
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    related = b'<Relationship Id="rId77" Type="http://x/pivotTable" Target="/xl/pivotTables/p.xml"/></Relationships>'
    pivot = b'<pivotTableDefinition name="Sums"><location ref="%s" firstHeaderRow="1"/></pivotTableDefinition>'
    change_parts(
        path,
        ("xl/pivotTables/p.xml", lambda _: pivot % b"B20:C24"),
        (rels, lambda part: part.replace(b"</Relationships>", related)),
    )
    assert grow(path, to=8)["B25"].value == "Sum of Total"
    assert parts(path)["xl/pivotTables/p.xml"] == pivot % b"B25:C29"


def test_a_sheet_to_which_a_table_was_added_is_no_longer_ours_alone(tmp_path: Path) -> None:
    """Though all its rows are as we wrote them, they are not made anew, so that the other table stays whole."""
    path = make_book(tmp_path / "book.xlsx")
    known = file_book(path).write(update(table(CHALLANS, map(challan, range(1, 4)))), {})
    assert known["Challans"].plain
    sheet = part_of(path, "Challans")
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    columns = b'<tableColumns><tableColumn id="1" name="Firm"/><tableColumn id="2" name="Fee"/></tableColumns>'
    own = b'<table id="99" name="Fees" displayName="Fees" ref="B%d:C%d">' + columns + b"</table>"
    related = b'<Relationship Id="rId77" Type="http://x/table" Target="/xl/tables/own.xml"/></Relationships>'
    change_parts(
        path,
        ("xl/tables/own.xml", lambda _: own % (20, 23)),
        (rels, lambda part: part.replace(b"</Relationships>", related)),
        (sheet, lambda part: part.replace(b"</tableParts>", b'<tablePart r:id="rId77"/></tableParts>')),
    )
    known = file_book(path).write(update(table(CHALLANS, map(challan, range(1, 9)))), known)
    assert not known["Challans"].plain
    assert parts(path)["xl/tables/own.xml"] == own % (25, 28)


def test_a_blank_table_of_ours_beside_one_of_the_firms_is_filled_with_care(tmp_path: Path) -> None:
    """Though ours is as a fresh book has it, its rows are not made as if the sheet were ours alone."""

    def blank(sheet: Worksheet) -> None:
        add_table(sheet, "AC3", rows=2)
        sheet["AC5"] = sheet["AD5"] = None

    path = changed(make_book(tmp_path / "book.xlsx"), blank)
    sheet = grow(path, to=4)
    assert sheet.tables["Fees"].ref == "AC3:AD5"
    assert cells(sheet, "AC3:AD5") == [*fees(1), [None, None]]
    assert sheet["G8"].value == "CIN00000000004"


def test_clients_end_where_another_table_begins(tmp_path: Path) -> None:
    """What stands right below the clients is not taken for clients typed there, and moves down for new ones."""
    path = changed(make_book(tmp_path / "book.xlsx"), lambda sheet: add_table(sheet, "B8"), title="Clients")
    contents = file_book(path).read()
    assert [client.tan for client in contents.clients] == [tan(n) for n in (1, 2, 3)]
    assert contents.problems == ()
    lines = [ClientLine(n, tan(n), {"Client name": f"Client {n} & Sons"}) for n in (3, 4, 5)]
    assert file_book(path).add_clients(lines) == (2, 0)
    sheet = openpyxl.load_workbook(path)["Clients"]
    assert (sheet.tables["Clients"].ref, sheet.tables["Fees"].ref) == ("A4:AG9", "B10:C13")
    assert cells(sheet, "B10:C13") == fees()
    assert len(file_book(path).read().clients) == 5


def test_a_plain_range_of_ours_ends_where_another_table_begins(tmp_path: Path) -> None:
    """Without a table of ours its end is told by its rows, which those of the firm's table are not."""

    def loose(sheet: Worksheet) -> None:
        del sheet.tables["Challans"]
        add_table(sheet, "A8", rows=2)
        for row in (8, 9, 10):
            sheet.cell(row, 7).value = f"G{row}"

    sheet = grow(changed(with_challans(tmp_path / "book.xlsx"), loose), to=5)
    assert sheet.tables["Fees"].ref == "A10:B12"
    assert [sheet.cell(row, 7).value for row in range(8, 13)] == [
        "CIN00000000004",
        "CIN00000000005",
        "G8",
        "G9",
        "G10",
    ]


def test_books_of_xlsxwriter_keep_their_tables(tmp_path: Path) -> None:
    """A table below and one beside ours, as yet another program writes them."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for ours in (CLIENTS, *SHEETS, SETTINGS):
            sheet = book.add_worksheet(ours.title)
            titles = [{"header": column.title} for column in ours.columns]
            sheet.add_table(3, 0, 4, len(titles) - 1, {"name": ours.table, "columns": titles})
        challans = book.get_worksheet_by_name("Challans")
        columns = {"columns": [{"header": title} for title in fees()[0]]}
        challans.add_table("AC2:AD5", {"name": "Beside", "data": fees()[1:], **columns})
        challans.add_table("E7:F10", {"name": "Below", "data": fees()[1:], **columns})
        challans.print_area("A1:Z10")
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 4)))), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert [sheet.tables[name].ref for name in ("Challans", "Beside", "Below")] == ["A4:Z7", "AC2:AD5", "E9:F12"]
    assert cells(sheet, "AC2:AD5") == cells(sheet, "E9:F12") == fees()
    assert sheet.print_area == "'Challans'!$A$1:$Z$12"


@pytest.mark.calc
def test_calc_works_out_tables_and_names_that_moved(tmp_path: Path) -> None:
    """References by a table's name, by a name and by cells mean in another program what they meant before."""

    def change(sheet: Worksheet) -> None:
        add_table(sheet, "B10")
        add_table(sheet, "AC4", name="Rates", rows=12)
        sheet["AF1"], sheet["AF2"], sheet["AF3"] = "=SUM(Fees[Fee])", "=SUM(Rates[Fee])", "=SUM(Paid)+C13"
        sheet.defined_names["Paid"] = DefinedName("Paid", attr_text="Challans!$C$11:$C$13")

    path = changed(with_challans(tmp_path / "book.xlsx"), change)
    grow(path, to=8)
    foreign.by_calc(path)
    sheet = openpyxl.load_workbook(path, data_only=True)["Challans"]
    assert [sheet[place].value for place in ("AF1", "AF2", "AF3")] == [6, 78, 9]
    assert (sheet.tables["Fees"].ref, sheet.tables["Rates"].ref) == ("B15:C18", "AC4:AD16")
