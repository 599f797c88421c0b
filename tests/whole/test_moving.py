"""`tdsxl backup` and `tdsxl restore`: an office moves to another PC with its journal, vault, downloads and book."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tdsxl.practice.server import Practice
from tests.whole.book import lines, rows
from tests.whole.conftest import STAFFED
from tests.whole.firm import an_hour_passes, canonical, held
from tests.whole.pc import PASSPHRASE, Pc, set_setting

pytestmark = pytest.mark.fault


def files(pc: Pc) -> dict[str, bytes]:
    """Downloads, by their path below the data folder."""
    return {
        path.relative_to(pc.home.path).as_posix(): path.read_bytes()
        for path in pc.home.downloads.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def synced(pc: Pc, portals: Practice) -> Pc:
    """An office with one client on file."""
    assert pc.sync("--tan", portals.people[STAFFED[0]].tan).status == 0
    an_hour_passes(pc.home)
    return pc


@pytest.fixture
def another(synced: Pc, tmp_path: Path) -> Pc:
    """A PC with the same book and nothing else; its own passphrase is another."""
    folder = tmp_path / "another"
    folder.mkdir()
    for name in (synced.book.name, "portals.toml"):
        shutil.copy2(synced.folder / name, folder / name)
    (folder / "passphrase.txt").write_text(PASSPHRASE, encoding="ascii")
    return replace(synced, folder=folder)


@pytest.fixture
def asked(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> Pc:
    """A PC without passwords, and without a file that holds a passphrase."""
    (pc.home.path / "vault.json").unlink()
    variables = {"TDSXL_HOME": str(pc.home.path), "TDSXL_VAULT_PASSPHRASE_FILE": ""}
    monkeypatch.setattr(Pc, "environment", variables)
    return pc


def test_an_office_moves_to_another_pc(synced: Pc, another: Pc, portals: Practice, tmp_path: Path) -> None:
    """Rows, files and passwords are there; the book is refused before, synced after, and then by the new PC alone."""
    tan = portals.people[STAFFED[0]].tan
    before = canonical(held(synced.home, [tan])), rows(synced.book), files(synced)
    assert before[2]
    refused = another.sync("--tan", tan)
    assert (refused.status, "is synced by" in refused.err) == (2, True)
    said = synced.run("backup", tmp_path / "office.backup")
    assert (said.status, f"opens with the passphrase in {synced.folder / 'passphrase.txt'} only" in said.out) == (
        0,
        True,
    )
    shutil.rmtree(another.home.path)
    said = another.run("restore", tmp_path / "office.backup")
    assert (said.status, said.err) == (0, "")
    assert another.run("write", another.book).status == 0
    assert (canonical(held(another.home, [tan])), rows(another.book), files(another)) == before
    assert another.run("passwords", "list").out == synced.run("passwords", "list").out
    assert another.sync("--tan", tan).status == 0
    shutil.copy2(another.book, synced.book)
    late = synced.sync("--tan", tan)
    assert (late.status, "is synced by" in late.err) == (2, True)


def test_a_book_taken_over_without_a_backup_keeps_its_history(synced: Pc, another: Pc, portals: Practice) -> None:
    """The journal of the new PC counts its runs from 1 again."""
    tan = portals.people[STAFFED[0]].tan
    before = lines(another.book, "Runs"), lines(another.book, "Changes")
    for name in ("Synced by PC", "Synced by PC since"):
        set_setting(another.book, name, "")
    assert another.run("passwords", "import", synced.folder / "passwords.csv").status == 0
    assert another.sync("--tan", tan, "--modules", "challans").status == 0
    runs, changes = lines(another.book, "Runs"), lines(another.book, "Changes")
    assert [row for row in runs if row in before[0]] == before[0]
    assert [row["Run"] for row in runs] == [1, 1]
    assert [row for row in changes if row in before[1]] == before[1]
    assert len(changes) == len(before[1]) + 1


def test_what_is_there_is_named_and_moved_aside(synced: Pc, tmp_path: Path) -> None:
    """Without a yes nothing changes."""
    backup = tmp_path / "office.backup"
    assert synced.run("backup", backup).status == 0
    vault = (synced.home.path / "vault.json").read_bytes()
    said = synced.run("restore", backup, typed="")
    assert (said.status, "Nothing was restored" in said.err) == (2, True)
    assert "passwords and a journal of a run of" in said.err
    assert (synced.home.path / "vault.json").read_bytes() == vault
    assert synced.run("restore", backup, typed="y\n").status == 0
    (aside,) = synced.folder.glob("home before *")
    assert (aside / "vault.json").read_bytes() == vault
    assert (aside / "journal.sqlite3").exists()
    assert synced.sync("--failed").status in (0, 2)
    assert [path.name for path in synced.folder.iterdir() if path.name.startswith(".~tdsxl-")] == []


@pytest.mark.row("A1")
def test_what_was_refused_since_the_backup_stays_refused(synced: Pc, portals: Practice, tmp_path: Path) -> None:
    """Vault and journal of before know nothing of it; the password does not leave again."""
    tan = portals.people[STAFFED[0]].tan
    one = ("--tan", tan, "--modules", "unconsumed")
    synced.run("passwords", "set", tan, "traces", typed="Wrong@1234\n")
    synced.run("backup", tmp_path / "office.backup")
    portals.log.clear()
    assert synced.sync(*one).status == 1
    assert synced.run("restore", tmp_path / "office.backup", typed="y\n").status == 0
    assert synced.sync(*one).status == 1
    assert [login.was_right for login in portals.log.logins] == [False]


def test_a_backup_shows_nothing_and_no_secret_lies_beside_it(synced: Pc, portals: Practice, tmp_path: Path) -> None:
    """Neither TAN nor password nor a row of the journal can be read in it; the key is in no file."""
    backup = tmp_path / "office.backup"
    synced.run("backup", backup)
    person = portals.people[STAFFED[0]]
    content = backup.read_bytes()
    assert [word for word in (person.tan, person.traces_password, "SQLite") if word.encode() in content] == []
    assert len(content) > 1000
    assert backup.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert list(synced.folder.rglob("vault.key")) == []


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("short\nshort\n", "8 characters"),
        ("seven words of mine\nseven words of yours\n", "differ"),
        ("", "8 characters"),
    ],
)
def test_a_passphrase_is_typed_twice(asked: Pc, typed: str, what: str) -> None:
    """Where no file holds it; a short one or a slip of the finger writes nothing."""
    said = asked.run("backup", asked.folder / "office.backup", typed=typed)
    assert (said.status, what in said.err) == (2, True)
    assert list(asked.folder.glob("*.backup")) == []


@pytest.mark.parametrize(
    "spoil", [lambda content: content[:-100], lambda content: b"PK" + content], ids=["cut", "no box"]
)
def test_a_spoilt_backup_restores_nothing(synced: Pc, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """What is there stays."""
    backup = tmp_path / "office.backup"
    synced.run("backup", backup)
    backup.write_bytes(spoil(backup.read_bytes()))
    vault = (synced.home.path / "vault.json").read_bytes()
    said = synced.run("restore", backup, typed="y\n")
    assert (said.status, said.err.count("tdsxl: ")) == (2, 1)
    assert (synced.home.path / "vault.json").read_bytes() == vault
    assert list(synced.folder.glob("home before *")) == []


def test_a_backup_overwrites_no_file(synced: Pc) -> None:
    """Another name is asked for."""
    said = synced.run("backup", synced.book)
    assert (said.status, "There is a file" in said.err) == (2, True)
