"""Shortcuts and trust: what each system is given, with every sign of a path kept."""

import os
import shlex
from importlib.metadata import version
from pathlib import Path, PureWindowsPath

import pytest

from tdsxl.cli.install import steps
from tdsxl.cli.links import linux, macos, windows
from tdsxl.cli.links.link import Link
from tdsxl.errors import InputError
from tests.whole.pc import Pc

ODD = Link(Path("/books/R & D = 100% \"a\" 'b' $c `d` \\e/firm = 1.xlsm"))


def unescaped(value: str) -> list[str]:
    """The words of an `Exec` line, read by the rules of the desktop entry specification."""
    words = value.replace("\\\\", "\\").removeprefix('"').removesuffix('"').split('" "')
    plain = []
    for word in words:
        letters = iter(word)
        plain.append("".join(next(letters) if letter == "\\" else letter for letter in letters).replace("%%", "%"))
    return plain


def test_the_entry_of_a_linux_desktop_keeps_every_sign() -> None:
    """The words of its command are ours."""
    lines = dict(line.split("=", 1) for line in linux.entry(ODD).splitlines() if "=" in line)
    assert unescaped(lines["Exec"]) == list(ODD.words)
    assert lines["Name"] == "TDS Sync firm = 1"


def test_the_command_file_of_a_mac_keeps_every_sign() -> None:
    """The shell would start our words, and wait for nothing."""
    line = macos.command_file(ODD).splitlines()[1]
    words = shlex.split(line)
    assert words[: len(ODD.words) + 1] == ["nohup", *ODD.words]
    assert line.endswith("&")


def test_the_shortcut_of_windows_keeps_every_sign() -> None:
    """Paths go by the environment; the book is one argument."""
    link = Link(Path("/books/R & D = 100%/firm = 1.xlsm"))
    values = windows.shortcut_values(link)
    assert values["TDSXL_TARGET"] == link.words[0]
    assert values["TDSXL_ARGUMENTS"] == f'-P -m tdsxl.addin.worker "{link.book}"'
    assert values["TDSXL_LINK"] == "TDS Sync firm = 1.lnk"
    assert all(f"$env:{name}" in windows._SHORTCUT for name in values)


def test_the_folder_of_the_book_alone_is_trusted() -> None:
    """One key per folder, however its name is written, and nothing below the folder."""
    key, values = windows.location(PureWindowsPath("C:\\Clients\\TDS & co"))
    assert values == {"Path": "C:\\Clients\\TDS & co\\", "Description": "Made by tdsxl install", "AllowSubfolders": 0}
    assert key.startswith("Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Locations\\tdsxl-")
    assert windows.location(PureWindowsPath("c:\\clients\\tds & CO"))[0] == key
    assert windows.location(PureWindowsPath("C:\\Clients\\other"))[0] != key


@pytest.mark.parametrize(
    ("folder", "trusted"),
    [
        ("C:\\Clients\\TDS", True),
        ("C:\\Users\\asha\\tdsxl-demo", True),
        ("C:\\Users\\asha\\Documents\\TDS", True),
        ("C:\\", False),
        ("C:\\Users\\asha", False),
        ("C:\\Users\\asha\\Downloads", False),
        ("C:\\Users\\asha\\Desktop", False),
        ("\\\\server\\share\\TDS", False),
    ],
)
def test_folders_into_which_others_drop_workbooks_are_not_trusted(folder: str, trusted: bool) -> None:
    """Macros of whatever lies there would run unasked."""
    assert (windows.distrust(PureWindowsPath(folder)) == "") == trusted


def test_a_mac_gets_the_script_and_the_shortcut(tmp_path: Path) -> None:
    """The script is that of the xlwings that is installed; the shortcut may be started."""
    (tmp_path / "Desktop").mkdir()
    said = list(steps(ODD, tmp_path, system="darwin"))
    script = tmp_path / "Library/Application Scripts/com.microsoft.Excel" / f"xlwings-{version('xlwings')}.applescript"
    assert "VbaHandler" in script.read_text("utf-8")
    shortcut = tmp_path / "Desktop" / "TDS Sync firm = 1.command"
    assert os.access(shortcut, os.X_OK)
    assert [str(script) in said[0], shortcut.name in said[1]] == [True, True]


def test_without_a_book_only_a_mac_has_something_to_do(tmp_path: Path) -> None:
    """Elsewhere the book must be named."""
    assert len(list(steps(None, tmp_path, system="darwin"))) == 1
    for system in ("win32", "linux"):
        with pytest.raises(InputError, match="Name it: tdsxl install BOOK"):
            steps(None, tmp_path, system=system)


def test_install_on_linux_puts_the_book_into_the_menu(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once per book, and again after it; a book that is not there is refused."""
    monkeypatch.setenv("HOME", str(pc.folder))
    for _ in range(2):
        said = pc.run("install", pc.book)
        assert (said.status, said.out) == (0, "The menu of your desktop has an entry TDS Sync office.\n")
    (entry,) = (pc.folder / ".local/share/applications").iterdir()
    assert str(pc.book).replace("%", "%%") in entry.read_text("utf-8")
    assert pc.run("install", pc.folder / "gone.xlsm").status == 2


def test_a_menu_that_cannot_be_written_is_told(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line that names it."""
    (pc.folder / ".local").touch()
    monkeypatch.setenv("HOME", str(pc.folder))
    said = pc.run("install", pc.book)
    assert said.status == 2
    assert f"{pc.folder}/.local" in said.err
