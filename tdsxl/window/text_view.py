"""A text to read and copy: what `tdsxl doctor` found, or why the worker cannot go on."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from tdsxl.window import theme as colours
from tdsxl.window.theme import Theme


class TextView:
    """A page of text with a way back."""

    def __init__(self, parent: tk.Misc, theme: Theme, *, back: Callable[[], None]) -> None:
        """Build it empty; `back` leaves it."""
        px = theme.px
        self.frame = ttk.Frame(parent)
        self._title = ttk.Label(self.frame, style="Large.TLabel")
        row = ttk.Frame(self.frame)
        self.copy = ttk.Button(row, text="Copy the text", command=self._copy, underline=1, name="copy")
        self.copy.pack(side="left")
        self.back = ttk.Button(row, command=back, underline=0, name="back")
        self.back.pack(side="right")
        self._title.pack(anchor="w", pady=(0, px(8)))
        row.pack(side="bottom", fill="x", pady=(px(10), 0))
        self.text = tk.Text(
            self.frame,
            wrap="word",
            font="TkFixedFont",
            background=colours.CARD,
            foreground=colours.INK,
            relief="flat",
            highlightthickness=1,
            highlightbackground=colours.LINE,
            padx=px(14),
            pady=px(12),
            height=4,
            spacing1=px(3),
        )
        bar = ttk.Scrollbar(self.frame, command=self.text.yview)
        self.text.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.text.pack(fill="both", expand=True)

    def show(self, title: str, text: str, *, way_back: str) -> None:
        """Show a text; `way_back` is the word on the button that leaves it."""
        self._title.configure(text=title)
        self.back.configure(text=way_back)
        self.text.configure(state="normal")
        self.text.replace("1.0", "end", text)
        self.text.configure(state="disabled")
        self.back.focus_set()

    def _copy(self) -> None:
        self.frame.clipboard_clear()
        self.frame.clipboard_append(self.text.get("1.0", "end-1c"))
