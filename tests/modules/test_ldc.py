"""Verify LDC: certificates of the register and of the TAN, and what they are good for."""

from datetime import date
from decimal import Decimal

import pytest

from tdsxl.modules.base import Ask
from tdsxl.modules.ldc import LDC, verdict
from tdsxl.portals.base import Listing
from tdsxl.records import Certificate, Item, ListRead, RegisterRow, Row
from tdsxl.values import Act, Year
from tests.modules.samples import TODAY, ask, certificate, lines, register_row, stored, told

(VIEW,) = LDC.views
OVER, AHEAD = date(2026, 11, 21), date(2026, 11, 23)


class Traces:
    """Knows one child certificate; answers for every line of the register."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def certificates(self, row: RegisterRow) -> Listing[Certificate]:
        self.asked.append(row.certificate_no)
        return Listing((certificate(certificate_no=row.certificate_no),), 1)

    def child_certificates(self) -> Listing[Certificate]:
        return Listing((_child("N1"),), None)

    def child_certificate(self, row: RegisterRow) -> Certificate:
        self.asked.append(row.certificate_no)
        return _child(row.certificate_no, found=False)


def _child(number: str, *, found: bool = True) -> Certificate:
    return certificate(act=Act.NEW, year=Year(2026), certificate_no=number, found=found)


def fetched(asked: Ask, *, part: int) -> tuple[Traces, list[Item]]:
    traces, fetch = Traces(), LDC.sources[0].parts[part].fetch
    assert fetch
    return traces, list(fetch(traces, asked))


def test_each_line_of_the_1961_act_is_a_list_of_its_own() -> None:
    """So that taking a line out of the register makes no certificate gone."""
    register = (register_row("C100"), register_row("C200", year=2024), register_row("N1", year=2026))
    traces, items = fetched(ask(2025, register=register), part=0)
    assert told(items) == [
        "C100 ABCDE1234F 2025-26: Certificate",
        "C100 ABCDE1234F 2025-26: end, 1",
        "C200 ABCDE1234F 2024-25: Certificate",
        "C200 ABCDE1234F 2024-25: end, 1",
    ]
    assert traces.asked == ["C100", "C200"]


def test_what_two_lines_stand_for_counts_once_and_what_is_not_found_not_at_all() -> None:
    """So that the portal's total is that of its certificates, as are the rows beside it."""

    class Twice(Traces):
        def certificates(self, row: RegisterRow) -> Listing[Certificate]:
            if row.certificate_no == "C9":
                return Listing((certificate(certificate_no="C9", found=False),), 0)
            return Listing((certificate(certificate_no="C100"),), 1)

    fetch = LDC.sources[0].parts[0].fetch
    assert fetch
    register = (register_row("C100"), register_row(""), register_row("C9"))
    items = list(fetch(Twice(), ask(2025, register=register)))
    assert [item.portal_total for item in items if isinstance(item, ListRead)] == [1, 0, 0]
    assert [item.is_ours for item in items if isinstance(item, Row)] == [False, False, True]


def test_child_certificates_are_read_without_a_register() -> None:
    """All of the TAN; a line that the list answers is not asked for again."""
    for register in ((), (register_row("N1", year=2026),), (register_row("", year=2026),)):
        traces, items = fetched(ask(2026, register=register), part=1)
        assert (traces.asked, told(items)) == ([], ["children: Certificate", "children: end, None"])


def test_a_numbered_line_that_the_list_lacks_is_asked_for() -> None:
    """By itself."""
    traces, items = fetched(ask(2026, register=(register_row("N2", year=2026),)), part=1)
    assert traces.asked == ["N2"]
    assert told(items)[2:] == ["N2 ABCDE1234F 2026-27: Certificate", "N2 ABCDE1234F 2026-27: end, None"]


def test_a_line_without_a_number_that_the_list_lacks_is_not_found() -> None:
    """The whole list has shown it; nothing more is asked."""
    for row in (register_row("", year=2027), register_row("", year=2026, pan="ZZZZZ9999Z")):
        traces, items = fetched(ask(2026, register=(row,)), part=1)
        last = next(item.record for item in reversed(items) if isinstance(item, Row))
        assert traces.asked == []
        assert isinstance(last, Certificate)
        assert (last.found, last.certificate_no, last.deductee_pan, last.year) == (
            False,
            "",
            row.deductee_pan,
            row.year,
        )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "Valid"),
        ({"limit": Decimal(10), "consumed": Decimal(10)}, "Exhausted"),
        ({"limit": Decimal(10), "consumed": Decimal("9.99")}, "Valid"),
        ({"limit": Decimal(0), "consumed": Decimal(0)}, "Valid"),
        ({"valid_from": AHEAD}, "Not yet valid"),
        ({"valid_from": TODAY, "valid_to": TODAY}, "Valid"),
        ({"valid_to": OVER}, "Expired"),
        ({"active": False}, "Not active"),
        ({"active": True}, "Valid"),
        ({"cancelled_on": TODAY}, "Cancelled"),
        ({"cancelled_on": AHEAD}, "Valid"),
        ({"found": False}, "Not found"),
    ],
)
def test_verdicts(facts: dict[str, object], expected: str) -> None:
    """As of the day of the read."""
    assert verdict(certificate(**facts), TODAY) == expected


def test_the_first_verdict_that_fits_is_told() -> None:
    """The worst news first: taking away what fits, one by one, gives all words in their order."""
    facts: dict[str, object] = {
        "found": False,
        "cancelled_on": OVER,
        "active": False,
        "valid_to": OVER,
        "valid_from": AHEAD,
        "limit": Decimal(1),
        "consumed": Decimal(1),
    }
    words = []
    for taken in (*facts, ""):
        words.append(verdict(certificate(**facts), TODAY))
        facts.pop(taken, None)
    expected = ["Not found", "Cancelled", "Not active", "Expired", "Not yet valid", "Exhausted", "Valid", "Valid"]
    assert words == expected


def test_a_nil_rate_is_nought() -> None:
    """Balance and share are worked out where the portal gives limit and use."""
    record = certificate(rate=Decimal(0), limit=Decimal(3000), consumed=Decimal(1000))
    (row,) = lines(VIEW, {"ldc": [stored(record)]})
    assert (row["Rate %"], row["Balance"], row["Consumed %"]) == (0, 2000, Decimal("33.33"))
    assert (row["Act"], row["Certificate no."], row["Verdict"]) == ("1961 Act", "C100", "Valid")


def test_what_is_not_known_is_blank() -> None:
    """A certificate that was not found is its line of the register and the verdict."""
    (row,) = lines(VIEW, {"ldc": [stored(certificate(found=False, certificate_no=""))]})
    assert row == {
        "Act": "1961 Act",
        "FY / Tax year": "2025-26",
        "Deductee PAN": "ABCDE1234F",
        "Verdict": "Not found",
    }


def test_the_portals_own_balance_is_shown() -> None:
    """It may know of uses that are not counted yet."""
    record = certificate(limit=Decimal(100), consumed=Decimal(10), balance=Decimal(80))
    (row,) = lines(VIEW, {"ldc": [stored(record)]})
    assert row["Balance"] == 80


def test_a_certificate_is_its_number_pan_and_year() -> None:
    """What it says makes no other row."""
    rows = (certificate(), certificate(certificate_no="X"), certificate(deductee_pan="X"), certificate(year=None))
    assert len({LDC.key(row) for row in rows}) == 4
    assert LDC.key(certificate(rate=Decimal(1))) == LDC.key(certificate())
