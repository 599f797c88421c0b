"""An office with practice portals, and the worker of its book, without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tdsxl.addin.place import Place
from tdsxl.addin.work import Work
from tdsxl.practice.server import Practice
from tests.addin.accountant import accountant
from tests.addin.person import Person
from tests.addin.pressing import book, place, press
from tests.whole.conftest import pc, portals, template
from tests.whole.pc import Pc

__all__ = ["accountant", "book", "pc", "place", "portals", "press", "template"]


@pytest.fixture
def person(pc: Pc, portals: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody in front of the Sync Bucket of the office's book."""
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    one = Person(portals.url)
    yield from at_work(one, pc.folder / "office.xlsx", pc.home.path, pc.folder / "portals.toml")


def at_work(one: Person, book: Path, home: Path, portals: Path) -> Iterator[Person]:
    """The same, with the worker's thread ended at the end."""
    one.host = Work(Place(book=book, home=home, portals=portals), None, one.tell)
    office = one.host.begin("bucket")
    yield one
    one.host.closed()
    office.join(timeout=30)
    assert not office.is_alive()
