"""The column Open of Notices & Orders: a formula of ours that leads to a file, wherever its folder lies."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from tdsxl.modules.notices import SHEET
from tdsxl.own_columns import OPEN
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Cell, Settings, Stamp, Table, Update, Written
from tests.sheets.calc_view import Seen, calc_view
from tests.sheets.samples import change_parts, part_of, parts, shown, tan

NOW = datetime(2026, 11, 22, 13, 10, tzinfo=UTC)
FILES = ("downloads/Asha ABCD00001E/2025-26/Communication C1.pdf", None, "downloads/a.zip; downloads/b.zip")
LINKS = [column.title for column in SHEET.offered].index(OPEN.title)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book of a PC whose data folder is /home/asha/tdsxl."""
    stamp = Stamp(book_id="book-1", pc="OFFICE-1", since="today", folder="/home/asha/tdsxl")
    new_book(tmp_path / "book.xlsx", sheets=(SHEET,), stamp=stamp)
    return tmp_path / "book.xlsx"


def open_book(path: Path) -> FileBook:
    """With Notices & Orders alone."""
    return FileBook(path, backups=path.parent / "backups", sheets=(SHEET,), wait=lambda _: None)


def write(path: Path, *files: str | None, known: dict[str, Written] | None = None) -> dict[str, Written]:
    """A notice for each file, or for none."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for number, file in enumerate(files):
            values = {"TAN": tan(1), "Portal": "TRACES", "Kind": "Communication", "Reference no.": f"C{number}"}
            cells: dict[str, Cell] = {**values, "File": file, "State": "New", "First seen": NOW}
            yield tuple(cells.get(column.title) for column in SHEET.columns)

    table = Table(sheet=SHEET, as_on="As on today", fingerprint=repr(files), rows=rows)
    update = Update(tables=(table,), clients={}, client_tans={}, clients_as_on="As on today")
    return dict(open_book(path).write(update, known or {}))


def formulas(path: Path) -> list[object]:
    """What stands in the column."""
    return [row["Open"] for row in shown(path, SHEET.title)]


def test_every_row_has_its_link(path: Path) -> None:
    """Also the blank one of a fresh book; rows are still made anew, as fast as without."""
    assert formulas(path) == [f"={OPEN.formula}"]
    written = write(path, *FILES)
    assert formulas(path) == [f"={OPEN.formula}"] * 3
    assert written[SHEET.title].plain
    assert write(path, *FILES[:1], known=written)[SHEET.title].plain
    assert formulas(path) == [f"={OPEN.formula}"]
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    assert sheet.cell(4, LINKS + 1).style == "tdsxl header"
    assert sheet.cell(5, LINKS + 1).style == "tdsxl link"


def test_rows_that_are_merged_in_have_it_too(path: Path) -> None:
    """The firm's own word beside the first row stays."""
    write(path, FILES[0])
    book = openpyxl.load_workbook(path)
    book[SHEET.title].cell(5, LINKS + 2).value = "Ravi"
    book.save(path)
    write(path, *FILES)
    assert formulas(path) == [f"={OPEN.formula}"] * 3
    assert shown(path, SHEET.title)[0]["Owner"] == "Ravi"


def test_a_formula_of_ours_is_no_note_of_the_firms(path: Path) -> None:
    """A lost book gets its link from the fresh one."""
    write(path, *FILES)
    assert not any(open_book(path).notes({})[SHEET.title].notes.values())


def test_the_list_of_formulas_goes_with_rows_that_go(path: Path) -> None:
    """A calculation chain that names a cell without a formula makes Excel call a book damaged."""
    written = write(path, *FILES)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    more = f'<Relationship Id="chain" Type="{kind}" Target="calcChain.xml"/></Relationships>'.encode()
    change_parts(
        path,
        ("xl/calcChain.xml", lambda _: b"<calcChain/>"),
        ("xl/_rels/workbook.xml.rels", lambda part: part.replace(b"</Relationships>", more)),
    )
    write(path, *FILES[:1], known=written)
    assert "xl/calcChain.xml" not in parts(path)


def links(path: Path) -> list[str]:
    """Where the links lead: what HYPERLINK is given, as Calc works it out."""
    bare = path.with_name("bare.xlsx")
    bare.write_bytes(path.read_bytes())
    part = part_of(bare, SHEET.title)
    change_parts(bare, (part, lambda text: text.replace(b"HYPERLINK(", b"CONCATENATE(")))
    return [str(cell.value or "").removesuffix("Open") for cell in column(bare)]


def column(path: Path) -> list[Seen]:
    """The column as Calc shows it."""
    return [row[LINKS] for row in calc_view(path)[SHEET.title][4:7]]


@pytest.mark.calc
def test_links_follow_the_folder(path: Path) -> None:
    """The data folder of the PC, or the Folder that the firm names, now or later; of several files the first opens."""
    write(path, *FILES)
    assert [(cell.value or "", cell.is_formula) for cell in column(path)] == [
        ("Open", True),
        ("", True),
        ("Open", True),
    ]
    home, moved = "/home/asha/tdsxl", "/srv/tds"
    assert links(path) == [f"{home}/{FILES[0]}", "", f"{home}/downloads/a.zip"]
    book = openpyxl.load_workbook(path)
    (cell,) = (row[1] for row in book["Settings"].iter_rows() if row[0].value == "Folder")
    cell.value = moved
    book.save(path)
    assert links(path) == [f"{moved}/{FILES[0]}", "", f"{moved}/downloads/a.zip"]


def test_the_data_folder_is_read_and_written(path: Path) -> None:
    """A PC that took the book keeps it true; a book without that row says what it lacks."""
    assert open_book(path).read().stamp.folder == "/home/asha/tdsxl"
    stamp = Stamp(book_id="book-1", pc="OFFICE-1", since="today", folder="/new")
    open_book(path).write(Update(tables=(), clients={}, client_tans={}, clients_as_on="", stamp=stamp), {})
    contents = open_book(path).read()
    assert (contents.stamp, contents.settings) == (stamp, Settings())
