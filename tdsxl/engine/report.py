"""The JSON document that `sync` and `status` share. Reads the journal, writes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tdsxl.engine.entries import PartRow, RunRow
from tdsxl.engine.outcomes import ModuleState
from tdsxl.engine.results import Results
from tdsxl.modules.base import Module
from tdsxl.tables import Client
from tdsxl.values import INDIA

# Any: JSON values; the shape is written down in the README.
Json = dict[str, Any]


def report(results: Results, run: RunRow | None, clients: Sequence[Client], modules: tuple[Module, ...]) -> Json:
    """One document; with a run, only the modules it asked for, else every module."""
    return {
        "run": _run(run) if run else None,
        "clients": [
            {"tan": client.tan, "name": client.name, "modules": _modules(results, client, modules, run)}
            for client in clients
        ],
    }


def _run(run: RunRow) -> Json:
    return {"id": run.id, "started": _iso(run.started), "ended": _iso(run.ended), "left_out": list(run.left_out)}


def _modules(results: Results, client: Client, modules: tuple[Module, ...], run: RunRow | None) -> Json:
    found: Json = {}
    for module in modules:
        state = results.states.get((client.tan, module.name))
        if state and (run is None or state.run == run.id):
            found[module.name] = _module(state, results.rows_shown(client, module))
        elif run is None:
            found[module.name] = {**dict.fromkeys(_KEYS), "parts": []}
    return found


_KEYS = ("outcome", "covered", "rows", "portal_total", "reason", "last_tried", "last_complete", "last_change")


def _module(state: ModuleState, rows: int) -> Json:
    totals = [part.portal_total for part in state.parts if part.supported]
    one_portal = len({part.task.portal for part in state.parts}) == 1
    return {
        "outcome": state.outcome.value,
        "covered": state.covered,
        "rows": rows,
        "portal_total": sum(filter(None, totals)) if one_portal and totals and None not in totals else None,
        "reason": state.reason,
        "last_tried": _iso(state.last_tried),
        "last_complete": _iso(state.last_complete),
        "last_change": _iso(state.last_change),
        "parts": [_part(part) for part in state.parts],
    }


def _part(part: PartRow) -> Json:
    return {
        "portal": part.task.portal.value,
        "act": part.act.value if part.act else None,
        "rows": part.rows,
        "portal_total": part.portal_total,
        "reason": part.reason if part.supported else "Not supported yet",
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(INDIA).isoformat(timespec="seconds")
