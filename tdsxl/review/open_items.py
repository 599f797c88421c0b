"""Everything that is still open of a client, with its day and amount. No I/O here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from tdsxl.modules.base import Facts, Holdings, Stored
from tdsxl.modules.unconsumed import balances
from tdsxl.records import DefaultSummary, Demand, Notice, NoticeKind, UnconsumedChallan
from tdsxl.review.returns_due import Due, Filing
from tdsxl.review.suggestions import About, Suggestion
from tdsxl.values import indian_day

SOON_DAYS = 7
"""Days before its last one from which an item is due soon."""
_NOTICES = "Notices & Orders"
_ANSWERED = (NoticeKind.COMMUNICATION, NoticeKind.PROCEEDING)
"""Notices that may want an answer; closure orders and downloads do not."""


class Urgency(Enum):
    """How soon, most urgent first."""

    OVERDUE = "Overdue"
    SOON = "Within 7 days"
    NOW = "No date"
    """To be settled, without a last day."""
    LATER = "Later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to be done."""

    kind: str
    """`Login`, `Notice`, `Return`, `Demand`, `Default`, `Certificate` or `Challan balance`."""
    what: str
    sheet: str
    """Where its row stands."""
    row: str
    """What names it there."""
    since: date | None = None
    """Since when it is open: the portal's day, else when it was first read; a return since its due day, a certificate
    since it ended, neither before."""
    due_on: date | None = None
    amount: Decimal | None = None
    owner: str = ""
    remark: str = ""

    def urgency(self, today: date) -> Urgency:
        """How soon it is to be done."""
        if self.due_on is None:
            return Urgency.NOW
        left = (self.due_on - today).days
        return Urgency.OVERDUE if left < 0 else Urgency.SOON if left <= SOON_DAYS else Urgency.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the firm wrote beside a row."""

    owner: str = ""
    remark: str = ""
    due_on: date | None = None
    """Its own due date, which goes before the portal's."""


Notes = Mapping[tuple[str, str], Note]
"""(sheet, row as an item names it) → what the firm wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What could not be read."""

    what: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """All that is known of a client."""

    held: Holdings
    facts: Facts
    due: Sequence[Due]
    suggestions: Sequence[Suggestion]
    troubles: Sequence[Trouble]
    notes: Notes = field(default_factory=dict)


def open_items(matters: Matters) -> Iterator[Item]:
    """Its open items, in the order of their kinds; rows that are gone are not open."""
    for item in (item for of_kind in _KINDS for item in of_kind(matters)):
        yield _noted(item, matters.notes.get((item.sheet, item.row)))


def by_urgency(items: Iterable[Item], today: date) -> list[Item]:
    """The most urgent first: by band and day, then failed logins, behind which nothing is known, then by amount."""
    bands = list(Urgency)

    def rank(item: Item) -> tuple[int, date, bool, Decimal]:
        due_on, is_known = item.due_on or date.max, item.kind != "Login"
        return bands.index(item.urgency(today)), due_on, is_known, -(item.amount or Decimal(0))

    return sorted(items, key=rank)


def _noted(item: Item, note: Note | None) -> Item:
    if note is None:
        return item
    return replace(item, due_on=note.due_on or item.due_on, owner=note.owner, remark=note.remark)


def _logins(matters: Matters) -> Iterator[Item]:
    for trouble in matters.troubles:
        yield Item(kind="Login", what=trouble.what, sheet="Exceptions", row="", since=trouble.since)


def _notices(matters: Matters) -> Iterator[Item]:
    for stored in _standing(matters.held["notices"]):
        notice = stored.record
        if isinstance(notice, Notice) and _is_open(notice, matters.notes.get((_NOTICES, notice.reference))):
            yield Item(
                kind="Notice",
                what=notice.description or notice.category or notice.kind.value,
                sheet=_NOTICES,
                row=notice.reference,
                since=notice.issued_on or notice.served_on or indian_day(stored.first_seen),
                due_on=notice.due_on,
            )


def _is_open(notice: Notice, note: Note | None) -> bool:
    """Unanswered, where the portal wants an answer or the firm has given itself a day."""
    wants_answer = notice.kind in _ANSWERED and notice.box != "Information"
    return not notice.replied and (wants_answer or (note is not None and note.due_on is not None))


def _returns(matters: Matters) -> Iterator[Item]:
    for due in matters.due:
        if due.filing in (Filing.PENDING, Filing.REJECTED, Filing.UPCOMING):
            yield Item(
                kind="Return",
                what=f"{due.form.value} for {due.quarter.value} of {due.year}: {due.filing.value.lower()}",
                sheet="Returns Due",
                row=f"{due.year} · {due.quarter.value} · {due.form.value}",
                since=due.on if due.days_late else None,
                due_on=due.on,
                amount=due.fee,
            )


def _demands(matters: Matters) -> Iterator[Item]:
    for stored in _standing(matters.held["demand"]):
        record, since = stored.record, indian_day(stored.first_seen)
        if isinstance(record, Demand) and (total := record.manual + record.processed) > 0:
            year = str(record.year or "Prior Years")
            what = f"Demand of {year}"
            yield Item(kind="Demand", what=what, sheet="Outstanding Demand", row=year, since=since, amount=total)
        if isinstance(record, DefaultSummary) and record.net_payable and record.net_payable > 0:
            row = f"{record.year} · {record.quarter.value} · {record.form.value}"
            what = f"Default of {record.form.value} for {record.quarter.value} of {record.year}"
            since = record.order_passed_on or since
            yield Item(kind="Default", what=what, sheet="Defaults", row=row, since=since, amount=record.net_payable)


def _certificates(matters: Matters) -> Iterator[Item]:
    for one in matters.suggestions:
        if one.about in (About.CERTIFICATE, About.REGISTER_DIFFERS):
            row = one.rows.removeprefix("LDC ")
            yield Item(
                kind="Certificate",
                what=one.what,
                sheet="LDC",
                row=row,
                since=one.since,
                due_on=one.by,
                amount=one.amount,
            )


def _balances(matters: Matters) -> Iterator[Item]:
    for stored, balance in balances(matters.held, matters.facts):
        if stored.gone_at is None:
            challan = balance.challan
            what = "Balance left" if balance.is_proven else "Balance left, amount not known"
            yield Item(
                kind="Challan balance",
                what=what,
                sheet="Unconsumed Challans",
                row=challan_row(challan),
                since=challan.deposited_on,
                amount=challan.unconsumed_amount if balance.is_proven else None,
            )


def challan_row(challan: UnconsumedChallan) -> str:
    """What names a challan with a balance."""
    return f"{challan.bsr_code} · {challan.deposited_on:%d-%b-%Y} · {challan.serial}"


def _standing(held: Iterable[Stored]) -> Iterator[Stored]:
    return (stored for stored in held if stored.gone_at is None)


_KINDS: tuple[Callable[[Matters], Iterator[Item]], ...] = (
    _logins,
    _notices,
    _returns,
    _demands,
    _certificates,
    _balances,
)
