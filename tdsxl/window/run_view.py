"""The run: how far it is, where each client stands, what is not checked and why; the captcha desk is in it."""

import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from tkinter import ttk

from tdsxl.window.desk import Desk
from tdsxl.window.desktop import Attention
from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.reasons import Reasons
from tdsxl.window.theme import Theme
from tdsxl.window.values import Began, Moved, Progress, Stage
from tdsxl.window.words import count, elapsed, span, stopping

_CLIENTS = (
    Heading(title="Client", width=150, grows=True),
    Heading(title="TAN", width=108),
    Heading(title="Stage", width=92),
    Heading(title="What", width=250, grows=True),
)
_NOT_CHECKED = (
    Heading(title="Client", width=140, grows=True),
    Heading(title="Why, and what to do", width=220, grows=True),
)
_TONES = {Stage.WAITING: "muted", Stage.CHECKED: "good", Stage.NOT_CHECKED: "bad"}
_AT_WORK = (Stage.RETRIEVING, Stage.VALIDATING, Stage.UPDATING)
_SECOND_MS = 1000


class RunView:
    """The second view."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        host: Host,
        *,
        clock: Callable[[], datetime],
        attention: Attention,
    ) -> None:
        """Build it empty; see `Desk` for its parts."""
        self._host = host
        self._clock = clock
        self._theme = theme
        self._began = Began(run=0, clients=(), visits=0, captchas=0)
        self._began_at = clock()
        self._progress = Progress(visits_done=0, rows=0, seconds_left=None)
        self._names: dict[str, str] = {}
        self._at_work: list[str] = []
        self._stages: dict[str, Stage] = {}
        self._tick = ""
        self.frame = ttk.Frame(parent)
        self._head()
        self._question()
        self.desk = Desk(self.frame, theme, host, clock=clock, attention=attention)
        self.desk.frame.pack(fill="x", pady=(0, theme.px(10)))
        self._lists()

    @property
    def is_stopping(self) -> bool:
        """Whether the person has been asked about Stop, or has pressed it."""
        return bool(self._ask.winfo_manager()) or self.stop.instate(["disabled"])

    def show(self, began: Began) -> None:
        """Begin with a run."""
        self._began, self._began_at = began, self._clock()
        self._progress = Progress(visits_done=0, rows=0, seconds_left=None)
        self._names = {str(tan): name for tan, name in began.clients}
        self._stages = dict.fromkeys(self._names, Stage.WAITING)
        self._at_work.clear()
        self.clients.fill(_line(tan, name, Stage.WAITING, "") for tan, name in self._names.items())
        self.reasons.fill(())
        self.stop.configure(text="Stop")
        self.stop.state(["!disabled"])
        self._ask.pack_forget()
        self.rest()
        self.desk.begin(began.captchas)
        self._each_second()

    def move(self, moved: Moved) -> None:
        """A client got on: those at work stand first, those done behind them, those that wait last."""
        tan = str(moved.tan)
        if tan not in self._names:
            return
        self.clients.put(_line(tan, self._names[tan], moved.stage, moved.text))
        self._place(tan, moved.stage)
        if moved.stage is Stage.NOT_CHECKED:
            self.reasons.put(Line(key=tan, cells=(self._names[tan], moved.text)))
        elif self._stages[tan] is Stage.NOT_CHECKED:
            self.reasons.drop(tan)
        self._stages[tan] = moved.stage

    def progress(self, progress: Progress) -> None:
        """How far the run is."""
        self._progress = progress
        if progress.signing_out is not None:
            self._wind_down()
        self._draw()

    def rest(self) -> None:
        """The run is over: nothing is asked and no clock runs."""
        if self._tick:
            self.frame.after_cancel(self._tick)
            self._tick = ""
        self.desk.begin(0)

    def ask_stop(self) -> None:
        """Ask once, in the window itself."""
        if not self.is_stopping:
            self._ask.pack(fill="x", pady=(0, self._theme.px(10)), after=self._card)
            self.keep.focus_set()

    def _head(self) -> None:
        px = self._theme.px
        self._card = ttk.Frame(self.frame, style="Card.TFrame", padding=px(12))
        self._card.pack(fill="x", pady=(0, px(10)))
        self._card.columnconfigure(0, weight=1)
        self._title = Elided(self._card, style="Large.Card.TLabel")
        self._title.label.grid(row=0, column=0, sticky="we")
        self._bar = ttk.Progressbar(self._card, maximum=1.0)
        self._bar.grid(row=1, column=0, sticky="we", pady=px(6))
        self._figures = Elided(self._card, style="Card.TLabel")
        self._figures.label.grid(row=2, column=0, sticky="we")
        buttons = ttk.Frame(self._card, style="Inner.TFrame")
        buttons.grid(row=0, column=1, rowspan=3, sticky="e", padx=(px(16), 0))
        self.write = ttk.Button(buttons, text="Write now", command=self._host.write_now, underline=0, name="write")
        self.write.pack(side="left", padx=(0, px(8)))
        self.stop = ttk.Button(
            buttons, text="Stop", style="Danger.TButton", command=self.ask_stop, underline=0, name="stop"
        )
        self.stop.pack(side="left")

    def _question(self) -> None:
        px = self._theme.px
        self._ask = ttk.Frame(self.frame, style="Care.TFrame", padding=(px(12), px(8)))
        self.keep = ttk.Button(self._ask, text="Keep running", command=self._ask.pack_forget, underline=5, name="keep")
        self.keep.pack(side="right")
        self.surely = ttk.Button(
            self._ask, text="Stop the run", style="Danger.TButton", command=self._stop, underline=5, name="surely"
        )
        self.surely.pack(side="right", padx=px(8))
        words = Elided(self._ask, style="Care.TLabel")
        words.label.pack(side="left", fill="x", expand=True)
        words.say("Stop? Every portal is signed out, what is read is kept and written; Continue goes on from here.")

    def _lists(self) -> None:
        px = self._theme.px
        row = ttk.Frame(self.frame)
        row.pack(fill="both", expand=True)
        row.columnconfigure(0, weight=5, uniform="lists")
        row.columnconfigure(1, weight=3, uniform="lists")
        row.rowconfigure(0, weight=1)
        left = ttk.Frame(row, style="Card.TFrame", padding=px(12))
        left.grid(row=0, column=0, sticky="nswe", padx=(0, px(10)))
        ttk.Label(left, text="Clients", style="Head.Card.TLabel").pack(anchor="w", pady=(0, px(6)))
        self.clients = Listing(left, self._theme, _CLIENTS)
        self.clients.frame.pack(fill="both", expand=True)
        self.reasons = Reasons(row, self._theme, _NOT_CHECKED)
        self.reasons.frame.grid(row=0, column=1, sticky="nswe")

    def _place(self, tan: str, stage: Stage) -> None:
        is_known = tan in self._at_work
        if stage in _AT_WORK and not is_known:
            self._at_work.append(tan)
            self.clients.move(tan, len(self._at_work) - 1)
        elif stage not in _AT_WORK and is_known:
            self._at_work.remove(tan)
            self.clients.move(tan, len(self._at_work))

    def _stop(self) -> None:
        self._wind_down()
        self._host.stop()

    def _wind_down(self) -> None:
        """The run is being stopped, here or by the ribbon's button."""
        self._ask.pack_forget()
        self.stop.configure(text="Stopping…")
        self.stop.state(["disabled"])
        self.desk.end()

    def _each_second(self) -> None:
        self._draw()
        self._tick = self.frame.after(_SECOND_MS, self._each_second)

    def _draw(self) -> None:
        began, progress = self._began, self._progress
        ran = (self._clock() - self._began_at).total_seconds()
        left = "" if progress.seconds_left is None else f"{span(progress.seconds_left)} left"
        parts = (f"{progress.visits_done:,} of {count(began.visits, 'visit')}", count(progress.rows, "row"))
        title = f"Run {began.run} · {count(len(began.clients), 'client')}"
        self._title.say(title if progress.signing_out is None else f"{title} · {stopping(progress.signing_out)}")
        self._bar.configure(value=progress.visits_done / max(1, began.visits))
        self._figures.say(" · ".join(filter(None, (*parts, f"{elapsed(ran)} so far", left))))


def _line(tan: str, name: str, stage: Stage, text: str) -> Line:
    return Line(key=tan, cells=(name, tan, stage.value, text), tone=_TONES.get(stage, "busy"))
