"""The version of the xlwings module in a macro project, whichever way VBA has packed it."""

from pathlib import Path

from tdsxl.sheets.file.buttons import buttons
from tests.sheets.samples import change_parts, make_book

BEGIN = b'\0Attribut\0e VB_Nam\0e = "xlw'
"""Packed, eight letters after each byte of flags."""


def xlwings_version(path: Path, packed: bytes) -> str:
    """What is found in a project with this module."""
    chunk = BEGIN + packed
    project = b"dir" + (len(chunk) - 1 | 0xB000).to_bytes(2, "little") + chunk + b"9 of another chunk"
    change_parts(path, ("xl/vbaProject.bin", lambda _: project))
    found = buttons(path)
    assert found is not None
    return found.xlwings


def test_a_copy_in_packed_source_is_read_by_the_bits_that_its_place_gives_it(tmp_path: Path) -> None:
    """Behind 32 letters five bits tell how far back it lies: the last three are met again; it ends with its chunk."""
    path = make_book(tmp_path / "book.xlsx")
    packed = b"\0ings\"\r\n'" + b"\x01" + (2 << 11).to_bytes(2, "little") + b"Version\0: 0.37.8\x001"
    assert xlwings_version(path, packed) == "0.37.81"


def test_nothing_is_read_behind_a_copy_that_begins_before_the_source(tmp_path: Path) -> None:
    """It is damaged, and what follows is not what was packed."""
    path = make_book(tmp_path / "book.xlsx")
    assert xlwings_version(path, b"\x20ings\"\xff\xff'V\0ersion: \08.8\r\n") == ""
