"""A night run as a value, and the record of it that tdsxl keeps.

The system's own entry names the record alone: book, hour and passphrase file stand in it, and the data folder is where
it lies. So no book's name has to survive the quoting of three schedulers.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import time
from hashlib import sha256
from pathlib import Path

from tdsxl.addin.start import command
from tdsxl.engine.home import Home
from tdsxl.errors import LocalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One book, synced every day."""

    book: Path
    at: time
    """Of the PC's own clock."""
    home: Path
    """The data folder."""
    passphrase_file: str = ""
    """What opens the vault where there is no keyring."""

    @property
    def mark(self) -> str:
        """Its name with the system: one per book."""
        return mark_of(self.book)

    @property
    def record(self) -> Path:
        """Where it is written down."""
        return record_of(self.home, self.book)

    @property
    def words(self) -> tuple[str, ...]:
        """The command that the system starts."""
        return tuple(command("tdsxl.cli.nights", str(self.record)))

    @property
    def log(self) -> Path:
        """What its last run said."""
        return self.home / "logs" / f"{self.mark}.log"


def mark_of(book: Path) -> str:
    """Name of a book's night run with the system: `tdsxl-night-3f9a01c2`."""
    return f"tdsxl-night-{sha256(str(book).encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def record_of(home: Path, book: Path) -> Path:
    """Where the night run of a book is written down."""
    return home / "nights" / f"{mark_of(book)}.json"


def keep(night: Night) -> None:
    """Write a night run down.

    Raises:
        LocalError: The disk says no.
    """
    said = {"book": str(night.book), "at": f"{night.at:%H:%M}", "passphrase_file": night.passphrase_file}
    try:
        night.record.parent.mkdir(exist_ok=True)
        night.record.write_text(json.dumps(said, indent=2), encoding="utf-8")
    except OSError as error:
        raise LocalError(f"{night.record} cannot be written: {error.strerror}.") from error


def kept(record: Path) -> Night:
    """The night run of a record.

    Raises:
        LocalError: It is not there, or no record.
    """
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        at, book, passphrase_file = time.fromisoformat(said["at"]), Path(said["book"]), str(said["passphrase_file"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LocalError(f"{record} is no record of a night run.", "Run tdsxl schedule BOOK again.") from error
    return Night(book=book, at=at, home=record.parents[1], passphrase_file=passphrase_file)


def nights(home: Home) -> Iterator[Night]:
    """All that are written down and can be read."""
    for record in sorted((home.path / "nights").glob("*.json")):
        with suppress(LocalError):
            yield kept(record)
