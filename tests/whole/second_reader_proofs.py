"""The sheet Completeness, worked out from the states of the practice world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tdsxl.practice.people import NEEDS_OTP, NO_PASSWORD, WRONG_AT_ITPORTAL, WRONG_AT_TRACES
from tdsxl.records import Certificate, Challan, FiledStatement, Record, StatementStatus
from tdsxl.values import Act, Portal
from tests.whole.second_reader import MODULES, Reading
from tests.whole.truth import BARRED, open_portals

REASONS = {
    WRONG_AT_TRACES: "password refused",
    WRONG_AT_ITPORTAL: "password refused",
    NEEDS_OTP: "needs OTP",
    NO_PASSWORD: "no password stored",
}
PARTS: tuple[tuple[str, Portal, Act | None], ...] = (
    ("returns", Portal.ITPORTAL, Act.OLD),
    ("returns", Portal.ITPORTAL, Act.NEW),
    ("returns", Portal.TRACES, Act.OLD),
    ("returns", Portal.TRACES, Act.NEW),
    ("challans", Portal.ITPORTAL, Act.OLD),
    ("challans", Portal.ITPORTAL, Act.NEW),
    ("unconsumed", Portal.TRACES, Act.OLD),
    ("unconsumed", Portal.TRACES, Act.NEW),
    ("notices", Portal.ITPORTAL, None),
    ("notices", Portal.TRACES, Act.OLD),
    ("notices", Portal.TRACES, Act.NEW),
    ("demand", Portal.TRACES, Act.OLD),
    ("demand", Portal.TRACES, Act.NEW),
    ("ldc", Portal.TRACES, Act.OLD),
    ("ldc", Portal.TRACES, Act.NEW),
)
"""Every list of the six modules."""
NO_TOTAL = (("notices", Portal.ITPORTAL, None), ("demand", Portal.TRACES, Act.OLD), ("ldc", Portal.TRACES, Act.NEW))
"""Lists whose screens print none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A line of Completeness, without the client's name; runs in place of stamps."""

    tan: str
    module: str
    portal: str
    act: str | None
    standing: str = "Now"
    years: str | None = None
    result: str
    rows: int | None = None
    total: int | None = None
    first: int | None = None
    """Run of the first check on end that came to this."""
    last: int | None = None
    checks: int | None = None
    reason: str | None = None


def proofs(readings: Sequence[Reading], years: str) -> Iterator[Proof]:
    """Every list of a client, and how far it is proven."""
    now = readings[-1]
    for module, portal, act in PARTS:
        line = Proof(
            tan=now.person.tan,
            module=MODULES[module],
            portal=portal.title,
            act=act and act.value,
            result="Not supported yet",
        )
        if portal is Portal.TRACES and act is Act.NEW and module != "ldc":
            yield line
        elif module == "ldc" and act is Act.OLD and not any(row.year.act is act for row in now.register):
            # Nothing of that Act was asked.
            continue
        elif portal not in open_portals(now.person):
            reason = next(REASONS[trait] for trait in now.person.traits if BARRED.get(trait) is portal)
            yield replace(line, result="Not checked", reason=reason)
        else:
            counts = [_count(reading, module, portal, act=act) for reading in readings]
            yield from _proven(replace(line, years=years), counts)


def _proven(line: Proof, counts: Sequence[tuple[int, int | None]]) -> Iterator[Proof]:
    """The last word, and every time before that nothing was there."""
    runs = [(count, [run for run, _ in same]) for count, same in groupby(enumerate(counts, 1), key=lambda one: one[1])]
    for (rows, total), of in runs:
        if rows == 0 or of[-1] == len(counts):
            result = "Complete" if rows else "Nothing on portal"
            standing = "Now" if of[-1] == len(counts) else "Earlier"
            yield replace(
                line, standing=standing, result=result, rows=rows, total=total, first=of[0], last=of[-1], checks=len(of)
            )


def _count(reading: Reading, module: str, portal: Portal, *, act: Act | None) -> tuple[int, int | None]:
    """Rows, and the total that the portal states; a certificate that it does not know is none."""
    found = [record for record in reading.records[module, portal] if act is None or _act(record) is act]
    known = sum(not isinstance(record, Certificate) or record.found for record in found)
    return known, None if (module, portal, act) in NO_TOTAL else known


def _act(record: Record) -> Act:
    if isinstance(record, Challan | Certificate):
        return record.act
    return record.year.act if isinstance(record, FiledStatement | StatementStatus) else Act.OLD
