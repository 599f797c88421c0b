"""What the archive of a workbook and the XML of its parts must be, told piece by piece."""

import io
import stat
import zipfile
from collections.abc import Iterator

import pytest

from tdsxl.errors import InputError
from tdsxl.sheets.parts import LONGEST, prove_archive, proven

PART = b'<?xml version="1.0"?><worksheet><sheetData><row r="1"/></sheetData></worksheet>'


def archive(*names: str, mode: int = stat.S_IFREG, system: int = 3) -> zipfile.ZipFile:
    """An archive with parts of such names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        for name in names:
            part = zipfile.ZipInfo(name)
            part.external_attr, part.create_system = mode << 16, system
            book.writestr(part, b"0123456789")
    return zipfile.ZipFile(content)


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (tuple(f"xl/{number}.xml" for number in range(2_001)), "too many parts"),
        (("xl/a.xml", "XL/A.XML"), "one part twice"),
        (("../a.xml",), "leads elsewhere"),
        (("xl/../../a.xml",), "leads elsewhere"),
        (("xl\\..\\a.xml",), "leads elsewhere"),
        (("/etc/a",), "leads elsewhere"),
        (("\\\\server\\a",), "leads elsewhere"),
        (("C:/a",), "leads elsewhere"),
        (("xl/a\x07.xml",), "leads elsewhere"),
    ],
)
def test_a_directory_that_no_workbook_has_is_refused(names: tuple[str, ...], reason: str) -> None:
    """The line names the book and the reason."""
    with archive(*names) as book, pytest.raises(InputError, match=rf"^a\.xlsx is not built .*{reason}"):
        prove_archive("a.xlsx", book, size=10**9)


def test_links_are_told_by_the_system_that_made_the_archive() -> None:
    """The same bits mean nothing in an archive made on Windows."""
    with archive("xl/a.xml", mode=stat.S_IFLNK, system=0) as book:
        prove_archive("a.xlsx", book, size=1_000)
    with archive("xl/a.xml", mode=stat.S_IFLNK) as book, pytest.raises(InputError, match="leads elsewhere"):
        prove_archive("a.xlsx", book, size=1_000)


def test_parts_cannot_be_more_than_the_file() -> None:
    """Ten bytes each; two thousand parts and odd but harmless names pass."""
    with archive("xl/a..b.xml", "xl/.rels", "[Content_Types].xml") as book:
        prove_archive("a.xlsx", book, size=30)
        with pytest.raises(InputError, match="share their bytes"):
            prove_archive("a.xlsx", book, size=29)
    with archive(*(f"xl/{number}.xml" for number in range(2_000))) as book:
        prove_archive("a.xlsx", book, size=20_000)


def in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    """The content as it comes from an archive."""
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize("size", [1, 7, 64, 10**6])
def test_an_honest_part_passes_unchanged(size: int) -> None:
    """In pieces of any size."""
    assert b"".join(proven("a.xlsx", in_pieces(PART, size))) == PART


@pytest.mark.parametrize("size", [1, 4, 9, 10**6])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PART.replace(b"<worksheet>", b"<!DOCTYPE a><worksheet>", 1), "document type"),
        (PART.decode().encode("utf-16"), "no text"),
    ],
)
def test_a_document_type_and_other_encodings_are_found_wherever_they_are_cut(
    content: bytes, reason: str, size: int
) -> None:
    """Also over the seam of two pieces."""
    with pytest.raises(InputError, match=reason):
        list(proven("a.xlsx", in_pieces(content, size)))


@pytest.mark.parametrize("size", [1_000, 65_536])
def test_a_text_is_as_long_as_a_cell_can_be(size: int) -> None:
    """At the limit it passes; a byte more is refused, in however many pieces it comes."""
    whole = b"<t>" + b"a" * (LONGEST - 3) + b"</t>"
    assert b"".join(proven("a.xlsx", in_pieces(whole, size))) == whole
    with pytest.raises(InputError, match="longer or deeper"):
        list(proven("a.xlsx", in_pieces(whole.replace(b"<t>", b"<t>a"), size)))
    with pytest.raises(InputError, match="longer or deeper"):
        list(proven("a.xlsx", in_pieces(b"a" * (LONGEST + 1), size)))
