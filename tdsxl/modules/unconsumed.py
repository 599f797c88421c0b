"""Unconsumed Challans: challans with a balance left, at TRACES (1961 Act)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from tdsxl.modules.base import NEW_ACT_AT_TRACES, Ask, Facts, Holdings, Line, Module, Part, Source, View, old_years
from tdsxl.modules.challans import codes, head
from tdsxl.modules.columns import result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import Challan, Item, ListRead, Row, UnconsumedChallan
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal

Deposit = tuple[str, date, int]


def _fetch(session: TracesSession, ask: Ask) -> Iterator[Item]:
    listing = session.unconsumed()
    yield from (Row(act=Act.OLD, scope="all", record=row) for row in listing.rows)
    yield ListRead(act=Act.OLD, scope="all", portal_total=listing.total)


def _deposit(challan: Challan | UnconsumedChallan) -> Deposit:
    return (challan.bsr_code, challan.deposited_on, int(challan.serial))


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    paid: defaultdict[Deposit, list[Challan]] = defaultdict(list)
    for stored in held["challans"]:
        if isinstance(stored.record, Challan):
            paid[_deposit(stored.record)].append(stored.record)
    for stored in held["unconsumed"]:
        challan = stored.record
        if isinstance(challan, UnconsumedChallan):
            yield Line(values=_values(challan, paid[_deposit(challan)]), stored=(stored,))


def _values(challan: UnconsumedChallan, paid: list[Challan]) -> tuple[Cell, ...]:
    """An amount is shown only where a challan of the IT portal proves that we may know it."""
    match = next((one for one in paid if one.total == challan.challan_amount), None)
    twin = match or next(iter(paid), None)
    amounts: tuple[Cell, ...] = (None, None, "Not known", "Differs" if paid else "Not known")
    if match:
        use = "Unused" if challan.unconsumed_amount == challan.challan_amount else "Partly used"
        amounts = (challan.challan_amount, challan.unconsumed_amount, use, "IT portal")
    return (
        challan.bsr_code,
        challan.serial,
        challan.deposited_on,
        *amounts,
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
        Column(title="Amount known from", width=16, note="IT portal, Differs or Not known."),
        Column(title="Minor head", width=26),
        Column(title="Section / payment code", width=16),
    ),
    key=lambda cell: (
        cell("TAN"),
        cell("BSR code"),
        cell("Deposited on"),
        cell("Challan no.").lstrip("0"),
    ),
)

UNCONSUMED = Module(
    name="unconsumed",
    title=MODULE_TITLES["unconsumed"],
    sources=(Source(Portal.TRACES, (Part(act=Act.OLD, asked=old_years, fetch=_fetch), NEW_ACT_AT_TRACES)),),
    key=lambda challan: (challan.bsr_code, challan.deposited_on.isoformat(), str(int(challan.serial))),
    views=(View(sheet=SHEET, lines=_lines, joins=("challans",)),),
)
