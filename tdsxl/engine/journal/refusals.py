"""What portals have refused, beside the journal: a password that was refused stays so whatever becomes of the database.

One line each, on the disk before the journal has it. No password and no word of a portal stands in it.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_COLUMNS = ("portal", "tan", "version", "run", "sent", "outcome")


class Refusals:
    """The file of them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, attempt: sqlite3.Row, outcome: str) -> None:
        """Write one down.

        Raises:
            OSError: The disk refused.
        """
        line = json.dumps({name: attempt[name] for name in _COLUMNS} | {"outcome": outcome})
        with self._path.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def bring_back(self, db: sqlite3.Connection) -> None:
        """Into a journal that has lost them: one that is new, or a copy from before."""
        found = [tuple(line[name] for name in _COLUMNS) for line in self._lines()]
        db.executemany(
            f"INSERT INTO attempt ({', '.join(_COLUMNS)}) SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS"  # noqa: S608  # ours
            " (SELECT 1 FROM attempt WHERE portal = ? AND tan = ? AND version = ? AND outcome = ?)",
            ((*line, *line[:3], line[5]) for line in found),
        )

    def _lines(self) -> Iterator[dict[str, object]]:
        try:
            texts = self._path.read_text(encoding="ascii").splitlines()
        except (FileNotFoundError, UnicodeDecodeError):
            return
        for text in texts:
            try:
                line = json.loads(text)
            except ValueError:
                # A power cut may have left a line half-written; the journal's own memory has that attempt as cut off.
                continue
            if isinstance(line, dict) and line.keys() >= set(_COLUMNS):
                yield line
