"""`tdsxl passwords import` of a workbook: the vault has the passwords, the list no longer does, and a person agreed."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.whole.pc import PASSWORD_TITLES, Pc

pytestmark = [pytest.mark.fault, pytest.mark.row("F6")]

SECRET, OTHER = "Canary&Tr4ces", "Canary<It>7"


@pytest.fixture
def whole_list(pc: Pc) -> Path:
    """A list with one client, whose password stands in a comment too, and one that cannot be used."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Logins"
    for row in (PASSWORD_TITLES, ("ABCD12345E", SECRET, OTHER), ("nobody", "Canary#3", None)):
        sheet.append(row)
    sheet["B2"].comment = Comment(f"new: {SECRET}", "Ravi")
    book.save(pc.folder / "logins.xlsx")
    return pc.folder / "logins.xlsx"


def cells(path: Path) -> list[object]:
    """What stands under the titles."""
    return [
        cell for row in openpyxl.load_workbook(path)["Logins"].iter_rows(2, 3, 2, 3, values_only=True) for cell in row
    ]


def test_a_workbook_is_emptied_and_every_leftover_is_named(pc: Pc, whole_list: Path) -> None:
    """No line holds a password; importing the emptied list again says that nothing is in it."""
    said = pc.run("passwords", "import", whole_list, typed="")
    assert (said.status, said.out.splitlines()) == (
        1,
        [
            "2 passwords of 1 clients read; 2 are new or changed.",
            "They are in the vault now; their 2 cells in logins.xlsx are empty.",
        ],
    )
    assert "logins.xlsx still holds passwords that were not stored: Logins!B3.\n" in said.err
    assert "logins.xlsx still holds stored passwords: a comment (Logins).\n" in said.err
    assert "Older copies of the list" in said.err
    assert "Canary" not in said.out + said.err
    assert cells(whole_list) == [None, None, "Canary#3", None]
    assert "ABCD12345E" in pc.run("passwords", "list").out


def test_keep_leaves_the_list_as_it_is(pc: Pc, whole_list: Path) -> None:
    """To the byte; a list with a row that was not stored is to be mended before it is deleted."""
    before = whole_list.read_bytes()
    said = pc.run("passwords", "import", whole_list, "--keep", typed="")
    assert said.out.endswith("Mend logins.xlsx, import it again, then delete it.\n")
    assert whole_list.read_bytes() == before


def test_text_is_left_and_said_to_hold_them(pc: Pc) -> None:
    """A csv list is not changed."""
    path = pc.folder / "passwords.csv"
    before = path.read_bytes()
    said = pc.run("passwords", "import", path, typed="")
    assert said.out.endswith("Delete passwords.csv, and empty the recycle bin: it still holds them.\n")
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")
@pytest.mark.parametrize(("typed", "is_emptied"), [("y\n", True), ("\n", False), ("n\n", False)])
def test_a_person_at_a_terminal_is_asked(pc: Pc, whole_list: Path, typed: str, is_emptied: bool) -> None:
    """The default is no: the list may be the only one that people log in by."""
    person, terminal = os.openpty()
    os.write(person, typed.encode())
    said = subprocess.run(
        [sys.executable, "-m", "tdsxl", "passwords", "import", str(whole_list)],
        env={**os.environ, **pc.environment},
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=100,
    )
    os.close(terminal)
    os.close(person)
    assert "tdsxl never shows a password again. Empty the 2 cells in logins.xlsx? [y/N]: " in said.stderr
    assert cells(whole_list) == ([None, None] if is_emptied else [SECRET, OTHER]) + ["Canary#3", None]


def test_a_list_that_is_open_keeps_them_and_the_vault_has_them(pc: Pc, whole_list: Path) -> None:
    """One line says who has it open; exit 2; what was stored stays stored."""
    whole_list.with_name("~$logins.xlsx").write_bytes(b"\5Anita" + bytes(159))
    said = pc.run("passwords", "import", whole_list, typed="")
    assert (said.status, said.out) == (2, "2 passwords of 1 clients read; 2 are new or changed.\n")
    assert "logins.xlsx is open at Anita." in said.err
    assert cells(whole_list)[:2] == [SECRET, OTHER]
    assert pc.run("passwords", "list").out.count("ABCD12345E") == 2
