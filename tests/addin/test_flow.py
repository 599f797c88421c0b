"""The whole way on LibreOffice Calc: button, worker, window, captchas read off the screen and typed, sheets written."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tdsxl.practice.server import Practice
from tests.addin.accountant import Accountant, finish
from tests.whole.book import RESULTS, clients_sheet
from tests.whole.conftest import DAYS, SEED
from tests.whole.pc import Pc, furnish, moved_in

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.window, pytest.mark.timeout(600)]

CLIENTS, SCALE = 25, 0.1
"""Of the practice portals: every trait, and a few challans each."""
STAMPS = ("When", "First seen", "Last change", "Last tried", "Last complete", "Visible", "Open")
"""Instants of the reading, and what only a spreadsheet program works out."""


@pytest.fixture
def portals() -> Iterator[Practice]:
    """Practice portals of the whole office."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as own:
        yield own


@pytest.fixture
def furnished(portals: Practice, tmp_path: Path) -> Path:
    """The office's folder, never synced."""
    pc = Pc(folder=tmp_path / "furnished")
    furnish(pc, portals.people)
    return pc.folder


@pytest.fixture
def pc(furnished: Path, portals: Practice, tmp_path: Path) -> Pc:
    """The PC that syncs from the button."""
    return moved_in(tmp_path / "office", furnished, portals)


def rows(book: Path, sheet: str) -> list[tuple[str, ...]]:
    """What a reader sees below the titles, from top to bottom."""
    found = list(load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(found) if "TAN" in row)
    told = [place for place, title in enumerate(found[head]) if title and title not in STAMPS]
    return [tuple(_told(row[place]) for place in told) for row in found[head + 1 :] if row[told[0]] is not None]


def _told(value: object) -> str:
    """A whole number is one, whether its file says 5 or 5.00."""
    return str(float(value)) if isinstance(value, int | float) else str(value)


def test_the_button_ends_with_the_sheets_of_a_headless_sync(
    pc: Pc, furnished: Path, book: "xlwings.Book", accountant: Accountant
) -> None:
    """25 clients at portals of one day: pressed, started and typed at the screen, and once by the command line."""
    finish(accountant, pc)
    book.save()
    # The other PC's copy has the same id, and would be told that this one is open.
    book.close()
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        other = moved_in(pc.folder.with_name("headless"), furnished, portals)
        headless = other.sync()
    assert headless.status == 1
    assert accountant.typed == sum("Captcha for" in asked for asked in headless.asked) > 20
    for sheet in (*RESULTS, "Clients", "LDC Register"):
        assert rows(pc.book, sheet) == rows(other.book, sheet), sheet
    # In the order in which they happened.
    assert sorted(rows(pc.book, "Exceptions")) == sorted(rows(other.book, "Exceptions"))
    assert len(rows(pc.book, "Challans")) > 50
    assert sum(row["Status"] == "All checked" for row in clients_sheet(pc.book).values()) > 15
