"""The worker as the window sees it: takes what the person asks for, and has the office thread do it.

One thread owns journal and book and takes one job after the other; the answers come back as news. While a run goes on,
its coordinator does the jobs that wait, between two turns, so that "Write now" and the passwords need not wait for
the end. The portals, the journal and the vault are imported in that thread: the window is to be seen before.
"""

import ctypes
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tdsxl.addin.place import Place
from tdsxl.addin.wording import FAULT, IDLE, worded
from tdsxl.errors import TdsxlError
from tdsxl.window.copies import CopyWish
from tdsxl.window.values import Choice, Cost, Fatal, News, Preset, Said

if TYPE_CHECKING:
    from tdsxl.addin.jobs import Jobs

_LOG = logging.getLogger("tdsxl")


class Work:
    """The worker of one book; satisfies `window.host.Host`."""

    def __init__(self, place: Place, portals: str | None, tell: Callable[[News], None]) -> None:
        """Take a book.

        Args:
            place: The book, and where it belongs.
            portals: Name of a portals file, or None for that of the place.
            tell: Takes the news.
        """
        self._place = place
        self._portals = portals
        self._tell: Callable[[News], None] = lambda news: tell(worded(news))
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._jobs: Jobs | None = None
        self._no_more_copies = threading.Event()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Its window is gone; what is under way is brought to its end."""
        return self._is_closed

    def begin(self, view: str) -> threading.Thread:
        """Start the office thread; the view is `bucket`, or a word of `hear`."""
        self.show_bucket()
        if view != "bucket":
            self.hear(view)
        thread = threading.Thread(target=self._serve, name="office")
        thread.start()
        return thread

    def hear(self, word: str) -> str:
        """A button was pressed: a word of `door.WORDS` but `doctor`. Returns a line for Excel."""
        if word == "stop":
            return self._stop()
        words: dict[str, Callable[[], None]] = {
            "raise": self._show_bucket_as_it_is,
            "failed": self.sync_failed,
            "write": self.write_now,
            "passwords": self.show_passwords,
            "share": self.show_share,
        }
        words[word]()
        return ""

    def cost(self, choice: Choice) -> Cost:
        """See `Host`."""
        if self._jobs is None:
            return Cost(clients=0, captchas=0, typing_minutes=0, no_password=0, hidden=0)
        return self._jobs.cost(choice)

    def start(self, choice: Choice) -> None:
        """See `Host`."""
        self._begin_run(lambda jobs: jobs.sync(choice))

    def go_on(self) -> None:
        """See `Host`."""
        self._begin_run(lambda jobs: jobs.go_on())

    def sync_failed(self) -> None:
        """See `Host`."""
        self._begin_run(lambda jobs: jobs.sync_failed())

    def stop(self) -> None:
        """See `Host`."""
        self._stop()

    def write_now(self) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.write())

    def pause(self, *, is_paused: bool) -> None:
        """See `Host`."""
        if self._jobs:
            self._jobs.asking.pause(is_paused=is_paused)

    def answer(self, question: int, text: str | None) -> None:
        """See `Host`."""
        if self._jobs:
            self._jobs.asking.answer(question, text)

    def keep_preset(self, preset: Preset) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.keep_preset(preset))

    def show_bucket(self) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.offer())

    def show_passwords(self) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.show_accounts())

    def paste_passwords(self, rows: Sequence[Sequence[str]]) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.store_passwords(rows))

    def show_share(self) -> None:
        """See `Host`."""
        self._put(lambda jobs: jobs.show_share())

    def make_copy(self, wish: CopyWish) -> None:
        """See `Host`."""
        # One for each wish: a Stop that comes late ends no other.
        self._no_more_copies = stop = threading.Event()
        self._put(lambda jobs: jobs.make_copy(wish, stop))

    def stop_copies(self) -> None:
        """See `Host`."""
        self._no_more_copies.set()

    def closed(self) -> None:
        """See `Host`."""
        self._is_closed = True
        self.stop_copies()
        if self._jobs:
            self._jobs.close()
        self._waiting.put(lambda: None)

    def _show_bucket_as_it_is(self) -> None:
        """Multi-Client Sync once more: the book may be ticked otherwise by now; a run is only brought forward."""
        if self._jobs is None or self._jobs.is_idle:
            self.show_bucket()

    def _begin_run(self, job: "Callable[[Jobs], None]") -> None:
        def expected(jobs: "Jobs") -> None:
            jobs.expect()
            job(jobs)

        if self._jobs is None:
            self._put(expected)
            return
        self._jobs.expect()
        self._put(job)

    def _stop(self) -> str:
        self.stop_copies()
        return self._jobs.stop() if self._jobs else IDLE

    def _put(self, job: "Callable[[Jobs], None]") -> None:
        self._waiting.put(partial(self._do, job))

    def _serve(self) -> None:
        if sys.platform == "win32":
            # Excel is spoken to over COM, which each thread joins for itself.
            ctypes.windll.ole32.CoInitialize(None)
        try:
            self._jobs = self._loaded()
        except TdsxlError as error:
            self._tell(Fatal(text=str(error)))
        except Exception:
            # Without this thread the window would say for ever that the book is being read.
            _LOG.exception("the worker cannot begin")
            self._tell(Fatal(text=f"{FAULT} Doctor on the ribbon may say why; then send the log to the makers."))
        while not self._is_closed:
            self._waiting.get()()

    def _loaded(self) -> "Jobs":
        # Whoever has pressed a button has a spreadsheet program: with this loaded, the book is sought there.
        import tdsxl.sheets.excel.lean  # noqa: F401  # see above
        from tdsxl.addin.jobs import Desk, Jobs
        from tdsxl.cli.office import book_of, home

        place, data, stop = self._place, home(), threading.Event()
        desk = Desk(
            home=data,
            path=place.book,
            book=book_of(place.book, data, lambda line: self._tell(Said(text=line)), stop),
            portals=self._portals or (str(place.portals) if place.portals else None),
            tell=self._tell,
            stop=stop,
        )
        return Jobs(desk, self._waiting)

    def _do(self, job: "Callable[[Jobs], None]") -> None:
        """One job; what goes wrong in it is said, and the next one is done."""
        try:
            if self._jobs and not self._is_closed:
                job(self._jobs)
        except TdsxlError as error:
            self._tell(Said(text=str(error), is_trouble=True))
        except Exception:
            # A fault of our own in one job: a line for the user, the rest for the log.
            _LOG.exception("a job of the worker failed")
            self._tell(Said(text=f"{FAULT} The log has the details.", is_trouble=True))
