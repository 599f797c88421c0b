"""Which row of a list bears its titles, and which column is meant: by its title, else by what it holds. No I/O here."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

HEADER_ROWS = 20
"""Lists carry letterheads; further down no header is looked for."""

Value = str | int | float | bool | date | time | timedelta
Grid = list[list[Value]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of ours, and how other people call it."""

    title: str
    aliases: tuple[str, ...] = ()
    """Small letters and digits only, as `panno`."""
    needed: bool = False
    """A row without it is no header."""
    shape: re.Pattern[str] | None = None
    """Of the cells below, in capitals and without blanks: a column under another title is known by it."""
    strangers: tuple[str, ...] = ()
    """Words in small letters: a title with one of them speaks of somebody else."""
    doubtful: tuple[str, ...] = ()
    """Aliases that need the shape below them too; where there are some, no other title will do."""


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of a list."""

    index: int
    """Of the row; -1 where the list begins without titles."""
    columns: Mapping[str, tuple[int, ...]]
    """Our title → the columns that could be meant."""
    by_content: frozenset[str] = frozenset()
    """Our titles whose column was known by what it holds."""
    is_titled: bool = True
    """Whether the columns that are needed bear their titles."""
    overruled: Mapping[int, str] = field(default_factory=dict)
    """Columns whose title is one of ours → the other one of ours that tells what they hold."""


def header(grid: Grid, headings: Sequence[Heading]) -> Header | None:
    """The row with the most of our titles, the first of equals; None where a column that is needed is not found."""
    rows = enumerate(grid[:HEADER_ROWS])
    titled = [Header(index, columns) for index, row in rows if (columns := _columns(row, headings))]
    fit = [each for each in titled if all(h.title in each.columns for h in headings if h.needed)]
    best = max(fit, key=lambda each: len(each.columns), default=None)
    if best is None:
        guessed = _untitled(grid, headings)
        return guessed and _completed(grid, headings, guessed)
    by_content = _completed(grid, headings, _overruled(grid, headings, best))
    is_whole = all(h.title in by_content.columns for h in headings if h.needed)
    return by_content if is_whole else _completed(grid, headings, best)


def shaped(row: Sequence[Value], shape: re.Pattern[str]) -> frozenset[int]:
    """Places of the cells that have a shape."""
    return frozenset(place for place, value in enumerate(row) if isinstance(value, str) and _has(value, shape))


def _untitled(grid: Grid, headings: Sequence[Heading]) -> Header | None:
    """The titles above the columns that are needed, known by what they hold."""
    needed = [heading for heading in headings if heading.needed]
    if len(needed) != 1 or needed[0].shape is None:
        return None
    places = _holding(grid, needed[0].shape, ())
    if not places:
        return None
    first = next(at for at, row in enumerate(grid) if places[0] in shaped(row, needed[0].shape))
    index = _titles_above(grid, first, places[0], headings)
    columns = _columns(grid[index], headings) if index >= 0 else {}
    free = {title: found for title, found in columns.items() if not set(found) & set(places)}
    return Header(index, {needed[0].title: places, **free}, frozenset({needed[0].title}), is_titled=False)


def _titles_above(grid: Grid, first: int, place: int, headings: Sequence[Heading]) -> int:
    """The row above the first code with the most of our titles, else the next one that has no code of its own."""
    above = range(first - 1, max(-1, first - 1 - HEADER_ROWS), -1)
    best = max(above, key=lambda at: len(_columns(grid[at], headings)), default=-1)
    if best >= 0 and _columns(grid[best], headings):
        return best
    # A code that is mistyped belongs to the list, and is to be named as one of its rows.
    texts = ((at, str(grid[at][place]) if place < len(grid[at]) else "") for at in above)
    return next((at for at, text in texts if not any(map(str.isdigit, text))), -1)


def _overruled(grid: Grid, headings: Sequence[Heading], found: Header) -> Header:
    """The same without the columns that hold what another of our titles says."""
    shapes = {heading.title: heading.shape for heading in headings if heading.shape}
    wrong = {
        place: held
        for title in shapes.keys() & found.columns.keys()
        for place in found.columns[title]
        for held in shapes.keys() - {title}
        if _holding([row[place : place + 1] for row in grid[found.index + 1 :]], shapes[held], ())
    }
    right = {title: tuple(place for place in places if place not in wrong) for title, places in found.columns.items()}
    return replace(found, columns={title: places for title, places in right.items() if places}, overruled=wrong)


def _completed(grid: Grid, headings: Sequence[Heading], found: Header) -> Header:
    """The same with columns that no title tells, where what they hold leaves no doubt."""
    for heading in headings:
        if heading.shape and heading.title not in found.columns:
            titles = grid[found.index] if found.index >= 0 else ()
            taken = {place for places in found.columns.values() for place in places}
            taken |= {place for place, title in enumerate(titles) if not _may_be(heading, str(title))}
            places = _holding(grid[found.index + 1 :], heading.shape, taken)
            if len(places) == 1:
                columns = {**found.columns, heading.title: places}
                found = replace(found, columns=columns, by_content=found.by_content | {heading.title})
    return found


def _may_be(heading: Heading, title: str) -> bool:
    """Whether a column under a title that is no name of it may be meant all the same."""
    if heading.doubtful:
        return _plain(title) in heading.doubtful
    return not any(word in title.casefold() for word in heading.strangers)


def _holding(grid: Grid, shape: re.Pattern[str], taken: Collection[int]) -> tuple[int, ...]:
    """Columns of which most cells have a shape, counted from the first that has it."""
    like, filled = Counter[int](), Counter[int]()
    for row in grid:
        like.update(shaped(row, shape))
        filled.update(place for place, value in enumerate(row) if like[place] and value != "")
    return tuple(sorted(place for place in like if place not in taken and like[place] * 2 > filled[place]))


def _has(text: str, shape: re.Pattern[str]) -> bool:
    return shape.fullmatch("".join(filter(str.isalnum, text)).upper()) is not None


def _columns(row: Sequence[Value], headings: Sequence[Heading]) -> dict[str, tuple[int, ...]]:
    """A column with our own title is meant before one with an alias."""
    titles = [_plain(str(value)) for value in row]
    found = {}
    for heading in headings:
        own = tuple(place for place, title in enumerate(titles) if title == _plain(heading.title))
        other = tuple(place for place, title in enumerate(titles) if title in heading.aliases)
        if own or other:
            found[heading.title] = own or other
    return found


def _plain(title: str) -> str:
    """Without case, blanks, punctuation and what stands in brackets."""
    text = re.sub(r"\([^)]*\)", "", unicodedata.normalize("NFKC", title)).casefold()
    return "".join(character for character in text if character.isalnum())
