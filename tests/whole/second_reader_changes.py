"""What the sheet Changes must say of a sync, worked out from the states of the practice world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from tests.whole.second_reader import MODULES, Reading, said
from tests.whole.second_reader_rows import Row, rows

FIRST = "New client or First read"
"""Kind of a list's first line; which list of a client was read before its others is for the run to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the sheet, without its stamps and the client's name."""

    tan: str
    module: str
    portal: str
    kind: str
    row: str | None
    field: str
    old: str | None
    new: str | None
    difference: Decimal | None = None


def changes(past: Sequence[Reading], now: Reading) -> Iterator[Change]:
    """Of one client's sync, by all of its syncs before."""
    seen = set(chain.from_iterable(reading.records for reading in past))
    for (module, portal), found in now.records.items():
        if (module, portal) not in seen:
            common = (now.person.tan, MODULES[module], portal.title)
            yield _change(common, FIRST, field="Rows", new=str(len(found)))
    if past:
        yield from _differences(past, now)


def _differences(past: Sequence[Reading], now: Reading) -> Iterator[Change]:
    before, after = rows(past[-1]), rows(now)
    ever = {of for reading in past for of in rows(reading)}
    for of in sorted(before.keys() | after.keys(), key=str):
        module, portal, _ = of
        common = (now.person.tan, MODULES[module], portal.title)
        was, shown = before.get(of), after.get(of)
        if was and shown:
            yield from _fields(common, was, shown)
        elif was:
            yield _telling(common, "Gone", was, is_there=False)
        elif shown:
            yield _telling(common, "Back" if of in ever else "New", shown, is_there=True)


def _fields(common: tuple[str, str, str], was: Row, shown: Row) -> Iterator[Change]:
    for title, new in shown.cells.items():
        old = was.cells[title]
        if old != new:
            amounts = isinstance(old, Decimal) and isinstance(new, Decimal)
            difference = Decimal(str(new)) - Decimal(str(old)) if amounts else None
            yield _change(
                common, "Changed", row=shown.name, field=title, old=said(old), new=said(new), difference=difference
            )


def _telling(common: tuple[str, str, str], kind: str, row: Row, *, is_there: bool) -> Change:
    value = row.cells[row.telling]
    amount = value if isinstance(value, Decimal) else None
    if is_there:
        return _change(common, kind, row=row.name, field=row.telling, new=said(value), difference=amount)
    less = None if amount is None else -amount
    return _change(common, kind, row=row.name, field=row.telling, old=said(value), difference=less)


def _change(
    common: tuple[str, str, str],
    kind: str,
    *,
    field: str,
    row: str | None = None,
    old: str | None = None,
    new: str | None = None,
    difference: Decimal | None = None,
) -> Change:
    tan, module, portal = common
    return Change(
        tan=tan,
        module=module,
        portal=portal,
        kind=kind,
        row=row,
        field=field,
        old=old,
        new=new,
        difference=difference,
    )
