"""The sheets Open Items, Returns Due and Suggestions, from the journal. Reads it, writes nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from tdsxl.engine.entries import Noted
from tdsxl.engine.results import Results
from tdsxl.modules.base import Facts, Holdings
from tdsxl.names import MODULE_TITLES
from tdsxl.review.due_dates import DueDates
from tdsxl.review.notes import amounts, open_notes
from tdsxl.review.open_items import Item, Matters, Trouble, by_urgency, open_items
from tdsxl.review.returns_due import Due, Returns, returns_due
from tdsxl.review.suggestions import Suggestion, suggestions
from tdsxl.tables import Cell, Client, Sheet, Table
from tdsxl.values import Year, default_years, indian_day
from tdsxl.worklists import OPEN_ITEMS, RETURNS_DUE, SUGGESTIONS

Line = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientWork:
    """What is to be done for one client."""

    client: Client
    due: Sequence[Due]
    suggestions: Sequence[Suggestion]
    items: Sequence[Item]


def worklists(results: Results) -> tuple[Table, ...]:
    """All three sheets; what they have in common is worked out once, when rows of one are first asked for."""
    return _Worklists(results).tables()


def returns_lines(results: Results) -> Iterator[Line]:
    """Lines of the sheet Returns Due."""
    return _Worklists(results).returns_due()


class _Worklists:
    def __init__(self, results: Results) -> None:
        self._results = results
        self._today = indian_day(results.now)

    def tables(self) -> tuple[Table, ...]:
        """In the order of the workbook."""
        fingerprint = self._fingerprint()
        sheets: tuple[tuple[Sheet, Callable[[], Iterator[Line]]], ...] = (
            (OPEN_ITEMS, self._open_items),
            (RETURNS_DUE, self.returns_due),
            (SUGGESTIONS, self._suggestions),
        )
        as_on, notes = self._results.as_on_clients(), self._results.notes
        return tuple(
            Table(sheet=sheet, as_on=as_on, fingerprint=fingerprint, rows=rows, notes=partial(notes, sheet))
            for sheet, rows in sheets
        )

    def _fingerprint(self) -> str:
        """Days pass too: ages and days left are counted to today."""
        contents, journal = self._results.contents, self._results.journal
        known = (
            self._today,
            self._results.who,
            journal.readings.fingerprint(MODULE_TITLES, self._results.since),
            journal.troubles.rows(),
            journal.notes.fingerprint(),
            sorted(map(str, self._checked.items())),
            contents.settings,
            contents.due_dates,
            contents.exempt,
            contents.register,
            [(client.forms, client.owner, client.active) for client in contents.clients],
        )
        return hashlib.sha256(repr(known).encode()).hexdigest()

    @cached_property
    def _checked(self) -> Mapping[str, frozenset[Year]]:
        """TAN → years whose filed statements one portal was asked for, and listed to the end."""
        journal = self._results.journal
        whole = {
            (part.task, part.act)
            for part in journal.readings.parts(self._results.only)
            if part.supported and part.reason is None
        }
        found: defaultdict[str, frozenset[Year]] = defaultdict(frozenset)
        for proof in journal.proofs.rows(self._results.only):
            if proof.task.module == "returns" and (proof.task, proof.act) in whole:
                years = frozenset(Year.parse(text) for text in proof.years.split(", "))
                found[proof.task.tan] |= {year for year in years if year.act is proof.act}
        return found

    @cached_property
    def _noted(self) -> Mapping[str, Sequence[Noted]]:
        """TAN → what the firm wrote beside its rows."""
        found: defaultdict[str, list[Noted]] = defaultdict(list)
        for noted in self._results.journal.notes.rows(self._results.only):
            found[noted.row[0][0]].append(noted)
        return found

    @cached_property
    def _work(self) -> tuple[ClientWork, ...]:
        troubles: defaultdict[str, list[Trouble]] = defaultdict(list)
        for row in self._results.journal.troubles.rows():
            if row.cleared is None and row.trouble.kind != "Mismatch":
                told = Trouble(what=row.trouble.what, since=indian_day(row.opened))
                troubles[row.trouble.tan].append(told)
        active = (client for client in self._results.contents.clients if client.active)
        return tuple(self._of(client, troubles[client.tan]) for client in active)

    def _of(self, client: Client, troubles: Sequence[Trouble]) -> ClientWork:
        contents = self._results.contents
        held = self._held(client)
        noted = self._noted.get(client.tan, ())
        facts = Facts(tan=client.tan, files={}, read_on=self._today, amounts=amounts(noted, held))
        returns = Returns(
            held=held["returns"],
            forms=client.forms,
            exempt=contents.exempt.get(client.tan, ()),
            checked=self._checked.get(client.tan, frozenset()),
        )
        years = contents.settings.years or default_years(self._today)
        due = tuple(returns_due(returns, years, DueDates(contents.due_dates), self._today))
        register = contents.register.get(client.tan, ())
        found = tuple(suggestions(held, facts, register=register, due=due, today=self._today))
        notes = open_notes(noted, held)
        matters = Matters(held=held, facts=facts, due=due, suggestions=found, troubles=troubles, notes=notes)
        return ClientWork(client=client, due=due, suggestions=found, items=tuple(open_items(matters)))

    def _held(self, client: Client) -> Holdings:
        """All records; challans, of which there are many, only where they may prove a balance."""
        readings = self._results.journal.readings
        held = {name: readings.held(client.tan, name) for name in MODULE_TITLES if name != "challans"}
        return {**held, "challans": readings.held(client.tan, "challans") if held["unconsumed"] else ()}

    def _open_items(self) -> Iterator[Line]:
        of = {id(item): work.client for work in self._work for item in work.items}
        ranked = by_urgency((item for work in self._work for item in work.items), self._today)
        for number, item in enumerate(ranked, 1):
            client, due_on, since = of[id(item)], item.due_on, item.since
            yield (
                number,
                item.urgency(self._today).value,
                due_on,
                (due_on - self._today).days if due_on else None,
                client.tan,
                client.name,
                client.group,
                item.kind,
                item.what,
                item.amount,
                (self._today - since).days if since else None,
                item.owner or client.owner or None,
                item.remark or None,
                item.sheet,
                item.row or None,
            )

    def returns_due(self) -> Iterator[Line]:
        """Client by client, by year, quarter and form."""
        for work in self._work:
            client = work.client
            for due in work.due:
                yield (
                    client.tan,
                    client.name,
                    client.group,
                    due.year.act.value,
                    str(due.year),
                    due.quarter.value,
                    due.form.value,
                    due.on,
                    due.filing.value,
                    due.filed_on,
                    due.days_late,
                    due.fee,
                    due.why,
                )

    def _suggestions(self) -> Iterator[Line]:
        pairs = ((work.client, one) for work in self._work for one in work.suggestions)
        for number, (client, one) in enumerate(pairs, 1):
            yield (
                number,
                client.tan,
                client.name,
                client.group,
                one.about.value,
                one.act.value,
                one.section,
                str(one.year) if one.year else None,
                one.what,
                one.amount,
                one.rows,
            )
