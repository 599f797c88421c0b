"""Every sheet of a book as a pandas DataFrame, from the journal: for notebooks, and for users of xlwings.

    from tdsxl.frames import frames
    sheets = frames("office.xlsx")
    sheets["Challans"].groupby("TAN")["Total"].sum()

Codes are text with their zeros, money is `Decimal` (or whole paise), days are dates without an hour, instants bear
their zone. Nothing is rounded, and nothing goes back: the journal is only read.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from tdsxl.cli.office import existing, file_book, home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.results import Results, module_states
from tdsxl.engine.tables import tables
from tdsxl.modules import MODULES
from tdsxl.tables import Cell, Kind, Table
from tdsxl.values import INDIA

Money = Literal["decimal", "paise"]
"""Exact either way: `Decimal` rupees, or whole paise as `Int64`, which pandas adds up faster."""


def frames(book: str | Path, *, money: Money = "decimal") -> dict[str, pd.DataFrame]:
    """Sheet title → its rows, for the clients of a book: what is to be done, the seven result sheets, the ledgers.

    Args:
        book: The workbook; read for its clients, never written.
        money: How amounts are given.

    Raises:
        InputError: It is no book of ours.
        LocalError: Another tdsxl is at work, or the journal cannot be read.
    """
    place = home()
    with open_journal(place) as journal:
        contents = file_book(existing(str(book)), place).read(to_write=False)
        results = Results(journal, contents, module_states(journal), datetime.now(UTC))
        return {table.sheet.title: frame(table, money=money) for table in tables(results, MODULES)}


def frame(table: Table, *, money: Money = "decimal") -> pd.DataFrame:
    """One table; columns bear the titles of the sheet."""
    rows = list(table.rows())
    columns = {
        column.title: _series([row[place] for row in rows], column.kind, money)
        for place, column in enumerate(table.sheet.columns)
    }
    return pd.DataFrame(columns)


# Any: each kind of column has its own type of values.
def _series(values: list[Cell], kind: Kind, money: Money) -> "pd.Series[Any]":
    """A column whose type does not depend on what happens to stand in it."""
    if kind is Kind.RUPEES and money == "paise":
        return pd.Series([_paise(value) for value in values], dtype="Int64")
    if kind in (Kind.RUPEES, Kind.PERCENT):
        return pd.Series(values, dtype="object")
    if kind in (Kind.COUNT, Kind.TICK):
        return pd.Series(values, dtype="Int64")
    if kind is Kind.DATE:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[s]")
    if kind is Kind.INSTANT:
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True).dt.tz_convert(INDIA)
    return pd.Series(values, dtype="string")


def _paise(value: Cell) -> int | None:
    """Whole paise; no portal prints less."""
    return int(value * 100) if isinstance(value, Decimal | int) else None
