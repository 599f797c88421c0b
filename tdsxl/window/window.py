"""The window of a sync: takes the worker's news, from any thread, and shows one view at a time."""

import logging
import sys
import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from time import perf_counter
from tkinter import ttk
from types import TracebackType

from tdsxl.window import desktop
from tdsxl.window.band import Band
from tdsxl.window.bucket import Bucket
from tdsxl.window.copies import Copied, Shareable
from tdsxl.window.elided import Elided
from tdsxl.window.passwords import Passwords
from tdsxl.window.run_view import RunView
from tdsxl.window.share_view import ShareView
from tdsxl.window.summary import Summary
from tdsxl.window.text_view import TextView
from tdsxl.window.theme import LEAST, dress, room
from tdsxl.window.values import (
    Accounts,
    Asked,
    Began,
    Fatal,
    Finished,
    Host,
    Moved,
    News,
    Opened,
    Probed,
    Progress,
    Raised,
    Report,
    Said,
    View,
    Withdrawn,
)

_LOOK_MS = 15
"""How often news is looked for."""
_TURN_S = 0.04
"""Seconds of news after which the person's keys and clicks have their turn."""
_SIZE = (1120, 740)
"""Width and height in pixels of an ordinary screen."""

_log = logging.getLogger(__name__)


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class Window:
    """One window of one worker; made and run in the main thread.

    Attributes:
        root: Tk's own window.
        bucket: The Sync Bucket.
        run_view: The run with its captcha desk.
        summary: The end of a run.
        passwords: The passwords grid.
        share: Share copy.
        page: A text: a report, or why the worker cannot go on.
    """

    def __init__(self, host: Host, *, clock: Callable[[], datetime] = now) -> None:
        """Build the window and show that the book is being read.

        Args:
            host: The worker.
            clock: The present instant, UTC.
        """
        desktop.prepare()
        self._host = host
        self._news: SimpleQueue[News] = SimpleQueue()
        self._is_running = False
        self._look = ""
        # className names the window to Linux desktops.
        self.root = tk.Tk(className="tdsxl")
        self.root.title("TDS Sync")
        self._theme = dress(self.root)
        self.root.iconphoto(True, self._theme.icon)
        self._size()
        self._band = Band(self.root, self._theme)
        self._stage = ttk.Frame(self.root, padding=self._theme.px(12))
        self._attention = desktop.Attention(self.root)
        self.bucket = Bucket(self._stage, self._theme, host, clock=clock)
        self.run_view = RunView(self._stage, self._theme, host, clock=clock, attention=self._attention)
        self.summary = Summary(self._stage, self._theme, host, close=self.close)
        self.passwords = Passwords(self._stage, self._theme, host, back=self._back)
        self.share = ShareView(self._stage, self._theme, host, clock=clock, back=self._back)
        self.page = TextView(self._stage, self._theme, back=self._back)
        self._wait = ttk.Label(self._stage, text="Reading the book…", style="Large.TLabel")
        self._home: ttk.Widget = self._wait
        self._shown: ttk.Widget = self._wait
        self._place()
        self._bind()

    @property
    def status(self) -> str:
        """What the line at the bottom says."""
        return self._status.text

    def tell(self, news: News) -> None:
        """Take news from the worker; from any thread, and at once."""
        self._news.put(news)

    def run(self) -> None:
        """Serve the person until the window is closed."""
        if not self._look:
            self._look_for_news()
        self.root.mainloop()

    def close(self) -> None:
        """Close the window; while a run is on, ask about stopping it first."""
        if self._is_running and not self.run_view.is_stopping:
            self._show(self.run_view.frame)
            self.run_view.ask_stop()
            return
        self._host.closed()
        for timer in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", timer)
        self.root.destroy()

    def _size(self) -> None:
        """No larger than the screen, which at 200 % may be small."""
        (width, height), least = (
            tuple(min(self._theme.px(size), most) for size, most in zip(wanted, room(self.root), strict=True))
            for wanted in (_SIZE, LEAST)
        )
        self.root.geometry(f"{width}x{height}")
        self.root.minsize(*least)

    def _place(self) -> None:
        px = self._theme.px
        self._status = Elided(self.root, style="Small.TLabel")
        self._band.frame.pack(fill="x")
        self._status.label.pack(side="bottom", fill="x", padx=px(14), pady=(0, px(8)))
        self._stage.pack(fill="both", expand=True)
        self._wait.pack(anchor="center", expand=True)

    def _bind(self) -> None:
        self.root.protocol("WM_DELETE_WINDOW", self.close)
        self.root.report_callback_exception = self._fault
        self.root.bind("<Return>", self._enter)
        self.root.bind("<F5>", lambda _: self.run_view.desk.renew())
        if sys.platform != "darwin":
            # On a Mac the Alt key writes letters.
            self.root.bind("<Alt-KeyPress>", self._alt)

    def _look_for_news(self) -> None:
        self._look = self.root.after(_LOOK_MS, self._look_for_news)
        until = perf_counter() + _TURN_S
        while perf_counter() < until:
            try:
                news = self._news.get_nowait()
            except Empty:
                return
            self._take(news)

    def _take(self, news: News) -> None:
        """Show what happens in the run; all else is news of other views."""
        match news:
            case Moved():
                self.run_view.move(news)
            case Progress():
                self.run_view.progress(news)
            case Asked():
                self.run_view.desk.ask(news)
                if self._shown is not self.run_view.frame:
                    self._say(f"{news.portal.title} asks something: go back to the run.")
            case Withdrawn():
                self.run_view.desk.withdraw(news.question)
            case Said():
                self._say(news.text, is_trouble=news.is_trouble)
                self.bucket.wake()
                if news.is_trouble:
                    self.share.wake()
            case Probed():
                self._band.probed(news)
            case Raised():
                self._raise()
            case _:
                self._turn_to(news)

    def _turn_to(self, news: View) -> None:
        """Show another view."""
        match news:
            case Opened():
                self.root.title(f"{news.offer.book} · TDS Sync")
                self._band.book.say(news.offer.book)
                self._go_home(self.bucket.frame)
                self.bucket.show(news.offer)
            case Began():
                self._is_running = True
                self._go_home(self.run_view.frame)
                self.run_view.show(news)
            case Finished():
                self._end_run()
                self._go_home(self.summary.frame)
                self.summary.show(news)
            case Fatal():
                self._end_run()
                self._home = self._wait
                self._show(self.page.frame)
                self.page.show("The sync cannot go on", news.text, way_back="Close")
            case _:
                self._turn_aside(news)

    def _turn_aside(self, news: Accounts | Shareable | Copied | Report) -> None:
        """Show a view that leads back to where the person was."""
        match news:
            case Accounts():
                self._show(self.passwords.frame)
                self.passwords.show(news)
            case Shareable():
                self._show(self.share.frame)
                self.share.show(news)
            case Copied():
                self._show(self.share.frame)
                self.share.made(news)
            case Report():
                self._show(self.page.frame)
                self.page.show(news.title, news.text, way_back="Close" if self._home is self._wait else "Back")

    def _end_run(self) -> None:
        self._is_running = False
        self.run_view.rest()

    def _go_home(self, view: ttk.Widget) -> None:
        """Show a view to which the others lead back."""
        self._home = view
        self._show(view)

    def _show(self, view: ttk.Widget) -> None:
        self._shown.pack_forget()
        self._shown = view
        view.pack(fill="both", expand=True)

    def _back(self) -> None:
        """Leave passwords, Share copy or a text."""
        if self._home is not self._wait:
            self._show(self._home)
        elif self._shown in (self.passwords.frame, self.share.frame):
            self._host.show_bucket()
        else:
            self.close()

    def _enter(self, _event: object) -> None:
        if self._shown is self.bucket.frame:
            self.bucket.start_by_key()

    def _alt(self, event: "tk.Event[tk.Misc]") -> None:
        """Press what bears the letter underlined."""
        self.root.tk.call("tk::AltKeyInDialog", ".", event.keysym)

    def _raise(self) -> None:
        """The person pressed the button, so that the keyboard may come here too."""
        self.root.deiconify()
        self.root.lift()
        self.root.focus_force()

    def _say(self, text: str, *, is_trouble: bool = False) -> None:
        self._status.say(text, style="Trouble.TLabel" if is_trouble else "Small.TLabel")

    def _fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A fault of our own in a view: the rest goes on."""
        _log.error("A view of the window failed.", exc_info=(kind, error, trace))
        self._say(
            f"Something in this window failed ({kind.__name__}); the log has it. The sync goes on.", is_trouble=True
        )
