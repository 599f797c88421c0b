"""Contract drift in the tables of HTML replies: columns dropped, added, retyped, swapped, set; texts renamed. Pure."""

import re
from collections.abc import Callable, Mapping

from tdsxl.practice.faults import Fault, Rule

STRANGE = "Frobnicated"
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]>.*?</t[hd]>", re.DOTALL)

Cells = list[str]


def changed(rule: Rule, text: str) -> str:
    """The page with the fault in every table that has the title; a text that is no title is renamed or set anywhere."""
    if rule.fault is Fault.RENAME_FIELD:
        return text.replace(rule.value, f"{rule.value} (new)")
    return _TABLE.sub(lambda table: _table(rule, table.group()), text)


def _table(rule: Rule, table: str) -> str:
    titles = _CELL.findall(_ROW.findall(table)[0])
    wanted = rule.value.partition("=")[0].split("|")
    if rule.fault is Fault.ADD_FIELD:
        return _ROW.sub(lambda row: f"<tr>{row.group(1)}{_like(row.group(1), 'New')}</tr>", table)
    if any(f"<th>{title}</th>" not in titles for title in wanted):
        return table
    places = [titles.index(f"<th>{title}</th>") for title in wanted]
    change = CHANGES[rule.fault]
    return _ROW.sub(lambda row: f"<tr>{''.join(change(_CELL.findall(row.group(1)), places, rule.value))}</tr>", table)


def _like(row: str, text: str) -> str:
    sign = "th" if row.startswith("<th>") else "td"
    return f"<{sign}>{text}</{sign}>"


def _dropped(cells: Cells, places: list[int], _value: str) -> Cells:
    return [cell for place, cell in enumerate(cells) if place != places[0]]


def _retyped(cells: Cells, places: list[int], _value: str) -> Cells:
    return _with(cells, places[0], "seven")


def _swapped(cells: Cells, places: list[int], _value: str) -> Cells:
    """Title and cells change places together, as in a new layout."""
    first, second = places
    order = {first: second, second: first}
    return [cells[order.get(place, place)] for place in range(len(cells))]


def _set(cells: Cells, places: list[int], value: str) -> Cells:
    return _with(cells, places[0], value.partition("=")[2])


def _strange(cells: Cells, places: list[int], _value: str) -> Cells:
    return _with(cells, places[0], STRANGE)


def _with(cells: Cells, place: int, text: str) -> Cells:
    """One cell replaced, unless it is a title."""
    if cells[place].startswith("<th>"):
        return cells
    return [*cells[:place], f"<td>{text}</td>", *cells[place + 1 :]]


CHANGES: Mapping[Fault, Callable[[Cells, list[int], str], Cells]] = {
    Fault.DROP_FIELD: _dropped,
    Fault.RETYPE_FIELD: _retyped,
    Fault.SWAP_COLUMNS: _swapped,
    Fault.SET_FIELD: _set,
    Fault.UNKNOWN_WORD: _strange,
}
