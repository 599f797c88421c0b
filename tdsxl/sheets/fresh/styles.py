"""The looks of layout.py and colours.py in openpyxl's terms."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tdsxl.sheets.fresh.colours import Tint
from tdsxl.sheets.layout import FONT, STYLES, Style
from tdsxl.sheets.palette import Colour

_OWN_FORMAT = 200
"""First number-format id for conditional formats; ids of the book's cell formats begin at 164."""


def add_styles(book: Workbook) -> None:
    """Make the named styles known to a book."""
    for style in STYLES:
        book.add_named_style(_named(style))


def _named(style: Style) -> NamedStyle:
    named = NamedStyle(name=style.name, number_format=style.number_format)
    named.font = Font(name=FONT, size=style.size, bold=style.bold, strike=style.struck, color=style.colour)
    named.alignment = Alignment(
        horizontal=style.across,
        vertical="center",
        indent=style.indent,
        wrap_text=style.wrap,
        shrink_to_fit=style.shrink,
    )
    if style.fill:
        named.fill = PatternFill("solid", fgColor=style.fill)
    if style.lines:
        hair = Side(style="thin", color=Colour.LINE)
        beside = hair if style.lines == "around" else None
        named.border = Border(left=beside, right=beside, top=beside, bottom=hair)
    return named


def tinted(tint: Tint) -> DifferentialStyle:
    """A tint as a conditional format."""
    fill = PatternFill(bgColor=tint.fill) if tint.fill else None
    return DifferentialStyle(font=Font(color=tint.ink, strike=tint.struck or None), fill=fill)


def numbered(index: int, number_format: str) -> DifferentialStyle:
    """A number format as a conditional format; `index` tells those of one book apart."""
    return DifferentialStyle(numFmt=NumberFormat(numFmtId=_OWN_FORMAT + index, formatCode=number_format))
