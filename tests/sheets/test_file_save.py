"""The book on its disk: proofs before the login, saving as a whole or not at all, copies, locks."""

import contextlib
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.file.save import SavedBeside, state_of, stray_prefix, unwritable
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Stamp, Update
from tests.sheets.samples import (
    CHALLANS,
    SHEETS,
    Row,
    challan,
    change_parts,
    file_book,
    make_book,
    part_of,
    parts,
    shown,
    table,
    update,
)


def news() -> Update:
    """An update that changes something in a fresh book."""
    return update(table(CHALLANS, map(challan, range(3))))


def names(folder: Path) -> set[str]:
    """Files of a folder."""
    return {path.name for path in folder.iterdir()}


@pytest.mark.row("E1")
@pytest.mark.parametrize(
    ("lock", "content"),
    [
        ("~$book.xlsx", b"\x0bMeera Joshi" + b" " * 43 + "\x0bMeera Joshi".encode("utf-16-le")),
        (".~lock.book.xlsx#", b"Meera Joshi,meera,PC-7,22.11.2026 18:40,file:///profile;"),
        (".~lock.book.xlsx#", b",Meera Joshi,PC-7,22.11.2026 18:40,file:///profile;"),
    ],
)
def test_an_open_book_is_told_before_the_login(tmp_path: Path, lock: str, content: bytes) -> None:
    """Excel's and LibreOffice's lock files say who has it."""
    path = make_book(tmp_path / "book.xlsx")
    (tmp_path / lock).write_bytes(content)
    with pytest.raises(LocalError, match=r"book.xlsx is open at Meera Joshi\. Close it"):
        file_book(path).read()


@pytest.mark.row("E4")
def test_another_book_in_its_place_is_not_written(tmp_path: Path) -> None:
    """Somebody has copied it there while the portals were read; it stays as it is, and the own one is written later."""
    path = make_book(tmp_path / "book.xlsx")
    book = file_book(path)
    book.read()
    mine, other = path.read_bytes(), tmp_path / "other.xlsx"
    new_book(other, sheets=SHEETS[:3], stamp=Stamp(book_id="another"))
    path.write_bytes(other.read_bytes())
    with pytest.raises(LocalError, match=r"Another workbook lies at .*book\.xlsx now") as told:
        book.write(news(), {})
    assert told.value.remedy.startswith("Put yours back, then `tdsxl write book.xlsx`")
    assert path.read_bytes() == other.read_bytes()
    path.write_bytes(mine)
    book.write(news(), {})


@pytest.mark.row("E2")
def test_a_read_only_book_is_told_before_the_login(tmp_path: Path) -> None:
    """Not after two hundred captchas."""
    path = make_book(tmp_path / "book.xlsx")
    path.chmod(0o444)
    with pytest.raises(LocalError, match="read-only"):
        file_book(path).read()


@pytest.mark.row("E3")
@pytest.mark.parametrize("title", ["Clients", "Challans"])
def test_a_protected_sheet_is_told_before_the_login(tmp_path: Path, title: str) -> None:
    """Protection is never removed."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book[title].protection.enable()
    book["Help"].protection.enable()
    book.save(path)
    with pytest.raises(LocalError, match=f"the sheet {title} is protected"):
        file_book(path).read()


@pytest.mark.row("D7", "E1")
def test_a_locked_target_gets_the_new_state_beside_it(tmp_path: Path) -> None:
    """Six tries in five seconds; then nothing is lost, and the name of the new file is told."""
    path = make_book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    (tmp_path / "~$book.xlsx").write_bytes(b"\x05Meera")
    waits: list[float] = []
    book = FileBook(path, backups=tmp_path / "backups", sheets=SHEETS, wait=waits.append)
    for name in ("book (tdsxl new).xlsx", "book (tdsxl new 2).xlsx"):
        with pytest.raises(SavedBeside, match=r"book\.xlsx is open elsewhere") as error:
            book.write(news(), {})
        assert error.value.path == tmp_path / name
        assert len(shown(error.value.path, "Challans")) == 3
    assert waits == [1.0] * 10
    assert path.read_bytes() == before
    assert not any(name.startswith(".~tdsxl") for name in names(tmp_path))


@pytest.mark.row("D7")
@pytest.mark.parametrize(("holds", "is_beside"), [(3, False), (6, True)])
def test_a_scanner_that_holds_the_book_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds: int, is_beside: bool
) -> None:
    """As Windows refuses a rename meanwhile: five seconds long; then the new state stands beside the book."""
    path, tries, waits = make_book(tmp_path / "book.xlsx"), [0], list[float]()
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        tries[0] += target == path
        if target == path and tries[0] <= holds:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    book = FileBook(path, backups=tmp_path / "backups", sheets=SHEETS, wait=waits.append)
    with pytest.raises(SavedBeside) if is_beside else contextlib.nullcontext():
        book.write(news(), {})
    assert (tries[0], waits) == (min(holds + 1, 6), [1.0] * min(holds, 5))
    assert len(shown(tmp_path / "book (tdsxl new).xlsx" if is_beside else path, "Challans")) == 3


def test_a_book_closed_meanwhile_is_replaced(tmp_path: Path) -> None:
    """Antivirus and indexers let go within seconds."""
    path = make_book(tmp_path / "book.xlsx")
    lock = tmp_path / ".~lock.book.xlsx#"
    lock.write_text("x,x,x")
    FileBook(path, backups=tmp_path / "backups", sheets=SHEETS, wait=lambda _: lock.unlink()).write(news(), {})
    assert len(shown(path, "Challans")) == 3


@pytest.mark.row("E4")
def test_a_book_saved_while_we_wait_for_it_keeps_what_was_saved(tmp_path: Path) -> None:
    """The other program saves and closes it: its change and our rows both stand in it."""
    path = make_book(tmp_path / "book.xlsx")
    lock = tmp_path / ".~lock.book.xlsx#"
    lock.write_bytes(b"Meera Joshi,meera,PC-7,22.11.2026 18:40,file:///profile;")

    def closes_after_saving(_: float) -> None:
        book = openpyxl.load_workbook(path)
        book["Clients"]["C5"] = "Typed meanwhile"
        book.save(path)
        lock.unlink(missing_ok=True)

    book = FileBook(path, backups=tmp_path / "backups", sheets=SHEETS, wait=closes_after_saving)
    book.write(news(), {})
    assert shown(path, "Clients")[0]["Client name"] == "Typed meanwhile"
    assert len(shown(path, "Challans")) == 3


@pytest.mark.row("E4")
def test_a_book_saved_by_others_while_rows_are_made_is_read_again(tmp_path: Path) -> None:
    """Their change stays, and ours is put into it."""
    path = make_book(tmp_path / "book.xlsx")

    def meanwhile() -> None:
        book = openpyxl.load_workbook(path)
        book["Clients"]["C5"] = "Renamed"
        book.save(path)

    FileBook(path, backups=tmp_path / "backups", sheets=SHEETS).write(interrupted(meanwhile, times=1), {})
    assert shown(path, "Clients")[0]["Client name"] == "Renamed"
    assert len(shown(path, "Challans")) == 3


@pytest.mark.row("E4")
def test_a_book_that_keeps_changing_gets_the_new_state_beside_it(tmp_path: Path) -> None:
    """What others save is never overwritten."""
    path = make_book(tmp_path / "book.xlsx")
    with pytest.raises(SavedBeside, match="being changed by another program"):
        file_book(path).write(interrupted(lambda: os.utime(path), times=99), {})
    assert shown(path, "Challans")[0]["TAN"] is None
    assert len(shown(tmp_path / "book (tdsxl new).xlsx", "Challans")) == 3


def interrupted(meanwhile: Callable[[], None], *, times: int) -> Update:
    """An update that lets something happen while its rows are asked for."""
    made = table(CHALLANS, map(challan, range(3)))
    left = [meanwhile] * times

    def rows() -> Iterator[Row]:
        if left:
            left.pop()()
        return made.rows()

    return update(replace(made, rows=rows))


def test_each_days_first_state_is_kept_ten_times(tmp_path: Path) -> None:
    """The copy is made before the first writing of a day; another book of that name has its own copies."""
    path = make_book(tmp_path / "book.xlsx")
    backups = tmp_path / "backups"
    day = datetime(2026, 11, 22, 19, tzinfo=UTC)
    contents = []
    today: list[datetime] = []
    book = FileBook(path, backups=backups, sheets=SHEETS, now=lambda: today[-1])
    for number in range(24):
        contents.append(path.read_bytes())
        today.append(day + timedelta(days=number // 2))
        book.write(update(table(CHALLANS, [challan(number)])), {})
    copies = sorted(backups.iterdir())
    assert [copy.name[-15:] for copy in copies] == [
        f"2026-{day}.xlsx"
        for day in ("11-25", "11-26", "11-27", "11-28", "11-29", "11-30", "12-01", "12-02", "12-03", "12-04")
    ]
    assert [copy.read_bytes() for copy in copies] == contents[4::2]
    (tmp_path / "other").mkdir()
    other = make_book(tmp_path / "other" / "book.xlsx")
    FileBook(other, backups=backups, sheets=SHEETS, now=lambda: day).write(news(), {})
    assert len(names(backups)) == 11


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """A shared book stays shared, and a link goes on pointing to it."""
    path = make_book(tmp_path / "book.xlsx")
    path.chmod(0o664)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    file_book(link).write(news(), {})
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o664
    assert len(shown(path, "Challans")) == 3


def test_what_a_kill_left_behind_is_swept(tmp_path: Path) -> None:
    """Temporary files of this book only."""
    path = make_book(tmp_path / "book.xlsx")
    other = f"{stray_prefix(tmp_path / 'other.xlsx')}1234.xlsx"
    for name in (f"{stray_prefix(path)}1234.xlsx", other):
        (tmp_path / name).write_bytes(b"half")
    file_book(path).write(news(), {})
    assert names(tmp_path) == {"book.xlsx", "backups", other}


@pytest.mark.row("D1")
@pytest.mark.fault
def test_a_kill_at_any_moment_leaves_a_whole_book(tmp_path: Path) -> None:
    """Old or new, never a part."""
    path = make_book(tmp_path / "book.xlsx")
    old = path.read_bytes()
    code = (
        "import sys; from pathlib import Path; from tests.sheets.samples import *\n"
        "made = update(table(CHALLANS, map(challan, range(6000)), fingerprint='n'))\n"
        "print('go', flush=True); file_book(Path(sys.argv[1])).write(made, {}); print('done', flush=True)"
    )
    for pause in (0.0, 0.05, 0.1, 0.2, 0.4):
        path.write_bytes(old)
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
        assert parts(path)[part_of(path, "Challans")].count(b"<row ") in (4, 6003)
    file_book(path).write(news(), {})
    assert not any(name.startswith(".~tdsxl") for name in names(tmp_path))


@pytest.mark.row("D3")
@pytest.mark.fault
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_FSIZE is of POSIX")
def test_a_full_disk_leaves_the_old_book_and_no_litter(tmp_path: Path) -> None:
    """At every size at which the disk may fill, the message is one line and nothing is harmed."""
    path = make_book(tmp_path / "book.xlsx")
    old = path.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path; from tests.sheets.samples import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "made = update(table(CHALLANS, map(challan, range(9000)), fingerprint='n'))\n"
        "for size in (0, 1000, 60_000, 300_000, 900_000):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))\n"
        "    try: file_book(Path(sys.argv[1])).write(made, {}); print('written')\n"
        "    except LocalError as error: print(error)\n"
    )
    code = code.replace("import *\n", "import *; from tdsxl.errors import LocalError\n", 1)
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    *lines, last = run.stdout.splitlines()
    assert all("could not be written (File too large); it was left as it was." in line for line in lines), run.stdout
    assert len(lines) + 1 == 5
    assert last == "written" or "left as it was" in last
    if last != "written":
        assert path.read_bytes() == old
    assert not any(name.startswith(".~tdsxl") for name in names(tmp_path))


@pytest.mark.row("D3")
def test_a_full_disk_is_told_with_the_space_that_is_needed(tmp_path: Path) -> None:
    """ENOSPC has its own words: the book, its new state and its copy stand on the disk for a moment."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(bytes(1_000_000))
    error = unwritable(path, OSError(errno.ENOSPC, "No space left on device"), again="import the list again")
    assert error.remedy == "Free 3 MB, then import the list again."


def test_a_disk_that_fails_is_told_in_the_words_of_the_system(tmp_path: Path) -> None:
    """Any other error of it: a folder that is gone, a stick pulled out."""
    error = unwritable(tmp_path / "book.xlsx", OSError(errno.EIO, "Input/output error"), again="import the list again")
    assert error.message == "book.xlsx could not be written (Input/output error); it was left as it was."
    assert error.remedy == "See that the folder can be written, then import the list again."


def test_a_damaged_draft_never_takes_the_books_place(tmp_path: Path) -> None:
    """A sheet whose end is not XML is found before the rename."""
    path = make_book(tmp_path / "book.xlsx")
    change_parts(path, (part_of(path, "Challans"), lambda part: part.replace(b"</worksheet>", b"<broken></worksheet>")))
    before = path.read_bytes()
    with pytest.raises(LocalError, match="did not pass its check"):
        file_book(path).write(news(), {})
    assert path.read_bytes() == before
    assert names(tmp_path) == {"book.xlsx"}


def test_a_draft_that_the_disk_cuts_off_never_takes_the_books_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read back before the rename."""
    path = make_book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda number: os.ftruncate(number, 1000))
    with pytest.raises(LocalError, match="did not pass its check"):
        file_book(path).write(news(), {})
    assert path.read_bytes() == before
    assert names(tmp_path) == {"book.xlsx"}


def test_a_changed_row_that_is_no_xml_never_takes_the_books_place(tmp_path: Path) -> None:
    """Another program left a bare `&` beside our cells; a row that stays as it was does no new harm."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(update(table(CHALLANS, map(challan, range(4)))), {})
    damaged = rb'\1<c r="AZ7" t="inlineStr"><is><t>Shah & Co</t></is></c>\2'
    row = re.compile(rb'(<row r="7".*?)(</row>)', re.DOTALL)
    change_parts(path, (part_of(path, "Challans"), lambda part: row.sub(damaged, part)))
    before = path.read_bytes()
    with pytest.raises(LocalError, match="did not pass its check"):
        file_book(path).write(update(table(CHALLANS, (challan(n, state="Changed") for n in range(4)))), {})
    assert path.read_bytes() == before
    file_book(path).write(update(table(CHALLANS, [*map(challan, range(3)), challan(3, state="Changed")])), {})
    assert b"Shah & Co" in parts(path)[part_of(path, "Challans")]


@pytest.mark.row("D4")
@pytest.mark.fault
@pytest.mark.parametrize("name", ["fsync", "replace", "unlink"])
@pytest.mark.parametrize("which", [1, 2, 3])
def test_whatever_the_disk_refuses_the_book_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, which: int
) -> None:
    """The first, second or third such operation fails: the book is the old or the new one, and the next try works."""
    path = make_book(tmp_path / "book.xlsx")
    old, real, calls = path.read_bytes(), getattr(os, name), [0]

    def failing(*arguments: object, **options: object) -> object:
        calls[0] += 1
        if calls[0] == which:
            raise OSError(errno.EIO, "Input/output error")
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, name, failing)
        with contextlib.suppress(LocalError):
            file_book(path).write(news(), {})
    assert path.read_bytes() == old or len(shown(path, "Challans")) == 3
    file_book(path).write(news(), {})
    assert len(shown(path, "Challans")) == 3
    assert names(tmp_path) == {"book.xlsx", "backups"}


def test_the_new_state_is_on_the_disk_before_it_takes_the_books_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave an empty book under the old name; the rename itself is made to last, too."""
    path = make_book(tmp_path / "book.xlsx")
    old, real = path.stat().st_ino, os.fsync
    synced: list[tuple[int, int]] = []

    def noted(number: int) -> None:
        synced.append((os.fstat(number).st_ino, path.stat().st_ino))
        real(number)

    monkeypatch.setattr(os, "fsync", noted)
    file_book(path).write(news(), {})
    new, folder = path.stat().st_ino, tmp_path.stat().st_ino
    assert synced == [(new, old), *([] if sys.platform == "win32" else [(folder, new)])]


def test_a_book_that_others_are_writing_is_told_when_it_never_comes_whole(tmp_path: Path) -> None:
    """Read three times, each time half-written: nothing was made that could be saved beside it."""
    path = make_book(tmp_path / "book.xlsx")
    turns: list[int] = []

    def half_written() -> None:
        turns.append(len(turns))
        os.utime(path, (1, len(turns)))
        raise InputError("book.xlsx is damaged or was cut off.", "")

    with pytest.raises(LocalError, match=r"is being changed by another program\. Once more: `tdsxl write book\.xlsx`"):
        file_book(path).write(interrupted(half_written, times=9), {})
    assert turns == [0, 1, 2]
    assert names(tmp_path) == {"book.xlsx"}


def test_a_file_that_is_no_archive_has_a_state_too(tmp_path: Path) -> None:
    """Half a book, met while another program writes it, is known from the whole one."""
    path = make_book(tmp_path / "book.xlsx")
    whole = state_of(path)
    path.write_bytes(path.read_bytes()[:999])
    half = state_of(path)
    assert half not in ("", whole)
    path.write_bytes(path.read_bytes()[:99])
    assert state_of(path) != half


def test_a_copy_that_a_kill_left_half_is_swept(tmp_path: Path) -> None:
    """With the next copy of any book; whole copies stay."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(news(), {})
    backups = tmp_path / "backups"
    whole = names(backups)
    (backups / ".~tdsxl-1234").write_bytes(b"half")
    FileBook(path, backups=backups, sheets=SHEETS, now=lambda: datetime(2027, 1, 2, tzinfo=UTC)).write(
        update(table(CHALLANS, [challan(9)])), {}
    )
    assert len(names(backups) - whole) == 1
    assert names(backups) > whole
    assert not any(name.startswith(".~tdsxl") for name in names(backups))


def test_a_folder_in_which_nothing_may_be_written_is_told_before_the_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new state is made beside the book. As the system says it to anyone but root."""
    path = make_book(tmp_path / "book.xlsx")
    monkeypatch.setattr(os, "access", lambda asked, _: asked != tmp_path)
    with pytest.raises(LocalError, match=r"No file may be written in .*\. Move the book to a folder of yours"):
        file_book(path).read()


@pytest.mark.row("D3")
def test_a_disk_that_is_almost_full_is_told_before_the_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book, its new state and its copy need room for a moment."""
    path = make_book(tmp_path / "book.xlsx")
    needed = 3 * path.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=needed - 1))
    with pytest.raises(LocalError, match=r"The disk of book\.xlsx is almost full\. Free 1 MB on it"):
        file_book(path).read()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=needed))
    file_book(path).read()
