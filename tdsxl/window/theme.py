"""Fonts, colours and measures of the window. Everything scales with the screen, to 200 % and beyond."""

import sys
import tkinter as tk
from dataclasses import dataclass
from tkinter import font, ttk

from tdsxl.sheets.palette import Colour
from tdsxl.window.marks import TICK, Shape, box, disc, png

GROUND = "#F3F5F8"
CARD = "#FFFFFF"
INK = f"#{Colour.INK}"
MUTED = f"#{Colour.MUTED}"
LINE = f"#{Colour.LINE}"
NAVY = f"#{Colour.NAVY}"
GOOD = f"#{Colour.TEAL}"
BAD = "#B3261E"
CARE = "#8A5A00"
"""Read this: something waits, or is left out."""
CARE_GROUND = "#FFF6E0"
PALE = "#E8EEF6"
"""Ground of what is selected."""
ON_NAVY = "#C9D6E6"

LEAST = (980, 620)
"""Width and height in pixels of an ordinary screen below which the views do not fit."""
_TASKBAR = 12
"""This part of a screen's height is the taskbar's and the title's."""
_FAMILIES = ("Segoe UI", "Inter", "Noto Sans", "Cantarell", "Ubuntu", "Liberation Sans", "DejaVu Sans")
_BUTTONS = {
    # Style: ground, ground under the pointer, letters, edge.
    "TButton": (CARD, PALE, INK, "#C3CBD6"),
    "Primary.TButton": (GOOD, "#175A56", CARD, GOOD),
    "Danger.TButton": (CARD, "#FBEAE8", BAD, "#DDB4B0"),
    "Small.TButton": (CARD, PALE, INK, "#C3CBD6"),
}

_LAYOUTS = {
    # No dotted line: the edge of the button that has the focus is navy.
    "TButton": "Button.border -sticky nswe -border 1 -children"
    " {Button.padding -sticky nswe -children {Button.label -sticky nswe}}",
    "TCheckbutton": "Checkbutton.padding -sticky nswe -children"
    " {tdsxl.check -side left Checkbutton.focus -side left -children {Checkbutton.label}}",
    "TRadiobutton": "Radiobutton.padding -sticky nswe -children"
    " {tdsxl.radio -side left Radiobutton.focus -side left -children {Radiobutton.label}}",
    # No triangle: our lists have no branches.
    "Treeview.Item": "Treeitem.padding -sticky nswe -children {Treeitem.image -side left -sticky {}}",
    "Treeview": "Treeview.treearea -sticky nswe",
    "Vertical.TScrollbar": "Vertical.Scrollbar.trough -sticky ns -children {Vertical.Scrollbar.thumb -expand 1}",
}
"""What parts a widget is drawn of, in the words of Tk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What every view needs to draw itself."""

    scale: float
    """1 at 96 dots an inch."""
    ticked: tk.PhotoImage
    unticked: tk.PhotoImage
    round_on: tk.PhotoImage
    round_off: tk.PhotoImage
    lights: tuple[tk.PhotoImage, tk.PhotoImage, tk.PhotoImage]
    """Not known yet, answers, does not."""

    def px(self, size: float) -> int:
        """Pixels of this screen for pixels of an ordinary one."""
        return round(size * self.scale)


def dress(root: tk.Tk) -> Theme:
    """Set fonts and styles of a fresh window."""
    scale = _scale(root)
    if sys.platform != "darwin":
        # Fonts are in points, and follow.
        root.tk.call("tk", "scaling", scale * 96 / 72)
    _fonts(root)
    theme = _theme(root, scale)
    style = ttk.Style(root)
    style.theme_use("clam")
    root.configure(background=GROUND)
    _plain(style, theme)
    _buttons(style, theme)
    _boxes(style, theme)
    _fields(style, theme)
    _lists(root, style, theme)
    for name, parts in _LAYOUTS.items():
        root.tk.call("ttk::style", "layout", name, parts)
    # A button that has the focus is pressed by Enter too, and only it.
    root.bind_class("TButton", "<Return>", "ttk::button::activate %W; break")
    root.bind_class("TButton", "<<AltUnderlined>>", "ttk::button::activate %W")
    return theme


def _scale(root: tk.Tk) -> float:
    """The screen's own scaling, or as much of it as lets the whole window be seen."""
    if sys.platform == "darwin":
        # A Mac counts 72 units an inch and scales them itself.
        return 1.0
    width, height = (size / least for size, least in zip(room(root), LEAST, strict=True))
    return max(1.0, min(root.winfo_fpixels("1i") / 96, width, height))


def icon(root: tk.Tk) -> tk.PhotoImage:
    """The icon of the window."""
    return tk.PhotoImage(master=root, data=png(64, [(box(0.96, corner=0.3), Colour.NAVY), (TICK, Colour.WHITE)]))


def room(root: tk.Tk) -> tuple[int, int]:
    """Width and height in pixels that a window may have on this screen."""
    height = root.winfo_screenheight()
    return root.winfo_screenwidth(), height - height // _TASKBAR


def _fonts(root: tk.Tk) -> None:
    family = str(font.nametofont("TkDefaultFont", root).actual("family"))
    if sys.platform != "darwin":
        known = set(font.families(root))
        family = next((name for name in _FAMILIES if name in known), family)
    size = 13 if sys.platform == "darwin" else 10
    fixed = str(font.nametofont("TkFixedFont", root).actual("family"))
    for name in ("TkDefaultFont", "TkTextFont", "TkHeadingFont", "TkMenuFont"):
        font.nametofont(name, root).configure(family=family, size=size)
    for name, points, weight in (
        ("tdsxl small", size - 1, "normal"),
        ("tdsxl bold", size, "bold"),
        ("tdsxl large", size + 3, "bold"),
        ("tdsxl title", size + 6, "bold"),
    ):
        # `font create` and not Font: a Font object deletes its font when it goes.
        root.tk.call("font", "create", name, "-family", family, "-size", points, "-weight", weight)
    # In a captcha a small L and a capital I must differ.
    root.tk.call("font", "create", "tdsxl captcha", "-family", fixed, "-size", size + 12)


def _theme(root: tk.Tk, scale: float) -> Theme:
    side = round(16 * scale)

    def mark(*layers: tuple[Shape, str], size: int = side) -> tk.PhotoImage:
        return tk.PhotoImage(master=root, data=png(size, layers))

    hair = 2.4 / side * scale
    edge, inner = box(0.94, corner=0.3), box(0.94 - hair, corner=0.2)
    grey, teal, red = (mark((disc(0.72), colour), size=round(12 * scale)) for colour in ("9AA5B1", "3FB68B", "E5675C"))
    return Theme(
        scale=scale,
        ticked=mark((edge, Colour.TEAL), (TICK, Colour.WHITE)),
        unticked=mark((edge, "A9B4C0"), (inner, Colour.WHITE)),
        round_on=mark((disc(0.94), Colour.TEAL), (disc(0.4), Colour.WHITE)),
        round_off=mark((disc(0.94), "A9B4C0"), (disc(0.94 - hair), Colour.WHITE)),
        lights=(grey, teal, red),
    )


def _plain(style: ttk.Style, theme: Theme) -> None:
    style.configure(".", background=GROUND, foreground=INK, font="TkDefaultFont", bordercolor=LINE, focuscolor=NAVY)
    style.configure(".", lightcolor=CARD, darkcolor=CARD, troughcolor="#E4E8ED", selectbackground=NAVY)
    style.configure("Card.TFrame", background=CARD, bordercolor=LINE, borderwidth=1, relief="solid")
    style.configure("Inner.TFrame", background=CARD)
    style.configure("Band.TFrame", background=NAVY)
    style.configure("Care.TFrame", background=CARE_GROUND)
    for name, ground, ink, face in (
        ("Card", CARD, INK, "TkDefaultFont"),
        ("Head.Card", CARD, NAVY, "tdsxl bold"),
        ("Large.Card", CARD, NAVY, "tdsxl large"),
        ("Small.Card", CARD, MUTED, "tdsxl small"),
        ("Bad.Card", CARD, BAD, "tdsxl bold"),
        ("Large", GROUND, NAVY, "tdsxl large"),
        ("Small", GROUND, MUTED, "tdsxl small"),
        ("Care.Small", GROUND, CARE, "tdsxl small"),
        ("Trouble", GROUND, BAD, "TkDefaultFont"),
        ("Care", CARE_GROUND, CARE, "TkDefaultFont"),
        ("Title.Band", NAVY, CARD, "tdsxl title"),
        ("Band", NAVY, ON_NAVY, "TkDefaultFont"),
    ):
        style.configure(f"{name}.TLabel", background=ground, foreground=ink, font=face)
    style.configure("TProgressbar", background=GOOD, bordercolor=LINE, thickness=theme.px(10))
    style.configure("TProgressbar", lightcolor=GOOD, darkcolor=GOOD, troughcolor="#DFE5EC")


def _buttons(style: ttk.Style, theme: Theme) -> None:
    for name, (ground, over, ink, edge) in _BUTTONS.items():
        wide = (theme.px(8), theme.px(2)) if name.startswith("Small") else (theme.px(14), theme.px(6))
        style.configure(name, background=ground, foreground=ink, bordercolor=edge, padding=wide, relief="raised")
        style.configure(name, lightcolor=ground, darkcolor=ground, width=-1, anchor="center")
        style.map(
            name,
            background=[("disabled", "#E4E8ED"), ("active", over), ("!disabled", ground)],
            foreground=[("disabled", "#9AA5B1")],
            bordercolor=[("disabled", "#D5DBE2"), ("focus", NAVY)],
            lightcolor=[("disabled", "#E4E8ED"), ("focus", NAVY), ("active", over)],
            darkcolor=[("disabled", "#E4E8ED"), ("focus", NAVY), ("active", over)],
        )
    style.configure("Small.TButton", font="tdsxl small")
    style.configure("Primary.TButton", font="tdsxl bold")


def _boxes(style: ttk.Style, theme: Theme) -> None:
    """Check boxes and round ones, with our own marks."""
    for name, off, on in (("check", theme.unticked, theme.ticked), ("radio", theme.round_off, theme.round_on)):
        style.element_create(f"tdsxl.{name}", "image", off, ("selected", on), width=theme.px(24), sticky="w")
        style.configure(f"T{name.title()}button", background=CARD, padding=theme.px(2))
        style.map(f"T{name.title()}button", background=[("active", CARD)])


def _fields(style: ttk.Style, theme: Theme) -> None:
    """Entries and drop-downs."""
    for name in ("TEntry", "TCombobox", "TSpinbox"):
        style.configure(name, padding=theme.px(5), bordercolor="#C3CBD6", fieldbackground=CARD, arrowsize=theme.px(14))
        style.map(
            name,
            bordercolor=[("focus", NAVY)],
            lightcolor=[("focus", NAVY)],
            fieldbackground=[("readonly", CARD)],
            foreground=[("disabled", "#9AA5B1"), ("readonly", INK)],
            selectbackground=[("readonly", CARD)],
            selectforeground=[("disabled", "#9AA5B1"), ("readonly", INK)],
        )
        style.configure(name, background=CARD, arrowcolor=MUTED)


def _lists(root: tk.Tk, style: ttk.Style, theme: Theme) -> None:
    height = int(font.nametofont("TkDefaultFont", root).metrics("linespace"))
    style.configure("Treeview", rowheight=height + theme.px(9), background=CARD, fieldbackground=CARD, borderwidth=0)
    style.configure("Treeview", indent=0)
    style.configure("Item", padding=(theme.px(9), 0, 0, 0))
    style.map("Treeview", background=[("selected", PALE)], foreground=[("selected", INK)])
    style.configure("Treeview.Heading", background="#EEF1F5", foreground=MUTED, font="tdsxl small", relief="flat")
    style.configure("Treeview.Heading", padding=(theme.px(4), theme.px(4)), bordercolor=LINE)
    style.map("Treeview.Heading", background=[("active", "#E4E8ED")])
    style.configure("Vertical.TScrollbar", background="#CBD3DC", bordercolor=CARD, troughcolor=CARD, gripcount=0)
    style.configure("Vertical.TScrollbar", arrowsize=theme.px(11), width=theme.px(11))
    style.map("Vertical.TScrollbar", background=[("disabled", CARD), ("active", "#B4BECA")])
    root.option_add("*TCombobox*Listbox.font", "TkDefaultFont")
    root.option_add("*TCombobox*Listbox.selectBackground", NAVY)
