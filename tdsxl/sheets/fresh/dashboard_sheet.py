"""The sheet Dashboard, fresh in openpyxl: charts at the left, the figures they point at beside them.

Every figure keeps its cell for ever, since a chart does not follow a series that grows while the book is closed.
"""

from collections.abc import Iterator
from itertools import product

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.figures import (
    ALL_GROUPS,
    CERTIFICATES,
    CHECKED,
    CHOICE,
    FIRMS_LARGEST,
    GROUPS_LARGEST,
    NOTICES,
    PAGE,
    PROVEN,
    RETURNS,
    TITLE,
    UNCHECKED,
)
from tdsxl.sheets.fresh.dashboard_block import add_block, spots
from tdsxl.sheets.fresh.dashboard_charts import Bars, Chart, Frame, add_chart
from tdsxl.sheets.fresh.paper import add_paper, put, set_up_print
from tdsxl.sheets.layout import AS_ON_ROW, NOT_SYNCED
from tdsxl.sheets.palette import Colour
from tdsxl.titles import CLIENTS

_CHOICE = "$C$3"
_WIDTHS = {
    **dict.fromkeys("AFKOS", 1.5),
    "B": 24,
    "C": 16,
    **dict.fromkeys("DE", 13),
    **dict.fromkeys("GHIJ", 16.5),
    **dict.fromkeys("LP", 24),
    **dict.fromkeys("MQ", 13),
    **dict.fromkeys("NR", 16),
    "T": 28,
    **dict.fromkeys("UV", 16),
}
"""Characters: charts at B to E and G to J, figures at L to N and P to R, beyond the printed page what serves them."""
_BANDS = ((5, 20), (22, 34), (36, 46), (48, 58))
"""First and last row of each pair of charts."""
_SIDES = ((2, 5), (7, 10))
"""First and last column of the left and of the right ones."""
_HEIGHT = 15
"""Points of a row."""


def add_dashboard(book: Workbook) -> None:
    """The second sheet; the sheets that it counts must come into the book, too."""
    paper = add_paper(book, TITLE, title=PAGE.heading, line=NOT_SYNCED, tab=Colour.NAVY)
    paper.cell(AS_ON_ROW, 1).value = f"={CLIENTS.title}!$A${AS_ON_ROW}"
    paper.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        paper.column_dimensions[letter].width = width
    for row in range(_BANDS[0][0], _BANDS[-1][-1] + 1):
        paper.row_dimensions[row].height = _HEIGHT
    _add_choice(paper)
    add_block(paper, _CHOICE)
    for chart, ((top, bottom), (left, right)) in zip(_charts(), product(_BANDS, _SIDES), strict=True):
        add_chart(paper, Frame(top=top, left=left, bottom=bottom, right=right), chart)
    paper.freeze_panes = "A4"
    set_up_print(paper, repeated="1:2")
    paper.page_setup.fitToHeight = 1
    paper.print_area = f"A1:R{_BANDS[-1][-1] + 1}"


def _add_choice(paper: Worksheet) -> None:
    """The cell in which the firm chooses a group."""
    put(paper, (3, 2), CHOICE, "tdsxl label")
    for column in (3, 4):
        put(paper, (3, column), None, "tdsxl choice")
    paper.merge_cells("C3:D3")
    paper.row_dimensions[3].height = 20
    groups = spots()[ALL_GROUPS]
    first, last = groups.cell(1, 0), groups.cell(groups.rows, 0)
    listed = f'{first}:INDEX({first}:{last},MAX(1,COUNTIF({first}:{last},"?*")))'
    rule = DataValidation("list", listed, allow_blank=True, showErrorMessage=False, showInputMessage=True)
    rule.promptTitle, rule.prompt = "Group", "Choose one of your groups. Blank: the first of them."
    rule.add("C3")
    paper.add_data_validation(rule)


def _charts() -> Iterator[Chart]:
    """Two in each row."""
    of = spots()
    firm = Bars(right=1, name=of[CHECKED].cell(0, 1), colour=Colour.NAVY)
    group = Bars(right=2, name=of[CHECKED].cell(0, 2), colour=Colour.TEAL)
    groups_own = Bars(right=1, name=group.name, colour=Colour.TEAL)
    both = (firm, group)
    yield Chart(title="Clients", spot=of[CHECKED], bars=both)
    yield Chart(title="Why not checked: clients", spot=of[UNCHECKED], bars=both, is_lying=True)
    yield Chart(title="Largest demands, rupees", spot=of[FIRMS_LARGEST], bars=(firm,), is_rupees=True, is_lying=True)
    yield Chart(
        title="Largest demands of the group, rupees",
        spot=of[GROUPS_LARGEST],
        bars=(groups_own,),
        is_rupees=True,
        is_lying=True,
    )
    yield Chart(title="Unconsumed by age, rupees that are proven", spot=of[PROVEN], bars=both, is_rupees=True)
    yield Chart(title="Valid certificates by days left", spot=of[CERTIFICATES], bars=both)
    yield Chart(title="Notices by due week", spot=of[NOTICES], bars=both)
    yield Chart(title="Returns by status", spot=of[RETURNS], bars=both)
