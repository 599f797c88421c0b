"""`tdsxl doctor`: what this PC is like, one line each, with a remedy where something is to be mended."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from tdsxl.cli.checks.excel import excel, workbook
from tdsxl.cli.checks.finding import Finding, trouble
from tdsxl.cli.checks.network import network
from tdsxl.cli.checks.office import office
from tdsxl.cli.checks.program import program
from tdsxl.cli.office import existing, file_book, home, hosts
from tdsxl.engine.home import Home
from tdsxl.errors import LocalError, TdsxlError
from tdsxl.tables import Settings


def doctor(given: argparse.Namespace) -> int:
    """Print every finding as it comes; 1 where something is to be mended."""
    book = existing(given.book) if given.book else None
    fine = True
    for finding in findings(book, portals=given.portals):
        print(finding.line, flush=True)
        fine &= finding.is_fine
    return 0 if fine else 1


def findings(book: Path | None, *, portals: str | None = None) -> Iterator[Finding]:
    """Everything that tdsxl needs of this PC, the quick things first.

    Args:
        book: A workbook to be looked at too.
        portals: A portals file in place of the built-in addresses.

    Raises:
        InputError: The portals file cannot be used.
    """
    settings = Settings()
    yield from program()
    try:
        place = home()
    except LocalError as error:
        yield trouble("Data folder", error)
    else:
        yield from office(place)
        if book:
            yield from workbook(book, place)
            settings = _settings(book, place)
    yield from excel()
    yield from network(hosts(portals, settings))


def _settings(book: Path, place: Home) -> Settings:
    """The book's own proxy holds for the network too."""
    try:
        return file_book(book, place).read(to_write=False).settings
    except TdsxlError:
        return Settings()
