"""What the firm typed and nothing counts or compares: a line each."""

import sys
from collections.abc import Iterator, Mapping

from tdsxl.engine.entries import Noted
from tdsxl.engine.journal.journal import Journal
from tdsxl.errors import InputError
from tdsxl.review.notes import misfits
from tdsxl.review.suggestions import uncompared
from tdsxl.sheets.base import Book
from tdsxl.tables import Beside, Contents

_TAKEN: Mapping[str, Beside] = {}
"""Nothing that the journal does not have."""


def tell_misfits(name: str, journal: Journal, contents: Contents, now: Mapping[str, Beside] = _TAKEN) -> None:
    """Tell what is so of the clients of a book, on standard error, after all else.

    Args:
        name: What messages call the book.
        journal: What was typed until the last writing.
        contents: What the book says.
        now: What stands in the book, by the title of a sheet that was changed since.
    """
    for line in misfit_lines(journal, contents, now):
        print(f"{name}: {line}", file=sys.stderr)


def misfit_lines(journal: Journal, contents: Contents, now: Mapping[str, Beside] = _TAKEN) -> Iterator[str]:
    """The lines themselves."""
    tans = {str(client.tan) for client in contents.clients}
    kept = (one for one in journal.notes.rows() if one.sheet not in now)
    typed = (one for one in (*kept, *_noted(now)) if one.row[0][0] in tans)
    yield from (*misfits(typed), *uncompared(contents.register))


def notes_now(journal: Journal, book: Book, contents: Contents) -> Mapping[str, Beside]:
    """What stands beside the rows of a book that is only looked at, where it is not as we left it."""
    try:
        return book.notes(journal.files.written(contents.stamp.book_id))
    except InputError:
        return _TAKEN  # a table is gone, which the gaps tell


def _noted(now: Mapping[str, Beside]) -> Iterator[Noted]:
    for sheet, beside in now.items():
        for row, notes in beside.notes.items():
            yield from (Noted(sheet=sheet, row=row, title=title, value=value) for title, value in notes.items())
