"""From what is ticked and remembered to visits and tasks. Pure: no I/O, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from tdsxl.engine.entries import PlannedTask, TaskId
from tdsxl.errors import InputError
from tdsxl.modules.base import Ask, Module, Part, Source
from tdsxl.tables import Client, Contents
from tdsxl.values import LAST_OLD_YEAR, Portal, Tan, Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line or the Sync Bucket asks for; empty fields leave it to the ticks."""

    everyone: bool = False
    tans: tuple[Tan, ...] = ()
    failed: bool = False
    modules: tuple[str, ...] = ()
    exactly: Mapping[Tan, frozenset[str]] | None = None
    """These modules of these clients and nothing else, whatever is ticked."""
    goes_on_with: int | None = None
    """The run that was interrupted and is continued."""
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an account is not visited at all."""

    state: str
    """`skipped` or `waiting`."""
    reason: str | None
    remedy: str | None


_FREE = Hindrance("planned", None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the journal and the vault know before a run."""

    failed: frozenset[tuple[str, str]] = frozenset()
    """(TAN, module) whose last sync was not complete."""
    done: frozenset[tuple[TaskId, str]] = frozenset()
    """Tasks and their years that need not be read again: the run that goes on has, or what is repeated has failed
    elsewhere."""
    hindered: Mapping[tuple[str, Portal], Hindrance] = field(default_factory=dict)
    seconds: Mapping[tuple[str, Portal], float] = field(default_factory=dict)
    """Duration of the last visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One source to be read for one client."""

    id: TaskId
    module: Module
    parts: tuple[Part, ...]
    """Asked for and supported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One login of one client at one portal, with all that is read in it."""

    client: Client
    portal: Portal
    ask: Ask
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it begins."""

    clients: tuple[Client, ...]
    visits: tuple[Visit, ...]
    """Longest first, by remembered durations."""
    tasks: tuple[PlannedTask, ...]
    """Every task that was asked for, also those that no visit will read."""
    unsupported: tuple[tuple[TaskId, Part], ...]
    left_out: tuple[Client, ...]
    """Ticked, but filtered away or hidden."""


def plan(contents: Contents, wish: Wish, memory: Memory, modules: tuple[Module, ...]) -> Plan:
    """What one press of Start Sync will do.

    Raises:
        InputError: Nothing is selected, or a TAN of the command line is not in the book.
    """
    pairs = [
        (client, chosen) for client in _clients(contents, wish) if (chosen := _modules(client, wish, memory, modules))
    ]
    if not pairs:
        raise InputError(*_nothing(wish))
    asked = [_Asked(client, module, _ask(client, wish, contents)) for client, picked in pairs for module in picked]
    tasks = [task for one in asked for task in one.tasks(memory)]
    visits = [visit for one in _grouped(asked) for visit in _visits(one, memory)]
    slow = _slowness(memory)
    return Plan(
        clients=tuple(client for client, _ in pairs),
        visits=tuple(sorted(visits, key=lambda visit: -slow(visit))),
        tasks=tuple(tasks),
        unsupported=tuple(found for one in asked for found in one.unsupported()),
        left_out=() if _named(wish) else tuple(_hidden(contents, wish)),
    )


def _named(wish: Wish) -> bool:
    return wish.everyone or wish.failed or bool(wish.tans)


def _hidden(contents: Contents, wish: Wish) -> Iterator[Client]:
    """Clients that would be in the run, but for a filter; who chose them by hand has seen them."""
    seen = wish.exactly or {}
    return (c for c in contents.clients if c.ticked and c.active and c.hidden and c.tan not in seen)


def _nothing(wish: Wish) -> tuple[str, str]:
    if wish.failed:
        return ("Nothing failed in the last sync, so there is nothing to repeat.", "")
    return ("No client and module is selected.", "Tick clients and modules on the sheet Clients, or use --all.")


def _clients(contents: Contents, wish: Wish) -> Iterator[Client]:
    known = {client.tan: client for client in contents.clients}
    for tan in wish.tans:
        if tan not in known:
            raise InputError(f"{tan} is not on the sheet Clients.", "Add it there, or check the TAN.")
        if not known[tan].active:
            raise InputError(f"{known[tan].name} ({tan}) is not active.", "Set Active to 1 on the sheet Clients.")
    if wish.exactly is not None:
        yield from (client for client in contents.clients if client.active and client.tan in wish.exactly)
    elif wish.tans:
        yield from (known[tan] for tan in dict.fromkeys(wish.tans))
    elif wish.everyone or wish.failed:
        yield from (client for client in contents.clients if client.active)
    else:
        yield from (client for client in contents.clients if client.ticked and client.active and not client.hidden)


def _modules(client: Client, wish: Wish, memory: Memory, modules: tuple[Module, ...]) -> tuple[Module, ...]:
    names = set(wish.modules) or set(client.modules)
    if wish.exactly is not None:
        names = set(wish.exactly[client.tan])
    if wish.tans and not names:
        names = {module.name for module in modules}
    if wish.failed:
        failed = {module for tan, module in memory.failed if tan == client.tan}
        names = failed & set(wish.modules) if wish.modules else failed
    return tuple(module for module in modules if module.name in names)


def _ask(client: Client, wish: Wish, contents: Contents) -> Ask:
    return Ask(
        years=wish.years,
        forms=client.forms,
        register=contents.register.get(client.tan, ()),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One module asked for one client."""

    client: Client
    module: Module
    ask: Ask

    def id(self, source: Source) -> TaskId:
        return TaskId(tan=self.client.tan, module=self.module.name, portal=source.portal)

    def parts(self, source: Source, *, supported: bool) -> tuple[Part, ...]:
        return tuple(part for part in source.parts if part.asked(self.ask) and (part.fetch is not None) is supported)

    def unsupported(self) -> Iterator[tuple[TaskId, Part]]:
        for source in self.module.sources:
            yield from ((self.id(source), part) for part in self.parts(source, supported=False))

    def covered(self) -> str | None:
        """How far the module goes where TRACES shows no screen for some asked year."""
        able = {source.portal for source in self.module.sources if self.parts(source, supported=True)}
        if not able or not any(self.unsupported()):
            return None
        return f"{'TRACES ' if Portal.ITPORTAL in able else ''}to {LAST_OLD_YEAR}"

    def tasks(self, memory: Memory) -> Iterator[PlannedTask]:
        for source in self.module.sources:
            id_, years = self.id(source), years_text(self.ask.years)
            if (id_, years) in memory.done:
                continue
            acts = tuple(part.act for part in self.parts(source, supported=True))
            hindrance = memory.hindered.get((self.client.tan, source.portal), _FREE)
            yield PlannedTask(
                task=id_,
                years=years,
                covered=self.covered(),
                state=hindrance.state if acts else "unsupported",
                reason=hindrance.reason,
                remedy=hindrance.remedy,
                acts=acts,
            )


def years_text(years: Iterable[Year]) -> str:
    """As `2024-25, 2025-26, 2026-27`."""
    return ", ".join(map(str, years))


def _grouped(asked: list[_Asked]) -> Iterator[list[_Asked]]:
    return (list(group) for _, group in groupby(asked, key=lambda one: one.client.tan))


def _visits(asked: list[_Asked], memory: Memory) -> Iterator[Visit]:
    client, ask = asked[0].client, asked[0].ask
    for portal in Portal:
        if (client.tan, portal) in memory.hindered:
            continue
        tasks = tuple(_read(asked, portal, memory))
        if tasks:
            yield Visit(client=client, portal=portal, ask=ask, tasks=tasks)


def _read(asked: list[_Asked], portal: Portal, memory: Memory) -> Iterator[Task]:
    for one in asked:
        for source in one.module.sources:
            parts = one.parts(source, supported=True)
            done = (one.id(source), years_text(one.ask.years)) in memory.done
            if source.portal is portal and parts and not done:
                yield Task(id=one.id(source), module=one.module, parts=parts)


def _slowness(memory: Memory) -> "_Slowness":
    known = list(memory.seconds.values())
    return _Slowness(memory.seconds, sum(known) / len(known) if known else 0.0)


@dataclass(frozen=True, slots=True)
class _Slowness:
    """A visit never made before is taken for an average one."""

    seconds: Mapping[tuple[str, Portal], float]
    average: float

    def __call__(self, visit: Visit) -> float:
        return self.seconds.get((visit.client.tan, visit.portal), self.average)
