"""The fresh book as its reader sees it: sheets, rows, colours, print."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.names import MODULE_TITLES
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.layout import NOT_SYNCED, VISIBLE_FORMULA, header_style, style_of
from tdsxl.tables import Kind, Sheet, Stamp
from tdsxl.titles import CLIENTS, HOME_FIGURES, REGISTER, SETTING_NAMES
from tdsxl.worklists import DUE_DATES, NOT_DUE
from tests.sheets.fresh import RESULTS, TABLES, make, parts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("book") / "clients.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "clients.xlsx"
    new_book(path, sheets=RESULTS, stamp=Stamp(book_id="1"))
    return path


def cells(paper: Worksheet, sheet: Sheet, row: int) -> dict[str, Cell | MergedCell]:
    return {column.title: paper.cell(row, at) for at, column in enumerate(sheet.columns, 1)}


def test_sheets_stand_in_the_order_of_the_workbook(book: Workbook) -> None:
    """Home, Dashboard and Clients first, results in the order given, Help last."""
    titles = [sheet.title for sheet in RESULTS]
    worklists = ["Open Items", "Returns Due", "Suggestions"]
    ledgers = ["Changes", "Completeness", "Exceptions", "Runs"]
    firm = ["Due Dates", "Not Due", "Settings"]
    assert book.sheetnames[:4] == ["Home", "Dashboard", "Clients", "LDC Register"]
    assert book.sheetnames[4:] == [*worklists, *titles, *ledgers, *firm, "Help"]


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.title)
def test_each_table_spans_its_titles_and_rows(book: Workbook, sheet: Sheet) -> None:
    """The table is named as the sheet, begins at A4, and its columns and filter are those of the sheet."""
    paper = book[sheet.title]
    table = paper.tables[sheet.table]
    last = 6 if sheet is CLIENTS else 5
    assert table.ref == table.autoFilter.ref == f"A4:{get_column_letter(len(sheet.offered))}{last}"
    assert table.column_names == [column.title for column in sheet.offered]
    assert [cell.value for cell in paper[4]] == table.column_names
    assert paper["A1"].value == sheet.title
    assert paper["A2"].value == NOT_SYNCED or sheet in (REGISTER, DUE_DATES, NOT_DUE)


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.title)
def test_rows_carry_the_named_styles(book: Workbook, sheet: Sheet) -> None:
    """Titles and the first row, blank or not, show what later rows will look like."""
    paper = book[sheet.title]
    assert [cell.style for cell in paper[4]] == [header_style(sheet, column) for column in sheet.offered]
    assert [cell.style for cell in paper[5]] == [style_of(column) for column in sheet.offered]
    assert paper["A4"].fill.fgColor.rgb != "00000000"


def test_each_cell_style_has_one_plain_cell_format(path: Path) -> None:
    """A style of rows is used as it is, so that other writers find it by its name."""
    styles = parts(path)["xl/styles.xml"].decode()
    formats = re.findall(r'<xf [^>]*xfId="(\d+)"', styles.split("<cellXfs")[1].split("</cellXfs>")[0])
    named = dict(re.findall(r'<cellStyle name="(tdsxl [^"]+)" xfId="(\d+)"', styles))
    for kind in Kind:
        assert formats.count(named[f"tdsxl {kind.value}"]) == 1


def test_clients_come_ticked_and_their_texts_stay_texts(book: Workbook) -> None:
    """Every tick is on, a list's words are kept, and nothing of a list becomes a formula."""
    first, second = (cells(book["Clients"], CLIENTS, row) for row in (5, 6))
    assert {first[title].value for title in ("Sync", "Active", *MODULE_TITLES.values())} == {1}
    assert (first["TAN"].value, first["Client code"].value, first["PAN"].value) == ("MUMA12345B", "007", "ABCDE1234F")
    assert (first["Client name"].value, first["Client name"].data_type) == ("=1+1", "s")
    assert (second["Sync"].value, second["Active"].value, second["Forms"].value) == (1, 0, "24Q, 26Q")
    assert second["Client name"].value == "Konkan Agro \ufffdLLP"
    assert first["Status"].value is None


def test_the_visible_column_is_calculated_and_already_worked_out(path: Path, empty: Path) -> None:
    """The formula stands in each row and in the table; the file holds what it gives: 1, and 0 on a blank row."""
    formula, table = (
        f"<f>{VISIBLE_FORMULA}</f>",
        f"<calculatedColumnFormula>{VISIBLE_FORMULA}</calculatedColumnFormula>",
    )
    sheet = parts(path)["xl/worksheets/sheet3.xml"].decode()
    assert sheet.count(f"{formula}<v>1</v>") == sheet.count("<f>") == 2
    assert table in parts(path)["xl/tables/table1.xml"].decode()
    assert f"{formula}<v>0</v>" in parts(empty)["xl/worksheets/sheet3.xml"].decode()


def test_a_book_without_clients_has_one_blank_row(empty: Path) -> None:
    """The row is there to be filled in: styled, without a tick or a word."""
    paper = load_workbook(empty)["Clients"]
    assert paper.tables["Clients"].ref.endswith("5")
    assert [cell.value for cell in paper[5]][:-1] == [None] * (len(CLIENTS.columns) - 1)


def test_certificates_stand_in_the_register(book: Workbook) -> None:
    """Numbers keep their zeros, amounts and rates are numbers."""
    values = {title: cell.value for title, cell in cells(book["LDC Register"], REGISTER, 5).items()}
    assert values == {
        "TAN": "MUMA12345B",
        "Certificate no.": "0123456789",
        "Deductee PAN": "ABCDE1234F",
        "FY / Tax year": "2025-26",
        "Section": "94C",
        "Rate %": 0.5,
        "Limit": 12345678.9,
        "Remarks": "first",
    }


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.title)
def test_colours_and_drop_downs_reach_the_last_row(book: Workbook, sheet: Sheet) -> None:
    """Rows written later are covered; only the notes on titles, which every column has, are of one cell."""
    paper = book[sheet.title]
    ranges = [str(each.sqref) for each in paper.conditional_formatting]
    ranges += [str(each.sqref) for each in paper.data_validations.dataValidation if each.type == "list"]
    assert all(re.fullmatch(r"[A-Z]+5:[A-Z]+1048576", each) for each in ranges)
    notes = [each for each in paper.data_validations.dataValidation if each.type is None]
    assert [str(note.sqref) for note in notes] == [f"{get_column_letter(at + 1)}4" for at in range(len(sheet.offered))]
    assert all(len(note.prompt) <= 255 for note in notes)


@pytest.mark.parametrize("sheet", RESULTS, ids=lambda sheet: sheet.title)
def test_states_are_coloured_and_gone_rows_struck_through(book: Workbook, sheet: Sheet) -> None:
    """Gone covers the whole row; each other state is coloured in its cell."""
    paper = book[sheet.title]
    rules = {rule.formula[0]: (str(each.sqref), rule) for each in paper.conditional_formatting for rule in each.rules}
    letter = get_column_letter([column.title for column in sheet.columns].index("State") + 1)
    gone, rule = rules[f'OR(LEFT(${letter}5,4)="Gone")']
    assert gone == f"A5:{get_column_letter(len(sheet.columns))}1048576"
    assert rule.dxf.font.strike
    for state in ("First read", "New"):
        where, _ = rules[f'OR(LEFT({letter}5,{len(state)})="{state}")']
        assert where == f"{letter}5:{letter}1048576"


def test_ticks_offer_one_and_nought_and_refuse_nothing(book: Workbook) -> None:
    """The drop-down helps; `x` or `yes` may be typed, for the sync reads them."""
    lists = [each for each in book["Clients"].data_validations.dataValidation if each.type == "list"]
    assert {each.formula1 for each in lists} == {'"1,0"'}
    assert not any(each.showErrorMessage for each in lists)
    covered = {cell for each in lists for cell in ("A5", "D5", "I5", "AC5") if cell in each.sqref}
    assert covered == {"A5", "D5", "I5", "AC5"}


def test_panes_keep_titles_and_names_in_sight(book: Workbook) -> None:
    """Frozen below the titles and right of the client's name."""
    assert book["Clients"].freeze_panes == "D5"
    assert book["Return Summary"].freeze_panes == "C5"
    assert book["Exceptions"].freeze_panes == "E5"


@pytest.mark.parametrize("name", [sheet.title for sheet in TABLES])
def test_print_repeats_titles_and_numbers_pages(book: Workbook, name: str) -> None:
    """Landscape A4 with title, as-on line and column titles on every page."""
    paper = book[name]
    assert (paper.page_setup.orientation, paper.page_setup.paperSize) == ("landscape", 9)
    assert paper.print_title_rows == "$1:$4"
    assert paper.oddFooter is not None
    assert paper.oddFooter.right.text == "Page &P of &N"


def test_sheets_are_fitted_to_a_width_that_can_be_read(book: Workbook) -> None:
    """One page wide, or two where one would be below half size; then TAN and name stand on both."""
    narrow, wide = book["Outstanding Demand"], book["Challans"]
    assert narrow.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
    assert (narrow.page_setup.fitToWidth, narrow.page_setup.fitToHeight) == (1, 0)
    assert (wide.page_setup.fitToWidth, wide.print_title_cols) == (2, "$A:$B")


def test_clients_print_statuses_on_pages_of_their_own(book: Workbook) -> None:
    """The first set of pages ends with Message; breaks work because the sheet is scaled, not fitted."""
    paper = book["Clients"]
    titles = [column.title for column in CLIENTS.columns]
    assert next(each.id for each in paper.col_breaks.brk) == titles.index("Message") + 1
    assert paper.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=False)
    assert int(paper.page_setup.scale or 0) > 50
    assert paper.print_title_cols == "$A:$C"


def test_home_names_each_figure_and_leads_to_its_sheet(book: Workbook) -> None:
    """The value stands right of its name, is not yet known, and the link leads to a sheet that is there."""
    paper = book["Home"]
    rows = {
        row[0].value: row for row in paper.iter_rows(min_row=5, max_row=4 + len(HOME_FIGURES), min_col=2, max_col=4)
    }
    assert list(rows) == list(HOME_FIGURES)
    assert [value.value for _, value, _ in rows.values()] == ["—"] * (len(HOME_FIGURES) - 1) + [None]
    assert rows["Total demand"][1].number_format.endswith("##,##0.00")
    links = [str(cell.hyperlink.location) for row in paper.iter_rows() for cell in row if cell.hyperlink]
    sheets = [location.split("'")[1] for location in links]
    assert set(sheets) <= set(book.sheetnames)
    assert sheets[-len(book.sheetnames) + 1 :] == book.sheetnames[1:]


def test_settings_show_what_is_ordinary_and_whose_book_it_is(book: Workbook) -> None:
    """Every setting stands there with its value, then the stamp as text."""
    rows = [(name.value, value.value) for name, value in book["Settings"].iter_rows(min_row=5, max_col=2)]
    assert [name for name, _ in rows] == [
        *SETTING_NAMES,
        "Book id",
        "Synced by PC",
        "Synced by PC since",
        "Data folder",
    ]
    assert dict(rows) == {
        **dict.fromkeys(SETTING_NAMES),
        "Sessions IT portal": 4,
        "Sessions TRACES": 6,
        "Seconds between requests": 1,
        "Days a row counts as new": 7,
        "Days on the sheet Changes": 90,
        "Book id": "00e7",
        "Synced by PC": "OFFICE-1",
        "Synced by PC since": "15-Nov-2026 18:02",
        "Data folder": None,
    }
    assert book["Settings"].tables["Settings"].ref == "A4:B17"
    assert book["Settings"]["B5"].number_format == "@"


def test_help_explains_every_word_and_column(book: Workbook) -> None:
    """No term stands without its meaning, and every column of every sheet is a term."""
    rows = [(term.value, meaning.value) for term, meaning in book["Help"].iter_rows(min_row=4, max_col=2) if term.value]
    bands = {row[0].value for row in book["Help"].iter_rows(max_col=1) if row[0].style == "tdsxl band"}
    assert [term for term, meaning in rows if not meaning and term not in bands] == []
    terms = {term for term, _ in rows}
    assert {column.title for sheet in TABLES for column in sheet.columns} <= terms
    words = " ".join(map(str, terms))
    for word in (
        *("New data", "No change", "Nothing on portal", "Not checked", "Not supported yet", "Waiting for you"),
        *("First read", "Changed", "Unchanged", "Gone", "Exhausted", "Cancelled", "Partly used", "Closure order"),
        *("Failure", "Mismatch", "Needs you", "Opens with", "Needs OTP", "24G", "26QB", "141", "Passwords", "Stop"),
    ):
        assert word in words
