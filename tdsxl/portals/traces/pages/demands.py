"""Outstanding Demand by year (§5.4). No I/O here."""

from dataclasses import dataclass

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import Fields, changed
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.portals.traces.urls import PRIOR_YEARS_START
from tdsxl.records import Demand
from tdsxl.values import Year

_PAGE = "Outstanding Demand"
_KEYS = "finYr fin aodmnd cpcdmd"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandList:
    """Demand by year, with Prior Years opened where that could be done."""

    rows: tuple[Demand, ...]
    total: int | None
    """Rows as the portal counts them, the row Prior Years left out; None while it is not opened."""
    unopened: str = ""
    """Why the row Prior Years stands for itself, or empty."""


def demand_rows(listing: Listing[Raw]) -> tuple[Demand, ...]:
    """The rows as they stand; the one whose year is None is Prior Years.

    Raises:
        PortalChanged: A row is not of a year, or a year is there twice.
    """
    rows = tuple(_demand(Fields.of(_PAGE, row, _KEYS)) for row in listing.rows)
    if len({row.year for row in rows}) != len(rows):
        raise changed(_PAGE, "TRACES shows a year twice")
    return rows


def with_prior_years(rows: tuple[Demand, ...], opened: tuple[Demand, ...]) -> DemandList:
    """The list with the years inside Prior Years in place of that row.

    Raises:
        PortalChanged: What was opened are not the prior years.
    """
    prior = next(row for row in rows if row.year is None)
    others = tuple(row for row in rows if row.year is not None)
    known = {row.year for row in others}
    if any(row.year is None or row.year in known for row in opened):
        raise changed(_PAGE, "Prior Years opened to years outside it")
    if not opened and (prior.manual or prior.processed):
        raise changed(_PAGE, "Prior Years opened to no rows")
    return DemandList(rows=(*others, *opened), total=len(others) + len(opened))


def _demand(row: Fields) -> Demand:
    return Demand(
        year=_year(row),
        manual=row.needed(row.rupees, "aodmnd"),
        processed=row.needed(row.rupees, "cpcdmd"),
    )


def _year(row: Fields) -> Year | None:
    """The year by its number, told again by its label."""
    start = row.count("fin")
    if start == PRIOR_YEARS_START:
        return None
    return Year(start) if row.year("finYr") == Year(start) else row.refuse("finYr")
