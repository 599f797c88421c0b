"""Files on this PC: our own names, whole or not at all, and replies set aside that only the vault opens."""

import re
from dataclasses import fields
from datetime import date
from itertools import product
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from tdsxl.engine.home import Home, open_home
from tdsxl.engine.store import Store, sweep, write_whole
from tdsxl.errors import LocalError
from tdsxl.portals.base import Reply
from tdsxl.records import Document, Notice, NoticeKind
from tests.engine.scripted import IT, PINE, client
from tests.full_disk import no_room


@pytest.fixture
def store(home: Home) -> Store:
    return Store(home.path, set_aside=home.set_aside, seal=lambda plain: b"sealed " + plain[::-1])


ELM = client(PINE, name="Elm & Sons (Pune)")


def letter(reference: str, **other: object) -> Notice:
    """What a document belongs to."""
    facts: dict[str, Any] = dict.fromkeys(field.name for field in fields(Notice)) | other
    return Notice(**facts | {"portal": IT, "reference": reference, "kind": NoticeKind.PROCEEDING})


def document(reference: str, *, suffix: str = ".pdf", content: bytes = b"%PDF") -> Document:
    return Document(reference=reference, portal_name="a" * 500, suffix=suffix, content=content)


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    "reference",
    ["../../etc/passwd", "..\\..\\x", "CON", "a:b", "x\0y", "\u202egpj.exe", "न" * 300, "r" * 5000, ""],
)
def test_no_name_of_a_portal_is_a_path(home: Home, store: Store, reference: str) -> None:
    """Nor is one of the firm's; the file lies below downloads, under short names that every system takes."""
    filed = store.keep(client(PINE, name=reference), document(reference), notice=letter(reference, year=reference))
    path = (home.path / filed.path).resolve()
    assert path.read_bytes() == b"%PDF"
    assert path.parent.parent.parent == home.downloads.resolve()
    assert path.parent.name == "Undated"
    assert filed.path.isascii()
    assert len(filed.path) < 130
    assert path.name.startswith("Proceeding notice")
    assert (filed.reference, len(filed.portal_name), filed.size) == (reference, 200, 4)


ROOTS = ("", "../", "..\\", "./../../", "/", "~/", "C:\\", "\\\\server\\share\\", "file:///", "%2e%2e%2f")
NAMES = (
    "CON", "nul.pdf", "COM1.txt.zip", "a:b", "x\0y.pdf", "\u202efdp.exe", "name.", " lead", "trail ", "．．／x",
    "r" * 300, "न" * 300, "a\r\nb", '*?<>|"', ".~tdsxl-x.pdf", "desktop.ini", ".bashrc", "-rf", "$HOME`id`", "..",
)  # fmt: skip
WINDOWS_KEEPS = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}


@pytest.mark.row("C9")
def test_two_hundred_hostile_names_are_files_of_the_clients_folder(home: Home, store: Store) -> None:
    """Under our own names, which mean the same to Windows as to any other system; none replaces another."""
    hostile = [root + name for root, name in product(ROOTS, NAMES)]
    assert len(hostile) == 200
    for number, name in enumerate(hostile):
        sent = Document(reference=name, portal_name=name, suffix=PurePosixPath(name).suffix, content=b"%d" % number)
        filed = store.keep(client(PINE, name=name), sent, notice=letter(name, year=name))
        posix, windows = PurePosixPath(filed.path), PureWindowsPath(filed.path)
        assert posix.parts == windows.parts == ("downloads", posix.parts[1], "Undated", posix.name)
        assert re.fullmatch(r"([A-Za-z0-9]+ )*PINE12345E", posix.parts[1])
        assert re.fullmatch(r"Proceeding notice[A-Za-z0-9 -]*( \([0-9]+\))?\.(pdf|zip|txt|bin)", posix.name)
        assert all(part.partition(".")[0].upper() not in WINDOWS_KEEPS for part in windows.parts)
        assert len(filed.path) < 130
        assert (home.path / filed.path).read_bytes() == b"%d" % number
    kept = [path for path in home.path.rglob("*") if path.is_file()]
    assert {path.parent.parent.parent for path in kept} == {home.downloads}
    assert len({str(path).lower() for path in kept}) == 200


def test_the_same_document_is_one_file_and_another_is_not(home: Home, store: Store) -> None:
    """Two files of one reference stand side by side."""
    paths = [store.keep(ELM, document("R", content=content)).path for content in (b"1", b"1", b"2", b"1", b"2")]
    first, second = (f"downloads/Elm Sons Pune {PINE}/Undated/File R{mark}.pdf" for mark in ("", " (2)"))
    assert paths == [first, first, second, first, second]
    assert [(home.path / path).read_bytes() for path in (first, second)] == [b"1", b"2"]


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"year": "2023-24", "issued_on": date(2026, 11, 3)}, "2023-24/Proceeding notice 2026-11-03 ITBA-1-2.pdf"),
        ({"year": "FY 2023-24", "served_on": date(2026, 11, 4)}, "2023-24/Proceeding notice 2026-11-04 ITBA-1-2.pdf"),
        ({"issued_on": date(2026, 3, 31)}, "2025-26/Proceeding notice 2026-03-31 ITBA-1-2.pdf"),
        ({"year": "AY 12023-245"}, "Undated/Proceeding notice ITBA-1-2.pdf"),
    ],
)
def test_a_file_says_what_it_is(store: Store, facts: dict[str, object], place: str) -> None:
    """Client, the year that it is about or else that of its day, kind, day and reference."""
    filed = store.keep(ELM, document("ITBA/1(2)"), notice=letter("ITBA/1(2)", **facts))
    assert filed.path == f"downloads/Elm Sons Pune {PINE}/{place}"


def test_a_client_without_a_name_has_a_folder(store: Store) -> None:
    """By its TAN alone, as one whose name no system spells."""
    for name in ("", "नीम"):
        filed = store.keep(client(PINE, name=name), document("R"))
        assert filed.path == f"downloads/{PINE}/Undated/File R.pdf"


def test_what_stands_in_the_way_of_a_file_stays(home: Home, store: Store) -> None:
    """A folder of that name, or another file that somebody put there."""
    place = home.downloads / f"Elm Sons Pune {PINE}" / "Undated"
    (place / "File R.pdf").mkdir(parents=True)
    (place / "File R (2).pdf").write_bytes(b"mine")
    assert store.keep(ELM, document("R")).path.endswith("/File R (3).pdf")
    assert (place / "File R (2).pdf").read_bytes() == b"mine"


@pytest.mark.row("C9")
def test_a_suffix_that_could_run_is_not_kept(store: Store) -> None:
    """Only the three kinds that portals hand out."""
    assert store.keep(ELM, document("R", suffix=".exe")).path.endswith(".bin")
    assert store.keep(ELM, document("R", suffix=".zip")).path.endswith(".zip")


def test_a_reply_set_aside_is_sealed(home: Home, store: Store) -> None:
    """With status, type and address, without the query, which may name the client."""
    reply = Reply("https://p.example/x?tan=PINE12345E", 200, {"content-type": "text/html"}, b"<html>")
    path = store.put_aside(IT, "challans", reply)
    assert path.parent == home.set_aside
    assert path.read_bytes().startswith(b"sealed ")
    plain = path.read_bytes().removeprefix(b"sealed ")[::-1]
    assert plain == b"200 text/html https://p.example/x\n<html>"
    assert store.put_aside(IT, "challans", reply) != path


@pytest.mark.row("C7")
def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither a half of it nor harm to what stands in its place: a folder, or a file where a folder should be."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    for path in (tmp_path / "folder", tmp_path / "file" / "x.pdf"):
        with pytest.raises(LocalError, match="cannot be written"):
            write_whole(path, b"new")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_what_a_killed_run_left_half_written_is_swept(tmp_path: Path) -> None:
    """In any folder below; whole files stay."""
    write_whole(tmp_path / "downloads" / "x.pdf", b"x")
    (tmp_path / "downloads" / ".~tdsxl-y.pdf").write_bytes(b"half")
    sweep(tmp_path)
    sweep(tmp_path / "nowhere")
    assert [path.name for path in tmp_path.rglob("*.pdf")] == ["x.pdf"]


def test_the_data_folder_is_made_where_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mark stays the same, so that a book knows its PC again."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path / "new" / "home"))
    home = open_home()
    assert home.path.is_dir()
    assert home.pc() == open_home().pc() != Home(tmp_path).pc()


@pytest.mark.parametrize("left", ["", "abc", "Größe!"])
def test_a_spoiled_mark_of_the_pc_is_made_anew(tmp_path: Path, left: str) -> None:
    """A full disk leaves an empty one; a book stamped with that would be every PC's."""
    (tmp_path / "pc-id").write_text(left, encoding="utf-8")
    name = Home(tmp_path).pc()
    assert re.search(r" \([0-9a-f]{6}\)$", name)
    assert Home(tmp_path).pc() == name


@pytest.mark.fault
def test_a_full_disk_leaves_no_mark(tmp_path: Path) -> None:
    """One line with a remedy, and nothing behind it."""
    with no_room(), pytest.raises(LocalError, match="File too large") as error:
        Home(tmp_path).pc()
    assert error.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_folder_named_from_where_one_stands_is_named_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told to workbooks, which lie elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TDSXL_HOME", "home")
    assert open_home().path == tmp_path / "home"


def test_a_restore_that_was_cut_off_is_not_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between its two steps it has left the data folder under another name, which is told."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path / "home"))
    (tmp_path / "home before 2026-11-23 101500").mkdir()
    with pytest.raises(LocalError, match="it lies in home before 2026-11-23 101500") as told:
        open_home()
    assert told.value.remedy == "Give it its old name back, or move it away to begin anew."
    (tmp_path / "home before 2026-11-23 101500").rename(tmp_path / "kept")
    assert open_home().path.is_dir()


@pytest.mark.row("D6")
@pytest.mark.parametrize("folder", ["\\\\server\\share", "//server/share"])
def test_a_share_is_no_place_for_a_database(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """Locks are not to be trusted there."""
    monkeypatch.setenv("TDSXL_HOME", folder)
    with pytest.raises(LocalError, match="network or cloud-synced"):
        open_home()
    assert not Path(folder).exists()


@pytest.mark.row("D6")
@pytest.mark.parametrize("folder", ["OneDrive - Firm/tdsxl", "Dropbox/tdsxl", "Google Drive/tdsxl"])
def test_a_synced_folder_is_no_place_for_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """It would be copied in the middle of a change."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path / folder))
    with pytest.raises(LocalError, match="cloud-synced"):
        open_home()
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands in its place."""
    (tmp_path / "home").write_bytes(b"")
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path / "home"))
    with pytest.raises(LocalError, match="cannot be made"):
        open_home()
