"""Commands on a book that is open in a spreadsheet program: written through it, and as a file once it is closed."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from tdsxl.cli.office import book_of
from tdsxl.errors import InputError
from tdsxl.tables import Update
from tests.calc.fixtures import Opener
from tests.whole import pc as answering
from tests.whole.book import clients_sheet
from tests.whole.pc import Pc

if TYPE_CHECKING:
    import xlwings

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
def test_an_open_book_is_put_aside_as_it_was_saved(listed: Pc, calc_book: Opener) -> None:
    """Once a day, before the first writing; where that cannot be done the user is told."""
    shutil.rmtree(listed.home.backups)
    opened, before = calc_book(listed.book), listed.book.read_bytes()
    for _ in range(2):
        assert listed.run("write", listed.book).status == 0
        (copy,) = listed.home.backups.glob("office *.xlsx")
        assert copy.read_bytes() == before
        opened.save()
    book = book_of(listed.book, listed.home)
    book.read()
    copy.unlink()
    listed.book.unlink()
    book.write(running(), {})
    assert book.afterword.endswith("save it there. No copy of it could be put aside (No such file or directory).")


@pytest.mark.calc
def test_write_and_status_look_there_too(listed: Pc, calc_book: Opener) -> None:
    """What the user has typed and not saved counts."""
    assert listed.run("sync", listed.book, "--unattended").status == 1
    opened = calc_book(listed.book)
    opened.sheets["Clients"].range("C5").value = "Asha & Sons"
    assert "Asha & Sons" in listed.run("status", listed.book).out
    said = listed.run("write", listed.book)
    assert (said.status, said.out) == (
        0,
        f"{listed.book} is up to date. office.xlsx is open in Excel: save it there.\n",
    )


def test_a_list_is_not_brought_into_an_open_book(listed: Pc) -> None:
    """A lock file beside the book tells that somebody has it; close it first."""
    lock = listed.book.with_name(f".~lock.{listed.book.name}#")
    lock.write_text("Asha,asha,OFFICE-3,", encoding="utf-8")
    said = listed.run("clients", "import", listed.folder / "clients.csv", "--book", listed.book)
    assert said.status == 2
    assert "office.xlsx is open at Asha. Close it." in said.err


def running(row: int = 5) -> Update:
    """An update that any book of ours can take."""
    return Update(tables=(), clients={row: {"Status": "Running"}}, client_tans={row: TAN}, clients_as_on="As on today")


@pytest.mark.calc
def test_a_book_that_is_closed_meanwhile_is_written_as_a_file(listed: Pc, calc_book: Opener) -> None:
    """Between reading and writing; what it says is the same either way, and the user is told which one was written."""
    opened = calc_book(listed.book)
    book = book_of(listed.book, listed.home)
    contents = book.read()
    ways = [book.is_open]
    opened.close()
    book.write(running(), {})
    assert [*ways, book.is_open] == [True, False]
    assert book.afterword == "office.xlsx is closed in Excel, so its file was written, and no other."
    assert clients_sheet(listed.book)[TAN]["Status"] == "Running"
    assert book.read(to_write=False) == contents


@pytest.mark.calc
def test_a_file_that_stays_closed_needs_no_word(listed: Pc, calc_book: Opener) -> None:
    """Another book that is open is none of its business."""
    assert listed.run("new", listed.folder / "other.xlsx").status == 0
    calc_book(listed.folder / "other.xlsx")
    book = book_of(listed.book, listed.home)
    book.read()
    book.write(running(), {})
    assert (book.is_open, book.afterword) == (False, "")


@pytest.mark.calc
@pytest.mark.parametrize("reads_again", [False, True], ids=["at the end of a run", "write now"])
def test_a_book_saved_under_another_name_is_followed(listed: Pc, calc_book: Opener, reads_again: bool) -> None:
    """The user's book is the one in sight; the old file stays as it was, and both are named."""
    opened, copy = calc_book(listed.book), listed.folder / "office 2026.xlsx"
    book = book_of(listed.book, listed.home)
    contents = book.read()
    before = listed.book.read_bytes()
    opened.save(copy)
    if reads_again:
        assert book.read() == contents
    book.write(running(), {})
    assert "Running" in shown(opened)
    assert book.afterword == f"office.xlsx was saved as {copy}, which is open in Excel: save it there."
    assert listed.book.read_bytes() == before


@pytest.mark.calc
def test_a_book_saved_under_another_name_and_closed_is_written_by_its_old_one(listed: Pc, calc_book: Opener) -> None:
    """That file is still the firm's, and its user is told that no other was written."""
    opened, copy = calc_book(listed.book), listed.folder / "office 2026.xlsx"
    book = book_of(listed.book, listed.home)
    book.read()
    opened.save(copy)
    opened.close()
    before = copy.read_bytes()
    book.write(running(), {})
    assert clients_sheet(listed.book)[TAN]["Status"] == "Running"
    assert copy.read_bytes() == before
    assert book.afterword == "office.xlsx is closed in Excel, so its file was written, and no other."


@pytest.mark.calc
def test_a_closed_file_is_not_written_for_a_copy_that_is_open(listed: Pc, calc_book: Opener) -> None:
    """Saved as another before anybody looked: both are named, neither is touched, and a look is still allowed."""
    copy = listed.folder / "office 2026.xlsx"
    calc_book(listed.book).save(copy)
    before = [book.read_bytes() for book in (listed.book, copy)]
    for words in (("sync", listed.book, "--unattended"), ("write", listed.book)):
        said = listed.run(*words)
        assert said.status == 2
        assert f"{listed.book} is closed, but the same book is open in Excel as {copy}." in said.err
    assert [book.read_bytes() for book in (listed.book, copy)] == before
    assert listed.run("status", listed.book).status == 1


@pytest.mark.calc
def test_a_closed_file_that_is_opened_and_saved_as_another_meanwhile_is_told(listed: Pc, calc_book: Opener) -> None:
    """The journal keeps everything, so the user may say which one is meant."""
    book = book_of(listed.book, listed.home)
    book.read()
    before = listed.book.read_bytes()
    opened = calc_book(listed.book)
    opened.save(listed.folder / "office 2026.xlsx")
    with pytest.raises(InputError, match=r"office\.xlsx is closed, but the same book is open in Excel as .*2026"):
        book.write(running(), {})
    opened.close()
    assert listed.book.read_bytes() == before
    book.write(running(), {})
    assert clients_sheet(listed.book)[TAN]["Status"] == "Running"


@pytest.mark.calc
@pytest.mark.fault
@pytest.mark.row("E1")
def test_a_program_killed_in_the_middle_of_a_run_loses_nothing(
    staffed: Pc, second_calc: "xlwings.App", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is in the journal and beside the book; one line says what is in the way, then all is written."""
    second_calc.books.open(staffed.book)
    before, asked = staffed.book.read_bytes(), answering.answer

    def kill_and_answer(url: str, question: str) -> str:
        second_calc.impl.office.kill()
        return asked(url, question)

    monkeypatch.setattr(answering, "answer", kill_and_answer)
    said = staffed.sync()
    owner = staffed.book.with_name("~$office.xlsx")
    assert owner.exists()
    assert (said.status, staffed.book.read_bytes()) == (2, before)
    (line,) = (line for line in said.err.splitlines() if "office (tdsxl new).xlsx" in line)
    assert "If nobody has it open, delete the file ~$office.xlsx beside it." in line
    said = staffed.run("write", staffed.book)
    assert said.status == 2
    assert "office.xlsx is open at Asha. Close it. If nobody has it open, delete" in said.err
    owner.unlink()
    assert staffed.run("write", staffed.book).status == 0
    for title in ("Challans", "Return Summary", "Clients"):
        assert table(staffed.book, title) == table(staffed.book.with_name("office (tdsxl new).xlsx"), title)
    assert len(table(staffed.book, "Challans")) > 20
    assert staffed.sync().status in (0, 1)


def table(book: Path, title: str) -> list[tuple[object, ...]]:
    """What a sheet says below its header."""
    return list(load_workbook(book)[title].iter_rows(min_row=5, values_only=True))
