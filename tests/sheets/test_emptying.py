"""A list of passwords emptied of what the vault has taken: its cells alone, and every other place named."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tdsxl.errors import LocalError
from tdsxl.sheets.file.emptying import Emptied, empty_cells
from tdsxl.sheets.file.save import SavedBeside
from tdsxl.sheets.lists.passwords import passwords_list
from tests.sheets.samples import change_parts, parts

TITLES = ("TAN", "TRACES password", "IT portal password")
CANARIES = ("Tr4ces&<Secret>", "It+Portal='7'")
ROWS = (("ABCD12345E", *CANARIES), ("WXYZ54321A", "Second#One", None))
Spoil = Callable[[openpyxl.Workbook], None]


def emptied(path: Path) -> Emptied:
    """The list with every password out of it that could be taken."""
    return empty_cells(path, [spot for spot in passwords_list(path).spots if spot.is_taken], wait=lambda _: None)


def a_list(path: Path, *spoils: Spoil, rows: tuple[tuple[object, ...], ...] = ROWS) -> Path:
    """A list by openpyxl, perhaps with passwords in odd places."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "List"
    for row in (TITLES, *rows):
        sheet.append([*row])
    for spoil in spoils:
        spoil(book)
    book.save(path)
    return path


def texts_of(path: Path) -> str:
    """All parts of a workbook, unpacked."""
    return "\n".join(content.decode("utf-8", "replace") for content in parts(path).values())


def test_the_cells_are_empty_and_nothing_else_differs(tmp_path: Path) -> None:
    """Titles, TANs and every other part stay; nothing of a password is in the unpacked file."""
    path = a_list(tmp_path / "list.xlsx")
    before = parts(path)
    assert emptied(path) == Emptied(cells=3, leftovers=(), unsearchable=())
    sheet = openpyxl.load_workbook(path)["List"]
    assert [*sheet.iter_rows(values_only=True)] == [TITLES, ("ABCD12345E", None, None), ("WXYZ54321A", None, None)]
    assert not any(word in texts_of(path) for word in ("Tr4ces", "Portal='7'", "Portal=&apos;7", "Second#One"))
    changed = {name for name, content in parts(path).items() if content != before[name]}
    assert changed == {"xl/worksheets/sheet1.xml"}
    assert [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]


def in_comment(book: openpyxl.Workbook) -> None:
    book["List"]["B2"].comment = Comment(f"was {CANARIES[0]}", "Ravi")


def in_name(book: openpyxl.Workbook) -> None:
    book.defined_names["Old"] = DefinedName("Old", attr_text=f'"{CANARIES[0]}"')


def in_validation(book: openpyxl.Workbook) -> None:
    rule = DataValidation(type="list", formula1='"Second#One,other"')
    rule.add("D2")
    book["List"].add_data_validation(rule)


def in_header(book: openpyxl.Workbook) -> None:
    header = book["List"].oddHeader
    assert header is not None
    header.center.text = "Second#One"


def in_hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Old list")
    sheet["C7"] = f"Ravi: {CANARIES[1]}"
    sheet.sheet_state = "veryHidden"


def in_properties(book: openpyxl.Workbook) -> None:
    book.properties.keywords = "Second#One"


def in_other_cell(book: openpyxl.Workbook) -> None:
    book["List"]["F9"] = CANARIES[0]


def in_formula(book: openpyxl.Workbook) -> None:
    book["List"]["F9"] = '="Second#One"&"x"'


def in_link(book: openpyxl.Workbook) -> None:
    book["List"]["A9"].hyperlink = "https://portal.example/?p=Second#One"
    book["List"]["A9"] = "the portal"


@pytest.mark.fault
@pytest.mark.row("F6")
@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (in_comment, "a comment (List)"),
        (in_name, "a name"),
        (in_validation, "a data validation (List)"),
        (in_header, "the header or footer (List)"),
        (in_hidden_sheet, "Old list!C7, a hidden sheet"),
        (in_properties, "the properties of the file"),
        (in_other_cell, "List!F9"),
        (in_formula, "List!F9"),
        (in_link, "a link"),
    ],
)
def test_every_place_that_is_not_reached_is_named(tmp_path: Path, spoil: Spoil, place: str) -> None:
    """Its own cells are empty all the same, and no message holds a password."""
    path = a_list(tmp_path / "list.xlsx", spoil)
    done = emptied(path)
    assert (done.cells, done.leftovers) == (3, (place,))
    assert openpyxl.load_workbook(path)["List"]["B2"].value is None


PARTS = {
    "xl/pivotCache/pivotCacheRecords1.xml": (b"<r><x v='Second#One'/></r>", "what a pivot table keeps"),
    "customXml/item1.xml": (b"<a>Second#<b/>One</a>", "the data of an add-in"),
    "xl/printerSettings/printerSettings1.bin": (b"\0\1" + "Second#One".encode("utf-16-le"), "xl/printerSettings/"),
    "xl/connections.xml": (b"<connections><connection x='pwd=Second#One;'/></connections>", "a connection"),
    "xl/drawings/drawing1.xml": (b"<d><t>Second</t><t>#One</t></d>", "a text box"),
    "xl/odd.xml": (b"<a>Second#One", "xl/odd.xml"),
}


@pytest.mark.fault
@pytest.mark.row("F6")
@pytest.mark.parametrize("part", PARTS)
def test_parts_that_no_sheet_shows_are_searched_too(tmp_path: Path, part: str) -> None:
    """In any encoding, run over several elements, or in XML that is none."""
    content, place = PARTS[part]
    path = a_list(tmp_path / "list.xlsx")
    change_parts(path, (part, lambda _: content))
    (left,) = emptied(path).leftovers
    assert left.startswith(place)


def test_what_is_packed_by_rules_of_its_own_is_told(tmp_path: Path) -> None:
    """Nobody can say what stands in macros and embedded files."""
    path = a_list(tmp_path / "list.xlsx")
    change_parts(path, ("xl/vbaProject.bin", lambda _: b"\0"), ("xl/embeddings/a.xlsx", lambda _: b"PK"))
    assert emptied(path).unsearchable == ("the macros", "the embedded files")


def test_more_than_a_few_cells_are_counted(tmp_path: Path) -> None:
    """Five are named; short passwords count only where they stand by themselves."""

    def repeated(book: openpyxl.Workbook) -> None:
        for row in range(1, 10):
            book["List"].cell(row, 8, "ab1 is it" if row < 9 else "cab12")

    path = a_list(tmp_path / "list.xlsx", repeated, rows=(("ABCD12345E", "ab1", None),))
    cells = tuple(f"List!H{row}" for row in range(1, 6))
    assert emptied(path).leftovers == (*cells, "3 more cells (List)")


def test_a_password_that_another_cell_shares_stays_its(tmp_path: Path) -> None:
    """XlsxWriter's strings are shared: one that is shown elsewhere is left, others are gone; so is rich text."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("List")
        bold = book.add_format({"bold": True})
        for at, row in enumerate((TITLES, *ROWS)):
            sheet.write_row(at, 0, row)
        sheet.write_rich_string(3, 1, "Rich", bold, "#Secret")
        sheet.write(3, 0, "PQRS11111B")
        sheet.write(4, 0, "PQRS22222B")
        sheet.write_number(4, 1, 12345678)
        sheet.write(8, 5, CANARIES[0])
    assert emptied(path) == Emptied(cells=5, leftovers=("List!F9",), unsearchable=())
    whole = openpyxl.load_workbook(path)["List"]
    assert whole["F9"].value == CANARIES[0]
    assert [whole.cell(row, column).value for row in range(2, 6) for column in (2, 3)] == [None] * 8
    assert not any(word in texts_of(path) for word in ("#Secret", "Second#One", "12345678"))


def test_a_password_that_was_not_taken_stays(tmp_path: Path) -> None:
    """Rows that disagree, a row without a TAN, and a password that a formula works out."""
    rows = (*ROWS, ("ABCD12345E", "Other!", None), ("nobody", "Nobody's", None), ("PQRS11111B", '="a"&"b"', None))
    path = a_list(tmp_path / "list.xlsx", rows=rows)
    assert [spot.is_taken for spot in passwords_list(path).spots if spot.row in (2, 4, 5)] == [False] * 4
    emptied(path)
    sheet = openpyxl.load_workbook(path)["List"]
    assert [sheet.cell(row, 2).value for row in range(2, 7)] == [CANARIES[0], None, "Other!", "Nobody's", '="a"&"b"']


@pytest.mark.fault
def test_a_list_that_is_open_is_left_as_it_is(tmp_path: Path) -> None:
    """It is told who has it open; nothing beside it."""
    path = a_list(tmp_path / "list.xlsx")
    before = path.read_bytes()
    (tmp_path / "~$list.xlsx").write_bytes(b"\5Anita" + bytes(159))
    with pytest.raises(LocalError, match="open at Anita"):
        emptied(path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen while the new list goes to the disk."""
    real = os.fsync

    def fsync(number: int) -> None:
        happens()
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.fault
def test_a_list_that_changes_meanwhile_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has saved it between reading and replacing."""
    path = a_list(tmp_path / "list.xlsx")
    meanwhile(monkeypatch, lambda: a_list(path, in_other_cell))
    with pytest.raises(LocalError, match="being changed by another program"):
        emptied(path)
    assert openpyxl.load_workbook(path)["List"]["F9"].value == openpyxl.load_workbook(path)["List"]["B2"].value
    assert [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]


@pytest.mark.fault
def test_a_list_that_is_opened_meanwhile_gets_an_empty_one_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told that the old one still holds them."""
    path = a_list(tmp_path / "list.xlsx")
    meanwhile(monkeypatch, lambda: (tmp_path / "~$list.xlsx").write_bytes(b"\5Anita" + bytes(159)))
    with pytest.raises(SavedBeside, match=r"list \(tdsxl new\)\.xlsx"):
        emptied(path)
    assert openpyxl.load_workbook(path)["List"]["B2"].value == CANARIES[0]
    assert openpyxl.load_workbook(tmp_path / "list (tdsxl new).xlsx")["List"]["B2"].value is None


@pytest.mark.fault
def test_a_full_disk_leaves_the_list_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and no half of a list beside it."""
    path = a_list(tmp_path / "list.xlsx")
    before = path.read_bytes()

    def refuse() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    meanwhile(monkeypatch, refuse)
    with pytest.raises(LocalError, match=r"The disk is full; list\.xlsx was left as it was"):
        emptied(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]
