"""The zip written by hand, read by Python's own."""

import struct
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tdsxl.sheets.file.archive import Archive, Spool
from tdsxl.sheets.file.package import Package

TYPES = b"<Types>spreadsheetml.sheet.main+xml</Types>"


def test_parts_are_copied_as_they_are_packed_and_made_anew(tmp_path: Path) -> None:
    """Stored, streamed and oddly named parts, fields for huge sizes, comments and attributes; all checksums hold."""
    source = tmp_path / "a.xlsx"
    odd = ZipInfo("xl/média/ü.bin", (1999, 12, 31, 23, 59, 58))
    odd.external_attr, odd.comment = 0o644 << 16, b"mine"
    odd.extra = struct.pack("<2H4s", 0x7777, 4, b"keep")
    with ZipFile(source, "w", ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr(odd, b"\x00\x01" * 999, ZIP_STORED)
        with book.open(ZipInfo("streamed"), "w", force_zip64=True) as stream:
            stream.write(b"streamed " * 99)
        book.writestr("new", b"old")
        book.writestr("sheet", b"old")
    target = tmp_path / "b.xlsx"
    body = b"".join(b"<row>%d</row>" % number for number in range(99_999))
    with Package(source) as package, target.open("xb") as file, Spool(tmp_path, prefix="x") as spool:
        archive = Archive(file)
        for chunk in (body[:1000], body[1000:]):
            spool.add(chunk)
        for part in package.parts:
            if part.filename == "new":
                archive.add(part, b"new " * 9)
            elif part.filename == "sheet":
                archive.add_spooled(part, spool, before=b"<sheet>", after=b"</sheet>")
            else:
                archive.copy(part, package.packed(part))
        archive.close()
    with ZipFile(target) as book:
        assert book.testzip() is None
        assert book.namelist() == ["[Content_Types].xml", "xl/média/ü.bin", "streamed", "new", "sheet"]
        assert book.read("xl/média/ü.bin") == b"\x00\x01" * 999
        assert book.read("streamed") == b"streamed " * 99
        assert book.read("new") == b"new " * 9
        assert book.read("sheet") == b"<sheet>" + body + b"</sheet>"
        same = book.getinfo("xl/média/ü.bin")
        assert (same.date_time, same.external_attr, same.comment) == (odd.date_time, odd.external_attr, odd.comment)
        assert (same.compress_type, same.extra) == (ZIP_STORED, odd.extra)


def test_a_spool_knows_its_checksum(tmp_path: Path) -> None:
    """Size and CRC are those of what was added."""
    with Spool(tmp_path, prefix="x") as spool:
        spool.add(b"abc")
        spool.add(b"def")
        assert (spool.size, spool.crc) == (6, zlib.crc32(b"abcdef"))
        assert zlib.decompressobj(-15).decompress(b"".join(spool.packed())) == b"abcdef"
