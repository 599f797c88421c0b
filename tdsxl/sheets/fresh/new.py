"""A fresh book: our sheets, empty but for the clients and certificates given."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from tdsxl import figures
from tdsxl.ledgers import LEDGERS
from tdsxl.sheets.fresh.dashboard_sheet import add_dashboard
from tdsxl.sheets.fresh.finish import finished
from tdsxl.sheets.fresh.firm_sheets import add_clients, add_due_dates, add_not_due, add_register
from tdsxl.sheets.fresh.help_sheet import add_help
from tdsxl.sheets.fresh.home_sheet import add_home
from tdsxl.sheets.fresh.macros import Macros, add_macros
from tdsxl.sheets.fresh.saving import check_new, packed, save_new
from tdsxl.sheets.fresh.settings_sheet import add_settings
from tdsxl.sheets.fresh.styles import add_styles
from tdsxl.sheets.fresh.table_sheet import add_table_sheet
from tdsxl.sheets.layout import SETTINGS
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import DueDate, Settings, Sheet, Stamp
from tdsxl.titles import CLIENTS, REGISTER
from tdsxl.worklists import FIRM_LISTS, WORKLISTS

_ORDINARY = Settings()


def new_book(
    path: Path,
    *,
    sheets: Sequence[Sheet],
    stamp: Stamp,
    clients: Sequence[ClientLine] = (),
    register: Sequence[RegisterLine] = (),
    due_dates: Sequence[DueDate] = (),
    settings: Settings = _ORDINARY,
    macros: Macros | None = None,
) -> None:
    """Write a fresh book, .xlsm where macros are given; `sheets` are the result sheets, in order.

    Raises:
        InputError: The name is not that of a new file of this kind.
        LocalError: The file cannot be written.
    """
    check_new(path, ".xlsm" if macros else ".xlsx")
    book = _book(sheets, clients, register)
    add_due_dates(book, due_dates)
    add_not_due(book)
    add_settings(book, stamp, settings)
    add_help(book, _tables(sheets))
    if macros:
        add_macros(book, macros)
    save_new(path, finished(packed(book, path), visible=bool(clients)))


def _tables(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    return (CLIENTS, REGISTER, *WORKLISTS, *sheets, *LEDGERS, *FIRM_LISTS, SETTINGS)


def _book(sheets: Sequence[Sheet], clients: Sequence[ClientLine], register: Sequence[RegisterLine]) -> Workbook:
    """All sheets but those that the firm seldom opens."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    titles = [sheet.title for sheet in _tables(sheets)]
    has_dashboard = {*titles} >= figures.SHEETS
    add_home(book, [*([figures.TITLE] if has_dashboard else []), *titles, "Help"])
    if has_dashboard:
        add_dashboard(book)
    add_clients(book, clients)
    add_register(book, register)
    for sheet in (*WORKLISTS, *sheets, *LEDGERS):
        add_table_sheet(book, sheet)
    return book
