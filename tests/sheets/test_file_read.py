"""What a book is taken to say."""

import os
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.errors import InputError
from tdsxl.names import MODULE_TITLES
from tdsxl.records import RegisterRow
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.layout import STAMP_ROWS
from tdsxl.tables import Client
from tdsxl.titles import CLIENTS
from tdsxl.values import Form, Year
from tests.sheets import foreign
from tests.sheets.samples import change_parts, file_book, make_book, part_of, tan

TITLES = [column.title for column in CLIENTS.columns]


def edit(path: Path, title: str, **cells: str | float | None) -> Path:
    """Set cells of a sheet by their references."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[title][place] = value
    book.save(path)
    return path


def place(title: str, row: int) -> str:
    """The cell of Clients under a title."""
    return f"{openpyxl.utils.get_column_letter(TITLES.index(title) + 1)}{row}"


def clients(path: Path) -> dict[str, Client]:
    """The clients by TAN."""
    return {client.tan: client for client in file_book(path).read().clients}


@pytest.mark.parametrize(
    "resave", [None, foreign.by_openpyxl, foreign.by_xlsxwriter, pytest.param(foreign.by_calc, marks=pytest.mark.calc)]
)
def test_clients_are_read_with_their_ticks(tmp_path: Path, resave: foreign.Resave | None) -> None:
    """Ticks, group, PAN and forms, whichever program saved the book."""
    path = make_book(tmp_path / "book.xlsx")
    told: dict[str, str | float] = {
        "Sync": 0,
        "Verify LDC": "no",
        "Group": "North",
        "PAN": "abcde1234f",
        "Forms": "24Q, 140",
        "Active": "no",
    }
    edit(path, "Clients", **{place(title, 6): value for title, value in told.items()})
    if resave:
        resave(path)
    contents = file_book(path).read()
    first, second, _ = contents.clients
    assert (first.tan, first.name, first.row, first.ticked, first.active) == (tan(1), "Client 1 & Sons", 5, True, True)
    assert first.modules == frozenset(MODULE_TITLES)
    assert not second.ticked
    assert not second.active
    assert second.modules == frozenset(MODULE_TITLES) - {"ldc"}
    assert (second.group, second.pan) == ("North", "ABCDE1234F")
    assert second.forms == {Form.F24Q, Form.F138, Form.F26Q, Form.F140}
    assert contents.problems == ()
    assert contents.stamp.book_id == "book-1"


@pytest.mark.parametrize(
    ("word", "is_ticked"),
    [
        *((word, True) for word in (1, True, "TRUE", "x", "X", "✓", "☑", "yes", "Y", " 1 ")),
        *((word, False) for word in (0, False, "FALSE", "no", "", None)),
    ],
)
def test_a_tick_may_be_spelt_in_many_ways(tmp_path: Path, word: str | float | None, *, is_ticked: bool) -> None:
    """What people type for a tick counts as one."""
    path = edit(make_book(tmp_path / "book.xlsx", clients=1), "Clients", A5=word)
    contents = file_book(path).read()
    assert contents.clients[0].ticked is is_ticked
    assert contents.problems == ()


def test_other_words_for_a_tick_are_named(tmp_path: Path) -> None:
    """They count as none, and the row is told."""
    path = edit(make_book(tmp_path / "book.xlsx"), "Clients", A6="maybe", E7=2)
    contents = file_book(path).read()
    assert [client.ticked for client in contents.clients] == [True, False, True]
    assert [(p.row, p.tan, p.name) for p in contents.problems] == [
        (6, tan(2), "Client 2 & Sons"),
        (7, tan(3), "Client 3 & Sons"),
    ]
    assert "`maybe`" in contents.problems[0].text
    assert contents.problems[1].text.startswith("Challans: `2`")


def test_hidden_rows_are_told(tmp_path: Path) -> None:
    """Rows that are filtered away or hidden by hand are in the contents, marked."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"].row_dimensions[6].hidden = True
    book.save(path)
    assert [client.hidden for client in file_book(path).read().clients] == [False, True, False]


@pytest.mark.row("E7")
def test_a_name_with_line_breaks_is_told_on_one_line(tmp_path: Path) -> None:
    """Signs that join letters of Indian scripts stay in it."""
    path = make_book(tmp_path / "book.xlsx")
    edit(path, "Clients", C5="Shah &\n  Sons", C6="क्\u200dषमा")
    assert [client.name for client in file_book(path).read().clients][:2] == ["Shah & Sons", "क्\u200dषमा"]


def test_rows_that_name_no_client_are_named(tmp_path: Path) -> None:
    """A bad TAN, a second one, and a row without one; a blank row with ticks alone is none."""
    path = make_book(tmp_path / "book.xlsx", clients=5)
    edit(path, "Clients", B6="ABCD1234E", B7=" abcd 00001e ", B8=None, B9=None, C9=None)
    contents = file_book(path).read()
    assert [client.tan for client in contents.clients] == [tan(1)]
    assert [(problem.row, problem.tan) for problem in contents.problems] == [
        (6, "ABCD1234E"),
        (7, "abcd 00001e"),
        (8, ""),
    ]
    assert "not a TAN" in contents.problems[0].text
    assert "row 5 already" in contents.problems[1].text
    assert contents.problems[2].text == "The row has no TAN."


def test_a_bad_line_is_asked_for_as_its_client_would_be(tmp_path: Path) -> None:
    """By the ticks, by all alone where it is not ticked or hidden, and never where it is not active."""
    path = make_book(tmp_path / "book.xlsx", clients=6)
    edit(path, "Clients", B5="X", B6=None, A6=0, B7="X", A8=0, B8="X", B9="X", A10=1, B10="X")
    active: dict[str, str | float | None] = {place("Active", 8): 0, place("Active", 9): "no", place("Active", 10): None}
    edit(path, "Clients", **active)
    book = openpyxl.load_workbook(path)
    book["Clients"].row_dimensions[7].hidden = True
    book.save(path)
    asked = [problem.asked.name for problem in file_book(path).read().problems]
    assert asked == ["BY_TICKS", "BY_ALL", "BY_ALL", "NEVER", "NEVER", "BY_TICKS"]


def test_a_bad_pan_or_form_is_named_and_the_client_used(tmp_path: Path) -> None:
    """The rest of the row holds."""
    path = make_book(tmp_path / "book.xlsx", clients=1)
    edit(path, "Clients", **{place("PAN", 5): "nonsense", place("Forms", 5): "26Q 99"})
    contents = file_book(path).read()
    assert contents.clients[0].pan is None
    assert contents.clients[0].forms == {Form.F26Q, Form.F140}
    assert [problem.row for problem in contents.problems] == [5, 5]


def test_titles_are_forgiven_their_spelling(tmp_path: Path) -> None:
    """Case, blanks and punctuation of a title do not matter; neither does the order of the columns."""
    path = make_book(tmp_path / "book.xlsx")
    rename(path, lambda name: {"TAN": "tan ", "Return Summary": "RETURN-SUMMARY"}.get(name, name))
    assert clients(path)[tan(2)].modules == frozenset(MODULE_TITLES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("TAN", "Number", "no column TAN"), ("Group", "Client  Name", "2 columns are called Client name")],
)
def test_missing_and_doubled_titles_stop_the_sync(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What was found is listed, and nothing is guessed."""
    path = make_book(tmp_path / "book.xlsx")
    rename(path, lambda name: {old: new, "Client name": "Client-name"}.get(name, name))
    with pytest.raises(InputError, match=said) as error:
        file_book(path).read()
    assert "book.xlsx, sheet Clients" in error.value.message
    assert error.value.remedy


def test_a_whole_book_goes_without_nothing(tmp_path: Path) -> None:
    """Columns that the firm alone uses may be gone too."""
    path = make_book(tmp_path / "book.xlsx")
    rename(path, lambda name: {"Owner": "Mine", "Email": "E"}.get(name, name))
    assert file_book(path).read().gaps == ()


@pytest.mark.parametrize(
    ("title", "column", "said"),
    [
        ("Clients", "Active", "Clients has no column Active: every client counts as active."),
        ("Clients", "Forms", "Clients has no column Forms: all forms are asked for."),
        ("Clients", "Group", "Clients has no column Group: no group stands on the result sheets."),
        ("Clients", "Years covered", "Clients has no column Years covered: what a sync finds for it is not written."),
        ("LDC Register", "Rate %", "LDC Register has no column Rate %: it is not compared with the portal's."),
        ("Challans", "State", "Challans has no column State: what a sync finds for it is not written."),
    ],
)
def test_a_column_that_a_sync_could_use_is_missed(tmp_path: Path, title: str, column: str, said: str) -> None:
    """Renamed by its user; the book is read all the same."""
    path = make_book(tmp_path / "book.xlsx")
    rename(path, lambda name: {column: f"{column} of ours"}.get(name, name), title=title)
    contents = file_book(path).read()
    assert contents.gaps == (said,)
    assert len(contents.clients) == 3


def test_every_setting_is_missed(tmp_path: Path) -> None:
    """Whichever row of the fresh sheet was renamed, but for the stamp, which is needed, and the newest, Firm name."""
    path = make_book(tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(path)["Settings"]
    names = [str(sheet.cell(row, 1).value) for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value]
    rows = {name: row for row, name in enumerate(names, 5) if name not in STAMP_ROWS}
    ours: dict[str, str | float | None] = {f"A{row}": f"Our {name}" for name, row in rows.items()}
    edit(path, "Settings", **ours)
    *firms, _, folder = rows
    assert file_book(path).read().gaps == (
        f"Settings has no row {', '.join(firms)}: the ordinary value counts.",
        f"Settings has no row {folder}: links to files lead nowhere unless a Folder is named.",
    )


def rename(path: Path, name: Callable[[str], str], *, title: str = "Clients") -> None:
    """Give columns of a sheet other titles."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    [table] = sheet.tables.values()
    for cell, column in zip(sheet[4], table.tableColumns, strict=False):
        cell.value = column.name = name(column.name)
    book.save(path)


def test_tables_are_found_wherever_they_stand(tmp_path: Path) -> None:
    """Rows put in above the header and a renamed sheet do not matter; without tables the header row tells."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    for title in ("Clients", "Settings"):
        sheet: Worksheet = book[title]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        del sheet.tables[title]
        sheet.delete_rows(1, sheet.max_row)
        for at, row in enumerate(rows, 6):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column, value)
    book["Clients"].title = "Our TDS people"
    book.save(path)
    contents = file_book(path).read()
    assert [(client.tan, client.row) for client in contents.clients] == [(tan(n), n + 9) for n in (1, 2, 3)]
    assert contents.stamp.book_id == "book-1"


def test_a_book_without_our_sheets_is_refused(tmp_path: Path) -> None:
    """The message says which table is missing and what adds it."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    del book["Return Summary"]
    book.save(path)
    with pytest.raises(InputError, match=r"no table Return Summary. Copy the sheet"):
        file_book(path).read()


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [("B5", "2024", "Years: `2024` is not a year"), ("B6", 0, "Sessions IT portal"), ("B8", "fast", "`fast`")],
)
def test_a_bad_setting_names_its_cell(tmp_path: Path, cell: str, value: str | float, said: str) -> None:
    """A setting that cannot be used stops the sync."""
    path = edit(make_book(tmp_path / "book.xlsx"), "Settings", **{cell: value})
    with pytest.raises(InputError, match=re.escape(said)) as error:
        file_book(path).read()
    assert error.value.message.startswith(f"book.xlsx, Settings!{cell}, ")


def test_settings_are_read(tmp_path: Path) -> None:
    """Blank settings are the ordinary ones."""
    path = edit(
        make_book(tmp_path / "book.xlsx"), "Settings", B5="2025-26, 2024-25", B6=None, B8=0.5, B9=14, B11="D:/TDS"
    )
    settings = file_book(path).read().settings
    assert settings.years == (Year(2024), Year(2025))
    assert (settings.sessions_itportal, settings.gap, settings.new_days, settings.folder) == (4, 0.5, 14, "D:/TDS")


def test_the_register_is_read_by_client(tmp_path: Path) -> None:
    """A certificate number may be blank; a row that cannot be used is named."""
    path = make_book(tmp_path / "book.xlsx")
    row: dict[str, str | float | None] = {
        "A5": tan(1),
        "C5": "ABCDE1234F",
        "D5": "25-26",
        "E5": "94C",
    }
    edit(path, "LDC Register", **row, F5=0.5, G5="5,00,000", A6=tan(1), B6="1234567890", C6="ABCDE1234F", D6="2025")
    contents = file_book(path).read()
    assert contents.register == {
        tan(1): (
            RegisterRow(
                certificate_no="",
                deductee_pan="ABCDE1234F",
                year=Year(2025),
                section="94C",
                rate=Decimal("0.5"),
                limit=Decimal(500000),
            ),
        )
    }
    assert [(problem.row, problem.text) for problem in contents.problems] == [
        (6, "LDC Register row 6: `2025` is not a year. Write it as 2025-26.")
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("A5", "`#N/A` is not a TAN. A TAN is 4 letters, 5 digits, 1 letter."),
        ("B5", "`#N/A` is not a certificate number. It has 10 to 19 letters and digits."),
        ("C5", "`#N/A` is not a PAN. A PAN is 5 letters, 4 digits, 1 letter."),
        ("D5", "`#N/A` is not a year. Write it as 2025-26."),
        ("F5", "Rate %: `#N/A` is not a number."),
    ],
)
def test_a_formula_that_fails_is_no_blank_cell(tmp_path: Path, cell: str, said: str) -> None:
    """A certificate without a number would be every one of that PAN and year."""
    path = make_book(tmp_path / "book.xlsx")
    row: dict[str, str | float | None] = {"A5": tan(1), "B5": "1234567890", "C5": "ABCDE1234F", "D5": "2025-26"}
    contents = file_book(edit(path, "LDC Register", **(row | {cell: "#N/A"}))).read()
    assert [problem.text for problem in contents.problems] == [f"LDC Register row 5: {said}"]
    assert contents.register == {}


@pytest.mark.parametrize(
    ("cell", "title", "said"),
    [
        ("B4", "Number", "sheet LDC Register: no column Certificate no. Name it so again,"),
        (
            "E4",
            "certificate no.",
            "sheet LDC Register: 2 columns are called Certificate no. Rename all but one of them.",
        ),
    ],
)
def test_a_title_that_ends_with_a_stop_ends_the_sentence(tmp_path: Path, cell: str, title: str, said: str) -> None:
    """There are no two of them."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["LDC Register"]
    (table,) = sheet.tables.values()
    if title != "Number":
        sheet["B4"] = table.tableColumns[1].name = "CERTIFICATE NO."
    sheet[cell] = table.tableColumns[sheet[cell].column - 1].name = title
    book.save(path)
    with pytest.raises(InputError, match=re.escape(said)):
        file_book(path).read()


def test_formulas_that_fail_in_rows_without_a_client_are_blank(tmp_path: Path) -> None:
    """Filled down below the last one; a client's own are told where they count, and are blank in free text."""
    path = make_book(tmp_path / "book.xlsx", clients=2)
    cells = {place(title, 6): "#REF!" for title in ("Verify LDC", "PAN", "Group", "Email")}
    edit(path, "Clients", **cells, **{place("Group", 7): "#N/A", place("TAN", 7): "#N/A"})
    edit(path, "LDC Register", A5="#N/A", C5="#N/A")
    contents = file_book(path).read()
    (_, client) = contents.clients
    assert (client.pan, client.group, client.email, "ldc" in client.modules) == (None, "", "", False)
    assert [problem.text for problem in contents.problems] == [
        "Verify LDC: `#REF!` is neither a tick (1) nor none (0); it counts as none.",
        "`#REF!` is not a PAN. A PAN is 5 letters, 4 digits, 1 letter.",
    ]


def test_a_folder_whose_formula_fails_is_not_made(tmp_path: Path) -> None:
    """Nor is the ordinary one taken without a word."""
    path = edit(make_book(tmp_path / "book.xlsx"), "Settings", B11="#REF!")
    with pytest.raises(InputError, match="Folder: `#REF!` is the error of a formula"):
        file_book(path).read()


@pytest.mark.parametrize("title", ["Clients", "LDC Register", "Due Dates", "Challans"])
def test_a_protected_book_can_be_looked_at(tmp_path: Path, title: str) -> None:
    """What a sync would say stands among its gaps, and its clients are there."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book[title].protection.enable()
    book.save(path)
    contents = file_book(path).read(to_write=False)
    assert len(contents.clients) == 3
    assert contents.gaps[0].startswith(f"No sync can write it: book.xlsx: the sheet {title} is protected. Unprotect it")


def test_a_stray_cell_far_away_is_told_and_not_laid_out(tmp_path: Path) -> None:
    """A sheet that reaches over millions of blank cells would fill the memory."""
    path = make_book(tmp_path / "book.xlsx")
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    change_parts(path, (part_of(path, "Clients"), lambda part: part.replace(b"</sheetData>", stray)))
    with pytest.raises(InputError, match="reaches far beyond its table"):
        file_book(path).read()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<html><table></table></html>", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 cut", "damaged"),
        (b"TAN,Name\nX,Y", "no workbook"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, content: bytes, said: str) -> None:
    """A book that is none is refused in one line."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        file_book(path).read()


def test_a_missing_book_is_told(tmp_path: Path) -> None:
    """The path may be wrong."""
    with pytest.raises(InputError, match="is not there"):
        file_book(tmp_path / "none.xlsx").read()


def test_a_plain_range_goes_on_behind_a_blank_row(tmp_path: Path) -> None:
    """Without a table nothing but the end of the sheet tells where the clients end."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    del book["Clients"].tables["Clients"]
    book["Clients"].insert_rows(6)
    book.save(path)
    assert [client.row for client in file_book(path).read().clients] == [5, 7, 8]


def test_strings_that_cells_share_are_proven_before_they_are_read(tmp_path: Path) -> None:
    """The library that reads the firm's cells takes them as they come."""
    path = make_book(tmp_path / "book.xlsx")
    foreign.by_xlsxwriter(path)
    file_book(path).read()
    change_parts(path, ("xl/sharedStrings.xml", lambda part: part.replace(b"<sst ", b"<!DOCTYPE sst><sst ", 1)))
    with pytest.raises(InputError, match="holds a document type"):
        file_book(path).read()


def test_a_part_that_says_it_is_huge_is_not_read_whole(tmp_path: Path) -> None:
    """By what the directory says of it, before a byte is unpacked."""
    path = make_book(tmp_path / "book.xlsx")
    with ZipFile(path, "a", ZIP_STORED) as book:
        book.writestr("xl/odd.xml", bytes(2_100_000))
    whole = bytearray(path.read_bytes())
    # In the directory the size stands 24 bytes behind the beginning of an entry, the name 46.
    struct.pack_into("<L", whole, whole.rindex(b"xl/odd.xml") - 46 + 24, 200_000_001)
    path.write_bytes(whole)
    with Package(path) as package, pytest.raises(InputError, match=r"book\.xlsx: xl/odd\.xml is too large"):
        package.text("xl/odd.xml")


def test_a_book_that_is_cut_off_while_it_is_read_is_damaged(tmp_path: Path) -> None:
    """By another program, after its directory was read."""
    path = make_book(tmp_path / "book.xlsx")
    with Package(path) as package:
        last = max(package.parts, key=lambda part: part.header_offset)
        os.truncate(path, last.header_offset + 40)
        with pytest.raises(InputError, match=r"book\.xlsx is damaged or was cut off"):
            list(package.packed(last))
