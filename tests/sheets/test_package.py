"""The parts of a book, and what is said of a file that is none or whose parts are not whole."""

import errno
import re
import struct
import zipfile
from pathlib import Path

import pytest

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.package import Package, relations_part
from tests.sheets import hostile
from tests.sheets.samples import change_parts, make_book, part_of, parts

WORKBOOK = "xl/workbook.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


def overwritten(path: Path, part: str, content: bytes, *, at: int = 0) -> None:
    """Some packed bytes of a part replaced where they lie."""
    with zipfile.ZipFile(path) as book:
        start = book.getinfo(part).header_offset
    whole = bytearray(path.read_bytes())
    # The name and the extra field stand between the header and the part; their lengths end the header.
    begin = start + 30 + sum(struct.unpack_from("<2H", whole, start + 26)) + at
    whole[begin : begin + len(content)] = content
    path.write_bytes(whole)


def test_a_book_is_proven_part_by_part(path: Path) -> None:
    """As a fresh one is, with its sheets and what they are read by."""
    with Package(path) as package:
        package.prove()
        assert [package.content(part.filename) for part in package.parts] == [*parts(path).values()]
        assert not package.holds("xl/other.xml")


@pytest.mark.parametrize(
    "harm",
    [
        *(hostile.zeros, hostile.forged_size, hostile.wrong_sum, hostile.locked, hostile.odd_packing),
        *(hostile.binary_sheets, hostile.HARMS["text"], hostile.HARMS["Word"], hostile.HARMS["cut at 90%"]),
    ],
)
def test_a_harmful_part_is_refused_by_name(path: Path, harm: hostile.Harm) -> None:
    """Not one is left for the library that would read it."""
    harm(path, part_of(path, "Clients"))
    with pytest.raises(InputError, match=r"^book\.xlsx "), Package(path) as package:
        package.prove()


def test_an_archive_that_does_not_list_its_parts_as_a_book_does_is_damaged(path: Path) -> None:
    """It says elsewhere that it is a workbook, as other programs' documents do."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    for parts_of_it in ({"mimetype": kind}, {"mimetype": kind, "[Content_Types].xml": b"<Types/>"}):
        path.write_bytes(hostile.archive(parts_of_it))
        with pytest.raises(InputError, match=r"^book\.xlsx is damaged"):
            Package(path)


@pytest.mark.parametrize(("content", "at"), [(b"\xff\xff", 0), (b"\xff" * 9, 200)], ids=["at once", "later"])
def test_packed_bytes_that_cannot_be_unpacked_are_damage(path: Path, content: bytes, at: int) -> None:
    """A disk or a mail has changed them."""
    part = part_of(path, "Challans")
    overwritten(path, part, content, at=at)
    with Package(path) as package, pytest.raises(InputError, match="damaged"):
        list(package.chunks(part))


def test_a_part_that_is_not_there_is_damage(path: Path) -> None:
    """Another part said that it is."""
    with Package(path) as package, pytest.raises(InputError, match="damaged"):
        package.content("xl/other.xml")


def test_a_part_larger_than_asked_for_is_not_read(path: Path) -> None:
    """The cap is for what it says it unpacks to."""
    with Package(path) as package, pytest.raises(InputError, match=r"book\.xlsx: xl/workbook\.xml is too large"):
        package.content(WORKBOOK, cap=100)


def test_a_part_in_another_encoding_is_damage(path: Path) -> None:
    """All parts that Excel writes are UTF-8."""
    change_parts(path, (WORKBOOK, lambda part: re.sub(rb'name="Help"', b'name="H\xe9lp"', part)))
    with pytest.raises(InputError, match="damaged"), Package(path) as package:
        assert package.sheets


def test_a_file_that_cannot_be_opened_says_why(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows refuses a file that another program holds for itself."""

    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(LocalError, match=r"book\.xlsx cannot be read \(Permission denied\)"):
        Package(path)


def test_a_file_that_is_not_there_is_told_before_it_is_opened(tmp_path: Path) -> None:
    """With the command that makes one."""
    with pytest.raises(InputError, match=r"is not there\. .*tdsxl new"):
        Package(tmp_path / "book.xlsx")


def test_parts_that_stand_outside_the_book_are_not_its_own(path: Path) -> None:
    """A link to a file of the PC is no part; what is named from the root or from beside is the same part."""
    part = part_of(path, "Challans")
    more = b'<Relationship Id="x" Type="t/table" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    rels = relations_part(part)
    with Package(path) as package:
        before = package.related(part, "table")
    assert len(before) == 1
    change_parts(path, (rels, lambda now: now.replace(b"</Relationships>", more).replace(b"/xl/tables", b"../tables")))
    with Package(path) as package:
        assert package.related(part, "table") == before
