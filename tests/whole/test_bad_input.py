"""What bad input gets: one line that names the file, row, client or portal and what to do; nothing else happens."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tdsxl.practice.server import Practice
from tests.whole.book import clients_sheet
from tests.whole.conftest import CLIENTS, SCALE, SEED, STAFFED
from tests.whole.firm import left_open
from tests.whole.pc import PASSPHRASE, PASSWORD_TITLES, Pc, moved_in, set_setting, write_list

LITTLE_ROOM = 200_000
"""Bytes: enough for an empty journal, not for a client's rows."""


@pytest.fixture(scope="module")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pc, Practice]]:
    """A PC and its practice portals, to which no test does any harm: that is what the tests prove."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE) as portals:
        yield moved_in(tmp_path_factory.mktemp("shared") / "office", template, portals), portals


@pytest.fixture
def office(shared: tuple[Pc, Practice]) -> Iterator[tuple[Pc, Practice]]:
    """The same, its book as it was after the test."""
    pc, _ = shared
    book, files = pc.book.read_bytes(), set(pc.folder.iterdir())
    yield shared
    pc.book.write_bytes(book)
    for path in set(pc.folder.iterdir()) - files:
        path.unlink()


def harmless(office: tuple[Pc, Practice], *words: str | Path) -> str:
    """The one line that a command says; proves that nothing was sent, and that book and journal are unharmed."""
    pc, portals = office
    book = pc.book.read_bytes()
    said = pc.run(*words, typed="")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1), said
    assert said.err.startswith("tdsxl: ")
    assert portals.log.requests == ()
    assert pc.book.read_bytes() == book
    assert pc.run("journal", "check").status == 0
    return said.err.removeprefix("tdsxl: ")


def renamed_heading(book: Path) -> None:
    opened = load_workbook(book)
    opened["Clients"]["B4"] = "Number"
    opened["Clients"].tables["Clients"].tableColumns[1].name = "Number"
    opened.save(book)


def owned(book: Path) -> None:
    """As Excel marks a workbook that it holds open."""
    name = "Anita"
    (book.parent / f"~${book.name}").write_bytes(bytes([len(name)]) + name.encode().ljust(54) + bytes(110))


def moved_away(book: Path) -> None:
    set_setting(book, "Synced by PC", "OFFICE-9 (abc123)")
    set_setting(book, "Synced by PC since", "01-Nov-2026 10:00")


def nobody_ticked(book: Path) -> None:
    opened = load_workbook(book)
    for row in range(5, 5 + len(STAFFED)):
        opened["Clients"].cell(row, 1).value = 0
    opened.save(book)


BOOKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda book: book.write_text("TAN,Client name\n", encoding="ascii"), "office.xlsx"),
    "empty": (lambda book: book.write_bytes(b""), "office.xlsx"),
    "cut": (lambda book: book.write_bytes(book.read_bytes()[:9000]), "office.xlsx"),
    "heading": (renamed_heading, "TAN"),
    "open in Excel": (owned, "Anita"),
    "other PC": (moved_away, "OFFICE-9 (abc123)"),
    "year": (lambda book: set_setting(book, "Years", "2025"), "2025"),
    "sessions": (lambda book: set_setting(book, "Sessions TRACES", "many"), "Sessions TRACES"),
    "proxy": (lambda book: set_setting(book, "Proxy", "squid:what"), "roxy"),
    "nobody": (nobody_ticked, "No client and module is selected"),
}


@pytest.mark.parametrize("case", BOOKS)
def test_a_book_that_cannot_be_synced_is_told_before_any_login(office: tuple[Pc, Practice], case: str) -> None:
    """Not a book, a book that is open, another PC's, with a heading or a setting that cannot be used."""
    change, mentions = BOOKS[case]
    pc, _ = office
    change(pc.book)
    assert mentions in harmless(office, "sync", pc.book, "--portals", pc.folder / "portals.toml")


WORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "no book": (("sync", "{folder}/nothing.xlsx"), "There is no file {folder}/nothing.xlsx."),
    "list as book": (("sync", "{folder}/clients.csv"), "clients.csv"),
    "bad TAN": (("sync", "{book}", "--tan", "ABCD1234"), "`ABCD1234` is not a TAN."),
    "unknown TAN": (("sync", "{book}", "--tan", "ABCD12345E"), "ABCD12345E is not on the sheet Clients."),
    "bad year": (("sync", "{book}", "--years", "2025"), "`2025` is not a year. Write it as 2025-26."),
    "no portals": (("sync", "{book}", "--portals", "{folder}/no.toml"), "no.toml"),
    "other portals": (("sync", "{book}", "--portals", "{folder}/clients.csv"), "clients.csv"),
    "binary book": (("new", "{folder}/new.xlsb"), "use the name new.xlsx"),
    "book there": (("new", "{book}"), "office.xlsx"),
    "no list": (("clients", "import", "{folder}/no.csv", "--book", "{book}"), "There is no file {folder}/no.csv."),
    "headings": (("clients", "import", "{folder}/portals.toml", "--book", "{book}"), "portals.toml"),
    "no certificates": (("ldc", "import", "{folder}/clients.csv", "--book", "{book}"), "clients.csv"),
    "no passwords": (("passwords", "import", "{folder}/certificates.csv"), "certificates.csv"),
    "nothing typed": (("passwords", "set", "ABCD12345E", "traces"), "No password was given."),
    "demo in a file": (("demo", "--out", "{folder}/clients.csv"), "{folder}/clients.csv is a file."),
    "demo nowhere": (("practice", "--out", "{folder}/clients.csv/x"), "cannot be made"),
    "nobody's": (("passwords", "forget", "ABCD12345E"), "No password of ABCD12345E is stored."),
}


@pytest.mark.parametrize("case", WORDS)
def test_words_that_cannot_be_followed_are_one_line(office: tuple[Pc, Practice], case: str) -> None:
    """Files that are not there or not what they should be, codes that are none."""
    words, mentions = WORDS[case]
    places = {"folder": office[0].folder, "book": office[0].book}
    assert mentions.format(**places) in harmless(office, *(word.format(**places) for word in words))


@pytest.mark.parametrize("words", ["sync", "sync x --modules tax", "sync x --all --failed", "synch x"])
def test_unknown_words_are_exit_2(office: tuple[Pc, Practice], words: str) -> None:
    """As every command line has it."""
    assert office[0].run(*words.split()).status == 2


def test_a_wrong_passphrase_opens_nothing(office: tuple[Pc, Practice]) -> None:
    """Told before the first request; the right one opens again."""
    pc, _ = office
    place = pc.folder / "passphrase.txt"
    place.write_text("another one", encoding="ascii")
    try:
        assert "passphrase" in harmless(office, "sync", pc.book, "--portals", pc.folder / "portals.toml")
    finally:
        place.write_text(PASSPHRASE, encoding="ascii")
    assert pc.run("write", pc.book).status == 0


def test_without_a_network_every_client_says_so(pc: Pc, portals: Practice) -> None:
    """Exit 1 and a reason, after few tries; the book is written and says it too."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    toml = portals.portals_toml().replace(portals.url, f"http://127.0.0.1:{port}")
    (pc.folder / "portals.toml").write_text(toml, encoding="utf-8")
    said = pc.sync("--modules", "challans")
    assert (said.status, "Traceback" in said.err) == (1, False)
    assert said.out.count("NOT CHECKED") == len(STAFFED)
    assert "cannot be reached" in said.out


def test_lists_say_which_rows_they_cannot_use(pc: Pc) -> None:
    """The good rows go in, the others are named with file and row; exit 1."""
    rows = [("abcd 12345 e", "Good Traders"), ("ABCD1234", "Short"), ("ABCD12345E", "Twice"), ("", "No TAN")]
    write_list(pc.folder / "more.csv", ("tan no", "NAME OF DEDUCTOR"), rows)
    said = pc.run("clients", "import", pc.folder / "more.csv", "--book", pc.book)
    assert said.status == 1
    assert said.out.endswith(f"\n1 clients added, 0 updated in {pc.book}.\n")
    assert [line.split(": ")[:2] for line in said.err.splitlines()] == [["more.csv", f"row {row}"] for row in (3, 4, 5)]


@pytest.mark.parametrize("words", ["clients clients.csv", "ldc certificates.csv"])
def test_lists_do_not_go_into_the_book_of_another_pc(office: tuple[Pc, Practice], words: str) -> None:
    """As a sync of it is refused, in the same words."""
    pc, _ = office
    what, name = words.split()
    moved_away(pc.book)
    told = harmless(office, what, "import", pc.folder / name, "--book", pc.book)
    assert told == harmless(office, "write", pc.book)
    assert told.startswith("This book is synced by OFFICE-9 (abc123) since 01-Nov-2026 10:00.")


@pytest.mark.parametrize("words", ["clients import clients", "ldc import certificates", "passwords import passwords"])
def test_a_list_that_is_not_what_its_name_says_is_told(pc: Pc, words: str) -> None:
    """It is read all the same; exit 1. A web page is refused, whatever its name."""
    *verb, name = words.split()
    book = ("--book", pc.book) if "passwords" not in verb else ()
    path = (pc.folder / f"{name}.csv").rename(pc.folder / f"{name}.xlsx")
    said = pc.run(*verb, path, *book)
    told = f"{name}.xlsx: row 1: This is a csv file, whatever its name says; it was read as one.\n"
    assert (said.status, said.err) == (1, told)
    path.write_text("<html><table><tr><td>TAN</td></tr></table></html>", encoding="ascii")
    assert pc.run(*verb, path, *book).err.startswith(f"tdsxl: {name}.xlsx is a web page.")


def test_a_password_list_with_empty_cells_says_what_is_missing(pc: Pc, portals: Practice) -> None:
    """What is there is stored; what is missing is named, and nothing that was stored is erased."""
    first, second = (portals.people[place] for place in STAFFED[:2])
    write_list(pc.folder / "half.csv", PASSWORD_TITLES, [(first.tan, "Aa@12345", ""), (second.tan, "", "")])
    said = pc.run("passwords", "import", pc.folder / "half.csv")
    assert (said.status, said.out.splitlines()[0]) == (0, "1 passwords of 2 clients read; 1 are new or changed.")
    assert f"{first.tan}: no password for IT portal.\n" in said.err
    assert f"{second.tan}: no password for TRACES and IT portal.\n" in said.err
    listed = pc.run("passwords", "list").out
    assert listed.count(second.tan) == 2


def test_a_row_that_names_no_client_is_not_checked_and_the_rest_runs(pc: Pc, portals: Practice) -> None:
    """Told on standard error with its row, in the book as its own Status; exit 1 though all others are checked."""
    opened = load_workbook(pc.book)
    for row, place in enumerate(STAFFED, start=5):
        if place != 0:
            opened["Clients"].cell(row, 1).value = 0
    opened["Clients"]["B6"], opened["Clients"]["A6"] = "JPRE4102", 1
    opened.save(pc.book)
    said = pc.sync("--modules", "challans")
    assert said.status == 1
    assert "office.xlsx: row 6: `JPRE4102` is not a TAN." in said.err
    assert "Run 1: 1 of 1 client modules checked" in said.out
    shown = clients_sheet(pc.book)
    assert [shown[tan]["Status"] for tan in (portals.people[0].tan, "JPRE4102")] == ["All checked", "Not checked"]


def test_a_row_without_a_tan_is_not_checked_and_the_rest_runs(pc: Pc, portals: Practice) -> None:
    """Told on standard error and in its own row, and exit 1; a bad row of LDC Register tells no client anything."""
    opened = load_workbook(pc.book)
    for row, place in enumerate(STAFFED, start=5):
        if place != 0:
            opened["Clients"].cell(row, 1).value = 0
    opened["Clients"]["B6"], opened["Clients"]["C6"], opened["Clients"]["A6"] = None, "Nobody & Sons", 1
    opened["LDC Register"]["A5"] = "PINE"
    opened.save(pc.book)
    said = pc.sync("--modules", "challans")
    assert said.status == 1
    assert "office.xlsx: row 6: The row has no TAN.\n" in said.err
    assert "Run 1: 1 of 1 client modules checked" in said.out
    titles, *rows = load_workbook(pc.book)["Clients"].iter_rows(min_row=4, max_row=9, values_only=True)
    shown = [dict(zip(titles, row, strict=True)) for row in rows]
    assert [(row["Status"], row["Message"]) for row in shown[:2]] == [
        ("All checked", None),
        ("Not checked", "The row has no TAN."),
    ]
    assert {row["Status"] for row in shown[2:]} == {None}


def test_a_bad_row_outside_the_run_costs_it_nothing(pc: Pc, portals: Practice) -> None:
    """Unticked, or another client's run: it is told, the run is whole, and its row is not called unchecked."""
    opened = load_workbook(pc.book)
    opened["Clients"]["B6"], opened["Clients"]["A6"] = "JPRE4102", 0
    opened["Clients"]["B7"], opened["Clients"]["A7"] = None, 1
    opened.save(pc.book)
    said = pc.sync("--tan", portals.people[0].tan, "--modules", "challans")
    assert (said.status, said.err.count("office.xlsx: row")) == (0, 2)
    assert clients_sheet(pc.book)["JPRE4102"]["Status"] is None
    assert pc.run("status", pc.book).status == 1


def test_a_column_that_is_missed_is_told_and_costs_nothing(pc: Pc, portals: Practice) -> None:
    """Without Active every client is synced, which its user may not have meant."""
    opened = load_workbook(pc.book)
    title = next(cell for cell in opened["Clients"][4] if cell.value == "Active")
    title.value = opened["Clients"].tables["Clients"].tableColumns[title.column - 1].name = "In use"
    opened.save(pc.book)
    said = pc.sync("--tan", portals.people[0].tan, "--modules", "challans")
    assert said.status == 0
    assert said.err.startswith("office.xlsx: Clients has no column Active: every client counts as active.\n")


def test_hidden_clients_are_left_out_and_named(pc: Pc, portals: Practice) -> None:
    """Before the first login and in the summary; `--json` lists their TANs."""
    opened = load_workbook(pc.book)
    for row in range(6, 5 + len(STAFFED)):
        opened["Clients"].row_dimensions[row].hidden = True
    opened.save(pc.book)
    said = pc.sync("--modules", "challans")
    names = [f"{portals.people[place].name} ({portals.people[place].tan})" for place in STAFFED[1:]]
    assert f"left out: {', '.join(names)}." in said.err
    assert "4 hidden clients left out" in said.out
    assert {login.user for login in portals.log.logins} == {portals.people[STAFFED[0]].tan}


@pytest.mark.row("D3")
@pytest.mark.fault
def test_a_full_disk_stops_the_run_and_harms_nothing(pc: Pc, portals: Practice) -> None:
    """The journal cannot grow: one line, exit 2, everybody signed out; with room again the next sync is whole."""
    resource = pytest.importorskip("resource")
    one = ("--tan", portals.people[STAFFED[1]].tan)
    book, limits = pc.book.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE_ROOM, limits[1]))
    try:
        said = pc.sync(*one)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (said.status, said.out) == (2, "")
    assert said.err.endswith("The journal cannot be written: disk I/O error. Free disk space, then run again.\n")
    assert left_open(portals.log) == 0
    assert pc.book.read_bytes() == book
    assert pc.run("journal", "check").status == 0
    assert pc.sync(*one).status == 0
