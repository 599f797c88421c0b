"""Client sheets that their users have rebuilt: read as they are meant, or refused with what is missing (E6)."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copyfile

import openpyxl
import pytest

from tdsxl.errors import InputError
from tests.sheets.samples import file_book, make_book, tan, update

Grid = list[list[object]]
"""Title rows, header, clients; the header is the first row that holds `TAN` in a fresh book."""
TEMPLATES = 100
MOST_CHANGES = 3


def other_order(grid: Grid, chance: random.Random) -> None:
    """Two columns change places."""
    one, other = chance.sample(range(len(grid[3])), 2)
    for row in grid[3:]:
        row[one], row[other] = row[other], row[one]


def other_title(grid: Grid, chance: random.Random) -> None:
    """A title that we do not know."""
    grid[3][chance.randrange(len(grid[3]))] = f"Our {chance.choice(('number', 'party', 'remark'))}"


def other_spelling(grid: Grid, chance: random.Random) -> None:
    """Capitals, blanks, line ends and points."""
    place = chance.randrange(len(grid[3]))
    title = str(grid[3][place])
    spelt = (title.upper(), f" {title} ", title.replace(" ", "\n"), title.replace(" ", "-"), f"{title}.")
    grid[3][place] = chance.choice(spelt)


def title_twice(grid: Grid, chance: random.Random) -> None:
    """Two columns of one title."""
    one, other = chance.sample(range(len(grid[3])), 2)
    grid[3][one] = grid[3][other]


def merged_titles(grid: Grid, chance: random.Random) -> None:
    """Two title cells made one: the second is blank."""
    grid[3][chance.randrange(1, len(grid[3]))] = None


def new_column(grid: Grid, chance: random.Random) -> None:
    """A column of the firm's, anywhere."""
    place = chance.randrange(len(grid[3]) + 1)
    for number, row in enumerate(grid[3:]):
        row.insert(place, f"own {number}" if number else chance.choice(("Fees", None, "TAN of parent")))


def more_titles_above(grid: Grid, chance: random.Random) -> None:
    """A letterhead over the table."""
    grid[:3] = [[f"Line {number}", None, "TAN" if number == 1 else None] for number in range(chance.randrange(6))]


CHANGES: Sequence[Callable[[Grid, random.Random], None]] = (
    *(other_order, other_title, other_spelling, merged_titles, new_column),
    # These two come last: a title taken from its own column afterwards would truly be the other one's.
    *(title_twice, more_titles_above),
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("templates") / "fresh.xlsx")


@pytest.mark.fault
@pytest.mark.timeout(600)
@pytest.mark.row("E6")
def test_rebuilt_client_sheets_are_read_right_or_not_at_all(fresh: Path, tmp_path: Path) -> None:
    """A hundred of them: every client with its own name, or one line that names the sheet; nothing is touched."""
    read = 0
    for seed in range(TEMPLATES):
        path = tmp_path / f"{seed}.xlsx"
        copyfile(fresh, path)
        rebuild(path, random.Random(seed))
        before = path.read_bytes()
        told = clients(path)
        read += told == TRUTH
        assert told == TRUTH or (isinstance(told, str) and "Clients" in told and "\n" not in told), seed
        assert path.read_bytes() == before
        if read and seed % 10 == 0:
            prove_writing(path)
        path.unlink()
    assert TEMPLATES // 4 < read < TEMPLATES


TRUTH = [(tan(number), f"Client {number} & Sons") for number in (1, 2, 3)]


def clients(path: Path) -> list[tuple[str, str]] | str:
    """TAN and name of each client as read, or why they cannot be."""
    try:
        read = file_book(path).read().clients
    except InputError as error:
        return str(error)
    return [(client.tan, client.name) for client in read]


def prove_writing(path: Path) -> None:
    """What is written goes to the cells of ours, or nowhere."""
    before = cells(path)
    try:
        file_book(path).write(update(clients={row: {"Status": "All checked"} for row in (5, 6, 7)}), {})
    except InputError:
        assert cells(path) == before
        return
    changed = {new for old, new in zip(before, cells(path), strict=True) if old != new}
    assert changed <= {"All checked"} | {cell for cell in changed if str(cell).startswith("As on")}


def cells(path: Path) -> list[object]:
    """Values of the client sheet, row by row, up to a column that no table reaches."""
    sheet = openpyxl.load_workbook(path)["Clients"]
    return [cell for row in sheet.iter_rows(max_row=20, max_col=60, values_only=True) for cell in row]


def rebuild(path: Path, chance: random.Random) -> None:
    """The client sheet as a plain range, changed at will."""
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    grid: Grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    chosen = chance.sample(CHANGES, chance.randrange(1, MOST_CHANGES + 1))
    for change in sorted(chosen, key=CHANGES.index):
        change(grid, chance)
    del sheet.tables["Clients"]
    sheet.delete_rows(1, sheet.max_row)
    for at, row in enumerate(grid, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value  # type: ignore[assignment]  # as it came from a cell
    book.save(path)
