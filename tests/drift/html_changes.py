"""Structural changes of a page: columns, titles and labels of its tables, with the same values in them."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from tests.drift.change import WORD, Allows, Change, misprints

_TABLE = re.compile(r"<table[^>]*>(?:(?!<table).)*?</table>", re.DOTALL)
_ROW = re.compile(r"(<tr[^>]*>)(.*?)(</tr>)", re.DOTALL)
_CELL = re.compile(r"<t([hd])[^>]*>(.*?)</t[hd]>", re.DOTALL)
Grid = list[list[str]]
"""The cells of a table with their tags, row by row; the header first."""


def html_changes(body: bytes) -> Iterator[Change]:
    """Every structural change of a page that we can think of."""
    text = body.decode()
    for number, found in enumerate(_TABLE.finditer(text)):
        grid = [_cells(row[2]) for row in _ROW.finditer(found.group())] or [[]]
        for what, changed, allows in _of_grid(grid):
            yield Change(f"table {number}: {what}", _with(text, found, changed), allows)
        for what, table in (("gone", ""), ("twice", found.group() * 2), ("as list", _as_list(grid))):
            yield Change(f"table {number} {what}", f"{text[: found.start()]}{table}{text[found.end() :]}".encode())
    for mark in dict.fromkeys(re.findall("""id=["']([^"']+)["']""", text)):
        yield Change(f"id {mark} renamed", re.sub(f"""(id=["']{mark})""", r"\1New", text).encode())
    yield Change("commented", text.replace("<table", "<!-- new layout --><table").encode(), Allows.SAME)
    yield Change("with a stranger", text.replace("</body>", _STRANGER).encode(), Allows.SAME)


_STRANGER = "<table><tr><th>News</th></tr><tr><td>Holiday on 26-Jan-2026</td></tr></table></body>"


def _of_grid(grid: Grid) -> Iterator[tuple[str, Grid, Allows]]:
    width = len(grid[0])
    for at in range(width):
        title = _words(grid[0][at])
        yield f"{title} dropped", [row[:at] + row[at + 1 :] for row in grid], Allows.ERROR
        yield f"new column before {title}", [[*row[:at], "<td>0.00</td>", *row[at:]] for row in grid], Allows.ERROR
        for name in (f"New {title}", title[1:], WORD, ""):
            yield f"{title} renamed `{name}`", [_put(grid[0], at, name), *grid[1:]], Allows.ERROR
        yield from _of_column(grid, at)
    yield "new last column", [[*row, "<td>0.00</td>"] for row in grid], Allows.ERROR
    yield "titles below", [*grid[1:], grid[0]], Allows.ERROR
    yield "no titles", grid[1:], Allows.ERROR
    for one, other in combinations(range(width), 2):
        yield f"columns {one}, {other} swapped", [_swapped(row, one, other) for row in grid], Allows.ERROR
        yield f"titles {one}, {other} swapped", [_swapped(grid[0], one, other), *grid[1:]], Allows.ERROR


def _of_column(grid: Grid, at: int) -> Iterator[tuple[str, Grid, Allows]]:
    for row in range(1, len(grid)):
        if at >= len(grid[row]) or not _words(grid[row][at]):
            continue
        text = _words(grid[row][at])
        for form in (WORD, *(form for form in misprints(text) if isinstance(form, str))):
            yield f"`{text}` as `{form}`", _edited(grid, row, partial(_put, at=at, text=form)), Allows.ERROR
        yield f"`{text}` in two cells", _edited(grid, row, lambda cells: [*cells[: at + 1], *cells[at:]]), Allows.ERROR
        yield (
            f"`{text}` gone with its cell",
            _edited(grid, row, lambda cells: cells[:at] + cells[at + 1 :]),
            Allows.ERROR,
        )


def _edited(grid: Grid, row: int, edit: Callable[[list[str]], list[str]]) -> Grid:
    return [edit(cells) if number == row else cells for number, cells in enumerate(grid)]


def _swapped(cells: list[str], one: int, other: int) -> list[str]:
    places = list(range(len(cells)))
    if other < len(places):
        places[one], places[other] = places[other], places[one]
    return [cells[place] for place in places]


def _put(cells: list[str], at: int, text: str) -> list[str]:
    tag = cells[at][1:3]
    return [*cells[:at], f"<{tag}>{text}</{tag}>", *cells[at + 1 :]]


def _words(cell: str) -> str:
    return re.sub("<[^>]*>", "", cell).strip()


def _cells(row: str) -> list[str]:
    return [match.group() for match in _CELL.finditer(row)]


def _with(text: str, found: re.Match[str], grid: Grid) -> bytes:
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in grid)
    return f"{text[: found.start()]}<table>{rows}</table>{text[found.end() :]}".encode()


def _as_list(grid: Grid) -> str:
    return f"<ul>{''.join(f'<li>{_words(cell)}</li>' for row in grid for cell in row)}</ul>"
