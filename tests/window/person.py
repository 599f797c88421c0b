"""A person at the window: looks, presses, types. Everything goes through the window's own events."""

import tkinter as tk
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from tdsxl.window.values import News
from tdsxl.window.window import Window
from tests.window.samples import Notebook

PATIENCE_S = 30.0
LOOK_MS = 2


class Person:
    """Drives one window and its notebook."""

    def __init__(self, window: Window, notebook: Notebook) -> None:
        self.window = window
        self.notebook = notebook
        self.root = window.root

    def until(self, is_so: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        end = perf_counter() + PATIENCE_S

        def look() -> None:
            if is_so() or perf_counter() > end:
                self.root.quit()
            else:
                self.root.after(LOOK_MS, look)

        self.root.after(LOOK_MS, look)
        self.window.run()
        assert is_so()

    def rest(self, seconds: float) -> None:
        """Let the window live for a while, counted in its own turns: all that was due is done, busy machine or not."""
        turns = round(1000 * seconds / LOOK_MS)

        def is_over() -> bool:
            nonlocal turns
            # An answer of the screen: what it was asked before is done, and told of.
            self.root.winfo_pointerx()
            turns -= 1
            return turns <= 0

        self.until(is_over)

    def hears(self, *news: News) -> None:
        """The worker tells something, and the window has shown it."""
        for each in news:
            self.window.tell(each)
        self.rest(0.08)

    def front(self) -> None:
        """Bring the keyboard to the window."""
        self.root.focus_force()
        self.until(lambda: self.root.focus_displayof() is not None)

    def key(self, *keysyms: str) -> None:
        """Press keys, wherever the keyboard is."""
        for keysym in keysyms:
            self.focus.event_generate(f"<KeyPress-{keysym}>")
            self.focus.event_generate(f"<KeyRelease-{keysym}>")
        self.rest(0.04)

    def types(self, text: str) -> None:
        """Type a text, wherever the keyboard is."""
        for sign in text:
            self.focus.event_generate("<KeyPress>", keysym={" ": "space"}.get(sign, sign))
        self.rest(0.04)

    @property
    def focus(self) -> tk.Misc:
        """The widget that has the keyboard."""
        found = self.root.focus_get()
        assert found is not None
        return found

    def press(self, label: str) -> None:
        """Press the button or box of a name."""
        widget: Any = next(each for each in widgets(self.root) if each.winfo_name() == label)
        widget.invoke()
        self.rest(0.06)

    def calls(self, name: str) -> list[tuple[object, ...]]:
        """What the window asked of the worker under a name."""
        return [call[1:] for call in self.notebook.calls if call[0] == name]

    def texts(self) -> list[str]:
        """Every text on the screen, in entries and lists too."""
        return [text for widget in widgets(self.root) if widget.winfo_viewable() for text in _texts(widget)]


def widgets(top: tk.Misc) -> Iterator[tk.Misc]:
    """A widget and all in it."""
    yield top
    for child in top.winfo_children():
        yield from widgets(child)


def _texts(widget: tk.Misc) -> Iterator[str]:
    if isinstance(widget, tk.ttk.Treeview):
        for line in widget.get_children():
            yield from map(str, widget.item(line, "values"))
    elif isinstance(widget, tk.Entry):
        yield widget.get()
    elif "text" in widget.keys():  # noqa: SIM118  # a widget is no mapping
        yield str(widget.cget("text"))
