"""The sheets Clients, LDC Register and Due Dates, fresh in openpyxl."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from tdsxl.names import MODULE_TITLES
from tdsxl.sheets.fresh.paper import put
from tdsxl.sheets.fresh.table_sheet import Line, add_table_sheet
from tdsxl.sheets.layout import AS_ON_ROW, PRINTED, points_of
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import DueDate
from tdsxl.titles import CLIENTS, REGISTER
from tdsxl.values import Form
from tdsxl.worklists import DUE_DATES, NOT_DUE

_LAST_OF_PAGE = ("Message", f"{list(MODULE_TITLES.values())[-1]} status", "IT portal login")
"""Columns of Clients after which a new set of printed pages begins."""
_REPEATED = ("Sync", "TAN", "Client name")
"""Columns of Clients that stand on every page; the first ones, for titles begin in column A."""


_EXTENDED = "Yours to mend when a day is extended · a quarter that is not listed has the day of the rules"
_NIL = "Yours to fill · statements that a client need not file; they leave Returns Due and Open Items"
_YOURS = "Yours to fill · what TRACES says of each certificate stands on the sheet LDC"


def add_clients(book: Workbook, clients: Iterable[ClientLine]) -> None:
    """The sheet Clients; every tick is on, and a client is active, unless its line says no."""
    paper = add_table_sheet(book, CLIENTS, map(_client, clients))
    titles = [column.title for column in CLIENTS.columns]
    paper.print_title_cols = f"A:{get_column_letter(len(_REPEATED))}"
    cuts = [titles.index(title) + 1 for title in _LAST_OF_PAGE]
    for cut in cuts:
        paper.col_breaks.append(Break(id=cut))
    # Excel ignores breaks while it fits pages, and all columns on one page could not be read.
    paper.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    paper.page_setup.fitToWidth = paper.page_setup.fitToHeight = None
    paper.page_setup.scale = _scale(cuts)


def _client(client: ClientLine) -> Line:
    return {"Sync": 1, **dict.fromkeys(MODULE_TITLES.values(), 1), "Active": 1, **client.cells, "TAN": client.tan}


def _scale(cuts: Sequence[int]) -> int:
    """Percent at which the widest set of pages of Clients fits."""
    sets = [CLIENTS.columns[start:end] for start, end in pairwise((0, *cuts, len(CLIENTS.columns)))]
    repeated = CLIENTS.columns[: len(_REPEATED)]
    widest = max(points_of((*(repeated if at else ()), *columns)) for at, columns in enumerate(sets))
    return int(97 * PRINTED / widest)  # 3 % for programs that draw columns a little wider than Excel


def add_register(book: Workbook, lines: Iterable[RegisterLine]) -> None:
    """The sheet LDC Register."""
    paper = add_table_sheet(book, REGISTER, map(_certificate, lines))
    put(paper, (AS_ON_ROW, 1), _YOURS, "tdsxl as on")


def add_not_due(book: Workbook) -> None:
    """The sheet Not Due, blank."""
    paper = add_table_sheet(book, NOT_DUE)
    put(paper, (AS_ON_ROW, 1), _NIL, "tdsxl as on")


def add_due_dates(book: Workbook, due_dates: Iterable[DueDate]) -> None:
    """The sheet Due Dates, with the days of the rules."""
    paper = add_table_sheet(book, DUE_DATES, map(_due_date, due_dates))
    put(paper, (AS_ON_ROW, 1), _EXTENDED, "tdsxl as on")


def _due_date(due: DueDate) -> Line:
    return {
        "FY / Tax year": str(due.year),
        "Quarter": due.quarter.value,
        "Forms": ", ".join(form.value for form in Form if form in due.forms),
        "Due on": due.on,
        "Remarks": due.remark or None,
    }


def _certificate(line: RegisterLine) -> Line:
    return {
        "TAN": line.tan,
        "Certificate no.": line.register.certificate_no,
        "Deductee PAN": line.register.deductee_pan,
        "FY / Tax year": str(line.register.year),
        "Section": line.register.section,
        "Rate %": line.register.rate,
        "Limit": line.register.limit,
        "Remarks": line.remarks,
    }
