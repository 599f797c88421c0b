"""Runs that end without a word: the process is killed, or the disk is full."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tdsxl.challenges import CutOff, LoginFlow
from tdsxl.errors import LocalError
from tdsxl.tables import Client
from tests.engine.bench import Bench
from tests.engine.scripted import IT, OAK, PINE, Account, ScriptedSession, accepted, client, document, row, whole

ROOT = Path(__file__).parents[2]
CLIENTS = (client(PINE, "letters"), client(OAK, "letters"))


def hang() -> None:
    print("now", flush=True)
    time.sleep(60)


def hang_in_reading(path: Path) -> None:
    """PINE is read; OAK's file is on disk, its rows are not in the journal."""
    bench = Bench.at(path)
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [whole("P")]})
    bench.world.accounts[OAK, IT] = Account(readings={"letters": [[row("O"), document("O"), hang]]})
    bench.sync(*CLIENTS)


def hang_in_login(path: Path) -> None:
    """PINE's password has left."""

    def flow(session: ScriptedSession) -> LoginFlow:
        inner = accepted(session)
        yield next(inner)
        hang()
        return (yield from inner)

    bench = Bench.at(path)
    bench.world.accounts[PINE, IT] = Account(logins=[flow])
    bench.sync(*CLIENTS)


def fill_the_disk(path: Path) -> None:
    """No file may grow beyond 300 kB, which the rows of three clients do."""
    import resource

    bench = Bench.at(path)
    many = whole(*(f"{number:0200}" for number in range(1500)))
    for one in CLIENTS:
        bench.world.accounts[one.tan, IT] = Account(readings={"letters": [many]})
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    with pytest.raises(LocalError, match="cannot be written"):
        bench.sync(*CLIENTS, sessions=2)
    print(bench.world.count("out"), flush=True)


def started(name: str, path: Path) -> "subprocess.Popen[str]":
    """One of the functions above, in a process of its own."""
    call = f"import sys, pathlib, {__name__} as here; here.{name}(pathlib.Path(sys.argv[1]))"
    return subprocess.Popen([sys.executable, "-c", call, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed(name: str, path: Path) -> Bench:
    """What is left of it when it was killed while it hung."""
    with started(name, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()
    return Bench.at(path)


def synced(bench: Bench, *clients: Client) -> Bench:
    bench.world.accounts[OAK, IT] = Account(readings={"letters": [[row("O"), document("O"), *whole("O")]]})
    assert bench.sync(*clients).is_complete
    bench.journal.close()
    return bench


@pytest.mark.row("D1")
def test_a_killed_run_is_continued(tmp_path: Path) -> None:
    """What was done is not read again; a file that was on disk before its record is there once, and on record."""
    bench = killed("hang_in_reading", tmp_path)
    assert [task.state for task in bench.journal.runs.tasks(1)] == ["running", "done"]
    assert len(list(bench.home.downloads.rglob("*.*"))) == 1
    assert bench.journal.files.paths(OAK) == {}
    bench.says_yes()
    assert bench.sync(*CLIENTS).run.id == 1
    assert bench.world.seen == ["OAKS sent", "OAKS read letters", "OAKS out"]
    bench.journal.close()


def test_a_file_written_before_the_kill_is_no_second_file_after_it(tmp_path: Path) -> None:
    """Its name comes from its content."""
    bench = synced(killed("hang_in_reading", tmp_path), *CLIENTS)
    (file,) = (path for path in bench.home.downloads.rglob("*.*") if path.is_file())
    reopened = Bench.at(tmp_path)
    assert [tmp_path / path for path in reopened.journal.files.paths(OAK).values()] == [file]
    assert reopened.records(PINE, "letters") == ["P"]
    reopened.journal.close()


@pytest.mark.row("A9")
def test_a_password_whose_answer_was_not_seen_is_not_sent_by_itself(tmp_path: Path) -> None:
    """The intent was on disk before it left; the next run asks, and sends nothing without a yes."""
    bench = killed("hang_in_login", tmp_path)
    assert bench.outcomes(PINE) == ["sent"]
    bench.answers[CutOff] = "no"
    done = bench.sync(*CLIENTS)
    assert (bench.asked, bench.world.count("PINE sent")) == (["CutOff"], 0)
    assert bench.outcome(done, PINE, "letters") == "Not checked: A login was cut off and not tried again."
    bench.says_yes()
    assert bench.sync(*CLIENTS).is_complete
    assert bench.outcomes(PINE) == ["released", "accepted"]
    bench.journal.close()


@pytest.mark.row("D3")
@pytest.mark.fault
def test_a_full_disk_ends_the_run_politely(tmp_path: Path) -> None:
    """Every visit signs out, none hangs; when there is room again the run goes on, and asks of answers it lost."""
    pytest.importorskip("resource")
    with started("fill_the_disk", tmp_path) as process:
        said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "2\n")
    bench = Bench.at(tmp_path)
    for one in CLIENTS:
        bench.world.accounts[one.tan, IT] = Account(readings={"letters": [whole("A")]})
    bench.says_yes()
    done = bench.sync(*CLIENTS)
    assert (done.run.id, done.is_complete, bench.records(OAK, "letters")) == (1, True, ["A"])
    bench.journal.close()
