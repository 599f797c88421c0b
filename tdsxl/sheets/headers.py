"""Which of our columns stands under which title of a sheet. No I/O here."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from tdsxl.errors import InputError, TdsxlError
from tdsxl.names import MODULE_TITLES
from tdsxl.sheets.layout import DATA_FOLDER
from tdsxl.tables import Sheet
from tdsxl.titles import CLIENTS, OUR_CLIENT_TITLES, REGISTER
from tdsxl.values import one_line

NEEDED_OF_CLIENTS = ("Sync", "TAN", "Client name", *MODULE_TITLES.values(), "Status", "Message")
"""Without these no client can be read, and no status be told."""
_UNWRITTEN = "what a sync finds for it is not written"
_WITHOUT: Mapping[str, Mapping[str, str]] = {
    CLIENTS.title: {
        "Active": "every client counts as active",
        "Forms": "all forms are asked for",
        "Group": "no group stands on the result sheets",
        **dict.fromkeys(OUR_CLIENT_TITLES, _UNWRITTEN),
    },
    REGISTER.title: dict.fromkeys(("Section", "Rate %", "Limit"), "it is not compared with the portal's"),
    "Settings": dict.fromkeys(
        (
            *("Years", "Sessions IT portal", "Sessions TRACES", "Seconds between requests"),
            *("Days a row counts as new", "Days on the sheet Changes", "Folder", "Proxy"),
        ),
        "the ordinary value counts",
    )
    | {DATA_FOLDER: "links to files lead nowhere unless a Folder is named"},
}
"""Columns of the firm's tables, and rows of Settings, that a sync reads or writes → what it means that one is gone."""


def key_titles(sheet: Sheet) -> tuple[str, ...]:
    """Titles of the columns that name a row, told by asking for the key of a blank one."""
    asked: dict[str, None] = {}

    def blank(title: str) -> str:
        asked[title] = None
        return ""

    sheet.key(blank)
    return tuple(asked)


def naming_titles(sheet: Sheet) -> tuple[str, ...]:
    """The same with the tie, if there is one: without these no row can be written."""
    return tuple(dict.fromkeys((*key_titles(sheet), *([sheet.tie] if sheet.tie else []))))


def matched(titles: Sequence[str], ours: Iterable[str], where: str) -> dict[str, int]:
    """Our titles → place among the titles found, forgiving case, blanks and punctuation; an exact title goes first.

    Raises:
        InputError: Two columns could be meant, and `where` is given.
    """
    found = {}
    for title in ours:
        exact = [at for at, given in enumerate(titles) if given == title]
        places = exact or [at for at, given in enumerate(titles) if _plain(given) == _plain(title)]
        if len(places) > 1 and where:
            called = title.removesuffix(".")
            raise InputError(f"{where}: {len(places)} columns are called {called}.", "Rename all but one of them.")
        if places:
            found[title] = places[0]
    return found


def prove_titles(needed: Iterable[str], found: Collection[str], where: str) -> None:
    """See that the needed ones are among our titles that were found.

    Raises:
        InputError: One is not.
    """
    missing = [title for title in needed if title not in found]
    if missing:
        raise InputError(
            f"{where}: no column {', '.join(missing).removesuffix('.')}.",
            "Name it so again, or take a fresh book (`tdsxl new`) and import your list.",
        )


def unusable(error: TdsxlError) -> str:
    """A sentence for what keeps a book that is only looked at from being written."""
    return f"No sync can write it: {error}"


def gaps(*tables: tuple[Sheet, Collection[str]]) -> tuple[str, ...]:
    """What tables go without, in sentences; columns that the firm alone uses may be gone without a word.

    Args:
        tables: Each with its titles that are there; Settings with the names of its rows.
    """
    return tuple(gap for sheet, found in tables for gap in _gaps(sheet, found))


def doubled(sheet: Sheet, own: Sequence[str]) -> Iterator[str]:
    """A sentence for each title that several of the firm's columns bear, given the titles of all of them."""
    for title in dict.fromkeys(own):
        if sheet.own and title and own.count(title) > 1:
            many, called = own.count(title), one_line(title)
            yield f"{sheet.title} has {many} columns of yours called {called}: the first of them is kept."


def _gaps(sheet: Sheet, found: Collection[str]) -> Iterator[str]:
    meanings = _WITHOUT.get(sheet.title) or dict.fromkeys((column.title for column in sheet.columns), _UNWRITTEN)
    what = "row" if sheet.title == "Settings" else "column"
    for meaning in dict.fromkeys(meanings.values()):
        missing = [title for title in meanings if meanings[title] == meaning and title not in found]
        if missing:
            yield f"{sheet.title} has no {what} {', '.join(missing)}: {meaning}."


@cache
def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).casefold().replace("_x000a_", "")
    return "".join(character for character in text if character.isalnum() or character == "%")
