"""The figures of the sheet Dashboard, fresh in openpyxl: every one a formula over our tables, in its cell for ever."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

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
    RANKING,
    RETURNS,
    UNCHECKED,
    UNPROVEN,
    Section,
)
from tdsxl.sheets.fresh.dashboard_formulas import Counted, Scope, client, demand, name, next_group
from tdsxl.sheets.fresh.paper import put

FIRM = "Whole firm"
_TOP = 5
"""Row of the first headings."""
_PANELS = (
    ("L", (COUNTED, CHECKED, UNCHECKED, PROVEN, UNPROVEN, CERTIFICATES)),
    ("P", (FIRMS_LARGEST, GROUPS_LARGEST, NOTICES, RETURNS)),
    ("T", (RANKING, ALL_GROUPS)),
)
"""First column of each panel, and its sections from the top."""
_FIRMS, _GROUPS = "tdsxl header", "tdsxl yours"
"""Styles of headings, in the colours of the bars."""
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

    def at(self, down: int, right: int) -> tuple[int, int]:
        """Row and column of a cell so far from the heading."""
        return self.row + down, self.column + right

    def cell(self, down: int, right: int) -> str:
        """The same as `$M$6`."""
        row, column = self.at(down, right)
        return f"${get_column_letter(column)}${row}"


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
    firm, ours = Scope(at, is_group=False), Scope(at, is_group=True)
    groups = dict(ours.sections())
    for section, firms in firm.sections():
        block.add_pairs(section, of[section], [*zip(firms, groups[section], strict=True)])
    largest = of[FIRMS_LARGEST], of[GROUPS_LARGEST]
    above = [[f"{spot.cell(0, 2)}:{spot.cell(down, 2)}" for down in range(LARGEST)] for spot in largest]
    ranks = [*zip(map(firm.rank, above[0]), map(ours.rank, above[1]), strict=True)]
    block.add_pairs(RANKING, of[RANKING], ranks)
    for right, section in enumerate((FIRMS_LARGEST, GROUPS_LARGEST), 1):
        block.add_largest(section, of[section], [of[RANKING].cell(down, right) for down in range(1, LARGEST + 1)])
    block.add_groups(of[ALL_GROUPS])


@dataclass(frozen=True, slots=True)
class _Block:
    paper: Worksheet
    at: Counted

    def add_counted(self, spot: Spot) -> None:
        """What all other figures depend on."""
        self._put_headings(spot, (COUNTED.heading, "", ""), _FIRMS)
        styles = ("tdsxl date", "tdsxl date", "tdsxl text")
        for down, (label, formula, style) in enumerate(zip(COUNTED.labels, self.at.formulas(), styles, strict=True), 1):
            row, column = spot.at(down, 1)
            put(self.paper, spot.at(down, 0), label, "tdsxl text")
            put(self.paper, (row, column + 1), None, style)
            self._put_formula((row, column), formula, style)
            self.paper.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)

    def add_pairs(self, section: Section, spot: Spot, formulas: Sequence[tuple[str, str]]) -> None:
        """Rows with a figure of the firm and one of the group."""
        self._put_headings(spot, (section.heading, FIRM, f"={self.at.heading}"), _FIRMS, _FIRMS, _GROUPS)
        style = "tdsxl whole rupees" if section is PROVEN else "tdsxl count"
        for down, (label, pair) in enumerate(zip(section.labels, formulas, strict=True), 1):
            put(self.paper, spot.at(down, 0), label, "tdsxl text")
            for right, formula in enumerate(pair, 1):
                self._put_formula(spot.at(down, right), formula, style)

    def add_largest(self, section: Section, spot: Spot, ranks: Sequence[str]) -> None:
        """Rows with a client's name, demand and TAN."""
        style = _FIRMS if section is FIRMS_LARGEST else _GROUPS
        self._put_headings(spot, (section.heading, "Demand", "TAN"), style)
        for down, rank in enumerate(ranks, 1):
            tan = spot.cell(down, 2)
            self._put_formula(spot.at(down, 0), name(tan), "tdsxl text")
            self._put_formula(spot.at(down, 1), demand(tan), "tdsxl whole rupees")
            self._put_formula(spot.at(down, 2), client(rank), "tdsxl code")

    def add_groups(self, spot: Spot) -> None:
        """What the drop-down offers."""
        self._put_headings(spot, (ALL_GROUPS.heading,), _GROUPS)
        for down in range(1, spot.rows + 1):
            above = f"{spot.cell(0, 0)}:{spot.cell(down - 1, 0)}"
            self._put_formula(spot.at(down, 0), next_group(above), "tdsxl text")

    def _put_headings(self, spot: Spot, titles: Sequence[str], *styles: str) -> None:
        """The heading and the titles over the figures; the last style holds for all that follow."""
        for right, (title, style) in enumerate(zip_longest(titles, styles, fillvalue=styles[-1])):
            place = self.paper.cell(*spot.at(0, right), title or None)
            place.style = style
            across = "right" if right and title != "TAN" else "left"
            place.alignment = Alignment(horizontal=across, vertical="center", indent=1, shrink_to_fit=True)

    def _put_formula(self, at: tuple[int, int], formula: str, style: str) -> None:
        put(self.paper, at, None, style)
        self.paper.cell(*at).value = f"={formula}"
