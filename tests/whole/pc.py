"""One PC with the command line: called in this process, or as a process of its own that can be killed."""

import csv
import io
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import pytest
from openpyxl import load_workbook

from tdsxl.cli.main import main
from tdsxl.engine.home import Home
from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice

CAPTCHA = re.compile(r"Captcha for .+ \([A-Z]{4}[0-9]{5}[A-Z]\), picture (?P<picture>.+\.png): $")
YES_OR_NO = re.compile(r"(Take over|Try again)\? \[y/N\]: $")
LONGEST_S = 60.0
"""Seconds that a test waits for a command to get somewhere."""
PASSPHRASE = "seven invented words stand in this file"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left."""

    status: int
    out: str
    err: str
    asked: tuple[str, ...] = ()
    """Questions that a typist answered."""


class Typist:
    """Standard input with a person in front of it, who reads what standard error asks."""

    def __init__(self, url: str, screen: io.StringIO) -> None:
        self._url = url
        self._screen = screen
        self._seen = 0
        self.asked: list[str] = []

    def isatty(self) -> bool:
        """Not a terminal: the passphrase comes from its file."""
        return False

    def readline(self) -> str:
        """The answer to what was asked since the last one."""
        shown = self._screen.getvalue()[self._seen :]
        self._seen += len(shown)
        self.asked.append(shown.rpartition("\n")[2])
        return f"{answer(self._url, shown)}\n"


def answer(url: str, shown: str) -> str:
    """The text of the captcha in the named picture, as the practice portals tell it; yes to all else that is asked."""
    asked = CAPTCHA.search(shown)
    if asked:
        return httpx.post(f"{url}/practice/captcha", content=Path(asked["picture"]).read_bytes()).text
    assert YES_OR_NO.search(shown), shown
    return "y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pc:
    """A folder with data folder, lists and workbook."""

    folder: Path
    url: str = ""
    """Of the practice portals."""

    @property
    def home(self) -> Home:
        """Where tdsxl keeps its own files."""
        return Home(self.folder / "home")

    @property
    def book(self) -> Path:
        """The workbook."""
        return self.folder / "office.xlsx"

    @property
    def environment(self) -> Mapping[str, str]:
        """What tells tdsxl where it is."""
        passphrase = self.folder / "passphrase.txt"
        return {"TDSXL_HOME": str(self.home.path), "TDSXL_VAULT_PASSPHRASE_FILE": str(passphrase)}

    def run(self, *words: str | Path, typed: str | None = None) -> Said:
        """A command in this process; a typist answers unless the input is given."""
        out, err = io.StringIO(), io.StringIO()
        typist = Typist(self.url, err)
        with _process(self.environment), pytest.MonkeyPatch.context() as streams:
            streams.setattr(sys, "stdin", typist if typed is None else io.StringIO(typed))
            streams.setattr(sys, "stdout", out)
            streams.setattr(sys, "stderr", err)
            status = _status(words)
        return Said(status, out.getvalue(), err.getvalue(), tuple(typist.asked))

    def sync(self, *words: str | Path, typed: str | None = None) -> Said:
        """`tdsxl sync` of the book at the practice portals."""
        return self.run("sync", self.book, "--portals", self.folder / "portals.toml", *words, typed=typed)

    def start_sync(self, *words: str | Path) -> "Running":
        """The same in a process of its own."""
        asked = ("sync", self.book, "--portals", self.folder / "portals.toml", *words)
        process = subprocess.Popen(
            [sys.executable, "-m", "tdsxl", *map(str, asked)],
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        return Running(process, self.url)


class Running:
    """A command under way, its questions answered."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str) -> None:
        self._process = process
        self._url = url
        self._err = b""
        self._typing = Thread(target=self._type, daemon=True)
        self._typing.start()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    def freeze(self) -> None:
        """Put it to sleep, as a laptop that is closed; returns when it sleeps."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitpid(self._process.pid, os.WUNTRACED)

    def thaw(self) -> None:
        """Wake it up."""
        self._process.send_signal(signal.SIGCONT)

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def wait(self) -> Said:
        """What it left, when it has ended."""
        with self._process as process:
            out = process.stdout.read() if process.stdout else b""
            status = process.wait(timeout=LONGEST_S)
            self._typing.join()
        return Said(status, out.decode(), self._err.decode())

    def _type(self) -> None:
        asked, answers = self._process.stderr, self._process.stdin
        shown = b""
        while asked and answers and (read := asked.read(65536)):
            self._err += read
            shown += read
            if shown.endswith(b": "):
                # A killed process leaves a question, and its picture, behind.
                with suppress(BrokenPipeError, FileNotFoundError):
                    answers.write(f"{answer(self._url, shown.decode())}\n".encode())
                shown = b""


def wait_until(holds: Callable[[], bool], *, longest_s: float = LONGEST_S) -> None:
    """Until a command under way has got so far."""
    until = time.monotonic() + longest_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def furnish(pc: Pc, people: Sequence[Person]) -> None:
    """Book, lists and vault of an office, all by the command line."""
    pc.folder.mkdir()
    (pc.folder / "passphrase.txt").write_text(PASSPHRASE, encoding="ascii")
    write_list(pc.folder / "clients.csv", ("TAN", "Client name", "Group", "Forms"), map(_client, people))
    write_list(pc.folder / "certificates.csv", REGISTER_TITLES, (row for one in people for row in _register(one)))
    write_list(pc.folder / "passwords.csv", PASSWORD_TITLES, map(_passwords, people))
    for words in (
        ("new", pc.book),
        ("clients", "import", pc.folder / "clients.csv", "--book", pc.book),
        ("ldc", "import", pc.folder / "certificates.csv", "--book", pc.book),
        ("passwords", "import", pc.folder / "passwords.csv"),
    ):
        said = pc.run(*words)
        assert said.status == 0, said
    set_setting(pc.book, "Seconds between requests", 0)


def moved_in(folder: Path, template: Path, portals: Practice) -> Pc:
    """A copy of a furnished office, at these portals."""
    shutil.copytree(template, folder)
    (folder / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
    return Pc(folder=folder, url=portals.url)


def set_setting(book: Path, name: str, value: str | int) -> None:
    """What a user changes on the sheet Settings, in another program than ours."""
    opened = load_workbook(book)
    (cell,) = (row[1] for row in opened["Settings"].iter_rows() if row[0].value == name)
    cell.value = value
    opened.save(book)


REGISTER_TITLES = ("TAN", "Certificate no.", "Deductee PAN", "FY / Tax year", "Section", "Rate %", "Limit")
PASSWORD_TITLES = ("TAN", "TRACES password", "IT portal password")


def write_list(path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A list as a firm keeps it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((titles, *rows))


def _client(person: Person) -> Sequence[str]:
    return (person.tan, person.name, person.group, person.forms)


def _passwords(person: Person) -> Sequence[str]:
    return (person.tan, person.office_traces_password or "", person.office_itportal_password or "")


def _register(person: Person) -> Iterator[Sequence[str]]:
    for row in person.register:
        known = (person.tan, row.certificate_no, row.deductee_pan, row.year)
        yield (*known, row.section, str(row.rate), str(row.limit))


@contextmanager
def _process(environment: Mapping[str, str]) -> Iterator[None]:
    """What a process of its own would have: environment, log, signals."""
    logger, handler = logging.getLogger("tdsxl"), signal.getsignal(signal.SIGTERM)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, handler)
            for log in logger.handlers:
                log.close()
            logger.handlers, logger.propagate = [], True


def _status(words: Sequence[str | Path]) -> int:
    try:
        return main([*map(str, words)])
    except SystemExit as end:
        # Words that argparse does not know.
        return int(end.code or 0)
