"""A disk under the journal that loses power or fails an operation: an apsw VFS, and a connection for our own SQL.

What was written and not synced is kept apart, so that at a power cut each such write survives or not by the roll of a
die. Nothing of the journal is replaced but its `connect`.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
"""Bytes that a disk writes whole."""
CHECKPOINT = 30
"""Pages in the log."""


@dataclass(slots=True)
class _File:
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, bytes), or (length, None) where it was cut short."""
    is_synced: bool = False
    """Its name is on the disk."""

    def image(self, survives: Callable[[], bool]) -> bytes:
        """What a power cut leaves of it."""
        image = bytearray(self.durable)
        for offset, written in self.pending:
            if written is None:
                if survives():
                    image[offset:] = bytes(max(0, offset - len(image)))
                continue
            for start in range(0, len(written), SECTOR):
                if survives():
                    part, at = written[start : start + SECTOR], offset + start
                    image.extend(bytes(max(0, at - len(image))))
                    image[at : at + len(part)] = part
        return bytes(image)


class Disk(apsw.VFS):
    """Counts the operations of all files on it.

    Attributes:
        done: How many operations of each kind were made.
        spoil: Called with each kind of operation before it is made; may raise.
    """

    def __init__(self, spoil: Callable[[str], None] = lambda kind: None) -> None:
        """Take what is called before each operation."""
        self.name = f"disk-{id(self)}"
        self.done: Counter[str] = Counter()
        self.files: dict[str, _File] = {}
        self.spoil = spoil
        self._open: list[apsw.Connection] = []
        super().__init__(self.name, "")

    def connect(self, path: Path) -> sqlite3.Connection:
        """For `Journal`."""
        self._open.append(apsw.Connection(str(path), vfs=self.name))
        connection: Any = Connection(self._open[-1])
        return connection  # type: ignore[no-any-return]  # speaks as one of sqlite3 does

    def leave(self) -> None:
        """What a process that dies lets go of, without a word to the journal."""
        self.spoil = lambda kind: None
        for connection in self._open:
            connection.close(True)

    def note(self, kind: str) -> None:
        self.spoil(kind)
        self.done[kind] += 1

    def cut(self, roll: random.Random) -> dict[Path, bytes]:
        """What a power cut leaves of the files: a name that was never synced may be gone with its bytes."""
        there = {name: file for name, file in self.files.items() if file.is_synced or roll.random() < 0.5}
        return {Path(name): file.image(lambda: roll.random() < 0.5) for name, file in there.items()}

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "DiskFile":  # noqa: N802  # apsw's name
        return DiskFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  # apsw's name
        self.note("unlink")
        self.files.pop(filename, None)
        super().xDelete(filename, syncdir)


class DiskFile(apsw.VFSFile):
    """A file that remembers what is not synced yet."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        """Open one; what lies there already is on the disk."""
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name))
        found = _File(path.read_bytes(), is_synced=True) if path.exists() else _File()
        super().__init__("", name, flags)
        self.disk = disk
        self.file = disk.files.setdefault(str(path), found)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802  # apsw's name; Any: any buffer
        self.disk.note("write")
        self.file.pending.append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  # apsw's name
        self.disk.note("truncate")
        self.file.pending.append((newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802  # apsw's name
        self.disk.note("sync")
        self.file.durable, self.file.pending = self.file.image(lambda: True), []
        self.file.is_synced = True
        super().xSync(flags)


class Row(tuple[Any, ...]):
    """As `sqlite3.Row`: by place or by name."""

    names: tuple[str, ...]

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)


def _rows(ran: apsw.Cursor) -> Iterator[Row]:
    for values in ran:
        row = Row(values)
        row.names = tuple(name for name, _ in ran.get_description())
        yield row


class Cursor:
    """What is left of a statement when it has run."""

    def __init__(self, rows: list[Row], *, lastrowid: int, rowcount: int) -> None:
        """Take its rows."""
        self.lastrowid = lastrowid
        self.rowcount = rowcount
        self._rows = rows

    def fetchone(self) -> Row | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.fetchall())


class Connection:
    """What the journal uses of `sqlite3.Connection`, on apsw."""

    def __init__(self, inner: apsw.Connection) -> None:
        """Take one of apsw."""
        self._inner = inner
        self.row_factory: object = None
        # So that a short test sees pages go from the log to the file.
        inner.wal_autocheckpoint(CHECKPOINT)

    @property
    def in_transaction(self) -> bool:
        return self._inner.in_transaction

    def execute(self, statement: str, values: Iterable[Any] = ()) -> Cursor:
        with _translated():
            rows = list(_rows(self._inner.execute(statement, tuple(values))))
        return Cursor(rows, lastrowid=self._inner.last_insert_rowid(), rowcount=self._inner.changes())

    def executemany(self, statement: str, many: Iterable[Iterable[Any]]) -> None:
        for values in many:
            self.execute(statement, values)

    def close(self) -> None:
        with _translated():
            self._inner.close(True)

    def backup(self, target: sqlite3.Connection) -> None:
        """Into a file that is not on this disk."""
        (_, _, name) = target.execute("PRAGMA database_list").fetchone()
        Path(name).write_bytes(self._inner.serialize("main"))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        ours = sqlite3.OperationalError(str(error))
        ours.sqlite_errorcode = getattr(error, "extendedresult", 0)
        raise ours from error
