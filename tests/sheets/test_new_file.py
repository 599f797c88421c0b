"""The fresh book as a file: its name, its bytes, and other programs that open it."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.fresh.new import new_book
from tdsxl.titles import CLIENTS
from tests.sheets.fresh import CERTIFICATE, LINES, RESULTS, STAMP, TABLES, make, parts

Convert = Callable[[Path, str], Path]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("book") / "clients.xlsx")


def test_a_book_tells_neither_person_nor_program_nor_day(path: Path) -> None:
    """The facts of the file are a title only."""
    facts = parts(path)["docProps/core.xml"].decode()
    assert re.findall(r"<(?:dc|dcterms|cp):(\w+)>", facts) == ["title"]
    assert "openpyxl" not in b"".join(parts(path).values()).decode().lower()


def test_equal_values_make_equal_bytes(path: Path, tmp_path: Path) -> None:
    """Nothing but the values decides what a book looks like."""
    again = tmp_path / "again.xlsx"
    assert make(again).read_bytes() == path.read_bytes()
    other = tmp_path / "other.xlsx"
    new_book(other, sheets=RESULTS, stamp=replace(STAMP, book_id="00e8"), clients=LINES, register=[CERTIFICATE])
    assert other.read_bytes() != path.read_bytes()


def test_numbers_kept_as_text_bear_no_green_corner(path: Path) -> None:
    """BSR codes and tokens are text on purpose; the mark stands where the file format wants it."""
    sheets = [text.decode() for name, text in parts(path).items() if name.startswith("xl/worksheets/sheet")]
    tables = [sheet for sheet in sheets if "<tableParts" in sheet]
    assert len(tables) == len(TABLES) + 1
    assert all('numberStoredAsText="1"/></ignoredErrors><tableParts' in sheet for sheet in tables)


def test_nothing_is_overwritten(path: Path) -> None:
    """A name that is taken is refused, and the file stays as it is."""
    before = path.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        new_book(path, sheets=RESULTS, stamp=STAMP)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("firm.XLS", "A workbook's name ends in .xlsx, or .xlsm with macros; use the name firm.xlsx."),
        ("nowhere/firm.xlsx", "no folder"),
    ],
)
def test_names_that_cannot_be_are_refused_in_one_line(tmp_path: Path, name: str, words: str) -> None:
    """The line says what to do, and no file appears."""
    with pytest.raises(InputError, match=re.escape(words)) as refused:
        new_book(tmp_path / name, sheets=RESULTS, stamp=STAMP)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The half-written file is taken away, and the user is told."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LocalError, match=r"firm\.xlsx cannot be written: No space left"):
        new_book(tmp_path / "firm.xlsx", sheets=RESULTS, stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


def test_other_readers_find_nothing_to_warn_about(path: Path) -> None:
    """The book opens without a warning, which is an error in these tests."""
    assert load_workbook(path, data_only=True)["Clients"].cell(5, len(CLIENTS.columns)).value == 1


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Converts a book in LibreOffice Calc, in a profile of its own."""
    folder = tmp_path_factory.mktemp("calc")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"

    def convert(path: Path, kind: str) -> Path:
        command = [
            "soffice",
            "--headless",
            "--norestore",
            profile,
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return folder / f"{path.stem}.{kind}"

    return convert


@pytest.mark.calc
def test_calc_keeps_tables_and_works_out_the_formula(calc: Convert, path: Path) -> None:
    """Opened and saved by Calc, each table is where it was, and no cell is an error."""
    before, after = load_workbook(path), load_workbook(calc(path, "xlsx"), data_only=True)
    for paper in before:
        kept = {table.name: table.ref for table in after[paper.title].tables.values()}
        assert kept == {table.name: table.ref for table in paper.tables.values()}
        assert not [cell.coordinate for row in after[paper.title].iter_rows() for cell in row if cell.data_type == "e"]
    assert [after["Clients"].cell(row, len(CLIENTS.columns)).value for row in (5, 6)] == [1, 1]


@pytest.mark.calc
def test_amounts_are_printed_in_lakhs_and_crores_with_their_sign(calc: Convert, tmp_path: Path) -> None:
    """Grouping and minus are drawn right in a program that knows neither by itself."""
    drawn = {
        "0": "0.00",
        "99999.5": "99,999.50",
        "12345678.9": "1,23,45,678.90",
        "-99999.5": "-99,999.50",
        "-1234567.5": "-12,34,567.50",
        "-12345678.9": "-1,23,45,678.90",
        "12345678901.25": "12,34,56,78,901.25",
    }
    lines = [replace(CERTIFICATE, register=replace(CERTIFICATE.register, limit=Decimal(amount))) for amount in drawn]
    book = tmp_path / "amounts.xlsx"
    new_book(book, sheets=(), stamp=STAMP, register=lines)
    text = subprocess.run(["pdftotext", "-layout", calc(book, "pdf"), "-"], check=True, capture_output=True, text=True)
    printed = re.findall(r"94C +0\.50 +(\S+) +first", text.stdout)
    assert printed == list(drawn.values())


@pytest.mark.fault
@pytest.mark.parametrize("size", [0, 8_000, 40_000])
def test_a_disk_that_fills_up_is_one_line(tmp_path: Path, size: int) -> None:
    """Neither openpyxl's temporary files nor the book's own print more than that, and nothing stays."""
    pytest.importorskip("resource")
    code = (
        "import resource, sys; from tdsxl.cli.main import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "sys.exit(main(['new', sys.argv[1]]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "new.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    [line] = done.stderr.splitlines()
    assert line.startswith("tdsxl: new.xlsx cannot be made: ")
    assert (done.returncode, done.stdout, [*tmp_path.iterdir()]) == (2, "", [])
