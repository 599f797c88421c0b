"""What an interrupted run has left to do: one that was stopped, killed, or waits for a person since the night."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.plan import Wish
from tdsxl.engine.sync import CONTINUE_WITHIN
from tdsxl.tables import Client
from tdsxl.values import Tan, Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A run that may be continued."""

    run: int
    asked: Mapping[Tan, frozenset[str]]
    """Everything that it asked for: what is done is not read again."""
    left: frozenset[str]
    """TANs of which something is left."""
    years: tuple[Year, ...]

    @property
    def wish(self) -> Wish:
        """To go on with it."""
        return Wish(exactly=self.asked, goes_on_with=self.run, years=self.years)


def leftover(journal: Journal, book: str, clients: tuple[Client, ...]) -> Leftover | None:
    """What the last run of a book has left of these clients; None where there is nothing, or it is too long ago."""
    run = journal.runs.last(book)
    if run is None or run.started < datetime.now(UTC) - CONTINUE_WITHIN:
        return None
    tasks = journal.runs.tasks(run.id)
    # A run that came to its end leaves only what waits for a person; what failed there is for Re-sync failed.
    undone = ("waiting",) if run.how == "Complete" else ("planned", "running", "waiting", "failed")
    known = {str(client.tan) for client in clients if client.active}
    left = frozenset(task.task.tan for task in tasks if task.state in undone and task.task.tan in known)
    if not left:
        return None
    asked: defaultdict[Tan, set[str]] = defaultdict(set)
    for task in tasks:
        asked[Tan(task.task.tan)].add(task.task.module)
    years = tuple(Year.parse(word) for word in tasks[0].years.split(", "))
    return Leftover(run=run.id, asked={tan: frozenset(names) for tan, names in asked.items()}, left=left, years=years)
