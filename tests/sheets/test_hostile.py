"""Hostile workbooks at every door of the command line: refused in two seconds, below 200 MB, in one line."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tdsxl.cli.office import RESULT_SHEETS
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Stamp
from tdsxl.values import Tan
from tests.sheets.doors import Cost, costs
from tests.sheets.hostile import HARMS, spoil
from tests.sheets.samples import part_of

pytest.importorskip("resource")
pytestmark = pytest.mark.fault

LONGEST_S = 2.0
MOST = 200_000_000
"""Bytes."""
AS_LIST = {
    "clients": ("clients", "import", "{file}", "--book", "{book}"),
    "certificates": ("ldc", "import", "{file}", "--book", "{book}"),
    "passwords": ("passwords", "import", "{file}"),
}
AS_BOOK = {
    "sync": ("sync", "{file}", "--portals", "{folder}/portals.toml"),
    "status": ("status", "{file}"),
    "write": ("write", "{file}"),
    "share": ("share", "{file}", "--out", "{folder}/out.xlsx"),
    "import": ("clients", "import", "{list}", "--book", "{file}"),
}
LISTS_ALONE = ("many_strings",)
"""A book of two million rows may have as many texts."""
Costs = Mapping[tuple[str, str], Cost]
"""(Harm, door) → what it cost."""


def list_of_all(path: Path) -> Path:
    """A list of clients, of certificates and of passwords in one."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TAN", "Client name", "Deductee PAN", "FY / Tax year", "TRACES password", "IT portal password"])
    for number in range(50):
        sheet.append([f"ABCD{number:05d}E", f"Client {number}", "AAAPA0000A", "2025-26", f"Pw@{number}", "Qq@1"])
    book.save(path)
    return path


def office(folder: Path) -> Path:
    """A book of ours with one client."""
    path, line = folder / "office.xlsx", ClientLine(5, Tan("WXYZ54321A"), {"Client name": "Asha Traders"})
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id="hostile"), clients=[line])
    return path


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Costs:
    """Every hostile file shown at every door, and the honest ones they were made from."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "passphrase.txt").write_text("seven invented words", encoding="ascii")
    (folder / "portals.toml").write_text('[itportal]\norigin = "http://127.0.0.1:9"\n', encoding="ascii")
    book, whole_list = office(folder), list_of_all(folder / "list.xlsx")
    places = {"folder": folder, "book": book, "list": whole_list}
    files = {
        **{(name, "list"): path for name, path in spoil(whole_list, "xl/worksheets/sheet1.xml").items()},
        **{(name, "book"): path for name, path in spoil(book, part_of(book, "Clients")).items()},
        ("honest", "list"): whole_list,
        ("honest", "book"): book,
    }
    doors = {"list": AS_LIST, "book": AS_BOOK}
    calls = {
        (name, door): [word.format(file=path, **places) for word in words]
        for (name, kind), path in files.items()
        for door, words in doors[kind].items()
        if kind == "list" or name not in LISTS_ALONE
    }
    nowhere = folder / "nowhere.xlsx"
    before = [[word.format(file=nowhere, **places) for word in words] for words in (AS_LIST | AS_BOOK).values()]
    environment = {
        "TDSXL_HOME": str(folder / "home"),
        "TDSXL_VAULT_PASSPHRASE_FILE": str(folder / "passphrase.txt"),
    }
    return dict(zip(calls, costs([*calls.values()], before=before, environment=environment), strict=True))


@pytest.mark.timeout(600)
def test_the_honest_files_are_taken(paid: Costs) -> None:
    """Else a refusal of what was made from them would prove nothing; a sync has nobody to ask for."""
    doors = ({**AS_LIST, **AS_BOOK}).keys()
    assert {door: paid["honest", door].status for door in doors} == {**dict.fromkeys(doors, 0), "status": 1, "sync": 1}


def test_there_are_enough(paid: Costs) -> None:
    """Thirty kinds of harm at the least, each at five doors of books and three of lists."""
    assert len(HARMS) >= 30
    assert len(paid) == (len(HARMS) + 1) * 8 - 5 * len(LISTS_ALONE)


@pytest.mark.row("E11", "E12")
@pytest.mark.parametrize("harm", HARMS)
def test_a_hostile_file_is_refused_early_cheaply_and_in_one_line(paid: Costs, harm: str) -> None:
    """The line names the file; what is left says what to do. Seconds are those of a processor."""
    for door in AS_LIST if harm in LISTS_ALONE else AS_LIST | AS_BOOK:
        cost = paid[harm, door]
        assert (cost.status, cost.out, cost.err.count("\n")) == (2, "", 1), (door, cost)
        assert cost.err.startswith("tdsxl: "), (door, cost)
        assert ("list.xlsx" if door in AS_LIST else "office.xlsx") in cost.err, (door, cost)
        assert "a fault of its own" not in cost.err, (door, cost)
        assert cost.cpu_s <= LONGEST_S, (door, cost)
        assert cost.peak <= MOST, (door, cost)
