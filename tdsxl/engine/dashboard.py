"""The figures of the sheet Dashboard, worked out from the very rows that the other sheets are given.

The sheet's own formulas say the same; these values stand beside them, for whoever shows a book without calculating it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import cached_property

from tdsxl.engine.results import Results
from tdsxl.figures import (
    AGES,
    ALL_GROUPS,
    CERTIFICATES,
    CHECKED,
    COUNTED,
    DAYS_LEFT,
    FIRMS_LARGEST,
    GROUPS,
    GROUPS_LARGEST,
    LARGEST,
    NAME_LENGTH,
    NO_GROUP,
    NOBODY,
    NOTICES,
    PAGE,
    PROVEN,
    RANK,
    RANKING,
    REASONS,
    RETURNS,
    SHEETS,
    STATUSES,
    UNCHECKED,
    UNPROVEN,
    WEEKS,
    Figures,
    Section,
)
from tdsxl.tables import Asked, Cell, Dashboard, Table
from tdsxl.values import indian_day

Told = Mapping[int, Mapping[str, Cell]]
"""Row of the sheet Clients → our cells."""
_Whose = Callable[[str], bool]
"""Whether rows of a group are counted."""


def dashboard(results: Results, told: Told, tables: Sequence[Table]) -> Dashboard:
    """The figures of a book; rows are looked at when these are first asked for."""
    counted = {table.sheet.title: table for table in tables if table.sheet.title in SHEETS}
    rows = _Rows(counted, _lines(results, told))
    today, as_on = indian_day(results.now), results.as_on_clients()
    known = (today, as_on, rows.lines, [table.fingerprint for table in counted.values()])
    return Dashboard(
        fingerprint=hashlib.sha256(repr(known).encode()).hexdigest(),
        figures=lambda choice: _figures(rows, choice, today, as_on),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row of the sheet Clients with a TAN."""

    row: int
    tan: str
    name: str
    group: str
    active: bool
    status: str
    message: str


def _lines(results: Results, told: Told) -> tuple[_Line, ...]:
    """In the order of the sheet, those whose TAN cannot be used among them."""
    contents = results.contents
    used = {client.row: (str(client.tan), client.name, client.group, client.active) for client in contents.clients}
    unused = {
        problem.row: (problem.tan, problem.name, problem.group, problem.asked is not Asked.NEVER)
        for problem in contents.problems
        if problem.tan and problem.row not in used
    }
    return tuple(
        _Line(
            row=row,
            tan=tan,
            name=name,
            group=group,
            active=active,
            status=str(told.get(row, {}).get("Status") or ""),
            message=str(told.get(row, {}).get("Message") or ""),
        )
        for row, (tan, name, group, active) in sorted({**unused, **used}.items())
    )


@dataclass(frozen=True)
class _Rows:
    """What is counted, each with its group where it has one."""

    tables: Mapping[str, Table]
    lines: tuple[_Line, ...]

    @cached_property
    def notices(self) -> list[tuple[str, date | None]]:
        """Due dates of the open ones."""
        rows = self._cells("Open Items", "Group", "Kind", "Due on")
        notices = ((_text(group), due) for group, kind, due in rows if kind == "Notice")
        return [(group, due if isinstance(due, date) else None) for group, due in notices]

    @cached_property
    def returns(self) -> list[tuple[str, str]]:
        """What became of each."""
        return [(_text(group), _text(filing)) for group, filing in self._cells("Returns Due", "Group", "Filing")]

    @cached_property
    def balances(self) -> list[tuple[str, date, Decimal | None]]:
        """Day and amount of the unconsumed challans."""
        rows = self._standing("Unconsumed Challans", "Group", "Deposited on", "Unconsumed amount")
        return [
            (_text(group), day, amount if isinstance(amount, Decimal) else None)
            for group, day, amount in rows
            if isinstance(day, date)
        ]

    @cached_property
    def certificates(self) -> list[tuple[str, date]]:
        """Last days of the valid ones."""
        rows = self._standing("LDC", "Group", "Verdict", "Valid to")
        return [(_text(group), day) for group, verdict, day in rows if verdict == "Valid" and isinstance(day, date)]

    @cached_property
    def demands(self) -> Mapping[str, Decimal]:
        """TAN → demand of all years."""
        found: dict[str, Decimal] = {}
        for tan, total in self._standing("Outstanding Demand", "TAN", "Total demand"):
            if isinstance(total, Decimal):
                found[_text(tan)] = found.get(_text(tan), Decimal(0)) + total
        return found

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """In the order of the sheet Clients; letters large or small are the same to a formula."""
        found: dict[str, str] = {}
        for line in self.lines:
            if line.group:
                found.setdefault(line.group.casefold(), line.group)
        return tuple(found.values())

    def _standing(self, title: str, *titles: str) -> Iterator[Sequence[Cell]]:
        """Rows that are not gone."""
        return (cells for *cells, state in self._cells(title, *titles, "State") if state != "Gone")

    def _cells(self, title: str, *titles: str) -> Iterator[Sequence[Cell]]:
        columns = [column.title for column in self.tables[title].sheet.columns]
        places = [columns.index(name) for name in titles]
        return ([row[at] for at in places] for row in self.tables[title].rows())


def _figures(rows: _Rows, choice: str, today: date, as_on: str) -> Figures:
    group = choice or next(iter(rows.groups), "")
    firms = _counts(rows, today, lambda _: True)
    # Without a group nothing is its; a blank would mean the clients that have none.
    ours = _counts(rows, today, lambda name: group != "" and _is(name, group))
    found: dict[Section, tuple[Cell, ...]] = {
        PAGE: (as_on,),
        COUNTED: (today, _sunday(today), group),
        FIRMS_LARGEST: tuple(_largest(rows, firms[RANKING])),
        GROUPS_LARGEST: tuple(_largest(rows, ours[RANKING])),
        ALL_GROUPS: (*rows.groups, *("",) * GROUPS)[:GROUPS],
    }
    known = any(_is(name, group) for name in rows.groups)
    heading = f"{group}{'' if known else NOBODY}" if group else NO_GROUP
    for section, counts in firms.items():
        pairs = zip(counts, ours[section], strict=True)
        found[section] = (heading, *(cell for pair in pairs for cell in pair))
    return {section.heading: cells for section, cells in found.items()}


def _counts(rows: _Rows, today: date, whose: _Whose) -> Mapping[Section, Sequence[int | Decimal]]:
    """One figure for each row of the sections that stand for the firm and for a group."""
    aged = [((today - day).days, amount) for group, day, amount in rows.balances if whose(group)]
    proven = [(days, amount) for days, amount in aged if amount is not None]
    filings = [filing for group, filing in rows.returns if whose(group)]
    left = [(day - today).days for group, day in rows.certificates if whose(group)]
    lines = [line for line in rows.lines if line.active and whose(line.group)]
    return {
        CHECKED: _checked(lines),
        UNCHECKED: _unchecked([line for line in lines if line.status != "All checked"]),
        PROVEN: [sum((amount for days, amount in proven if span.holds(days)), Decimal(0)) for span in AGES],
        UNPROVEN: [sum(amount is None and span.holds(days) for days, amount in aged) for span in AGES],
        CERTIFICATES: [sum(map(span.holds, left)) for span in DAYS_LEFT],
        NOTICES: _notices([due for group, due in rows.notices if whose(group)], today),
        RETURNS: [filings.count(label) for label in RETURNS.labels],
        RANKING: _ranking(rows.demands, (line for line in rows.lines if whose(line.group))),
    }


def _checked(lines: Sequence[_Line]) -> list[int]:
    found = [sum(fnmatchcase(line.status, status) for line in lines) for status in STATUSES.values()]
    return [*found, sum(not line.status for line in lines)]


def _unchecked(lines: Sequence[_Line]) -> list[int]:
    told = [{words for words in REASONS.values() if words.casefold() in line.message.casefold()} for line in lines]
    others = sum(not found and line.message != "" for line, found in zip(lines, told, strict=True))
    return [*(sum(words in found for found in told) for words in REASONS.values()), others]


def _notices(due: Sequence[date | None], today: date) -> list[int]:
    dated = [day for day in due if day is not None]
    coming = [(day - _sunday(today)).days for day in dated if day >= today]
    weeks = (sum(map(span.holds, coming)) for span in WEEKS)
    return [len(dated) - len(coming), *weeks, len(due) - len(dated)]


def _ranking(demands: Mapping[str, Decimal], lines: Iterable[_Line]) -> list[int]:
    """The largest first; a client that stands twice on Clients counts once, and 0 follows the last."""
    ranks: dict[str, int] = {}
    for line in lines:
        rupees = demands.get(line.tan, Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP)
        if rupees > 0:
            ranks.setdefault(line.tan, int(rupees) * RANK - line.row)
    return [*sorted(ranks.values(), reverse=True), *(0,) * LARGEST][:LARGEST]


def _largest(rows: _Rows, ranking: Iterable[int | Decimal]) -> Iterator[Cell]:
    """Name, demand and TAN of the clients of a ranking."""
    lines = {RANK - line.row: line for line in rows.lines}
    for rank in ranking:
        line = lines.get(int(rank) % RANK) if rank else None
        yield from (_short(line.name), rows.demands[line.tan], line.tan) if line else ("", "", "")


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _sunday(today: date) -> date:
    """The last day of this week."""
    return today + timedelta(days=7 - today.isoweekday())


def _is(group: str, other: str) -> bool:
    return group.casefold() == other.casefold()


def _text(cell: Cell) -> str:
    return str(cell or "")
