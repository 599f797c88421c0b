"""What is read: modules, years, presets. The right side of the Sync Bucket."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from tdsxl.names import MODULE_TITLES
from tdsxl.values import Year
from tdsxl.window.choosing import Choosing
from tdsxl.window.theme import Theme
from tdsxl.window.values import Offer, Preset

_YEARS_ACROSS = 3
_OWN = "Own choice"
"""Shown while no preset is taken."""


class Scope:
    """Shows modules and years and keeps the choosing up to date."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        keep: Callable[[Preset], None],
        changed: Callable[[], None],
        taken: Callable[[], None],
    ) -> None:
        """Build it empty.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            keep: Remembers a preset.
            changed: Called after every change of modules or years.
            taken: Called after a preset was taken, which may limit the clients too.
        """
        self._theme = theme
        self._keep = keep
        self._changed = changed
        self._taken = taken
        self._choosing: Choosing | None = None
        self._usual_years: tuple[Year, ...] = ()
        self._presets: list[Preset] = []
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=theme.px(12))
        self._preset = tk.StringVar(self.frame)
        self._name = tk.StringVar(self.frame)
        self._for_all = tk.BooleanVar(self.frame)
        self._modules = {name: tk.BooleanVar(self.frame) for name in MODULE_TITLES}
        self._years: dict[Year, tk.BooleanVar] = {}
        self._counts: dict[str, ttk.Label] = {}
        self._preset_rows()
        self._module_rows()
        self._head("Years")
        self._year_rows = ttk.Frame(self.frame, style="Inner.TFrame")
        self._year_rows.pack(fill="x")

    def load(self, offer: Offer, choosing: Choosing) -> None:
        """Show what an offer has."""
        self._choosing = choosing
        self._usual_years = offer.chosen_years
        self._presets = list(offer.presets)
        self.presets.configure(values=[preset.name for preset in self._presets])
        self._preset.set(_OWN)
        for child in self._year_rows.winfo_children():
            child.destroy()
        self._years = {year: tk.BooleanVar(self.frame) for year in offer.years}
        for number, (year, value) in enumerate(self._years.items()):
            box = ttk.Checkbutton(self._year_rows, text=str(year), variable=value, command=self._choose)
            box.grid(
                row=number // _YEARS_ACROSS, column=number % _YEARS_ACROSS, sticky="w", padx=(0, self._theme.px(8))
            )
        self._draw()

    def redraw(self) -> None:
        """Draw the counts of modules anew."""
        for name, label in self._counts.items():
            label.configure(text=f"{self._choosing.having(name):,}" if self._choosing else "")

    def _head(self, text: str) -> None:
        px = self._theme.px
        ttk.Label(self.frame, text=text, style="Head.Card.TLabel").pack(anchor="w", pady=(px(12), px(4)))

    def _preset_rows(self) -> None:
        px = self._theme.px
        ttk.Label(self.frame, text="Preset", style="Head.Card.TLabel").pack(anchor="w", pady=(0, px(4)))
        row = ttk.Frame(self.frame, style="Inner.TFrame")
        row.pack(fill="x")
        self.presets = ttk.Combobox(row, textvariable=self._preset, state="readonly", width=24)
        self.presets.pack(side="left", fill="x", expand=True)
        self.presets.bind("<<ComboboxSelected>>", lambda _: self._take())
        ttk.Button(row, text="Save as…", style="Small.TButton", command=self._ask_name, name="save").pack(
            side="left", padx=(px(6), 0)
        )
        self._naming = ttk.Frame(self.frame, style="Inner.TFrame")
        self.name = ttk.Entry(self._naming, textvariable=self._name, width=20)
        self.name.pack(side="left", fill="x", expand=True)
        self.name.bind("<Return>", self._save)
        self.name.bind("<Escape>", lambda _: self._naming.pack_forget())
        ttk.Button(self._naming, text="Save", style="Small.TButton", command=self._save, name="keep").pack(
            side="left", padx=(px(6), 0)
        )
        self._preset_row = row

    def _module_rows(self) -> None:
        px = self._theme.px
        self._head("Modules")
        grid = ttk.Frame(self.frame, style="Inner.TFrame")
        grid.pack(fill="x")
        grid.columnconfigure(0, weight=1)
        for row, (name, title) in enumerate(MODULE_TITLES.items()):
            box = ttk.Checkbutton(grid, text=title, variable=self._modules[name], command=self._choose, name=name)
            box.grid(row=row, column=0, sticky="w")
            self._counts[name] = ttk.Label(grid, style="Small.Card.TLabel", anchor="e")
            self._counts[name].grid(row=row, column=1, sticky="e")
        for name, text, value in (
            ("book", "As ticked in the book", False),
            ("everyone", "For every chosen client", True),
        ):
            choice = ttk.Radiobutton(
                self.frame, text=text, variable=self._for_all, value=value, command=self._choose, name=name
            )
            choice.pack(anchor="w", pady=(px(0 if value else 8), 0))

    def _draw(self) -> None:
        """Draw the boxes as the choosing has them."""
        if self._choosing:
            self._for_all.set(self._choosing.for_all)
            for name, module in self._modules.items():
                module.set(name in self._choosing.modules)
            for year, box in self._years.items():
                box.set(year in self._choosing.years)

    def _choose(self) -> None:
        if self._choosing:
            self._choosing.for_all = self._for_all.get()
            self._choosing.modules = {name for name, value in self._modules.items() if value.get()}
            self._choosing.years = {year for year, value in self._years.items() if value.get()}
            self._preset.set(_OWN)
            self._changed()

    def _take(self) -> None:
        preset = next(preset for preset in self._presets if preset.name == self._preset.get())
        if self._choosing:
            self._choosing.take(preset)
            self._draw()
            self._taken()
        self.presets.selection_clear()

    def _ask_name(self) -> None:
        self._naming.pack(fill="x", pady=(self._theme.px(6), 0), after=self._preset_row)
        self.name.focus_set()

    def _save(self, _event: object = None) -> str:
        name = " ".join(self._name.get().split())
        if name and self._choosing:
            preset = self._choosing.preset(name, usual_years=self._usual_years)
            self._presets = [*(other for other in self._presets if other.name != name), preset]
            self.presets.configure(values=[each.name for each in self._presets])
            self._preset.set(name)
            self._keep(preset)
            self._name.set("")
            self._naming.pack_forget()
        # Enter that names a preset does not start a sync.
        return "break"
