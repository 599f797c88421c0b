"""Python, tdsxl and what they stand on."""

import importlib.metadata
import platform
import sqlite3
import sys
from collections.abc import Iterator

from tdsxl import __version__
from tdsxl.cli.checks.finding import Finding

_OLDEST_SQLITE = (3, 24)
"""The journal updates what it finds in its place, which older ones cannot."""
_TK = {
    "linux": "Install it: sudo apt install python3-tk, or what your system calls it.",
    "darwin": "Use the Python of python.org, or with Homebrew: brew install python-tk",
    "win32": "Install Python from python.org with tcl/tk, then tdsxl again.",
}


def program() -> Iterator[Finding]:
    """The interpreter, the packages, the window's toolkit, the database."""
    yield _python()
    yield Finding("tdsxl", f"{__version__}, with xlwings {xlwings_version()}")
    yield _window()
    yield _database()


def xlwings_version() -> str:
    """Of the package that this Python has."""
    return importlib.metadata.version("xlwings")


def _python() -> Finding:
    bits = 64 if sys.maxsize > 2**32 else 32
    said = f"{platform.python_version()}, {bits} bits, {sys.executable}"
    return Finding("Python", said, "" if bits == 64 else "Install the 64-bit Python, then tdsxl again.")


def _window() -> Finding:
    try:
        import tkinter
    except ImportError:
        remedy = _TK.get(sys.platform, _TK["linux"])
        return Finding("Window", "Python has no tkinter: captchas are asked for in the terminal.", remedy)
    return Finding("Window", f"tkinter with Tk {tkinter.TkVersion}")


def _database() -> Finding:
    is_new_enough = sqlite3.sqlite_version_info >= _OLDEST_SQLITE
    return Finding("Database", f"SQLite {sqlite3.sqlite_version}", "" if is_new_enough else "Install a newer Python.")
