"""What falls due, and what became of it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from tdsxl.records import Record
from tdsxl.review.due_dates import DueDates
from tdsxl.review.returns_due import Due, Filing, Returns, returns_due
from tdsxl.tables import Exemption
from tdsxl.values import Form, Quarter, StatementType, Year, both_acts
from tests.modules.samples import filed, processed, stored

TODAY = date(2026, 11, 23)
Y2025, Y2026 = Year(2025), Year(2026)


def due(
    *records: Record,
    forms: Iterable[Form] = (),
    exempt: Iterable[Exemption] = (),
    checked: Iterable[Year] = (Y2025, Y2026),
    today: date = TODAY,
) -> dict[tuple[str, str], Due]:
    """Year and quarter → what is due, of the one form there is."""
    returns = Returns(
        held=[stored(record) for record in records],
        forms=both_acts(forms),
        exempt=tuple(exempt),
        checked=frozenset(checked),
    )
    found = returns_due(returns, [Y2025, Y2026], DueDates(), today)
    return {(str(one.year), one.quarter.value): one for one in found}


def test_what_no_portal_shows_is_pending_with_its_days() -> None:
    """Two hundred rupees for each of them."""
    one = due(forms=[Form.F26Q])["2026-27", "Q1"]
    assert (one.filing, one.form, one.on, one.days_late) == (Filing.PENDING, Form.F140, date(2026, 7, 31), 115)
    assert one.fee == Decimal(23_000)


def test_a_quarter_under_way_is_not_due_yet() -> None:
    """One whose day is still to come is upcoming, without a fee."""
    found = due(forms=[Form.F26Q], today=date(2026, 10, 5))
    assert ("2026-27", "Q3") not in found
    assert (found["2026-27", "Q2"].filing, found["2026-27", "Q2"].fee) == (Filing.UPCOMING, None)


@pytest.mark.parametrize(
    ("day", "filing", "late"), [(date(2026, 1, 31), Filing.FILED, None), (date(2026, 2, 2), Filing.FILED_LATE, 2)]
)
def test_what_was_filed_is_in_time_or_late(day: date, filing: Filing, late: int | None) -> None:
    """Either portal may show it."""
    for statement in (filed, processed):
        record = statement(year=Y2025, quarter=Quarter.Q3, form=Form.F26Q, filed_on=day)
        one = due(record)["2025-26", "Q3"]
        assert (one.filing, one.filed_on, one.days_late) == (filing, day, late)


def test_a_correction_is_no_filing() -> None:
    """Nor does it teach that the quarter was filed."""
    record = filed(year=Y2025, quarter=Quarter.Q3, form=Form.F26Q, type=StatementType.CORRECTION)
    assert due(record)["2025-26", "Q3"].filing is Filing.PENDING


def test_a_rejected_statement_is_to_be_filed_again() -> None:
    """Although the IT portal took it that day; a later one that stands mends it."""
    where = {"year": Y2025, "quarter": Quarter.Q3, "form": Form.F26Q}
    day, later = date(2026, 1, 20), date(2026, 1, 25)
    both = (filed(**where, filed_on=day), processed(**where, filed_on=day, status="Rejected"))
    assert due(*both)["2025-26", "Q3"].filing is Filing.REJECTED
    assert due(*both, filed(**where, filed_on=later))["2025-26", "Q3"].filing is Filing.FILED


def test_forms_are_learnt_from_what_was_filed() -> None:
    """And go on under the other Act's number; a client of whom nothing is known owes nothing by guess."""
    found = due(filed(year=Y2025, quarter=Quarter.Q1, form=Form.F26Q))
    assert {one.form for one in found.values()} == {Form.F26Q, Form.F140}
    assert found["2026-27", "Q1"].why == "26Q filed for 2025-26 Q1"
    assert due() == {}


def test_the_firm_says_what_is_not_due() -> None:
    """For a quarter, a year, or ever; what was filed all the same shows as filed."""
    once = Exemption(form=Form.F26Q, year=Y2025, quarter=Quarter.Q2)
    found = due(forms=[Form.F26Q], exempt=[once])
    assert [quarter for (year, quarter), one in found.items() if one.filing is Filing.NOT_DUE] == ["Q2"]
    ever = due(forms=[Form.F26Q], exempt=[Exemption(form=Form.F26Q)])
    assert {one.filing for (year, _), one in ever.items() if year == "2025-26"} == {Filing.NOT_DUE}


def test_what_was_not_read_is_not_called_pending() -> None:
    """Nobody can say whether it was filed."""
    assert {one.filing for one in due(forms=[Form.F26Q], checked=()).values()} == {Filing.NOT_CHECKED}
