"""The JSON document of `sync` and `status`."""

import json
from dataclasses import replace

from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.report import report
from tdsxl.engine.results import Results, module_states
from tdsxl.modules import MODULES
from tdsxl.values import Act
from tests.engine.filled import NOW, begun, ended, planned, read
from tests.engine.scripted import IT, OAK, PINE, TRACES, client, contents
from tests.modules.samples import filed, processed

PINES, OAKS = client(PINE, "returns", name="Pine"), client(OAK, "returns", name="Oak", row=6)
AT = "2026-11-22T17:30:00+05:30"


def document(journal: Journal, *, run: int | None) -> dict[str, object]:
    """As another program reads it."""
    found = Results(journal, contents(PINES, OAKS), module_states(journal), NOW)
    made = report(found, journal.runs.of(run) if run else None, (PINES, OAKS), MODULES)
    read_again: dict[str, object] = json.loads(json.dumps(made))
    return read_again


RETURNS = {
    "outcome": "New data",
    "covered": "TRACES to 2025-26",
    "rows": 1,
    "portal_total": None,
    "reason": None,
    "last_tried": AT,
    "last_complete": AT,
    "last_change": AT,
    "parts": [
        {"portal": "itportal", "act": "1961 Act", "rows": 1, "portal_total": 1, "reason": None},
        {"portal": "traces", "act": "1961 Act", "rows": 1, "portal_total": 1, "reason": None},
        {"portal": "traces", "act": "2025 Act", "rows": None, "portal_total": None, "reason": "Not supported yet"},
    ],
}


def test_a_sync_reports_what_it_asked_for(journal: Journal) -> None:
    """Stamps with offset; one joined row of two records; unasked modules are absent."""
    it, traces = planned(PINE, "returns", IT), planned(PINE, "returns", TRACES)
    run = begun(journal, it, replace(traces, covered="TRACES to 2025-26"))
    read(journal, run, it, filed())
    read(journal, run, traces, processed())
    with journal.transaction():
        journal.readings.note(traces.task, Act.NEW, run=run, supported=False, reason=None)
    ended(journal, run)
    assert document(journal, run=run) == {
        "run": {"id": run, "started": AT, "ended": AT, "left_out": ["OAKS12345E"]},
        "clients": [
            {"tan": PINE, "name": "Pine", "modules": {"returns": RETURNS}},
            {"tan": OAK, "name": "Oak", "modules": {}},
        ],
    }


def test_a_status_names_every_module(journal: Journal) -> None:
    """Those never asked for have no outcome."""
    modules = document(journal, run=None)["clients"][0]["modules"]  # type: ignore[index]  # JSON
    assert list(modules) == [module.name for module in MODULES]
    assert modules["ldc"] == {
        "outcome": None,
        "covered": None,
        "rows": None,
        "portal_total": None,
        "reason": None,
        "last_tried": None,
        "last_complete": None,
        "last_change": None,
        "parts": [],
    }


def test_modules_of_older_runs_are_absent_in_a_sync(journal: Journal) -> None:
    """And stand in a status as they ended."""
    begun(journal, planned(PINE, "demand", TRACES, "failed", reason="password refused"))
    run = begun(journal, planned(OAK, "demand", TRACES, "skipped", reason="no password stored"))
    found = document(journal, run=run)["clients"]
    assert [list(client["modules"]) for client in found] == [[], ["demand"]]  # type: ignore[attr-defined]  # JSON
    status = document(journal, run=None)["clients"][0]["modules"]["demand"]  # type: ignore[index]  # JSON
    assert (status["outcome"], status["reason"], status["last_tried"]) == ("Not checked", "password refused", None)
