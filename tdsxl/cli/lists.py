"""`tdsxl new`, `clients import` and `ldc import`."""

import argparse
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tdsxl.cli.fresh import due_dates
from tdsxl.cli.macros import macros
from tdsxl.cli.office import RESULT_SHEETS, existing, file_book, home
from tdsxl.cli.understood import Counts, effects, may_write, named, understood
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.sync import check_stamp
from tdsxl.errors import InputError
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.groups import grouped
from tdsxl.sheets.lists.judged import Imported
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine, clients_list, pasted_clients, register_list
from tdsxl.tables import Contents, Stamp

_STOPPED = 3
"""Exit status of what the user has stopped."""


def new(given: argparse.Namespace) -> int:
    """A fresh client workbook."""
    path = Path(given.book)
    stamp = Stamp(book_id=secrets.token_hex(8))
    new_book(path, sheets=RESULT_SHEETS, stamp=stamp, due_dates=due_dates(), macros=macros(path))
    print(f"{path} is ready. List your clients on the sheet Clients, or: tdsxl clients import LIST --book {path}")
    return 0


def clients(given: argparse.Namespace) -> int:
    """Clients of a list into the book, after a look at what was understood."""
    listed = _clients_of(given)
    with _own_book(given.book) as (book, contents):
        _prove_filled(listed)
        new = grouped(listed.rows, contents.clients)
        added, updated = book.preview_clients(new.lines)
        counts = Counts(added=added, updated=updated, unchanged=len(new.lines) - added - updated)
        print("\n".join((*understood(listed.listed), *effects(new, counts, contents.clients))), flush=True)
        status = named(listed)
        if given.preview or not (given.yes or may_write()):
            print("Nothing was written.")
            return status if given.preview else _STOPPED
        added, updated = book.add_clients(new.lines)
    print(f"{added} clients added, {updated} updated in {given.book}.")
    return status


def _clients_of(given: argparse.Namespace) -> Imported[ClientLine]:
    if bool(given.list) == given.paste:
        raise InputError("Name a list, or paste it.", "As clients.xlsx, or --paste.")
    return pasted_clients(sys.stdin.read()) if given.paste else clients_list(existing(given.list))


def ldc(given: argparse.Namespace) -> int:
    """Certificates of a list into the book."""
    path = existing(given.list)
    with _own_book(given.book) as (book, _):
        listed = register_list(path)
        _prove_filled(listed)
        added, updated = book.add_register(listed.rows)
    status = named(listed)
    print(f"{added} certificates added, {updated} updated in {given.book}.")
    return status


@contextmanager
def _own_book(name: str) -> Iterator[tuple[FileBook, Contents]]:
    """A book that this PC may change, and that no other tdsxl syncs or writes while the block runs."""
    path, place = existing(name), home()
    with open_journal(place):
        book = file_book(path, place)
        contents = book.read()
        check_stamp(contents.stamp, place)
        yield book, contents


def _prove_filled(given: Imported[ClientLine] | Imported[RegisterLine]) -> None:
    if not given.rows and not any(problem.row > 1 for problem in given.problems):
        raise InputError(f"{given.listed.name} has a title row and nothing below it.", "Nothing was changed.")
