"""What a module is: sources that read, views that show. No I/O here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tdsxl.records import Challan, Item, Record, RegisterRow
from tdsxl.tables import Cell, Sheet
from tdsxl.values import Act, Form, Portal, Tan, Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a visit is asked to read for one client."""

    years: tuple[Year, ...]
    forms: frozenset[Form] = frozenset()
    """Empty: all."""
    register: tuple[RegisterRow, ...] = ()
    details: Mapping[str, Challan] = field(default_factory=dict)
    """Challans whose details are in the journal, by portal CIN."""
    on_file: frozenset[str] = frozenset()
    """References whose documents are on disk, for the portal asked."""

    def years_of(self, act: Act) -> tuple[Year, ...]:
        """The asked years that an Act governs."""
        return tuple(year for year in self.years if year.act is act)

    def wants(self, form: Form | None) -> bool:
        """Whether statements of a form are asked for."""
        return form is not None and (not self.forms or form in self.forms)


Fetch = Callable[[Any, Ask], Iterator[Item]]
"""Any: each module names the session type of its own portal, and the engine hands over the right one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one portal knows under one Act."""

    act: Act | None
    """None where a list serves both Acts."""
    asked: Callable[[Ask], bool]
    fetch: Fetch | None
    """None: the public evidence shows no such screen; not supported yet."""


@dataclass(frozen=True, slots=True)
class Source:
    """One portal's share of a module."""

    portal: Portal
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record with its history in the journal."""

    record: Record
    portal: Portal
    first_seen: datetime
    baseline: bool
    """It came before or with the first complete read of its client, module and portal."""
    changed_at: datetime | None
    """When it last changed, went or came back; None since it was first seen."""
    gone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a sheet before client, state and stamps are put around it."""

    values: tuple[Cell, ...]
    """The columns between."""
    stored: tuple[Stored, ...]
    """Where it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a view may know of its client besides records."""

    tan: Tan
    files: Mapping[tuple[Portal, str], str]
    """(portal, reference) → path below the data folder."""
    read_on: date
    """Indian day of the last read; verdicts are as of it."""
    file_names: Mapping[tuple[Portal, str], str] = field(default_factory=dict)
    """(portal, reference) → what the portal calls the file."""
    amounts: Mapping[tuple[str, date, int], Decimal] = field(default_factory=dict)
    """(BSR code, day, serial) → amount of the challan as the firm typed it beside its unconsumed balance."""


Holdings = Mapping[str, Sequence[Stored]]
"""Module name → what the journal holds of one client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One result sheet: which records, and how they become lines."""

    sheet: Sheet
    lines: Callable[[Holdings, Facts], Iterable[Line]]
    headline: str
    """Title of the column that says most of a row that is new or gone."""
    joins: tuple[str, ...] = ()
    """Other modules whose records it reads."""
    dated: bool = False
    """Its lines also depend on the day of the last read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One of the six."""

    name: str
    title: str
    sources: tuple[Source, ...]
    key: Callable[[Any], tuple[str, ...]]
    """Names a record within its client and source; reading again gives the same key. Any: one of the module's own."""
    views: tuple[View, ...]


def old_years(ask: Ask) -> bool:
    """A year under the 1961 Act is asked."""
    return bool(ask.years_of(Act.OLD))


def new_years(ask: Ask) -> bool:
    """A year under the 2025 Act is asked."""
    return bool(ask.years_of(Act.NEW))


def always(ask: Ask) -> bool:
    """The list is read whole, whatever years are asked."""
    return True


NEW_ACT_AT_TRACES = Part(act=Act.NEW, asked=new_years, fetch=None)
"""TRACES screens for tax year 2026-27 onward that no public evidence shows (traces.md §4.9)."""
