"""What the tests of the portals share: wires that are closed when the test is over."""

import time
from collections.abc import Callable, Iterator

import pytest

from tdsxl.portals.base import Wait
from tdsxl.portals.tls import Tls
from tdsxl.portals.transport import Wire


@pytest.fixture
def opened() -> Iterator[Callable[..., Wire]]:
    """Makes a wire to one or several origins."""
    made: list[Wire] = []

    def make(*origins: str, gap: float = 0.0, wait: Wait = time.sleep, proxy: str = "") -> Wire:
        pins = {f"portal{n}.example": origin for n, origin in enumerate(origins)}
        made.append(Wire(pins, gap=gap, wait=wait, tls=Tls(), proxy=proxy))
        return made[-1]

    yield make
    for each in made:
        each.close()
