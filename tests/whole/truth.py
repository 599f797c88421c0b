"""What a firm must hold of a client on a day: every record and file of the portals that let it in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tdsxl.practice.people import NEEDS_OTP, NO_PASSWORD, WRONG_AT_ITPORTAL, WRONG_AT_TRACES, Person
from tdsxl.records import (
    Certificate,
    Challan,
    DefaultSummary,
    Demand,
    FiledStatement,
    Notice,
    Record,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.values import Portal
from tests.whole import truth_itportal, truth_traces
from tests.whole.look import Look

BARRED = {
    WRONG_AT_TRACES: Portal.TRACES,
    NO_PASSWORD: Portal.TRACES,
    WRONG_AT_ITPORTAL: Portal.ITPORTAL,
    NEEDS_OTP: Portal.ITPORTAL,
}
"""Trait → the portal that lets the client's stored password not in."""
SCREENS: Mapping[tuple[str, Portal], Callable[[Look], Iterator[Record]]] = {
    ("returns", Portal.ITPORTAL): truth_itportal.filed_statements,
    ("returns", Portal.TRACES): truth_traces.statement_statuses,
    ("challans", Portal.ITPORTAL): truth_itportal.paid_challans,
    ("unconsumed", Portal.TRACES): truth_traces.unconsumed_challans,
    ("notices", Portal.ITPORTAL): truth_itportal.proceeding_notices,
    ("notices", Portal.TRACES): truth_traces.notices,
    ("demand", Portal.TRACES): truth_traces.demand,
    ("ldc", Portal.TRACES): truth_traces.ldc,
}
"""Which screens each module reads, by DESIGN §1."""


def _statement(filed: FiledStatement | StatementStatus) -> tuple[object, ...]:
    ends = (filed.token[:4], filed.token[-4:], filed.filed_on)
    return (filed.year, filed.quarter, filed.form, filed.type, *ends)


# Any: each key reads records of its own type.
KEYS: Mapping[type, Callable[[Any], tuple[object, ...]]] = {
    FiledStatement: _statement,
    StatementStatus: _statement,
    Challan: lambda paid: (paid.cin,),
    UnconsumedChallan: lambda left: (left.bsr_code, left.deposited_on, int(left.serial)),
    Notice: lambda notice: (notice.portal, notice.kind, notice.reference),
    Demand: lambda owed: (owed.year,),
    DefaultSummary: lambda summary: (summary.year, summary.quarter, summary.form),
    Certificate: lambda issued: (issued.certificate_no, issued.deductee_pan, issued.year),
}
"""The table of DESIGN §1."""


def open_portals(person: Person) -> frozenset[Portal]:
    """The portals where the client's stored password opens."""
    return frozenset(Portal) - {BARRED[trait] for trait in person.traits if trait in BARRED}


def is_open(person: Person, module: str) -> bool:
    """Whether every portal of a module lets the client in."""
    return {portal for name, portal in SCREENS if name == module} <= open_portals(person)


def records(look: Look, module: str) -> tuple[Record, ...]:
    """Every record of a module."""
    opened = open_portals(look.person)
    screens = (screen for (name, portal), screen in SCREENS.items() if name == module and portal in opened)
    return tuple(record for screen in screens for record in screen(look))


def files(look: Look) -> dict[tuple[Portal, str], bytes]:
    """(portal, reference) → the document."""
    shown = {Portal.ITPORTAL: truth_itportal.letters, Portal.TRACES: truth_traces.files}
    opened = open_portals(look.person)
    return {(portal, ref): content for portal in opened for ref, content in shown[portal](look)}


def identity(record: Record) -> tuple[object, ...]:
    """What makes two records the same row."""
    return (type(record), *KEYS[type(record)](record))


def differences(before: tuple[Record, ...], after: tuple[Record, ...]) -> dict[tuple[object, ...], str]:
    """Identity → `New`, `Changed` or `Gone`, of the rows that are not alike on both days."""
    was, now = ({identity(record): record for record in found} for found in (before, after))
    added = dict.fromkeys(now.keys() - was.keys(), "New")
    gone = dict.fromkeys(was.keys() - now.keys(), "Gone")
    return {**added, **gone, **{key: "Changed" for key in was.keys() & now.keys() if was[key] != now[key]}}
