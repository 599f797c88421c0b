"""A window with nobody behind it but a notebook."""

from collections.abc import Callable, Iterator

import pytest

from tdsxl.window.values import Opened
from tests.window import samples
from tests.window.person import Person


@pytest.fixture
def person(screen: None) -> Iterator[Person]:
    """Someone at a fresh window."""
    from tdsxl.window.window import Window

    notebook = samples.Notebook()
    at_window = Person(Window(notebook, clock=lambda: samples.NOW), notebook)
    at_window.front()
    yield at_window
    while not at_window.calls("closed"):
        at_window.window.close()


@pytest.fixture
def at_bucket(person: Person) -> Callable[..., Person]:
    """Someone before the Sync Bucket of an invented office."""

    def show(count: int = 6, **other: object) -> Person:
        offer = samples.offer(count, **other)  # type: ignore[arg-type]  # as `offer` takes them
        person.notebook.offered = offer.clients
        person.hears(Opened(offer=offer))
        return person

    return show
