"""`tdsxl new`, `clients import` and `ldc import`."""

import argparse
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tdsxl.cli.macros import macros
from tdsxl.cli.office import RESULT_SHEETS, existing, file_book, home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.sync import check_stamp
from tdsxl.errors import InputError
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine, Imported, RegisterLine, clients_list, register_list
from tdsxl.tables import Problem, Stamp


def new(given: argparse.Namespace) -> int:
    """A fresh client workbook."""
    path = Path(given.book)
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id=secrets.token_hex(8)), macros=macros(path))
    print(f"{path} is ready. List your clients on the sheet Clients, or: tdsxl clients import LIST --book {path}")
    return 0


def clients(given: argparse.Namespace) -> int:
    """Clients of a list into the book."""
    path = existing(given.list)
    with _own_book(given.book) as book:
        listed = clients_list(path)
        _prove_filled(path, listed)
        added, updated = book.add_clients(listed.rows)
    return _told(path, listed.problems, f"{added} clients added, {updated} updated in {given.book}.")


def ldc(given: argparse.Namespace) -> int:
    """Certificates of a list into the book."""
    path = existing(given.list)
    with _own_book(given.book) as book:
        listed = register_list(path)
        _prove_filled(path, listed)
        added, updated = book.add_register(listed.rows)
    return _told(path, listed.problems, f"{added} certificates added, {updated} updated in {given.book}.")


@contextmanager
def _own_book(name: str) -> Iterator[FileBook]:
    """A book that this PC may change, and that no other tdsxl syncs or writes while the block runs."""
    path, place = existing(name), home()
    with open_journal(place):
        book = file_book(path, place)
        check_stamp(book.read().stamp, place)
        yield book


def _prove_filled(path: Path, listed: Imported[ClientLine] | Imported[RegisterLine]) -> None:
    if not listed.rows and not any(problem.row > 1 for problem in listed.problems):
        raise InputError(f"{path.name} has a title row and nothing below it.", "Nothing was changed.")


def _told(path: Path, problems: Iterable[Problem], done: str) -> int:
    lines = [f"{path.name}: row {problem.row}: {problem.text}" for problem in problems]
    print("\n".join([*lines, ""]) if lines else "", end="", file=sys.stderr)
    print(done)
    return 1 if lines else 0
