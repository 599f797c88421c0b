"""Comments and drawings of a sheet: they stand in parts of their own, so cells that move leave them behind."""

import re
from collections.abc import Iterator

from tdsxl.sheets.file.areas import Area
from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.tags import tags

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_COMMENTS = ("comments", "threadedComment")
_DRAWN = re.compile(r"<((?:[\w.-]+:)?)(?:two|one)CellAnchor\b([^>]*)>(.*?)</\1(?:two|one)CellAnchor\s*>", re.DOTALL)
_NUMBER = re.compile(r"<(?:[\w.-]+:)?(col|row)>\s*([0-9]+)")
_LOOSE = re.compile(r"""\seditAs\s*=\s*["']absolute""")
"""How a drawing says that it stays where it is whatever the cells do."""


def pins(package: Package, part: str) -> Iterator[Area]:
    """The cells that bear comments, and the columns of drawings in the row where they begin."""
    for kind in _COMMENTS:
        for comments in package.related(part, kind):
            yield from _comments(package.text(comments), kind)
    for drawing in package.related(part, "drawing"):
        yield from _drawings(package.text(drawing))


def _comments(text: str, kind: str) -> Iterator[Area]:
    for tag in tags(text, kind.removesuffix("s")):
        if cell := _CELL.fullmatch(tag.get("ref")):
            row, column = int(cell[2]), column_number(cell[1])
            yield Area(top=row, bottom=row, left=column, right=column, name="comment")


def _drawings(text: str) -> Iterator[Area]:
    """Areas of one row each; numbers in the part count from 0, first those of the upper left corner."""
    for drawn in _DRAWN.finditer(text):
        numbers = _NUMBER.findall(drawn[3])
        columns = [int(number) + 1 for name, number in numbers if name == "col"]
        rows = [int(number) + 1 for name, number in numbers if name == "row"]
        if columns and rows and not _LOOSE.search(drawn[2]):
            yield Area(top=rows[0], bottom=rows[0], left=min(columns), right=max(columns), name="drawing")
