"""Clients of one PAN put into one group: branches of a firm have TANs of their own. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.tables import Client
from tdsxl.values import Tan


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Lines of a list with groups for those that had none."""

    lines: tuple[ClientLine, ...]
    new: Mapping[Tan, str]
    """New clients → the group that their line did not name."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A TAN of some PAN."""

    group: str
    name: str


def grouped(lines: Sequence[ClientLine], known: Iterable[Client]) -> Grouped:
    """The lines, where new clients without a group that share their PAN with others have the group of these.

    It is the first of them that has a group, else the name of the first client; clients of the book keep what they
    have, and come first.
    """
    book = {client.tan: client for client in known}
    holders: dict[str, list[_Holder]] = {}
    for pan, holder in (*_of_book(book, lines), *_of_list(book, lines)):
        holders.setdefault(pan, []).append(holder)
    new = {
        line.tan: group
        for line in lines
        if line.tan not in book and not line.cells.get("Group")
        if (group := _group(holders.get(str(line.cells.get("PAN")), ())))
    }
    named = (replace(line, cells={**line.cells, "Group": new[line.tan]}) if line.tan in new else line for line in lines)
    return Grouped(lines=tuple(named), new=new)


def _of_book(book: Mapping[Tan, Client], lines: Iterable[ClientLine]) -> Iterator[tuple[str, _Holder]]:
    """PANs of clients in the book, as the list leaves them."""
    listed = {line.tan: line.cells for line in lines}
    for tan, client in book.items():
        cells = listed.get(tan, {})
        if pan := cells.get("PAN") or client.pan:
            yield str(pan), _Holder(str(cells.get("Group") or client.group), client.name)


def _of_list(book: Mapping[Tan, Client], lines: Iterable[ClientLine]) -> Iterator[tuple[str, _Holder]]:
    for line in lines:
        if line.tan not in book and line.cells.get("PAN"):
            group, name = (str(line.cells.get(title) or "") for title in ("Group", "Client name"))
            yield str(line.cells["PAN"]), _Holder(group, name)


def _group(holders: Sequence[_Holder]) -> str:
    """What those of one PAN are called together; empty for one alone, or where nobody has a name."""
    names = (*(holder.group for holder in holders), *(holder.name for holder in holders))
    return next(filter(None, names), "") if len(holders) > 1 else ""
