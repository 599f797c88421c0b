"""What the archive of a workbook, and the XML of its parts, must be before anything is made of them. No I/O here.

An honest workbook is far inside these limits. Past them libraries fill the memory or stand still: a comment of 100 MB
is read again from its beginning with every chunk of it.
"""

import stat
import zlib
from collections.abc import Iterable, Iterator
from zipfile import BadZipFile, ZipFile, ZipInfo

from tdsxl.errors import InputError

LONGEST = 1 << 18
"""Bytes from one `<` to the next: a cell's 32,767 characters, each of them escaped, are fewer."""
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What zipfile raises on a damaged, encrypted or forged archive."""

_PARTS = 2_000
_UNIX = 3
"""Sign of a system whose archives tell what kind of file an entry is."""
_SEAM = 16
_DOCTYPE = b"<!DOCTYPE"


def prove_archive(name: str, book: ZipFile, *, size: int) -> None:
    """See that the directory of a workbook's archive is one.

    Args:
        name: What messages call the workbook.
        book: Its archive.
        size: Bytes of the file.

    Raises:
        InputError: It has too many parts, or such as no workbook has.
    """
    parts = book.infolist()
    reasons = {
        "too many parts": len(parts) > _PARTS,
        "one part twice": len({part.filename.casefold() for part in parts}) < len(parts),
        "a part whose name leads elsewhere": any(map(_is_astray, parts)),
        "parts that share their bytes": sum(part.compress_size for part in parts) > size,
    }
    for reason, holds in reasons.items():
        if holds:
            raise _strange(name, reason)


def proven(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a part in XML that a workbook's tables are read from, each of some megabytes at most.

    Raises:
        InputError: It holds a document type, is not in UTF-8, or has a text, tag or comment that no cell can have.
    """
    length, seam = 0, b""
    for chunk in chunks:
        if _DOCTYPE in chunk or _DOCTYPE in seam + chunk[:_SEAM]:
            raise document_type(name)
        if b"\0" in chunk:
            raise _strange(name, "a part that is no text")
        first = chunk.find(b"<")
        length += len(chunk) if first < 0 else first
        if length > LONGEST:
            raise too_much(name)
        if first >= 0:
            length = len(chunk) - chunk.rfind(b"<")
        seam = (seam + chunk[-_SEAM:])[-_SEAM:]
        yield chunk


def damaged(name: str) -> InputError:
    """What is said of a workbook that is not whole."""
    return InputError(f"{name} is damaged or was cut off.", "Open it in Excel and save it again.")


def too_many(name: str) -> InputError:
    """What is said of a list with too many cells."""
    return InputError(f"{name} has far more cells than a list.", "Save the list in a workbook of its own.")


def document_type(name: str) -> InputError:
    """What is said of a part that brings definitions of its own, which may ask for files and grow without end."""
    return InputError(f"{name} holds a document type, which no workbook needs.", "Do not open it.")


def too_much(name: str) -> InputError:
    """What is said of a part with a text, tag or comment that is longer, or lies deeper, than any of a table."""
    return _strange(name, "texts longer or deeper than in any table")


def _is_astray(part: ZipInfo) -> bool:
    """Whether an entry is a link, or would be written somewhere else by whoever unpacks it."""
    name = part.orig_filename.replace("\\", "/")
    is_link = part.create_system == _UNIX and stat.S_ISLNK(part.external_attr >> 16)
    return is_link or name.startswith("/") or ":" in name or ".." in name.split("/") or not name.isprintable()


def _strange(name: str, reason: str) -> InputError:
    return InputError(f"{name} is not built as a workbook is: {reason}.", "Save it in Excel as a new workbook.")
