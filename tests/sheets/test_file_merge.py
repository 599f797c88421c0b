"""Tables of a book that other programs and the user have changed."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tdsxl.sheets.file.book import FileBook
from tdsxl.tables import Column
from tests.sheets import foreign
from tests.sheets.samples import (
    CHALLANS,
    RETURNS,
    Row,
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

RESAVED = [
    foreign.by_openpyxl,
    foreign.by_xlsxwriter,
    foreign.with_prefix,
    foreign.without_references,
    foreign.with_other_quotes,
    pytest.param(foreign.by_calc, marks=pytest.mark.calc),
]


def written_book(path: Path, *rows: Row) -> Path:
    """A book with these challans."""
    make_book(path)
    file_book(path).write(update(table(CHALLANS, rows)), {})
    return path


def cins(path: Path) -> list[object]:
    """The portal CINs in the order of the sheet."""
    return [row["Portal CIN"] for row in shown(path, "Challans")]


@pytest.mark.parametrize("resave", RESAVED)
def test_rows_of_other_programs_are_updated_and_new_ones_follow(tmp_path: Path, resave: foreign.Resave) -> None:
    """Whoever saved the book last, known rows change in place and new ones are appended."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    resave(path)
    file_book(path).write(update(table(CHALLANS, [challan(n, state="Unchanged") for n in range(1, 6)])), {})
    rows = shown(path, "Challans")
    assert [row["CRN"] for row in rows] == [f"{n:014d}" for n in range(1, 6)]
    assert [row["State"] for row in rows] == ["Unchanged"] * 5
    assert [row["Total"] for row in rows] == [n + 0.05 for n in range(1, 6)]
    assert rows[4]["Deposited on"] == datetime(2025, 4, 6)
    assert openpyxl.load_workbook(path)["Challans"].tables["Challans"].ref == "A4:Z9"


@pytest.mark.parametrize("resave", RESAVED)
def test_a_resaved_book_that_says_the_same_stays_as_it_is(tmp_path: Path, resave: foreign.Resave) -> None:
    """Other spellings of the same values are no difference."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    resave(path)
    before = path.read_bytes()
    wanted = update(table(CHALLANS, map(challan, range(1, 4))))
    file_book(path).write(wanted, {})
    if resave is not foreign.by_xlsxwriter:
        assert path.read_bytes() == before
    again = path.read_bytes()
    written = file_book(path).write(wanted, {})
    assert path.read_bytes() == again
    file_book(path).write(wanted, written)
    assert path.read_bytes() == again


@pytest.mark.parametrize("resave", [None, pytest.param(foreign.by_calc, marks=pytest.mark.calc)])
def test_the_users_columns_stay_beside_their_rows(tmp_path: Path, resave: foreign.Resave | None) -> None:
    """Notes, colours and heights stay; the calculated column goes on into new rows; the totals row moves down."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    foreign.add_own_columns(path, totals=True)
    if resave:
        resave(path)
    file_book(path).write(update(table(CHALLANS, [challan(n, state="Unchanged") for n in (9, 3, 1, 2, 8)])), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert [sheet.cell(row, 7).value for row in range(5, 10)] == [f"CIN{n:011d}" for n in (1, 2, 3, 9, 8)]
    notes = [sheet.cell(row, 27).value for row in range(5, 10)]
    assert notes == [f"note of CIN{n:011d}" for n in (1, 2, 3)] + [None, None]
    assert {sheet.cell(row, 28).value for row in range(5, 10)} == {"=Challans[[#This Row],[Total]]*2"}
    assert sheet.cell(9, 28).number_format == "0.000"
    assert sheet.cell(5, 3).fill.fgColor.rgb[-6:] == "FFFF00"
    assert sheet.row_dimensions[5].height == pytest.approx(40, abs=1)
    assert sheet.cell(10, 1).value == "Total"
    assert sheet.cell(10, 22).value == "=SUBTOTAL(109,Challans[Total])"
    assert sheet.cell(10, 23).value == "=SUM(V5:V9)"
    assert sheet.tables["Challans"].ref == "A4:AB10"
    assert sheet.cell(9, 24).value == "Unchanged"


def test_rows_stay_where_the_user_sorted_them(tmp_path: Path) -> None:
    """A sorted sheet keeps its order, also when it is written again."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    rows = [[cell.value for cell in row] for row in sheet["A5:Z7"]]
    for place, row in zip(sheet["A5:Z7"], reversed(rows), strict=True):
        for cell, value in zip(place, row, strict=True):
            cell.value = value
    book.save(path)
    wanted = update(table(CHALLANS, [challan(n, state="Changed") for n in range(1, 5)]))
    known = file_book(path).write(wanted, {})
    assert cins(path) == [f"CIN{n:011d}" for n in (3, 2, 1, 4)]
    later = update(table(CHALLANS, [challan(n, state="Unchanged") for n in range(1, 5)]))
    file_book(path).write(later, known)
    assert cins(path) == [f"CIN{n:011d}" for n in (3, 2, 1, 4)]
    assert {row["State"] for row in shown(path, "Challans")} == {"Unchanged"}


def test_rows_that_we_do_not_have_stay(tmp_path: Path) -> None:
    """A row of the sheet without one of ours is left as it stands."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    foreign.by_openpyxl(path)
    file_book(path).write(update(table(CHALLANS, [challan(3, state="Changed")])), {})
    assert [row["State"] for row in shown(path, "Challans")] == ["First read", "First read", "Changed"]


def test_moved_and_renamed_columns_are_found_by_title(tmp_path: Path) -> None:
    """Columns in another order, one gone and one in other letters, are written by their titles."""
    path = written_book(tmp_path / "book.xlsx", challan(1))
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    table_ = sheet.tables["Challans"]
    for row in (4, 5):
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = sheet.cell(row, 3).value, sheet.cell(row, 2).value
    sheet.cell(4, 24).value = "STATE "
    sheet.delete_cols(23)
    names = [str(cell.value) for cell in sheet[4]]
    del table_.tableColumns[22]
    for column, name in zip(table_.tableColumns, names, strict=True):
        column.name = name
    table_.ref = table_.autoFilter.ref = "A4:Y5"
    book.save(path)
    file_book(path).write(update(table(CHALLANS, [challan(1, state="Changed"), challan(2)])), {})
    rows = shown(path, "Challans")
    assert [(row["Client name"], row["Group"], row["STATE "]) for row in rows] == [
        ("Client 1 & Sons", "North", "Changed"),
        ("Client 1 & Sons", "North", "First read"),
    ]


def test_rows_of_one_key_are_told_apart_by_the_tie(tmp_path: Path) -> None:
    """Two statements of one key keep their rows, though a third comes before them."""

    def statement(day: int, state: str) -> Row:
        stamp = datetime(2026, 1, 1).astimezone()
        return (tan(1), "Client", "", "26Q", "1234********5678", stamp.date().replace(day=day), state, stamp, stamp)

    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(update(table(RETURNS, [statement(11, "New"), statement(12, "New")])), {})
    foreign.by_openpyxl(path)
    rows = [statement(10, "New"), statement(12, "Gone"), statement(11, "Changed")]
    file_book(path).write(update(table(RETURNS, rows)), {})
    found = [(str(row["Filed on"])[8:10], row["State"]) for row in shown(path, "Return Summary")]
    assert found == [("11", "Changed"), ("12", "Gone"), ("10", "New")]


def test_notes_below_a_table_move_down(tmp_path: Path) -> None:
    """What the user wrote below the table is not overwritten, and a sum over the table grows with it."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    book = openpyxl.load_workbook(path)
    book["Challans"]["A10"] = "Checked by me"
    book["Challans"]["V10"] = "=SUM(V5:V7)+V12"
    book["Challans"].merge_cells("B10:C10")
    book.save(path)
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 8)))), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert sheet["A14"].value == "Checked by me"
    assert sheet["V14"].value == "=SUM(V5:V11)+V16"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["B14:C14"]
    assert sheet["G11"].value == "CIN00000000007"
    assert b'<dimension ref="A1:Z14"' in parts(path)[part_of(path, "Challans")]


def test_formulas_over_our_cells_give_way_and_their_shares_stay(tmp_path: Path) -> None:
    """A shared formula that began in a cell of ours is spelt out where it goes on in cells of the user's."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    foreign.add_own_columns(path)

    def shared(part: bytes) -> bytes:
        part = _with_formula(part, b"AA5", b'<f t="shared" ref="AA5:AA7" si="0">$P5&amp;"A5"&amp;V5</f>')
        part = _with_formula(part, b"AA6", b'<f t="shared" si="0"/>')
        part = _with_formula(part, b"AA7", b'<f t="shared" si="1"/>')
        return _with_formula(part, b"B6", b'<f t="shared" ref="B6:AA7" si="1">A6</f>')

    change_parts(path, (part_of(path, "Challans"), shared))
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 5)))), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert sheet["B6"].value == "Client 1 & Sons"
    assert sheet["AA5"].value == '=$P5&"A5"&V5'
    assert sheet["AA6"].value == '=$P6&"A5"&V6'
    assert sheet["AA7"].value == "=Z7"


def test_a_formula_that_cells_above_the_table_share_is_still_spelt_out_by_the_first(tmp_path: Path) -> None:
    """Cells that only name it would be damaged without; what it refers to need not have moved for the others."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    book = openpyxl.load_workbook(path)
    book["Challans"]["AC1"] = book["Challans"]["AD1"] = book["Challans"]["AE1"] = "=V20"
    book.save(path)
    formulas = [
        b'<f t="shared" ref="AC1:AD1" si="0">V20</f>',
        b'<f t="shared" si="0"/>',
        b"<f>V20&amp;&quot;&quot;</f>",
    ]

    def shared(part: bytes) -> bytes:
        for place, formula in zip((b"AC1", b"AD1", b"AE1"), formulas, strict=True):
            part = _with_formula(part, place, formula)
        return part

    change_parts(path, (part_of(path, "Challans"), shared))
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 5)))), {})
    part = parts(path)[part_of(path, "Challans")]
    assert formulas[0] in part
    assert formulas[1] in part
    assert openpyxl.load_workbook(path)["Challans"]["AE1"].value == '=V21&""'


def _with_formula(part: bytes, place: bytes, formula: bytes) -> bytes:
    cell = rb'<c r="%s"[^>]*>.*?</c>' % place
    assert re.search(cell, part)
    return re.sub(cell, b'<c r="%s">%s<v>0</v></c>' % (place, formula), part, count=1)


def test_a_formula_that_rows_share_goes_on_into_new_rows(tmp_path: Path) -> None:
    """A column that only looks calculated is filled down as Excel would; a single formula is not."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    foreign.add_own_columns(path)
    book = openpyxl.load_workbook(path)
    sheet, table_ = book["Challans"], book["Challans"].tables["Challans"]
    table_.tableColumns[-1].calculatedColumnFormula = None
    for row in (5, 6, 7):
        sheet.cell(row, 28).value = f"=V{row}/$V$5"
    sheet["AA7"] = "=1+1"
    book.save(path)
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 6)))), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert [sheet.cell(row, 28).value for row in range(7, 10)] == ["=V7/$V$5", "=V8/$V$5", "=V9/$V$5"]
    assert [sheet.cell(row, 27).value for row in range(7, 10)] == ["=1+1", None, None]


def test_a_table_made_a_plain_range_is_still_written(tmp_path: Path) -> None:
    """The header row tells where it stands; what the user typed below, a total without a key, moves down."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    del sheet.tables["Challans"]
    sheet.insert_rows(1, 2)
    sheet["A10"], sheet["V10"] = "Total", "=SUM(V7:V9)"
    sheet.auto_filter.ref = "A6:Z9"
    book.save(path)
    file_book(path).write(update(table(CHALLANS, [challan(n, state="Changed") for n in range(1, 6)])), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert [sheet.cell(row, 7).value for row in range(7, 12)] == [f"CIN{n:011d}" for n in range(1, 6)]
    assert {sheet.cell(row, 24).value for row in range(7, 12)} == {"Changed"}
    assert (sheet["A12"].value, sheet["V12"].value) == ("Total", "=SUM(V7:V11)")
    assert sheet.auto_filter.ref == "A6:Z11"


def test_a_cell_that_holds_an_empty_text_is_blank(tmp_path: Path) -> None:
    """Some programs write one where nothing stands; it is no reason to write."""
    path = written_book(tmp_path / "book.xlsx", challan(1))
    foreign.by_openpyxl(path)
    empty = rb'<c r="W5"\1 t="inlineStr"><is><t></t></is></c>'
    change_parts(
        path, (part_of(path, "Challans"), lambda part: re.sub(rb'<c r="W5"([^>]*?) ?(?:/>|>.*?</c>)', empty, part))
    )
    assert b"<t></t>" in parts(path)[part_of(path, "Challans")]
    before = path.read_bytes()
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    assert path.read_bytes() == before


def test_notes_of_a_plain_range_end_where_another_table_begins(tmp_path: Path) -> None:
    """Its rows bear keys and words of their own, which are none of ours; an empty text is no note."""
    path = written_book(tmp_path / "book.xlsx", *map(challan, range(1, 4)))
    foreign.add_own_columns(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Challans"]
    del sheet.tables["Challans"]
    for row in (12, 13):
        for column in range(1, 28):
            sheet.cell(row, column, f"other {row} {column}")
    sheet.add_table(Table(displayName="Others", ref="A12:AA13"))
    book.save(path)
    empty = b'<c r="AA6" t="inlineStr"><is><t></t></is></c>'
    change_parts(path, (part_of(path, "Challans"), lambda part: re.sub(rb'<c r="AA6".*?</c>', empty, part)))
    sheets = (replace(CHALLANS, own=(Column(title="My note"),)),)
    notes = FileBook(path, backups=tmp_path, sheets=sheets).notes({})["Challans"].notes
    assert [*notes.values()] == [{"My note": "note of CIN00000000001"}, {}, {"My note": "note of CIN00000000003"}]


@pytest.mark.calc
def test_calc_works_out_what_was_written(tmp_path: Path) -> None:
    """Formulas of new rows and of the totals row give their values in another program."""
    path = written_book(tmp_path / "book.xlsx", challan(1))
    foreign.add_own_columns(path, totals=True)
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 4)))), {})
    foreign.by_calc(path)
    sheet = openpyxl.load_workbook(path, data_only=True)["Challans"]
    assert [sheet.cell(row, 28).value for row in (5, 6, 7)] == pytest.approx([2.1, 4.1, 6.1])
    assert sheet.cell(8, 22).value == pytest.approx(6.15)
    assert sheet.cell(8, 23).value == pytest.approx(6.15)
