"""What a file given to us really is, told from its bytes before any library opens it. Gives no cell values.

Libraries trust a workbook, so what would make them fill the memory or stand still is found here.
"""

import copy
import mmap
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from tdsxl.errors import InputError
from tdsxl.sheets.parts import BROKEN, LONGEST, damaged, document_type, prove_archive, too_many, too_much

_LIST = 200_000_000
"""Bytes of a list, unpacked."""
_RATIO = 100
"""Unpacked to packed; honest workbooks stay near 10."""
_TAGS = 1_500_000
"""Of one part, start and end tags counted; 50,000 rows of six columns have 1,300,000."""

_OTHER_NAMES = {
    "xlsx": (".csv", ".txt", ".tsv", ".xls", ".xlsb", ".ods"),
    "csv": (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"),
}
"""What a file of each kind is not; other suffixes promise nothing."""
_READ_AS = {"xlsx": "an .xlsx workbook", "csv": "a csv file"}

_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
)
_WORKBOOK = re.compile(
    rb"(?:spreadsheetml\.|ms-excel\.)(?:sheet|template)(?:\.macroEnabled)?\.main\+xml", re.IGNORECASE
)
_OTHER_CONTENT = (
    (b"sheet.binary", "an .xlsb workbook"),
    (b"opendocument", "an OpenDocument file"),
    (b"wordprocessingml", "a Word document"),
    (b"presentationml", "a presentation"),
)


def check_file(path: Path, *, unpacked: int = _LIST) -> Literal["xlsx", "csv"]:
    """`xlsx` for a workbook with or without macros, `csv` for delimited text.

    Args:
        path: Any file.
        unpacked: Bytes that all parts together may have; a book of ours may be larger than a list.

    Raises:
        InputError: It cannot be read, is of another kind, or is built to do harm.
    """
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_archive(path, unpacked)
        return "xlsx"
    kind = _other_kind(path, head)
    if kind:
        raise _wrong_kind(path, kind)
    if path.stat().st_size > unpacked:
        raise InputError(f"{path.name} is too large for a list.", "Save only the sheet that holds the list.")
    return "csv"


def misnomer(path: Path, kind: Literal["xlsx", "csv"]) -> str:
    """What to say of a file whose name promises another kind than `check_file` has found; else empty."""
    if path.suffix.lower() not in _OTHER_NAMES[kind]:
        return ""
    return f"This is {_READ_AS[kind]}, whatever its name says; it was read as one."


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Close it elsewhere, or name a file.") from error
    if not head.strip():
        raise InputError(f"{path.name} is empty.")
    return head


def _other_kind(path: Path, head: bytes) -> str:
    """What the file is, when it is neither a zip nor text; else empty."""
    text = head.lstrip().removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_OLE):
        return _ole_kind(path)
    if text.startswith(b"<"):
        return "a web page" if b"<html" in text or b"<table" in text or b"<!doctype html" in text else "an XML file"
    if head.startswith(_UTF16):
        return ""
    named = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), "")
    return named or ("no text" if b"\0" in head else "")


def _ole_kind(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find("EncryptedPackage".encode("utf-16-le")) >= 0
    return "a workbook locked with a password" if encrypted else "an old .xls workbook"


def _wrong_kind(path: Path, kind: str) -> InputError:
    return InputError(f"{path.name} is {kind}.", "Save it in Excel as .xlsx without a password, or as .csv.")


def _check_archive(path: Path, unpacked: int) -> None:
    try:
        _unpack(path, unpacked)
    except BROKEN as error:
        raise damaged(path.name) from error


def _unpack(path: Path, unpacked: int) -> None:
    """Unpack every part once, since the sizes that an archive states may be false."""
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
        prove_archive(path.name, book, size=path.stat().st_size)
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise damaged(path.name)
        limit = min(unpacked, _RATIO * path.stat().st_size)
        if sum(part.file_size for part in parts) > limit:
            raise _too_large(path)
        _check_content(path, book)
        for part in parts:
            limit -= _size(path, book, part, limit=limit)


def _too_large(path: Path) -> InputError:
    return InputError(f"{path.name} unpacks to far more than a workbook should.", "Save the list in a new workbook.")


def _check_content(path: Path, book: zipfile.ZipFile) -> None:
    """Tell a workbook from the other kinds that are zip archives too."""
    names = [name for name in ("[Content_Types].xml", "mimetype") if name in book.namelist()]
    content = b"".join(book.read(name) for name in names)
    if not _WORKBOOK.search(content):
        raise _wrong_kind(path, next((kind for mark, kind in _OTHER_CONTENT if mark in content), "an archive"))


def _size(path: Path, book: zipfile.ZipFile, part: zipfile.ZipInfo, *, limit: int) -> int:
    """Bytes that a part really has; its document type, if any, is refused."""
    whole = copy.copy(part)
    whole.file_size = 1 << 62  # zipfile stops at the stated size, other readers do not
    size = marks = 0

    def chunks() -> Iterator[bytes]:
        nonlocal size, marks
        while chunk := stream.read(_CHUNK):
            size, marks = size + len(chunk), marks + chunk.count(b"<")
            if size > limit:
                raise _too_large(path)
            if marks > _TAGS:
                raise too_many(path.name)
            yield chunk

    with book.open(whole) as stream:
        rest = chunks()
        _refuse_document_type(path, rest)
        for _ in rest:
            pass
    return size


def _refuse_document_type(path: Path, chunks: Iterable[bytes]) -> None:
    """Read XML up to its first element, where a document type can no longer follow."""

    def refuse(*_: object) -> None:
        raise document_type(path.name)

    elements: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: elements.append(name)
    fed = 0
    for chunk in chunks:
        fed += len(chunk)
        if fed > LONGEST:
            raise too_much(path.name)
        try:
            parser.Parse(chunk)
        except (expat.ExpatError, LookupError, ValueError):
            return  # no XML: a picture, or what no parser reads past this place
        if elements:
            return
