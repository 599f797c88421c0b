"""The sheet Home, fresh in openpyxl: figures, how to start, links to every sheet."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.fresh.paper import add_paper, put, put_link, set_up_print
from tdsxl.sheets.fresh.sheet_words import ABOUT
from tdsxl.sheets.layout import NOT_KNOWN, NOT_SYNCED, STYLE
from tdsxl.sheets.palette import Colour
from tdsxl.tables import Kind
from tdsxl.titles import HOME_FIGURES

_LABEL, _VALUE, _LINK = 2, 3, 4
"""Columns."""
_WIDTHS = {"A": 2, "B": 32, "C": 58, "D": 42}
"""Characters."""
_HEIGHT = 21
"""Points of a row."""

_KINDS = {
    "Clients": Kind.COUNT,
    "Complete": Kind.COUNT,
    "Not complete": Kind.COUNT,
    "Total demand": Kind.RUPEES,
    "New notices": Kind.COUNT,
    "Returns with defaults": Kind.COUNT,
    "Certificates under 30 days": Kind.COUNT,
    "Last sync": Kind.INSTANT,
}
"""Figures that are no text."""
_SHEETS = {
    "Clients": "Clients",
    "Complete": "Clients",
    "Not complete": "Clients",
    "Why not": "Exceptions",
    "Total demand": "Outstanding Demand",
    "New notices": "Notices & Orders",
    "Returns with defaults": "Return Summary",
    "Certificates under 30 days": "LDC",
    "Years covered": "Settings",
    "Last sync": "Runs",
    "Night run": "Clients",
}
"""Figure → the sheet behind it."""

_START = (
    ("1  List your clients", "On Clients: one row per TAN. Tick the client under Sync, and what to read of it."),
    ("2  Store passwords", "On the ribbon, or: tdsxl passwords import LIST. They stay in the vault of this PC."),
    ("3  Start Sync", "On the ribbon, or with this book closed: tdsxl sync BOOK. Stop at any time and go on later."),
)


def add_home(book: Workbook, sheets: Sequence[str]) -> None:
    """The first sheet; `sheets` are the titles of all others, in order."""
    paper = add_paper(book, "Home", title="TDS of all clients", line=NOT_SYNCED, tab=Colour.NAVY)
    paper.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        paper.column_dimensions[letter].width = width
    _add_figures(paper, sheets)
    _add_start(paper)
    _add_links(paper, sheets)
    set_up_print(paper, repeated="1:2")
    paper.page_setup.fitToHeight = 1


def _add_figures(paper: Worksheet, sheets: Sequence[str]) -> None:
    for row, name in enumerate(HOME_FIGURES, _add_band(paper, "At a glance")):
        paper.row_dimensions[row].height = _HEIGHT * 2 if name == "Why not" else _HEIGHT
        put(paper, (row, _LABEL), name, "tdsxl label")
        # Blank but for the morning after a night run.
        figure = put(paper, (row, _VALUE), None if name == "Night run" else NOT_KNOWN, "tdsxl figure")
        figure.number_format = STYLE[f"tdsxl {_KINDS.get(name, Kind.TEXT).value}"].number_format
        if _SHEETS[name] in sheets:
            put_link(paper, (row, _LINK), f"→ {_SHEETS[name]}", _SHEETS[name])


def _add_start(paper: Worksheet) -> None:
    for row, (what, how) in enumerate(_START, _add_band(paper, "How to start")):
        put(paper, (row, _LABEL), what, "tdsxl label")
        _put_words(paper, row, how)


def _add_links(paper: Worksheet, sheets: Sequence[str]) -> None:
    for row, title in enumerate(sheets, _add_band(paper, "Sheets")):
        put_link(paper, (row, _LABEL), title, title)
        _put_words(paper, row, ABOUT.get(title, ""))


def _put_words(paper: Worksheet, row: int, words: str) -> None:
    put(paper, (row, _VALUE), words, "tdsxl words")
    put(paper, (row, _LINK), None, "tdsxl words")
    paper.merge_cells(start_row=row, end_row=row, start_column=_VALUE, end_column=_LINK)
    paper.row_dimensions[row].height = _HEIGHT


def _add_band(paper: Worksheet, text: str) -> int:
    """A coloured line with a heading, below all that is there; gives the row after it."""
    row = paper.max_row + 2
    for column in (_LABEL, _VALUE, _LINK):
        put(paper, (row, column), text if column == _LABEL else None, "tdsxl band")
    paper.row_dimensions[row].height = _HEIGHT
    return row + 1
