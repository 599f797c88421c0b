"""A fresh book: our sheets, empty but for the clients and certificates given."""

import os
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from openpyxl import Workbook

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.fresh.finish import finished
from tdsxl.sheets.fresh.firm_sheets import add_clients, add_register
from tdsxl.sheets.fresh.help_sheet import add_help
from tdsxl.sheets.fresh.home_sheet import add_home
from tdsxl.sheets.fresh.settings_sheet import add_settings
from tdsxl.sheets.fresh.styles import add_styles
from tdsxl.sheets.fresh.table_sheet import add_table_sheet
from tdsxl.sheets.layout import SETTINGS
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import Settings, Sheet, Stamp
from tdsxl.titles import CLIENTS, EXCEPTIONS, REGISTER, RUNS

_ORDINARY = Settings()


def new_book(
    path: Path,
    *,
    sheets: Sequence[Sheet],
    stamp: Stamp,
    clients: Sequence[ClientLine] = (),
    register: Sequence[RegisterLine] = (),
    settings: Settings = _ORDINARY,
) -> None:
    """Write a fresh book; `sheets` are the result sheets, in order.

    Raises:
        InputError: The name is not that of a new .xlsx file.
        LocalError: The file cannot be written.
    """
    _check(path)
    saved = BytesIO()
    book = _book(sheets, clients, register)
    add_settings(book, stamp, settings)
    add_help(book, _tables(sheets))
    book.save(saved)
    _save(path, finished(saved.getvalue(), visible=bool(clients)))


def _check(path: Path) -> None:
    if path.suffix.lower() == ".xlsm":
        raise InputError(f"Macro workbooks come with the Excel add-in; use the name {path.stem}.xlsx.")
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"A workbook's name ends in .xlsx; use the name {path.stem}.xlsx.")
    if path.exists():
        raise InputError(f"{path.name} is there already.", "Take another name; nothing was overwritten.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Make it first, or take another.")


def _tables(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    return (CLIENTS, REGISTER, *sheets, EXCEPTIONS, RUNS, SETTINGS)


def _book(sheets: Sequence[Sheet], clients: Sequence[ClientLine], register: Sequence[RegisterLine]) -> Workbook:
    """All sheets but Settings and Help."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    add_home(book, [*(sheet.title for sheet in _tables(sheets)), "Help"])
    add_clients(book, clients)
    add_register(book, register)
    for sheet in (*sheets, EXCEPTIONS, RUNS):
        add_table_sheet(book, sheet)
    return book


def _save(path: Path, content: bytes) -> None:
    temp = path.with_name(f".~tdsxl-{token_hex(4)}.xlsx")
    try:
        _write(temp, content)
        temp.replace(path)
    except OSError as error:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        raise LocalError(f"{path.name} cannot be written: {error.strerror}.", "Take another folder.") from error


def _write(temp: Path, content: bytes) -> None:
    with temp.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
