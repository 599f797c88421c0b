"""What is said of a file that cannot be read or written, word for word: what is the matter, and what to do."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets import parts
from tdsxl.sheets.file.guard import prove_writable
from tdsxl.sheets.file.package import Package
from tests.sheets.samples import file_book, make_book

IN_EXCEL = "Save it in Excel as a new workbook."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (parts.damaged, "is damaged or was cut off. Open it in Excel and save it again."),
        (parts.too_many, "has far more cells than a list. Save the list in a workbook of its own."),
        (parts.document_type, "holds a document type, which no workbook needs. Do not open it."),
        (parts.too_much, f"is not built as a workbook is: texts longer or deeper than in any table. {IN_EXCEL}"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_with_a_remedy(error: Callable[[str], InputError], words: str) -> None:
    """By its name."""
    assert str(error("list.xlsx")) == f"list.xlsx {words}"


def read_only(path: Path) -> None:
    path.chmod(0o444)
    prove_writable(path)


def protected(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Challans"].protection.enable()
    book.save(path)
    file_book(path).read()


def merged(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Challans"].merge_cells("B5:C5")
    book.save(path)
    file_book(path).read()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:999])
    Package(path)


def away(path: Path) -> None:
    path.unlink()
    Package(path)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (read_only, "book.xlsx is read-only. Allow changes in the properties of the file."),
        (protected, "book.xlsx: the sheet Challans is protected. Unprotect it in Excel: Review, Unprotect Sheet."),
        (merged, "The sheet Challans: the cells B5:C5 of its table are merged. Unmerge them."),
        (away, "book.xlsx is not there. `tdsxl new BOOK` makes a fresh book."),
        (cut_off, "book.xlsx is damaged or was cut off. Open it in Excel and save it again."),
    ],
)
def test_a_book_that_cannot_be_written_is_told_with_a_remedy(
    tmp_path: Path, case: Callable[[Path], None], words: str
) -> None:
    """One line, the same at every door."""
    path = make_book(tmp_path / "book.xlsx")
    with pytest.raises((InputError, LocalError)) as told:
        case(path)
    assert str(told.value).removeprefix(f"{tmp_path}/") == words
