"""The desk beside an office: what a test asks of it, and what was called, seen by every process that uses it.

It is a folder of small files, because the product under test is often another process.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from tests.calc.errors import Busy

Why = Literal["dialog", "editing"]


class Desk:
    """One office's desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._busy, self._refusals, self._calls = folder / "busy", folder / "refusals", folder / "calls"

    def be_busy(self, *, calls: int = 0, seconds: float = 0.0, why: Why = "dialog") -> None:
        """Refuse a number of calls, or all for a time; without either be free again."""
        # One byte per refusal: each refusing process cuts one off.
        self._refusals.write_bytes(b"x" * calls)
        self._busy.write_text(f"{time.time() + seconds} {why}", encoding="utf-8")

    def refuse_if_busy(self) -> None:
        """Count one refusal.

        Raises:
            Busy: It was asked to be.
        """
        if not self._busy.exists():
            return
        until, why = self._busy.read_text("utf-8").split()
        left = self._refusals.stat().st_size
        if left:
            os.truncate(self._refusals, left - 1)
        if left or time.time() < float(until):
            raise Busy(why)

    def note(self, call: str) -> None:
        """Remember a call."""
        with self._calls.open("a", encoding="utf-8") as log:
            log.write(f"{call}\n")

    def calls(self) -> Counter[str]:
        """How often each call was made since `forget_calls`, as `Range.raw_value=`; refused ones too."""
        return Counter(self._calls.read_text("utf-8").split()) if self._calls.exists() else Counter()

    def forget_calls(self) -> None:
        """Begin to count anew."""
        self._calls.write_text("", encoding="utf-8")

    def setting(self, name: str, default: object = None) -> Any:  # what was set: text, number, truth or nothing
        """A setting of the program, as any process left it."""
        file = self.folder / f"setting-{name}"
        return json.loads(file.read_text("utf-8")) if file.exists() else default

    def set(self, name: str, value: object) -> None:
        """Change a setting of the program."""
        (self.folder / f"setting-{name}").write_text(json.dumps(value), encoding="utf-8")

    def reset(self) -> None:
        """As on the first day."""
        for file in (self._busy, self._refusals, self._calls, *self.folder.glob("setting-*")):
            file.unlink(missing_ok=True)
