"""Files that say who has a book open, and those that a killed program left behind."""

import getpass
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdsxl.errors import LocalError
from tdsxl.sheets.file.owners import owner_of
from tdsxl.sheets.file.save import SavedBeside
from tests.sheets.samples import CHALLANS, challan, file_book, make_book, shown, table, update
from tests.whole.pc import wait_until

NEWS = update(table(CHALLANS, [challan(1)]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


@pytest.fixture
def calc_lock(path: Path) -> Path:
    """What LibreOffice lays beside a book that this user opens on this PC."""
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text(f",{getpass.getuser()},{socket.gethostname()},23.11.2026 09:40,file:///profile;", encoding="utf-8")
    return lock


@pytest.fixture
def holder(path: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Another program that has the book open."""
    with path.open("rb") as book:
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdin=book)
    yield process
    process.kill()
    process.wait()


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system tells it in another way")


@linux_only
def test_a_lock_that_a_killed_program_left_counts_for_nothing(
    path: Path, calc_lock: Path, holder: "subprocess.Popen[bytes]"
) -> None:
    """As long as the program lives it counts; afterwards the book is read and written, and the file left alone."""
    found = owner_of(path)
    assert found is not None
    assert (found.name, found.file) == (getpass.getuser(), calc_lock)
    with pytest.raises(LocalError, match=rf"Close it\. If nobody has it open, delete the file {calc_lock.name} beside"):
        file_book(path).read()
    holder.kill()
    holder.wait()
    assert owner_of(path) is None
    file_book(path).read()
    file_book(path).write(NEWS, {})
    assert len(shown(path, "Challans")) == 1
    assert calc_lock.exists()


@pytest.mark.parametrize("owner", [",{user},OFFICE-9,", ",asha,{host},", "Asha", ""])
def test_a_lock_of_somebody_else_always_counts(path: Path, calc_lock: Path, owner: str) -> None:
    """Of another PC or user, or of whom it does not say: nobody here knows whether that program lives."""
    calc_lock.write_text(owner.format(user=getpass.getuser(), host=socket.gethostname()), encoding="utf-8")
    assert owner_of(path) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="there the system tells whether Excel lives")
def test_excels_file_is_named_where_the_system_does_not_tell(path: Path) -> None:
    """Before the login and after the run; once it is deleted the book is written."""
    owner = path.with_name("~$book.xlsx")
    owner.write_bytes(b"\x05Meera".ljust(60))
    for work in (lambda: file_book(path).read(), lambda: file_book(path).write(NEWS, {})):
        with pytest.raises(LocalError, match=r"If nobody has it open, delete the file ~\$book\.xlsx beside it\."):
            work()
    owner.unlink()
    file_book(path).write(NEWS, {})
    assert len(shown(path, "Challans")) == 1


@pytest.mark.parametrize("name", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_an_owner_file_that_cannot_be_read_counts_and_names_nobody(path: Path, name: str) -> None:
    """Something lies there, and it may be the sign of a program that lives."""
    path.with_name(name).mkdir()
    found = owner_of(path)
    assert found is not None
    assert (found.name, found.file.name) == ("", name)
    with pytest.raises(LocalError, match=r"book\.xlsx is open\. Close it\."):
        file_book(path).read()


def test_a_book_that_others_keep_changing_names_no_owner(path: Path) -> None:
    """Nobody is told to delete a file that is not there."""
    error = SavedBeside(path, path.with_name("book (tdsxl new).xlsx"), "is being changed", again="`tdsxl write`")
    assert "delete" not in str(error)


@linux_only
@pytest.mark.calc
@pytest.mark.fault
def test_a_killed_libreoffice_is_known_from_one_that_lives(path: Path, tmp_path: Path) -> None:
    """Its own lock file is as this file believes, and so is what the system says of it."""
    lock = path.with_name(f".~lock.{path.name}#")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", profile, str(path)], start_new_session=True
    )
    try:
        wait_until(lambda: lock.exists() and bool(lock.read_bytes()))
        wait_until(lambda: owner_of(path) is not None)
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    wait_until(lambda: owner_of(path) is None)
    assert lock.exists()
    file_book(path).read()
