"""The firm's certificates as its register says them."""

import pytest

from tdsxl.sheets.contents import Line, RegisterReader, Value
from tdsxl.values import Tan

TITLES = ("TAN", "Certificate no.", "Deductee PAN", "FY / Tax year", "Section", "Rate %", "Limit")
PINE = Tan("MUMP10001A")


def lines(*rows: tuple[Value, ...]) -> list[Line]:
    """Rows below a header in row 4: number, section and rate of certificates of one deductee."""
    places = {title: place for place, title in enumerate(TITLES)}
    return [
        Line(row=at, cells=[PINE, number, "ABCDE1234F", "2025-26", section, rate, ""], places=places)
        for at, (number, section, rate) in enumerate(rows, 5)
    ]


@pytest.mark.parametrize("typed", [" 1234a5b6c7 ", "1234 A5B6\u00a0C7", "'1234A5B6C7", "\u20191234A5b6C7"])
def test_a_number_is_read_as_portals_print_it(typed: str) -> None:
    """However it was typed, so that it is asked for and compared as the same."""
    register = RegisterReader().register(iter(lines((typed, "", ""))))
    assert [row.certificate_no for row in register[PINE]] == ["1234A5B6C7"]
