"""The workbook and what Excel lets its macros do."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tdsxl.cli.checks.finding import Finding, trouble
from tdsxl.cli.checks.program import xlwings_version
from tdsxl.cli.links.macos import applescript
from tdsxl.cli.office import file_book
from tdsxl.engine.home import Home
from tdsxl.errors import TdsxlError
from tdsxl.sheets.file.buttons import Buttons, buttons

_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_CHOICE = r"Software\Microsoft\Office\16.0\Excel\Security"
_BLOCKED = {3: "only those signed by a trusted publisher", 4: "none at all"}
"""`VBAWarnings` → which macros Excel runs; 1 and 2 let ours run, 2 after a question."""
_FROM_THE_INTERNET = ("ZoneId=3", "ZoneId=4")


def workbook(book: Path, place: Home) -> Iterator[Finding]:
    """The book, its mark of the internet, and what its macros start."""
    try:
        contents = file_book(book, place).read(to_write=False)
        held = buttons(book)
    except TdsxlError as error:
        yield trouble("Workbook", error)
        return
    said = f"{book.name}, {len(contents.clients)} clients"
    yield Finding("Workbook", said if held else f"{said}, without macros")
    if held:
        yield _marked(book)
        yield _started(held)
        yield _module(held)


def excel(system: str = sys.platform) -> Iterator[Finding]:
    """What Excel on this PC is set to."""
    if system == "win32":
        yield _macro_setting(_setting(_POLICY), _setting(_CHOICE))
    elif system == "darwin":
        script = applescript(Path.home())
        missing = "" if script.is_file() else "Run tdsxl install."
        yield Finding("Excel", f"{script.name} {'is not there' if missing else 'is there'}", missing)


def _marked(book: Path) -> Finding:
    """Windows keeps beside a file where it came from; Excel blocks macros of what came from the internet."""
    zone = ""
    with suppress(OSError):
        zone = Path(f"{book}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    if any(mark in zone for mark in _FROM_THE_INTERNET):
        remedy = "Right-click the file, Properties, tick Unblock. Better: make it here with tdsxl new."
        return Finding("Macro block", "Windows marks the file as from the internet, so Excel blocks it.", remedy)
    return Finding("Macro block", "the file is not marked as from the internet")


def _started(held: Buttons) -> Finding:
    named = held.mac if sys.platform == "darwin" else held.windows
    # Doctor may itself be run by the twin that opens no console.
    ours = Path(sys.executable)
    remedy = f"On the hidden sheet xlwings.conf write {ours.with_name(ours.name.replace('pythonw', 'python'))}"
    if not named:
        return Finding("Button", "the workbook names no Python for this system.", remedy)
    if not Path(named).is_file():
        return Finding("Button", f"the workbook starts {named}, which is not there.", remedy)
    if not Path(named).parent.samefile(ours.parent):
        return Finding("Button", f"the workbook starts another Python, {named}.", remedy)
    return Finding("Button", f"the workbook starts {named}")


def _module(held: Buttons) -> Finding:
    ours = xlwings_version()
    if not held.xlwings:
        return Finding(
            "xlwings", "the version of the workbook's module cannot be told", "Make a new one: tdsxl new BOOK."
        )
    remedy = f"Install it for this Python: pip install xlwings=={held.xlwings}"
    return Finding(
        "xlwings", f"{held.xlwings} in the workbook, {ours} in Python", "" if held.xlwings == ours else remedy
    )


def _macro_setting(policy: int | None, choice: int | None) -> Finding:
    """The office's policy before the user's own choice."""
    level = choice if policy is None else policy
    if level not in _BLOCKED:
        return Finding("Macros", "Excel runs them, or asks")
    remedy = (
        "In Excel: File, Options, Trust Center, Trust Center Settings, Macro Settings: with notification."
        if policy is None
        else "Your administrator set this; ask for the folder of the workbook as a trusted location."
    )
    return Finding("Macros", f"Excel runs {_BLOCKED[level]}.", f"{remedy} tdsxl sync BOOK works without macros.")


def _setting(key: str) -> int | None:
    """`VBAWarnings` of a registry key, or None where it is not set."""
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            value, _ = winreg.QueryValueEx(opened, "VBAWarnings")
            return int(value)
    return None
