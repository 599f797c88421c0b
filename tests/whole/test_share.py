"""A copy to send: the rows of some clients alone, and nothing of anyone else in the file."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy2
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED, STAFFED
from tests.whole.pc import Pc, moved_in


@pytest.fixture(scope="module")
def synced(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pc, list[Person]]]:
    """An office with one whole sync; copies are made of it, nothing in it changes."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("shared") / "office", template, portals)
        pc.sync()
        yield pc, [portals.people[place] for place in STAFFED]


def sheet_rows(book: Path, title: str) -> list[tuple[object, ...]]:
    """The rows of a table, below its header in row 4."""
    return list(load_workbook(book)[title].iter_rows(min_row=5, values_only=True))


@pytest.mark.slow
def test_a_copy_of_a_client_holds_its_rows_as_the_book_does(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """Value for value, in the same order."""
    pc, people = synced
    tan = people[0].tan
    out = tmp_path / "copy.xlsx"
    assert pc.run("share", pc.book, "--out", out, "--tan", tan).status == 0
    titles = [title for title in load_workbook(out).sheetnames if title != "Summary"]
    assert "Challans" in titles
    for title in titles:
        own, copied = [row for row in sheet_rows(pc.book, title) if row[0] == tan], sheet_rows(out, title)
        # In the book the firm's own columns follow.
        assert copied == [row[: len(copied[0])] for row in own], title


def test_a_copy_holds_nothing_of_anyone_else(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """No part of the unpacked file names another client, and no macro, link or hidden sheet is in it."""
    pc, people = synced
    out = tmp_path / "copy.xlsx"
    pc.run("share", pc.book, "--out", out, "--tan", people[0].tan)
    with ZipFile(out) as book:
        names = book.namelist()
        text = "\n".join(book.read(name).decode("utf-8") for name in names)
    for other in people[1:]:
        assert other.tan not in text
        assert other.name not in text
        assert other.pan not in text
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert all(sheet.sheet_state == "visible" for sheet in load_workbook(out))


def test_a_copy_of_one_client_does_not_name_its_group(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """It may be called after another client; a copy of the group itself bears its name."""
    pc, people = synced
    grouped = Path(copy2(pc.book, tmp_path / "grouped.xlsx"))
    book = load_workbook(grouped)
    titles = [cell.value for cell in book["Clients"][4]]
    for row in book["Clients"].iter_rows(min_row=5):
        row[titles.index("Group")].value = "Deshpande group" if row[1].value == people[0].tan else None
    book.save(grouped)
    for name, asked, is_named in (
        ("one", ("--tan", people[0].tan), False),
        ("all", ("--group", "Deshpande group"), True),
    ):
        out = tmp_path / f"{name}.xlsx"
        assert pc.run("share", grouped, "--out", out, *asked).status == 0
        with ZipFile(out) as parts:
            assert any(b"Deshpande group" in parts.read(part) for part in parts.namelist()) is is_named


def test_a_copy_bears_the_name_of_the_firm(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """Where the sheet Settings has one."""
    pc, people = synced
    book, signed, out = load_workbook(pc.book), tmp_path / "signed.xlsx", tmp_path / "copy.xlsx"
    (value,) = (row[1] for row in book["Settings"].iter_rows() if row[0].value == "Firm name")
    value.value = "Shah & Co"
    book.save(signed)
    pc.run("share", signed, "--out", out, "--tan", people[0].tan)
    assert load_workbook(out)["Summary"]["A1"].value == f"TDS of {people[0].name} · from Shah & Co"


def test_what_the_firm_wrote_goes_along_only_if_asked(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """As it stands in the book now, though no sync has read it."""
    pc, people = synced
    noted = Path(copy2(pc.book, tmp_path / "noted.xlsx"))
    book = load_workbook(noted)
    titles = [cell.value for cell in book["Challans"][4]]
    row = next(row for row in book["Challans"].iter_rows(min_row=5) if row[0].value == people[0].tan)
    row[titles.index("Remark")].value = "for our eyes"
    book.save(noted)
    for name, asked in (("plain.xlsx", ()), ("full.xlsx", ("--own-columns",))):
        assert pc.run("share", noted, "--out", tmp_path / name, "--tan", people[0].tan, *asked).status == 0
        found = [cell for row in sheet_rows(tmp_path / name, "Challans") for cell in row]
        assert found.count("for our eyes") == len(asked)


def test_the_summary_says_what_is_complete_and_what_is_not(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """Six lines per client, in the words of the sheet Clients, with the reason of what was not checked."""
    pc, people = synced
    out = tmp_path / "all.xlsx"
    pc.run("share", pc.book, "--out", out)
    found = sheet_rows(out, "Summary")
    clients = {row[1]: row for row in sheet_rows(pc.book, "Clients")}
    titles = [cell.value for cell in load_workbook(pc.book)["Clients"][4]]
    assert len(found) == 6 * len(people)
    for tan, _, module, result, *_, reason in found:
        assert result == clients[tan][titles.index(f"{module} status")]
        assert (reason is not None) == str(result).startswith(("Not checked", "Waiting for you"))


def test_a_copy_says_how_much_of_it_was_never_read(pc: Pc, portals: Practice, tmp_path: Path) -> None:
    """Lists that are ticked and were not asked for yet are no complete ones; what is not ticked is not missed."""
    tan, out = portals.people[STAFFED[0]].tan, tmp_path / "copy.xlsx"
    assert pc.sync("--tan", tan, "--modules", "challans").status == 0
    pc.run("share", pc.book, "--out", out, "--tan", tan)
    assert " · 5 of 6 lists not complete, see Summary · " in str(load_workbook(out)["Challans"]["A2"].value)
    book = load_workbook(pc.book)
    titles = [cell.value for cell in book["Clients"][4]]
    for row in book["Clients"].iter_rows(min_row=5):
        row[titles.index("Verify LDC")].value = None
    book.save(pc.book)
    pc.run("share", pc.book, "--out", tmp_path / "four.xlsx", "--tan", tan)
    assert "4 of 5 lists not complete" in str(load_workbook(tmp_path / "four.xlsx")["Challans"]["A2"].value)


@pytest.mark.slow
def test_pans_are_masked_on_request(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """Of a deductee's PAN the ends are shown."""
    pc, people = synced
    plain, masked = tmp_path / "plain.xlsx", tmp_path / "masked.xlsx"
    pc.run("share", pc.book, "--out", plain, "--tan", people[0].tan)
    pc.run("share", pc.book, "--out", masked, "--tan", people[0].tan, "--mask-pan")
    titles = [cell.value for cell in load_workbook(plain)["LDC"][4]]
    at = titles.index("Deductee PAN")
    before = [str(row[at]) for row in sheet_rows(plain, "LDC")]
    assert [row[at] for row in sheet_rows(masked, "LDC")] == [f"{pan[:2]}xxxxxx{pan[-2:]}" for pan in before]
    assert before


def test_a_copy_of_what_is_not_there_is_refused(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """An unknown TAN or group, and a file that exists, each in one line; nothing is written."""
    pc, people = synced
    taken = tmp_path / "taken.xlsx"
    taken.write_bytes(b"a letter")
    calls = {
        "MUMZ99999Z is not on the sheet Clients.": ("--out", tmp_path / "a.xlsx", "--tan", "MUMZ99999Z"),
        "No client of the group Nobody is on": ("--out", tmp_path / "b.xlsx", "--group", "Nobody"),
        "taken.xlsx is there already.": ("--out", taken, "--tan", people[0].tan),
        "c.pdf is neither a workbook nor a zip nor a folder.": ("--out", tmp_path / "c.pdf"),
    }
    for words, call in calls.items():
        said = pc.run("share", pc.book, *call)
        assert said.status == 2
        assert words in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]
    assert taken.read_bytes() == b"a letter"


def test_a_folder_holds_a_copy_for_each_client(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """Each with its own rows alone, and a draft to its address."""
    pc, people = synced
    said = pc.run("share", pc.book, "--out", tmp_path / "each", "--drafts")
    assert said.status == 0, said
    files = sorted((tmp_path / "each").glob("*.xlsx"))
    assert len(files) == len(people)
    for file, person in zip(files, sorted(people, key=lambda one: one.name), strict=True):
        assert {row[0] for row in sheet_rows(file, "Summary")} == {person.tan}
    assert said.err.count("no Email on the sheet Clients") == len(people)


def test_drafts_want_a_file_for_each_client(synced: tuple[Pc, list[Person]], tmp_path: Path) -> None:
    """One file for all cannot go to each of them; nor is a name of another kind understood."""
    pc, _ = synced
    for name in ("all.xlsx", "all.pdf"):
        assert pc.run("share", pc.book, "--out", tmp_path / name, "--drafts").status == 2
    assert list(tmp_path.iterdir()) == []
