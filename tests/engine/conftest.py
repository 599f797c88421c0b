"""What the tests of the engine share: data folders, journals, and an office with scripted portals."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tests.engine.bench import Bench, opened_bench


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A data folder of its own."""
    return Home(tmp_path)


@pytest.fixture
def journal(home: Home) -> Iterator[Journal]:
    """An empty journal, closed when the test is over."""
    with open_journal(home) as opened:
        yield opened


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An office with scripted portals."""
    yield from opened_bench(tmp_path)
