"""What it costs to tell changes and to share one client, in a firm of 1,000: `python -m tests.bench.changes_bench`.

A journal of its own on disk; a run that reads 500 challans of each client is written, a week later another in which
two of a hundred rows are others. Beside the time of those writings stands that of telling the changes; beside a copy of
one client in a firm of 100 stands the same copy in the firm of 1,000. Medians of turns, in seconds of the processor;
only ratios count.
"""

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tdsxl.cli.copying import make_copy_of
from tdsxl.engine.entries import KeyedRow, PartRead, PlannedTask, RunRow, TaskId
from tdsxl.engine.history import change_lines
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.results import Results, module_states
from tdsxl.modules import MODULES
from tdsxl.records import Challan, ListRead, Row
from tdsxl.values import Act, Portal, Tan
from tests.engine.scripted import client, contents
from tests.modules.samples import challan

PER_CLIENT = 500
EVERY = 50
"""One row of so many differs a week later."""
AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
TURNS = 9


def tans(count: int) -> list[Tan]:
    """Invented clients."""
    return [Tan(f"PNEA{number:05d}A") for number in range(count)]


def challans(*, week: int) -> Iterable[Challan]:
    """The challans of one client."""
    for number in range(PER_CLIENT):
        more = week if number % EVERY == 0 else 0
        yield challan(cin=f"{number:014d}KKBK", serial=f"{number:05d}", total=Decimal(25_000 + more))


def written(journal: Journal, firm: Iterable[Tan], *, week: int) -> float:
    """Write a run that read all challans of all clients; returns its seconds, making the rows left out."""
    at = AT + timedelta(weeks=week)
    rows = tuple(
        KeyedRow(key=record.cin, row=Row(act=Act.OLD, scope="2025-26", record=record)) for record in challans(week=week)
    )
    lists = (ListRead(act=Act.OLD, scope="2025-26", portal_total=PER_CLIENT),)
    part = PartRead(act=Act.OLD, rows=rows, lists=lists, reason=None)
    tasks = [TaskId(tan=tan, module="challans", portal=Portal.ITPORTAL) for tan in firm]
    run = RunRow(id=0, book="book", who="asha", pc="PC", started=at, ended=None, how=None, hidden=0, left_out=())
    begun = time.process_time()
    with journal.transaction():
        number = journal.runs.begin(run, [PlannedTask(task=task, years="2025-26", covered=None) for task in tasks])
    for task in tasks:
        with journal.transaction():
            journal.readings.save(task, [part], run=number, tries=1, at=at)
    return time.process_time() - begun


def seconds(work: Callable[[], object]) -> float:
    """Of the processor."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


class Firm:
    """A firm of so many clients, whose challans were read twice.

    Attributes:
        writing: Seconds of the second run's writings.
    """

    def __init__(self, folder: Path, journal: Journal, count: int) -> None:
        """Read all of them twice."""
        firm = tans(count)
        clients = (client(tan, "challans", name=f"Client {tan}", row=row) for row, tan in enumerate(firm, 5))
        self._book = contents(*clients)
        self._journal = journal
        self._copies = (folder / f"{number}.xlsx" for number in itertools.count())
        written(journal, firm, week=0)
        self.writing = written(journal, firm, week=1)

    def told(self) -> int:
        """How many lines the sheet Changes has of the second run."""
        results = Results(self._journal, self._book, module_states(self._journal), AT + timedelta(weeks=1, days=1))
        return sum(1 for _ in change_lines(results, MODULES, AT + timedelta(days=1)))

    def share(self) -> None:
        """Make a copy of one client."""
        make_copy_of(self._journal, self._book, self._book.clients[0], next(self._copies))


def in_turns(*works: Callable[[], object]) -> list[float]:
    """Medians of the seconds of several works, each done once a turn."""
    turns = [[seconds(work) for work in works] for _ in range(TURNS)]
    return [statistics.median(taken) for taken in zip(*turns, strict=True)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=1_000)
    count = parser.parse_args().clients
    with ExitStack() as stack:
        small, large = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        journals = [stack.enter_context(open_journal(Home(folder))) for folder in (small, large)]
        fewer, more = Firm(small, journals[0], count // 10), Firm(large, journals[1], count)
        lines = more.told()
        telling, share_small, share_large = in_turns(more.told, fewer.share, more.share)
    print(f"{count:,} clients, {count * PER_CLIENT:,} records, {lines:,} differences")
    print(f"changes told, of the journal's writing of that run   {telling / more.writing:5.2f}   goal 0.5")
    print(f"copy of one client, of the same in a firm of a tenth {share_large / share_small:5.2f}   goal 1.3")


if __name__ == "__main__":
    main()
