"""Secrets as canaries: the search that follows every fault test finds what is planted, and a sync leaves nothing."""

import io
import logging
import os
import sqlite3
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from openpyxl import Workbook

from tdsxl.challenges import Challenge, SendSecret
from tdsxl.cli.office import Portals
from tdsxl.engine.home import Home
from tdsxl.errors import TdsxlError, Unavailable
from tdsxl.portals.hosts import read_hosts
from tdsxl.practice.faults import Fault
from tdsxl.practice.log import Given
from tdsxl.practice.people import roll_of
from tdsxl.practice.server import Practice
from tdsxl.prompts.scripted import Scripted
from tdsxl.values import Login, Portal, Secret, Tan
from tests.whole.conftest import SEED, STAFFED, OpenFirm, secrets_of
from tests.whole.firm import Clerk
from tests.whole.leaks import SUB_USER, canaries, contents, leaks, processes, told
from tests.whole.pc import Pc, wait_until

TOLD = [Given(kind, f"{kind}-5f1c90d2") for kind in ("cookie", "token", "captcha", "reqId", "session")]
SECRETS = canaries(roll_of(1, seed=SEED), TOLD, keys=[bytes(range(32))])
KINDS = {
    "IT portal password",
    "IT portal password in Base64",
    "TRACES password",
    "TRACES password in Base64",
    "passphrase",
    "vault key",
    "cookie",
    "token",
    "captcha",
    "reqId",
    "session",
    "sub-user's PAN",
    "client's PAN",
}


def in_journal(folder: Path, secret: str) -> None:
    """Committed and not yet moved from the write-ahead log."""
    with closing(sqlite3.connect(folder / "journal.sqlite3")) as db, db:
        db.execute("CREATE TABLE attempt (reason TEXT)")
        db.execute("INSERT INTO attempt VALUES (?)", (secret,))


def in_wal(folder: Path, secret: str) -> None:
    left = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA journal_mode = WAL'); db.execute('CREATE TABLE t (x)');"
        "db.execute('INSERT INTO t VALUES (?)', (sys.stdin.read(),)); os._exit(0)"
    )
    command = [sys.executable, "-c", left, str(folder / "journal.sqlite3")]
    subprocess.run(command, input=secret, text=True, check=True)
    assert (folder / "journal.sqlite3-wal").stat().st_size > 0
    assert secret.encode() not in (folder / "journal.sqlite3").read_bytes()


def in_zip_of_zips(folder: Path, secret: str) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", secret * 3)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())
    (folder / "downloads.zip").write_bytes(outer.getvalue())


def in_book(folder: Path, secret: str) -> None:
    book = Workbook()
    book.active["A1"] = secret  # type: ignore[index]  # a new book has a sheet
    book.save(folder / "office.xlsx")


def in_file(name: str) -> Callable[[Path, str], None]:
    def plant(folder: Path, secret: str) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"before {secret} after", encoding="utf-8")

    return plant


PLACES = {
    "journal": in_journal,
    "WAL": in_wal,
    "log": in_file("logs/tdsxl.log"),
    "temp": in_file(".~tdsxl-office.xlsx"),
    "kept aside": in_file("set-aside/traces-login-1.sealed"),
    "download": in_zip_of_zips,
    "book": in_book,
}


@pytest.mark.row("F1")
@pytest.mark.parametrize("plant", PLACES.values(), ids=PLACES)
def test_a_secret_that_lies_somewhere_is_found(tmp_path: Path, plant: Callable[[Path, str], None]) -> None:
    """In whatever file, also as a part of a zip within a zip."""
    secret = roll_of(1, seed=SEED)[0].traces_password
    assert leaks(contents(tmp_path), SECRETS) == []
    plant(tmp_path, secret)
    assert any(found.startswith("TRACES password in ") for found in leaks(contents(tmp_path), SECRETS))


@pytest.mark.row("F1")
def test_every_kind_of_secret_is_found(tmp_path: Path) -> None:
    """Raw or spelt; what the user brought beside the book is the user's."""
    assert set(SECRETS.values()) == KINDS
    for name in ("log.txt", "passwords.csv"):
        (tmp_path / name).write_bytes(b" ".join(SECRETS))
    found = leaks(contents(tmp_path), SECRETS)
    assert {one.partition(" in /")[0] for one in found} == KINDS
    assert not any("passwords.csv" in one for one in found)


@pytest.mark.row("F1")
def test_what_a_library_tells_a_log_is_searched(caplog: pytest.LogCaptureFixture) -> None:
    """Words and tracebacks of whoever logs."""
    secret = roll_of(1, seed=SEED)[0].traces_password
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("some.library").debug("It failed.", exc_info=ValueError(secret))
    assert leaks([told(caplog.records)], SECRETS) == ["TRACES password in log"]


@pytest.mark.row("F1")
@pytest.mark.fault
def test_a_whole_sync_tells_no_log_what_it_sends(
    firm_of: OpenFirm, portals: Practice, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at its most talkative: the HTTP library says nothing at all, and a sub-user stays unnamed."""
    firm = firm_of(0, 6)
    for person in firm.people:
        firm.vault.store(Tan(person.tan), Portal.TRACES, Secret(person.traces_password), sub_user=SUB_USER)
    portals.faults.add(Fault.ADD_FIELD, route="traces.unconsumed", value="neverSeenBefore")
    portals.faults.add(Fault.CUT_LENGTH, route="itportal.challans", value="100", times=1)
    assert firm.sync(Clerk(portals.url)).is_complete
    names = {record.name.partition(".")[0] for record in caplog.records}
    assert "tdsxl" in names
    assert not names & {"httpx", "httpcore", "hpack"}
    kinds = set(secrets_of([firm]).values())
    assert kinds >= {"cookie", "token", "captcha", "reqId", "session", "vault key"}


BROKEN = (Fault.CUT_LENGTH, Fault.CUT_CHUNKED, Fault.CUT_GZIP, Fault.RESET, Fault.BUSY_429, Fault.BROKEN_500)
ANSWERED = (Fault.HTML, Fault.EMPTY_BODY, Fault.OTHER_SHAPE, Fault.TO_HOST, Fault.BOMB, Fault.WRONG_PASSWORD)
STEPS = {"itportal": ("userid", "password", "profile"), "traces": ("captcha", "login")}


@pytest.mark.row("F2")
@pytest.mark.fault
@pytest.mark.parametrize(("portal", "step"), [(portal, step) for portal in STEPS for step in STEPS[portal]])
def test_no_error_of_a_login_carries_what_was_sent(
    firm_of: OpenFirm, portals: Practice, portal: str, step: str
) -> None:
    """Neither its words, its traceback, its attributes, nor those of the errors it came from."""
    firm = firm_of(0)
    login = firm.vault.login(Tan(firm.people[0].tan), Portal(portal))
    assert login is not None
    failed = 0
    for fault in (*BROKEN, *ANSWERED):
        portals.faults.clear()
        portals.faults.add(fault, route=f"{portal}.{step}", value="40" if "cut" in fault else "")
        error = failure_of(login, Portal(portal), firm.home, portals)
        failed += error is not None
        carried = [(Path(fault), words.encode()) for words in carried_by(error)]
        assert leaks(carried, secrets_of([firm])) == []
    assert failed >= len((*BROKEN, *ANSWERED)) - 1, "a wrong password is no fault of the first step"


@pytest.mark.row("F2")
def test_an_error_that_carries_its_request_is_found() -> None:
    """As those of the HTTP library do, behind an error that says nothing of them."""
    secret = roll_of(1, seed=SEED)[0].traces_password
    request = httpx.Request("POST", "http://127.0.0.1/", json={"password": secret})
    error = Unavailable("The portal broke the connection.")
    error.__context__ = httpx.ReadError("broken", request=request)
    carried = [(Path("error"), words.encode()) for words in carried_by(error)]
    assert leaks(carried, SECRETS) == ["TRACES password in error"]


def failure_of(login: Login, portal: Portal, home: Home, portals: Practice) -> TdsxlError | None:
    """What a login by hand fails with."""
    session = Portals(read_hosts(home.path / "portals.toml"), gap=0.0).open(portal, login, lambda seconds: None)
    clerk, flow = Scripted(portals.url), session.login()
    try:
        challenge: Challenge = next(flow)
        while True:
            is_asked = not isinstance(challenge, SendSecret)
            text = clerk.ask(challenge, name="", tan=login.tan, portal=portal) if is_asked else ""
            challenge = flow.send(text or "")
    except StopIteration:
        return None
    except TdsxlError as error:
        return error
    finally:
        session.close()


def carried_by(error: BaseException | None) -> Iterator[str]:
    """All that an error and those before it hold."""
    while error is not None:
        yield "".join(traceback.format_exception(error))
        yield f"{error!r} {error.args!r} {vars(error)!r}"
        request = getattr(error, "_request", None)
        yield repr(getattr(request, "content", b"")) + repr(getattr(request, "headers", ""))
        error = error.__cause__ or error.__context__


@pytest.mark.row("F3")
@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows all of a process as files")
def test_a_process_shows_no_secret_and_leaves_no_core(pc: Pc, portals: Practice) -> None:
    """Command line and environment name files, not what stands in them; a crash would leave no picture of memory."""
    import resource

    secrets = canaries([portals.people[place] for place in STAFFED], portals.log.given)
    portals.faults.add(Fault.SLOW, route="*.*", value=0.05)
    running = pc.start_sync()
    wait_until(lambda: len(portals.log.logins) > 1)
    shown = list(processes(pc.home))
    assert leaks(shown, secrets) == []
    assert any(b"TDSXL_VAULT_PASSPHRASE_FILE=" in content for _, content in shown)
    assert any(b"sync" in content for path, content in shown if path.name == "cmdline")
    assert {resource.prlimit(int(path.parent.name), resource.RLIMIT_CORE)[0] for path, _ in shown} == {0}
    running.kill()
    running.wait()


CRASHING = """
import importlib, resource, sys
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
try:
    importlib.import_module(sys.argv[1]).main(["--help"])
except SystemExit:
    print("left:", resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.row("F3")
@pytest.mark.fault
@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core dump by itself")
@pytest.mark.parametrize("root", ["tdsxl.cli.main", "tdsxl.addin.worker"])
def test_both_roots_forbid_a_core_dump(root: str) -> None:
    """Before anything else, however much the system would allow."""
    said = subprocess.run([sys.executable, "-c", CRASHING, root], capture_output=True, text=True, check=True)
    assert said.stdout.endswith("left: 0\n")


@pytest.mark.row("F3")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows all of a process as files")
def test_a_secret_that_a_process_shows_is_found(tmp_path: Path) -> None:
    """On its command line or in its environment."""
    home, secret = Home(tmp_path), roll_of(1, seed=SEED)[0].traces_password
    sleep = [sys.executable, "-c", "input()"]
    for words, more in (([*sleep, secret], {}), (sleep, {"PASSWORD": secret})):
        environment = {**os.environ, "TDSXL_HOME": str(tmp_path), **more}
        with subprocess.Popen(words, env=environment, stdin=subprocess.PIPE) as process:
            shown = list(processes(home))
            process.communicate(b"\n")
        assert len(leaks(shown, SECRETS)) == 1
