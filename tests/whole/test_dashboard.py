"""The sheet Dashboard after two syncs: a spreadsheet program that works it out anew comes to the written values."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from tdsxl.cli.office import OUR_SHEETS, RESULT_SHEETS
from tdsxl.engine.sync import write_book
from tdsxl.figures import CHECKED, COUNTED, FIRMS_LARGEST, PROVEN, RETURNS, TITLE, UNPROVEN, Section
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.dashboard_block import spots
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Stamp
from tests.calc.fixtures import Opener
from tests.whole.firm import Firm, Week

pytestmark = [pytest.mark.calc, pytest.mark.timeout(600)]
CHOICE = "C3"
_ALL = "A1:X70"
PAISE = 0.005


@pytest.fixture(scope="module")
def fresh(two_weeks: tuple[Firm, Week, Week], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the firm that was synced twice, not yet written."""
    firm, *_ = two_weeks
    clients = [
        ClientLine(client.row, client.tan, {"Client name": client.name, "Group": client.group})
        for client in firm.contents.clients
    ]
    path = tmp_path_factory.mktemp("dashboard") / "firm.xlsx"
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id="practice"), clients=clients)
    return path


@pytest.fixture
def written(two_weeks: tuple[Firm, Week, Week], fresh: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Makes the book as a sync leaves it in which a group is chosen."""
    firm, *_ = two_weeks

    def make(group: str) -> Path:
        path = tmp_path / "firm.xlsx"
        made = load_workbook(fresh)
        made[TITLE][CHOICE].value = group or None
        made.save(path)
        book = FileBook(path, backups=tmp_path / "backups", sheets=OUR_SHEETS)
        with firm.office() as office:
            write_book(office, book, book.read())
        return path

    return make


def worked_out(book: Any, path: Path) -> dict[str, Any]:  # an xw.Book; whatever cells show
    """Address of each formula → what the program that has the book open makes of it on the day it was written."""
    paper, day = book.sheets[TITLE], address(COUNTED, 1)
    # Calc goes by the clock of the machine, tdsxl by that of India.
    paper.range(day).value = cells(path, values=True)[day]
    book.app.calculate()
    grid = paper.range(_ALL).value
    places = (coordinate_to_tuple(at) for at, cell in cells(path).items() if str(cell).startswith("="))
    return {f"{get_column_letter(column)}{row}": grid[row - 1][column - 1] for row, column in places}


def cells(path: Path, *, values: bool = False) -> Mapping[str, object]:
    """Address → formula or text, or else what the file says that a cell shows."""
    book = load_workbook(path, data_only=values, read_only=True)
    found = (cell for row in book[TITLE].iter_rows() for cell in row if cell.value is not None)
    shown = {cell.coordinate: cell.value for cell in found}
    book.close()
    return shown


def is_same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < PAISE
    return (one or "") == (other or "")


def address(section: Section, down: int, right: int = 1) -> str:
    return spots()[section].cell(down, right).replace("$", "")


@pytest.mark.parametrize("group", ["", "Kaveri group", "metro GROUP", "Nobody"])
def test_calc_comes_to_the_written_values(written: Callable[[str], Path], calc_book: Opener, group: str) -> None:
    """Each of them, of the firm and of the group, whichever is chosen."""
    path = written(group)
    values = cells(path, values=True)
    found = worked_out(calc_book(path), path)
    assert len(found) > 200
    assert {at: (values.get(at), value) for at, value in found.items() if not is_same(values.get(at), value)} == {}
    for section in (CHECKED, PROVEN, UNPROVEN, RETURNS, FIRMS_LARGEST):
        assert any(values.get(address(section, down)) for down in range(1, spots()[section].rows + 1))


def test_a_changed_cell_changes_its_figure(written: Callable[[str], Path], calc_book: Opener) -> None:
    """Another status on Returns Due is counted elsewhere, and a demand that has grown comes first."""
    path = written("Kaveri group")
    book = calc_book(path)
    due, demands = book.sheets["Returns Due"], book.sheets["Outstanding Demand"]
    filings = {label: address(RETURNS, down) for down, label in enumerate(RETURNS.labels, 1)}
    filing = due.range((5, due.range("A4:M4").value.index("Filing") + 1))
    total = demands.range((20, demands.range("A4:K4").value.index("Total demand") + 1))
    before, old = worked_out(book, path), filing.value
    filing.value, total.value = "Rejected", 9_876_543_210
    after = worked_out(book, path)
    assert after[filings["Rejected"]] == before[filings["Rejected"]] + 1
    assert after[filings[old]] == before[filings[old]] - 1
    assert after[address(FIRMS_LARGEST, 1, 2)] == demands.range("A20").value != before[address(FIRMS_LARGEST, 1, 2)]
