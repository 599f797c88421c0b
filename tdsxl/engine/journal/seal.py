"""The seal: what the journal's file was like when it was last closed in good order.

SQLite notices a broken page, but not a flipped byte inside a value. So the file's SHA-256 is written down at a clean
end and proven at the next start. A file that somebody has written to since has another time stamp, and is looked at
as after a sudden end.
"""

import hashlib
import json
import os
import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tdsxl.engine.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A closed journal."""

    size: int
    """Bytes."""
    changed: int
    """When it was last written, in nanoseconds as the file system tells it."""
    sha256: str

    def is_broken(self, path: Path) -> bool:
        """The bytes are others, though nobody has written any."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != self.sha256


def kept_seal(home: Home) -> Seal | None:
    """What was written down when the journal was last closed; None while it is open, or after a sudden end."""
    try:
        return Seal(**json.loads(home.seal.read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None


def valid_seal(home: Home) -> Seal | None:
    """The same, if nobody has written to the journal since; a log beside it would be part of it."""
    seal = kept_seal(home)
    try:
        facts = home.journal.stat()
    except OSError:
        return None
    is_as_left = seal is not None and (facts.st_size, facts.st_mtime_ns) == (seal.size, seal.changed)
    return seal if is_as_left and not log_of(home.journal).exists() else None


def break_seal(home: Home) -> None:
    """From here on the journal is written to; on the disk itself, lest a power cut brings the seal back.

    Raises:
        OSError: The disk refused.
    """
    if home.seal.exists():
        _keep(home.seal, "")


def close_sealed(db: sqlite3.Connection, home: Home) -> None:
    """Close the journal and seal it; where that cannot be, the next start looks at it the longer way."""
    with suppress(sqlite3.Error, OSError):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        # On POSIX whoever closes a file gives up all locks that its process has on it, so the database goes first.
        with home.journal.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            db.close()
            facts = os.fstat(file.fileno())
        _keep(home.seal, json.dumps(asdict(Seal(size=facts.st_size, changed=facts.st_mtime_ns, sha256=sha256))))
    db.close()


def log_of(journal: Path) -> Path:
    """The write-ahead log of a database."""
    return journal.with_name(f"{journal.name}-wal")


def _keep(path: Path, text: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
