"""Outstanding Demand by year, and the default summaries behind it, at TRACES (1961 Act)."""

from collections.abc import Iterator
from decimal import Decimal

from tdsxl.errors import PortalChanged
from tdsxl.modules.base import NEW_ACT_AT_TRACES, Ask, Facts, Holdings, Line, Module, Part, Source, View, old_years
from tdsxl.modules.columns import ACT, FORM, QUARTER, YEAR, result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OWN
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import DefaultSummary, Demand, Item, ListRead, Row
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal

PRIOR_YEARS = "Prior Years"


def _fetch(session: TracesSession, ask: Ask) -> Iterator[Item]:
    demands = session.demands()
    yield from (Row(act=Act.OLD, scope="demand", record=demand) for demand in demands.rows)
    if not demands.unopened:
        yield ListRead(act=Act.OLD, scope="demand", portal_total=demands.total)
    for year in ask.years_of(Act.OLD):
        summaries = session.default_summaries(year)
        scope = f"defaults {year}"
        yield from (Row(act=Act.OLD, scope=scope, record=row) for row in summaries.rows)
        yield ListRead(act=Act.OLD, scope=scope, portal_total=summaries.total)
    if demands.unopened:
        raise PortalChanged(demands.unopened, "The years inside it are on TRACES under Outstanding Demand.")


def _key(record: Demand | DefaultSummary) -> tuple[str, ...]:
    if isinstance(record, Demand):
        return ("demand", str(record.year or PRIOR_YEARS))
    return ("defaults", str(record.year), record.quarter.value, record.form.value)


def _demand_lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored in held["demand"]:
        demand = stored.record
        if isinstance(demand, Demand):
            year = str(demand.year or PRIOR_YEARS)
            total = demand.manual + demand.processed
            values = (Act.OLD.value, year, demand.manual, demand.processed, total)
            yield Line(values=values, stored=(stored,))


def _default_lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored in held["demand"]:
        summary = stored.record
        if isinstance(summary, DefaultSummary):
            yield Line(values=_default_values(summary), stored=(stored,))


def _default_values(summary: DefaultSummary) -> tuple[Cell, ...]:
    return (
        Act.OLD.value,
        str(summary.year),
        summary.quarter.value,
        summary.form.value,
        summary.short_payment,
        summary.short_deduction,
        summary.interest_on_payment,
        summary.interest_on_deduction,
        summary.late_filing_fee,
        summary.interest_on_demand,
        summary.default_payable,
        sum(summary.reported, Decimal(0)) if summary.reported else None,
        summary.net_payable,
        summary.order_passed_on,
        summary.token,
        summary.without_pan,
        summary.invalid_pan,
        summary.corrections,
    )


DEMAND_SHEET = Sheet(
    title="Outstanding Demand",
    columns=result_columns(
        ACT,
        YEAR,
        Column(title="Manual demand (AO)", kind=Kind.RUPEES, width=18, note="Raised by the Assessing Officer."),
        Column(title="Processed demand (CPC)", kind=Kind.RUPEES, width=18, note="Raised by processing."),
        Column(title="Total demand", kind=Kind.RUPEES, width=18),
    ),
    key=lambda cell: (cell("TAN"), cell("FY / Tax year")),
    own=OWN,
)

DEFAULTS_SHEET = Sheet(
    title="Defaults",
    columns=result_columns(
        ACT,
        YEAR,
        QUARTER,
        FORM,
        *(
            Column(title=title, kind=Kind.RUPEES, width=16, note="Payable, as TRACES shows it.")
            for title in (
                "Short payment",
                "Short deduction / collection",
                "Interest on payment default",
                "Interest on deduction default",
                "Late filing fee (234E/427)",
                "Interest on demand (220(2)/411)",
                "Default payable",
                "Reported as interest/others",
                "Net payable",
            )
        ),
        Column(title="Order passed on", kind=Kind.DATE),
        Column(title="Token no.", kind=Kind.CODE, width=18),
        Column(title="Deductees without PAN", kind=Kind.COUNT),
        Column(title="Deductees with invalid PAN", kind=Kind.COUNT),
        Column(title="Correction statements", kind=Kind.COUNT),
    ),
    key=lambda cell: (cell("TAN"), cell("FY / Tax year"), cell("Quarter"), cell("Form")),
    own=OWN,
)

DEMAND = Module(
    name="demand",
    title=MODULE_TITLES["demand"],
    sources=(Source(Portal.TRACES, (Part(act=Act.OLD, asked=old_years, fetch=_fetch), NEW_ACT_AT_TRACES)),),
    key=_key,
    views=(
        View(sheet=DEMAND_SHEET, lines=_demand_lines, headline="Total demand"),
        View(sheet=DEFAULTS_SHEET, lines=_default_lines, headline="Net payable"),
    ),
)
