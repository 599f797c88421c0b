"""Invented values of a fresh book, for its tests."""

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from tdsxl.ledgers import LEDGERS
from tdsxl.modules import MODULES
from tdsxl.records import RegisterRow
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import Stamp
from tdsxl.titles import CLIENTS, REGISTER
from tdsxl.values import Pan, Tan, Year
from tdsxl.worklists import FIRM_LISTS, WORKLISTS

RESULTS = tuple(view.sheet for module in MODULES for view in module.views)
TABLES = (CLIENTS, REGISTER, *WORKLISTS, *RESULTS, *LEDGERS, *FIRM_LISTS)
STAMP = Stamp(book_id="00e7", pc="OFFICE-1", since="15-Nov-2026 18:02")
LINES = (
    ClientLine(4, Tan("MUMA12345B"), {"Client name": "=1+1", "Client code": "007", "PAN": Pan("ABCDE1234F")}),
    ClientLine(5, Tan("DELB54321C"), {"Client name": "Konkan Agro \x07LLP", "Active": 0, "Forms": "24Q, 26Q"}),
)
CERTIFICATE = RegisterLine(
    row=2,
    tan=Tan("MUMA12345B"),
    register=RegisterRow(
        certificate_no="0123456789",
        deductee_pan="ABCDE1234F",
        year=Year(2025),
        section="94C",
        rate=Decimal("0.5"),
        limit=Decimal("12345678.90"),
    ),
    remarks="first",
)


def make(path: Path) -> Path:
    """A book of two clients and one certificate."""
    new_book(path, sheets=RESULTS, stamp=STAMP, clients=LINES, register=[CERTIFICATE])
    return path


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a book by name."""
    with ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}
