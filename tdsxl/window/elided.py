"""Texts cut with `…` where there is no room."""

import tkinter as tk
from tkinter import font, ttk

_MORE = "…"


class Ruler:
    """Measures texts in one font; each letter is asked of Tk once, since asking costs more than adding."""

    def __init__(self, root: tk.Misc, face: str) -> None:
        """Take a font by its name."""
        self._face = font.nametofont(face, root)
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        """Pixels that a text takes; pairs of letters that Tk draws closer make it a little less."""
        return sum(self._letter(letter) for letter in text)

    def fitted(self, text: str, width: int) -> str:
        """As much of a text as so many pixels hold."""
        if self.width(text) <= width:
            return text
        room = width - self._letter(_MORE)
        for place, letter in enumerate(text):
            room -= self._letter(letter)
            if room < 0:
                return text[:place].rstrip() + _MORE
        return text

    def _letter(self, letter: str) -> int:
        if letter not in self._widths:
            self._widths[letter] = self._face.measure(letter)
        return self._widths[letter]


class Elided:
    """A label of one line; the whole text comes back with the room."""

    def __init__(self, parent: tk.Misc, *, style: str) -> None:
        """Build it empty; place `label` so that it fills its room."""
        # Width 1: the room is given by the layout and never asked for by the text.
        self.label = ttk.Label(parent, style=style, width=1)
        self._ruler = Ruler(parent, str(ttk.Style(parent).lookup(style, "font")))
        self._text = ""
        self.label.bind("<Configure>", lambda _: self._draw())

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def say(self, text: str, *, style: str = "") -> None:
        """Show a text, optionally in another style of the same font."""
        self._text = " ".join(text.split())
        if style:
            self.label.configure(style=style)
        self._draw()

    def _draw(self) -> None:
        self.label.configure(text=self._ruler.fitted(self._text, self.label.winfo_width() - 2))
