"""A book replaced as a whole or not at all: a draft beside it, fsync, proof, one rename; a copy before the day's first.

A kill, a full disk or a lock at any moment leaves the old book or the new one, never a part.
"""

import errno
import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import Self

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.archive import Archive
from tdsxl.sheets.file.changes import Changes
from tdsxl.sheets.file.guard import megabytes
from tdsxl.sheets.file.opening import marks
from tdsxl.sheets.file.owners import owner_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.proof import well_formed
from tdsxl.tables import Written

Wait = Callable[[float], None]

_TRIES = 6
_PAUSE = 1.0
"""Seconds between tries: antivirus and indexers let go of a file within five."""
_KEPT = 10
"""Backups of one book."""
_STRAY = ".~tdsxl-"


class SavedBeside(LocalError):
    """The book could not be replaced, so the new one lies beside it.

    Attributes:
        path: The new file.
    """

    def __init__(self, book: Path, path: Path, reason: str, *, again: str) -> None:
        owner = owner_of(book)
        super().__init__(
            f"{book.name} {reason}; the new state was saved as {path.name} beside it.",
            f"Close {book.name}, then {again}; or go on with {path.name}. {owner.remedy if owner else ''}".rstrip(),
        )
        self.path = path


class Draft:
    """The new state of a book, in a file of its own until it takes the book's place."""

    def __init__(self, book: Path, *, again: str) -> None:
        """Begin one; `again` is how the user repeats what failed: "`tdsxl write book.xlsx`"."""
        self.is_filled = False
        self._book = book
        self._again = again
        self._path = book.with_name(f"{stray_prefix(book)}{secrets.token_hex(4)}{book.suffix}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._path.unlink(missing_ok=True)

    def fill(self, package: Package, changes: Changes) -> None:
        """Write all parts, changed ones anew, to the disk itself."""
        self.is_filled = True
        with self._path.open("xb") as file:
            archive = Archive(file)
            for part in package.parts:
                name = part.filename
                if name in changes.sheets:
                    sheet = changes.sheets[name]
                    made = sheet.rewritten
                    archive.add_spooled(part, sheet.spool, before=made.before, after=made.after)
                elif name in changes.texts:
                    archive.add(part, changes.texts[name].encode())
                elif name not in changes.dropped:
                    archive.copy(part, package.packed(part))
            for name, content in changes.parts.items():
                archive.add(zipfile.ZipInfo(name), content)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(self._book, self._path)

    def proven(self, changes: Changes) -> dict[str, Written]:
        """Read the changed parts back: what now stands in our tables, by sheet title.

        Raises:
            LocalError: The draft is not what was meant.
            ExpatError: A part of it is no XML.
        """
        written = {}
        try:
            with Package(self._path) as package:
                for part in (*changes.texts, *changes.parts):
                    _drain(well_formed(package.chunks(part)))
                for part, sheet in changes.sheets.items():
                    chunks = package.chunks(part)
                    if sheet.rewritten.is_unproven:
                        chunks = well_formed(chunks)
                    if sheet.place:
                        seen = marks(package, sheet.place, chunks)
                        _drain(well_formed((seen.frame,)))
                        written[sheet.place.sheet.title] = Written(
                            sha256=seen.sha256,
                            fingerprint=sheet.fingerprint,
                            rows_sha256=seen.rows_sha256,
                            plain=sheet.rewritten.is_plain,
                        )
                    _drain(chunks)
        except InputError as error:
            raise self.unproven() from error
        return written

    def unproven(self) -> LocalError:
        """The draft is not what was meant."""
        what = f"The new {self._book.name} did not pass its check, so the old one stays."
        return LocalError(what, f"Once more: {self._again}.")

    def replace_book(self, wait: Wait, *, state: str) -> bool:
        """Let the draft take the book's place; False where the book is no longer in the state it was read in.

        Raises:
            SavedBeside: The book is held by another program.
        """
        for attempt in range(_TRIES):
            if attempt:
                wait(_PAUSE)
            if owner_of(self._book):
                continue
            # Whoever held it may have saved it meanwhile.
            if state_of(self._book) != state:
                return False
            try:
                self._path.replace(self._book)
            except PermissionError:
                continue
            _sync_folder(self._book.parent)
            return True
        raise self.save_beside("is open elsewhere")

    def save_beside(self, reason: str) -> SavedBeside:
        """Keep the draft under a name of its own."""
        target = next(path for path in _free_names(self._book) if not path.exists())
        self._path.replace(target)
        _sync_folder(target.parent)
        return SavedBeside(self._book, target, reason, again=self._again)


def stray_prefix(book: Path) -> str:
    """How the names of a book's temporary files begin."""
    return f"{_STRAY}{hashlib.sha256(book.name.encode()).hexdigest()[:8]}-"


def sweep(book: Path) -> None:
    """Remove what a killed writing of this book left behind."""
    for path in book.parent.iterdir():
        if path.name.startswith(stray_prefix(book)):
            with suppress(OSError):
                path.unlink()


def state_of(book: Path) -> str:
    """What changes whenever somebody saves the book."""
    facts = book.stat()
    try:
        with zipfile.ZipFile(book) as archive:
            parts = [(part.filename, part.CRC, part.file_size) for part in archive.infolist()]
    except zipfile.BadZipFile:
        parts = []
    return hashlib.sha256(repr((facts.st_size, facts.st_mtime_ns, parts)).encode()).hexdigest()


def back_up(book: Path, folder: Path, today: date) -> None:
    """Copy a book as it stands before its first writing of a day; ten copies of it are kept."""
    name = f"{book.stem} {hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:6]} "
    target = folder / f"{name}{today.isoformat()}{book.suffix}"
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for stray in folder.glob(f"{_STRAY}*"):
        stray.unlink(missing_ok=True)
    draft = target.with_name(f"{_STRAY}{secrets.token_hex(4)}")
    try:
        shutil.copy2(book, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    copies = sorted(path for path in folder.iterdir() if path.name.startswith(name))
    for path in copies[:-_KEPT]:
        path.unlink()


def unwritable(book: Path, error: OSError, *, again: str) -> LocalError:
    """What an error of the disk means to the user."""
    if error.errno == errno.ENOSPC:
        return LocalError(
            f"The disk is full; {book.name} was left as it was.",
            f"Free {megabytes(3 * book.stat().st_size)} MB, then {again}.",
        )
    return LocalError(
        f"{book.name} could not be written ({error.strerror}); it was left as it was.",
        f"See that the folder can be written, then {again}.",
    )


def _free_names(book: Path) -> Iterator[Path]:
    numbers = chain([""], (f" {number}" for number in count(2)))
    return (book.with_name(f"{book.stem} (tdsxl new{number}){book.suffix}") for number in numbers)


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows opens no folder and does so by itself, some network drives cannot."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _drain(chunks: Iterable[bytes]) -> None:
    for _ in chunks:
        pass
