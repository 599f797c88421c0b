"""The sheet Settings, fresh in openpyxl."""

from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.fresh.paper import put
from tdsxl.sheets.fresh.table_sheet import add_table_sheet
from tdsxl.sheets.layout import AS_ON_ROW, FIRST_ROW, SETTINGS, stamp_rows
from tdsxl.tables import Settings, Stamp

_LINE = "Command line over this sheet over what is ordinary. Blank: as said beside it."
_VALUE, _NOTE = 2, 4
"""Columns: the note stands beside the table, not in it."""
_NOTE_WIDTH = 80
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    name: str
    value: str | int | Decimal | None = None
    note: str
    bounds: tuple[int, int] | None = None
    """Least and most, where it is a whole number."""


def _sessions(name: str, value: int, *, at: str) -> _Setting:
    return _Setting(name=name, value=value, note=f"Clients read at the same time at {at}.", bounds=(1, 20))


def _firm(settings: Settings) -> tuple[_Setting, ...]:
    """In the order of SETTING_NAMES."""
    return (
        _Setting(name="Years", note="As 2024-25, 2025-26. Blank: the current year and the two before."),
        _sessions("Sessions IT portal", settings.sessions_itportal, at="the IT portal"),
        _sessions("Sessions TRACES", settings.sessions_traces, at="TRACES"),
        _Setting(
            name="Seconds between requests",
            value=Decimal(str(settings.gap)),
            note="Between two requests of one client. A smaller number is faster and less polite to the portals.",
        ),
        _Setting(
            name="Days a row counts as new",
            value=settings.new_days,
            note="How long First read, New and Changed are shown before a row counts as Unchanged.",
            bounds=(0, 366),
        ),
        _Setting(
            name="Days on the sheet Changes",
            value=settings.change_days,
            note="How far back Changes reaches. The journal keeps all: tdsxl changes BOOK --since DATE.",
            bounds=(1, 3660),
        ),
        _Setting(name="Folder", note="Where notices and orders are saved. Blank: the data folder of this PC."),
        _Setting(name="Proxy", note="As http://proxy.example:8080. Blank: none."),
        _Setting(name="Firm name", note="Of your office; copies to send and their mail drafts bear it. Blank: none."),
    )


_STAMP_NOTES = (
    "Which book this is; tdsxl keeps it.",
    "Only this PC syncs and writes the book. Empty it to move the book.",
    "When that PC took the book; tdsxl keeps it.",
    "Where that PC keeps notices and orders while no Folder is named; tdsxl keeps it.",
)


def add_settings(book: Workbook, stamp: Stamp, chosen: Settings) -> None:
    """The sheet Settings with its first values, and whose book it is."""
    stamps = zip(stamp_rows(stamp).items(), _STAMP_NOTES, strict=True)
    settings = (*_firm(chosen), *(_Setting(name=name, value=value, note=note) for (name, value), note in stamps))
    paper = add_table_sheet(book, SETTINGS, ({"Setting": each.name, "Value": each.value} for each in settings))
    put(paper, (AS_ON_ROW, 1), _LINE, "tdsxl as on")
    paper.column_dimensions["C"].width = 2
    paper.column_dimensions["D"].width = _NOTE_WIDTH
    for row, setting in enumerate(settings, FIRST_ROW):
        # Text, so that Excel takes no year for a month and an id keeps its zeros.
        style = "tdsxl text" if isinstance(setting.value, int | Decimal) else "tdsxl code"
        put(paper, (row, _VALUE), setting.value, style)
        put(paper, (row, _NOTE), setting.note, "tdsxl as on")
        if setting.bounds:
            _bound(paper, row, setting.bounds)


def _bound(paper: Worksheet, row: int, bounds: tuple[int, int]) -> None:
    least, most = map(str, bounds)
    rule = DataValidation("whole", least, most, operator="between", showErrorMessage=True, allow_blank=True)
    rule.error = f"A whole number from {least} to {most}."
    rule.add(paper.cell(row, _VALUE))
    paper.add_data_validation(rule)
