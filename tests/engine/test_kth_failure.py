"""One operation of SQLite fails, the first, the second, the third ...: a named error, and the next sync completes."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.errors import LocalError
from tests.engine.bench import Bench
from tests.engine.disk import Disk
from tests.engine.scripted import IT, OAK, PINE, Account, client, whole

CLIENTS = (client(PINE, "letters"), client(OAK, "letters"))
MANY = tuple(f"{number:0200}" for number in range(150))
"""References of letters: enough that pages go from the log to the file."""


class Failing:
    """Fails one operation, by its kind and number."""

    def __init__(self, kind: str, at: int) -> None:
        """Take them; numbers begin at 0."""
        self.disk = Disk(self)
        self.has_struck = False
        self._which = (kind, at)

    def __call__(self, kind: str) -> None:
        """From the disk."""
        if (kind, self.disk.done[kind]) == self._which and not self.has_struck:
            self.has_struck = True
            raise apsw.IOError("disk I/O error")


def furnished(bench: Bench) -> Bench:
    for one in CLIENTS:
        bench.world.accounts[one.tan, IT] = Account(readings={"letters": [whole(*MANY)]})
    bench.says_yes()
    return bench


def met(failing: Failing, path: Path) -> LocalError | None:
    """What ends a sync that is made as a process makes it: the journal is opened, and closed whatever happens."""
    try:
        bench = furnished(Bench(Home(path), Journal(Home(path), failing.disk.connect)))
        with closing(bench.journal):
            bench.sync(*CLIENTS)
    except LocalError as error:
        return error
    return None


@pytest.mark.fault
@pytest.mark.row("D4")
@pytest.mark.parametrize("kind", ["write", "sync", "truncate", "unlink"])
def test_the_kth_operation_of_the_journal_fails(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    """All of a sync with two clients, from the making of the tables to the closing of the journal."""
    every = request.config.getoption("--every") if kind == "write" else 1
    for number in range(0, 10_000, every):
        path, failing = tmp_path / str(number), Failing(kind, number)
        path.mkdir()
        error = met(failing, path)
        failing.disk.leave()
        assert error is None or (failing.has_struck, "disk I/O error" in error.message) == (True, True)
        if not failing.has_struck:
            assert number
            break
        again = furnished(Bench.at(path))
        assert again.journal.check() == "ok"
        assert again.sync(*CLIENTS).is_complete
        assert [again.records(one.tan, "letters") for one in CLIENTS] == [list(MANY)] * 2
        again.journal.close()
