"""xlwings as this house imports it: without pandas and numpy, which it takes in wherever they are installed.

Only its converters want them, and they are most of its start-up time.
"""

import atexit
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 20
"""Times that xlwings repeats a call Excel has rejected; its own number is no end at all, in a tight loop."""


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let imports of these fail, as where they are not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python itself marks such a name
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _without("pandas", "numpy", "polars", "matplotlib", "PIL"):
    import xlwings as xw

if sys.platform == "win32":
    # Only there does this file import; its names are xlwings' own, so a test holds them to its source.
    from xlwings import _xlwindows

    _xlwindows.N_COM_ATTEMPTS = _PATIENCE
    # It ends every Excel that shows no window yet, as one that is just starting does.
    atexit.unregister(_xlwindows.cleanup)

__all__ = ["xw"]
