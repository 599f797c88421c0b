"""The sheet Help, fresh in openpyxl: words, colours, columns, and what is outside."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.fresh.colours import AMBER, BLUE, GONE, GOOD, GREY, RED
from tdsxl.sheets.fresh.examples import EXAMPLES
from tdsxl.sheets.fresh.paper import add_paper, put, set_up_print
from tdsxl.sheets.fresh.ribbon_words import BUTTONS
from tdsxl.sheets.fresh.sheet_words import ABOUT, meaning
from tdsxl.sheets.fresh.words import FIRST_CHAPTERS, LAST_CHAPTERS, Chapter, Word
from tdsxl.sheets.layout import FONT, height_of
from tdsxl.sheets.palette import Colour
from tdsxl.tables import Column, Sheet

_WIDTHS = {"A": 38, "B": 112}
"""Characters."""
_BAND = 20
"""Points of a heading."""
_LINE = "Every word, colour and column, and what is outside"

_COLOURS = (
    (GOOD, "New data and new rows; a client of which all is checked; a valid certificate."),
    (AMBER, "Changed rows; waiting for you; partly checked; something to look at."),
    (RED, "Not checked; a refused or locked login; a certificate that cannot be used."),
    (BLUE, "Read for the first time; running."),
    (GREY, "Not supported yet; cleared."),
)
_LOOKS = (
    ("tdsxl gone", GONE.name, "Rows that are gone from the portal."),
    ("tdsxl header", "Blue title", "Written by tdsxl; what you type there is overwritten."),
    ("tdsxl yours", "Green title", "Yours to fill in; a sync never changes it."),
)
"""Style, name and meaning."""


def add_help(book: Workbook, sheets: Sequence[Sheet]) -> None:
    """The last sheet; `sheets` are all that hold tables, in order."""
    paper = add_paper(book, "Help", title="Help", line=_LINE, tab=Colour.NAVY)
    paper.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        paper.column_dimensions[letter].width = width
    shared = _shared(sheets)
    for chapter in (*FIRST_CHAPTERS, EXAMPLES, BUTTONS):
        _add_chapter(paper, chapter)
    _add_colours(paper)
    columns = Chapter("Columns of every result sheet", tuple(map(_word, shared)))
    for chapter in (*LAST_CHAPTERS, columns, *(_columns(sheet, shared) for sheet in sheets)):
        _add_chapter(paper, chapter)
    paper.freeze_panes = "A4"
    set_up_print(paper, repeated="1:2")


def _add_chapter(paper: Worksheet, chapter: Chapter) -> None:
    for row, word in enumerate(chapter.words, _add_band(paper, chapter.title)):
        put(paper, (row, 1), word.word, "tdsxl term")
        put(paper, (row, 2), word.meaning, "tdsxl words")
        paper.row_dimensions[row].height = height_of([(word.meaning, _WIDTHS["B"])])


def _add_band(paper: Worksheet, text: str) -> int:
    """A coloured line with a heading, below all that is there; gives the row after it."""
    row = paper.max_row + 2
    put(paper, (row, 1), text, "tdsxl band")
    put(paper, (row, 2), None, "tdsxl band")
    paper.row_dimensions[row].height = _BAND
    return row + 1


def _add_colours(paper: Worksheet) -> None:
    row = _add_band(paper, "Colours")
    for at, (tint, use) in enumerate(_COLOURS, row):
        cell = put(paper, (at, 1), tint.name, "tdsxl term")
        cell.fill = PatternFill("solid", fgColor=tint.fill)
        cell.font = Font(name=FONT, size=10, bold=True, color=tint.ink)
        put(paper, (at, 2), use, "tdsxl words")
    for at, (style, word, use) in enumerate(_LOOKS, row + len(_COLOURS)):
        put(paper, (at, 1), word, style)
        put(paper, (at, 2), use, "tdsxl words")


def _shared(sheets: Iterable[Sheet]) -> tuple[Column, ...]:
    """Columns that stand on every result sheet; those have a State with First seen."""
    results = [sheet.offered for sheet in sheets if any(column.title == "First seen" for column in sheet.columns)]
    return tuple(column for column in results[0] if all(column in columns for columns in results)) if results else ()


def _columns(sheet: Sheet, shared: tuple[Column, ...]) -> Chapter:
    own = tuple(_word(column) for column in sheet.offered if column not in shared)
    return Chapter(f"{sheet.title}: {ABOUT.get(sheet.title, 'its columns.')}", own)


def _word(column: Column) -> Word:
    return Word(column.title, meaning(column))
