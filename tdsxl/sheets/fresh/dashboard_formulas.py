"""The formulas of the sheet Dashboard over our tables, without `=`. No I/O here.

No array entry, nothing volatile but TODAY(), no function newer than Excel 2013: Excel and LibreOffice Calc work them
out alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tdsxl.figures import (
    AGES,
    CERTIFICATES,
    CHECKED,
    DAYS_LEFT,
    NAME_LENGTH,
    NO_GROUP,
    NOBODY,
    NOTICES,
    PROVEN,
    RANK,
    REASONS,
    RETURNS,
    STATUSES,
    UNCHECKED,
    UNPROVEN,
    WEEKS,
    Section,
    Span,
)

_ACTIVE = ('Clients[TAN],"?*"', *(f'Clients[Active],"<>{word}"' for word in ("0", "no", "FALSE")))
_OPEN = (*_ACTIVE, 'Clients[Status],"<>All checked"')
_UNCONSUMED = 'UnconsumedChallans[State],"<>Gone"'
_NOTICE = 'OpenItems[Kind],"Notice"'
_VALID = ('LDC[Verdict],"Valid"', 'LDC[State],"<>Gone"')
_DEMANDS = (
    'SUMIFS(OutstandingDemand[Total demand],OutstandingDemand[TAN],Clients[TAN],OutstandingDemand[State],"<>Gone")'
)
"""Of every client, for functions that take many values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Cells that tell what is counted, as `$M$6`."""

    choice: str
    """Where the firm chooses a group."""
    first_group: str
    day: str
    week_end: str
    group: str

    def formulas(self) -> tuple[str, str, str]:
        """The day, the Sunday that ends its week, and the group that is compared."""
        group = f'IF({self.choice}="",{self.first_group},{self.choice})'
        return "TODAY()", f"{self.day}+7-WEEKDAY({self.day},2)", group

    @property
    def heading(self) -> str:
        """What stands over the group's figures."""
        nobody = f'IF(COUNTIF(Clients[Group],{self.group})=0,"{NOBODY}","")'
        return f'IF({self.group}="","{NO_GROUP}",{self.group}&{nobody})'


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are counted."""

    at: Counted
    is_group: bool
    """Those of the group alone; else the whole firm's."""

    def sections(self) -> Iterator[tuple[Section, tuple[str, ...]]]:
        """The sections whose rows have a figure of the firm and one of the group, with their formulas."""
        yield CHECKED, tuple(map(self._guarded, self._checked()))
        yield UNCHECKED, tuple(map(self._guarded, self._unchecked()))
        yield PROVEN, tuple(map(self._guarded, self._proven()))
        yield UNPROVEN, tuple(map(self._guarded, self._unproven()))
        yield CERTIFICATES, tuple(map(self._guarded, self._certificates()))
        yield NOTICES, tuple(map(self._guarded, self._notices()))
        yield RETURNS, tuple(map(self._guarded, self._returns()))

    def rank(self, above: str) -> str:
        """The largest demand of a client that no cell above names, and where that client stands."""
        demands = f"{_DEMANDS}*(COUNTIF({above},Clients[TAN])=0)"
        if self.is_group:
            demands += f"*(Clients[Group]={self.at.group})"
        return self._guarded(f"SUMPRODUCT(MAX(0,ROUND({demands},0)*{RANK}-ROW(Clients[TAN])))")

    def _checked(self) -> Iterator[str]:
        yield from (self._count(*_ACTIVE, f'Clients[Status],"{status}"') for status in STATUSES.values())
        yield self._count(*_ACTIVE) + "-" + self._count(*_ACTIVE, 'Clients[Status],"?*"')

    def _unchecked(self) -> Iterator[str]:
        yield from (self._count(*_OPEN, f'Clients[Message],"*{words}*"') for words in REASONS.values())
        others = (f'Clients[Message],"<>*{words}*"' for words in REASONS.values())
        yield self._count(*_OPEN, 'Clients[Message],"?*"', *others)

    def _proven(self) -> Iterator[str]:
        for days in self._aged():
            criteria = ",".join((_UNCONSUMED, *days, *self._of_group("UnconsumedChallans")))
            yield f"SUMIFS(UnconsumedChallans[Unconsumed amount],{criteria})"

    def _unproven(self) -> Iterator[str]:
        for days in self._aged():
            proven = self._count(_UNCONSUMED, *days, 'UnconsumedChallans[Unconsumed amount],">=0"')
            yield f"{self._count(_UNCONSUMED, *days)}-{proven}"

    def _aged(self) -> Iterator[tuple[str, ...]]:
        day = f'UnconsumedChallans[Deposited on],"{{}}"&{self.at.day}-{{}}'
        for span in AGES:
            yield tuple(day.format(sign, days) for sign, days in ((">=", span.last), ("<=", span.first)) if days)

    def _certificates(self) -> Iterator[str]:
        yield from (self._count(*_VALID, *_until("LDC[Valid to]", self.at.day, span)) for span in DAYS_LEFT)

    def _notices(self) -> Iterator[str]:
        due, day = "OpenItems[Due on]", self.at.day
        yield self._count(_NOTICE, f'{due},"<"&{day}')
        for span in WEEKS:
            yield self._count(_NOTICE, f'{due},">="&{day}', *_until(due, self.at.week_end, span))
        yield self._count(_NOTICE) + "-" + self._count(_NOTICE, f'{due},">0"')

    def _returns(self) -> Iterator[str]:
        yield from (self._count(f'ReturnsDue[Filing],"{label}"') for label in RETURNS.labels)

    def _count(self, *criteria: str) -> str:
        table = criteria[0].partition("[")[0]
        return f"COUNTIFS({','.join((*criteria, *self._of_group(table)))})"

    def _of_group(self, table: str) -> tuple[str, ...]:
        return (f"{table}[Group],{self.at.group}",) if self.is_group else ()

    def _guarded(self, formula: str) -> str:
        """Without a group there is nothing of it to be counted; a blank would mean the clients that have none."""
        return f'IF({self.at.group}="",0,{formula})' if self.is_group else formula


def client(rank: str) -> str:
    """TAN of the client with a rank."""
    row = f"{RANK}-MOD({rank},{RANK})-ROW(Clients[[#Headers],[TAN]])"
    return f'IF({rank}>0,INDEX(Clients[TAN],{row}),"")'


def demand(tan: str) -> str:
    """Demand of the client in a cell; blank where there is none."""
    found = f'OutstandingDemand[Total demand],OutstandingDemand[TAN],{tan},OutstandingDemand[State],"<>Gone"'
    return f'IF({tan}="","",SUMIFS({found}))'


def name(tan: str) -> str:
    """Name of the client in a cell, as long as a chart has room for."""
    found = f"INDEX(Clients[Client name],MATCH({tan},Clients[TAN],0))"
    return f'IF({tan}="","",IF(LEN({found})>{NAME_LENGTH},LEFT({found},{NAME_LENGTH - 1})&"…",{found}&""))'


def next_group(above: str) -> str:
    """The first group on Clients that no row above names."""
    found = f'(Clients[Group]<>"")*(COUNTIF({above},Clients[Group])=0)'
    return f'IFERROR(INDEX(Clients[Group],MATCH(1,INDEX({found},0),0)),"")'


def _until(column: str, day: str, span: Span) -> Iterator[str]:
    """Criteria of the days from so many after a day to so many after it."""
    if span.first is not None:
        yield f'{column},">="&{day}+{span.first}'
    if span.last is not None:
        yield f'{column},"<="&{day}+{span.last}'
