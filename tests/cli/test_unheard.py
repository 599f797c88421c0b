"""Output and progress that nobody takes, and names that no disk takes: one line at most, never a traceback."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, cast

import pytest

from tdsxl.challenges import CutOff
from tdsxl.cli.lines import Lines
from tdsxl.cli.main import main
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.prompts.console import Console
from tdsxl.values import Portal, Secret, Tan
from tdsxl.vault import NewPassword, open_vault
from tdsxl.vault_key import FILE_VARIABLE
from tests.engine.filled import NOW, synced
from tests.engine.scripted import PINE
from tests.modules.samples import unconsumed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /dev/full")
LONG = f"{'y' * 300}.xlsx"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with so many passwords that a list of them is longer than any buffer."""
    (tmp_path / "passphrase.txt").write_text("seven invented words stand in this file", encoding="ascii")
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "passphrase.txt"))
    tans = (Tan(f"PINE{number:05}E") for number in range(300))
    one = Secret("Kar@4417Bb")
    open_vault(tmp_path / "home").store_all([NewPassword(tan=tan, portal=Portal.TRACES, password=one) for tan in tans])
    return tmp_path


@contextmanager
def full() -> Iterator[IO[bytes]]:
    """A file on a disk without room."""
    with Path("/dev/full").open("wb") as file:
        yield file


@contextmanager
def without_reader() -> Iterator[IO[bytes]]:
    """A pipe whose other end has gone, as that of `head` once it has its lines."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as file:
        yield file


def run(output: IO[bytes], *words: str, buffered: bool = True) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, "-m", "tdsxl", *words]
    environment = os.environ | {"PYTHONUNBUFFERED": "" if buffered else "1"}
    return subprocess.run(call, stdout=output, stderr=subprocess.PIPE, text=True, check=False, env=environment)


@pytest.mark.row("D3")
@pytest.mark.parametrize("words", [("--version",), ("sync", "--help")], ids=["version", "help"])
@pytest.mark.parametrize("buffered", [True, False])
def test_help_that_cannot_be_written_is_one_line_too(words: tuple[str, ...], buffered: bool) -> None:
    """Whether it waits in a buffer or not."""
    with full() as output:
        said = run(output, *words, buffered=buffered)
    assert (said.returncode, said.stderr) == (
        2,
        "tdsxl: What was to be said cannot be written: No space left on device.\n",
    )


@pytest.mark.row("D3")
@pytest.mark.parametrize("ending", ["2>/dev/full", "2>&-"], ids=["full", "closed"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_progress_that_cannot_be_shown_stops_no_work(office: Path, ending: str, unbuffered: str) -> None:
    """Nor its lines at the end; the exit status is what it would have been."""
    book, out = office / "book.xlsx", office / "copies"
    (office / "list.csv").write_text(f"TAN,Client name\n{PINE},Pine\nnobody,Odd\n", encoding="ascii")
    assert main(["new", str(book)]) == 0
    assert main(["clients", "import", str(office / "list.csv"), "--book", str(book)]) == 1
    with open_journal(Home(office / "home")) as journal:
        synced(journal, PINE, "unconsumed", Portal.TRACES, unconsumed(), at=NOW)
    call = ["sh", "-c", f'exec "$@" {ending}', "sh", sys.executable, "-m", "tdsxl", "share"]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    said = subprocess.run([*call, book, "--out", out], stdout=subprocess.PIPE, text=True, check=False, env=environment)
    assert (said.returncode, said.stdout) == (0, f"{out} holds one file per client, 1 client of {book}.\n")
    assert len(list(out.iterdir())) == 1


@pytest.mark.row("D3")
def test_a_question_that_nobody_can_see_is_answered_by_nobody(tmp_path: Path) -> None:
    """It would be waited for in vain; the lines before it are lost, those after the disk has room are shown."""
    with full() as output, os.fdopen(os.dup(output.fileno()), "w") as stream:
        lines = Lines(stream)
        print("Progress.", file=lines, flush=True)
        prompt = Console(tmp_path, answers=io.StringIO("y\n"), questions=cast(TextIO, lines))
        assert prompt.ask(CutOff(), name="Pine", tan=Tan(PINE), portal=Portal.TRACES) == "no"
        with (tmp_path / "room").open("wb") as room:
            os.dup2(room.fileno(), stream.fileno())
        assert prompt.ask(CutOff(), name="Pine", tan=Tan(PINE), portal=Portal.TRACES) == "yes"
    assert (tmp_path / "room").read_text("ascii").endswith("was cut off. Try again? [y/N]: ")


@pytest.mark.row("D3")
@pytest.mark.parametrize("words", [("journal", "check"), ("passwords", "list")], ids=["short", "long"])
def test_an_output_that_cannot_be_written_is_one_line(office: Path, words: tuple[str, str]) -> None:
    """Whether Python notices at once or at its end; a reader who has gone needs none."""
    with full() as output:
        said = run(output, *words)
    assert (said.returncode, said.stderr) == (
        2,
        "tdsxl: What was to be said cannot be written: No space left on device.\n",
    )
    with without_reader() as output:
        said = run(output, *words)
    assert (said.returncode, said.stderr) == (2, "")


@pytest.mark.parametrize("words", [("status", LONG), ("new", LONG), ("backup", LONG)], ids=["status", "new", "backup"])
def test_a_name_that_no_disk_takes_is_one_line(
    office: Path, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said of its beginning."""
    monkeypatch.chdir(office)
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "yyyyyyyy" in err
    assert "fault" not in err


def test_a_book_whose_copies_could_not_be_named_is_refused(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is sent, not when it is written; one that leaves room for a date is used."""
    monkeypatch.chdir(office)
    names = [f"{'x' * length}.xlsx" for length in (232, 233)]
    assert [main(["new", name]) for name in names] == [0, 0]
    assert [main(["write", name]) for name in names] == [0, 2]
    assert "is too long for the names of its copies. Shorten it." in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["backups", "logs", "downloads", "set-aside", "captchas", "audit"])
def test_a_file_in_the_place_of_a_folder_is_named(
    office: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is done, with what to do."""
    (office / "home" / folder).touch()
    assert main(["journal", "check"]) == 2
    there = office / "home" / folder
    assert capsys.readouterr().err == f"tdsxl: {there} is a file, and tdsxl keeps a folder there. Move it away.\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_json_is_json_under_any_code_page(office: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in Hindi, one with an accent, and one beyond the first plane come back to the letter."""
    book, listed, name = office / "book.xlsx", office / "list.csv", "आशा Café 𝒜"
    listed.write_text(f"TAN,Client name\nPINE12345E,{name}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    assert main(["new", str(book)]) == 0
    assert main(["clients", "import", str(listed), "--book", str(book)]) == 0
    with (office / "said.json").open("wb") as output:
        run(output, "status", str(book), "--json")
    (client,) = json.loads((office / "said.json").read_bytes())["clients"]
    assert client["name"] == name


def test_a_status_of_another_pcs_book_says_whose_it_is(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else it would seem that nobody has ever synced it."""
    book = str(office / "book.xlsx")
    assert [main(["new", book]), main(["write", book])] == [0, 0]
    capsys.readouterr()
    main(["status", book])
    assert "is synced by" not in capsys.readouterr().err
    monkeypatch.setenv("TDSXL_HOME", str(office / "another"))
    main(["status", book])
    assert "is synced by" in capsys.readouterr().err
