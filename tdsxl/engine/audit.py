"""The audit log: who had what done for which client, when, and how it ended.

One JSON object a line, a file a month, only ever appended to; twelve months before the present one are kept. It names
clients by TAN and holds nothing of what portals said.
"""

import getpass
import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.engine.events import Event, RunBegan, TaskEnded, VisitEnded
from tdsxl.engine.home import Home
from tdsxl.engine.log import log_run
from tdsxl.errors import LocalError

_LOG = logging.getLogger(__name__)
_KEPT = 13
"""Files, that of this month among them."""


def note(home: Home, what: str, outcome: str, **about: object) -> None:
    """Append one line; a disk that refuses it stops nothing that is under way.

    Args:
        home: The data folder.
        what: The command, as a user would type it.
        outcome: How it ended, as a sentence or a few words.
        about: `run`, `tan`, `portal` where they are known.
    """
    now = datetime.now(UTC)
    path = home.audit / f"{now:%Y-%m}.jsonl"
    try:
        line = {"at": now.isoformat(timespec="seconds"), "who": getpass.getuser(), "pc": home.pc(), "what": what}
        _append(path, json.dumps({**line, **about, "outcome": outcome}, ensure_ascii=False))
    except (OSError, LocalError) as error:
        _LOG.warning("The audit log was not written: %s", error)


def _append(path: Path, line: str) -> None:
    is_first = not path.exists()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("ab+") as file:
        # What a kill or a full disk cut off stays a line of its own.
        file.seek(-min(file.seek(0, os.SEEK_END), 1), os.SEEK_END)
        is_cut = file.read(1) not in (b"", b"\n")
        file.write(b"\n" * is_cut + f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    for old in sorted(path.parent.glob("*.jsonl"))[:-_KEPT] if is_first else ():
        old.unlink()


class Audit:
    """Hears what a run tells, writes it down, and tells it on; lines of the log bear the run meanwhile."""

    def __init__(self, home: Home, what: str, emit: Callable[[Event], None]) -> None:
        self._home = home
        self._what = what
        self._emit = emit
        self._run = 0
        self._read: dict[tuple[str, str], list[str]] = {}

    def __call__(self, event: Event) -> None:
        """From the run."""
        if isinstance(event, RunBegan):
            self._run = event.run
            log_run(event.run)
            clients = len({visit.client.tan for visit in event.plan.visits})
            self._note(f"{'continued' if event.resumed else 'began'} with {clients} clients")
        elif isinstance(event, TaskEnded) and event.reason is None:
            self._read.setdefault((event.client.tan, event.portal.value), []).append(event.module)
        elif isinstance(event, VisitEnded):
            self._visited(event)
        self._emit(event)

    def ended(self, how: str) -> None:
        """The run is over."""
        self._note(f"ended: {how}")
        log_run(None)

    def _visited(self, event: VisitEnded) -> None:
        tan, portal = str(event.client.tan), event.portal.value
        read = ", ".join(self._read.pop((tan, portal), ())) or "nothing"
        self._note(f"read {read}; {event.reason or 'signed out'}", tan=tan, portal=portal)

    def _note(self, outcome: str, **about: object) -> None:
        note(self._home, self._what, outcome, run=self._run, **about)
