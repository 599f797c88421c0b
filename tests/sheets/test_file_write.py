"""A book written without Excel: values, cheap ways, clients, figures."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tdsxl.errors import LocalError
from tdsxl.sheets.file.anew import NewColumn, RowTemplate
from tdsxl.sheets.file.cells import Cells
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.tables import Cell, Stamp, Update
from tdsxl.titles import CLIENTS, EXCEPTIONS, OUR_CLIENT_TITLES
from tests.sheets import foreign
from tests.sheets.samples import (
    AS_ON,
    CHALLANS,
    NOTICES,
    SEEN,
    STAMP,
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


def test_values_are_read_back_as_they_were(tmp_path: Path) -> None:
    """Codes keep their zeros, rupees their paise, days and instants are dates in Indian time."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    row = {sheet.cell(4, at).value: sheet.cell(5, at) for at in range(1, 27)}
    assert row["BSR code"].value == "0510308"
    assert row["CRN"].value == "00000000000001"
    assert row["Total"].value == 1.05
    assert row["Deposited on"].value == datetime(2025, 4, 2)
    assert row["First seen"].value == datetime(2026, 11, 22, 18, 40)
    assert row["Bank reference"].value is None
    assert row["BSR code"].style == "tdsxl code"
    assert row["Total"].style == "tdsxl rupees"
    assert row["First seen"].style == "tdsxl instant"
    assert sheet["A2"].value == AS_ON
    assert sheet.dimensions == "A1:Z5"


def test_nothing_new_leaves_bytes_and_time(tmp_path: Path) -> None:
    """The same tables again touch nothing, whether or not the journal remembers the last writing."""
    path = make_book(tmp_path / "book.xlsx")
    wanted = update(table(CHALLANS, map(challan, range(9))), table(NOTICES, []), clients={5: {"Status": "All checked"}})
    known = file_book(path).write(wanted, {})
    os.utime(path, (1, 1))
    before = path.read_bytes()
    assert file_book(path).write(wanted, known) == known
    assert file_book(path).write(wanted, {}).keys() == known.keys()
    assert path.read_bytes() == before
    assert path.stat().st_mtime == 1


def test_equal_fingerprints_need_no_rows(tmp_path: Path) -> None:
    """A new as-on line alone is put in without making the rows; it is the only difference."""
    path = make_book(tmp_path / "book.xlsx")
    first = table(CHALLANS, map(challan, range(9)))
    known = file_book(path).write(update(first), {})
    before = parts(path)

    def never() -> Iterator[Row]:
        raise AssertionError("rows were made")

    later = replace(first, as_on="As on 23-Nov-2026", rows=never)
    again = file_book(path).write(update(later), known)
    part = part_of(path, "Challans")
    after = parts(path)
    assert after.pop(part) == before.pop(part).replace(AS_ON.encode(), b"As on 23-Nov-2026")
    assert {name for name in after if after[name] != before[name]} <= {part_of(path, "Clients"), "xl/workbook.xml"}
    assert again["Challans"].rows_sha256 == known["Challans"].rows_sha256
    assert again["Challans"].plain


def test_rows_of_our_own_writing_are_made_anew(tmp_path: Path) -> None:
    """Nobody touched the sheet, so it takes the rows and their order as they are now; the table shrinks too."""
    path = make_book(tmp_path / "book.xlsx")
    known = file_book(path).write(update(table(CHALLANS, map(challan, range(9)))), {})
    assert known["Challans"].plain
    known = file_book(path).write(update(table(CHALLANS, [challan(8), challan(2)])), known)
    assert [row["CRN"] for row in shown(path, "Challans")] == ["00000000000008", "00000000000002"]
    assert openpyxl.load_workbook(path)["Challans"].tables["Challans"].ref == "A4:Z6"
    file_book(path).write(update(table(CHALLANS, [])), known)
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert sheet.tables["Challans"].ref == "A4:Z5"
    assert sheet["A5"].value is None
    assert sheet["A5"].style == "tdsxl code"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """Nothing from a portal becomes a formula, a link or broken XML."""
    path = make_book(tmp_path / "book.xlsx")
    texts = ["=1+1", "+1", "-1", "@A1", "\tx", '=HYPERLINK("http://x")', "_x0041_", "a\x00b", "<b>&amp;", " a ", "x\ny"]
    rows = [(*challan(n)[:1], text, *challan(n)[2:]) for n, text in enumerate(texts)]
    file_book(path).write(update(table(CHALLANS, rows)), {})
    sheet = openpyxl.load_workbook(path)["Challans"]
    cells = [sheet.cell(row, 2) for row in range(5, 5 + len(texts))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [*texts[:6], "_x005F_x0041_", "a\ufffdb", *texts[8:]]
    part = parts(path)[part_of(path, "Challans")]
    assert not re.search(rb"<f[ >]|<hyperlink", part)


@pytest.mark.row("E8")
def test_more_rows_than_a_sheet_holds_are_refused_in_one_line() -> None:
    """The last row of a sheet is filled, the next one is refused."""
    template = RowTemplate([NewColumn(letters="A", style="0", place=0)], prefix="", cells=Cells(), sheet=CHALLANS)
    rows = template.rows(LAST_ROW, [(1,), (2,)], "Challans")
    assert next(rows) == '<row r="1048576"><c r="A1048576" s="0"><v>1</v></c></row>'
    with pytest.raises(LocalError, match=r"Challans has more rows than a sheet can hold \(1,048,576\)"):
        next(rows)


def test_sentences_get_rows_of_their_height() -> None:
    """Excel finds it itself; other programs draw such a row as one line."""
    columns = [NewColumn(letters="A", style="0", place=at) for at in range(len(EXCEPTIONS.columns))]
    at = [column.title for column in EXCEPTIONS.columns].index("What happened")
    template = RowTemplate(columns, prefix="", cells=Cells(), sheet=EXCEPTIONS)
    short, long = ["x"] * len(columns), ["x"] * len(columns)
    long[at] = "word " * 30
    assert template.row(5, short).startswith('<row r="5"><c ')
    assert template.row(6, long).startswith('<row r="6" ht="')


def test_a_fault_among_the_rows_leaves_the_book_alone(tmp_path: Path) -> None:
    """Nothing of a half-made table reaches the folder."""
    path = make_book(tmp_path / "book.xlsx")
    before = path.read_bytes()

    def rows() -> Iterator[Row]:
        yield from map(challan, range(2000))
        raise LocalError("no more")

    with pytest.raises(LocalError, match="no more"):
        file_book(path).write(update(replace(table(CHALLANS, []), rows=rows, fingerprint="many")), {})
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["book.xlsx"]


def test_only_our_cells_of_clients_are_touched(tmp_path: Path) -> None:
    """Statuses follow the TAN to where its row is now; what is the firm's cannot be written."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"]["B5"], book["Clients"]["B6"] = tan(2), tan(1)
    book["Clients"]["C6"] = "First"
    book["Clients"]["B7"] = None
    book.save(path)
    cells: dict[str, Cell] = {**dict.fromkeys(OUR_CLIENT_TITLES, "told"), "Client name": "no", "Last tried": SEEN}
    file_book(path).write(update(clients={5: cells, 7: {"Status": "gone"}}), {})
    rows = shown(path, "Clients")
    assert [row["Status"] for row in rows] == [None, "told", None]
    assert rows[1]["Client name"] == "First"
    assert rows[1]["Last tried"] == datetime(2026, 11, 22, 18, 40)
    assert rows[0]["Client name"] == "Client 1 & Sons"


def test_a_row_without_a_tan_is_found_by_its_name(tmp_path: Path) -> None:
    """Where it stood or where a sort has put it; never where a TAN stands now, nor beside another name."""
    path = make_book(tmp_path / "book.xlsx", clients=6)
    book = openpyxl.load_workbook(path)
    for row, (code, name) in enumerate(
        [(tan(1), "Oak"), ("", "Oak"), ("", "Pine"), ("", "Elm"), ("", ""), (None, "Ash")], 5
    ):
        book["Clients"][f"B{row}"], book["Clients"][f"C{row}"] = code, name
    book.save(path)
    read = {5: "Oak", 7: "Fir", 8: "Pine", 9: "Birch", 10: "Ash"}
    told = update(clients={row: {"Status": f"read in {row}"} for row in read})
    file_book(path).write(replace(told, client_tans={}, client_names=read), {})
    statuses = [row["Status"] for row in shown(path, "Clients")]
    assert statuses == [None, "read in 5", "read in 8", None, None, "read in 10"]


def test_a_row_grows_with_its_message_and_shrinks_again(tmp_path: Path) -> None:
    """All lines of a message are to be seen; when they are gone, the row is as low as before."""
    path = make_book(tmp_path / "book.xlsx")
    heights = []
    for message in ("Challans: down\nOutstanding Demand: down\nVerify LDC: down", None):
        file_book(path).write(update(clients={5: {"Message": message}}), {})
        heights.append(openpyxl.load_workbook(path)["Clients"].row_dimensions[5].height)
    assert heights[0] is not None
    assert heights[0] > 30
    assert heights[1] is None


def test_a_height_that_the_user_chose_stays(tmp_path: Path) -> None:
    """However long the message is."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"].row_dimensions[5].height = 17
    book.save(path)
    file_book(path).write(update(clients={5: {"Message": "Challans: down\nVerify LDC: down\nNotices: down"}}), {})
    assert openpyxl.load_workbook(path)["Clients"].row_dimensions[5].height == 17


def test_a_client_typed_below_the_table_gets_styled_cells(tmp_path: Path) -> None:
    """Cells that a row does not have yet are made in the style of their column."""
    path = make_book(tmp_path / "book.xlsx")
    part = part_of(path, "Clients")
    row = b'<row r="8"><c r="B8" t="inlineStr"><is><t>ABCD00004E</t></is></c></row></sheetData>'
    change_parts(path, (part, lambda content: content.replace(b"</sheetData>", row)))
    file_book(path).write(update(clients={8: {"Last tried": SEEN, "Message": "a\nb"}}), {})
    sheet = openpyxl.load_workbook(path)["Clients"]
    titles = [column.title for column in CLIENTS.columns]
    cell = sheet.cell(8, titles.index("Last tried") + 1)
    assert (cell.value, cell.style) == (datetime(2026, 11, 22, 18, 40), "tdsxl instant")
    assert sheet.cell(8, titles.index("Message") + 1).value == "a\nb"


def test_home_and_stamp_are_written_beside_their_labels(tmp_path: Path) -> None:
    """Figures stand right of their names, and Settings says whose book it is."""
    path = make_book(tmp_path / "book.xlsx")
    figures: dict[str, Cell] = {
        "Clients": 3,
        "Total demand": Decimal("1234567.50"),
        "Last sync": SEEN,
        "Why not": None,
        "Other": 1,
    }
    taken = Stamp(book_id=STAMP.book_id, pc="OFFICE-PC", since="22-Nov-2026 18:40")
    file_book(path).write(
        Update(tables=(), clients={}, client_tans={}, clients_as_on=AS_ON, home=figures, stamp=taken), {}
    )
    home = {row[1].value: row[2].value for row in reversed([*openpyxl.load_workbook(path)["Home"]["A1:C16"]])}
    assert home["Clients"] == 3
    assert home["Total demand"] == 1234567.5
    assert home["Last sync"] == datetime(2026, 11, 22, 18, 40)
    assert openpyxl.load_workbook(path)["Home"]["A2"].value == AS_ON
    assert foreign.stamp_of(path) == ["book-1", "OFFICE-PC", "22-Nov-2026 18:40"]
    assert file_book(path).read().stamp == taken
