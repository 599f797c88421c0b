"""The card of Share copy at the right: whose rows, one file or many, and what they show."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from tdsxl.window.elided import Elided
from tdsxl.window.sharing import Sharing, Whose
from tdsxl.window.theme import Theme

_WHOSE = ((Whose.CLIENT, 4), (Whose.GROUP, 2), (Whose.SHOWN, 0), (Whose.EACH, 11))
"""Each with the place of the letter that chooses it."""


class CopyChoice:
    """What is set besides the list."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, *, narrowed: Callable[[], None], changed: Callable[[], None]
    ) -> None:
        """Build it with one client wanted.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            narrowed: Whose rows are wanted, or the kind of file, is another.
            changed: Something else is.
        """
        self._theme = theme
        self._changed = changed
        self._narrowed = narrowed
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=theme.px(12))
        self._whose = tk.StringVar(self.frame, Whose.CLIENT.name)
        self._group = tk.StringVar(self.frame)
        self._is_zip, self._drafts, self._mask, self._own = (tk.BooleanVar(self.frame) for _ in range(4))
        self._head("Whose rows")
        self._whose_rows()
        self._count = Elided(self.frame, style="Small.Card.TLabel")
        self._count.label.pack(fill="x", pady=(theme.px(6), theme.px(12)))
        self._head("What it shows")
        self._box("Mask PANs (AAxxxxxx9Z)", self._mask, changed, name="mask", underline=5).pack(anchor="w")
        self._box("Own columns too", self._own, changed, name="own", underline=1).pack(anchor="w")
        hint = ttk.Label(self.frame, text="What you wrote beside the rows", style="Small.Card.TLabel")
        hint.pack(anchor="w", padx=(theme.px(25), 0))

    @property
    def whose(self) -> Whose:
        """How the copy is limited."""
        return Whose[self._whose.get()]

    @property
    def group(self) -> str:
        """The group that is named."""
        return self._group.get()

    @property
    def is_zip(self) -> bool:
        """Whether the files go into one zip."""
        return self._is_zip.get()

    @property
    def drafts(self) -> bool:
        """Whether each file is to have a mail draft."""
        return self._drafts.get()

    @property
    def mask(self) -> bool:
        """Whether only the ends of PANs are to be seen."""
        return self._mask.get()

    @property
    def own(self) -> bool:
        """Whether what the firm wrote goes along."""
        return self._own.get()

    def load(self, sharing: Sharing) -> None:
        """Begin with one client, and nothing ticked."""
        self._whose.set(Whose.CLIENT.name)
        self._group.set(sharing.group)
        for box in (self._is_zip, self._drafts, self._mask, self._own):
            box.set(False)
        self.groups.configure(values=sharing.groups)
        self.by_group.state(["!disabled" if sharing.groups else "disabled"])

    def redraw(self, summary: str) -> None:
        """Open what goes with the way chosen, and say what will be made."""
        self.groups.configure(state="readonly" if self.whose is Whose.GROUP else "disabled")
        is_each = self.whose is Whose.EACH
        for box, value in ((self._zip_box, self._is_zip), (self._drafts_box, self._drafts)):
            box.state(["!disabled" if is_each else "disabled"])
            value.set(is_each and value.get())
        self._count.say(summary)

    def follow(self, *, is_zip: bool) -> None:
        """A name was typed: its ending says what it will be."""
        self._is_zip.set(is_zip)

    def _head(self, text: str) -> None:
        ttk.Label(self.frame, text=text, style="Head.Card.TLabel").pack(anchor="w", pady=(0, self._theme.px(4)))

    def _whose_rows(self) -> None:
        px = self._theme.px
        buttons = {whose: self._way(whose, place) for whose, place in _WHOSE}
        self.by_group = buttons[Whose.GROUP]
        self.groups = ttk.Combobox(self.frame, textvariable=self._group, width=26)
        self.groups.bind("<<ComboboxSelected>>", lambda _: self._narrowed())
        self._zip_box = self._box("All in one zip", self._is_zip, self._narrowed, name="zip", underline=11)
        self._drafts_box = self._box(
            "A mail draft for each; nothing is sent", self._drafts, self._changed, name="drafts", underline=7
        )
        for whose, button in buttons.items():
            button.pack(anchor="w")
            if whose is Whose.GROUP:
                self.groups.pack(anchor="w", fill="x", padx=(px(24), 0), pady=px(2))
        for box in (self._zip_box, self._drafts_box):
            box.pack(anchor="w", padx=(px(24), 0))

    def _way(self, whose: Whose, place: int) -> ttk.Radiobutton:
        button = ttk.Radiobutton(
            self.frame,
            text=whose.value,
            variable=self._whose,
            value=whose.name,
            command=self._narrowed,
            underline=place,
            name=whose.name.lower(),
        )
        button.bind("<<AltUnderlined>>", lambda _: button.invoke())
        return button

    def _box(
        self, text: str, value: tk.BooleanVar, command: Callable[[], None], *, name: str, underline: int
    ) -> ttk.Checkbutton:
        box = ttk.Checkbutton(self.frame, text=text, variable=value, command=command, underline=underline, name=name)
        box.bind("<<AltUnderlined>>", lambda _: box.invoke())
        return box
