"""Share copy with a file of its own for each client: the real worker, from the wish to the folder."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy2
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tdsxl.practice.server import Practice
from tdsxl.values import Tan
from tdsxl.window.copies import Copied, Copying, CopyWish, Shareable
from tdsxl.window.values import Said
from tests.addin.conftest import at_work
from tests.addin.person import Person
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED
from tests.whole.pc import Pc, moved_in

UNREAD = 2
"""So many clients of the book were never synced."""


@pytest.fixture(scope="module")
def synced(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pc, Practice]]:
    """An office of which some clients were read; copies are made of it, nothing in it changes."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("each") / "office", template, portals)
        pc.sync("--modules", "challans", "--tan", *tans_of(pc.book)[UNREAD:])
        yield pc, portals


@pytest.fixture
def someone(synced: tuple[Pc, Practice], monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody who has pressed Share copy."""
    pc, portals = synced
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    one = Person(portals.url)
    yield from at_work(one, pc.book, pc.home.path, pc.folder / "portals.toml")


def tans_of(book: Path) -> list[Tan]:
    """The clients of a book, in its order."""
    return [Tan(row[1]) for row in load_workbook(book)["Clients"].iter_rows(min_row=5, values_only=True) if row[1]]


def wish(person: Person, path: Path, **other: bool) -> CopyWish:
    """A file for each client that is offered."""
    person.host.hear("share")
    shareable = person.wait(Shareable)
    return CopyWish(
        path=path, tans=tuple(one.tan for one in shareable.clients), group=None, mask=False, each=True, **other
    )


def whose(copy: Path) -> list[str]:
    """The TANs that a copy names."""
    return sorted({str(row[0]) for row in load_workbook(copy)["Summary"].iter_rows(min_row=5, values_only=True)})


def trouble(person: Person) -> str:
    return person.wait(Said, lambda said: said.is_trouble).text


def test_each_client_gets_a_file_and_the_others_are_named(someone: Person, tmp_path: Path) -> None:
    """How far it is, is told before each; a client of whom nothing was read gets none, one without Email no draft."""
    asked = wish(someone, tmp_path / "out", drafts=True)
    someone.host.make_copy(asked)
    copied = someone.wait(Copied)
    read = asked.tans[UNREAD:]
    assert (copied.clients, copied.each, copied.drafts) == (len(read), True, 0)
    assert [(one.made, one.of) for one in someone.of(Copying)] == [(made, len(read)) for made in range(len(read))]
    assert [(one.tan, one.why.partition(",")[0]) for one in copied.left_out] == [
        *((tan, "nothing was read yet") for tan in asked.tans[:UNREAD]),
        *((tan, "no Email on the sheet Clients") for tan in read),
    ]
    held = [whose(file) for file in (tmp_path / "out").iterdir()]
    assert sorted(held) == sorted([tan] for tan in read)


def test_a_zip_takes_the_files(someone: Person, tmp_path: Path) -> None:
    """By the ending of its name."""
    someone.host.make_copy(wish(someone, tmp_path / "out.zip"))
    assert someone.wait(Copied).drafts is None
    with ZipFile(tmp_path / "out.zip") as archive:
        assert {Path(name).suffix for name in archive.namelist()} == {".xlsx"}


def test_stop_leaves_nothing(someone: Person, tmp_path: Path) -> None:
    """Neither the folder nor what it would have held; the next one is made."""
    asked = wish(someone, tmp_path / "out")
    someone.host.make_copy(asked)
    someone.wait(Copying)
    someone.host.stop_copies()
    assert trouble(someone) == "Stopped: no copy was made."
    assert list(tmp_path.iterdir()) == []
    someone.host.make_copy(asked)
    assert someone.wait(Copied).path == tmp_path / "out"


def test_a_closed_window_leaves_nothing(someone: Person, tmp_path: Path) -> None:
    """Nobody waits for the copies any more."""
    someone.host.make_copy(wish(someone, tmp_path / "out"))
    someone.wait(Copying)
    someone.host.closed()
    trouble(someone)
    assert list(tmp_path.iterdir()) == []


def test_clients_of_whom_nothing_was_read_get_no_folder(someone: Person, tmp_path: Path) -> None:
    """One line says what to do first."""
    asked = wish(someone, tmp_path / "out")
    someone.host.make_copy(CopyWish(path=asked.path, tans=asked.tans[:UNREAD], group=None, mask=False, each=True))
    assert trouble(someone) == "Nothing was read yet of these clients. Sync them first."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or not os.getuid(), reason="a folder that its user may not write in")
def test_a_folder_that_forbids_it_is_named(someone: Person, tmp_path: Path) -> None:
    """In one line; another can be taken."""
    forbidden = tmp_path / "forbidden"
    forbidden.mkdir(0o500)
    someone.host.make_copy(wish(someone, forbidden / "out"))
    assert trouble(someone) == "out cannot be written: Permission denied. Take another folder."


@pytest.mark.slow
def test_own_columns_go_along_only_if_asked(someone: Person, synced: tuple[Pc, Practice], tmp_path: Path) -> None:
    """As they stand in the book now, in one file too."""
    pc, _ = synced
    before = copy2(pc.book, tmp_path / "before.xlsx")
    book = load_workbook(pc.book)
    titles = [cell.value for cell in book["Challans"][4]]
    row = next(book["Challans"].iter_rows(min_row=5))
    row[titles.index("Remark")].value = "for our eyes"
    book.save(pc.book)
    try:
        for own in (False, True):
            path = tmp_path / f"{own}.xlsx"
            someone.host.make_copy(CopyWish(path=path, tans=(Tan(row[0].value),), group=None, mask=False, own=own))
            someone.wait(Copied)
            found = [cell for line in load_workbook(path)["Challans"].values for cell in line]
            assert found.count("for our eyes") == own
    finally:
        copy2(before, pc.book)
