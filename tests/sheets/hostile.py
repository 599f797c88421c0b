"""Workbooks built to do harm, each made from an honest one: bombs, far cells, document types, odd archives."""

import gzip
import io
import random
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Harm = Callable[[Path, str], None]
"""Spoils a workbook where it lies; the text names the part of the sheet that is read of it."""

WORKBOOK, STRINGS, TYPES = "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MB = 1_000_000


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def put(path: Path, changes: Mapping[str, bytes], *, kind: int = zipfile.ZIP_DEFLATED) -> None:
    """Replace or add parts."""
    parts = parts_of(path) | dict(changes)
    with zipfile.ZipFile(path, "w", kind, compresslevel=1) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def sheet(*rows: bytes) -> bytes:
    """A sheet part of such rows."""
    return HEAD + b"<worksheet " + MAIN + b"><sheetData>" + b"".join(rows) + b"</sheetData></worksheet>"


def loose(size: int) -> bytes:
    """Text that unpacks to some sixty times its size, so that no ratio gives it away."""
    return b"".join(b"%08d" % number + b"a" * 600 for number in range(size // 608))


# What unpacks to far more than it is.


def zeros(path: Path, part: str) -> None:
    put(path, {part: bytes(30 * MB)})


def blanks(path: Path, part: str) -> None:
    whole = parts_of(path)[part]
    put(path, {part: whole.replace(b"</sheetData>", b" " * 30 * MB + b"</sheetData>")})


def picture(path: Path, part: str) -> None:
    put(path, {"xl/media/image1.png": bytes(40 * MB)})


def forged_size(path: Path, part: str) -> None:
    """The directory says one byte where far more come out."""
    put(path, {part: bytes(30 * MB)})
    content = path.read_bytes()
    path.write_bytes(content.replace((30 * MB).to_bytes(4, "little"), (1).to_bytes(4, "little")))


def overlapping(path: Path, part: str) -> None:
    """A thousand entries of the directory share one packed part."""
    put(path, {"xl/media/0000.bin": bytes(9 * MB)})
    with zipfile.ZipFile(path) as book:
        (start,) = (book.start_dir,)
        count = len(book.infolist())
    content = path.read_bytes()
    directory, end = content[start : content.rfind(b"PK\5\6")], content[content.rfind(b"PK\5\6") :]
    record = directory[directory.rfind(b"PK\1\2") :]
    more = b"".join(record.replace(b"0000.bin", b"%04d.bin" % number) for number in range(1, 1_000))
    counted = struct.pack("<2H2L", count + 999, count + 999, len(directory + more), start)
    path.write_bytes(content[:start] + directory + more + end[:8] + counted + end[20:])


def nested(path: Path, part: str) -> None:
    """The workbook is inside another archive."""
    inner = path.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("book.xlsx", inner)


# What is large by itself.


def giant_string(path: Path, part: str) -> None:
    strings = HEAD + b"<sst " + MAIN + b"><si><t>" + loose(40 * MB) + b"</t></si></sst>"
    put(path, with_strings(path, strings))


def many_strings(path: Path, part: str) -> None:
    items = b"".join(b"<si><t>%d</t></si>" % number for number in range(1_000_000))
    put(path, with_strings(path, HEAD + b"<sst " + MAIN + b">" + items + b"</sst>"))


def with_strings(path: Path, strings: bytes) -> dict[str, bytes]:
    """The parts that change where a workbook gets other shared strings."""
    parts = parts_of(path)
    rels, types = parts["xl/_rels/workbook.xml.rels"], parts[TYPES]
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    if b"sharedStrings" not in rels:
        link = b'<Relationship Id="rIdS" Type="' + office + b'/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        rels = rels.replace(b"</Relationships>", link + b"</Relationships>")
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        named = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/>'
        types = types.replace(b"</Types>", named + b"</Types>")
    return {STRINGS: strings, "xl/_rels/workbook.xml.rels": rels, TYPES: types}


def giant_value(path: Path, part: str) -> None:
    put(path, {part: sheet(b'<row r="1"><c r="A1" t="str"><v>', loose(40 * MB), b"</v></c></row>")})


def giant_comment(path: Path, part: str) -> None:
    put(path, {part: HEAD + b"<!--" + loose(40 * MB) + b"-->" + sheet().removeprefix(HEAD)})


def giant_attribute(path: Path, part: str) -> None:
    put(path, {part: sheet(b'<row r="1" x="', loose(40 * MB), b'"/>')})


def many_attributes(path: Path, part: str) -> None:
    given = b" ".join(b'a%d=""' % number for number in range(400_000))
    put(path, {part: sheet(b'<row r="1" ', given, b"/>")})


def deep(path: Path, part: str) -> None:
    names = [b"n%d" % number for number in range(400_000)]
    opened, closed = (
        b"".join(form % name for name in order) for form, order in ((b"<%s>", names), (b"</%s>", names[::-1]))
    )
    put(path, {part: sheet(opened, closed)})


def many_cells(path: Path, part: str) -> None:
    cells = b"".join(b'<c r="%c%d"/>' % (65 + place % 26, place // 26 + 1) for place in range(1_100_000))
    put(path, {part: sheet(b'<row r="1">', cells, b"</row>")})


# Cells so far apart that a library which lays out all places between them fills the memory.


def cell(reference: bytes) -> bytes:
    row = reference.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return b'<row r="' + row + b'"><c r="' + reference + b'"><v>1</v></c></row>'


def corners(path: Path, part: str) -> None:
    put(path, {part: sheet(cell(b"A1"), cell(b"XFD1048576"))})


def stray_cell(path: Path, part: str) -> None:
    """Not as far as the corner, but far enough."""
    whole = parts_of(path)[part]
    put(path, {part: whole.replace(b"</sheetData>", cell(b"CV90000") + b"</sheetData>")})


def beyond(path: Path, part: str) -> None:
    put(path, {part: sheet(cell(b"A1"), cell(b"XFD99999999999"))})


# Document types: files and entities that XML can ask for.


def with_type(path: Path, part: str, declared: bytes, used: bytes = b"") -> None:
    whole = parts_of(path)[part]
    body = whole[whole.find(b"?>") + 2 :] if whole.startswith(b"<?xml") else whole
    put(path, {part: HEAD + b"<!DOCTYPE a " + declared + b">" + body.replace(b"</sheets>", used + b"</sheets>")})


def external_entity(path: Path, part: str) -> None:
    with_type(path, WORKBOOK, b'[<!ENTITY x SYSTEM "file:///etc/passwd">]', b"&x;")


def external_type(path: Path, part: str) -> None:
    with_type(path, part, b'SYSTEM "http://127.0.0.1:9/evil.dtd"')


def laughs(path: Path, part: str) -> None:
    entities = b'<!ENTITY l0 "ha">' + b"".join(
        b'<!ENTITY l%d "' % number + b"&l%d;" % (number - 1) * 10 + b'">' for number in range(1, 10)
    )
    with_type(path, WORKBOOK, b"[" + entities + b"]", b"&l9;")


def quadratic(path: Path, part: str) -> None:
    with_type(path, WORKBOOK, b'[<!ENTITY a "' + b"a" * 100_000 + b'">]', b"&a;" * 20_000)


def wide_type(path: Path, part: str) -> None:
    """In an encoding in which its bytes do not look like one."""
    put(path, {part: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")})


def late_type(path: Path, part: str) -> None:
    """Behind a comment longer than any first look."""
    filler = random.Random(1).randbytes(100_000).hex().encode()
    put(path, {part: HEAD + b"<!--" + filler + b"--><!DOCTYPE a>" + sheet().removeprefix(HEAD)})


# Other kinds under the name of a workbook.

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def other(content: bytes) -> Harm:
    """Another file in its place."""
    return lambda path, part: void(path.write_bytes(content))


def void(_: object) -> None:
    """Nothing."""


def archive(parts: Mapping[str, bytes]) -> bytes:
    """An archive as bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return content.getvalue()


def binary_sheets(path: Path, part: str) -> None:
    types = parts_of(path)[TYPES]
    binary = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert main in types
    put(path, {TYPES: types.replace(main, binary)})


# Archives that are not what they should be.


def cut(share: float) -> Harm:
    """The first part of the file alone."""
    return lambda path, part: void(path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)]))


def named(*names: str, mode: int = stat.S_IFREG) -> Harm:
    """Further parts of such names."""

    def harm(path: Path, part: str) -> None:
        put(path, {})
        with zipfile.ZipFile(path, "a") as book:
            for name in names:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = (mode | 0o777) << 16
                book.writestr(entry, b"/etc/passwd")

    return harm


def nul_name(path: Path, part: str) -> None:
    named("xl/evilX.xml")(path, part)
    path.write_bytes(path.read_bytes().replace(b"xl/evilX.xml", b"xl/evil\0.xml"))


def twice(path: Path, part: str) -> None:
    with zipfile.ZipFile(path, "a") as book, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.writestr(part, sheet())


def wrong_sum(path: Path, part: str) -> None:
    """The checksum of the sheet is that of other bytes."""
    with zipfile.ZipFile(path) as book:
        right = book.getinfo(part).CRC
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", right), struct.pack("<L", right ^ 1)))


def locked(path: Path, part: str) -> None:
    """Parts say that they are encrypted."""
    put(path, {})
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\1\2")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\1\2", at + 1)
    path.write_bytes(content)


def odd_packing(path: Path, part: str) -> None:
    put(path, {}, kind=zipfile.ZIP_LZMA)


def elsewhere(path: Path, part: str) -> None:
    """The book's parts are said to be files of the PC."""
    rels = parts_of(path)["_rels/.rels"]
    put(path, {"_rels/.rels": rels.replace(b'Target="/', b'Target="').replace(b"xl/workbook.xml", b"/etc/passwd")})


def endless(path: Path, part: str) -> None:
    """The sheet breaks off inside a row."""
    put(path, {part: sheet(b'<row r="1"><c r="A1"><v>1').removesuffix(b"</sheetData></worksheet>")})


HARMS: Mapping[str, Harm] = {
    **{harm.__name__: harm for harm in (zeros, blanks, picture, forged_size, overlapping, nested)},
    **{harm.__name__: harm for harm in (giant_string, many_strings, giant_value, giant_comment, giant_attribute)},
    **{harm.__name__: harm for harm in (many_attributes, deep, many_cells, corners, stray_cell, beyond)},
    **{harm.__name__: harm for harm in (external_entity, external_type, laughs, quadratic, wide_type, late_type)},
    "encrypted": other(OLE + "EncryptedPackage".encode("utf-16-le")),
    "xls": other(OLE + "Workbook".encode("utf-16-le")),
    "xlsb": binary_sheets,
    "web page": other(b"<html><table><tr><td>TAN</td></tr></table></html>"),
    "text": other(b"nothing of ours\n" * 9),
    "OpenDocument": other(archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})),
    "Word": other(archive({TYPES: b"application/vnd...wordprocessingml.document.main+xml"})),
    "PDF": other(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    "gzip": other(gzip.compress(bytes(30 * MB))),
    **{f"cut at {share:.0%}": cut(share) for share in (0.02, 0.3, 0.6, 0.9, 0.995)},
    "up and away": named("../../evil.xml"),
    "up and away by backslash": named("xl\\..\\..\\..\\evil.xml"),
    "absolute": named("/etc/cron.d/evil"),
    "drive": named("C:\\Windows\\evil.dll"),
    "link": named("xl/link.xml", mode=stat.S_IFLNK),
    "nul": nul_name,
    "many parts": named(*(f"xl/{number}.xml" for number in range(2_001))),
    **{harm.__name__: harm for harm in (twice, wrong_sum, locked, odd_packing, elsewhere, endless)},
}


def spoil(path: Path, part: str) -> dict[str, Path]:
    """Copies of a workbook, one for each harm, each in a folder of its own."""
    made = {}
    for name, harm in HARMS.items():
        made[name] = path.parent / path.stem / name.replace(" ", "-") / path.name
        made[name].parent.mkdir(parents=True)
        made[name].write_bytes(path.read_bytes())
        harm(made[name], part)
    return made
