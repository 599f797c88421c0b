"""`tdsxl adopt`: a firm's own workbook becomes one that syncs, and stays the firm's."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.practice.server import Practice
from tests.sheets.calc_view import calc_view
from tests.sheets.own_book import CLIENTS, own_book
from tests.sheets.samples import change_parts, parts
from tests.whole.conftest import STAFFED
from tests.whole.pc import Pc, Said

LISTING = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
CHAIN = "xl/calcChain.xml"


@pytest.fixture
def firms(pc: Pc, portals: Practice) -> Path:
    """The workbook of a firm that serves clients of the practice portals, its list under titles of its own."""
    people = [portals.people[place] for place in STAFFED]
    return own_book(pc.folder / "firm.xlsx", clients=tuple((one.name, str(one.tan), "", 500.0) for one in people))


def sync(pc: Pc, book: Path) -> Said:
    """One sync of another book than the office's."""
    return pc.run("sync", book, "--portals", pc.folder / "portals.toml")


@pytest.mark.calc
def test_an_adopted_workbook_syncs_and_still_computes(pc: Pc, portals: Practice, firms: Path) -> None:
    """Its clients are read at the practice portals; its own parts are the same bytes, its formulas give the same."""
    before = parts(firms)
    said = pc.run("adopt", firms)
    assert (said.status, said.err) == (0, "")
    assert sync(pc, firms).status in (0, 1)
    opened = load_workbook(firms)
    tans = [row[1] for row in opened["TDS Clients"].iter_rows(min_row=5, values_only=True)]
    assert tans == [portals.people[place].tan for place in STAFFED]
    assert len([row for row in opened["Challans"].iter_rows(min_row=5, values_only=True) if row[0] == tans[0]]) > 3
    after = parts(firms)
    assert {name for name in before if after.get(name) != before[name]} <= LISTING
    seen = calc_view(firms)
    assert [seen["Home"][row][0].value for row in (1, 2, 3)] == [2500.0, 2500.0, 42.0]
    assert seen["TDS Home"][4][2].value == len(STAFFED)
    wrong = [cell.value for grid in seen.values() for row in grid for cell in row if str(cell.value).startswith("#")]
    assert not wrong
    assert pc.run("write", firms).status == 0
    assert {name for name, part in parts(firms).items() if part != after.get(name)} == set()


def test_what_was_understood_is_told_before(pc: Pc, firms: Path) -> None:
    """The list and its columns; a preview writes nothing."""
    own_book(firms)
    before = firms.read_bytes()
    said = pc.run("adopt", firms, "--preview")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        "firm.xlsx, sheet Clients: 3 rows under the titles in row 3.",
        "  TAN            column C `Deductor no.` by what it holds",
        "  Client name    column B `Name of the party`",
        "  PAN            column D `Income-tax no.` by what it holds",
        "  not used       A `Sr`, E `Fees`",
        "3 new clients, 0 updated, 0 unchanged.",
        "  Same PAN as others: 2 new clients come into the group Asha Traders.",
        "Nothing was written.",
    ]
    assert firms.read_bytes() == before


def test_what_was_done_is_told_after(pc: Pc, firms: Path) -> None:
    """The names of ours that were taken, where the copy lies, what comes next; a second time there is nothing to do."""
    lines = pc.run("adopt", firms, "--yes").out.splitlines()[-3:]
    assert lines == [
        "It has sheets of these names itself, so ours are called TDS Home, TDS Clients.",
        f"{firms} has our sheets behind its own; as it was, it lies in {pc.home.backups}.",
        f"Next: tdsxl passwords import LIST, then tdsxl sync {firms}",
    ]
    said = pc.run("adopt", firms)
    assert (said.status, said.out) == (2, "")
    assert said.err == "tdsxl: firm.xlsx has the sheets of tdsxl already. Go on with it: tdsxl sync firm.xlsx.\n"


def test_a_workbook_without_a_client_list_is_adopted_too(pc: Pc, firms: Path) -> None:
    """Clients come later; why none were taken over is said."""
    own_book(firms, clients=(("Asha", "", "", 1.0),))
    said = pc.run("adopt", firms)
    assert said.status == 0
    assert said.out.startswith("No client list is taken over. firm.xlsx: no row with the titles TAN in the first 20")
    assert pc.run("clients", "import", pc.folder / "clients.csv", "--book", firms).status == 0


def test_rows_of_its_list_that_cannot_be_used_are_named(pc: Pc, firms: Path) -> None:
    """The others come; exit 1."""
    own_book(firms, clients=(*CLIENTS, ("Neem & Co", "MUM12345B", "", 1.0)))
    said = pc.run("adopt", firms)
    assert (said.status, said.err.splitlines()) == (
        1,
        ["firm.xlsx: row 7: `MUM12345B` is not a TAN. A TAN is 4 letters, 5 digits, 1 letter."],
    )
    assert "3 new clients" in said.out


def test_an_open_workbook_is_not_adopted(pc: Pc, firms: Path) -> None:
    """One line, before anything else is said."""
    firms.with_name("~$firm.xlsx").write_bytes(b"")
    said = pc.run("adopt", firms)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("tdsxl: firm.xlsx is open. Close it.")


def test_a_list_of_formulas_is_kept(pc: Pc, firms: Path) -> None:
    """The order in which Excel works cells out stays true: our formulas are not in it, and it makes them up."""
    change_parts(firms, (CHAIN, lambda _: b'<calcChain xmlns="urn:x"><c r="A2" i="2"/></calcChain>'))
    before = parts(firms)[CHAIN]
    assert pc.run("adopt", firms).status == 0
    assert parts(firms)[CHAIN] == before
