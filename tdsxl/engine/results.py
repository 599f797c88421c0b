"""From the journal to a book's tables: every row, every figure. Reads the journal, writes nothing."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tdsxl.engine.entries import TaskId
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.outcomes import ModuleState, Outcome, row_state, states
from tdsxl.modules.base import Facts, Line, Module, View
from tdsxl.remedies import with_buttons_first
from tdsxl.review.notes import amounts
from tdsxl.tables import Cell, Client, Contents, Notes, Sheet, Table
from tdsxl.titles import EXCEPTIONS, RUNS
from tdsxl.values import INDIA, indian_day

States = Mapping[tuple[str, str], ModuleState]


def module_states(journal: Journal, *, running: int | None = None, tan: str | None = None) -> States:
    """(TAN, module) → its state, over all clients or one; `running` is the run that is still under way."""
    readings = journal.readings
    tasks, parts = journal.runs.latest(tan), readings.parts(tan)
    return states(tasks, parts, readings.completed(tan), readings.changed(tan), running=running)


@dataclass(frozen=True, slots=True)
class Results:
    """The tables of one book at one instant."""

    journal: Journal
    contents: Contents
    states: States
    now: datetime

    @property
    def since(self) -> datetime:
        """Where the days begin that a row counts as new."""
        return self.now - timedelta(days=self.contents.settings.new_days)

    @property
    def who(self) -> str:
        """Equal texts mean equal clients, names and groups."""
        return "\n".join(f"{client.tan}\t{client.name}\t{client.group}" for client in self.contents.clients)

    def tables(self, modules: tuple[Module, ...]) -> tuple[Table, ...]:
        """Every result sheet."""
        return tuple(self._table(module, view) for module in modules for view in module.views)

    def _table(self, module: Module, view: View) -> Table:
        return Table(
            sheet=view.sheet,
            as_on=self._as_on([state for (_, name), state in self.states.items() if name == module.name]),
            fingerprint=self._fingerprint(module, view),
            rows=lambda: self.rows(module, view),
            notes=lambda: self.notes(view.sheet),
        )

    def notes(self, sheet: Sheet) -> Notes:
        """What the firm wrote beside the rows of its clients on a sheet."""
        return self.journal.notes.of(sheet.title, {str(client.tan) for client in self.contents.clients})

    @property
    def only(self) -> str | None:
        """The one client that the book has; what is read of the journal need not be more."""
        return str(self.contents.clients[0].tan) if len(self.contents.clients) == 1 else None

    def rows(self, module: Module, view: View) -> Iterator[tuple[Cell, ...]]:
        """A result sheet, client by client."""
        completed = self.journal.readings.completed(self.only)
        for client in self.contents.clients:
            for line in self.lines(client, module, view, read_on=_read_on(module, client, completed)):
                around = row_state(line.stored, self.since)
                yield (
                    client.tan,
                    client.name,
                    client.group,
                    *line.values,
                    around.state,
                    around.first_seen,
                    around.last_change,
                )

    def lines(self, client: Client, module: Module, view: View, *, read_on: date) -> Iterator[Line]:
        """A client's rows of one sheet, before client, state and stamps are put around them."""
        held = {name: self.journal.readings.held(client.tan, name) for name in (module.name, *view.joins)}
        on_file = self.journal.files if module.name == "notices" and held[module.name] else None
        files, names = (on_file.paths(client.tan), on_file.names(client.tan)) if on_file else ({}, {})
        typed = amounts(self.journal.notes.rows(client.tan), held) if held.get("unconsumed") else {}
        yield from view.lines(
            held, Facts(tan=client.tan, files=files, file_names=names, read_on=read_on, amounts=typed)
        )

    def rows_shown(self, client: Client, module: Module) -> int:
        """How many rows of a module its sheets show, gone ones left out."""
        today = indian_day(self.now)
        lines = (line for view in module.views for line in self.lines(client, module, view, read_on=today))
        return sum(not all(stored.gone_at for stored in line.stored) for line in lines)

    def _fingerprint(self, module: Module, view: View) -> str:
        seen = (
            self.who,
            self.journal.readings.fingerprint((module.name, *view.joins), self.since),
            _dates(self, view, module),
            self.journal.notes.fingerprint() if module.name == "unconsumed" else "",
        )
        return hashlib.sha256("\n".join((*seen, str(self.journal.files.count()))).encode()).hexdigest()

    def _as_on(self, asked: list[ModuleState]) -> str:
        """Row 2: as of when, and for how many clients complete."""
        active = {client.tan for client in self.contents.clients if client.active}
        tried = [state.last_tried for state in asked if state.last_tried and state.tan in active]
        if not tried:
            return "As on — · not synced yet"
        found = {state.tan for state in asked} & active
        complete = len(found - {state.tan for state in asked if not state.outcome.is_checked})
        text = f"As on {max(tried).astimezone(INDIA):%d-%b-%Y %H:%M} · complete for {complete} of {len(active)} clients"
        return text if complete == len(active) else f"{text} · see Exceptions"

    def as_on_clients(self) -> str:
        """Row 2 of the sheet Clients, over all modules."""
        return self._as_on(list(self.states.values()))

    def exceptions(self) -> Table:
        """What was not checked, and why."""
        rows = tuple(self._trouble_rows())
        return Table(sheet=EXCEPTIONS, as_on=self.as_on_clients(), fingerprint=_digest(rows), rows=lambda: iter(rows))

    def _trouble_rows(self) -> Iterator[tuple[Cell, ...]]:
        clients = {str(client.tan): client for client in self.contents.clients}
        problems = {problem.tan: problem for problem in self.contents.problems}
        for row in self.journal.troubles.rows():
            trouble = row.trouble
            who = clients.get(trouble.tan) or problems.get(trouble.tan)
            if who is not None:
                yield (
                    row.run,
                    row.opened,
                    trouble.tan,
                    who.name,
                    who.group if isinstance(who, Client) else "",
                    trouble.kind,
                    trouble.module,
                    trouble.portal,
                    trouble.what,
                    with_buttons_first(trouble.remedy),
                    trouble.tries,
                    "Cleared" if row.cleared else "Open",
                    row.cleared,
                )

    def runs(self) -> Table:
        """Every run of this book."""
        rows = tuple(self._run_rows())
        return Table(sheet=RUNS, as_on=self.as_on_clients(), fingerprint=_digest(rows), rows=lambda: iter(rows))

    def _run_rows(self) -> Iterator[tuple[Cell, ...]]:
        for run in self.journal.runs.rows():
            if run.book == self.contents.stamp.book_id:
                counts = (run.outcomes.get(outcome.value) for outcome in _COUNTED)
                how = run.how or "Cut off"
                who = (run.id, run.who, run.pc, run.started, run.ended)
                yield (*who, run.outcomes.get("Clients"), run.hidden, *counts, how)


_COUNTED = (
    Outcome.NEW_DATA,
    Outcome.NO_CHANGE,
    Outcome.NOTHING,
    Outcome.NOT_CHECKED,
    Outcome.NOT_SUPPORTED,
    Outcome.WAITING,
)


def _read_on(module: Module, client: Client, completed: Mapping[TaskId, datetime]) -> date:
    ids = (TaskId(tan=client.tan, module=module.name, portal=source.portal) for source in module.sources)
    read = [completed[id_] for id_ in ids if id_ in completed]
    return indian_day(max(read, default=datetime.now(UTC)))


def _dates(results: Results, view: View, module: Module) -> str:
    """The days of the last reads, where lines depend on them."""
    if not view.dated:
        return ""
    completed = results.journal.readings.completed()
    return " ".join(str(_read_on(module, client, completed)) for client in results.contents.clients)


def _digest(rows: tuple[tuple[Cell, ...], ...]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()
