"""Which cells of a list are shown as percents: what reads `5%` there is stored as 0.05, and calamine does not tell."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from tdsxl.sheets.parts import damaged

_BUILT_IN = ("9", "10")
"""Excel's own formats `0%` and `0.00%`."""
_NO_SIGN = re.compile(r'"[^"]*"|\\.')
"""Parts of a number format that are shown as they stand."""
_CHUNK = 1 << 16


def percents(path: Path) -> dict[str, frozenset[str]]:
    """Title of a sheet → references of its cells that bear a percent format; `check_file` comes before.

    A cell that states no place is left out, and so is a workbook that does not say where its sheets are.

    Raises:
        InputError: A part of it is damaged: nobody could say what its numbers mean.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return dict(_sheets(book))
    except KeyError:
        return {}
    except expat.ExpatError as error:
        raise damaged(path.name) from error


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, frozenset[str]]]:
    for workbook, _ in _related(book, "", "officeDocument"):
        styles = (_percent_styles(book, part) for part, _ in _related(book, workbook, "styles"))
        marked = frozenset[str]().union(*styles)
        parts = {id_: part for part, id_ in _related(book, workbook, "worksheet")} if marked else {}
        for _, sheet in _elements(book, workbook, "sheet") if parts else ():
            id_ = next((value for name, value in sheet.items() if name.endswith(":id")), "")
            if id_ in parts:
                cells = (cell for _, cell in _elements(book, parts[id_], "c", styles=marked))
                yield sheet["name"], frozenset(cell["r"] for cell in cells if "r" in cell)


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


def _elements(
    book: zipfile.ZipFile, part: str, *names: str, styles: frozenset[str] | None = None
) -> list[tuple[str, Mapping[str, str]]]:
    """Elements of some names, whatever their prefix; perhaps only those that bear one of some cell formats."""
    found: list[tuple[str, Mapping[str, str]]] = []

    def begin(name: str, given: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names and (styles is None or given.get("s", "0") in styles):
            found.append((local, given))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
    return found
