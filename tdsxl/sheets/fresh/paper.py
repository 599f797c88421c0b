"""One page of a fresh book in openpyxl: title, as-on line, cells, links, print set-up."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell as Place
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.layout import AS_ON_ROW, TITLE_ROW
from tdsxl.sheets.texts import FIRST_DAY, amount_text, clean, is_exact, literal
from tdsxl.tables import Cell
from tdsxl.values import INDIA

_A4 = 9
"""Paper size, as Excel numbers them."""
_HEIGHTS = {TITLE_ROW: 30, AS_ON_ROW: 18}
"""Points."""


def add_paper(book: Workbook, name: str, *, title: str, line: str, tab: str) -> Worksheet:
    """A new last sheet with its title and the line below it; `tab` is the colour of its tab, RGB."""
    paper: Worksheet = book.create_sheet(name)
    paper.sheet_properties.tabColor = tab
    put(paper, (TITLE_ROW, 1), title, "tdsxl title")
    put(paper, (AS_ON_ROW, 1), line, "tdsxl as on")
    for row, height in _HEIGHTS.items():
        paper.row_dimensions[row].height = height
    return paper


def put(paper: Worksheet, at: tuple[int, int], value: Cell, style: str) -> Place:
    """Fill the cell at a row and column; a text stays text, whatever it begins with; instants in Indian time."""
    place = cast(Place, paper.cell(*at))
    place.style = style
    place.value = held = _held(value)
    if isinstance(held, str):
        place.data_type = "s"
    return place


def _held(value: Cell) -> str | int | Decimal | date | None:
    """A value as a file holds it; what Excel would spoil as a number or a day is text."""
    if isinstance(value, datetime):
        return value.astimezone(INDIA).replace(tzinfo=None)
    if isinstance(value, str):
        return literal(clean(value)) or None
    if isinstance(value, date):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(value, Decimal) and not is_exact(amount_text(value)):
        return amount_text(value)
    return value if not isinstance(value, int) or is_exact(str(value)) else str(value)


def put_link(paper: Worksheet, at: tuple[int, int], text: str, sheet: str) -> None:
    """Fill a cell with a link to the top of a sheet."""
    place = put(paper, at, text, "tdsxl link")
    place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{sheet}'!A1", display=text)


def set_up_print(paper: Worksheet, *, repeated: str) -> None:
    """Landscape A4, one page wide; `repeated` rows, as `1:4`, head every page; name and page below."""
    paper.page_setup.orientation = "landscape"
    paper.page_setup.paperSize = _A4
    paper.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    paper.page_setup.fitToWidth = 1
    paper.page_setup.fitToHeight = 0
    paper.print_title_rows = repeated
    margins = paper.page_margins
    margins.left = margins.right = margins.top = 0.4
    margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    if paper.oddFooter is not None:  # always there; false while it is empty
        paper.oddFooter.left.text = "&A"
        paper.oddFooter.right.text = "Page &P of &N"
