"""A disk without room."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process can grow; not for a whole test, since pytest writes its own lines between."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
