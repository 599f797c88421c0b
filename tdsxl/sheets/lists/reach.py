"""How far the cells of a list reach, before calamine lays out every place between the first and the last of them.

Two cells in the far corners of a sheet would ask it for half a terabyte and end the process.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from xml.parsers import expat

from tdsxl.errors import InputError
from tdsxl.sheets.parts import BROKEN, LONGEST, damaged, too_many, too_much

_ELEMENTS = 700_000
"""Elements of a list's sheet: rows, cells and values; 50,000 rows of six columns have 650,000."""
_PLACES = 2_500_000
"""Places that a list's sheet may span, however few of them are filled; about 80 MB in calamine."""
_ATTRIBUTES, _DEPTH = 200, 100
"""Of one element, and of elements in each other: more make readers slow, or fill their memory."""
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


def check_cells(path: Path, part: str) -> None:
    """Refuse a list's sheet that is too large, or whose filled cells lie so far apart that calamine fills the memory.

    Any part may be given: a reader takes for a sheet what the workbook calls one. `check_file` comes before.

    Raises:
        InputError: There are too many cells, they span too much, or the sheet is damaged.
    """
    reach = _Reach()
    with zipfile.ZipFile(path) as book, book.open(part) as stream:
        try:
            reach.read(stream)
        except (expat.ExpatError, *BROKEN) as error:
            if reach.is_sheet:
                raise damaged(path.name) from error
    if reach.is_strange:
        raise too_much(path.name)
    if reach.elements > _ELEMENTS:
        raise too_many(path.name)
    if reach.rows * reach.columns > _PLACES:
        raise InputError(
            f"{path.name} has cells very far from each other, down to row {reach.rows}.",
            "Delete the stray cells below and right of the list.",
        )


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell such as `B12`, both from 1.

    Raises:
        ValueError: It is no reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError("no cell reference")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


class _Reach:
    """How far the filled cells of a sheet reach, element by element."""

    def __init__(self) -> None:
        self.elements = self.rows = self.columns = 0
        self.is_sheet = self.is_strange = False
        self._is_of_cells = False
        """A sheet, or the strings that sheets share."""
        self._row = self._column = self._depth = 0
        self._reference = ""
        """Of the last cell; empty where it bears none, or is found."""

    def read(self, stream: IO[bytes]) -> None:
        """Read a part to its end, or until it is too large."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._element, self._end
        fed = begun = 0
        while chunk := stream.read(_CHUNK):
            before, fed = self.elements, fed + len(chunk)
            parser.Parse(chunk)
            begun = fed if self.elements > before else begun
            # Other parts may hold long texts, as what Power Query keeps, but no long tag or comment.
            known = begun if self._is_of_cells else parser.CurrentByteIndex
            self.is_strange |= fed - known > LONGEST
            if self.elements > _ELEMENTS or self.is_strange:
                return

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row or cell without a place stands after the one before."""
        self.elements += 1
        self._depth += 1
        self.is_strange |= len(attributes) > _ATTRIBUTES or self._depth > _DEPTH
        local = name.rpartition(":")[2]
        if local == "sst":
            self._is_of_cells = True
        elif local == "sheetData":
            self.is_sheet = self._is_of_cells = True
        elif local == "row":
            self._row, self._column, self._reference = int(attributes.get("r", self._row + 1)), 0, ""
        elif local == "c":
            self._next_cell(attributes.get("r", ""))
        elif local in ("v", "is", "f"):
            self._find_cell()
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _next_cell(self, reference: str) -> None:
        if not reference:
            self._find_cell()
            self._column += 1
        self._reference = reference

    def _find_cell(self) -> None:
        """Only for cells that matter: nearly all of a spoilt sheet are empty."""
        if self._reference:
            self._row, self._column = place_of(self._reference)
            self._reference = ""
