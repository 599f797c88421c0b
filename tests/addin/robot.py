"""A robot at the real window: presses its buttons and types its captchas, all by the window's own events."""

import time
import tkinter as tk
from collections.abc import Callable
from contextlib import suppress

from tdsxl.challenges import Captcha
from tdsxl.prompts.scripted import Scripted
from tdsxl.window.values import Asked
from tdsxl.window.window import Window
from tests.window.person import widgets

LOOK_MS = 5


class Robot:
    """Starts the run, types whatever is asked, and closes the window at the summary."""

    def __init__(self, window: Window, url: str, *, typing_s: float = 0.0) -> None:
        """Take a window that is not running yet, and the practice portals, which know what their pictures say."""
        self.window = window
        self.typed: list[tuple[float, Asked]] = []
        """When each captcha was sent, seconds."""
        self.while_running: Callable[[], None] = lambda: None
        """Called at every look while the run is on."""
        self._clerk = Scripted(url)
        self._typing_s = typing_s
        self._shown: tuple[int, float] = (0, 0.0)
        window.root.after(LOOK_MS, self._look)

    def run(self, *, within_s: float) -> None:
        """Until the window is closed."""
        until = time.monotonic() + within_s
        self.window.root.after(int(1000 * within_s), self.window.root.quit)
        self.window.run()
        assert time.monotonic() < until, self.window.status

    def press(self, name: str) -> None:
        """Press the button of a name; what is not on the screen yet is pressed at a later look."""
        for button in widgets(self.window.root):
            if button.winfo_name() == name and button.winfo_viewable():
                button.focus_force()
                button.event_generate("<KeyPress-space>")
                # The button that closes the window goes with it.
                with suppress(tk.TclError):
                    button.event_generate("<KeyRelease-space>")
                return

    def _look(self) -> None:
        window = self.window
        if window.bucket.frame.winfo_ismapped():
            self.press("start")
        if window.run_view.frame.winfo_ismapped():
            self.while_running()
            self._answer()
        if window.summary.frame.winfo_ismapped() and "up to date" in window.status:
            self.press("close")
            return
        window.root.after(LOOK_MS, self._look)

    def _answer(self) -> None:
        asked = self.window.run_view.desk.shown
        if asked is None:
            return
        now = time.monotonic()
        if asked.question != self._shown[0]:
            self._shown = (asked.question, now)
        if now - self._shown[1] < self._typing_s:
            return
        entry = self.window.run_view.desk.entry
        if not isinstance(asked.challenge, Captcha):
            self.press("yes")
        elif self.window.root.focus_get() is entry and entry.winfo_viewable():
            self._type(asked)
            self.typed.append((now, asked))
        else:
            entry.focus_force()

    def _type(self, asked: Asked) -> None:
        entry = self.window.run_view.desk.entry
        text = self._clerk.ask(asked.challenge, name=asked.name, tan=asked.tan, portal=asked.portal)
        for sign in text or "":
            entry.event_generate("<KeyPress>", keysym=sign)
        _enter(entry)


def _enter(entry: tk.Misc) -> None:
    entry.event_generate("<KeyPress-Return>")
    entry.event_generate("<KeyRelease-Return>")
