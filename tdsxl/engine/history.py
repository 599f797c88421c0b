"""The sheets Changes and Completeness, from the journal. Reads it, writes nothing."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from tdsxl.engine.entries import PartRow, Proof
from tdsxl.engine.results import Results
from tdsxl.ledgers import CHANGES, COMPLETENESS, EARLIER, NOW
from tdsxl.modules.base import Ask, Holdings, Module
from tdsxl.review.changes import differences
from tdsxl.tables import Cell, Client, Table
from tdsxl.values import default_years, indian_day

Line = tuple[Cell, ...]
_PartKey = tuple[str, str, str, str]


def changes(results: Results, modules: tuple[Module, ...]) -> Table:
    """Every difference of the days that the sheet shows, oldest first."""
    since = results.now - timedelta(days=results.contents.settings.change_days)
    seen = f"{results.who}\n{results.journal.changes.fingerprint(since)}"
    return Table(
        sheet=CHANGES,
        as_on=results.as_on_clients(),
        fingerprint=hashlib.sha256(seen.encode()).hexdigest(),
        rows=lambda: change_lines(results, modules, since),
    )


def change_lines(results: Results, modules: tuple[Module, ...], since: datetime) -> Iterator[Line]:
    """Lines of the sheet Changes from an instant on."""
    clients = {str(client.tan): client for client in results.contents.clients}
    by_name = {module.name: module for module in modules}
    joined = _Joined(results)
    for change in results.journal.changes.rows(since):
        task = change.task
        client, module = clients.get(task.tan), by_name[task.module]
        if client is None:
            continue
        around = (change.run, change.at, client.tan, client.name, client.group, module.title, task.portal.title)
        for one in differences(change, module, joined.of(task.tan, module)):
            yield (*around, change.what.value, one.row, one.field, one.old, one.new, one.amount)


class _Joined:
    """Holdings of one client at a time: changes come client by client."""

    def __init__(self, results: Results) -> None:
        self._readings = results.journal.readings
        self._tan = ""
        self._held: dict[str, Holdings] = {}

    def of(self, tan: str, module: Module) -> Holdings:
        """What the views of a module join."""
        if tan != self._tan:
            self._tan, self._held = tan, {}
        if module.name not in self._held:
            names = {name for view in module.views for name in view.joins}
            self._held[module.name] = {name: self._readings.held(tan, name) for name in names}
        return self._held[module.name]


def completeness(results: Results, modules: tuple[Module, ...]) -> Table:
    """Each part's last complete check, every time that the portal was proven to have nothing, and what nobody read."""
    rows = tuple(_completeness_lines(results, modules))
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return Table(sheet=COMPLETENESS, as_on=results.as_on_clients(), fingerprint=digest, rows=lambda: iter(rows))


def _completeness_lines(results: Results, modules: tuple[Module, ...]) -> Iterator[Line]:
    proofs: dict[_PartKey, list[Proof]] = {}
    for proof in results.journal.proofs.rows():
        act = proof.act.value if proof.act else ""
        proofs.setdefault((proof.task.tan, proof.task.module, proof.task.portal.value, act), []).append(proof)
    parts: dict[tuple[str, str], list[PartRow]] = {}
    for part in results.journal.readings.parts():
        parts.setdefault((part.task.tan, part.task.module), []).append(part)
    for client in results.contents.clients:
        for module in modules:
            who = (client.tan, client.name, client.group, module.title)
            known = parts.get((client.tan, module.name), [])
            for part in known:
                act = part.act.value if part.act else ""
                found = proofs.get((client.tan, module.name, part.task.portal.value, act), [])
                yield from ((*who, part.task.portal.title, act, *line) for line in _part_lines(part, found))
            if not known and client.active and module.name in client.modules:
                yield from ((*who, *line) for line in _unread_lines(module, _ask(results, client)))


def _ask(results: Results, client: Client) -> Ask:
    contents = results.contents
    return Ask(
        years=contents.settings.years or default_years(indian_day(results.now)),
        forms=client.forms,
        register=contents.register.get(client.tan, ()),
    )


def _unread_lines(module: Module, ask: Ask) -> Iterator[Line]:
    """The lists that a sync will read."""
    for source in module.sources:
        for part in source.parts:
            if part.asked(ask):
                act = part.act.value if part.act else ""
                yield (source.portal.title, act, NOW, None, "Never synced", *(None,) * 6)


def _part_lines(part: PartRow, proofs: list[Proof]) -> Iterator[Line]:
    """Earlier proofs of nothing, then how the part stands."""
    yield from (_proof_line(EARLIER, proof, None) for proof in proofs[:-1] if not proof.rows)
    if not part.supported:
        yield (NOW, None, "Not supported yet", *(None,) * 6)
    elif not proofs:
        yield (NOW, None, "Not checked", *(None,) * 5, part.reason)
    else:
        yield _proof_line(NOW, proofs[-1], part.reason)


def _proof_line(standing: str, proof: Proof, reason: str | None) -> Line:
    result = "Not checked" if reason else "Complete" if proof.rows else "Nothing on portal"
    return (
        standing,
        proof.years,
        result,
        proof.rows,
        proof.portal_total,
        proof.until,
        proof.since,
        proof.times,
        reason,
    )
