"""Unconsumed Challans: challans with a balance left, at TRACES (1961 Act)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tdsxl.modules.base import (
    NEW_ACT_AT_TRACES,
    Ask,
    Facts,
    Holdings,
    Line,
    Module,
    Part,
    Source,
    Stored,
    View,
    old_years,
)
from tdsxl.modules.challans import codes, head
from tdsxl.modules.columns import result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OWN, OWN_AMOUNT
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import Challan, Item, ListRead, Row, UnconsumedChallan
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal

Deposit = tuple[str, date, int]


def _fetch(session: TracesSession, ask: Ask) -> Iterator[Item]:
    listing = session.unconsumed()
    yield from (Row(act=Act.OLD, scope="all", record=row) for row in listing.rows)
    yield ListRead(act=Act.OLD, scope="all", portal_total=listing.total)


def deposit_of(challan: Challan | UnconsumedChallan) -> Deposit:
    """What both portals know a challan by."""
    return (challan.bsr_code, challan.deposited_on, int(challan.serial))


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A challan with a balance left, and who proves that we may know its amounts."""

    challan: UnconsumedChallan
    paid: Challan | None
    """The challan record of the IT portal that bears the same BSR code, day and serial."""
    known_from: str
    """`IT portal`, `Firm`, `Differs` or `Not known`."""

    @property
    def is_proven(self) -> bool:
        """Whether the amounts may be shown."""
        return self.known_from in ("IT portal", "Firm")

    @property
    def use(self) -> str:
        """`Unused`, `Partly used`, or `Not known` where the amount is not proven."""
        if not self.is_proven:
            return "Not known"
        return "Unused" if self.challan.unconsumed_amount == self.challan.challan_amount else "Partly used"


def balances(held: Holdings, facts: Facts) -> Iterator[tuple[Stored, Balance]]:
    """All challans with a balance of a client, each with its proof."""
    paid: defaultdict[Deposit, list[Challan]] = defaultdict(list)
    for stored in held["challans"]:
        if isinstance(stored.record, Challan):
            paid[deposit_of(stored.record)].append(stored.record)
    for stored in held["unconsumed"]:
        challan = stored.record
        if isinstance(challan, UnconsumedChallan):
            deposit = deposit_of(challan)
            yield stored, _balance(challan, paid[deposit], facts.amounts.get(deposit))


def _balance(challan: UnconsumedChallan, paid: list[Challan], typed: Decimal | None) -> Balance:
    """An amount is known only where a challan of the IT portal, or the firm itself, names the challan's own."""
    match = next((one for one in paid if one.total == challan.challan_amount), None)
    if match:
        return Balance(challan=challan, paid=match, known_from="IT portal")
    known_from = "Firm" if typed == challan.challan_amount else "Differs" if paid or typed is not None else "Not known"
    return Balance(challan=challan, paid=next(iter(paid), None), known_from=known_from)


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored, balance in balances(held, facts):
        yield Line(values=_values(balance), stored=(stored,))


def _values(balance: Balance) -> tuple[Cell, ...]:
    challan, twin = balance.challan, balance.paid
    return (
        challan.bsr_code,
        challan.serial,
        challan.deposited_on,
        challan.challan_amount if balance.is_proven else None,
        challan.unconsumed_amount if balance.is_proven else None,
        balance.use,
        balance.known_from,
        head(twin.minor_head) if twin else None,
        codes(twin) if twin else None,
    )


SHEET = Sheet(
    title="Unconsumed Challans",
    columns=result_columns(
        Column(title="BSR code", kind=Kind.CODE, width=10),
        Column(title="Challan no.", kind=Kind.CODE, width=10),
        Column(title="Deposited on", kind=Kind.DATE),
        Column(
            title="Challan amount", kind=Kind.RUPEES, width=16, note="Shown where a challan of the IT portal proves it."
        ),
        Column(title="Unconsumed amount", kind=Kind.RUPEES, width=18, note="Shown where the challan amount is proven."),
        Column(title="Use", note="Unused, Partly used or Not known."),
        Column(
            title="Amount known from", width=16, note="IT portal, Firm (the amount you typed), Differs or Not known."
        ),
        Column(title="Minor head", width=26),
        Column(title="Section / payment code", width=16),
    ),
    key=lambda cell: (
        cell("TAN"),
        cell("BSR code"),
        cell("Deposited on"),
        cell("Challan no.").lstrip("0"),
    ),
    own=(*OWN, OWN_AMOUNT),
)

UNCONSUMED = Module(
    name="unconsumed",
    title=MODULE_TITLES["unconsumed"],
    sources=(Source(Portal.TRACES, (Part(act=Act.OLD, asked=old_years, fetch=_fetch), NEW_ACT_AT_TRACES)),),
    key=lambda challan: (challan.bsr_code, challan.deposited_on.isoformat(), str(int(challan.serial))),
    views=(View(sheet=SHEET, lines=_lines, headline="Unconsumed amount", joins=("challans",)),),
)
