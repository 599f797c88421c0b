"""What is not checked and why, with the whole text of the chosen line below."""

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.theme import Theme


class Reasons:
    """A list whose lines are often longer than the window is wide."""

    def __init__(self, parent: tk.Misc, theme: Theme, headings: Sequence[Heading]) -> None:
        """Build it empty."""
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=theme.px(12))
        self._title = ttk.Label(self.frame, style="Head.Card.TLabel")
        self._title.pack(anchor="w", pady=(0, theme.px(6)))
        self._whole = ttk.Label(self.frame, style="Small.Card.TLabel", width=1)
        self._whole.pack(side="bottom", fill="x", pady=(theme.px(6), 0))
        self._whole.bind("<Configure>", lambda event: self._whole.configure(wraplength=event.width))
        self.listing = Listing(self.frame, theme, headings)
        self.listing.frame.pack(fill="both", expand=True)
        self.listing.tree.bind("<<TreeviewSelect>>", lambda _: self._explain())

    def fill(self, lines: Sequence[Line]) -> None:
        """Show these lines and no others."""
        self.listing.fill(lines)
        self._draw()

    def put(self, line: Line) -> None:
        """Show a line."""
        self.listing.put(line)
        self._draw()

    def drop(self, key: str) -> None:
        """Show a line no more."""
        self.listing.drop(key)
        self._draw()

    def _draw(self) -> None:
        many = len(self.listing)
        style = "Bad.Card.TLabel" if many else "Head.Card.TLabel"
        self._title.configure(style=style, text=f"Not checked: {many:,}" if many else "Not checked: none")
        self._explain()

    def _explain(self) -> None:
        chosen = self.listing.tree.selection()[:1]
        hint = "A click on a line shows the whole of it here." if len(self.listing) else ""
        self._whole.configure(text=" · ".join(filter(None, self.listing.whole(chosen[0]).cells)) if chosen else hint)
