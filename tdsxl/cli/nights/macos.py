"""Night runs by launchd, for the user who is logged in."""

import os
import plistlib
import sys
from contextlib import suppress
from pathlib import Path

from tdsxl.cli.nights.night import Night
from tdsxl.cli.tools import asked, done


def agent(night: Night) -> bytes:
    """The agent's property list."""
    return plistlib.dumps(
        {
            "Label": night.mark,
            "ProgramArguments": list(night.words),
            "StartCalendarInterval": {"Hour": night.at.hour, "Minute": night.at.minute},
            "ProcessType": "Background",
        }
    )


class Launchd:
    """`launchctl` and the user's LaunchAgents; satisfies `Clock`."""

    name = "launchd"
    habit = (
        "A missed hour is made up for when the Mac wakes. Keep the workbook out of Desktop, Documents and Downloads: "
        "macOS lets nothing that starts by itself read there."
    )

    def __init__(self, home: Path) -> None:
        self._agents = home / "Library" / "LaunchAgents"

    def add(self, night: Night) -> None:
        """Start it every day; one that is there is replaced."""
        self.remove(night.mark)
        self._agents.mkdir(parents=True, exist_ok=True)
        file = self._file(night.mark)
        file.write_bytes(agent(night))
        done("launchctl", "bootstrap", _domain(), str(file))

    def remove(self, mark: str) -> bool:
        """Start it no more; False where there was none."""
        was_loaded = asked("launchctl", "bootout", f"{_domain()}/{mark}").status == 0
        with suppress(FileNotFoundError):
            self._file(mark).unlink()
            return True
        return was_loaded

    def holds(self, mark: str) -> bool:
        """Whether it is started."""
        return asked("launchctl", "print", f"{_domain()}/{mark}").status == 0

    def _file(self, mark: str) -> Path:
        return self._agents / f"{mark}.plist"


def _domain() -> str:
    """The user's own graphical session, where the keychain is open."""
    if sys.platform == "win32":
        return ""
    return f"gui/{os.getuid()}"
