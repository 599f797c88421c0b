"""Unconsumed Challans: amounts are shown only where a challan of the IT portal proves them."""

from datetime import date
from decimal import Decimal

from tdsxl.modules.unconsumed import UNCONSUMED
from tdsxl.portals.base import Listing
from tdsxl.records import Challan, UnconsumedChallan
from tdsxl.tables import Cell
from tdsxl.values import Portal
from tests.modules.samples import ask, challan, lines, stored, told, unconsumed

(VIEW,) = UNCONSUMED.views


class Traces:
    """Two challans with a balance left."""

    def unconsumed(self) -> Listing[UnconsumedChallan]:
        return Listing((unconsumed(), unconsumed(serial="1235")), 2)


def shown(row: UnconsumedChallan, *paid: Challan) -> dict[str, Cell]:
    (found,) = lines(VIEW, {"unconsumed": [stored(row)], "challans": [stored(one, Portal.ITPORTAL) for one in paid]})
    return found


def test_the_list_is_read_whole() -> None:
    """With the portal's total."""
    fetch = UNCONSUMED.sources[0].parts[0].fetch
    assert fetch
    assert told(list(fetch(Traces(), ask(2025)))) == ["all: UnconsumedChallan", "all: UnconsumedChallan", "all: end, 2"]


def test_a_proven_amount_is_shown_with_its_use() -> None:
    """Serial numbers agree as numbers; head and codes come from the challan."""
    row = shown(unconsumed(), challan())
    assert row == {
        "BSR code": "0510308",
        "Challan no.": "1234",
        "Deposited on": date(2025, 6, 7),
        "Challan amount": 25000,
        "Unconsumed amount": 25000,
        "Use": "Unused",
        "Amount known from": "IT portal",
        "Minor head": "200 Payable by taxpayer",
        "Section / payment code": "94C",
    }
    assert shown(unconsumed(unconsumed_amount=Decimal("0.50")), challan())["Use"] == "Partly used"


def test_an_amount_that_differs_is_not_shown() -> None:
    """The difference is told; head and codes still come from the challan of that deposit."""
    row = shown(unconsumed(), challan(total=Decimal(24999)))
    assert (row["Use"], row["Amount known from"]) == ("Not known", "Differs")
    assert (row["Minor head"], row["Section / payment code"]) == ("200 Payable by taxpayer", "94C")
    assert {"Challan amount", "Unconsumed amount"}.isdisjoint(row)


def test_an_amount_that_nothing_proves_is_not_shown() -> None:
    """A challan of another bank, day or serial proves nothing."""
    others = (
        challan(bsr_code="0510309"),
        challan(deposited_on=date(2025, 6, 8)),
        challan(serial="12340"),
    )
    row = shown(unconsumed(), *others)
    assert row == {
        "BSR code": "0510308",
        "Challan no.": "1234",
        "Deposited on": date(2025, 6, 7),
        "Use": "Not known",
        "Amount known from": "Not known",
    }


def test_one_of_several_challans_of_a_deposit_is_enough() -> None:
    """The one whose amount agrees gives head and codes."""
    row = shown(unconsumed(), challan(total=Decimal(1), minor_head="400"), challan(minor_head="500"))
    assert (row["Amount known from"], row["Minor head"]) == ("IT portal", "500 Other receipts")


def test_serials_are_numbers_in_keys() -> None:
    """Zeros in front make no other row, in the journal or on the sheet."""
    assert UNCONSUMED.key(unconsumed(serial="01234")) == UNCONSUMED.key(unconsumed())
    keys = {VIEW.sheet.key({"Challan no.": serial}.get) for serial in ("01234", "1234")}  # type: ignore[arg-type]  # other cells are blank
    assert len(keys) == 1
