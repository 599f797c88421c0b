"""What a person reads at the end of a sync, and for `tdsxl status`. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tdsxl.engine.entries import PartRow
from tdsxl.engine.journal.troubles import Trouble, TroubleRow
from tdsxl.engine.outcomes import ModuleState
from tdsxl.engine.results import States
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Client
from tdsxl.values import INDIA, Portal

_NAME_WIDTH = 30
_WIDTH = 12
_SHORT = {
    "New data": "new data",
    "No change": "no change",
    "Nothing on portal": "nothing",
    "Not checked": "NOT CHECKED",
    "Not supported yet": "not yet",
    "Waiting for you": "WAITS",
}
_HEADS = ("Returns", "Challans", "Unconsumed", "Notices", "Demand", "LDC")


def summary(clients: Sequence[Client], states: States, troubles: Sequence[TroubleRow]) -> str:
    """A table client × module, then every reason, then what to do about each trouble that stands open."""
    parts = (_table(clients, states), _reasons(clients, states), _remedies(clients, states, troubles))
    return "\n\n".join(filter(None, map("\n".join, parts)))


def _table(clients: Sequence[Client], states: States) -> Iterator[str]:
    yield " ".join(["Client".ljust(_NAME_WIDTH), "TAN".ljust(10), *(head.ljust(_WIDTH) for head in _HEADS)]).rstrip()
    for client in clients:
        found = (states.get((client.tan, name)) for name in MODULE_TITLES)
        words = ((_SHORT[state.outcome.value] if state else "-").ljust(_WIDTH) for state in found)
        yield " ".join([client.name[:_NAME_WIDTH].ljust(_NAME_WIDTH), client.tan, *words]).rstrip()


def _reasons(clients: Sequence[Client], states: States) -> Iterator[str]:
    for client in clients:
        same: dict[str, list[str]] = {}
        for name, title in MODULE_TITLES.items():
            state = states.get((client.tan, name))
            if state and state.reason:
                same.setdefault(state.reason, []).append(title)
        for reason, titles in same.items():
            yield f"{client.name} ({client.tan}): {', '.join(titles)}: {reason}"


def _remedies(clients: Sequence[Client], states: States, troubles: Sequence[TroubleRow]) -> Iterator[str]:
    names = {str(client.tan): client.name for client in clients}
    met = set(_met(states))
    same: dict[tuple[str, str], list[Trouble]] = {}
    for trouble in (row.trouble for row in troubles if row.cleared is None):
        reason = trouble.what if trouble.module else ""
        if trouble.tan in names and (trouble.tan, trouble.portal, trouble.module, reason) in met:
            words = (text.replace(trouble.tan, "TAN") for text in (trouble.what, trouble.remedy))
            same.setdefault((next(words), next(words)), []).append(trouble)
    for (what, remedy), alike in same.items():
        where = ", ".join(dict.fromkeys(trouble.module or trouble.portal for trouble in alike))
        tans = {trouble.tan for trouble in alike}
        who, todo = (f"{len(tans)} clients", remedy) if len(tans) > 1 else (names[alike[0].tan], alike[0].remedy)
        yield f"{where}: {what} ({who}) What to do: {todo}"


def _met(states: States) -> Iterator[tuple[str, str, str, str]]:
    """TAN, portal, module and reason of what was not read; a failed login has no module, and any reason."""
    for state in states.values():
        for part in state.parts:
            if part.reason:
                yield (state.tan, part.task.portal.title, "", "")
                yield (state.tan, part.task.portal.title, MODULE_TITLES[state.module], part.reason)


def stamp(at: datetime | None) -> str:
    """An instant in Indian time."""
    return "never" if at is None else f"{at.astimezone(INDIA):%d-%b-%Y %H:%M}"


LEGEND = (
    "Rows are those of the sheets: what both portals show is one, a certificate Not found is one too, and those of"
    " years not asked now stay. In brackets: what each portal gave when it was last read in full, of the total that it"
    " states."
)
"""Below the lines of `tdsxl status`."""


def details(state: ModuleState, rows: int) -> str:
    """One line of `tdsxl status`."""
    parts = [part for part in state.parts if part.supported]
    portals = dict.fromkeys(part.task.portal for part in parts)
    read = "; ".join(_read(portal, [part for part in parts if part.task.portal is portal]) for portal in portals)
    reason = f", because {state.reason}" if state.reason else ""
    return (
        f"  {MODULE_TITLES[state.module]:<20} {state.status}{reason} · {rows} rows{f' ({read})' if read else ''}"
        f" · tried {stamp(state.last_tried)}, complete {stamp(state.last_complete)}, changed {stamp(state.last_change)}"
    )


def _read(portal: Portal, parts: Sequence[PartRow]) -> str:
    rows, totals = [part.rows for part in parts], [part.portal_total for part in parts]
    if None in rows:
        return f"{portal.title} not read in full"
    total = ", total not stated" if None in totals else f" of {sum(filter(None, totals))}"
    return f"{portal.title} {sum(filter(None, rows))}{total}"
