"""What a book promises, whichever program holds it. No I/O here."""

from collections.abc import Mapping
from typing import Protocol

from tdsxl.tables import Beside, Contents, Update, Written


class Book(Protocol):
    """The firm's workbook."""

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
            LocalError: It is open elsewhere, read-only or protected.
        """

    def notes(self, known: Mapping[str, Written]) -> Mapping[str, Beside]:
        """What the firm wrote beside our rows, by sheet title; sheets that are as we left them are left out.

        Raises:
            InputError: A table of ours is gone.
            LocalError: The book cannot be read.
        """

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date; `known` is what the journal remembers of the last writing, by sheet title.

        Returns what now stands in each of our sheets; the file is untouched when nothing differs.

        Raises:
            LocalError: The book could not be written; nothing of it was harmed.
        """
