"""The file `vault.json`: where its key is, and the sealed records. Opens no record."""

import json
import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tdsxl.errors import InputError, LocalError
from tdsxl.values import Portal, Tan
from tdsxl.vault_key import IMPORT_AGAIN, KeyPlace

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a stored password without opening it."""

    tan: Tan
    portal: Portal
    sub_user: str
    """PAN of a TRACES sub-user, or empty for the main user."""
    version: str
    """Mark of the vault key, `.`, and digest of user and password under it, worthless without it: the same password of
    a list has the same. Where a person stored it by hand, `@` and the time follow: a new one each time."""
    stored_at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Record:
    """An entry and its sealed password."""

    entry: Entry
    sealed: bytes


Owner = tuple[Tan, Portal]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the file says."""

    place: KeyPlace | None = None
    """None where there is no file yet."""
    records: Mapping[Owner, Record] = field(default_factory=dict)

    def with_records(self, fresh: Iterable[Record]) -> "Contents":
        """The same, with fresh records in place of those of their owners."""
        return Contents(self.place, {**self.records, **_by_owner(fresh)})


def _by_owner(records: Iterable[Record]) -> dict[Owner, Record]:
    return {(record.entry.tan, record.entry.portal): record for record in records}


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever the file is replaced; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def read(path: Path) -> Contents:
    """The contents; none where there is no file.

    Raises:
        LocalError: The file cannot be read or understood.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Contents()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, "cannot be read") from error
    try:
        return _contents(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InputError) as error:
        raise _unusable(path, "is damaged, or was made by a newer tdsxl") from error


def write(path: Path, contents: Contents) -> None:
    """Replace the file as a whole; after a kill or a power cut it is the old one or the new one.

    Raises:
        LocalError: The disk refused; the old file stands.
    """
    try:
        _replace(path, json.dumps(_printed(contents), indent=1).encode())
    except OSError as error:
        raise LocalError(
            f"The vault {path} could not be written: {error.strerror}.", "Nothing was stored; try again."
        ) from error


def _unusable(path: Path, reason: str) -> LocalError:
    return LocalError(f"The vault {path} {reason}.", f"Restore it from a backup, or move it away and {IMPORT_AGAIN}.")


def _contents(document: Any) -> Contents:
    if document["format"] != _FORMAT:
        raise ValueError("another format")
    key = document["key"]
    place = KeyPlace(service=key["service"], salt=_bytes(key["salt"]), sealed=_bytes(key["sealed"]))
    if not (place.service or place.salt):
        raise ValueError("no key")
    return Contents(place, _by_owner(_record(row) for row in document["records"]))


def _record(row: dict[str, str]) -> Record:
    entry = Entry(
        tan=Tan.parse(row["tan"]),
        portal=Portal(row["portal"]),
        sub_user=row["sub_user"],
        version=row["version"],
        stored_at=datetime.fromisoformat(row["stored_at"]),
    )
    return Record(entry, _bytes(row["sealed"]))


def _printed(contents: Contents) -> dict[str, object]:
    place = contents.place or KeyPlace()
    return {
        "format": _FORMAT,
        "key": {"service": place.service, "salt": _text(place.salt), "sealed": _text(place.sealed)},
        "records": [
            {
                "tan": record.entry.tan,
                "portal": record.entry.portal.value,
                "sub_user": record.entry.sub_user,
                "version": record.entry.version,
                "stored_at": record.entry.stored_at.isoformat(),
                "sealed": _text(record.sealed),
            }
            for record in contents.records.values()
        ],
    }


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Readable by its owner only; a leftover of a kill is swept with the others of this name.
    number, name = tempfile.mkstemp(prefix=".~tdsxl-", dir=path.parent)
    temp = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
