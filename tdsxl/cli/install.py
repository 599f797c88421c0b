"""`tdsxl install`: a shortcut that starts without Excel as the parent, and what Excel needs to run the macros."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tdsxl.cli.links import linux, macos, windows
from tdsxl.cli.links.link import Link
from tdsxl.cli.office import existing
from tdsxl.errors import InputError, LocalError


def install(given: argparse.Namespace) -> int:
    """Do what this system needs, and say it line by line."""
    link = Link(existing(given.book).resolve()) if given.book else None
    try:
        for line in steps(link, Path.home()):
            print(line, flush=True)
    except OSError as error:
        raise LocalError(
            f"{error.filename} cannot be written: {error.strerror}.", "The lines above are done."
        ) from error
    return 0


def steps(link: Link | None, home: Path, *, system: str = sys.platform) -> Iterator[str]:
    """What is done on a system, each step told when it is.

    Args:
        link: The book's shortcut; only on a Mac is anything done without one.
        home: The user's own folder.
        system: As Python calls it.

    Raises:
        InputError: There is nothing to do without a book.
    """
    if system == "darwin":
        return macos.install(link, home)
    if link is None:
        raise InputError("A shortcut is for one workbook.", "Name it: tdsxl install BOOK")
    return windows.install(link) if system == "win32" else linux.install(link, home)
