"""`tdsxl changes`: what is different since a day, without the network."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import cast

from tdsxl import typed
from tdsxl.cli.office import book_of, existing, home
from tdsxl.engine.history import change_lines
from tdsxl.engine.journal.journal import LOOK_S, open_journal
from tdsxl.engine.results import Results, module_states
from tdsxl.errors import InputError
from tdsxl.ledgers import CHANGES
from tdsxl.modules import MODULES
from tdsxl.review.words import words
from tdsxl.tables import Cell
from tdsxl.values import INDIA, quoted


def changes(given: argparse.Namespace) -> int:
    """One line for each difference."""
    place = home()
    with open_journal(place, patience_s=LOOK_S) as journal:
        contents = book_of(existing(given.book), place).read(to_write=False)
        results = Results(journal, contents, module_states(journal), datetime.now(UTC))
        since = _midnight(given.since) if given.since else results.since
        lines = list(_told(results, since))
    print("\n".join(lines) if lines else f"Nothing is different since {since.astimezone(INDIA):%d-%b-%Y}.")
    return 0


def _midnight(text: str) -> datetime:
    """When a day begins in India.

    Raises:
        InputError: It is not a day.
    """
    day = typed.day(text)
    if day is None:
        raise InputError(f"{quoted(text)} is not a day.", "Write it as 2026-11-16 or 16-Nov-2026.")
    return datetime.combine(day, time(), INDIA)


def _told(results: Results, since: datetime) -> Iterator[str]:
    columns = {column.title: column for column in CHANGES.columns}
    client = ""
    for line in change_lines(results, MODULES, since):
        cells = dict(zip(columns, line, strict=True))
        if client != f"{cells['Client name']} ({cells['TAN']})":
            client = f"{cells['Client name']} ({cells['TAN']})"
            yield client
        when = words(cells["When"], columns["When"])
        yield f"  {when}  {cells['Module']:<20} {cells['Kind']:<10} {_difference(cells)}"


def _difference(cells: dict[str, Cell]) -> str:
    row = f"{cells['Row']}: " if cells["Row"] else ""
    values = [cast(str, cells[title]) for title in ("Old value", "New value") if cells[title] is not None]
    return f"{row}{cells['Field']} {' → '.join(values)}".rstrip()
