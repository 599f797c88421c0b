"""The coordinator of a run, as a visit sees it."""

from typing import Protocol

from tdsxl.engine.reading import TaskRead
from tdsxl.modules.base import Ask


class Desk(Protocol):
    """The coordinator, as a visit sees it. Every method may raise what ends the visit."""

    def enter(self, visit: int, version: str) -> tuple[bool, Ask]:
        """May this account be visited? Returns whether a login was cut off, and what is to be read."""

    def release(self, visit: int) -> None:
        """A person allows a cut-off login to be sent again."""

    def send(self, visit: int) -> None:
        """Waits for leave to send the password; the intent is on disk when it returns."""

    def answered(self, visit: int, outcome: str, reason: str | None = None) -> None:
        """How the portal took the password."""

    def read(self, visit: int, read: TaskRead) -> None:
        """A task was read, in whole or in part."""
