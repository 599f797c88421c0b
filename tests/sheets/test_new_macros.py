"""The fresh macro workbook: what it has beyond an ordinary one, and that a sync leaves it as it is."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.cli.macros import macros
from tdsxl.errors import InputError
from tdsxl.ledgers import LEDGERS
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.macros import held
from tdsxl.sheets.fresh.new import new_book
from tdsxl.values import Tan
from tests.sheets.fresh import CERTIFICATE, LINES, RESULTS, STAMP, make, parts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "firm.xlsm"
    new_book(path, sheets=RESULTS, stamp=STAMP, clients=LINES, register=[CERTIFICATE], macros=macros(path))
    return path


def test_the_sheets_are_those_of_an_ordinary_book(path: Path, tmp_path: Path) -> None:
    """Cell by cell nothing differs but the names that VBA uses, and one hidden sheet more."""
    plain, made = parts(make(tmp_path / "firm.xlsx")), parts(path)
    code_name = re.compile(rb' codeName="\w+"')
    for name in plain:
        if name.startswith(("xl/worksheets/", "xl/tables/")):
            assert code_name.sub(b"", made[name]) == plain[name]
    assert len([name for name in made if name.startswith("xl/worksheets/sheet")]) == len(load_workbook(path).sheetnames)


def test_excel_is_told_that_there_are_macros(path: Path) -> None:
    """The kind of the file, the project and both ribbons, each mentioned where Excel looks."""
    made = parts(path)
    assert b'/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled' in made["[Content_Types].xml"]
    assert b'Target="vbaProject.bin"' in made["xl/_rels/workbook.xml.rels"]
    assert b'codeName="ThisWorkbook"' in made["xl/workbook.xml"]
    assert b'codeName="Clients"' in made["xl/worksheets/sheet3.xml"]
    assert made["_rels/.rels"].count(b"ui/extensibility") == 2


def test_the_conf_sheet_names_this_python(path: Path) -> None:
    """All that xlwings looks for stands from A1 down, on a sheet that is out of sight."""
    paper = load_workbook(path)["xlwings.conf"]
    assert paper.sheet_state == "hidden"
    assert {key.value: value.value for key, value in paper.iter_rows()} == {
        "INTERPRETER_WIN": sys.executable,
        "INTERPRETER_MAC": sys.executable,
        "PYTHONPATH": None,
        "CONDA PATH": None,
        "CONDA ENV": None,
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
        "USE UDF SERVER": False,
        "SHOW CONSOLE": False,
    }


def test_equal_values_make_equal_bytes(path: Path, tmp_path: Path) -> None:
    """Project and ribbon come in the same order each time."""
    again = tmp_path / "firm.xlsm"
    new_book(again, sheets=RESULTS, stamp=STAMP, clients=LINES, register=[CERTIFICATE], macros=macros(again))
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("platform", "given", "kept"),
    [
        ("win32", r"C:\Users\A & B\tdsxl\Scripts\python.exe", r"C:\Users\A & B\tdsxl\Scripts\python.exe"),
        ("win32", r"C:\tdsxl\Scripts\pythonw.exe", r"C:\tdsxl\Scripts\python.exe"),
        ("darwin", "/Users/asha/.tdsxl/bin/python3", "/Users/asha/.tdsxl/bin/python3"),
        ("linux", "/home/asha/My files/python3", "/home/asha/My files/python3"),
    ],
)
def test_a_python_is_named_as_excel_can_start_it(platform: str, given: str, kept: str) -> None:
    """With a console, which stays hidden: from one without it no failure would come back."""
    assert held(given, platform=platform, encoding="cp1252") == kept


@pytest.mark.parametrize(
    ("platform", "given"),
    [
        ("win32", r"C:\50%\python.exe"),
        ("win32", "C:\\Users\\आशा\\python.exe"),
        ("darwin", "/Users/asha/Library/Application Support/bin/python3"),
    ],
)
def test_a_python_that_excel_cannot_start_is_refused(platform: str, given: str) -> None:
    """One line says why no workbook was made, and what to do."""
    with pytest.raises(InputError, match="Excel cannot start the Python at") as refused:
        held(given, platform=platform, encoding="cp1252")
    assert "\n" not in str(refused.value)


def test_a_name_without_macros_gets_none() -> None:
    """An ordinary book starts nothing."""
    assert macros(Path("firm.xlsx")) is None


def test_a_macro_name_needs_macros(tmp_path: Path) -> None:
    """A file under this name without a project would not open in Excel."""
    with pytest.raises(InputError, match=r"use the name firm\.xlsx"):
        new_book(tmp_path / "firm.xlsm", sheets=RESULTS, stamp=STAMP)


def test_writing_leaves_macros_and_ribbon_as_they_are(path: Path, tmp_path: Path) -> None:
    """A sync of the file without Excel changes sheets, and no byte of what belongs to macros."""
    book = tmp_path / "firm.xlsm"
    book.write_bytes(path.read_bytes())
    before = parts(book)
    firm = FileBook(book, backups=tmp_path / "backups", sheets=(*RESULTS, *LEDGERS))
    assert [client.tan for client in firm.read().clients] == [line.tan for line in LINES]
    assert firm.add_clients([LINES[0]]) == (0, 0)
    assert firm.add_clients([replace(LINES[0], tan=Tan("PNEA00001A"))]) == (1, 0)
    after = parts(book)
    assert after["xl/worksheets/sheet3.xml"] != before["xl/worksheets/sheet2.xml"]
    for name in ("xl/vbaProject.bin", "customUI/customUI.xml", "customUI/customUI14.xml", "_rels/.rels"):
        assert after[name] == before[name]
    assert after["[Content_Types].xml"] == before["[Content_Types].xml"]
    assert [client.tan for client in firm.read().clients][-1] == "PNEA00001A"
