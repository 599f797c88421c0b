"""How a list of clients was understood, in lines, before anything of it is written; and may it be?"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tdsxl.sheets.file.formulas import column_letters
from tdsxl.sheets.lists.grid import Listed
from tdsxl.sheets.lists.groups import Grouped
from tdsxl.sheets.lists.headings import CLIENT_LIST
from tdsxl.sheets.lists.judged import Imported
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import Client

_SHOWN = 8
"""How many numbers or names a line gives before it only counts the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a list does to the clients of a book."""

    added: int
    updated: int
    unchanged: int


def understood(listed: Listed) -> Iterator[str]:
    """Which columns were taken for what, and what is not read."""
    where = f"{listed.name}, sheet {listed.sheet}" if listed.sheet else listed.name
    under = f"under the titles in row {listed.header}" if listed.header else "without titles"
    yield f"{where}: {len(listed.lines)} rows {under}."
    for heading in CLIENT_LIST:
        if heading.title in listed.columns:
            place = listed.columns[heading.title]
            known = " by what it holds" if heading.title in listed.by_content else ""
            yield f"  {heading.title:<14} column {_column(listed.titles, place)}{known}"
    for at, held in sorted(listed.overruled.items()):
        read = f"read as {held}" if listed.columns.get(held) == at else "not read"
        yield f"  column {column_letters(at + 1)} is titled {listed.titles[at]} but holds {held}s: {read}"
    if unused := [_column(listed.titles, at) for at, title in enumerate(listed.titles) if _is_free(listed, at, title)]:
        yield f"  {'not used':<14} {_some(unused)}"
    if listed.passed:
        yield f"  {'passed over':<14} rows {_some(_runs(listed.passed))}: nothing stands under these titles there"
    if listed.others:
        yield f"  {'not read':<14} sheets {_some(listed.others)}"


def effects(grouped: Grouped, counts: Counts, clients: Sequence[Client]) -> Iterator[str]:
    """What would become of the clients of a book."""
    yield f"{counts.added} new clients, {counts.updated} updated, {counts.unchanged} unchanged."
    for group in sorted(set(grouped.new.values())):
        count = sum(name == group for name in grouped.new.values())
        yield f"  Same PAN as others: {count} new clients come into the group {group}."
    cells = {line.tan: line.cells for line in grouped.lines}
    if ended := sum(line.get("Active") == 0 for line in cells.values()):
        yield f"  {ended} clients are not active by the list: they are kept, and no sync asks for them."
    if rest := sum(client.tan not in cells for client in clients):
        yield f"  {rest} clients of the book are not in the list; they stay as they are."
    if idle := sum(not client.active and "Active" not in cells.get(client.tan, {"Active": 0}) for client in clients):
        yield f"  {idle} clients of the list are not active in the book, and stay so."


def named(given: Imported[ClientLine] | Imported[RegisterLine]) -> int:
    """Name the lines that cannot be used; the exit status that goes with them."""
    for problem in given.problems:
        print(f"{given.listed.name}: row {problem.row}: {problem.text}", file=sys.stderr)
    return 1 if given.problems else 0


def may_write() -> bool:
    """A person at a terminal is asked; what is not answered is a no."""
    if not (sys.stdin and sys.stdin.isatty()):
        return True
    print("Write this? [Y/n]: ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    return bool(answer) and answer.strip().casefold() in ("", "y", "yes")


def _column(titles: Sequence[str], place: int) -> str:
    title = titles[place] if place < len(titles) else ""
    return f"{column_letters(place + 1)} `{title[:40]}`" if title else column_letters(place + 1)


def _is_free(listed: Listed, place: int, title: str) -> bool:
    return bool(title) and place not in listed.columns.values()


def _runs(numbers: Iterable[int]) -> list[str]:
    """Numbers that follow each other as one, as 4-7."""
    runs = []
    for _, pairs in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return runs


def _some(words: Sequence[str]) -> str:
    rest = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
