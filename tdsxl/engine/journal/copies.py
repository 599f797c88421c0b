"""Copies of the journal in the backups, and how one of them takes the place of a damaged journal.

A copy is made at the end of every run and before a schema step; of one day and schema the last stays, of one schema
the last ten. Its name ends with the beginning of its SHA-256, so a copy that is damaged itself is never put back.
"""

import hashlib
import os
import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tdsxl.engine.gate import ANY
from tdsxl.engine.home import Home
from tdsxl.engine.journal.schema import version
from tdsxl.engine.journal.seal import log_of
from tdsxl.errors import LocalError
from tdsxl.values import INDIA, indian_day

KEPT = 10
"""Days, of one schema."""
_NAME = re.compile(r"journal v(\d+) (\d{4}-\d\d-\d\d) ([0-9a-f]{16})\.sqlite3")
_TEMP = ".~tdsxl-"


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """A copy of the journal; later ones and newer schemas sort last."""

    day: date
    schema: int
    path: Path
    mark: str
    """The first digits of its SHA-256."""

    def is_sound(self) -> bool:
        """Its bytes are those that were written."""
        return _digest(self.path).startswith(self.mark)


def copies(home: Home) -> list[Copy]:
    """All copies, the last one last."""
    names = ((path, _NAME.fullmatch(path.name)) for path in home.backups.glob("journal v*.sqlite3"))
    return sorted(Copy(date.fromisoformat(name[2]), int(name[1]), path, name[3]) for path, name in names if name)


def copy(db: sqlite3.Connection, home: Home) -> None:
    """Copy the journal as it stands, by the database's own means.

    Raises:
        sqlite3.Error, OSError: The disk refused; older copies stand.
    """
    home.backups.mkdir(parents=True, exist_ok=True)
    schema = version(db)
    draft = home.backups / f"{_TEMP}{secrets.token_hex(4)}"
    today = indian_day(datetime.now(UTC))
    try:
        copy_to(db, draft)
        made = home.backups / f"journal v{schema} {today} {_digest(draft)[:16]}.sqlite3"
        draft.replace(made)
    finally:
        draft.unlink(missing_ok=True)
    for old in _outlived([one for one in copies(home) if one.schema == schema], made):
        old.path.unlink()


def copy_to(db: sqlite3.Connection, path: Path) -> None:
    """The journal as it stands, into a file of its own; may raise what the database and the disk raise."""
    with closing(sqlite3.connect(path)) as target:
        db.backup(target)


def _outlived(found: list[Copy], made: Path) -> Iterator[Copy]:
    (newest,) = (one for one in found if one.path == made)
    days = sorted({one.day for one in found})[-KEPT:]
    return (one for one in found if one.day not in days or (one.day == newest.day and one != newest))


def last_good(home: Home) -> Copy | None:
    """The last copy that is sound."""
    return next((one for one in reversed(copies(home)) if one.is_sound()), None)


def put_back(home: Home, *, was_there: bool, was_closed: bool) -> LocalError:
    """Set a damaged journal aside and put the last good copy in its place; gives what the user is told.

    Args:
        home: The data folder.
        was_there: There was a journal to set aside before the database was asked, which makes an empty one.
        was_closed: Its last run came to its end, so that the copy knows of every password that has left.
    """
    good = last_good(home)
    if good is None:
        return LocalError(
            f"The journal {home.journal} is damaged or gone, and there is no good copy of it in {home.backups.name}.",
            f"Move it aside by hand, with {home.seal.name}: the next sync reads everything anew.",
        )
    aside = home.journal.with_name(f"journal damaged {datetime.now(INDIA):%Y-%m-%d %H%M%S}.sqlite3")
    draft = home.path / f"{_TEMP}{secrets.token_hex(4)}"
    try:
        # Copied and not moved: at no moment may there be none, which would pass for a new one.
        if was_there:
            shutil.copyfile(home.journal, aside)
        _log_aside(home.journal, aside)
        shutil.copyfile(good.path, draft)
        if not was_closed:
            _distrust(draft)
        _to_disk(draft)
        draft.replace(home.journal)
    except (OSError, sqlite3.Error) as error:
        return LocalError(f"The journal {home.journal} is damaged and cannot be replaced: {error}.", "Mend the disk.")
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    became = f"damaged: it is now {aside.name}, and" if was_there else "gone:"
    return LocalError(
        f"The journal was {became} the copy of {good.day:%d-%b-%Y} took its place.",
        "Do the same once more; the next sync reads anew what came after that copy.",
    )


def _log_aside(journal: Path, aside: Path) -> None:
    """Else its pages would be taken for those of the copy."""
    log = log_of(journal)
    if log.exists():
        shutil.copyfile(log, log_of(aside))
        log.unlink()


def _distrust(draft: Path) -> None:
    """Passwords may have left after the copy was made: each account counts as cut off, under any password."""
    with closing(sqlite3.connect(draft)) as db, db:
        db.execute(
            "INSERT INTO attempt (portal, tan, version, run, sent, outcome)"
            " SELECT portal, tan, ?, max(run), max(sent), 'sent' FROM attempt GROUP BY portal, tan",
            (ANY,),
        )


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
