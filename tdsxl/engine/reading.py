"""What a visit reads of a task, part by part, until the desk takes it. No I/O here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tdsxl.engine.entries import KeyedRow, PartRead
from tdsxl.engine.journal.files import Filed
from tdsxl.engine.plan import Task
from tdsxl.errors import AccountLocked, LoginNotUnderstood, OtpNeeded, Refused, Stopped, TdsxlError
from tdsxl.modules.base import Part
from tdsxl.records import Document, Item, ListRead, Notice, Row

FAULT = "tdsxl met a fault of its own."

_SHORT = (
    (AccountLocked, "account locked"),
    (LoginNotUnderstood, "login answer not understood"),
    (Refused, "password refused"),
    (OtpNeeded, "needs OTP"),
)


def short_reason(error: TdsxlError) -> str:
    """A reason for the column Message."""
    return next((text for kind, text in _SHORT if isinstance(error, kind)), error.message)


def next_step(error: TdsxlError) -> str:
    """What the user does about an error, as a sentence; empty where it was the user who stopped the run."""
    if error.remedy or isinstance(error, Stopped):
        return error.remedy
    return "Sync this client again; if it stays, look at the portal by hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRead:
    """What a visit read of one task."""

    task: Task
    parts: tuple[PartRead, ...]
    files: tuple[Filed, ...]
    tries: int
    trouble: TdsxlError | None
    """What a part of it met; None too where the visit itself ends, which speaks for all its tasks."""

    @property
    def reason(self) -> str | None:
        """Why it is not complete; None when it is."""
        return next((part.reason for part in self.parts if part.reason), None)


@dataclass(slots=True)
class Reading:
    """What is read of one part so far."""

    part: Part
    task: Task
    tries: int = 0
    trouble: TdsxlError | None = None
    _reason: str | None = FAULT
    _rows: list[KeyedRow] = field(default_factory=list)
    _lists: list[ListRead] = field(default_factory=list)
    _files: list[Filed] = field(default_factory=list)

    def begin(self) -> None:
        """Read the part from its start; files that are on disk stay."""
        self.tries += 1
        self._rows, self._lists = [], []

    def take(self, item: Item, keep: Callable[[Document, Notice | None], Filed]) -> None:
        """The next item that the part's fetch yields."""
        if isinstance(item, Row):
            key = "|".join(self.task.module.key(item.record))
            self._rows.append(KeyedRow(key=key, row=item))
        elif isinstance(item, ListRead):
            self._lists.append(item)
        else:
            self._files.append(keep(item, self._notice(item)))

    def _notice(self, document: Document) -> Notice | None:
        """What a document belongs to: it comes right before its files."""
        record = self._rows[-1].row.record if self._rows else None
        return record if isinstance(record, Notice) and record.reference == document.reference else None

    def drop(self) -> None:
        """A reply spoke of another TAN: what came before it may be another client's too."""
        self._rows, self._lists, self._files = [], [], []

    def end(self) -> None:
        """The part was read to its end."""
        self._reason = None

    def fail(self, error: TdsxlError) -> None:
        """The part cannot be read; others of the visit may."""
        self._reason, self.trouble = short_reason(error), error

    def leave(self, error: TdsxlError) -> None:
        """The visit ends; a part that was neither read nor failed says why."""
        if self._reason == FAULT:
            self._reason = short_reason(error)

    def result(self) -> PartRead:
        """As the journal takes it."""
        return PartRead(act=self.part.act, rows=tuple(self._rows), lists=tuple(self._lists), reason=self._reason)

    @property
    def files(self) -> tuple[Filed, ...]:
        """Documents on disk, in any try."""
        return tuple(self._files)


def task_read(task: Task, readings: Sequence[Reading]) -> TaskRead:
    """What the parts of a task amount to."""
    return TaskRead(
        task=task,
        parts=tuple(reading.result() for reading in readings),
        files=tuple(filed for reading in readings for filed in reading.files),
        tries=max((reading.tries for reading in readings), default=0),
        trouble=next((reading.trouble for reading in readings if reading.trouble), None),
    )
