"""The vault and the journal's schema steps, killed while they are written: it opens, as it was or as it should be."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.copies import copies
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.journal.schema import STEPS
from tdsxl.engine.store import sweep
from tdsxl.values import Portal, Tan
from tdsxl.vault import open_vault
from tests.whole.pc import PASSPHRASE

pytestmark = [pytest.mark.fault, pytest.mark.timeout(0)]

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "engine" / "schemas"
TAN = Tan("PINE12345E")
ROWS = 20_000
"""Of an old journal: its copy and its steps then take a time that can be hit."""
STORING = f"""
from pathlib import Path
import sys
from tdsxl.values import Portal, Secret, Tan
from tdsxl.vault import open_vault

vault = open_vault(Path(sys.argv[1]))
vault.unlock()
print("ready", flush=True)
for number in range(int(sys.argv[2]), 1_000_000):
    vault.store(Tan("{TAN}"), Portal.TRACES, Secret(f"password {{number}}"))
    print(number, flush=True)
"""
MIGRATING = """
from pathlib import Path
import sys
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal

print("ready", flush=True)
with open_journal(Home(Path(sys.argv[1]))):
    print("open", flush=True)
"""


def killed(program: str, *words: object, after_s: float) -> list[str]:
    """Lines that a program had said when it was killed, so long after it was ready."""
    call = [sys.executable, "-c", program, *map(str, words)]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after_s)
        process.kill()
        return process.stdout.read().split()


def strays(folder: Path) -> list[Path]:
    return list(folder.rglob(".~tdsxl-*"))


@pytest.fixture
def times(request: pytest.FixtureRequest) -> int:
    """A tenth of the kills that are asked for."""
    return int(request.config.getoption("--kills")) // 10 + 2


@pytest.mark.row("D9")
def test_a_vault_killed_while_it_is_written_is_the_old_one_or_the_new_one(
    tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every password that was acknowledged is there, or the one after it; what was half-written is swept."""
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE, encoding="ascii")
    monkeypatch.setenv("TDSXL_VAULT_PASSPHRASE_FILE", str(tmp_path / "passphrase.txt"))
    home, roll, last = Home(tmp_path / "home"), random.Random(3), -1
    open_vault(home.path).unlock()
    for _ in range(times):
        said = killed(STORING, home.path, last + 1, after_s=roll.uniform(0, 0.1))
        acknowledged = int(said[-1]) if said else last
        stored = open_vault(home.path).login(TAN, Portal.TRACES)
        last = -1 if stored is None else int(stored.password.reveal().removeprefix("password "))
        assert last in (acknowledged, acknowledged + 1)
        sweep(home.path)
        assert strays(home.path) == []


def old_journal(home: Home) -> None:
    """As the first release left it, with many rows."""
    home.path.mkdir()
    with closing(sqlite3.connect(home.journal)) as db, db:
        db.executescript((SCHEMAS / "v1.sql").read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO attempt SELECT i, 'traces', 'TAN' || i, 'v1', 1, '2026-11-22T12:00:00+00:00', 'accepted',"
            " NULL FROM n",
            (ROWS,),
        )


@pytest.mark.row("D8", "D9")
def test_a_journal_killed_in_its_schema_steps_is_the_old_one_or_the_new_one(tmp_path: Path, times: int) -> None:
    """With every row; the next start takes the steps, and the copy of the old one is there and whole."""
    calm = Home(tmp_path / "calm")
    old_journal(calm)
    began = time.monotonic()
    with open_journal(calm):
        longest = time.monotonic() - began
    roll, found, hits = random.Random(4), set(), 0
    for number in range(times):
        home = Home(tmp_path / str(number))
        old_journal(home)
        hits += killed(MIGRATING, home.path, after_s=roll.uniform(0, longest)) == []
        with closing(sqlite3.connect(home.journal)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT count(*) FROM attempt").fetchone() == (ROWS,)
        found.add(version)
        with open_journal(home) as journal:
            assert len(journal.logins.attempts()) == ROWS
        sweep(home.path)
        assert strays(home.path) == []
        (kept,) = copies(home)
        assert (kept.schema, kept.is_sound()) == (1, True)
    assert found <= {1, len(STEPS)}
    assert hits
