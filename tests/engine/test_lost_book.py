"""The whole way of the firm's notes: from a book into the journal, into a copy, and into the book after it."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tdsxl.cli.copying import make_copy
from tdsxl.cli.office import RESULT_SHEETS, file_book
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.sync import Office, write_book
from tdsxl.modules import MODULES
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Cell, Stamp
from tdsxl.values import Portal
from tests.engine.filled import DAY, NOW, synced
from tests.engine.scripted import OAK, PINE, TRACES
from tests.modules.samples import notice, unconsumed
from tests.sheets.samples import shown

CLIENTS = (
    ClientLine(1, PINE, {"Client name": "Pine Tools", "Sync": 1, "Active": 1}),
    ClientLine(2, OAK, {"Client name": "Oak Mills", "Sync": 1, "Active": 1}),
)
NOTICES, UNCONSUMED = "Notices & Orders", "Unconsumed Challans"


@pytest.fixture
def filled(journal: Journal) -> Journal:
    """Two notices and a challan with a balance of one client, a notice of another."""
    pair = notice(reference="N1", due_on=date(2026, 12, 20)), notice(reference="N2")
    synced(journal, PINE, "notices", Portal.ITPORTAL, *pair, at=NOW - DAY)
    synced(journal, OAK, "notices", Portal.ITPORTAL, notice(reference="N9"), at=NOW - DAY)
    synced(journal, PINE, "unconsumed", TRACES, unconsumed(), at=NOW - DAY)
    return journal


def fresh(path: Path, home: Home, *, id_: str) -> FileBook:
    """A new book of both clients."""
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id=id_), clients=CLIENTS)
    return file_book(path, home)


def write(journal: Journal, home: Home, book: FileBook) -> None:
    """The sheets from the journal."""
    office = Office(home=home, journal=journal, modules=MODULES, versions={})
    write_book(office, book, book.read())


def note(path: Path, sheet: str, row: int, **notes: Cell) -> None:
    """What the user types beside a row."""
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book[sheet][4]]
    for title, value in notes.items():
        book[sheet].cell(row, titles.index(title.replace("_", " ")) + 1).value = value
    book.save(path)


def beside(path: Path, sheet: str, key: str, *titles: str) -> dict[object, list[object]]:
    return {row[key]: [row.get(title) for title in titles] for row in shown(path, sheet)}


def test_a_lost_book_brings_its_notes_back(filled: Journal, home: Home, tmp_path: Path) -> None:
    """A new one of the same clients has them all, each beside its row, and goes on from there."""
    lost, found = tmp_path / "lost.xlsx", tmp_path / "found.xlsx"
    book = fresh(lost, home, id_="1")
    write(filled, home, book)
    note(lost, NOTICES, 5, Owner="Asha", Own_due_date=date(2026, 12, 1))
    note(lost, NOTICES, 6, Remark="call them")
    write(filled, home, book)
    lost.unlink()
    again = fresh(found, home, id_="2")
    write(filled, home, again)
    assert beside(found, NOTICES, "Reference no.", "Owner", "Remark") == {
        "N1": ["Asha", None],
        "N2": [None, "call them"],
        "N9": [None, None],
    }
    note(found, NOTICES, 5, Owner=None)
    write(filled, home, again)
    assert [noted.title for noted in filled.notes.rows()] == ["Own due date", "Remark"]


def test_what_is_typed_counts_with_the_next_writing(filled: Journal, home: Home, tmp_path: Path) -> None:
    """Open Items and balances follow at once, without a sync; a second writing changes nothing."""
    path = tmp_path / "book.xlsx"
    book = fresh(path, home, id_="1")
    write(filled, home, book)
    note(path, NOTICES, 5, Owner="Asha", Own_due_date=date(2026, 12, 1))
    amount: dict[str, Cell] = {"Challan_amount_(ours)": unconsumed().challan_amount}
    note(path, UNCONSUMED, 5, **amount)
    write(filled, home, book)
    items = {row["Row"]: row for row in shown(path, "Open Items")}
    assert (items["N1"]["Owner"], items["N1"]["Due on"]) == ("Asha", datetime(2026, 12, 1))
    assert [row["Amount known from"] for row in shown(path, UNCONSUMED)] == ["Firm"]
    before = path.read_bytes()
    write(filled, home, book)
    assert path.read_bytes() == before


def test_gone_rows_keep_their_notes(filled: Journal, home: Home, tmp_path: Path) -> None:
    """In the book, and in the one after it."""
    path, later = tmp_path / "book.xlsx", tmp_path / "later.xlsx"
    book = fresh(path, home, id_="1")
    write(filled, home, book)
    note(path, NOTICES, 6, Remark="call them")
    synced(filled, PINE, "notices", Portal.ITPORTAL, notice(reference="N1"), at=NOW)
    write(filled, home, book)
    assert beside(path, NOTICES, "Reference no.", "State", "Remark")["N2"] == ["Gone", "call them"]
    write(filled, home, fresh(later, home, id_="2"))
    assert beside(later, NOTICES, "Reference no.", "State", "Remark")["N2"] == ["Gone", "call them"]


def test_a_copy_has_the_notes_only_if_asked(filled: Journal, home: Home, tmp_path: Path) -> None:
    """Those of its clients, in columns at the right; without them no trace of one is in the file."""
    path = tmp_path / "book.xlsx"
    book = fresh(path, home, id_="1")
    write(filled, home, book)
    note(path, NOTICES, 5, Remark="for your eyes", Reviewed_on=date(2026, 11, 20))
    note(path, NOTICES, 7, Owner="of another client")
    write(filled, home, book)
    contents = book.read(to_write=False)
    plain, full = tmp_path / "plain.xlsx", tmp_path / "full.xlsx"
    make_copy(filled, contents, plain, tans=[PINE])
    make_copy(filled, contents, full, tans=[PINE], own=True)
    assert "Remark" not in shown(plain, NOTICES)[0]
    titles = [cell.value for cell in openpyxl.load_workbook(full)[NOTICES][4]]
    assert titles[-2:] == ["Reviewed on", "Remark"]
    assert beside(full, NOTICES, "Reference no.", "Remark") == {"N1": ["for your eyes"], "N2": [None]}
    assert openpyxl.load_workbook(full)[NOTICES].cell(4, len(titles)).style == "tdsxl yours"
    assert "Owner" not in titles
