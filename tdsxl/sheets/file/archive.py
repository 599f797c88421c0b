"""A new archive written part by part: parts that stay are copied as they are packed, new ones are packed as they come.

Python's zipfile cannot copy a packed part, hence the few records of the format here. Sizes stay below 4 GB: a sheet
ends before.
"""

import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZipInfo

from tdsxl.sheets.file.package import CHUNK

_LEVEL = 1
"""Of zlib: level 6 makes files a fifth smaller in twice the time."""
_RAW = -15
"""zlib's sign for a stream without its own header."""
_VERSION = 20
_DESCRIPTOR_FLAG = 0x08
"""Sizes would follow the part; here they stand before it."""
_ZIP64_FIELD = 1
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Spool:
    """Text packed aside, because what stands before it in its part is known only after it."""

    def __init__(self, folder: Path, *, prefix: str) -> None:
        """Make an empty spool; should this program be killed, its file begins with `prefix`."""
        self.size = 0
        """Bytes before packing."""
        self.crc = 0
        self._file = tempfile.TemporaryFile(dir=folder, prefix=prefix)  # noqa: SIM115  closed by __exit__
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, text: bytes) -> None:
        """Pack more text."""
        self.size += len(text)
        self.crc = zlib.crc32(text, self.crc)
        self._file.write(self._packer.compress(text))

    def packed(self) -> Iterator[bytes]:
        """All of it, ending where other packed text may follow; nothing can be added later."""
        self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk


class Archive:
    """Writes a zip file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._directory: list[bytes] = []

    def copy(self, part: ZipInfo, packed: Iterable[bytes]) -> None:
        """A part of another archive, given as it is packed there."""
        start = self._file.tell()
        self._write_local(part, crc=part.CRC, packed=part.compress_size, size=part.file_size)
        for chunk in packed:
            self._file.write(chunk)
        self._note(part, start, crc=part.CRC, packed=part.compress_size, size=part.file_size)

    def add(self, part: ZipInfo, text: bytes) -> None:
        """A part made anew; name, date and attributes are those of `part`."""
        self._write(part, _packed(text), crc=zlib.crc32(text), size=len(text))

    def add_spooled(self, part: ZipInfo, spool: Spool, *, before: bytes, after: bytes) -> None:
        """A part made anew around a spool."""
        crc = zlib.crc32(after, _joined(zlib.crc32(before), spool.crc, spool.size))
        self._write(part, _around(before, spool, after), crc=crc, size=len(before) + spool.size + len(after))

    def close(self) -> None:
        """Write the directory; the file itself stays open."""
        start = self._file.tell()
        for record in self._directory:
            self._file.write(record)
        count, size = len(self._directory), self._file.tell() - start
        self._file.write(_END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0))

    def _write(self, part: ZipInfo, packed: Iterable[bytes], *, crc: int, size: int) -> None:
        start = self._file.tell()
        part = _deflated(part)
        self._write_local(part, crc=crc, packed=0, size=size)
        begin = self._file.tell()
        for chunk in packed:
            self._file.write(chunk)
        end = self._file.tell()
        self._file.seek(start)
        self._write_local(part, crc=crc, packed=end - begin, size=size)
        self._file.seek(end)
        self._note(part, start, crc=crc, packed=end - begin, size=size)

    def _write_local(self, part: ZipInfo, *, crc: int, packed: int, size: int) -> None:
        name, extra = _name(part), _extra(part)
        head = (part.extract_version, part.flag_bits & ~_DESCRIPTOR_FLAG, part.compress_type, *_dos(part))
        self._file.write(_LOCAL.pack(b"PK\3\4", *head, crc, packed, size, len(name), len(extra)) + name + extra)

    def _note(self, part: ZipInfo, start: int, *, crc: int, packed: int, size: int) -> None:
        name, extra = _name(part), _extra(part)
        made_by = part.create_system << 8 | part.create_version
        head = (part.extract_version, part.flag_bits & ~_DESCRIPTOR_FLAG, part.compress_type, *_dos(part))
        tail = (len(name), len(extra), len(part.comment), 0, part.internal_attr, part.external_attr, start)
        record = _CENTRAL.pack(b"PK\1\2", made_by, *head, crc, packed, size, *tail)
        self._directory.append(record + name + extra + part.comment)


def _packed(text: bytes) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    yield packer.compress(text) + packer.flush()


def _around(before: bytes, spool: Spool, after: bytes) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    yield packer.compress(before) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield from spool.packed()
    yield from _packed(after)


def _joined(first: int, second: int, size: int) -> int:
    """CRC-32 of two texts put together, from their own and the size of the second.

    Python lacks zlib's crc32_combine. A CRC carried over `size` bytes changes by an
    amount that does not depend on the bytes, so zeros tell it.
    """
    zeros = bytes(CHUNK)
    carried, bare = first, 0
    for left in range(size, 0, -CHUNK):
        chunk = zeros[: min(left, CHUNK)]
        carried, bare = zlib.crc32(chunk, carried), zlib.crc32(chunk, bare)
    return carried ^ bare ^ second


def _deflated(part: ZipInfo) -> ZipInfo:
    changed = ZipInfo(part.orig_filename, part.date_time)
    changed.compress_type = ZIP_DEFLATED
    changed.create_system, changed.create_version, changed.extract_version = part.create_system, _VERSION, _VERSION
    changed.flag_bits, changed.comment = part.flag_bits, part.comment
    changed.internal_attr, changed.external_attr = part.internal_attr, part.external_attr
    return changed


def _name(part: ZipInfo) -> bytes:
    return part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437")


def _dos(part: ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = part.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _extra(part: ZipInfo) -> bytes:
    """Extra fields of the directory without the one for sizes beyond 4 GB."""
    fields, at = b"", 0
    while at + 4 <= len(part.extra):
        kind, length = struct.unpack_from("<2H", part.extra, at)
        fields += part.extra[at : at + 4 + length] if kind != _ZIP64_FIELD else b""
        at += 4 + length
    return fields
