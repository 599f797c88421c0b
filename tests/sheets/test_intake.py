"""What a file is told from its bytes; wrong kinds and hostile workbooks are refused in one line, early and cheaply."""

import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Literal

import openpyxl
import pytest

from tdsxl.errors import InputError
from tdsxl.sheets.intake import check_file, misnomer
from tdsxl.sheets.lists.reach import check_cells

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small honest workbook."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in range(200):
        sheet.append([f"ABCD{row:05d}E", f"Client {row}", row])
    path = tmp_path / "honest.xlsx"
    workbook.save(path)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def rebuilt(path: Path, changes: Mapping[str, bytes]) -> Path:
    """The same workbook with some parts added or replaced."""
    parts = parts_of(path) | dict(changes)
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return changed


def sheet(*rows: str) -> bytes:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()


def archive(*names: str, types: str = "") -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        for name in names:
            book.writestr(name, types)
    return content.getvalue()


def test_workbooks_and_lists_are_told_apart(book: Path, tmp_path: Path) -> None:
    """A workbook is a workbook whatever its name, and text is a list."""
    renamed = tmp_path / "list.csv"
    renamed.write_bytes(book.read_bytes())
    text = tmp_path / "list.txt"
    text.write_text("TAN;Name\nABCD12345E;Asha Traders\n")
    assert [check_file(book), check_file(renamed), check_file(text)] == ["xlsx", "xlsx", "csv"]


@pytest.mark.parametrize(
    ("kind", "honest", "false"),
    [
        ("xlsx", "list.xlsx LIST.XLSM list list.dat", "list.csv list.TXT list.tsv list.xls list.xlsb list.ods"),
        ("csv", "list.csv LIST.TXT list.tsv list list.dat", "list.xlsx list.XLSM list.xls list.xlsb list.ods"),
    ],
)
def test_a_name_that_promises_another_kind_is_told(kind: Literal["xlsx", "csv"], honest: str, false: str) -> None:
    """In any case of letters; a name without a known suffix promises nothing."""
    read_as = {"xlsx": "an .xlsx workbook", "csv": "a csv file"}[kind]
    assert {misnomer(Path(name), kind) for name in honest.split()} == {""}
    said = {misnomer(Path(name), kind) for name in false.split()}
    assert said == {f"This is {read_as}, whatever its name says; it was read as one."}


def test_a_macro_workbook_is_a_workbook(book: Path) -> None:
    """Macros make no difference to what can be read."""
    types = parts_of(book)["[Content_Types].xml"]
    macro = types.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    assert macro != types
    assert check_file(rebuilt(book, {"[Content_Types].xml": macro})) == "xlsx"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.row("E12")
@pytest.mark.fault
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (OLE + "Workbook".encode("utf-16-le"), "old .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"<html><body><table><tr><td>TAN</td></tr></table></body></html>", "web page"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html><html></html>", "web page"),
        (b"<table border=1><tr><td>TAN</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "XML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"{\\rtf1\\ansi TAN}", "Word"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"Rar!\x1a\x07\x01\x00", "archive"),
        (b"TAN,Name\n\x00\x01\x02", "no text"),
        (archive("a.txt"), "archive"),
        (archive("[Content_Types].xml", types="application/vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb"),
        (archive("mimetype", types="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (archive("[Content_Types].xml", types="application/…wordprocessingml.document.main+xml"), "Word"),
    ],
)
def test_a_wrong_kind_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    """E12: whatever its name says, the file is called what it is."""
    path = tmp_path / "clients.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        check_file(path)
    assert "clients.xlsx" in str(caught.value)
    assert kind in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """What cannot be opened is said with its path."""
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(InputError, match=path.name):
            check_file(path)


@pytest.mark.row("E12")
@pytest.mark.fault
def test_a_cut_workbook_is_never_accepted(book: Path, tmp_path: Path) -> None:
    """E12: cut at any place it is damaged, and nothing but our own error leaves."""
    whole = book.read_bytes()
    cut = tmp_path / "cut.xlsx"
    for length in range(1, len(whole), 97):
        cut.write_bytes(whole[:length])
        if whole[:length].startswith(b"PK\x03\x04"):
            with pytest.raises(InputError):
                check_file(cut)


@pytest.mark.row("E12")
@pytest.mark.fault
def test_a_flipped_bit_ends_as_our_own_error_or_not_at_all(book: Path, tmp_path: Path) -> None:
    """E12: damage anywhere never shows itself as another exception."""
    chance, whole, damaged = random.Random(7), book.read_bytes(), tmp_path / "damaged.xlsx"
    refused = 0
    for _ in range(300):
        content = bytearray(whole)
        content[chance.randrange(4, len(content))] ^= 1 << chance.randrange(8)
        damaged.write_bytes(content)
        try:
            check_file(damaged)
        except InputError:
            refused += 1
    assert refused > 200


def doctype_plain(path: Path) -> Path:
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    return rebuilt(path, {SHEET: b'<?xml version="1.0"?>' + laughs})


def doctype_hidden(path: Path) -> Path:
    """Behind a comment longer than any first look."""
    filler = random.Random(1).randbytes(100_000).hex().encode()
    return rebuilt(path, {"xl/strange.bin": b"<!--" + filler + b"<a/>--><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"})


def doctype_wide(path: Path) -> Path:
    """In an encoding in which its bytes do not look like one."""
    return rebuilt(path, {"xl/styles.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")})


def bomb(path: Path) -> Path:
    return rebuilt(path, {"xl/media/image1.png": bytes(20_000_000)})


def many_parts(path: Path) -> Path:
    return rebuilt(path, {f"xl/{number}.xml": b"<a/>" for number in range(2_100)})


def part_twice(path: Path) -> Path:
    changed = rebuilt(path, {})
    with zipfile.ZipFile(changed, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr(SHEET, sheet())
    return changed


def forged_size(path: Path) -> Path:
    """The directory says one byte where far more come out."""
    changed = rebuilt(path, {SHEET: bytes(30_000_000)})
    content = changed.read_bytes()
    changed.write_bytes(content.replace((30_000_000).to_bytes(4, "little"), (1).to_bytes(4, "little")))
    return changed


def odd_compression(path: Path) -> Path:
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_LZMA) as book:
        for name, content in parts_of(path).items():
            book.writestr(name, content)
    return changed


def locked_part(path: Path) -> Path:
    changed = rebuilt(path, {})
    content = bytearray(changed.read_bytes())
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    changed.write_bytes(content)
    return changed


@pytest.mark.row("E11")
@pytest.mark.fault
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (doctype_plain, "document type"),
        (doctype_hidden, "document type"),
        (doctype_wide, "document type"),
        (bomb, "unpacks"),
        (forged_size, "unpacks"),
        (many_parts, "too many parts"),
        (part_twice, "one part twice"),
        (odd_compression, "damaged"),
        (locked_part, "damaged"),
    ],
)
def test_a_hostile_workbook_is_refused_at_once(book: Path, harm: Callable[[Path], Path], words: str) -> None:
    """E11: within two seconds of the processor, in one line that names the file."""
    path = harm(book)
    started = time.process_time()
    with pytest.raises(InputError, match=words) as caught:
        check_file(path)
    assert time.process_time() - started < 2
    assert "changed.xlsx" in str(caught.value)


def test_text_larger_than_a_list_is_refused(tmp_path: Path) -> None:
    """Its bytes are not read."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"TAN,Name\n" * 99)
    with pytest.raises(InputError, match="too large for a list"):
        check_file(path, unpacked=500)


@pytest.mark.fault
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<a>" * 800_000 + b"</a>" * 800_000, "more cells"),
        (b"<!--" + random.Random(3).randbytes(400_000).hex().encode() + b"--><a/>", "longer or deeper"),
    ],
)
def test_a_part_with_too_much_of_one_thing_is_refused(book: Path, content: bytes, words: str) -> None:
    """E11: more tags than a list has, or a comment longer than anything in one."""
    filler = {"xl/media/noise.bin": random.Random(4).randbytes(200_000)}
    with pytest.raises(InputError, match=words):
        check_file(rebuilt(book, {"xl/more.xml": content, **filler}))


def test_a_book_of_ours_may_be_larger_than_a_list(book: Path) -> None:
    """The size limit is the caller's; the ratio stays."""
    with pytest.raises(InputError, match="unpacks"):
        check_file(book, unpacked=1_000)
    assert check_file(book, unpacked=10**10) == "xlsx"


FAR = {
    "the far corner": sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a cell that disowns its row": sheet('<row r="1"><c r="A1"><v>1</v></c><c r="ZZ900000"><v>1</v></c></row>'),
    "other quotes and prefix": b"<x:a xmlns:x='u'><x:sheetData><x:row r='1'><x:c r = 'zz&#57;99999'><x:v>1</x:v></x:c>"
    b"</x:row></x:sheetData></x:a>",
    "no places": sheet(*["<row/>"] * 20_000, "<row>", *["<c/>"] * 2_000, "<c><v>1</v></c></row>"),
}


@pytest.mark.row("E11")
@pytest.mark.fault
@pytest.mark.parametrize("name", FAR)
def test_cells_far_apart_are_refused_before_any_library_lays_them_out(book: Path, name: str) -> None:
    """E11: two cells in the far corners of a sheet would ask calamine for half a terabyte."""
    path = rebuilt(book, {SHEET: FAR[name]})
    assert check_file(path) == "xlsx"
    with pytest.raises(InputError, match="far from each other"):
        check_cells(path, SHEET)


@pytest.mark.row("E11")
@pytest.mark.fault
def test_a_sheet_larger_than_a_list_is_not_read_to_its_end(book: Path) -> None:
    """E11: empty cells cost time too; what stands behind the limit is never seen."""
    cells = sheet("<row>", *["<c/>"] * 1_100_000, "</row>", "<broken")
    path = rebuilt(book, {SHEET: cells, "docProps/more.bin": random.randbytes(200_000)})
    assert check_file(path) == "xlsx"
    with pytest.raises(InputError, match="more cells"):
        check_cells(path, SHEET)


@pytest.mark.parametrize("rows", ['<row r="one">', '<row><c r="1A"><v>1</v></c></row>', "<row>", "<row><c></row>"])
def test_a_broken_sheet_is_damaged(book: Path, rows: str) -> None:
    """A sheet that is no XML, or whose places are none, is named as damaged."""
    with pytest.raises(InputError, match="damaged"):
        check_cells(rebuilt(book, {SHEET: sheet(rows)}), SHEET)


def test_a_sheet_as_deep_as_none_is_refused(book: Path) -> None:
    """Readers that go down with it would run out of room."""
    for more, is_strange in ((97, False), (98, True)):
        deep = rebuilt(book, {SHEET: sheet("<row>" + "<x>" * more + "</x>" * more + "</row>")})
        with pytest.raises(InputError, match="texts longer or deeper") if is_strange else nullcontext():
            check_cells(deep, SHEET)


def test_every_part_of_an_honest_workbook_passes(book: Path) -> None:
    """Pictures and other parts that are no sheets pass as well."""
    path = rebuilt(
        book, {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(50), "xl/drawings/vml.vml": b"<xml><br></xml>"}
    )
    assert check_file(path) == "xlsx"
    for name in parts_of(path):
        check_cells(path, name)


@pytest.mark.row("E11")
@pytest.mark.fault
def test_a_bomb_costs_little_memory(book: Path) -> None:
    """E11: 190 MB of zeros are counted in pieces, never held."""
    pytest.importorskip("resource")
    path = rebuilt(book, {"xl/media/noise.bin": random.randbytes(2_000_000), "xl/media/zeros.bin": bytes(190_000_000)})
    program = (
        "import resource, sys; from pathlib import Path; from tdsxl.sheets.intake import check_file;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; check_file(Path(sys.argv[1]));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    run = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 50_000
