"""Which of our columns stands under which title of a sheet. No I/O here."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from tdsxl.errors import InputError
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Sheet

NEEDED_OF_CLIENTS = ("Sync", "TAN", "Client name", *MODULE_TITLES.values(), "Status", "Message")
"""Without these no client can be read, and no status be told."""


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
            raise InputError(f"{where}: {len(places)} columns are called {title}.", "Rename all but one of them.")
        if places:
            found[title] = places[0]
    return found


@cache
def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).casefold().replace("_x000a_", "")
    return "".join(character for character in text if character.isalnum() or character == "%")
