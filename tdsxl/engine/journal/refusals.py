"""What portals have refused, beside the journal: a password that was refused stays so whatever becomes of the database.

One line each, on the disk before the journal has it. No password and no word of a portal stands in it.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tdsxl.engine.gate import CLOSING
from tdsxl.errors import LocalError
from tdsxl.values import Portal

_COLUMNS = ("portal", "tan", "version", "run", "sent", "outcome")
_Line = tuple[str, str, str, int, str, str]


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

    def last(self, portal: Portal, tan: str) -> datetime | None:
        """When the last of an account's refused passwords had left; None where none was refused."""
        sent = (line[4] for line in self._found if line[:2] == (portal.value, tan))
        return max(map(datetime.fromisoformat, sent), default=None)

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


def _lines(text: str) -> Iterator[_Line]:
    for written in text.splitlines():
        try:
            yield _line(json.loads(written))
        except (ValueError, KeyError, TypeError):
            # A power cut may have left a line half-written; the journal's own memory has that attempt as cut off.
            continue


def _line(found: dict[str, str]) -> _Line:
    """What a line says, once it has proven to be one of ours."""
    sent, outcome = datetime.fromisoformat(found["sent"]), found["outcome"]
    if sent.tzinfo is None or outcome not in CLOSING:
        raise ValueError(outcome)
    portal = Portal(found["portal"]).value
    return portal, str(found["tan"]), str(found["version"]), int(found["run"]), sent.isoformat(), outcome
