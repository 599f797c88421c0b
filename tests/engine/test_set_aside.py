"""F5: replies set aside are sealed, kept for 30 days, and never more than 100 MB of them."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.store import Store, forget_old
from tdsxl.portals.base import Reply
from tdsxl.vault import open_vault
from tests.engine.scripted import IT

pytestmark = [pytest.mark.fault, pytest.mark.row("F5")]

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def put(folder: Path, name: str, *, days: float, size: int = 10) -> Path:
    """A reply that was set aside so long ago; its bytes take no room on the disk."""
    path = folder / name
    folder.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def names(folder: Path) -> list[str]:
    """What is there."""
    return sorted(path.name for path in folder.iterdir())


def test_what_is_older_than_thirty_days_is_erased(tmp_path: Path) -> None:
    """To the day; what is no reply of ours stays."""
    for name, days in (("a.sealed", 29.9), ("b.sealed", 30.1), ("c.sealed", 400), ("note.txt", 400)):
        put(tmp_path, name, days=days)
    forget_old(tmp_path, NOW)
    assert names(tmp_path) == ["a.sealed", "note.txt"]
    forget_old(tmp_path / "nowhere", NOW)


def test_the_oldest_of_too_many_are_erased(tmp_path: Path) -> None:
    """The newest 100 MB stay."""
    for number in range(6):
        put(tmp_path, f"{number}.sealed", days=number, size=30_000_000)
    forget_old(tmp_path, NOW)
    assert names(tmp_path) == ["0.sealed", "1.sealed", "2.sealed"]


def test_a_new_reply_makes_room_and_holds_nothing_in_plain(home: Home) -> None:
    """PAN and name of a client in it are found by the vault alone; the reply itself is never the one erased."""
    for number in range(4):
        put(home.set_aside, f"old-{number}.sealed", days=number + 1, size=40_000_000)
    vault = open_vault(home.path, keyrings=(), passphrase=lambda: "opensesame")
    store = Store(home.path, set_aside=home.set_aside, seal=partial(vault.seal, label="reply"))
    path = store.put_aside(IT, "challans", Reply("https://p.example/x?pan=AAAPA0000A", 200, {}, b"<b>AAAPA0000A</b>"))
    assert b"AAAPA0000A" not in path.read_bytes()
    assert b"<b>AAAPA0000A</b>" in vault.unseal(path.read_bytes(), label="reply")
    assert names(home.set_aside) == sorted([path.name, "old-0.sealed", "old-1.sealed"])
