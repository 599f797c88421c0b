"""What Share copy… offers."""

import os
from collections.abc import Iterable
from pathlib import Path

from tdsxl.tables import Client
from tdsxl.window.copies import Shareable, SharedClient


def shareable(clients: Iterable[Client], folder: Path) -> Shareable:
    """All clients, and where a copy goes: beside the book or, where that is forbidden, into Documents."""
    offered = tuple(SharedClient(client.tan, client.name, client.group) for client in clients)
    return Shareable(offered, folder if os.access(folder, os.W_OK) else documents())


def documents() -> Path:
    """The documents of this user, or the home folder where there are none."""
    found = Path.home() / "Documents"
    return found if found.is_dir() else Path.home()
