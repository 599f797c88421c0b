"""A workbook as the archive of parts that it is, open for reading."""

import os
import posixpath
import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.strings import Strings, shared_strings
from tdsxl.sheets.file.tags import tags
from tdsxl.sheets.intake import check_file
from tdsxl.sheets.parts import prove_archive, proven

CHUNK = 1 << 16
"""Bytes of a file read at a time; unpacked they are some megabytes at most."""
CONTENT_TYPES = "[Content_Types].xml"

_RATIO = 100
"""Unpacked to packed; honest workbooks stay near 15."""
_NOTEWORTHY = 10_000_000
"""Bytes below which no ratio is suspicious."""
_TEXT_CAP = 200_000_000
"""Bytes of a part that is read whole: shared strings of a full book stay below it."""
_LOCAL_HEADER = 30
_ENCRYPTED = 1
"""Flag of a part."""
_BROKEN = (BadZipFile, NotImplementedError, ValueError)
"""What zipfile raises on a damaged or forged directory."""
_MAIN = re.compile(r"(?:spreadsheetml\.|ms-excel\.)(?:sheet|template)(?:\.macroEnabled)?\.main\+xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to."""

    id: str
    kind: str
    """Last word of its type: `worksheet`, `table`, `styles`."""
    part: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    title: str
    part: str
    """Empty where it has no cells, as a chart sheet."""
    index: int
    """Place among all sheets, from 0."""


class Package:
    """An .xlsx or .xlsm file; every method raises InputError where the file is damaged."""

    def __init__(self, path: Path) -> None:
        """Open a book.

        Raises:
            InputError: It is not there, is no workbook, or is built to do harm.
            LocalError: Another program does not let it be read.
        """
        if not path.is_file():
            raise InputError(f"{path} is not there.", "`tdsxl new BOOK` makes a fresh book.")
        self.path = path
        self._proven: set[str] = set()
        # One handle for all reading: by its path the file may be another one a moment later.
        self._file = _opened(path)
        try:
            self._zip = self._archive()
            self._check()
        except InputError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
        self._file.close()

    @property
    def parts(self) -> list[ZipInfo]:
        """All parts, in the order of the file's directory."""
        return self._zip.infolist()

    def holds(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._zip.NameToInfo

    def text(self, part: str) -> str:
        """A part read whole."""
        content = b"".join(self.chunks(part, cap=_TEXT_CAP))
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._damaged() from error

    def content(self, part: str, *, cap: int = _TEXT_CAP) -> bytes:
        """A part of any kind read whole; more than `cap` bytes are refused."""
        return b"".join(self._unpacked(part, cap))

    def chunks(self, part: str, *, cap: int | None = None) -> Iterator[bytes]:
        """The unpacked bytes of a part in XML, its checksum proven at the end; more than `cap` bytes are refused."""
        unpacked = self._unpacked(part, cap)
        return unpacked if part in self._proven else self._prove(part, unpacked)

    def prove(self) -> None:
        """See that every part is whole, and those that programs read cells from as `chunks` wants them."""
        for name in [part.filename for part in self.parts]:
            is_read = name.startswith("xl/") and name.endswith((".xml", ".rels"))
            deque(self.chunks(name) if is_read else self._unpacked(name, None), maxlen=0)

    def _prove(self, part: str, unpacked: Iterator[bytes]) -> Iterator[bytes]:
        """Large sheets are read several times; what was seen to the end need not be judged again."""
        yield from proven(self.path.name, unpacked)
        self._proven.add(part)

    def _unpacked(self, part: str, cap: int | None) -> Iterator[bytes]:
        info = self._zip.NameToInfo.get(part)
        if info is None or info.flag_bits & _ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._damaged()
        if cap is not None and info.file_size > cap:
            raise InputError(f"{self.path.name}: {part} is too large.", "Save the book in Excel again.")
        # Not by zipfile, which takes twice as long for parts that unpack to ten times their size.
        unpack = zlib.decompressobj(-zlib.MAX_WBITS).decompress if info.compress_type == ZIP_DEFLATED else bytes
        crc = size = 0
        for packed in self.packed(info):
            try:
                chunk = unpack(packed)
            except zlib.error as error:
                raise self._damaged() from error
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size > info.file_size:
                raise self._damaged()
            yield chunk
        if (crc, size) != (info.CRC, info.file_size):
            raise self._damaged()

    def packed(self, part: ZipInfo) -> Iterator[bytes]:
        """The bytes of a part as they stand in the file."""
        self._file.seek(part.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        # The local header has its own lengths of name and extra field, at byte 26 and 28.
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        at = part.header_offset + _LOCAL_HEADER + lengths
        end = at + part.compress_size
        while at < end:
            self._file.seek(at)
            chunk = self._file.read(min(end - at, CHUNK))
            if not chunk:
                raise self._damaged()
            at += len(chunk)
            yield chunk

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part refers to inside the book; "" is the book itself."""
        folder, rels = posixpath.dirname(part), relations_part(part)
        if not self.holds(rels):
            return ()
        return tuple(
            Relation(
                tag.get("Id"),
                tag.get("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, tag.get("Target"))).lstrip("/"),
            )
            for tag in tags(self.text(rels), "Relationship")
            if tag.get("TargetMode") != "External"
        )

    def related(self, part: str, kind: str) -> tuple[str, ...]:
        """Parts of one kind that a part refers to."""
        return tuple(relation.part for relation in self.relations(part) if relation.kind == kind)

    @cached_property
    def workbook(self) -> str:
        """Name of the part that lists the sheets."""
        return next(iter(self.related("", "officeDocument")), "xl/workbook.xml")

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The sheets in order."""
        relations = self.relations(self.workbook)
        parts = {relation.id: relation.part for relation in relations if relation.kind == "worksheet"}
        listed = enumerate(tags(self.text(self.workbook), "sheet"))
        return tuple(SheetEntry(tag.get("name"), parts.get(tag.get("id"), ""), index) for index, tag in listed)

    @cached_property
    def strings(self) -> Strings:
        """The strings that cells of other programs share."""
        part = next(iter(self.related(self.workbook, "sharedStrings")), "")
        return Strings(lambda: shared_strings(self.text(part)) if part and self.holds(part) else ())

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether day zero is 1 January 1904, as in books born on old Macs."""
        return any(tag.is_on("date1904") for tag in tags(self.text(self.workbook), "workbookPr"))

    def _archive(self) -> ZipFile:
        try:
            return ZipFile(self._file)
        except _BROKEN as error:
            check_file(self.path)
            raise InputError(f"{self.path.name} is no workbook.", "Name an .xlsx or .xlsm file.") from error

    def _check(self) -> None:
        prove_archive(self.path.name, self._zip, size=os.fstat(self._file.fileno()).st_size)
        if any(part.file_size > max(_NOTEWORTHY, _RATIO * part.compress_size) for part in self.parts):
            raise InputError(f"{self.path.name} unpacks to far more than a workbook should.", "Save it in Excel again.")
        if not self.holds(CONTENT_TYPES) or not _MAIN.search(self.text(CONTENT_TYPES)):
            check_file(self.path)
            raise self._damaged()

    def _damaged(self) -> InputError:
        return InputError(f"{self.path.name} is damaged or was cut off.", "Open it in Excel and save it again.")


def relations_part(part: str) -> str:
    """The part that says what a part refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise LocalError(
            f"{path.name} cannot be read ({error.strerror}).", "Close it in all other programs."
        ) from error
