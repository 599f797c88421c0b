"""What the desktop is asked for: sharp letters, a place in front, a flash in the taskbar, a folder to look into.

Each part does nothing where the system has no such thing.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tkinter as tk
from contextlib import suppress
from pathlib import Path
from threading import Thread

_FLASH_ALL_UNTIL_FOREGROUND = 0x3 | 0xC
"""FLASHW_ALL | FLASHW_TIMERNOFG (winuser.h)."""
_SYSTEM_AWARE = 1
"""PROCESS_SYSTEM_DPI_AWARE (shellscalingapi.h)."""
_SILENT = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}


class FlashWindow(ctypes.Structure):
    """FLASHWINFO of winuser.h."""

    _fields_ = (
        ("size", ctypes.c_uint),
        ("window", ctypes.c_void_p),
        ("flags", ctypes.c_uint),
        ("times", ctypes.c_uint),
        ("milliseconds", ctypes.c_uint),
    )


def prepare() -> None:
    """Before the first window: be drawn at the screen's own resolution, under an icon of our own in the taskbar."""
    if sys.platform == "win32":
        # Each stands in Windows 8.1 and later; a host that has set it already refuses.
        with suppress(OSError, AttributeError):
            ctypes.windll.shcore.SetProcessDpiAwareness(_SYSTEM_AWARE)
        with suppress(OSError, AttributeError):
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("tdsxl.window")


class Attention:
    """Brings a window to the front when something begins to wait for the person, and lets go after the first answer."""

    def __init__(self, root: tk.Tk) -> None:
        """Nothing waits."""
        self._root = root
        self._is_needed = False

    def need(self) -> None:
        """Something waits. The keyboard stays where the person types; a window in use is left as it is."""
        if self._is_needed:
            return
        self._is_needed = True
        if self._root.focus_displayof() is None:
            if self._root.state() in ("iconic", "withdrawn"):
                self._root.deiconify()
            self._root.lift()
            self._root.attributes("-topmost", True)
            flash(self._root)

    def forward(self) -> None:
        """The person has asked for the window, so that the keyboard may come here too."""
        self._root.deiconify()
        self._root.lift()
        # Windows only flashes a window that asks to be lifted; one that is on top for a moment stays in front.
        self._root.attributes("-topmost", True)
        self._root.update_idletasks()
        self._root.focus_force()
        self._root.attributes("-topmost", False)

    def met(self, *, is_more: bool) -> None:
        """The person has answered, or nothing waits any more: an ordinary window again."""
        self._is_needed = is_more
        self._root.attributes("-topmost", False)


def flash(root: tk.Tk) -> None:
    """Flash in the taskbar until the window is looked at; on Windows only."""
    if sys.platform == "win32":
        order = flash_order(int(root.wm_frame(), 16))
        ctypes.windll.user32.FlashWindowEx(ctypes.byref(order))


def flash_order(window: int) -> FlashWindow:
    """What FlashWindowEx is told for a window handle: flash at the usual speed until it is in front."""
    return FlashWindow(ctypes.sizeof(FlashWindow), window, _FLASH_ALL_UNTIL_FOREGROUND, 0, 0)


def open_folder(folder: Path) -> bool:
    """Show a folder in Explorer, Finder or whatever the desktop has for it; whether it could be."""
    if not folder.is_dir():
        return False
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606  # a folder, not a program
        return True
    words = folder_words(sys.platform, folder)
    if not shutil.which(words[0]):
        return False
    # In a thread: some desktops keep that program until the folder is closed.
    Thread(target=subprocess.run, args=(words,), kwargs=_SILENT, name="folder", daemon=True).start()
    return True


def folder_words(platform: str, folder: Path) -> list[str]:
    """The command that shows a folder on a Mac or a Linux desktop."""
    return ["open" if platform == "darwin" else "xdg-open", str(folder)]
