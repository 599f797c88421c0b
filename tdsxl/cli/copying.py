"""A copy to send, made from the journal: what `tdsxl share` and the window's Share copy have in common."""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.cli.copies import Copies, into_folder, into_zip
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.results import Results, module_states
from tdsxl.engine.worklists import returns_lines
from tdsxl.errors import InputError
from tdsxl.modules import MODULES
from tdsxl.sheets.fresh.share_copy import Shared, share_copy
from tdsxl.sheets.fresh.table_sheet import Line
from tdsxl.tables import Cell, Client, Contents, Sheet
from tdsxl.values import INDIA, Tan
from tdsxl.worklists import RETURNS_DUE

OnCopy = Callable[[Client, int, int], None]
"""Is told before each copy whose it is, how many are made and how many there will be; what it raises ends all."""


def make_copy(
    journal: Journal,
    contents: Contents,
    out: Path,
    *,
    tans: Collection[Tan] | None = None,
    group: str | None = None,
    mask: bool = False,
    own: bool = False,
) -> int:
    """Write a static copy; how many clients it holds.

    Args:
        journal: What the portals said.
        contents: The book whose clients they are.
        out: A new .xlsx file.
        tans: These clients only; None: all.
        group: The clients of this group, instead of `tans`.
        mask: Of PANs show the ends only.
        own: With what the firm wrote beside the rows.

    Raises:
        InputError: A TAN or group is not on the sheet Clients, or the name is not that of a new .xlsx file.
        LocalError: The file cannot be written, or a table has more rows than a sheet holds.
    """
    chosen = choose(contents, tans, group)
    results = _results(journal, contents, chosen)
    return _copied(results, out, title=_title(chosen, contents, is_group=group is not None), mask=mask, own=own)


def make_copy_of(
    journal: Journal, contents: Contents, client: Client, out: Path, *, mask: bool = False, own: bool = False
) -> None:
    """The same with the rows of one client alone."""
    results = _results(journal, contents, (client,))
    _copied(results, out, title=_title([client], contents, is_group=False), mask=mask, own=own)


def make_copies(
    journal: Journal,
    contents: Contents,
    chosen: Sequence[Client],
    out: Path,
    *,
    on: OnCopy,
    drafts: bool = False,
    mask: bool = False,
    own: bool = False,
) -> Copies:
    """A copy for each client of whom something was read, in a new folder, or in a new zip where `out` ends so.

    Args:
        journal: What the portals said.
        contents: The book whose clients they are.
        chosen: Some of them.
        out: Appears whole or not at all.
        on: Told how far it is.
        drafts: With each file a mail draft to its client.
        mask: Of PANs show the ends only.
        own: With what the firm wrote beside the rows.

    Raises:
        InputError: Nothing was read of any of them, something of that name is there, or there is no folder for it.
        LocalError: It cannot be written.
    """
    read = _read(journal, contents, chosen)
    if not read:
        raise InputError("Nothing was read yet of these clients.", "Sync them first.")
    places = itertools.count()

    def make(client: Client, path: Path) -> None:
        on(client, next(places), len(read))
        make_copy_of(journal, contents, client, path, mask=mask, own=own)

    into = into_zip if out.suffix.lower() == ".zip" else into_folder
    copies = into(out, read, f"{datetime.now(INDIA):%d-%b-%Y}", make, drafts=drafts, firm=contents.settings.firm)
    known = {client.tan for client in read}
    return replace(copies, unread=tuple(client for client in chosen if client.tan not in known))


def choose(contents: Contents, tans: Collection[Tan] | None, group: str | None) -> tuple[Client, ...]:
    """The clients meant, in the order of the book: those of a group, or those named, or all.

    Raises:
        InputError: A TAN or group is not on the sheet Clients.
    """
    return _chosen(contents, tans) if group is None else _of_group(contents, group)


def _results(journal: Journal, contents: Contents, chosen: tuple[Client, ...]) -> Results:
    """What the journal says of some clients alone."""
    of = {client.tan for client in chosen}
    only = None
    if len(chosen) == 1:
        # The name of its group may be that of other clients.
        only, chosen = chosen[0].tan, (replace(chosen[0], group=""),)
    states = {pair: state for pair, state in module_states(journal, tan=only).items() if pair[0] in of}
    return Results(journal, replace(contents, clients=chosen, problems=()), states, datetime.now(UTC))


def _read(journal: Journal, contents: Contents, chosen: Sequence[Client]) -> tuple[Client, ...]:
    """Those of whom there is something to tell: rows, or the proof that there are none."""
    results = _results(journal, contents, tuple(chosen))
    asked = [(client, module) for client in chosen for module in MODULES if (client.tan, module.name) in results.states]
    told = {
        client.tan
        for client, module in asked
        if results.states[client.tan, module.name].last_complete or results.rows_shown(client, module)
    }
    return tuple(client for client in chosen if client.tan in told)


def _copied(results: Results, out: Path, *, title: str, mask: bool, own: bool) -> int:
    def shared(sheet: Sheet, rows: Iterator[tuple[Cell, ...]]) -> Shared:
        return Shared(sheet, rows, results.notes(sheet) if own else {})

    listed = (shared(view.sheet, results.rows(module, view)) for module in MODULES for view in module.views)
    share_copy(
        out,
        title=title,
        as_on=_as_on(results),
        checks=tuple(_checks(results)),
        tables=(shared(RETURNS_DUE, returns_lines(results)), *listed),
        mask=mask,
    )
    return len(results.contents.clients)


def _chosen(contents: Contents, tans: Collection[Tan] | None) -> tuple[Client, ...]:
    """The clients named, in the order of the book."""
    if tans is None:
        return contents.clients
    known = {client.tan for client in contents.clients}
    for tan in tans:
        if tan not in known:
            raise InputError(f"{tan} is not on the sheet Clients.", "Add it there, or check the TAN.")
    wanted = set(tans)
    return tuple(client for client in contents.clients if client.tan in wanted)


def _of_group(contents: Contents, group: str) -> tuple[Client, ...]:
    wanted = group.strip().casefold()
    found = tuple(client for client in contents.clients if client.group.casefold() == wanted)
    if not found:
        raise InputError(f"No client of the group {group} is on the sheet Clients.", "Check its spelling.")
    return found


def _title(chosen: Sequence[Client], contents: Contents, *, is_group: bool) -> str:
    one = chosen[0].group if is_group else chosen[0].name or chosen[0].tan
    whose = one if is_group or len(chosen) == 1 else f"{len(chosen)} clients"
    firm = contents.settings.firm
    return f"TDS of {whose} · from {firm}" if firm else f"TDS of {whose}"


def _as_on(results: Results) -> str:
    """As of when, and whether everything asked was checked."""
    if not results.states:
        return "Not synced yet"
    checked = [state.last_complete for state in results.states.values() if state.outcome.is_checked]
    ticked = {
        (client.tan, module.name)
        for client in results.contents.clients
        for module in MODULES
        if module.name in client.modules
    }
    lists = len(ticked | results.states.keys())
    unchecked = lists - len(checked)
    oldest = min(filter(None, checked), default=None)
    day = f"{oldest.astimezone(INDIA):%d-%b-%Y %H:%M}" if oldest else "—"
    told = "complete" if not unchecked else f"{unchecked} of {lists} lists not complete, see Summary"
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
