"""A second reading of the practice world: what each sync can have read of a client, and what the documents make of it.

Of the product nothing is used but the shapes of its records and values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tdsxl.practice.people import Person
from tdsxl.records import (
    Certificate,
    Challan,
    DefaultSummary,
    Record,
    RegisterRow,
    UnconsumedChallan,
)
from tdsxl.values import Portal, Year
from tests.whole.look import Look
from tests.whole.truth import SCREENS, open_portals

MODULES = {
    "returns": "Return Summary",
    "challans": "Challans",
    "unconsumed": "Unconsumed Challans",
    "notices": "Notices & Orders",
    "demand": "Outstanding Demand",
    "ldc": "Verify LDC",
}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the office wrote in the green columns and sheets of its workbook."""

    due_days: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """(TAN, reference of a notice) → Own due date."""
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(TAN, what names the row on Open Items) → Owner."""
    remarks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    amounts: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """(TAN, what names the challan) → Challan amount (ours)."""
    extended: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """(year, quarter) → the day on Due Dates of all forms but those of TCS."""
    not_due: frozenset[tuple[str, str]] = frozenset()
    """(TAN, form), for every year and quarter."""


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one sync can have read of one client."""

    person: Person
    today: date
    """By the clock of the PC, which is not the day that the portals show."""
    records: Mapping[tuple[str, Portal], tuple[Record, ...]]
    """(module, portal) → what it shows, of the portals that let the client in."""
    paid: tuple[Challan, ...]
    """Every challan read by then, also of syncs before."""
    register: tuple[RegisterRow, ...]
    typed: Typed = NOTHING_TYPED

    def of(self, module: str) -> tuple[Record, ...]:
        """What all portals say."""
        return tuple(record for (name, _), found in self.records.items() if name == module for record in found)


def reading(look: Look, *, today: date, earlier: Iterable["Reading"] = ()) -> Reading:
    """What a sync that asks this reads."""
    opened = open_portals(look.person)
    records = {of: tuple(screen(look)) for of, screen in SCREENS.items() if of[1] in opened}
    before = [challan for past in earlier for challan in past.paid]
    now = [record for record in records.get(("challans", Portal.ITPORTAL), ()) if isinstance(record, Challan)]
    paid = tuple({challan.cin: challan for challan in (*before, *now)}.values())
    return Reading(person=look.person, today=today, records=records, paid=paid, register=look.register)


def register(person: Person) -> tuple[RegisterRow, ...]:
    """The office's certificates of a client, as its list has them."""
    return tuple(
        RegisterRow(
            certificate_no=row.certificate_no,
            deductee_pan=row.deductee_pan,
            year=Year.parse(row.year),
            section=row.section,
            rate=row.rate,
            limit=row.limit,
        )
        for row in person.register
    )


def named(*parts: object) -> str:
    """Parts of a key as people read them."""
    return " · ".join(said(part) or "" for part in parts)


def said(value: object) -> str | None:
    """A cell's value as text: rupees in lakhs and crores, days as 05-Jan-2026."""
    if isinstance(value, Decimal):
        return rupees(value)
    if isinstance(value, date):
        return value.strftime("%d-%b-%Y")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return None if value is None else str(value)


def rupees(amount: Decimal) -> str:
    """As 1,23,456.00."""
    whole, _, paise = f"{abs(amount):.2f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return f"{'-' if amount < 0 else ''}{','.join([*pairs, tail])}.{paise}"


def proven(left: UnconsumedChallan, at: Reading) -> bool:
    """Whether a challan of the IT portal, or the office's copy of it, bears out the amount."""
    ours = at.typed.amounts.get((at.person.tan, balance_name(left)))
    return ours == left.challan_amount or any(
        (one.bsr_code, one.deposited_on, int(one.serial), one.total)
        == (left.bsr_code, left.deposited_on, int(left.serial), left.challan_amount)
        for one in at.paid
    )


def balance_name(record: UnconsumedChallan) -> str:
    """With the zeros that the sheet's Challan no. has."""
    return named(record.bsr_code, record.deposited_on, f"{int(record.serial):05}")


def period_name(record: DefaultSummary) -> str:
    """Year, quarter and form."""
    return named(record.year, record.quarter.value, record.form.value)


def unused(record: Certificate) -> Decimal | None:
    """What is left of the limit, as the sheet's Balance."""
    return None if record.limit is None or record.consumed is None else record.limit - record.consumed


def verdict(record: Certificate, day: date) -> str:
    """The first that fits."""
    return next(word for word, fits in _verdicts(record, day) if fits)


def _verdicts(record: Certificate, day: date) -> Iterator[tuple[str, bool]]:
    yield "Not found", not record.found
    yield "Cancelled", record.cancelled_on is not None and record.cancelled_on <= day
    yield "Not active", record.active is False
    yield "Expired", record.valid_to is not None and record.valid_to < day
    yield "Not yet valid", record.valid_from is not None and record.valid_from > day
    yield "Exhausted", unused(record) == 0
    yield "Valid", True
