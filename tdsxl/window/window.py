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
from tdsxl.window.bucket import Bucket
from tdsxl.window.copies import Copied, Copying, Shareable
from tdsxl.window.host import Host
from tdsxl.window.passwords import Passwords
from tdsxl.window.run_view import RunView
from tdsxl.window.share_view import ShareView
from tdsxl.window.shell import Shell
from tdsxl.window.summary import Summary
from tdsxl.window.text_view import TextView
from tdsxl.window.theme import icon
from tdsxl.window.values import (
    Accounts,
    Asked,
    Began,
    Fatal,
    Finished,
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

_log = logging.getLogger(__name__)


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class Window:
    """One window of one worker; made and run in the main thread.

    Attributes:
        root: Tk's own window.
        shell: What the views stand in.
        bucket: The Sync Bucket.
        run_view: The run with its captcha desk.
        summary: The end of a run.
        passwords: The passwords grid.
        share: Share copy.
        page: A text: a report, or why the worker cannot go on.
    """

    def __init__(self, host: Host, shell: Shell | None = None, *, clock: Callable[[], datetime] = now) -> None:
        """Build the views; until the first news it says that the book is being read.

        Args:
            host: The worker.
            shell: What is on the screen already.
            clock: The present instant, UTC.
        """
        self._host = host
        self.shell = shell = shell or Shell()
        self._news: SimpleQueue[News] = SimpleQueue()
        self._is_running = False
        self._look = ""
        self.root, stage, theme = shell.root, shell.stage, shell.theme
        self._attention = desktop.Attention(self.root)
        self.bucket = Bucket(stage, theme, host, clock=clock)
        self.run_view = RunView(stage, theme, host, clock=clock, attention=self._attention)
        self.summary = Summary(stage, theme, host, close=self.close)
        self.passwords = Passwords(stage, theme, host, back=self._back)
        self.share = ShareView(stage, theme, host, clock=clock, back=self._back)
        self.page = TextView(stage, theme, back=self._back)
        self._home: ttk.Widget = shell.wait
        self._shown: ttk.Widget = shell.wait
        self._icon = icon(self.root)
        self.root.iconphoto(True, self._icon)
        self._bind()

    @property
    def status(self) -> str:
        """What the line at the bottom says."""
        return self.shell.status.text

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
        self.shell.close()

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
            case Copying():
                self.share.progress(news)
            case Asked():
                self._ask(news)
            case Withdrawn():
                self.run_view.desk.withdraw(news.question)
            case Said():
                self._say(news.text, is_trouble=news.is_trouble)
                if news.is_trouble:
                    self.bucket.wake()
                    self.share.wake()
            case Probed():
                self._light(news)
            case Raised():
                self._come_forward()
            case _:
                self._turn_to(news)

    def _turn_to(self, news: View) -> None:
        """Show another view."""
        match news:
            case Opened():
                self.root.title(f"{news.offer.book} · TDS Sync")
                self.shell.band.book.say(news.offer.book)
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
                self._home = self.shell.wait
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
                self.page.show(news.title, news.text, way_back="Close" if self._home is self.shell.wait else "Back")

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
        if self._home is not self.shell.wait:
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

    def _ask(self, asked: Asked) -> None:
        self.run_view.desk.ask(asked)
        if self._shown is not self.run_view.frame:
            self._say(f"{asked.portal.title} asks something: go back to the run.")

    def _light(self, probed: Probed) -> None:
        """A light says whether, the line at the bottom why not."""
        self.shell.band.probed(probed)
        if not probed.answers:
            self._say(probed.text, is_trouble=True)

    def _come_forward(self) -> None:
        """Whoever presses a button while a run goes on looks for the run."""
        if self._is_running:
            self._show(self.run_view.frame)
        self._attention.forward()

    def _say(self, text: str, *, is_trouble: bool = False) -> None:
        self.shell.status.say(text, style="Trouble.TLabel" if is_trouble else "Small.TLabel")

    def _fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A fault of our own in a view: the rest goes on."""
        _log.error("A view of the window failed.", exc_info=(kind, error, trace))
        self._say(
            f"Something in this window failed ({kind.__name__}); the log has it. The sync goes on.", is_trouble=True
        )
