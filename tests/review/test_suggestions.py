"""What the modules say only together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tdsxl.modules.base import Facts
from tdsxl.records import Certificate, Challan, Record, RegisterRow, UnconsumedChallan
from tdsxl.review.returns_due import Due, Filing
from tdsxl.review.suggestions import About, Suggestion, suggestions, uncompared
from tdsxl.values import Act, Form, Quarter, Tan, Year
from tests.modules.samples import certificate, challan, demand, register_row, stored, unconsumed

TODAY = date(2026, 11, 23)
TAN = Tan("PNEA00001A")


def found(
    *records: Record,
    register: Sequence[RegisterRow] = (),
    due: Sequence[Due] = (),
    typed: dict[tuple[str, date, int], Decimal] | None = None,
) -> list[Suggestion]:
    names = {"challans": Challan, "unconsumed": UnconsumedChallan, "ldc": Certificate}
    held = {name: [stored(record) for record in records if isinstance(record, kind)] for name, kind in names.items()}
    held["demand"] = [stored(record) for record in records if not isinstance(record, tuple(names.values()))]
    facts = Facts(tan=TAN, files={}, read_on=TODAY, amounts=typed or {})
    return list(suggestions(held, facts, register=register, due=due, today=TODAY))


def paid(left: UnconsumedChallan, year: int = 2024) -> Challan:
    """The challan record that proves a balance."""
    of = {"bsr_code": left.bsr_code, "serial": left.serial, "deposited_on": left.deposited_on}
    return challan(**of, total=left.challan_amount, year=Year(year))


LEFT = replace(unconsumed(), challan_amount=Decimal(1000), unconsumed_amount=Decimal(600))


def test_a_balance_could_meet_a_demand_of_its_year() -> None:
    """The smaller of both is what it could bring; the year limit is told, and all rows are named."""
    (one,) = found(demand(2024, processed=400), LEFT, paid(LEFT))
    assert (one.about, one.act, one.section, one.year) == (About.BALANCE_FOR_DEMAND, Act.OLD, "220", Year(2024))
    assert one.amount == Decimal(400)
    assert "TRACES limits tagging by year" in one.what
    assert one.rows.startswith(f"Outstanding Demand 2024-25; Unconsumed Challans {LEFT.bsr_code}")


def test_a_balance_of_another_year_is_not_suggested() -> None:
    """Nor one whose amount nothing proves."""
    assert found(demand(2023, processed=400), LEFT, paid(LEFT)) == []
    assert found(demand(2024, processed=400), LEFT) == []


def test_an_amount_that_the_firm_typed_proves_a_balance_too() -> None:
    """The right one; another proves nothing."""
    key = (LEFT.bsr_code, LEFT.deposited_on, int(LEFT.serial))
    year = Year.of(LEFT.deposited_on).start
    assert [one.about for one in found(demand(year, 400), LEFT, typed={key: Decimal(1000)})] == [
        About.BALANCE_FOR_DEMAND
    ]
    assert found(demand(year, 400), LEFT, typed={key: Decimal(999)}) == []


def test_a_challan_that_no_statement_has_used() -> None:
    """All of it is left."""
    unused = replace(LEFT, unconsumed_amount=LEFT.challan_amount)
    (one,) = found(unused, paid(unused))
    assert (one.about, one.section, one.amount) == (About.IN_NO_STATEMENT, "200(3)", Decimal(1000))


GOOD = certificate(
    found=True,
    year=Year(2026),
    valid_from=date(2026, 4, 1),
    valid_to=date(2027, 3, 31),
    limit=Decimal(1000),
    consumed=Decimal(100),
    balance=Decimal(900),
)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"cancelled_on": date(2026, 11, 20)}, "Cancelled on 20-Nov-2026: deduct at the full rate."),
        ({"valid_to": date(2026, 11, 1)}, "Expired on 01-Nov-2026: deduct at the full rate."),
        ({"consumed": Decimal(1000)}, "Exhausted: deduct at the full rate."),
        ({"consumed": Decimal(800)}, "80 % of its limit of Rs. 1,000.00 is used."),
        ({"valid_to": date(2026, 12, 23)}, "Ends on 23-Dec-2026."),
    ],
)
def test_a_certificate_warns_before_it_is_used_up(other: dict[str, object], said: str) -> None:
    """By limit, by day, and when it can no longer be used."""
    (one,) = found(replace(GOOD, **other))  # type: ignore[arg-type]  # fields by name
    assert (one.about, one.what) == (About.CERTIFICATE, said)


def test_a_certificate_ages_from_its_end_on() -> None:
    """From the day it was cancelled, or was its last; before that it has a last day at most."""
    days = {"cancelled_on": date(2026, 11, 20)}, {"valid_to": date(2026, 11, 1)}, {"valid_to": date(2026, 12, 23)}
    found_ones = [found(replace(GOOD, **day))[0] for day in days]  # type: ignore[arg-type]  # fields by name
    assert [(one.since, one.by) for one in found_ones] == [
        (date(2026, 11, 20), None),
        (date(2026, 11, 1), None),
        (None, date(2026, 12, 23)),
    ]


def test_a_certificate_whose_time_is_long_over_says_nothing() -> None:
    """Nobody deducts under it any more."""
    past = replace(GOOD, valid_from=date(2025, 4, 1), valid_to=date(2026, 3, 31))
    assert found(past, replace(past, consumed=past.limit), replace(past, cancelled_on=date(2025, 12, 1))) == []


def test_a_certificate_of_the_last_old_year_that_runs_on_warns_too() -> None:
    """With the balance that the sheet LDC works out, where TRACES states none."""
    runs_on = replace(GOOD, act=Act.OLD, year=Year(2025), valid_to=date(2027, 3, 31), balance=None)
    (used,) = found(replace(runs_on, consumed=runs_on.limit))
    (near,) = found(replace(runs_on, consumed=Decimal(800)))
    assert (used.what, used.amount) == ("Exhausted: deduct at the full rate.", None)
    assert near.amount == Decimal(200)


@pytest.mark.parametrize(
    "ended", [{"active": False}, {"cancelled_on": date(2026, 11, 1)}, {"valid_to": date(2026, 11, 1)}]
)
def test_what_is_left_of_a_certificate_that_ended_is_no_amount(ended: dict[str, object]) -> None:
    """Nobody can use it any more."""
    (one,) = found(replace(GOOD, balance=Decimal(400), **ended))  # type: ignore[arg-type]  # fields by name
    assert one.what.endswith("deduct at the full rate.")
    assert one.amount is None


def test_a_certificate_in_order_says_nothing() -> None:
    """Neither does one whose register agrees but for spaces."""
    mine = replace(register_row(GOOD.certificate_no), section=(GOOD.section or "").lower(), rate=GOOD.rate)
    assert found(GOOD, register=[mine]) == []


def test_a_register_that_differs_is_told_field_by_field() -> None:
    """With both values."""
    mine = replace(register_row(GOOD.certificate_no), section=None, rate=Decimal(2), limit=Decimal(5))
    theirs = replace(GOOD, rate=Decimal(1))
    assert [one.what for one in found(theirs, register=[mine])] == [
        "Rate %: 2 in your register, 1 at TRACES.",
        "Limit: 5 in your register, 1000 at TRACES.",
    ]


@pytest.mark.parametrize("typed", ["a1b2c3d4e5", "A1B2 C3D4 E5", "A1B2-C3D4E5"])
def test_a_number_is_known_however_it_is_written(typed: str) -> None:
    """By its letters and digits; one without a number is compared with none."""
    theirs = replace(GOOD, certificate_no="A1B2C3D4E5", rate=Decimal(1))
    mine = replace(register_row(typed), rate=Decimal(2))
    (one,) = found(theirs, register=[mine, replace(mine, certificate_no="")])
    assert one.what == "Rate %: 2 in your register, 1 at TRACES."


def test_rows_that_are_compared_with_nothing_are_told_in_one_line() -> None:
    """Without a number; those that say nothing to compare are not counted."""
    silent, mine = register_row(""), replace(register_row(""), rate=Decimal(2))
    assert list(uncompared({TAN: (silent, register_row("C1"))})) == []
    assert list(uncompared({TAN: (silent, mine)})) == [
        "LDC Register, row of PNEA00001A ABCDE1234F 2025-26: without a certificate number, section, rate and limit"
        " are compared with nothing."
    ]
    (line,) = uncompared({TAN: (mine, replace(mine, rate=None, section="94C")), Tan("PNEA00002B"): (mine,)})
    assert line.startswith("LDC Register, row of PNEA00001A ABCDE1234F 2025-26 and 2 more: ")


def test_a_late_statement_has_its_fee_under_its_own_act() -> None:
    """And says that the cap is not known."""
    late = Due(
        year=Year(2026),
        quarter=Quarter.Q1,
        form=Form.F140,
        on=date(2026, 7, 31),
        filing=Filing.PENDING,
        filed_on=None,
        days_late=3,
        fee=Decimal(600),
        why="",
    )
    (one,) = found(due=[late, replace(late, filing=Filing.FILED_LATE)])
    assert (one.about, one.section, one.amount) == (About.LATE_FEE, "427", Decimal(600))
    assert "cap not known" in one.what
