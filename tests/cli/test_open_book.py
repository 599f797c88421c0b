"""Commands on a book that is open in a spreadsheet program: written through it, and as a file once it is closed."""

from typing import Any

import pytest

from tdsxl.cli.office import book_of
from tdsxl.tables import Update
from tests.calc.fixtures import Opener
from tests.whole.book import clients_sheet
from tests.whole.pc import Pc

TAN = "MUMA12345B"


@pytest.fixture
def listed(pc: Pc) -> Pc:
    """One client without passwords: every sync ends before the first request."""
    lines = pc.folder / "clients.csv"
    lines.write_text(f"TAN,Client name\n{TAN},Asha Traders\n", encoding="utf-8")
    assert pc.run("clients", "import", lines, "--book", pc.book).status == 0
    return pc


def shown(book: Any) -> str:  # an xw.Book
    """All that the open sheet Clients shows in the client's row."""
    return str(book.sheets["Clients"].range("A5:AH5").value)


@pytest.mark.calc
def test_a_sync_writes_through_the_program_that_has_the_book(listed: Pc, calc_book: Opener) -> None:
    """The file stays as it is until its user saves, and is told to."""
    opened, before = calc_book(listed.book), listed.book.read_bytes()
    said = listed.run("sync", listed.book, "--unattended")
    assert said.status == 1
    assert said.err.endswith("office.xlsx is open in Excel: save it there.\n")
    assert "no password stored" in shown(opened)
    assert listed.book.read_bytes() == before


@pytest.mark.calc
def test_write_and_status_look_there_too(listed: Pc, calc_book: Opener) -> None:
    """What the user has typed and not saved counts."""
    assert listed.run("sync", listed.book, "--unattended").status == 1
    opened = calc_book(listed.book)
    opened.sheets["Clients"].range("C5").value = "Asha & Sons"
    assert "Asha & Sons" in listed.run("status", listed.book).out
    said = listed.run("write", listed.book)
    assert (said.status, said.out) == (0, f"{listed.book} is up to date in Excel; save it there.\n")


def test_a_list_is_not_brought_into_an_open_book(listed: Pc) -> None:
    """A lock file beside the book tells that somebody has it; close it first."""
    lock = listed.book.with_name(f".~lock.{listed.book.name}#")
    lock.write_text("Asha,asha,OFFICE-3,", encoding="utf-8")
    said = listed.run("clients", "import", listed.folder / "clients.csv", "--book", listed.book)
    assert said.status == 2
    assert "office.xlsx is open at Asha. Close it." in said.err


@pytest.mark.calc
def test_a_book_that_is_closed_meanwhile_is_written_as_a_file(listed: Pc, calc_book: Opener) -> None:
    """Between reading and writing; what it says is the same either way."""
    opened = calc_book(listed.book)
    book = book_of(listed.book, listed.home)
    contents = book.read()
    ways = [book.is_open]
    opened.close()
    update = Update(tables=(), clients={5: {"Status": "Running"}}, client_tans={5: TAN}, clients_as_on="As on today")
    book.write(update, {})
    assert [*ways, book.is_open] == [True, False]
    assert clients_sheet(listed.book)[TAN]["Status"] == "Running"
    assert book.read(to_write=False) == contents
