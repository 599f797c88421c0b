"""A screen of our own for windows under test: Xvfb, so that no key of the developer's gets into them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

SIZE = "1400x900x24"


def missing_screen() -> str | None:
    """Why no window can be shown here; None when one can."""
    if find_spec("_tkinter") is None:
        return "This Python has no tkinter."
    if sys.platform == "linux" and shutil.which("Xvfb") is None:
        return "Xvfb is not installed."
    return None


@pytest.fixture(scope="session")
def screen() -> Iterator[None]:
    """A screen for this process and those it starts."""
    if sys.platform != "linux":
        yield
        return
    before = os.environ.get("DISPLAY")
    call = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-dpi", "96", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        os.environ["DISPLAY"] = f":{server.stdout.readline().strip()}"
        yield
        server.terminate()
    os.environ.pop("DISPLAY")
    if before is not None:
        os.environ["DISPLAY"] = before
