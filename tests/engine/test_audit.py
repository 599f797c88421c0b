"""The audit log: one line per visit, who and when and how, appended to and never rewritten, a year kept."""

import getpass
import json
import logging
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tdsxl.engine.audit import note
from tdsxl.engine.events import RunBegan, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.home import Home
from tdsxl.engine.log import open_log
from tests.engine.bench import Bench
from tests.engine.scripted import IT, OAK, PINE, Account, client, refused, whole
from tests.full_disk import no_room


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log, let go of after the test."""
    logger = logging.getLogger("tdsxl")
    open_log(tmp_path)
    yield tmp_path / "tdsxl.log"
    for handler in logger.handlers:
        handler.close()
    logger.handlers, logger.propagate = [], True


def lines(home: Home) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(home.audit.iterdir()) for line in path.read_text("utf-8").splitlines()]


def test_a_run_says_who_read_what_for_whom_and_how_it_ended(bench: Bench) -> None:
    """One line when it begins, one per client and portal, one when it ends; no row of a portal in any."""
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [whole("SECRET-1")]})
    bench.world.accounts[OAK, IT] = Account(logins=[refused])
    bench.sync(client(PINE, "letters"), client(OAK, "letters"))
    began, *visits, ended = lines(bench.home)
    assert (began["outcome"], ended["outcome"]) == ("began with 2 clients", "ended: Complete")
    told = {str(line["tan"]): str(line["outcome"]) for line in visits}
    assert told[PINE] == "read Letters; signed out"
    assert told[OAK].startswith("read nothing; ")
    assert "refused" in told[OAK]
    assert {str(line["tan"]): line["portal"] for line in visits} == {PINE: "itportal", OAK: "itportal"}
    for line in (began, *visits, ended):
        assert (line["who"], line["pc"], line["what"], line["run"]) == (getpass.getuser(), bench.home.pc(), "sync", 1)
        assert datetime.fromisoformat(str(line["at"])) > datetime.now(UTC) - timedelta(hours=1)
    assert "SECRET-1" not in json.dumps(visits)


def test_a_run_that_goes_on_says_so(bench: Bench) -> None:
    """With all that was read in the visit; under the number that it had, and what hears of a run hears all of it."""
    bench.world.accounts[PINE, IT] = Account(
        readings={"letters": [[bench.stop.set, *whole("A")], whole("A")], "bills old": [whole("B")]}
    )
    bench.sync(client(PINE, "letters", "bills"))
    bench.sync(client(PINE, "letters", "bills"))
    told = [(line["run"], line["outcome"]) for line in lines(bench.home)]
    assert told[-3:] == [
        (1, "continued with 1 clients"),
        (1, "read Letters, Bills; signed out"),
        (1, "ended: Complete"),
    ]
    assert {RunBegan, VisitBegan, TaskEnded, VisitEnded} == {type(event) for event in bench.events}


def test_lines_of_the_log_bear_the_run_while_it_goes_on(bench: Bench, log: Path) -> None:
    """So that a support person finds them."""
    said = partial(logging.getLogger("tdsxl.portals").warning, "A new field.")
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [[said, *whole("A")]]})
    bench.sync(client(PINE, "letters"))
    logging.getLogger("tdsxl.portals").warning("Another.")
    first, second = log.read_text(encoding="utf-8").splitlines()
    assert (" run 1 tdsxl.portals A new" in first, " no run tdsxl.portals Another" in second) == (True, True)


def test_a_line_is_for_people_too(home: Home) -> None:
    """Names in their own letters; on systems that know owners only the own user reads them."""
    note(home, "backup", "to Büro ₹.backup")
    (path,) = home.audit.iterdir()
    assert "to Büro ₹.backup" in path.read_text("utf-8")
    assert os.name == "nt" or stat.S_IMODE(home.audit.stat().st_mode) == 0o700


def test_a_year_is_kept(home: Home) -> None:
    """A new month lets the oldest go; what is there is only ever added to."""
    home.audit.mkdir()
    for number in range(14):
        (home.audit / f"20{10 + number}-01.jsonl").write_text("{}\n", encoding="ascii")
    note(home, "backup", "done")
    months = sorted(path.stem for path in home.audit.iterdir())
    assert (len(months), months[0], months[-1]) == (13, "2012-01", f"{datetime.now(UTC):%Y-%m}")
    note(home, "restore", "done")
    assert [line["what"] for line in lines(home) if line] == ["backup", "restore"]


def test_a_line_that_was_cut_off_spoils_no_other(home: Home) -> None:
    """As a kill leaves it."""
    note(home, "backup", "done")
    (path,) = home.audit.iterdir()
    path.write_bytes(path.read_bytes()[:-9])
    note(home, "restore", "done")
    cut, whole_line = path.read_text("utf-8").splitlines()
    assert (cut.endswith("}"), json.loads(whole_line)["what"]) == (False, "restore")


@pytest.mark.fault
@pytest.mark.row("D3")
def test_a_full_disk_stops_nothing(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """The journal, which has the same, is what stops a run; the log, on another disk perhaps, says it."""
    home.pc()
    with no_room():
        note(home, "backup", "done")
    assert caplog.messages == ["The audit log was not written: [Errno 27] File too large"]
