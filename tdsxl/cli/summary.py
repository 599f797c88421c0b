"""What a person reads at the end of a sync, and for `tdsxl status`. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tdsxl.engine.outcomes import ModuleState
from tdsxl.engine.results import States
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Client
from tdsxl.values import INDIA

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


def summary(clients: Sequence[Client], states: States) -> str:
    """A table client × module, then every reason."""
    reasons = list(_reasons(clients, states))
    return "\n".join([*_table(clients, states), *([""] if reasons else []), *reasons])


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


def stamp(at: datetime | None) -> str:
    """An instant in Indian time."""
    return "never" if at is None else f"{at.astimezone(INDIA):%d-%b-%Y %H:%M}"


def details(client: Client, state: ModuleState, rows: int) -> str:
    """One line of `tdsxl status`."""
    totals = [part.portal_total for part in state.parts if part.supported]
    total = "not stated" if not totals or None in totals else str(sum(filter(None, totals)))
    reason = f", because {state.reason}" if state.reason else ""
    return (
        f"  {MODULE_TITLES[state.module]:<20} {state.status}{reason} · {rows} rows, portal's total {total}"
        f" · tried {stamp(state.last_tried)}, complete {stamp(state.last_complete)}, changed {stamp(state.last_change)}"
    )
