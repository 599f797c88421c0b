"""The whole way on LibreOffice Calc: window shown, captchas typed into the desk, sheets written through the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tdsxl.addin.place import Place
from tdsxl.practice.server import Practice
from tests.calc.fixtures import Opener
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED
from tests.whole.pc import Pc, moved_in

if TYPE_CHECKING:
    import xlwings

    from tests.addin.robot import Robot

pytestmark = [pytest.mark.calc, pytest.mark.window, pytest.mark.usefixtures("screen")]

RESULTS = ("Return Summary", "Challans", "Unconsumed Challans", "Notices & Orders", "Outstanding Demand", "Defaults")


@contextmanager
def robot(pc: Pc) -> Iterator["Robot"]:
    """A robot before the window of an office's book, and the worker behind it."""
    from tdsxl.addin.worker import window_of
    from tests.addin.robot import Robot

    work, window = window_of(Place(book=pc.book, home=pc.home.path, portals=pc.folder / "portals.toml"), None)
    office = work.begin("bucket")
    try:
        yield Robot(window, pc.url)
    finally:
        work.closed()
        office.join(timeout=30)
    assert not office.is_alive()


@pytest.fixture
def office(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> Pc:
    """The PC's environment is that of this process."""
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    return pc


def rows(book: Path, sheet: str) -> list[tuple[str, ...]]:
    """What a reader sees below the titles, without the instants of the reading."""
    found = list(load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(found) if "TAN" in row)
    told = [place for place, title in enumerate(found[head]) if title not in _LEFT_OUT]
    return sorted(tuple(_told(row[place]) for place in told) for row in found[head + 1 :] if row[told[0]])


def _told(value: object) -> str:
    """A whole number is one, whether its file says 5 or 5.00."""
    return str(float(value)) if isinstance(value, int | float) else str(value)


_LEFT_OUT = ("When", "Read on", "First seen", "Last change", "Last tried", "Last complete", "Visible")
"""Instants of the reading, and what only a spreadsheet program works out."""


def titles(book: "xlwings.Book", sheet: str) -> list[str]:
    """The titles of a table that is open."""
    head = book.sheets[sheet].tables[0].header_row_range
    assert head
    found: list[str] = head.value
    return found


def body(book: "xlwings.Book", sheet: str) -> "xlwings.Range":
    """Its rows."""
    found = book.sheets[sheet].tables[0].data_body_range
    assert found
    return found


def column(book: "xlwings.Book", sheet: str, title: str) -> list[object]:
    """One of its columns."""
    at = titles(book, sheet).index(title)
    return [row[at] for row in body(book, sheet).options(ndim=2).value]


def test_it_ends_with_the_sheets_of_a_headless_sync(
    office: Pc, template: Path, calc_book: Opener, tmp_path: Path
) -> None:
    """The same clients at portals of the same day, once through window and Calc and once by the command line."""
    open_book = calc_book(office.book)
    with robot(office) as typist:
        typist.run(within_s=60)
    assert len(typist.typed) == 5
    open_book.save()
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        other = moved_in(tmp_path / "headless", template, portals)
        assert other.sync().status == 1
    for sheet in (*RESULTS, "LDC", "Exceptions", "Clients"):
        assert rows(office.book, sheet) == rows(other.book, sheet), sheet
    assert len(rows(office.book, "Challans")) > 20


def test_a_user_works_in_the_book_meanwhile(office: Pc, calc_book: Opener) -> None:
    """Turns the rows round, deletes a client and types below the table; no row is written for another."""
    book = calc_book(office.book)
    names = dict(zip(column(book, "Clients", "TAN"), column(book, "Clients", "Client name"), strict=True))
    deleted: list[object] = []

    def work_on() -> None:
        if deleted or not typist.typed:
            return
        rows = body(book, "Clients")
        last = rows.last_cell.row
        values = rows.options(ndim=2).value
        deleted.append(values[0][titles(book, "Clients").index("TAN")])
        book.sheets["Clients"].range((last + 5, 3)).value = "mine"
        rows.value = [*values[1:][::-1], values[0]]
        book.sheets["Clients"].range(f"{last}:{last}").delete()

    with robot(office) as typist:
        typist.while_running = work_on
        typist.run(within_s=60)
    tans = column(book, "Clients", "TAN")
    assert set(tans) == names.keys() - set(deleted)
    assert column(book, "Clients", "Client name") == [names[tan] for tan in tans]
    statuses = column(book, "Clients", "Status")
    assert sorted(map(str, statuses)).count("All checked") >= 3
    challans = zip(column(book, "Challans", "TAN"), column(book, "Challans", "Client name"), strict=True)
    assert all(names[tan] == name for tan, name in challans)


def test_a_book_closed_in_the_middle_is_written_as_a_file(office: Pc, calc_book: Opener) -> None:
    """What was read is in it, and nothing of the run is lost."""
    open_book = calc_book(office.book)
    with robot(office) as typist:
        typist.while_running = lambda: open_book.close() if len(typist.typed) == 2 and _is_open(open_book) else None
        typist.run(within_s=60)
    assert len(rows(office.book, "Challans")) > 20


def _is_open(book: "xlwings.Book") -> bool:
    import xlwings

    return any(one.name == book.name for app in xlwings.apps for one in app.books)
