"""Which statements the year's due dates ask of a client, and what became of each. No I/O here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from tdsxl.modules.base import Stored
from tdsxl.records import FiledStatement, StatementStatus
from tdsxl.review.due_dates import DueDates, ends
from tdsxl.tables import Exemption
from tdsxl.values import Form, Quarter, StatementType, Year

FEE_A_DAY = Decimal(200)
"""Rupees for each day a statement is late (234E; 427), at most its tax, which no portal tells here."""
_REJECTED = "Rejected"


Statement = tuple[Year, Quarter, Form]


class Filing(Enum):
    """What became of a statement that falls due."""

    FILED = "Filed"
    FILED_LATE = "Filed late"
    REJECTED = "Rejected"
    """It was filed, and TRACES refused it: it counts as not filed."""
    PENDING = "Pending"
    """Its day has passed, and no portal shows it."""
    UPCOMING = "Upcoming"
    """Its quarter has ended, its day has not come."""
    NOT_DUE = "Nil / not due"
    """The firm says so."""
    NOT_CHECKED = "Not checked"
    """The portals were not read to the end: nobody can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One statement that falls due."""

    year: Year
    quarter: Quarter
    form: Form
    on: date
    filing: Filing
    filed_on: date | None
    days_late: int | None
    """Until it was filed, or until today; None before its day."""
    fee: Decimal | None
    """`FEE_A_DAY` for each of them."""
    why: str
    """Why the form is expected of this client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """What is known of a client's statements."""

    held: Sequence[Stored]
    """Of the module Return Summary."""
    forms: frozenset[Form]
    """As the firm says on Clients, both Acts; empty: learnt from what was filed."""
    exempt: Sequence[Exemption]
    checked: frozenset[Year]
    """Years of which the lists of filed statements were read to the end."""


def returns_due(returns: Returns, years: Iterable[Year], due_dates: DueDates, today: date) -> Iterator[Due]:
    """Every statement of quarters that have ended, by year, quarter and form."""
    expected = _expected(returns)
    for year in years:
        for quarter in Quarter:
            for form, why in expected.items():
                if form.act is year.act and ends(year, quarter) < today:
                    yield _due(returns, (year, quarter, form), due_dates.of(year, quarter, form), today, why=why)


def _expected(returns: Returns) -> dict[Form, str]:
    """Forms that this client files, with the reason; in the order of the forms."""
    if returns.forms:
        return {form: "Forms on the sheet Clients" for form in Form if form in returns.forms}
    found: dict[Form, str] = {}
    for record in _statements(returns):
        for form in (record.form, record.form.twin):
            found.setdefault(form, f"{record.form.value} filed for {record.year} {record.quarter.value}")
    return {form: found[form] for form in Form if form in found}


def _statements(returns: Returns) -> Iterator[FiledStatement | StatementStatus]:
    for stored in returns.held:
        if isinstance(stored.record, FiledStatement | StatementStatus) and stored.gone_at is None:
            yield stored.record


def _due(returns: Returns, statement: Statement, on: date, today: date, *, why: str) -> Due:
    filed, refused = _filed(returns, statement)
    filing = _filing(returns, statement, on, today, filed=filed, is_refused=refused)
    late = max(0, ((filed or today) - on).days)
    is_late = late > 0 and filing in (Filing.FILED_LATE, Filing.PENDING, Filing.REJECTED)
    year, quarter, form = statement
    return Due(
        year=year,
        quarter=quarter,
        form=form,
        on=on,
        filing=filing,
        filed_on=filed,
        days_late=late if is_late else None,
        fee=FEE_A_DAY * late if is_late else None,
        why=why,
    )


def _filed(returns: Returns, statement: Statement) -> tuple[date | None, bool]:
    """The day of the first regular statement that stands, and whether one was refused."""
    regular = [
        record
        for record in _statements(returns)
        if (record.year, record.quarter, record.form, record.type) == (*statement, StatementType.REGULAR)
    ]
    refused = {
        record.filed_on for record in regular if isinstance(record, StatementStatus) and record.status == _REJECTED
    }
    return min({record.filed_on for record in regular} - refused, default=None), bool(refused)


def _filing(
    returns: Returns, statement: Statement, on: date, today: date, *, filed: date | None, is_refused: bool
) -> Filing:
    year, quarter, form = statement
    if filed:
        return Filing.FILED_LATE if filed > on else Filing.FILED
    tests = (
        (Filing.NOT_DUE, any(exemption.covers(form, year, quarter) for exemption in returns.exempt)),
        (Filing.REJECTED, is_refused),
        (Filing.NOT_CHECKED, year not in returns.checked),
        (Filing.PENDING, on < today),
    )
    return next((filing for filing, fits in tests if fits), Filing.UPCOMING)
