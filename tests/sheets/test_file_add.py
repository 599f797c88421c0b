"""Lists put into the tables that the firm fills."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tdsxl.errors import LocalError
from tdsxl.names import MODULE_TITLES
from tdsxl.records import RegisterRow
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.values import Year
from tests.full_disk import no_room
from tests.sheets import foreign
from tests.sheets.samples import file_book, make_book, shown, tan

LINES = (
    ClientLine(2, tan(2), {"Client name": "Renamed", "Group": "West", "PAN": "ABCDE1234F"}),
    ClientLine(3, tan(7), {"Client name": "New & Co", "Active": 0, "Client code": "007"}),
)


@pytest.mark.parametrize("resave", [None, foreign.by_openpyxl, pytest.param(foreign.by_calc, marks=pytest.mark.calc)])
def test_clients_of_a_list_are_added_and_updated(tmp_path: Path, resave: foreign.Resave | None) -> None:
    """New ones get all ticks and the table's formula; what a list leaves blank stays in known rows."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"]["A6"], book["Clients"]["B6"] = 0, " abcd00002e"
    book.save(path)
    if resave:
        resave(path)
    assert file_book(path).add_clients(LINES) == (1, 1)
    rows = shown(path, "Clients")
    assert [(row["Client name"], row["Sync"]) for row in rows] == [
        ("Client 1 & Sons", 1),
        ("Renamed", 0),
        ("Client 3 & Sons", 1),
        ("New & Co", 1),
    ]
    assert (rows[1]["Group"], rows[1]["PAN"], rows[1]["Active"]) == ("West", "ABCDE1234F", 1)
    assert {rows[3][title] for title in MODULE_TITLES.values()} == {1}
    assert (rows[3]["Active"], rows[3]["Client code"], rows[3]["Status"]) == (0, "007", None)
    assert rows[3]["Visible"] == rows[0]["Visible"] == "=SUBTOTAL(103,Clients[[#This Row],[TAN]])"
    assert openpyxl.load_workbook(path)["Clients"].tables["Clients"].ref == "A4:AG8"
    assert [client.tan for client in file_book(path).read().clients] == [tan(1), tan(2), tan(3), tan(7)]


def test_the_same_list_again_changes_nothing(tmp_path: Path) -> None:
    """Not a byte."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).add_clients(LINES)
    before = path.read_bytes()
    assert file_book(path).add_clients(LINES) == (0, 0)
    assert path.read_bytes() == before


def test_the_blank_row_of_a_fresh_book_is_filled_first(tmp_path: Path) -> None:
    """The table begins right below its header."""
    path = make_book(tmp_path / "book.xlsx", clients=0)
    assert file_book(path).add_clients(LINES) == (2, 0)
    assert [row["TAN"] for row in shown(path, "Clients")] == [tan(2), tan(7)]


def test_certificates_of_a_list_are_added_and_updated(tmp_path: Path) -> None:
    """The certificate is known by client, number, PAN and year."""
    path = make_book(tmp_path / "book.xlsx")
    old = RegisterRow(
        certificate_no="0123456789",
        deductee_pan="ABCDE1234F",
        year=Year(2025),
        section="94C",
        rate=Decimal("0.5"),
        limit=None,
    )
    assert file_book(path).add_register([RegisterLine(row=2, tan=tan(1), register=old, remarks="mine")]) == (1, 0)
    line = RegisterLine(
        row=2,
        tan=tan(1),
        register=RegisterRow(
            certificate_no="0123456789",
            deductee_pan="ABCDE1234F",
            year=Year(2025),
            section=None,
            rate=None,
            limit=Decimal(5),
        ),
        remarks="",
    )
    assert file_book(path).add_register([line]) == (0, 1)
    row = shown(path, "LDC Register")[0]
    assert (row["Section"], row["Rate %"], row["Limit"], row["Remarks"]) == ("94C", 0.5, 5, "mine")
    assert (row["TAN"], row["Certificate no."], row["FY / Tax year"]) == (tan(1), "0123456789", "2025-26")
    assert row["Deductee PAN"] == "ABCDE1234F"


def test_an_open_book_takes_no_list(tmp_path: Path) -> None:
    """It is told at once."""
    path = make_book(tmp_path / "book.xlsx")
    (tmp_path / "~$book.xlsx").write_bytes(b"")
    with pytest.raises(LocalError, match=r"book.xlsx is open\. Close it"):
        file_book(path).add_clients(LINES)


def test_a_client_typed_below_the_table_is_known(tmp_path: Path) -> None:
    """Where a program does not let the table grow, the row is still one of it, and taken in."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"]["B8"] = tan(7)
    book.save(path)
    assert file_book(path).add_clients(LINES) == (0, 2)
    assert [row["TAN"] for row in shown(path, "Clients")] == [tan(1), tan(2), tan(3), tan(7)]
    assert shown(path, "Clients")[3]["Client name"] == "New & Co"
    assert openpyxl.load_workbook(path)["Clients"].tables["Clients"].ref == "A4:AG8"


def test_a_totals_row_whose_word_stands_among_the_tans_is_no_client(tmp_path: Path) -> None:
    """It moves down below the new one, and stays the last row of the table."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    held = book["Clients"].tables["Clients"]
    held.ref, held.totalsRowCount = "A4:AG8", 1
    book["Clients"]["B8"] = "Total"
    book.save(path)
    assert file_book(path).add_clients(LINES) == (1, 1)
    assert [row["TAN"] for row in shown(path, "Clients")] == [tan(1), tan(2), tan(3), tan(7), "Total"]
    assert openpyxl.load_workbook(path)["Clients"].tables["Clients"].ref == "A4:AG9"


@pytest.mark.fault
def test_a_list_that_a_full_disk_refused_is_to_be_imported_again(tmp_path: Path) -> None:
    """No writing from the journal would bring its clients."""
    path = make_book(tmp_path / "book.xlsx")
    with no_room(), pytest.raises(LocalError, match="then import the list again"):
        file_book(path).add_clients(LINES)
