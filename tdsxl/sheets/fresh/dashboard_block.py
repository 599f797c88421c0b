"""The figures of the sheet Dashboard, fresh in openpyxl: every one a formula over our tables, in its cell for ever."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.figures import (
    ALL_GROUPS,
    CERTIFICATES,
    CHECKED,
    COUNTED,
    FIRMS_LARGEST,
    GROUPS,
    GROUPS_LARGEST,
    LARGEST,
    NOTICES,
    PROVEN,
    RETURNS,
    UNCHECKED,
    UNPROVEN,
    Section,
)
from tdsxl.sheets.fresh.dashboard_formulas import Counted, Scope, name, next_group
from tdsxl.sheets.fresh.paper import put

FIRM = "Whole firm"
RUPEES = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;##,##0"
"""Whole rupees in lakhs and crores; paise stand on the sheets."""

_TOP = 5
"""Row of the first headings."""
_PANELS = (
    ("L", (COUNTED, CHECKED, UNCHECKED, PROVEN, UNPROVEN, CERTIFICATES)),
    ("P", (FIRMS_LARGEST, GROUPS_LARGEST, NOTICES, RETURNS)),
    ("T", (ALL_GROUPS,)),
)
"""First column of each panel, and its sections from the top."""
_NAMED = {FIRMS_LARGEST: LARGEST, GROUPS_LARGEST: LARGEST, ALL_GROUPS: GROUPS}
"""Sections whose rows formulas name, and how many they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a section stands."""

    row: int
    """Of its heading."""
    column: int
    """Of its heading and labels; the figures stand in the two columns after it."""
    rows: int
    """Below the heading."""

    def cell(self, down: int, right: int) -> str:
        """A cell so far from the heading, as `$M$6`."""
        return f"${get_column_letter(self.column + right)}${self.row + down}"


def spots() -> Mapping[Section, Spot]:
    """Where the sections stand in a fresh book."""
    return dict(_spots())


def _spots() -> Iterator[tuple[Section, Spot]]:
    for letters, sections in _PANELS:
        row = _TOP
        for section in sections:
            rows = len(section.labels) or _NAMED[section]
            yield section, Spot(row=row, column=column_index_from_string(letters), rows=rows)
            row += rows + 2


def add_block(paper: Worksheet, choice: str) -> None:
    """All figures; `choice` is the cell in which a group is chosen."""
    of = spots()
    day, week_end, group = (of[COUNTED].cell(down, 1) for down in (1, 2, 3))
    first = of[ALL_GROUPS].cell(1, 0)
    at = Counted(choice=choice, first_group=first, day=day, week_end=week_end, group=group)
    block = _Block(paper, at)
    block.add_counted(of[COUNTED])
    groups = dict(Scope(at, is_group=True).sections())
    for section, firms in Scope(at, is_group=False).sections():
        block.add_pairs(section, of[section], (*zip(firms, groups[section], strict=True),))
    for section, is_group in ((FIRMS_LARGEST, False), (GROUPS_LARGEST, True)):
        block.add_largest(section, of[section], Scope(at, is_group=is_group))
    block.add_groups(of[ALL_GROUPS])


@dataclass(frozen=True, slots=True)
class _Block:
    paper: Worksheet
    at: Counted

    def add_counted(self, spot: Spot) -> None:
        """What all other figures depend on."""
        self._text(spot, (0, 0), COUNTED.heading, "tdsxl header")
        self._text(spot, (0, 1), None, "tdsxl header")
        self._text(spot, (0, 2), None, "tdsxl header")
        styles = ("tdsxl date", "tdsxl date", "tdsxl text")
        for down, (label, formula, style) in enumerate(zip(COUNTED.labels, self.at.formulas(), styles, strict=True), 1):
            self._text(spot, (down, 0), label, "tdsxl text")
            self._formula(spot, (down, 1), formula, style)
            self._text(spot, (down, 2), None, style)
            row, column = spot.row + down, spot.column + 1
            self.paper.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)

    def add_pairs(self, section: Section, spot: Spot, formulas: tuple[tuple[str, str], ...]) -> None:
        """Rows with a figure of the firm and one of the group."""
        self._text(spot, (0, 0), section.heading, "tdsxl header")
        self._text(spot, (0, 1), FIRM, "tdsxl header")
        self._formula(spot, (0, 2), self.at.heading, "tdsxl yours")
        style = "tdsxl rupees" if section is PROVEN else "tdsxl count"
        for down, (label, pair) in enumerate(zip(section.labels, formulas, strict=True), 1):
            self._text(spot, (down, 0), label, "tdsxl text")
            for right, formula in enumerate(pair, 1):
                self._formula(spot, (down, right), formula, style)

    def add_largest(self, section: Section, spot: Spot, scope: Scope) -> None:
        """Rows with a client's name, demand and TAN."""
        for right, title in enumerate((section.heading, "Demand", "TAN")):
            self._text(spot, (0, right), title, "tdsxl yours" if scope.is_group else "tdsxl header")
        top = spot.cell(0, 2)
        for rank in range(1, spot.rows + 1):
            demand, tan = spot.cell(rank, 1), spot.cell(rank, 2)
            self._formula(spot, (rank, 0), name(tan), "tdsxl text")
            self._formula(spot, (rank, 1), scope.demand(rank), "tdsxl rupees")
            self._formula(spot, (rank, 2), scope.client(demand, f"{top}:{spot.cell(rank - 1, 2)}"), "tdsxl code")

    def add_groups(self, spot: Spot) -> None:
        """What the drop-down offers."""
        self._text(spot, (0, 0), ALL_GROUPS.heading, "tdsxl header")
        top = spot.cell(0, 0)
        for down in range(1, spot.rows + 1):
            self._formula(spot, (down, 0), next_group(f"{top}:{spot.cell(down - 1, 0)}"), "tdsxl text")

    def _text(self, spot: Spot, off: tuple[int, int], text: str | None, style: str) -> None:
        place = put(self.paper, (spot.row + off[0], spot.column + off[1]), text, style)
        if off[0] == 0:
            place.alignment = Alignment(horizontal="right" if off[1] else "left", indent=1, shrink_to_fit=True)

    def _formula(self, spot: Spot, off: tuple[int, int], formula: str, style: str) -> None:
        self._text(spot, off, None, style)
        place = self.paper.cell(spot.row + off[0], spot.column + off[1])
        place.value = f"={formula}"
        if style == "tdsxl rupees":
            place.number_format = RUPEES
