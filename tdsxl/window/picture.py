"""The picture of a captcha, enlarged by Tk itself."""

import tkinter as tk
from contextlib import suppress
from tkinter import ttk

from tdsxl.window import theme as colours
from tdsxl.window.theme import Theme

_WIDTH, _HEIGHT = 440, 140
"""Room in pixels at 96 dots an inch: a portal's picture of 220 × 70 twice as large."""


class Picture:
    """A frame of one size, whatever is in it, so that nothing jumps."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        """Build it empty."""
        self._width, self._height = theme.px(_WIDTH), theme.px(_HEIGHT)
        self.frame = tk.Frame(
            parent,
            width=self._width + theme.px(8),
            height=self._height + theme.px(8),
            background=colours.GROUND,
            highlightbackground=colours.LINE,
            highlightthickness=1,
        )
        self.frame.pack_propagate(False)
        self._label = ttk.Label(self.frame, background=colours.GROUND, foreground=colours.MUTED, font="tdsxl large")
        self._label.pack(expand=True)
        # Tk shows an image only as long as someone holds it.
        self._image: tk.PhotoImage | None = None

    def show(self, png: bytes) -> bool:
        """Show a picture as large as fits.

        Returns:
            Whether it is a picture that Tk can read.
        """
        self.clear()
        with suppress(tk.TclError):
            small = tk.PhotoImage(master=self.frame, data=png)
            times = max(1, min(self._width // small.width(), self._height // small.height()))
            self._image = small.zoom(times)
            self._label.configure(image=self._image)
        return self._image is not None

    def say(self, words: str) -> None:
        """Show words in the place of a picture."""
        self.clear()
        self._label.configure(text=words)

    def clear(self) -> None:
        """Show nothing."""
        self._label.configure(image="", text="")
        self._image = None
