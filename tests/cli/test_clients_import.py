"""`tdsxl clients import`: what was understood is shown first; a person at a terminal is asked before it is written."""

import io
from pathlib import Path

import pytest

from tests.whole.book import clients_sheet
from tests.whole.pc import Pc, Said, write_list

PINE, OAK, ASH = "MUMP10001A", "DELO20002B", "BLRA30003C"
PAN = "AAACP1234C"
ROWS = (
    (PINE, "Pine", PAN, "5000"),
    (OAK, "Oak", "", "7000"),
    (ASH, "Pine South", PAN, "100"),
)


class Person(io.StringIO):
    """Sits at a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture
def lines(pc: Pc) -> Path:
    """A list of three, with columns of the firm's own."""
    path = pc.folder / "our clients.csv"
    write_list(path, ("Deductor no.", "Name", "Tax no.", "Fees"), ROWS)
    return path


def bring(pc: Pc, lines: Path, *words: str) -> Said:
    """Import the list."""
    return pc.run("clients", "import", lines, "--book", pc.book, *words)


def answered(pc: Pc, lines: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> Said:
    """The same with a person at the terminal."""
    monkeypatch.setattr(io, "StringIO", Person)
    return pc.run("clients", "import", lines, "--book", pc.book, typed=answer)


def test_a_preview_says_what_was_understood_and_writes_nothing(pc: Pc, lines: Path) -> None:
    """Columns, counts, groups, what is not used; the book stays to the byte."""
    before = pc.book.read_bytes()
    said = bring(pc, lines, "--preview")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        "our clients.csv: 3 rows under the titles in row 1.",
        "  TAN            column A `Deductor no.` by what it holds",
        "  Client name    column B `Name`",
        "  PAN            column C `Tax no.` by what it holds",
        "  not used       D `Fees`",
        "3 new clients, 0 updated, 0 unchanged.",
        "  Same PAN as others: 2 new clients come into the group Pine.",
        "Nothing was written.",
    ]
    assert pc.book.read_bytes() == before


def test_a_preview_says_where_a_title_is_wrong_and_who_is_no_client_any_more(pc: Pc) -> None:
    """What a column holds goes before its title; clients that are not active are counted, and kept."""
    rows = [(PAN, PINE, "Active"), (PAN, ASH, "Closed")]
    write_list(pc.folder / "mixed.csv", ("TAN", "PAN", "Status"), rows)
    said = bring(pc, pc.folder / "mixed.csv")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[1:8] == [
        "  TAN            column B `PAN` by what it holds",
        "  PAN            column A `TAN` by what it holds",
        "  Active         column C `Status` by what it holds",
        "  column A is titled TAN but holds PANs: read as PAN",
        "  column B is titled PAN but holds TANs: read as TAN",
        "2 new clients, 0 updated, 0 unchanged.",
        "  1 clients are not active by the list: they are kept, and no sync asks for them.",
    ]
    assert {tan: row["Active"] for tan, row in clients_sheet(pc.book).items()} == {PINE: 1, ASH: 0}


def test_without_a_terminal_the_list_is_written(pc: Pc, lines: Path) -> None:
    """As a script wants it; what was understood stands above."""
    said = bring(pc, lines)
    assert said.status == 0
    assert said.out.endswith(f"\n3 clients added, 0 updated in {pc.book}.\n")
    groups = {tan: row["Group"] for tan, row in clients_sheet(pc.book).items()}
    assert groups == {PINE: "Pine", OAK: None, ASH: "Pine"}


def test_the_same_list_again_changes_nothing(pc: Pc, lines: Path) -> None:
    """A client that the firm took out of its group stays out of it."""
    bring(pc, lines)
    before = pc.book.read_bytes()
    said = bring(pc, lines)
    assert "0 new clients, 0 updated, 3 unchanged." in said.out
    assert "group" not in said.out
    assert pc.book.read_bytes() == before


@pytest.mark.parametrize("answer", ["\n", "y\n", "YES\n"])
def test_a_person_who_agrees_gets_it_written(pc: Pc, lines: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter alone is a yes."""
    said = answered(pc, lines, answer, monkeypatch)
    assert (said.status, said.err) == (0, "Write this? [Y/n]: ")
    assert set(clients_sheet(pc.book)) == {PINE, OAK, ASH}


@pytest.mark.parametrize("answer", ["n\n", "what?\n", ""])
def test_a_person_who_does_not_gets_nothing_written(
    pc: Pc, lines: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one who closed the terminal; exit 3, as for all that is stopped."""
    before = pc.book.read_bytes()
    said = answered(pc, lines, answer, monkeypatch)
    assert (said.status, said.out.splitlines()[-1]) == (3, "Nothing was written.")
    assert pc.book.read_bytes() == before


def test_yes_asks_nobody(pc: Pc, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even at a terminal."""
    monkeypatch.setattr(io, "StringIO", Person)
    said = pc.run("clients", "import", lines, "--book", pc.book, "--yes", typed="")
    assert (said.status, said.err) == (0, "")


def test_copied_cells_are_a_list(pc: Pc) -> None:
    """As a sheet puts them on the clipboard: tabs, and quotation marks around a cell with a line break."""
    copied = f'TAN\tClient name\tGroup\r\n{PINE}\t"Pine\n& Co"\t\r\n{OAK}\tOak\tNorth\r\n'
    said = pc.run("clients", "import", "--paste", "--book", pc.book, typed=copied)
    assert said.status == 0
    assert said.out.startswith("What was pasted: 2 rows under the titles in row 1.\n")
    assert {tan: row["Client name"] for tan, row in clients_sheet(pc.book).items()} == {PINE: "Pine & Co", OAK: "Oak"}


@pytest.mark.parametrize("words", [(), ("list.csv", "--paste")])
def test_a_list_is_named_or_pasted(pc: Pc, words: tuple[str, ...]) -> None:
    """One of the two."""
    said = pc.run("clients", "import", *words, "--book", pc.book, typed="")
    assert (said.status, said.err) == (2, "tdsxl: Name a list, or paste it. As clients.xlsx, or --paste.\n")


def test_clients_that_are_not_active_stay_so(pc: Pc, lines: Path) -> None:
    """So do those that the list lacks; both are told."""
    write_list(pc.folder / "old.csv", ("TAN", "Active"), [(PINE, "no"), ("CALB40004D", "no")])
    assert bring(pc, pc.folder / "old.csv").status == 0
    said = bring(pc, lines)
    assert "  1 clients of the book are not in the list; they stay as they are." in said.out
    assert "  1 clients of the list are not active in the book, and stay so." in said.out
    assert {tan: row["Active"] for tan, row in clients_sheet(pc.book).items()} == {
        PINE: 0,
        "CALB40004D": 0,
        OAK: 1,
        ASH: 1,
    }


def test_problems_stand_above_the_question(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers has read which rows are left out."""
    write_list(pc.folder / "bad.csv", ("TAN",), [(PINE,), ("MUMP1",)])
    said = answered(pc, pc.folder / "bad.csv", "y\n", monkeypatch)
    assert said.status == 1
    assert said.err.startswith("bad.csv: row 3: `MUMP1` is not a TAN.")
    assert said.err.endswith("\nWrite this? [Y/n]: ")
