"""Files on this PC: documents of notices under our own names, and replies set aside, encrypted."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, count
from pathlib import Path

from tdsxl.engine.journal.files import Filed
from tdsxl.errors import LocalError
from tdsxl.portals.base import Reply
from tdsxl.records import Document, Notice
from tdsxl.tables import Client
from tdsxl.values import Portal, Year

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_FINANCIAL_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}-[0-9]{2}(?![0-9])")
_UNDATED = "Undated"
_NAME, _REFERENCE = 30, 40
"""Letters of a client's name and of a reference: Windows and Excel's links end at some 255 for all folders together."""
_TEMP = ".~tdsxl-"
SUFFIXES = frozenset({".pdf", ".zip", ".txt"})
_SEALED = ".sealed"
_KEPT_FOR = timedelta(days=30)
_KEPT_BYTES = 100_000_000
"""Of all replies set aside together: whoever mends a page needs the newest."""

Seal = Callable[[bytes], bytes]
"""Encrypts under the vault key."""


class Store:
    """Below one data folder. No name that a portal sent is ever used as a path."""

    def __init__(self, folder: Path, *, set_aside: Path, seal: Seal) -> None:
        self._folder = folder
        self._set_aside = set_aside
        self._seal = seal

    def keep(self, client: Client, document: Document, *, notice: Notice | None = None) -> Filed:
        """Write a document to `downloads/client TAN/year/`; the same document twice gives the same file.

        Args:
            client: Whose it is.
            document: The file.
            notice: What it belongs to, by which it is named.

        Raises:
            LocalError: The disk is full or cannot be written.
        """
        path = self._free(f"downloads/{_folder(client)}/{_year(notice)}/{_name(document, notice)}", document)
        if not self._holds(path, document.content):
            write_whole(self._folder / path, document.content)
        return Filed(
            reference=document.reference,
            path=path,
            portal_name=document.portal_name[:200],
            sha256=hashlib.sha256(document.content).hexdigest(),
            size=len(document.content),
        )

    def _free(self, name: str, document: Document) -> str:
        """A path that no other document has."""
        suffix = document.suffix if document.suffix in SUFFIXES else ".bin"
        paths = (f"{name}{mark}{suffix}" for mark in chain([""], (f" ({number})" for number in count(2))))
        return next(
            path for path in paths if not os.path.lexists(self._folder / path) or self._holds(path, document.content)
        )

    def _holds(self, path: str, content: bytes) -> bool:
        file = self._folder / path
        try:
            return file.stat().st_size == len(content) and file.read_bytes() == content
        except OSError:
            return False

    def put_aside(self, portal: Portal, module: str, reply: Reply) -> Path:
        """Keep a reply whose shape was not known, encrypted, for whoever mends the page reader."""
        name = f"{portal.value}-{_UNSAFE.sub('-', module) or 'login'}-{secrets.token_hex(4)}{_SEALED}"
        path = self._set_aside / name
        head = f"{reply.status} {reply.content_type} {reply.url.partition('?')[0]}\n".encode()
        write_whole(path, self._seal(head + reply.body))
        # Another visit may be erasing the same ones.
        with suppress(OSError):
            forget_old(self._set_aside, datetime.now(UTC))
        return path


def forget_old(set_aside: Path, now: datetime) -> None:
    """Erase replies that were set aside 30 days before `now`, and the oldest of more than 100 MB."""
    facts = sorted(((path.stat(), path) for path in set_aside.glob(f"*{_SEALED}")), key=_age)
    sizes = accumulate(stat.st_size for stat, _ in facts)
    for (stat, path), size in zip(facts, sizes, strict=True):
        if size > _KEPT_BYTES or stat.st_mtime < (now - _KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)


def _age(fact: tuple[os.stat_result, Path]) -> tuple[float, str]:
    return -fact[0].st_mtime, fact[1].name


def _folder(client: Client) -> str:
    """By the client's name as the office has it; the TAN makes it its own."""
    return f"{_words(client.name, _NAME)} {client.tan}".strip()


def _year(notice: Notice | None) -> str:
    """The year that a notice is about; where it names none, that of its day."""
    named = _FINANCIAL_YEAR.search(notice.year or "") if notice else None
    day = (notice.issued_on or notice.served_on) if notice else None
    return named[0] if named else str(Year.of(day)) if day else _UNDATED


def _name(document: Document, notice: Notice | None) -> str:
    """What it is, of which day, and the portal's reference, as far as every system takes its letters."""
    day = (notice.issued_on or notice.served_on) if notice else None
    words = (notice.kind.value if notice else "File", str(day or ""), _words(document.reference, _REFERENCE, "-"))
    return " ".join(filter(None, words))


def _words(text: str, longest: int, between: str = " ") -> str:
    return _UNSAFE.sub(between, text).strip(between)[:longest].strip(between)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        LocalError: The disk is full or cannot be written.
    """
    temp = path.with_name(f"{_TEMP}{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temp.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    except OSError as error:
        # Where the file could not be made, there may be nothing to unlink, nor a folder.
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        raise LocalError(
            f"{path} cannot be written: {error.strerror or error}.", "Free disk space or mend the folder."
        ) from None


def sweep(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for temp in folder.rglob(f"{_TEMP}*") if folder.exists() else ():
        temp.unlink(missing_ok=True)
