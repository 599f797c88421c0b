"""Where Python has no tkinter: what a button asks for in a terminal window of its own."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tdsxl.errors import LocalError

_TERMINALS = ("x-terminal-emulator", "gnome-terminal", "konsole", "xterm")


def open_console(book: Path, view: str, *, portals: str | None) -> None:
    """Open a terminal that does what a button asks for.

    Raises:
        LocalError: There is no terminal that could be opened.
    """
    words = [_console_python(), "-P", "-m", "tdsxl.addin.terminal", str(book), view, *([portals] if portals else [])]
    if sys.platform == "win32":
        # Without a shell in between, which would take & and % in a file name for its own.
        subprocess.Popen(words, creationflags=subprocess.CREATE_NEW_CONSOLE)  # noqa: S603  # our module
        return
    opened = terminal(sys.platform, words)
    if opened is None:
        raise LocalError("This Python has no window (tkinter).", f"In a terminal: {shlex.join(words)}")
    subprocess.Popen(opened, start_new_session=True)  # noqa: S603  # a terminal of this PC


def terminal(platform: str, words: list[str]) -> list[str] | None:
    """The command that opens a terminal window with these words in it; None where there is none."""
    if platform == "darwin":
        text = shlex.join(words).replace("\\", "\\\\").replace('"', '\\"')
        return ["osascript", "-e", f'tell application "Terminal" to do script "{text}"']
    found = next((path for name in _TERMINALS if (path := shutil.which(name))), None)
    return [found, "--" if found.endswith("gnome-terminal") else "-e", *words] if found else None


def _console_python() -> str:
    console = Path(sys.executable).with_name("python.exe")
    return str(console) if console.is_file() else sys.executable
