"""A list with columns and a scrollbar, fast with thousands of lines."""

import tkinter as tk
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import Literal

from tdsxl.window import theme as colours
from tdsxl.window.elided import Ruler
from tdsxl.window.theme import Theme

_MARGIN = 8
"""Pixels that a cell keeps free of text, at 96 dots an inch."""
_BOX = 34
"""Pixels of the column of boxes, at 96 dots an inch."""
_LEAST_SHARE = 0.4
"""However narrow the window, this part of its width a column keeps."""
_REST_MS = 60
"""A window being drawn wider is fitted when it rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of a list."""

    title: str
    width: int
    """Pixels at 96 dots an inch."""
    grows: bool = False
    across: Literal["w", "e", "center"] = "w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a list."""

    key: str
    cells: tuple[str, ...]
    tone: str = ""
    """`good`, `bad`, `care`, `busy` or `muted`; empty for plain."""


class Listing:
    """Lines under headings; optionally with a box to tick before each."""

    def __init__(self, parent: tk.Misc, theme: Theme, headings: Sequence[Heading], *, has_boxes: bool = False) -> None:
        """Build it empty.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures and marks.
            headings: The columns.
            has_boxes: A box stands before each line.
        """
        self._theme = theme
        self._headings = headings
        self._lines: dict[str, Line] = {}
        self._widths: tuple[int, ...] = ()
        self._due = ""
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=1)
        self._rulers = {tone: Ruler(parent, "tdsxl bold" if tone else "TkDefaultFont") for tone in ("", "busy")}
        self._show = ("tree", "headings") if has_boxes else ("headings",)
        self.tree = ttk.Treeview(self.frame, columns=[str(n) for n in range(len(headings))], show=self._show, height=3)
        self._columns()
        bar = ttk.Scrollbar(self.frame, orient="vertical", command=self.tree.yview)
        self.tree.configure(yscrollcommand=bar.set)
        # The scrollbar first: a narrow window takes its room from the columns.
        bar.pack(side="right", fill="y")
        self.tree.pack(side="left", fill="both", expand=True)
        self.tree.bind("<Configure>", lambda _: self._share_soon())
        # The person may have drawn a column wider.
        self.tree.bind("<ButtonRelease-1>", lambda _: self._refit())

    def fill(self, lines: Iterable[Line]) -> None:
        """Show these lines and no others."""
        self.tree.delete(*self._lines)
        self._lines.clear()
        for line in lines:
            self.put(line)

    def put(self, line: Line) -> None:
        """Show a line; a known key is changed where it stands, a new one is added below."""
        cells = self._fitted(line)
        if line.key in self._lines:
            self.tree.item(line.key, values=cells, tags=(line.tone,))
        else:
            self.tree.insert("", "end", iid=line.key, values=cells, tags=(line.tone,))
        self._lines[line.key] = line

    def drop(self, key: str) -> None:
        """Show the line of a key no more, if it is there."""
        if self._lines.pop(key, None):
            self.tree.delete(key)

    def move(self, key: str, place: int) -> None:
        """Show the line of a key at a place, counted from 0."""
        self.tree.move(key, "", place)

    def arrange(self, keys: Sequence[str]) -> None:
        """Show just the lines of these keys, in this order; the others are kept unseen."""
        self.tree.set_children("", *keys)

    def tick(self, key: str, *, is_on: bool) -> None:
        """Draw the box of a line."""
        self.tree.item(key, image=self._theme.ticked if is_on else self._theme.unticked)

    def whole(self, key: str) -> Line:
        """The line of a key, its texts not cut."""
        return self._lines[key]

    def on_heading(self, tell: Callable[[int], None]) -> None:
        """Call when the heading of a column, counted from 0, is pressed."""
        for number in range(len(self._headings)):
            self.tree.heading(str(number), command=lambda number=number: tell(number))  # type: ignore[misc]  # bound now

    def mark_sorted(self, column: int | None, *, is_reversed: bool = False) -> None:
        """Show by which column the lines are sorted."""
        for number, heading in enumerate(self._headings):
            mark = f"  {'▾' if is_reversed else '▴'}" if number == column else ""
            self.tree.heading(str(number), text=heading.title + mark)

    def __len__(self) -> int:
        return len(self._lines)

    def _columns(self) -> None:
        self.tree.column("#0", width=self._theme.px(_BOX), minwidth=self._theme.px(_BOX), stretch=False)
        for number, heading in enumerate(self._headings):
            width = self._theme.px(heading.width)
            self.tree.heading(str(number), text=heading.title, anchor=heading.across)
            self.tree.column(str(number), width=width, minwidth=width // 3, stretch=False, anchor=heading.across)
        for tone in ("good", "bad", "care", "muted"):
            self.tree.tag_configure(tone, foreground=getattr(colours, tone.upper()))
        self.tree.tag_configure("busy", foreground=colours.NAVY, font="tdsxl bold")

    def _fitted(self, line: Line) -> tuple[str, ...]:
        """The cells as they fit; before the list is drawn, as they are."""
        ruler = self._rulers["busy" if line.tone == "busy" else ""]
        if not self._widths:
            return line.cells
        return tuple(ruler.fitted(cell, width) for cell, width in zip(line.cells, self._widths, strict=True))

    def _share_soon(self) -> None:
        if not self._due:
            self._due = self.tree.after(_REST_MS, self._share)

    def _share(self) -> None:
        """Give the columns that grow what the others leave, each as it is wide."""
        self._due = ""
        px = self._theme.px
        boxes = px(_BOX) if "tree" in self._show else 0
        fixed = sum(px(heading.width) for heading in self._headings if not heading.grows)
        wanted = sum(px(heading.width) for heading in self._headings if heading.grows)
        share = max(_LEAST_SHARE, (self.tree.winfo_width() - boxes - fixed) / max(1, wanted))
        for number, heading in enumerate(self._headings):
            if heading.grows:
                self.tree.column(str(number), width=int(px(heading.width) * share))
        self._refit()

    def _refit(self) -> None:
        margin = self._theme.px(_MARGIN)
        widths = tuple(int(self.tree.column(str(n), "width")) - margin for n in range(len(self._headings)))
        if widths != self._widths:
            before = {key: self._fitted(line) for key, line in self._lines.items()}
            self._widths = widths
            for key, line in self._lines.items():
                cells = self._fitted(line)
                if cells != before[key]:
                    self.tree.item(key, values=cells)
