"""Rectangles of a sheet that must stay whole: tables, pivot tables, merged cells. No I/O here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.file.tags import tags

_AREA = re.compile(r"\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of cells, by the numbers of its outer rows and columns."""

    top: int
    bottom: int
    left: int
    right: int
    name: str = ""
    """Of a table or pivot table; empty for merged cells."""
    part: str = ""
    """The part that tells of the table."""

    def shares_columns(self, other: "Area") -> bool:
        """Whether one stands, at any distance, above the other."""
        return self.left <= other.right and other.left <= self.right

    def has_columns_of(self, other: "Area") -> bool:
        """Whether all columns of the other are among its own."""
        return self.left <= other.left and other.right <= self.right


def area(reference: str, *, name: str = "", part: str = "") -> Area | None:
    """The rectangle that a reference as `A4:Z10` means; None where it is written otherwise."""
    ends = _AREA.fullmatch(reference)
    if not ends:
        return None
    left, right = column_number(ends[1]), column_number(ends[3])
    return Area(top=int(ends[2]), bottom=int(ends[4]), left=left, right=right, name=name, part=part)


def merged_cells(after: bytes) -> Iterator[Area]:
    """The merged cells of a sheet, given what stands after its rows."""
    for tag in tags(after.decode(), "mergeCell"):
        if merged := area(tag.get("ref")):
            yield merged
