"""Files on this PC: documents of notices under our own names, and replies set aside, encrypted."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from tdsxl.engine.journal.files import Filed
from tdsxl.errors import LocalError
from tdsxl.portals.base import Reply
from tdsxl.records import Document
from tdsxl.values import Portal, Tan

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
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

    def keep(self, tan: Tan, portal: Portal, document: Document) -> Filed:
        """Write a document to `downloads/TAN/`; the same document twice gives the same file.

        Raises:
            LocalError: The disk is full or cannot be written.
        """
        sha256 = hashlib.sha256(document.content).hexdigest()
        readable = _UNSAFE.sub("-", document.reference).strip("-")[:60]
        suffix = document.suffix if document.suffix in SUFFIXES else ".bin"
        path = f"downloads/{tan}/{portal.value}-{readable}-{sha256[:8]}{suffix}"
        write_whole(self._folder / path, document.content)
        return Filed(
            reference=document.reference,
            path=path,
            portal_name=document.portal_name[:200],
            sha256=sha256,
            size=len(document.content),
        )

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
