"""How our sheets are laid out and what they look like, as values. No I/O here."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from tdsxl.sheets.palette import Colour
from tdsxl.tables import Column, Kind, Sheet, Stamp
from tdsxl.titles import OUR_CLIENT_TITLES

TITLE_ROW = 1
AS_ON_ROW = 2
HEADER_ROW = 4
FIRST_ROW = 5
LAST_ROW = 1_048_576
"""Excel's last row: colours and drop-downs reach it, so that rows written later are covered."""

AS_ON = "As on"
"""How the line above a table begins; found by it, since the user may have put rows in above."""
NOT_SYNCED = "As on — · not synced yet"
"""Row 2 of a fresh sheet."""
NOT_KNOWN = "—"
"""A figure of the sheet Home before the first sync; a zero would be a claim."""

STAMP_ROWS = ("Book id", "Synced by PC", "Synced by PC since")
"""Rows of the sheet Settings that tdsxl keeps, after those the firm edits."""

DATA_FOLDER = "Data folder"
"""One more, which a book may lack: where files lie while the firm names no Folder."""

SETTINGS = Sheet(
    title="Settings",
    key=lambda cell: (cell("Setting"),),
    columns=(Column(title="Setting", width=28), Column(title="Value", width=44)),
)
"""The firm's settings, then the rows of the stamp."""

VISIBLE = "Visible"
"""Column of Clients that holds `VISIBLE_FORMULA`."""
VISIBLE_FORMULA = "SUBTOTAL(103,Clients[[#This Row],[TAN]])"
"""1 while the row is neither filtered away nor hidden by hand."""

FIRM_SHEETS = ("Clients", "LDC Register", "Due Dates", "Not Due", "Settings")
"""Sheets that the firm fills; all others are written by tdsxl alone."""

_ADOPTED = "TDS"
"""Before the names of ours that a workbook, into which our sheets were put, has itself."""

FONT = "Arial"
"""On every Windows and Mac, and as wide as Liberation Sans on Linux: what is seen there is what is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A named cell style; what is not said is as in an ordinary cell."""

    name: str
    number_format: str = "General"
    size: int = 10
    """Points."""
    bold: bool = False
    struck: bool = False
    colour: str = Colour.INK
    fill: str = ""
    across: Literal["left", "center", "right"] = "left"
    indent: int = 0
    """Characters off the edge."""
    wrap: bool = False
    shrink: bool = False
    """Long text is drawn smaller instead of cut."""
    lines: Literal["", "below", "around"] = ""
    """Hairlines: table styles are not drawn everywhere."""


RUPEES = r"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00"
"""Lakhs and crores; three sections are all a format may hold, so the rest stands in `RUPEES_BEYOND`."""

WHOLE_RUPEES = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;##,##0"
"""The same without paise, where figures are to be seen at a glance."""

RUPEES_BEYOND: tuple[tuple[Literal["lessThan", "lessThanOrEqual", "greaterThanOrEqual"], int, str], ...] = (
    ("lessThanOrEqual", -1_000_000_000, r"0;-##\,##\,##\,##\,##0.00"),
    ("lessThanOrEqual", -10_000_000, r"0;-##\,##\,##\,##0.00"),
    ("lessThanOrEqual", -100_000, r"0;-##\,##\,##0.00"),
    ("lessThan", 0, r"0;-##,##0.00"),
    ("greaterThanOrEqual", 1_000_000_000, r"##\,##\,##\,##\,##0.00"),
)
"""Comparison, rupees and number format, first that fits; the minus is written out, since Calc drops it otherwise."""

STYLES = (
    Style(name="tdsxl text", lines="around", indent=1, shrink=True),
    Style(name="tdsxl long text", lines="around", indent=1, wrap=True),
    Style(name="tdsxl code", lines="around", indent=1, number_format="@"),
    Style(name="tdsxl date", lines="around", number_format="dd-mmm-yyyy", across="center"),
    Style(name="tdsxl instant", lines="around", number_format="dd-mmm-yyyy hh:mm", across="center"),
    Style(name="tdsxl rupees", lines="around", shrink=True, number_format=RUPEES, across="right"),
    Style(name="tdsxl whole rupees", lines="around", shrink=True, number_format=WHOLE_RUPEES, across="right"),
    Style(name="tdsxl percent", lines="around", number_format="0.00##", across="right"),
    Style(name="tdsxl count", lines="around", number_format="0", across="right"),
    Style(name="tdsxl tick", lines="around", number_format='"☑";"?";"☐";@', across="center", size=12),
    Style(name="tdsxl title", size=18, bold=True, colour=Colour.NAVY),
    Style(name="tdsxl as on", size=9, colour=Colour.MUTED),
    Style(name="tdsxl header", indent=1, size=9, bold=True, colour=Colour.WHITE, fill=Colour.NAVY, wrap=True),
    Style(name="tdsxl yours", indent=1, size=9, bold=True, colour=Colour.WHITE, fill=Colour.TEAL, wrap=True),
    Style(name="tdsxl figure", indent=1, size=11, bold=True, colour=Colour.NAVY, wrap=True, lines="below"),
    Style(name="tdsxl band", indent=1, bold=True, colour=Colour.WHITE, fill=Colour.NAVY),
    Style(name="tdsxl choice", indent=1, bold=True, fill=Colour.MIST, shrink=True, lines="around"),
    Style(name="tdsxl label", indent=1, bold=True, lines="below"),
    Style(name="tdsxl term", indent=1, bold=True, wrap=True, lines="below"),
    Style(name="tdsxl words", indent=1, wrap=True, lines="below"),
    Style(name="tdsxl link", indent=1, colour=Colour.LINK, lines="below"),
    Style(name="tdsxl gone", indent=1, struck=True, colour=Colour.MUTED, lines="around"),
)
"""The named cell styles of a book; adapters find the style of a new cell by these names."""

STYLE = {style.name: style for style in STYLES}
"""The same by name."""

PRINTED = 784
"""Points between the side margins of A4 landscape."""

BUTTON = 2
"""Characters that the filter's button takes of a title at the right."""

NARROW = 6
"""Characters of width up to which a title is turned upright."""

_LONG = 40
"""Characters of width from which a text column is meant for sentences, and wraps."""
_LINE = 13.5
"""Points of a line of text."""


def names_of_sheet(title: str) -> tuple[str, str]:
    """How a sheet of ours may be called; the first that is there is meant."""
    return f"{_ADOPTED} {title}", title


def names_of_table(table: str) -> tuple[str, str]:
    """The same of a table."""
    return f"{_ADOPTED}_{table}", table


def style_of(column: Column) -> str:
    """Name of the cell style of a column's cells."""
    if column.kind is Kind.TEXT and column.width >= _LONG:
        return "tdsxl long text"
    return f"tdsxl {column.kind.value}"


def wrapped_places(sheet: Sheet) -> tuple[tuple[int, int], ...]:
    """Places of the columns that hold sentences, with their widths in characters."""
    columns = enumerate(sheet.columns)
    return tuple((at, width_of(column)) for at, column in columns if STYLE[style_of(column)].wrap)


def height_of(texts: Iterable[tuple[str, int]]) -> float | None:
    """Points of a row, given its wrapped texts and their widths in characters; None where one line is enough.

    Excel finds the height itself; other programs show rows that state none as one line.
    """
    counts = (sum(ceil(_room(line) / width) or 1 for line in text.split("\n")) for text, width in texts)
    most = max(counts, default=1)
    return most * _LINE if most > 1 else None


def _room(line: str) -> float:
    """Characters of width that a text needs; widths are counted in digits, and capitals are wider than those."""
    return 0.8 * len(line) + 0.42 * sum(map(str.isupper, line))


def width_of(column: Column) -> int:
    """Characters: no word of a title is broken, and codes have room for capitals."""
    if column.width <= NARROW:
        return column.width
    room = column.width + 2 if column.kind is Kind.CODE else column.width
    beside = 1 + BUTTON if STYLE[style_of(column)].across == "right" else 1
    return max(room, *(len(word) + beside for word in column.title.split()))


def points_of(columns: Iterable[Column]) -> float:
    """Printed width: seven dots of 1/96 inch per character, five between columns."""
    return sum((width_of(column) * 7 + 5) * 0.75 for column in columns)


def header_style(sheet: Sheet, column: Column) -> str:
    """Name of the cell style of a column's title: what the firm fills in is told apart from what tdsxl writes."""
    by_firm = sheet.title in FIRM_SHEETS and column.title not in (*OUR_CLIENT_TITLES, VISIBLE)
    return "tdsxl yours" if by_firm or (column in sheet.own and not column.formula) else "tdsxl header"


def stamp_rows(stamp: Stamp) -> dict[str, str]:
    """Rows of the sheet Settings that tdsxl keeps → what stands in them."""
    return {**dict(zip(STAMP_ROWS, (stamp.book_id, stamp.pc, stamp.since), strict=True)), DATA_FOLDER: stamp.folder}
