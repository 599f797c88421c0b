"""The log of a command, and what of it a terminal sees."""

import logging
import logging.handlers
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdsxl.cli.office import home
from tdsxl.engine.log import log_run
from tests.full_disk import no_room

REDACTED = {
    "PINE12345E was refused": "******345E was refused",
    "sub-user ABCDE1234F": "sub-user [PAN]",
    "GET https://portal.test/path?reqId=77&pass=x HTTP/1.1": "GET https://portal.test/path?[...] HTTP/1.1",
    "Set-Cookie: session=abc; Path=/": "Set-Cookie: [...]",
    "{'password': 'Passw0rd!!'}": "{'password': [...]",
    "authToken=eyJhbGciOi": "authToken=[...]",
    "challans: new keys in the reply: bsrCode": "challans: new keys in the reply: bsrCode",
}


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a command logs; the file is let go of after the test."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path))
    logger = logging.getLogger("tdsxl")
    home()
    yield tmp_path / "logs" / "tdsxl.log"
    for handler in logger.handlers:
        handler.close()
    logger.handlers, logger.propagate = [], True


@pytest.mark.row("F1")
@pytest.mark.parametrize("text", REDACTED)
def test_a_line_of_the_log_names_no_client_and_opens_no_door(log: Path, text: str) -> None:
    """Nor does the traceback below it."""

    def fail() -> None:
        raise ValueError(text)

    try:
        fail()
    except ValueError:
        logging.getLogger("tdsxl.portals").exception("%s", text)
    written = log.read_text(encoding="utf-8")
    assert written.count(REDACTED[text]) >= 2
    assert text == REDACTED[text] or text not in written


def test_a_line_of_the_log_says_which_run_it_is_of(log: Path) -> None:
    """And lines outside of one that it is none's."""
    log_run(12)
    logging.getLogger("tdsxl.portals").warning("A new field.")
    log_run(None)
    logging.getLogger("tdsxl.portals").warning("Another.")
    first, second = log.read_text(encoding="utf-8").splitlines()
    assert (" run 12 tdsxl.portals A new field." in first, " no run tdsxl.portals Another." in second) == (True, True)


def test_a_line_is_written_whatever_signs_it_has(log: Path) -> None:
    """Those that no file can hold are replaced; a command that has nothing to log makes no file."""
    assert not log.exists()
    logging.getLogger("tdsxl.portals").warning("The name is Ümit \ud83d ₹.")
    assert "The name is Ümit ? ₹." in log.read_text(encoding="utf-8")


def test_a_log_that_is_opened_again_lets_go_of_its_file(log: Path) -> None:
    """A window opens it once for each command that it runs; no line is lost or doubled."""
    logging.getLogger("tdsxl.portals").warning("The first.")
    files = logging.getLogger("tdsxl").handlers
    (old,) = (one for one in files if isinstance(one, logging.handlers.RotatingFileHandler))
    home()
    logging.getLogger("tdsxl.portals").warning("The second.")
    assert old.stream is None
    assert [line.rpartition(" ")[2] for line in log.read_text("utf-8").splitlines()] == ["first.", "second."]


def test_nobody_else_gets_our_lines(log: Path) -> None:
    """A library that has set up a log of its own would write them unredacted."""
    others = logging.handlers.BufferingHandler(1000)
    logging.getLogger().addHandler(others)
    try:
        logging.getLogger("tdsxl.portals").warning("A new field.")
    finally:
        logging.getLogger().removeHandler(others)
    assert ("A new field." in log.read_text(encoding="utf-8"), others.buffer) == (True, [])


def test_the_log_stays_small(log: Path) -> None:
    """Six files of a megabyte."""
    for _ in range(70):
        logging.getLogger("tdsxl.portals").warning("x" * 100_000)
    sizes = [path.stat().st_size for path in log.parent.iterdir()]
    assert (len(sizes), max(sizes) <= 1_000_000) == (6, True)


@pytest.mark.fault
@pytest.mark.row("D3")
def test_a_log_that_a_full_disk_does_not_take_is_silent(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its user reads one line about the disk, not a traceback of logging."""
    with no_room():
        logging.getLogger("tdsxl").warning("A new field.")
    assert (capsys.readouterr().err, log.read_bytes()) == ("", b"")
