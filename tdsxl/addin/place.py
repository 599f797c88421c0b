"""Where a book's worker keeps its lock and its address: by the book, in the data folder that the book belongs to.

A practice book has a data folder of its own. It is known by the marker that the practice portals put there, which names
it: any other book beside it, and every book of the firm, belongs to the data folder of this user.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tdsxl.engine.home import open_home
from tdsxl.errors import InputError

MARKER = "practice-book.txt"
"""In the data folder of practice portals: the file name of their book."""
UNLOCK = "passphrase.txt"
"""There too: what opens the vault of invented passwords."""
_VARIABLES = ("TDSXL_HOME", "TDSXL_VAULT_PASSPHRASE_FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A book, and where its worker lives."""

    book: Path
    home: Path
    portals: Path | None
    """The portals file of a practice book; None for the official addresses."""

    @property
    def lock(self) -> Path:
        """Held by the worker while it lives."""
        return self._file("lock")

    @property
    def address(self) -> Path:
        """How the worker is spoken to; only this user can read it."""
        return self._file("door")

    @property
    def environment(self) -> Mapping[str, str]:
        """What tells a process of this book where it belongs."""
        if self.portals is None:
            return {}
        values = (str(self.home), str(self.home / UNLOCK))
        return dict(zip(_VARIABLES, values, strict=True))

    def _file(self, suffix: str) -> Path:
        name = hashlib.sha256(os.path.normcase(self.book).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self.home / "workers" / f"{name}.{suffix}"


def place_of(fullname: str) -> Place:
    """Where the worker of a book lives, from the book's name as Excel gives it.

    Raises:
        InputError: The book was never saved, or Excel holds it in a cloud.
        LocalError: There is no data folder.
    """
    if "://" in fullname:
        raise InputError(
            "This workbook is opened from OneDrive or SharePoint, where tdsxl cannot write it.",
            "Save a copy in a folder of this PC that is not synced, and work there.",
        )
    book = Path(fullname)
    if not book.is_absolute():
        raise InputError("This workbook has never been saved.", "Save it, then press the button again.")
    book = book.resolve()
    own = book.parent / "home"
    if _is_practice(book, own):
        return Place(book=book, home=own, portals=book.parent / "portals.toml")
    return Place(book=book, home=open_home().path, portals=None)


def _is_practice(book: Path, home: Path) -> bool:
    marker = home / MARKER
    if not marker.is_file() or not (book.parent / "portals.toml").is_file():
        return False
    return marker.read_text(encoding="utf-8") == book.name
