"""`tdsxl share`: a copy to send, with the rows of one client, some clients or one group."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.cli.office import existing, file_book, home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.results import Results, module_states
from tdsxl.errors import InputError
from tdsxl.modules import MODULES
from tdsxl.sheets.fresh.share_copy import share_copy
from tdsxl.sheets.fresh.table_sheet import Line
from tdsxl.tables import Client, Contents
from tdsxl.titles import EXCEPTIONS, RUNS
from tdsxl.values import INDIA, Tan

_OURS = (EXCEPTIONS.title, RUNS.title)
"""Sheets about the firm's own work; they are nobody else's business."""


def share(given: argparse.Namespace) -> int:
    """A static copy, fresh from the journal."""
    place = home()
    out = Path(given.out)
    with open_journal(place) as journal:
        contents = file_book(existing(given.book), place).read(to_write=False)
        chosen = _chosen(contents, given)
        tans = {client.tan for client in chosen}
        states = {pair: state for pair, state in module_states(journal).items() if pair[0] in tans}
        shared = replace(contents, clients=chosen, problems=())
        results = Results(journal, shared, states, datetime.now(UTC))
        share_copy(
            out,
            title=_title(given, chosen),
            as_on=_as_on(results),
            checks=tuple(_checks(results)),
            tables=(table for table in results.tables(MODULES) if table.sheet.title not in _OURS),
            mask=given.mask_pan,
        )
    print(f"{out} holds {len(chosen)} client{'s' if len(chosen) != 1 else ''} of {given.book}.")
    return 0


def _chosen(contents: Contents, given: argparse.Namespace) -> tuple[Client, ...]:
    """The clients named, in the order of the book; without a name all of them.

    Raises:
        InputError: A TAN or group is not on the sheet Clients.
    """
    if given.group is not None:
        group = given.group.strip().casefold()
        found = tuple(client for client in contents.clients if client.group.casefold() == group)
        if not found:
            raise InputError(f"No client of the group {given.group} is on the sheet Clients.", "Check its spelling.")
        return found
    tans = [Tan.parse(tan) for tan in given.tan or ()]
    known = {client.tan for client in contents.clients}
    for tan in tans:
        if tan not in known:
            raise InputError(f"{tan} is not on the sheet Clients.", "Add it there, or check the TAN.")
    return tuple(client for client in contents.clients if not tans or client.tan in tans)


def _title(given: argparse.Namespace, chosen: tuple[Client, ...]) -> str:
    if given.group is not None:
        return f"TDS of {chosen[0].group}"
    return f"TDS of {chosen[0].name or chosen[0].tan}" if len(chosen) == 1 else f"TDS of {len(chosen)} clients"


def _as_on(results: Results) -> str:
    """As of when, and whether everything asked was checked."""
    complete = [state.last_complete for state in results.states.values() if state.outcome.is_checked]
    if not results.states:
        return "Not synced yet"
    unchecked = sum(not state.outcome.is_checked for state in results.states.values())
    oldest = min(filter(None, complete), default=None)
    day = f"{oldest.astimezone(INDIA):%d-%b-%Y %H:%M}" if oldest else "—"
    told = "complete" if not unchecked else f"{unchecked} of {len(results.states)} lists not complete, see Summary"
    return f"As on {day} · {told} · made {results.now.astimezone(INDIA):%d-%b-%Y %H:%M}"


def _checks(results: Results) -> Iterator[Line]:
    """Lines of the summary: every client with every module that was ever asked for."""
    for client in results.contents.clients:
        for module in MODULES:
            state = results.states.get((client.tan, module.name))
            yield {
                "TAN": client.tan,
                "Client name": client.name,
                "Module": module.title,
                "Result": state.status if state else "Never synced",
                "Rows": results.rows_shown(client, module) if state else None,
                "Years": state.years if state else None,
                "Last complete": state.last_complete if state else None,
                "Not complete because": state.reason if state else None,
            }
