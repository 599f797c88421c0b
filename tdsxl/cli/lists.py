"""`tdsxl new`, `clients import` and `ldc import`."""

import argparse
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

from tdsxl.cli.office import RESULT_SHEETS, existing, file_book, home
from tdsxl.errors import InputError
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine, Imported, RegisterLine, clients_list, register_list
from tdsxl.tables import Problem, Stamp


def new(given: argparse.Namespace) -> int:
    """A fresh client workbook."""
    path = Path(given.book)
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id=secrets.token_hex(8)))
    print(f"{path} is ready. List your clients on the sheet Clients, or: tdsxl clients import LIST --book {path}")
    return 0


def clients(given: argparse.Namespace) -> int:
    """Clients of a list into the book."""
    path = existing(given.list)
    listed = clients_list(path)
    _prove_filled(path, listed)
    added, updated = file_book(existing(given.book), home()).add_clients(listed.rows)
    return _told(path, listed.problems, f"{added} clients added, {updated} updated in {given.book}.")


def ldc(given: argparse.Namespace) -> int:
    """Certificates of a list into the book."""
    path = existing(given.list)
    listed = register_list(path)
    _prove_filled(path, listed)
    added, updated = file_book(existing(given.book), home()).add_register(listed.rows)
    return _told(path, listed.problems, f"{added} certificates added, {updated} updated in {given.book}.")


def _prove_filled(path: Path, listed: Imported[ClientLine] | Imported[RegisterLine]) -> None:
    if not listed.rows and not listed.problems:
        raise InputError(f"{path.name} has a title row and nothing below it.", "Nothing was changed.")


def _told(path: Path, problems: Iterable[Problem], done: str) -> int:
    lines = [f"{path.name}: row {problem.row}: {problem.text}" for problem in problems]
    print("\n".join([*lines, ""]) if lines else "", end="", file=sys.stderr)
    print(done)
    return 1 if lines else 0
