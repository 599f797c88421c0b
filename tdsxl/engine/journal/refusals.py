"""What portals have refused, beside the journal: a password that was refused stays so whatever becomes of the database.

One line each, on the disk before the journal has it. No password and no word of a portal stands in it.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tdsxl.errors import LocalError

_COLUMNS = ("portal", "tan", "version", "run", "sent", "outcome")


class Refusals:
    """The file of them, read once."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            LocalError: It cannot be read.
        """
        self._path = path
        try:
            self._found = [*_lines(path.read_text(encoding="ascii", errors="replace"))]
        except FileNotFoundError:
            self._found = []
        except OSError as error:
            raise self._unusable(error) from None

    def add(self, attempt: sqlite3.Row, outcome: str) -> None:
        """Write one down.

        Raises:
            LocalError: The disk refused.
        """
        line = json.dumps({name: attempt[name] for name in _COLUMNS} | {"outcome": outcome})
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(error) from None

    def bring_back(self, db: sqlite3.Connection) -> None:
        """Into a journal that has lost them: one that is new, or a copy from before."""
        db.executemany(
            f"INSERT INTO attempt ({', '.join(_COLUMNS)}) SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS"  # noqa: S608  # ours
            " (SELECT 1 FROM attempt WHERE portal = ? AND tan = ? AND version = ? AND outcome = ?)",
            ((*line, *line[:3], line[5]) for line in self._found),
        )

    def _unusable(self, error: OSError) -> LocalError:
        return LocalError(f"{self._path} cannot be used: {error.strerror}.", "Free disk space, then run again.")


def _lines(text: str) -> Iterator[tuple[object, ...]]:
    for written in text.splitlines():
        try:
            line = json.loads(written)
        except ValueError:
            # A power cut may have left a line half-written; the journal's own memory has that attempt as cut off.
            continue
        if isinstance(line, dict) and line.keys() >= set(_COLUMNS):
            yield tuple(line[name] for name in _COLUMNS)
