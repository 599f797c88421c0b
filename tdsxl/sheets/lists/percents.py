"""Which cells of a list are shown as percents, and whose formulas fail: what calamine does not tell.

What reads `5%` is stored as 0.05; what reads `#N/A` would be a blank cell.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from tdsxl.sheets.parts import damaged

_BUILT_IN = ("9", "10")
"""Excel's own formats `0%` and `0.00%`."""
_NO_SIGN = re.compile(r'"[^"]*"|\\.')
"""Parts of a number format that are shown as they stand."""
_FAILED = re.compile(rb"""\st\s*=\s*["']e["']""")
_CHUNK = 1 << 16
_SEAM = 16
"""Bytes before a cut, longer than what is looked for across it."""

Elements = list[tuple[str, Mapping[str, str]]]
"""Names without prefix, with their attributes."""
Wanted = Callable[[Mapping[str, str]], bool]
"""Whether an element is meant, by its attributes."""


def percents(path: Path) -> dict[str, frozenset[str]]:
    """Title of a sheet → references of its cells that bear a percent format; `check_file` comes before.

    A cell that states no place is left out, and so is a workbook that does not say where its sheets are.

    Raises:
        InputError: A part of it is damaged: nobody could say what its numbers mean.
    """
    return _found(path, _percent_cells)


def failures(path: Path) -> dict[str, frozenset[str]]:
    """The same of cells that show the error of a formula."""
    return _found(path, _failed_cells)


def _found(path: Path, cells: Callable[[zipfile.ZipFile, str, str], Elements]) -> dict[str, frozenset[str]]:
    try:
        with zipfile.ZipFile(path) as book:
            return {
                title: frozenset(cell["r"] for _, cell in cells(book, workbook, part) if "r" in cell)
                for workbook, title, part in _sheets(book)
            }
    except KeyError:
        return {}
    except expat.ExpatError as error:
        raise damaged(path.name) from error


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str, str]]:
    """The workbook's part, and title and part of each sheet."""
    for workbook, _ in _related(book, "", "officeDocument"):
        parts = {id_: part for part, id_ in _related(book, workbook, "worksheet")}
        for _, sheet in _elements(book, workbook, "sheet"):
            id_ = next((value for name, value in sheet.items() if name.endswith(":id")), "")
            if id_ in parts:
                yield workbook, sheet["name"], parts[id_]


def _percent_cells(book: zipfile.ZipFile, workbook: str, part: str) -> Elements:
    styles = (_percent_styles(book, styles) for styles, _ in _related(book, workbook, "styles"))
    marked = frozenset[str]().union(*styles)
    return _elements(book, part, "c", wanted=lambda cell: cell.get("s", "0") in marked) if marked else []


def _failed_cells(book: zipfile.ZipFile, workbook: str, part: str) -> Elements:
    """Nearly no list has any, which is told without taking it apart."""
    seam = b""
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _FAILED.search(seam + chunk):
                return _elements(book, part, "c", wanted=lambda cell: cell.get("t") == "e")
            seam = chunk[-_SEAM:]
    return []


def _percent_styles(book: zipfile.ZipFile, part: str) -> frozenset[str]:
    """Numbers of the cell formats that show a percent."""
    formats, place, found = set(_BUILT_IN), 0, set()
    is_of_cells = False
    for name, given in _elements(book, part, "numFmt", "cellXfs", "cellStyles", "xf"):
        if name == "numFmt" and "%" in _NO_SIGN.sub("", given["formatCode"]):
            formats.add(given["numFmtId"])
        elif name == "xf" and is_of_cells:
            found |= {str(place)} if given.get("numFmtId") in formats else set()
            place += 1
        elif name in ("cellXfs", "cellStyles"):
            is_of_cells = name == "cellXfs"
    return frozenset(found)


def _related(book: zipfile.ZipFile, part: str, kind: str) -> Iterator[tuple[str, str]]:
    """The parts of a kind that a part refers to, each with the id by which it does."""
    folder, name = posixpath.split(part)
    for _, given in _elements(book, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship"):
        if given["Type"].endswith(f"/{kind}"):
            yield posixpath.normpath(posixpath.join("/", folder, given["Target"])).lstrip("/"), given["Id"]


def _elements(book: zipfile.ZipFile, part: str, *names: str, wanted: Wanted = lambda _: True) -> Elements:
    """Elements of some names, whatever their prefix; perhaps only those that are wanted."""
    found: Elements = []

    def begin(name: str, given: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names and wanted(given):
            found.append((local, given))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
    return found
