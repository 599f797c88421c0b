"""Share copy…: what it offers, and the making."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event

from tdsxl.cli.copying import choose, make_copies, make_copy
from tdsxl.engine.audit import note
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.sync import keep_notes
from tdsxl.errors import Stopped
from tdsxl.sheets.base import Book
from tdsxl.tables import Client, Contents
from tdsxl.window.copies import Copied, Copying, CopyWish, LeftOut, Shareable, SharedClient
from tdsxl.window.values import News


def shareable(clients: Iterable[Client], folder: Path) -> Shareable:
    """All clients, and where a copy goes: beside the book or, where that is forbidden, into Documents."""
    offered = tuple(SharedClient(client.tan, client.name, client.group) for client in clients)
    return Shareable(offered, folder if os.access(folder, os.W_OK) else documents())


def documents() -> Path:
    """The documents of this user, or the home folder where there are none."""
    found = Path.home() / "Documents"
    return found if found.is_dir() else Path.home()


def copied(wish: CopyWish, book: Book, home: Home, *, tell: Callable[[News], None], stop: Event) -> Copied:
    """Make what is wished for, as `tdsxl share` does.

    Args:
        wish: Whose rows, and where to.
        book: The clients' book; it need not be writable.
        home: Where the journal is.
        tell: Takes how far many copies are.
        stop: Ends the making of many when it is set; nothing is left of them then.

    Raises:
        InputError: The book, or the name of the copy, must be another.
        LocalError: The copy cannot be written, or another tdsxl is at work.
        Stopped: As was asked.
    """
    contents = book.read(to_write=False)
    with open_journal(home) as journal:
        if wish.own:
            keep_notes(journal, book, contents)
        made = _each(wish, journal, contents, _teller(tell, stop)) if wish.each else _one(wish, journal, contents)
    note(home, "share", f"rows of {wish.group or ', '.join(wish.tans)} to {wish.path}")
    return made


def _one(wish: CopyWish, journal: Journal, contents: Contents) -> Copied:
    held = make_copy(journal, contents, wish.path, tans=wish.tans, group=wish.group, mask=wish.mask, own=wish.own)
    return Copied(path=wish.path, clients=held)


def _each(wish: CopyWish, journal: Journal, contents: Contents, on: Callable[[Client, int, int], None]) -> Copied:
    chosen = choose(contents, wish.tans, wish.group)
    copies = make_copies(journal, contents, chosen, wish.path, on=on, drafts=wish.drafts, mask=wish.mask, own=wish.own)
    return Copied(
        path=wish.path,
        clients=len(copies.made),
        each=True,
        drafts=copies.drafts if wish.drafts else None,
        left_out=tuple(LeftOut(client.tan, client.name, why) for client, why in copies.left_out),
    )


def _teller(tell: Callable[[News], None], stop: Event) -> Callable[[Client, int, int], None]:
    def on(client: Client, made: int, of: int) -> None:
        if stop.is_set():
            raise Stopped("Stopped: no copy was made.")
        tell(Copying(client.name or client.tan, made, of))

    return on
