"""Outstanding Demand by year, and the defaults behind it."""

from datetime import date
from decimal import Decimal

import pytest

from tdsxl.errors import PortalChanged
from tdsxl.modules.demand import DEMAND
from tdsxl.portals.base import Listing
from tdsxl.portals.traces.pages.demands import DemandList
from tdsxl.records import DefaultSummary, Item
from tdsxl.values import Form, Quarter, Year
from tests.modules.samples import ask, demand, lines, stored, summary, told

BY_YEAR, DEFAULTS = DEMAND.views


class Traces:
    """Demand for two years, or with Prior Years shut; one default summary a year."""

    def __init__(self, *, unopened: str = "") -> None:
        self.unopened = unopened

    def demands(self) -> DemandList:
        rows = (demand(2025, 10), demand(None if self.unopened else 2012, 5))
        return DemandList(rows=rows, total=None if self.unopened else 2, unopened=self.unopened)

    def default_summaries(self, year: Year) -> Listing[DefaultSummary]:
        return Listing((summary(year=year),), None)


def test_demand_is_read_whole_and_defaults_by_year() -> None:
    """Only years of the 1961 Act are asked for."""
    fetch = DEMAND.sources[0].parts[0].fetch
    assert fetch
    assert told(list(fetch(Traces(), ask(2024, 2025, 2026)))) == [
        "demand: Demand",
        "demand: Demand",
        "demand: end, 2",
        "defaults 2024-25: DefaultSummary",
        "defaults 2024-25: end, None",
        "defaults 2025-26: DefaultSummary",
        "defaults 2025-26: end, None",
    ]


def test_prior_years_that_stay_shut_leave_the_module_unchecked() -> None:
    """Its row is shown and the defaults are read; the list does not end, so that no year opened before is gone."""
    fetch = DEMAND.sources[0].parts[0].fetch
    assert fetch
    items: list[Item] = []

    def read() -> None:
        items.extend(fetch(Traces(unopened="Prior Years could not be opened."), ask(2025)))

    def read_one_by_one() -> None:
        for item in fetch(Traces(unopened="Prior Years could not be opened."), ask(2025)):
            items.append(item)  # what came before the error counts

    with pytest.raises(PortalChanged, match="could not be opened"):
        read_one_by_one()
    assert told(items) == [
        "demand: Demand",
        "demand: Demand",
        "defaults 2025-26: DefaultSummary",
        "defaults 2025-26: end, None",
    ]


def test_demand_of_a_year_is_summed() -> None:
    """Prior Years that could not be opened stand as a row of their own."""
    held = [stored(demand(2025, 100, 23)), stored(demand(None, 7)), stored(summary())]
    assert lines(BY_YEAR, {"demand": held}) == [
        {
            "Act": "1961 Act",
            "FY / Tax year": "2025-26",
            "Manual demand (AO)": 100,
            "Processed demand (CPC)": 23,
            "Total demand": 123,
        },
        {
            "Act": "1961 Act",
            "FY / Tax year": "Prior Years",
            "Manual demand (AO)": 7,
            "Processed demand (CPC)": 0,
            "Total demand": 7,
        },
    ]


def test_defaults_show_what_is_payable() -> None:
    """`NA` is blank and nought is nought; reported lines are added up."""
    record = summary(
        short_payment=Decimal(0),
        late_filing_fee=Decimal(200),
        reported=(Decimal(5), Decimal("2.50")),
        net_payable=Decimal("192.50"),
        order_passed_on=date(2025, 9, 1),
        without_pan=0,
        corrections=2,
    )
    (row,) = lines(DEFAULTS, {"demand": [stored(record), stored(demand(2025))]})
    assert row == {
        "Act": "1961 Act",
        "FY / Tax year": "2025-26",
        "Quarter": "Q1",
        "Form": "26Q",
        "Short payment": 0,
        "Late filing fee (234E/427)": 200,
        "Reported as interest/others": Decimal("7.50"),
        "Net payable": Decimal("192.50"),
        "Order passed on": date(2025, 9, 1),
        "Deductees without PAN": 0,
        "Correction statements": 2,
    }


def test_both_kinds_of_records_have_keys_of_their_own() -> None:
    """A year of demand is no quarter of defaults."""
    rows = (demand(2025), demand(None), summary(), summary(quarter=Quarter.Q2), summary(form=Form.F24Q))
    assert len({DEMAND.key(row) for row in rows}) == 5
    assert DEMAND.key(demand(2025, 9)) == DEMAND.key(demand(2025))
