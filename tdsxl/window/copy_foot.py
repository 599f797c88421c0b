"""The foot of Share copy: where to, Make copy, how far many copies are, and what was made."""

import itertools
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk

from tdsxl.window import desktop
from tdsxl.window.copies import Copied, Copying
from tdsxl.window.elided import Elided
from tdsxl.window.theme import Theme
from tdsxl.window.words import count

_BAR = 150
"""Pixels at 96 dots an inch."""


class CopyFoot:
    """A name to make, and what becomes of it.

    Attributes:
        is_at_work: Something is being made.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        make: Callable[[], None],
        stop: Callable[[], None],
        back: Callable[[], None],
        named: Callable[[], None],
    ) -> None:
        """Build it empty.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            make: Make copy is pressed.
            stop: Stop is pressed.
            back: Leave the view.
            named: Another name stands in it.
        """
        self._theme = theme
        self._folder = Path()
        self._made = Path()
        self._is_each = False
        self.is_at_work = False
        self.frame = ttk.Frame(parent)
        self._path = tk.StringVar(self.frame)
        self._where().pack(fill="x", pady=(0, theme.px(10)))
        self._buttons(make, stop, back).pack(fill="x")
        self._path.trace_add("write", lambda *_: named())
        self.path.bind("<Return>", lambda _: self.make.invoke())

    @property
    def target(self) -> Path:
        """What is named; a bare name lies where it was proposed."""
        return self._folder / self._path.get().strip()

    def begin(self, folder: Path) -> None:
        """Propose names in a folder."""
        self._path.set("")
        self._folder = folder

    def propose(self, name: str, *, each: bool) -> None:
        """Name a file in the folder of the last one; none where nothing can be made."""
        if self._path.get():
            self._folder = self.target.parent
        self._is_each = each
        self.make.configure(text="Make copies" if each else "Make copy")
        self._path.set(str(_unused(self._folder / name)) if name else "")
        self.path.xview_moveto(1)

    def name_kind(self, kind: str) -> None:
        """Say what the name is of."""
        self._kind.configure(text=kind)

    def allow(self, *, can_make: bool) -> None:
        """Whether there is anything to be made."""
        self.make.state(["!disabled" if can_make and not self.is_at_work else "disabled"])

    def start(self) -> None:
        """The making has begun."""
        self.forget()
        self.is_at_work = True
        self.told.say("Making the copies …" if self._is_each else "Making the copy …")
        if self._is_each:
            self._bar.configure(value=0)
            self._bar.pack(side="left", padx=(0, self._theme.px(10)), before=self.told.label)
            self.stop.state(["!disabled"])
            self.make.pack_forget()
            self.stop.pack(side="right", before=self.back)
            self.stop.focus_set()

    def progress(self, copying: Copying) -> None:
        """One copy of many is begun."""
        self._bar.configure(maximum=copying.of, value=copying.made)
        self.told.say(f"{copying.made:,} of {count(copying.of, 'file')} · {copying.client}")

    def rest(self) -> None:
        """Nothing is being made."""
        self.is_at_work = False
        if self.frame.focus_get() is self.stop:
            self.back.focus_set()
        self.stop.pack_forget()
        self.make.pack(side="right", before=self.back)
        self._bar.pack_forget()
        self.forget()

    def forget(self) -> None:
        """What is told of a copy made before is not about the choice on the screen."""
        if not self.is_at_work:
            self.open.pack_forget()
            self.told.say("")

    def made(self, copied: Copied) -> None:
        """It lies on disk."""
        self._made = copied.path if copied.path.is_dir() else copied.path.parent
        self.told.say(f"Made: {_told(copied)}")
        self.open.pack(side="left", padx=(0, self._theme.px(8)), before=self.told.label)

    def _where(self) -> ttk.Frame:
        px = self._theme.px
        where = ttk.Frame(self.frame)
        self._kind = ttk.Label(where, text="File", width=7)
        self._kind.pack(side="left")
        browse = ttk.Button(where, text="Browse…", command=self._browse, underline=1, name="browse")
        browse.pack(side="right", padx=(px(8), 0))
        self.path = ttk.Entry(where, textvariable=self._path)
        self.path.pack(side="left", fill="x", expand=True)
        return where

    def _buttons(self, make: Callable[[], None], stop: Callable[[], None], back: Callable[[], None]) -> ttk.Frame:
        px = self._theme.px
        row = ttk.Frame(self.frame)
        self._bar = ttk.Progressbar(row, length=px(_BAR))
        self.stop = ttk.Button(row, text="Stop", style="Danger.TButton", underline=0, name="stop copies")
        self.stop.configure(command=lambda: self._end(stop))
        self.make = ttk.Button(row, style="Primary.TButton", command=make, underline=0, name="make")
        self.back = ttk.Button(row, text="Back", command=back, underline=0, name="back")
        self.open = ttk.Button(row, text="Open folder", command=self._open, underline=0, name="open")
        self.told = Elided(row, style="TLabel")
        self.make.pack(side="right")
        self.back.pack(side="right", padx=px(8))
        self.told.label.pack(side="left", fill="x", expand=True)
        return row

    def _end(self, stop: Callable[[], None]) -> None:
        self.stop.state(["disabled"])
        self.told.say("Stopping …")
        stop()

    def _browse(self) -> None:
        path = self._folder_asked() if self._is_each else self._file_asked()
        if path:
            self._path.set(str(Path(path)))

    def _folder_asked(self) -> str:
        """The name as it is, in the folder that is chosen."""
        top, title = self.frame.winfo_toplevel(), "Share copy: where to"
        folder = filedialog.askdirectory(parent=top, title=title, initialdir=self.target.parent, mustexist=True)
        return str(_unused(Path(folder) / self.target.name)) if folder else ""

    def _file_asked(self) -> str:
        return filedialog.asksaveasfilename(
            parent=self.frame.winfo_toplevel(),
            title="Share copy",
            initialdir=self._folder,
            initialfile=self.target.name if self._path.get() else "",
            defaultextension=".xlsx",
            filetypes=[("Workbook", "*.xlsx")],
            # No file is ever overwritten; the worker says so.
            confirmoverwrite=False,
        )

    def _open(self) -> None:
        if not desktop.open_folder(self._made):
            self.told.say(f"The folder cannot be opened from here: {self._made}")


def _told(copied: Copied) -> str:
    if not copied.each:
        return f"{copied.path} · {count(copied.clients, 'client')}"
    drafts = "" if copied.drafts is None else f" and {count(copied.drafts, 'mail draft')}; nothing was sent"
    return f"{count(copied.clients, 'file')}{drafts} · {copied.path}"


def _unused(path: Path) -> Path:
    """The path, or the next one like it that no file has."""
    others = (path.with_stem(f"{path.stem} {number}") for number in itertools.count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())
