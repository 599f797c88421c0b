"""Our sheets put into a workbook of the firm's: its own stay to the byte, ours work under whatever name is free."""

import errno
import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.adopting import adopt, prove_adoptable
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.file.sections import Sections
from tdsxl.sheets.layout import SETTINGS
from tests.sheets.calc_view import calc_view
from tests.sheets.fresh import LINES, RESULTS, TABLES, make
from tests.sheets.hostile import giant_string, wrong_sum
from tests.sheets.own_book import own_book
from tests.sheets.samples import change_parts, parts

LISTING = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""Parts that tell of others."""
RENAMED = {"Home": "TDS Home", "Clients": "TDS Clients"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh book."""
    return make(tmp_path_factory.mktemp("fresh") / "fresh.xlsx")


@pytest.fixture
def fresh(template: Path, tmp_path: Path) -> Path:
    """A copy of it in the folder of a test."""
    return Path(shutil.copy(template, tmp_path / "fresh.xlsx"))


@pytest.fixture
def firms(fresh: Path) -> Path:
    """The firm's workbook, beside a fresh one."""
    return own_book(fresh.with_name("office.xlsx"))


def adopted(path: Path) -> dict[str, bytes]:
    """Adopt a workbook; the parts that it had before."""
    fresh, before = path.with_name("fresh.xlsx"), parts(path)
    adopt(path, fresh, backups=path.with_name("backups"), today=date(2026, 11, 23))
    return before


def file_book(path: Path) -> FileBook:
    """The book as a sync opens it."""
    sheets = tuple(sheet for sheet in TABLES if sheet.title not in ("Clients", "LDC Register", "Due Dates", "Not Due"))
    return FileBook(path, backups=path.with_name("backups"), sheets=sheets)


def as_it_is(path: Path) -> None:
    """As XlsxWriter wrote it."""


def with_prefixed_styles(path: Path) -> None:
    """As SDKs write styles."""

    def prefixed(part: bytes) -> bytes:
        text = re.sub(r"<(/?)([a-zA-Z]\w*)(?=[\s/>])", r"<\1x:\2", part.decode())
        return text.replace("xmlns=", "xmlns:x=").encode()

    change_parts(path, ("xl/styles.xml", prefixed))


def without_conditional_formats(path: Path) -> None:
    """Their section says that it is empty, and ends in itself; the one of number formats is not there."""

    def bare(part: bytes) -> bytes:
        part = re.sub(rb"<numFmts.*?</numFmts>", b"", re.sub(rb"<dxfs.*?</dxfs>", b'<dxfs count="0"/>', part))
        return re.sub(rb'numFmtId="16[0-9]"', b'numFmtId="4"', part)

    def without_rule(part: bytes) -> bytes:
        return re.sub(rb"<conditionalFormatting.*?</conditionalFormatting>", b"", part)

    change_parts(path, ("xl/styles.xml", bare), ("xl/worksheets/sheet1.xml", without_rule))


def with_names_of_ours(path: Path) -> None:
    """Its styles are called as two of ours are, and one of its number formats is the same."""

    def named(part: bytes) -> bytes:
        more = b'<cellStyle name="tdsxl text" xfId="0"/><cellStyle name="tdsxl date" xfId="0"/></cellStyles>'
        return part.replace(b"</cellStyles>", more).replace(b"#,##0.00;[Red]-#,##0.00", b"dd-mmm-yyyy")

    change_parts(path, ("xl/styles.xml", named))


@pytest.mark.parametrize(
    "change",
    [as_it_is, with_prefixed_styles, without_conditional_formats, with_names_of_ours],
    ids=lambda change: change.__name__,
)
def test_every_other_part_stays_byte_for_byte(firms: Path, change: Callable[[Path], None]) -> None:
    """Those that tell of others keep all they said, in its place."""
    change(firms)
    before = adopted(firms)
    after = parts(firms)
    assert {name for name in before if after[name] != before[name]} == LISTING
    assert all(name.startswith("xl/tdsxl/") for name in after.keys() - before.keys())
    for name in LISTING:
        old, new = before[name].decode(), after[name].decode()
        pieces = [piece for piece in re.findall(r"<[^>]*>[^<]*", old) if not re.search(r'^<[\w:]+ count="|dxfs', piece)]
        rest = iter(re.findall(r"<[^>]*>[^<]*", new))
        assert all(piece in rest for piece in pieces), name


def look(cell: Cell) -> tuple[object, ...]:
    """All that is seen of a cell."""
    styles = map(repr, (cell.font, cell.fill, cell.border, cell.alignment))
    return (cell.value, cell.number_format, *styles)


def looks(sheet: Worksheet) -> list[tuple[object, ...]]:
    """The looks of its cells and columns, and of what answers to what they say."""
    rules = [
        (str(where.sqref), rule.formula, rule.operator, re.sub("numFmtId=[0-9]+", "", repr(rule.dxf)))
        for where in sheet.conditional_formatting
        for rule in where.rules
    ]
    widths = [(letter, column.width, column.number_format) for letter, column in sheet.column_dimensions.items()]
    heights = [(number, row.height) for number, row in sheet.row_dimensions.items()]
    return [
        *(look(cell) for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and cell.has_style),
        *rules,
        *widths,
        *heights,
    ]


@pytest.mark.parametrize(
    "change", [as_it_is, without_conditional_formats, with_names_of_ours], ids=lambda change: change.__name__
)
def test_all_sheets_look_as_they_did(firms: Path, change: Callable[[Path], None]) -> None:
    """Theirs as before, ours as in a fresh book: an independent reader finds the same fonts, fills and formats."""
    change(firms)
    theirs = {sheet.title: looks(sheet) for sheet in openpyxl.load_workbook(firms)}
    adopted(firms)
    ours = openpyxl.load_workbook(firms.with_name("fresh.xlsx"))
    book = openpyxl.load_workbook(firms)
    assert book.sheetnames == [*theirs, *(RENAMED.get(title, title) for title in ours.sheetnames)]
    assert {title: looks(book[title]) for title in theirs} == theirs
    for sheet in ours:
        if sheet.title != "Dashboard":
            seen = [tuple(map(original, row)) for row in looks(book[RENAMED.get(sheet.title, sheet.title)])]
            assert seen == [tuple(map(original, row)) for row in looks(sheet)], sheet.title


def original(seen: object) -> object:
    """A formula by our own names."""
    return re.sub(r"\bTDS([ _])(\w+)(['\[])", r"\2\3", seen) if isinstance(seen, str) else seen


def test_names_that_are_taken_become_others(firms: Path) -> None:
    """Sheets, tables, formulas, links, charts and print titles of ours all mean ours."""
    adopted(firms)
    book = openpyxl.load_workbook(firms)
    tables = {name: sheet.title for sheet in book for name in sheet.tables}
    assert (tables["Clients"], tables["TDS_Clients"], tables["TDS_LDC"]) == ("Clients", "TDS Clients", "LDC")
    assert (tables["Settings"], len(tables)) == ("Settings", 20)
    ids = [table.id for sheet in book for table in sheet.tables.values()]
    assert len(set(ids)) == len(ids)
    clients = book["TDS Clients"]
    visible = clients.tables["TDS_Clients"].tableColumns[-1].calculatedColumnFormula
    assert visible is not None
    assert visible.attr_text == "SUBTOTAL(103,TDS_Clients[[#This Row],[TAN]])"
    assert clients.print_title_rows == "$1:$4"
    links = {cell.hyperlink.location for row in book["TDS Home"].iter_rows() for cell in row if cell.hyperlink}
    assert {"'TDS Clients'!A1", "'Settings'!A1"} <= links
    assert not {"'Clients'!A1", "'Home'!A1"} & links
    formulas = [str(cell.value) for row in book["Dashboard"].iter_rows() for cell in row if cell.data_type == "f"]
    assert any("TDS_Clients[TAN]" in formula for formula in formulas)
    assert not any(re.search(r"(?<![\w'])(Clients|LDC)(\[|!)", formula) for formula in formulas)


def test_the_workbook_opens_where_it_did(firms: Path) -> None:
    """One sheet is selected, and it is theirs: what is typed into one of several selected sheets goes into all."""
    adopted(firms)
    selected = [name for name, part in parts(firms).items() if b'tabSelected="1"' in part]
    assert selected == ["xl/worksheets/sheet1.xml"]


def test_a_sync_reads_and_writes_our_tables_only(firms: Path) -> None:
    """Their table of the same name, and the figures on their own Home, stay as they are."""
    before = adopted(firms)
    book = file_book(firms)
    contents = book.read()
    assert [client.tan for client in contents.clients] == [line.tan for line in LINES]
    assert (contents.gaps, contents.problems) == ((), ())
    assert book.add_clients([LINES[0]]) == (0, 0)
    new = type(LINES[0])(9, type(LINES[0].tan)("PNEA00001A"), {"Client name": "New"})
    assert book.add_clients([new]) == (1, 0)
    row = next(openpyxl.load_workbook(firms)["TDS Clients"].iter_rows(min_row=7, max_row=7, values_only=True))
    assert (row[1], row[-1]) == ("PNEA00001A", "=SUBTOTAL(103,TDS_Clients[[#This Row],[TAN]])")
    after = parts(firms)
    assert {name for name in before if before[name] != after[name]} == LISTING


def test_a_copy_is_put_aside_first(firms: Path) -> None:
    """To the byte."""
    before = firms.read_bytes()
    adopted(firms)
    assert [copy.read_bytes() for copy in firms.with_name("backups").iterdir()] == [before]


def test_macros_stay(fresh: Path) -> None:
    """Their project and all that belongs to it; it is still a workbook with macros."""
    path = own_book(fresh.with_name("office.xlsm"))
    before = adopted(path)
    assert parts(path)["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]
    assert b"macroEnabled.main+xml" in parts(path)["[Content_Types].xml"]
    assert file_book(path).read().clients


def test_a_workbook_without_styles_gets_ours(firms: Path) -> None:
    """Behind the plain one that every program takes for granted."""
    found = parts(firms)
    with ZipFile(firms, "w") as book:
        for name, part in found.items():
            text = re.sub(r'<(Override|Relationship) [^>]*styles\.xml"[^>]*/>', "", part.decode("utf-8", "ignore"))
            if name != "xl/styles.xml":
                text = re.sub(r"<conditionalFormatting.*?</conditionalFormatting>", "", text)
                text = re.sub(r'\s(?:s|dataDxfId)="[0-9]+"', "", text)
                book.writestr(name, text if name.endswith((".xml", ".rels")) else part)
    adopted(firms)
    opened = openpyxl.load_workbook(firms)
    assert opened["TDS Clients"]["B4"].fill.fgColor.rgb == "001D6F6A"
    assert opened["Home"]["A1"].font.name == "Calibri"


def lock(path: Path) -> None:
    path.with_name(f"~${path.name}").write_bytes(b"")


def encrypt(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


def in_workbook(old: str, new: str) -> Callable[[Path], None]:
    """Change the part that lists the sheets."""

    def change(path: Path) -> None:
        change_parts(path, ("xl/workbook.xml", lambda part: part.replace(old.encode(), new.encode())))
        assert new.encode() in parts(path)["xl/workbook.xml"]

    return change


def share(path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/revisionHeaders"
    more = f'<Relationship Id="rev" Type="{kind}" Target="revisions/headers.xml"/></Relationships>'.encode()
    change_parts(path, ("xl/_rels/workbook.xml.rels", lambda part: part.replace(b"</Relationships>", more)))


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "open": (lock, r"office.xlsx is open\. Close it\."),
    "read-only": (lambda path: path.chmod(0o444), "office.xlsx is read-only"),
    "encrypted": (encrypt, "office.xlsx is a workbook locked with a password"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "office.xlsx"),
    "damaged": (lambda path: wrong_sum(path, "xl/worksheets/sheet2.xml"), "office.xlsx is damaged"),
    "harmful": (lambda path: giant_string(path, "xl/worksheets/sheet2.xml"), "office.xlsx"),
    "structure": (
        in_workbook("<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'),
        "against new sheets",
    ),
    "strict": (in_workbook("schemas.openxmlformats.org/spreadsheetml", "purl.oclc.org/ooxml/s"), "Strict Open XML"),
    "1904": (in_workbook("<workbookPr ", '<workbookPr date1904="1" '), "counts its days from 1904"),
    "shared": (share, "shared workbook"),
    "names": (in_workbook('name="Home"', 'name="TDS Clients"'), "has Clients and TDS Clients already"),
    "ours": (adopted, "has the sheets of tdsxl already"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_adopted_stays_as_it_is(firms: Path, case: str) -> None:
    """One clear line each."""
    change, says = REFUSED[case]
    change(firms)
    before = firms.read_bytes()
    with pytest.raises((InputError, LocalError), match=says):
        adopt(firms, firms.with_name("fresh.xlsx"), backups=firms.with_name("backups"), today=date(2026, 11, 23))
    assert firms.read_bytes() == before


def test_a_full_disk_leaves_the_firms_workbook_as_it_was(firms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told with the space that is needed; nothing is left beside it."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before, beside = firms.read_bytes(), {*firms.parent.iterdir()}
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LocalError, match=r"office\.xlsx was left as it was\. Free 1 MB, then adopt it again"):
        adopted(firms)
    assert firms.read_bytes() == before
    assert {*firms.parent.iterdir()} == beside


def test_a_workbook_that_others_save_meanwhile_keeps_what_they_saved(
    firms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They save it while its new state is made: theirs stays, and it is to be done once more."""
    saved, real = list[bytes](), os.fsync

    def meanwhile(number: int) -> None:
        real(number)
        change_parts(firms, ("docProps/core.xml", lambda part: part + b" "))
        saved.append(firms.read_bytes())

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(LocalError, match=r"is being changed by another program\. Close it, then adopt it again"):
        adopted(firms)
    assert saved == [firms.read_bytes()]


@pytest.mark.parametrize("titles", [("Key", "Worth"), ("Setting", "Value")], ids=["their columns", "ours"])
def test_a_table_of_theirs_that_is_called_as_one_of_ours_makes_no_book_of_ours(
    tmp_path: Path, titles: tuple[str, str]
) -> None:
    """Its columns tell; with ours, too, the stamp does, which would stand in it."""
    path = tmp_path / "office.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (titles, ("Fee", 500)):
        sheet.append(row)
    sheet.add_table(Table(displayName=SETTINGS.table, ref="A1:B2"))
    book.save(path)
    before = path.read_bytes()
    prove_adoptable(path)
    assert path.read_bytes() == before


def test_sections_are_made_where_they_belong() -> None:
    """Before those that have to follow, in the part's own prefix; for nothing none is made."""
    part = Sections('<x:a xmlns:x="u"><x:c n="&lt;x"/></x:a>', root="a", order=("b", "c", "d", "e"))
    part.add("e", "", counted="five")
    part.add("b", '<one v="1"/>', counted="one")
    part.add("d", "<two><three/></two>")
    part.add("c", "<four/>", counted="four")
    assert part.text == (
        '<x:a xmlns:x="u"><x:b count="1"><x:one v="1"/></x:b><x:c n="&lt;x" count="1"><x:four/></x:c>'
        "<x:d><x:two><x:three/></x:two></x:d></x:a>"
    )


@pytest.mark.calc
def test_calc_opens_both_and_works_all_formulas_out(firms: Path) -> None:
    """Theirs give what they gave, ours no error."""
    adopted(firms)
    seen = calc_view(firms)
    assert [seen["Home"][row][0].value for row in (1, 2, 3)] == [15000.5, 15000.5, 42.0]
    assert {*RENAMED.values(), *(sheet.title for sheet in RESULTS)} <= set(seen)
    assert seen["TDS Clients"][4][1].value == LINES[0].tan
    texts = [cell.value for grid in seen.values() for row in grid for cell in row if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(("#", "Err:"))]
