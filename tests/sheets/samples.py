"""Invented tables, books and updates for the tests of the sheets."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Cell, Column, Kind, Sheet, Stamp, Table, Update
from tdsxl.titles import EXCEPTIONS, RUNS
from tdsxl.values import Tan


def _columns(*between: Column) -> tuple[Column, ...]:
    first = (Column(title="TAN", kind=Kind.CODE), Column(title="Client name", width=30), Column(title="Group"))
    stamps = (Column(title=title, kind=Kind.INSTANT, width=18) for title in ("First seen", "Last change"))
    return (*first, *between, Column(title="State"), *stamps)


_RUPEES = ("Tax", "Surcharge", "Cess", "Interest", "Penalty", "Fee / Others", "Total")

CHALLANS = Sheet(
    title="Challans",
    key=lambda cell: (cell("TAN"), cell("Portal CIN")),
    columns=_columns(
        Column(title="Act"),
        Column(title="FY / Tax year"),
        Column(title="Assessment year"),
        Column(title="Portal CIN", kind=Kind.CODE),
        Column(title="CRN", kind=Kind.CODE),
        Column(title="BSR code", kind=Kind.CODE),
        Column(title="Challan no.", kind=Kind.CODE),
        Column(title="Deposited on", kind=Kind.DATE),
        Column(title="Major head"),
        Column(title="Minor head"),
        Column(title="Section / payment code", kind=Kind.CODE),
        Column(title="Nature of payment"),
        *(Column(title=title, kind=Kind.RUPEES) for title in _RUPEES),
        Column(title="Bank reference", kind=Kind.CODE),
    ),
)
"""26 columns."""

NOTICES = Sheet(
    title="Notices & Orders",
    key=lambda cell: (cell("TAN"), cell("Portal"), cell("Reference no.")),
    columns=_columns(
        *(Column(title=title) for title in ("Portal", "Kind", "Reference no.", "Category", "Description", "Box")),
        *(Column(title=title) for title in ("Section", "Form", "FY / Tax year", "Quarter")),
        *(Column(title=title, kind=Kind.DATE) for title in ("Issued on", "Served on", "Due on")),
        *(Column(title=title) for title in ("Status", "Replied", "File", "Opens with")),
    ),
)
"""23 columns."""

RETURNS = Sheet(
    title="Return Summary",
    key=lambda cell: (cell("TAN"), cell("Form"), cell("Token no.")),
    tie="Filed on",
    columns=_columns(
        Column(title="Form"), Column(title="Token no.", kind=Kind.CODE), Column(title="Filed on", kind=Kind.DATE)
    ),
)
"""Keys may collide."""

SHEETS = (CHALLANS, NOTICES, RETURNS, EXCEPTIONS, RUNS)
STAMP = Stamp(book_id="book-1")
SEEN = datetime(2026, 11, 22, 13, 10, tzinfo=UTC)
"""18:40 in India."""
AS_ON = "As on 22-Nov-2026 18:40 · complete for 3 of 3 clients · see Exceptions"

Row = tuple[Cell, ...]


def tan(number: int) -> Tan:
    """An invented TAN."""
    return Tan(f"ABCD{number:05d}E")


def challan(number: int, *, client: int = 1, state: str = "First read") -> Row:
    """A challan with codes that begin with zero and a total of `number` rupees and 5 paise."""
    total = Decimal(number) + Decimal("0.05")
    return (
        tan(client),
        f"Client {client} & Sons",
        "North",
        "1961 Act",
        "2025-26",
        "2026-27",
        f"CIN{number:011d}",
        f"{number:014d}",
        "0510308",
        f"{number % 100000:05d}",
        date(2025, 4, 1 + number % 28),
        "0020 Company deductees",
        "200 Payable by taxpayer",
        "94C",
        "Payments to contractors",
        total,
        *([Decimal("0.00")] * 5),
        total,
        None,
        state,
        SEEN,
        SEEN,
    )


def notice(number: int, *, client: int = 1) -> Row:
    """A notice."""
    day = date(2026, 1, 1 + number % 28)
    told = ("Letter", f"N{number:06d}", "Default", f"Notice {number} of {client}", "Information")
    rest = ("200A", "26Q", "2025-26", "Q1", day, day, None, "Open", "", f"files/{number}.pdf", "")
    return (tan(client), f"Client {client} & Sons", "North", "TRACES", *told, *rest, "New", SEEN, SEEN)


def table(sheet: Sheet, rows: Iterable[Row], *, as_on: str = AS_ON, fingerprint: str = "") -> Table:
    """A table as the engine makes it."""
    held = tuple(rows)

    def made() -> Iterator[Row]:
        return iter(held)

    return Table(sheet=sheet, as_on=as_on, fingerprint=fingerprint or repr(held), rows=made)


def update(*tables: Table, clients: Mapping[int, Mapping[str, Cell]] | None = None) -> Update:
    """An update of tables, and of the cells of clients that stand where `make_book` put them."""
    rows = clients or {}
    return Update(
        tables=tables, clients=rows, client_tans={row: tan(row - 4) for row in rows}, clients_as_on=AS_ON, home={}
    )


def make_book(path: Path, *, clients: int = 3) -> Path:
    """A fresh book whose clients stand from row 5 on."""
    lines = [
        ClientLine(number, tan(number), {"Client name": f"Client {number} & Sons"}) for number in range(1, clients + 1)
    ]
    new_book(path, sheets=SHEETS[:3], stamp=STAMP, clients=lines)
    return path


def file_book(path: Path) -> FileBook:
    """The book under test; its backups lie beside it."""
    return FileBook(path, backups=path.parent / "backups", sheets=SHEETS, wait=lambda _: None)


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a book by name."""
    with ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def change_parts(path: Path, *changes: tuple[str, Callable[[bytes], bytes]]) -> None:
    """Change parts of a book, or add them, by functions of what they are."""
    found = parts(path)
    for name, change in changes:
        found[name] = change(found.get(name, b""))
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in found.items():
            book.writestr(name, content)


def part_of(path: Path, title: str) -> str:
    """Name of a sheet's part."""
    with Package(path) as package:
        return next(entry.part for entry in package.sheets if entry.title == title)


def prove_order(path: Path, title: str) -> None:
    """See that rows, and the cells in them, stand once each and in their order, without which Excel mends a book."""
    part = parts(path)[part_of(path, title)].decode()
    places = [
        (int(row), len(letters), letters)
        for letters, row in re.findall(r"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]+)([0-9]+)""", part)
    ]
    rows = [int(row) for row in re.findall(r"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]+)""", part)]
    assert places == sorted({*places})
    assert rows == sorted({*rows})


def shown(path: Path, title: str, *, header: int = 4) -> list[dict[str, object]]:
    """The rows below a header as openpyxl reads them, by title."""
    prove_order(path, title)
    book = openpyxl.load_workbook(path)
    titles, *rows = book[title].iter_rows(min_row=header, values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]
