"""What a book promises, whichever program holds it. No I/O here."""

from collections.abc import Mapping
from typing import Protocol

from tdsxl.tables import Contents, Update, Written


class Book(Protocol):
    """The firm's workbook."""

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or columns are missing or doubled.
            LocalError: It is open elsewhere, read-only or protected.
        """

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date; `known` is what the journal remembers of the last writing, by sheet title.

        Returns what now stands in each of our sheets; the file is untouched when nothing differs.

        Raises:
            LocalError: The book could not be written; nothing of it was harmed.
        """
