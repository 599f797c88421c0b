"""Challans: payment history with details, totals and codes in words."""

from datetime import date
from decimal import Decimal

import pytest

from tdsxl.modules.base import Ask
from tdsxl.modules.challans import CHALLANS, head
from tdsxl.portals.base import Listing
from tdsxl.portals.itportal.pages.payments import Payment
from tdsxl.records import Challan, Item, Row
from tdsxl.values import Act, Portal
from tests.modules.samples import ask, challan, line, lines, stored, told

(VIEW,) = CHALLANS.views


def payment(cin: str, paid_on: date, amount: int = 25000) -> Payment:
    blank = dict.fromkeys(("assessment_year", "major_head", "minor_head", "bank_reference"))
    return Payment(act=Act.OLD, cin=cin, crn=cin[:14], amount=Decimal(amount), paid_on=paid_on, **blank)


class ItPortal:
    """A payment history, and details for whoever asks."""

    def __init__(self, *payments: Payment, total: int | None = None) -> None:
        self.listing = Listing(payments, total)
        self.asked: list[str] = []

    def payments(self, act: Act) -> Listing[Payment]:
        return self.listing

    def challan(self, payment: Payment) -> Challan:
        self.asked.append(payment.cin)
        return challan(cin=payment.cin, total=payment.amount, deposited_on=payment.paid_on)


def fetched(portal: ItPortal, asked: Ask, *, part: int = 0) -> list[Item]:
    fetch = CHALLANS.sources[0].parts[part].fetch
    assert fetch
    return list(fetch(portal, asked))


def test_payments_stand_in_the_year_in_which_they_were_made() -> None:
    """31 March is last year's; payments of other years are not asked for, and the portal's total is told by year."""
    portal = ItPortal(
        payment("A", date(2026, 3, 31)),
        payment("B", date(2026, 4, 1)),
        payment("C", date(2025, 4, 1)),
        payment("D", date(2025, 3, 31)),
        total=4,
    )
    assert told(fetched(portal, ask(2025, 2026))) == [
        "1961 Act 2025-26: Challan",
        "1961 Act 2025-26: Challan",
        "1961 Act 2025-26: end, 2",
        "1961 Act 2026-27: Challan",
        "1961 Act 2026-27: end, 1",
    ]
    assert portal.asked == ["A", "C", "B"]


def test_a_list_that_states_no_total_has_none() -> None:
    """Its rows are not taken for one."""
    assert told(fetched(ItPortal(payment("A", date(2025, 5, 1))), ask(2025)))[-1] == "1961 Act 2025-26: end, None"


def test_both_acts_keep_their_lists_apart() -> None:
    """The same year stands in both for a while."""
    assert told(fetched(ItPortal(total=0), ask(2026), part=1)) == ["2025 Act 2026-27: end, 0"]


def test_details_are_asked_for_once() -> None:
    """They do not change; only a payment of another amount is looked at again."""
    known = {"A": challan(cin="A"), "B": challan(cin="B", total=Decimal(1))}
    portal = ItPortal(payment("A", date(2025, 5, 1)), payment("B", date(2025, 5, 1)))
    rows = [item for item in fetched(portal, ask(2025, details=known)) if isinstance(item, Row)]
    assert portal.asked == ["B"]
    assert rows[0].record == known["A"]
    assert isinstance(rows[1].record, Challan)
    assert rows[1].record.total == 25000


def test_amounts_are_the_challans_totals() -> None:
    """Over all its codes, each of which is named once, with its nature in words."""
    record = challan(
        lines=(
            line("1023", "Contractors", tax=100, surcharge=1, cess=2, interest=3, penalty=4, fee=5),
            line("1027", "Rent", tax=200, fee=10),
            line("1023", "Contractors", tax=50),
            line("1099", None, interest=7),
        ),
        total=Decimal(382),
    )
    (row,) = lines(VIEW, {"challans": [stored(record, Portal.ITPORTAL)]})
    amounts = [row[title] for title in ("Tax", "Surcharge", "Cess", "Interest", "Penalty", "Fee / Others", "Total")]
    assert amounts == [350, 1, 2, 10, 4, 15, 382]
    assert (row["Section / payment code"], row["Nature of payment"]) == ("1023, 1027, 1099", "Contractors; Rent")
    assert (row["BSR code"], row["Challan no."], row["Assessment year"]) == ("0510308", "01234", "2026-27")
    assert (row["Major head"], row["Minor head"]) == ("0020 Company deductees", "200 Payable by taxpayer")


def test_what_the_reply_lacks_is_blank() -> None:
    """Not nought, and no empty text."""
    record = challan(
        act=Act.NEW, year=None, assessment_year=None, major_head=None, minor_head=None, lines=(line("1023", tax=1),)
    )
    (row,) = lines(VIEW, {"challans": [stored(record, Portal.ITPORTAL)]})
    missing = {"FY / Tax year", "Assessment year", "Major head", "Minor head", "Nature of payment", "Bank reference"}
    assert missing.isdisjoint(row)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("0020", "0020 Company deductees"),
        ("0021", "0021 Other deductees"),
        ("200", "200 Payable by taxpayer"),
        ("400", "400 Regular assessment"),
        ("500", "500 Other receipts"),
        ("800", "800 PAN-based TDS demand"),
        ("999", "999"),
        (None, None),
    ],
)
def test_heads_in_words(code: str | None, words: str | None) -> None:
    """An unknown one is shown as it is."""
    assert head(code) == words


def test_a_challan_is_its_cin() -> None:
    """Nothing else that the portal prints makes another row."""
    assert CHALLANS.key(challan()) == CHALLANS.key(challan(total=Decimal(1), serial="1")) == ("25060700001234KKBK",)
