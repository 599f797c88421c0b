"""What a file given to us really is, told from its bytes before any library opens it. Gives no cell values.

Libraries trust a workbook: calamine lays out every place between its first and last cell, so that two cells far apart
ask for half a terabyte and end the process. Hence the gates stand here.
"""

import copy
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Literal
from xml.parsers import expat

from tdsxl.errors import InputError

_PARTS = 2_000
_LIST = 200_000_000
"""Bytes of a list, unpacked."""
_RATIO = 100
"""Unpacked to packed; honest workbooks stay near 10."""
_ELEMENTS = 1_000_000
"""Elements of a list's sheet: rows, cells and values; 50,000 rows of six columns have 650,000."""
_PLACES = 10_000_000
"""Places that a list's sheet may span, however few of them are filled; about 320 MB in calamine."""

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
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What zipfile raises on a damaged, encrypted or forged archive."""


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


def check_cells(path: Path, part: str) -> None:
    """Refuse a list's sheet that is too large, or whose filled cells lie so far apart that calamine fills the memory.

    Any part may be given: a reader takes for a sheet what the workbook calls one. `check_file` comes before.

    Raises:
        InputError: There are too many cells, they span too much, or the sheet is damaged.
    """
    reach = _Reach()
    with zipfile.ZipFile(path) as book, book.open(part) as stream:
        try:
            reach.read(stream)
        except (expat.ExpatError, *_BROKEN) as error:
            if reach.is_sheet:
                raise _damaged(path) from error
    if reach.elements > _ELEMENTS:
        raise InputError(f"{path.name} has far more cells than a list.", "Save the list in a workbook of its own.")
    if reach.rows * reach.columns > _PLACES:
        raise InputError(
            f"{path.name} has cells very far from each other, down to row {reach.rows}.",
            "Delete the stray cells below and right of the list.",
        )


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell such as `B12`, both from 1.

    Raises:
        ValueError: It is no reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError("no cell reference")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


class _Reach:
    """How far the filled cells of a sheet reach, element by element."""

    def __init__(self) -> None:
        self.elements = self.rows = self.columns = 0
        self.is_sheet = False
        self._row = self._column = 0

    def read(self, stream: IO[bytes]) -> None:
        """Read a part to its end, or until it is too large."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._element
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
            if self.elements > _ELEMENTS:
                return

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row or cell without a place stands after the one before."""
        self.elements += 1
        local = name.rpartition(":")[2]
        if local == "sheetData":
            self.is_sheet = True
        elif local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif local == "c":
            self._place(attributes.get("r"))
        elif local in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def _place(self, reference: str | None) -> None:
        self._column += 1
        if reference is None:
            return
        self._row, self._column = place_of(reference)


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


def _damaged(path: Path) -> InputError:
    return InputError(f"{path.name} is damaged or was cut off.", "Open it in Excel and save it again.")


def _check_archive(path: Path, unpacked: int) -> None:
    try:
        _unpack(path, unpacked)
    except _BROKEN as error:
        raise _damaged(path) from error


def _unpack(path: Path, unpacked: int) -> None:
    """Unpack every part once, since the sizes that an archive states may be false."""
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
        if len(parts) > _PARTS or len(set(book.namelist())) < len(parts):
            raise InputError(f"{path.name} has too many parts, or one part twice.", "Save the list in a new workbook.")
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise _damaged(path)
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
    size = 0

    def chunks() -> Iterator[bytes]:
        nonlocal size
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise _too_large(path)
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
        raise InputError(f"{path.name} holds a document type, which no workbook needs.", "Do not open it.")

    elements: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: elements.append(name)
    for chunk in chunks:
        try:
            parser.Parse(chunk)
        except (expat.ExpatError, LookupError, ValueError):
            return  # no XML: a picture, or what no parser reads past this place
        if elements:
            return
