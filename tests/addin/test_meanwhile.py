"""What a user does to the open book while the worker behind its button syncs: none of it is lost."""

from typing import TYPE_CHECKING

import pytest

from tdsxl.practice.server import Practice
from tests.addin.accountant import Accountant, finish
from tests.whole.book import clients_sheet, rows
from tests.whole.conftest import DAYS
from tests.whole.pc import Pc

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.window, pytest.mark.fault, pytest.mark.timeout(600)]

NOTE = "Our note"


class Sheet:
    """A table of the open book, as its user handles it."""

    def __init__(self, book: "xlwings.Book", title: str) -> None:
        self.sheet = book.sheets[title]
        self.table = self.sheet.tables[0]

    @property
    def titles(self) -> list[str]:
        head = self.table.header_row_range
        assert head
        found: list[str] = head.value
        return found

    @property
    def body(self) -> "xlwings.Range":
        found = self.table.data_body_range
        assert found
        return found

    def column(self, title: str) -> list[object]:
        """From top to bottom."""
        found: list[object] = self.cells(title).options(ndim=1).value
        return found

    def cells(self, title: str) -> "xlwings.Range":
        body, place = self.body, self.titles.index(title)
        column = body.column + place
        return self.sheet.range((body.row, column), (body.last_cell.row, column))

    def add_column(self, title: str) -> None:
        """At the right edge."""
        whole = self.table.range
        self.table.resize(whole.resize(column_size=whole.columns.count + 1))
        self.sheet.range((whole.row, whole.last_cell.column + 1)).value = title

    def sort(self, title: str) -> None:
        """The last first."""
        self.table.impl.sort([self.titles.index(title) + 1], [False])

    def delete(self, line: int) -> None:
        """A row of the table, counted from 0."""
        body = self.body
        row = body.row + line
        self.sheet.range((row, body.column), (row, body.last_cell.column)).delete("up")

    def show_only(self, title: str, value: object) -> None:
        """By the filter of the table."""
        self.table.impl.autofilter.apply_values(self.titles.index(title) + 1, [str(value)])

    def visible(self, title: str) -> list[object]:
        """What the filter shows of a column."""
        areas = self.cells(title).impl.get_special_cells("visible", None)
        return [value for area in areas for value in self.sheet.range(area.address).options(ndim=1).value]


@pytest.fixture
def synced(pc: Pc, portals: Practice) -> Pc:
    """The office, synced once; a week later."""
    pc.sync()
    portals.day = DAYS[1]
    return pc


@pytest.mark.row("E5")
def test_own_columns_order_and_filter_stay(synced: Pc, book: "xlwings.Book", accountant: Accountant) -> None:
    """A note typed beside a challan stays beside it; a row that was deleted comes back, for the portal has it."""
    challans = Sheet(book, "Challans")
    accountant.type_captchas(lambda: accountant.typed > 0)
    challans.add_column(NOTE)
    known = challans.column("Portal CIN")
    challans.cells(NOTE).value = [[f"note of {cin}"] for cin in known]
    challans.sort("Total")
    deleted = challans.column("Portal CIN")[3]
    challans.delete(3)
    challans.show_only("TAN", challans.column("TAN")[0])
    order, seen = challans.column("Portal CIN"), challans.visible("Portal CIN")
    finish(accountant, synced)
    after = challans.column("Portal CIN")
    assert after[: len(order)] == order
    assert deleted in after[len(order) :]
    assert [cin for cin in challans.visible("Portal CIN") if cin in order] == seen
    assert challans.column(NOTE) == [f"note of {cin}" for cin in order] + [None] * (len(after) - len(order))
    book.save()
    in_file = rows(synced.book)["Challans"]
    assert sum(in_file.values()) == len(after) == len(set(after)) > len(known)


@pytest.mark.row("E5")
def test_clients_sorted_and_deleted_take_no_row_of_another(
    pc: Pc, book: "xlwings.Book", accountant: Accountant
) -> None:
    """Every status stands beside its own TAN; what was typed below the table is still there."""
    clients = Sheet(book, "Clients")
    names = dict(zip(clients.column("TAN"), clients.column("Client name"), strict=True))
    accountant.type_captchas(lambda: accountant.typed > 0)
    clients.sort("Client name")
    deleted = clients.column("TAN")[0]
    below = clients.body.last_cell.row + 4
    clients.sheet.range((below, 3)).value = "mine"
    clients.delete(0)
    finish(accountant, pc)
    told = list(zip(clients.column("TAN"), clients.column("Client name"), clients.column("Status"), strict=True))
    assert {tan: name for tan, name, _ in told} == {tan: name for tan, name in names.items() if tan != deleted}
    assert [name for _, name, _ in told] == sorted(map(str, names.values()), reverse=True)[1:]
    assert sum(status == "All checked" for _, _, status in told) >= 3
    # It moved up with the table's last row.
    assert clients.sheet.range((below - 1, 3)).value == "mine"
    challans = Sheet(book, "Challans")
    assert all(
        names[tan] == name for tan, name in zip(challans.column("TAN"), challans.column("Client name"), strict=True)
    )


@pytest.mark.row("E1")
def test_a_book_closed_meanwhile_is_written_as_a_file(pc: Pc, book: "xlwings.Book", accountant: Accountant) -> None:
    """With all that was read, before and after."""
    accountant.type_captchas(lambda: accountant.typed > 1)
    book.close()
    finish(accountant, pc)
    assert sum(rows(pc.book)["Challans"].values()) > 20
    assert sum(row["Status"] == "All checked" for row in clients_sheet(pc.book).values()) == 4
