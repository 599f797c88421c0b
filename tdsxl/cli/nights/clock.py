"""Who starts night runs on this system."""

import sys
from pathlib import Path
from typing import Protocol

from tdsxl.cli.nights import linux, macos, windows
from tdsxl.cli.nights.night import Night


class Clock(Protocol):
    """A scheduler of the system. Every method may raise LocalError."""

    name: str
    """As the system calls it."""
    habit: str
    """What it does about an hour that was missed; a sentence."""

    def add(self, night: Night) -> None:
        """Start it every day; one that is there is replaced."""

    def remove(self, mark: str) -> bool:
        """Start it no more; False where there was none."""

    def holds(self, mark: str) -> bool:
        """Whether it is started."""


def clock(system: str = sys.platform) -> Clock:
    """The scheduler of this system."""
    if system == "win32":
        return windows.TaskScheduler()
    if system == "darwin":
        return macos.Launchd(Path.home())
    return linux.Cron()
