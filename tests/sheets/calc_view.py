"""What LibreOffice Calc sees in a book after working it out anew: values, formulas, links."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

_TABLE, _TEXT, _OFFICE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "text", "office")
)
_MANY = 1_000
"""Repeated blank cells and rows up to the edge of a sheet are left out."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One cell."""

    value: str | float | datetime | None
    is_formula: bool = False
    has_link: bool = False


Grid = list[list[Seen]]


def calc_view(path: Path) -> dict[str, Grid]:
    """Sheets of a book by title, as Calc has them after opening it."""
    folder = path.parent / "seen"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    options = ["--headless", "--norestore", profile, "--convert-to", "fods", "--outdir", str(folder), str(path)]
    subprocess.run(["soffice", *options], check=True, capture_output=True, timeout=900)
    tree = ElementTree.parse(folder / f"{path.stem}.fods")  # noqa: S314  of our own Calc
    return {table.get(f"{_TABLE}name", ""): [*_rows(table)] for table in tree.iter(f"{_TABLE}table")}


def _rows(table: ElementTree.Element) -> Iterator[list[Seen]]:
    for row in table.iter(f"{_TABLE}table-row"):
        times = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        for _ in range(times if times < _MANY else 0):
            yield [*_cells(row)]


def _cells(row: ElementTree.Element) -> Iterator[Seen]:
    for cell in row:
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        for _ in range(times if times < _MANY else 0):
            yield _seen(cell)


def _seen(cell: ElementTree.Element) -> Seen:
    kind = cell.get(f"{_OFFICE}value-type")
    value: str | float | datetime | None = None
    if kind in ("float", "currency", "percentage"):
        value = float(cell.get(f"{_OFFICE}value", "nan"))
    elif kind == "date":
        value = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
    elif kind == "string":
        value = "\n".join("".join(_words(line)) for line in cell.findall(f"{_TEXT}p"))
    has_link = cell.find(f".//{_TEXT}a") is not None
    return Seen(value, is_formula=f"{_TABLE}formula" in cell.attrib, has_link=has_link)


def _words(line: ElementTree.Element) -> Iterator[str]:
    """The text of a paragraph; blanks and tabs in a row are elements of their own."""
    # Blanks beside line ends of the file belong to its layout, not to the text.
    yield re.sub("[\n\t ]+", " ", line.text or "")
    for part in line:
        name = part.tag.removeprefix(_TEXT)
        if name == "s":
            yield " " * int(part.get(f"{_TEXT}c", 1))
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        else:
            yield from _words(part)
        yield re.sub("[\n\t ]+", " ", part.tail or "")
