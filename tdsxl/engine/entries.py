"""Runs, tasks and parts as values: what the plan asks for, what visits read, what the journal keeps. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tdsxl.records import ListRead, Record, Row
from tdsxl.tables import Cell, RowName
from tdsxl.values import Act, Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskId:
    """One client × one module × one portal."""

    tan: str
    module: str
    portal: Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """A task as the plan hands it over."""

    task: TaskId
    years: str
    covered: str | None
    """How far the module goes where some asked years are not supported."""
    state: str = "planned"
    """`planned`, `skipped`, `waiting` or `unsupported`."""
    reason: str | None = None
    remedy: str | None = None
    acts: tuple[Act | None, ...] = ()
    """Its parts that are asked for and supported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run."""

    id: int
    book: str
    who: str
    pc: str
    started: datetime
    ended: datetime | None
    how: str | None
    hidden: int
    left_out: tuple[str, ...]
    attended: bool = True
    """A person was there to answer questions."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """Outcome → how many client modules ended so; and `Clients`. Empty while the run goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as it stands: `planned`, `running`, `done`, `failed`, `waiting`, `skipped` or `unsupported`."""

    run: int
    task: TaskId
    state: str
    years: str
    covered: str | None
    reason: str | None
    remedy: str | None
    tries: int
    fresh: int
    """Rows read for the first time, changed, gone or back."""
    tried: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRow:
    """A row under the key that its module gives it."""

    key: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRead:
    """What one visit read of one part."""

    act: Act | None
    rows: tuple[KeyedRow, ...]
    lists: tuple[ListRead, ...]
    reason: str | None
    """Why it is not complete; None when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A part as the journal keeps it."""

    task: TaskId
    act: Act | None
    run: int
    supported: bool
    rows: int | None
    """Of the last complete read."""
    portal_total: int | None
    complete: datetime | None
    reason: str | None


class What(Enum):
    """What a run found to have happened to a record."""

    NEW_CLIENT = "New client"
    """The very first complete read of a client."""
    FIRST_READ = "First read"
    """The first of a further module or portal: the rows of neither are news one by one."""
    NEW = "New"
    CHANGED = "Changed"
    GONE = "Gone"
    BACK = "Back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One such finding."""

    run: int
    at: datetime
    task: TaskId
    what: What
    before: Record | None = None
    """As it was; None for a new record."""
    after: Record | None = None
    """As it is; None for one that is gone."""
    rows: int | None = None
    """How many rows a new client came with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A part that was read to its end with the same result a number of times on end."""

    task: TaskId
    act: Act | None
    years: str
    rows: int
    """None of them is the proven "Nothing on portal"."""
    portal_total: int | None
    since: datetime
    until: datetime
    """The last of those reads."""
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the firm wrote in one cell beside a row of ours."""

    sheet: str
    """Its title."""
    row: RowName
    title: str
    """Of the column."""
    value: Cell
