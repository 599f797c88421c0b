"""Whose rows a copy is to hold, or many copies, as the person has chosen. Pure; it knows no screen.

What is chosen is always a part of what the list shows: nobody's rows are mailed by a choice that went out of sight.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum

from tdsxl.values import Tan
from tdsxl.window.copies import SharedClient
from tdsxl.window.words import count

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What a file name may not hold on Windows; Linux and Macs forbid less."""
_LONGEST = 80
"""Letters of a name; Excel opens no file whose whole path has more than 218."""


class Whose(Enum):
    """How a copy is limited."""

    CLIENT = "One client"
    GROUP = "A group"
    SHOWN = "All shown, in one file"
    EACH = "All shown, each a file of its own"


class Sharing:
    """A choice among the clients of a book."""

    def __init__(self, clients: Sequence[SharedClient]) -> None:
        """Begin with one client, none chosen yet."""
        self._clients = tuple(clients)
        named: dict[str, str] = {}
        for client in clients:
            named.setdefault(client.group.casefold(), client.group)
        self.groups = tuple(sorted(filter(None, named.values()), key=str.casefold))
        self.whose = Whose.CLIENT
        self.search = ""
        self.client: Tan | None = None
        self.group = self.groups[0] if self.groups else ""

    @property
    def shown(self) -> tuple[SharedClient, ...]:
        """Clients that the list shows: those of the group, else those that are searched for."""
        if self.whose is Whose.GROUP:
            return tuple(client for client in self._clients if client.group.casefold() == self.group.casefold())
        words = self.search.casefold().split()
        texts = ((client, f"{client.name} {client.tan} {client.group}".casefold()) for client in self._clients)
        return tuple(client for client, text in texts if all(word in text for word in words))

    @property
    def chosen(self) -> tuple[SharedClient, ...]:
        """Clients whose rows the copy will hold."""
        if self.whose is Whose.CLIENT:
            return tuple(client for client in self.shown if client.tan == self.client)
        return self.shown

    @property
    def name(self) -> str:
        """Whose copy it is; empty while nobody is chosen."""
        chosen = self.chosen
        if not chosen or self.whose is Whose.GROUP:
            return chosen[0].group if chosen else ""
        return chosen[0].name or chosen[0].tan if len(chosen) == 1 else count(len(chosen), "client")

    @property
    def summary(self) -> str:
        """What will be made."""
        chosen = self.chosen
        if not chosen:
            return "Nobody is chosen in the list yet"
        if self.whose is Whose.EACH:
            return f"A file for each of {count(len(chosen), 'client')}"
        return f"In the copy: {count(len(chosen), 'client') if self.whose is Whose.GROUP else self.name}"

    def proposed(self, day: date, *, is_zip: bool) -> str:
        """Name of the file, or of the folder or zip of many files; empty while nobody is chosen."""
        if self.whose is not Whose.EACH:
            return file_name(self.name, day) if self.name else ""
        return f"TDS copies {day:%d-%b-%Y}{'.zip' if is_zip else ''}" if self.chosen else ""


def file_name(name: str, day: date) -> str:
    """`Konkan Agro LLP - TDS 23-Nov-2026.xlsx`; what no file name may hold is left out."""
    allowed = " ".join(_FORBIDDEN.sub(" ", name).split())[:_LONGEST].strip(" .")
    return f"{allowed} - TDS {day:%d-%b-%Y}.xlsx".lstrip(" -")
