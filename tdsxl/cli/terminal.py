"""The main thread while a run goes on: a bar, questions one at a time, and Ctrl-C."""

import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from tdsxl.challenges import Challenge
from tdsxl.cli.bar import Bar
from tdsxl.engine.events import Event, RunBegan, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.plan import Visit
from tdsxl.errors import TdsxlError
from tdsxl.prompts.base import Prompt

T = TypeVar("T")

_LEFT_OPEN = (
    "The sign-out had no answer. Nothing is lost; until the portal ends the session, a login may ask to take over."
)


class Terminal:
    """Owns the terminal; the run works in a thread of its own and sends events and questions here."""

    def __init__(self, prompt: Prompt, stop: threading.Event) -> None:
        self._prompt = prompt
        self._stop = stop
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._bar = Bar(sys.stderr)
        self._rows = 0
        self._waiting = 0

    def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, answer it from here; Ctrl-C ends it politely."""
        # A terminal that is closed says so by one of the others.
        for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
        done: Future[T] = Future()
        thread = threading.Thread(target=_work, args=(work, done), daemon=True)
        thread.start()
        try:
            while not done.done() or not self._inbox.empty():
                try:
                    self._next()
                except KeyboardInterrupt:
                    self._stop_politely()
        except BaseException:
            self._let_end(done)
            raise
        self._bar.clear()
        return done.result()

    def _let_end(self, done: "Future[T]") -> None:
        """This terminal can show no more; the work still signs out, and has the journal until it has ended."""
        self._stop.set()
        while not done.done():
            with suppress(Exception):
                self._next()

    def _next(self) -> None:
        with suppress(queue.Empty):
            self._inbox.get(timeout=0.05)()

    def _stop_politely(self) -> None:
        self._stop.set()
        self._bar.say("Stopping: every portal is signed out, what was read is kept ...")

    def emit(self, event: Event) -> None:
        """From the run: something happened."""
        self._inbox.put(lambda: self._show(event))

    def ask(self, visit: Visit, challenge: Challenge) -> str | None:
        """From a visit: put a question to the person; None when it was skipped."""
        answer: Future[str | None] = Future()
        self._waiting += 1
        self._inbox.put(lambda: self._put(visit, challenge, answer))
        return answer.result()

    def _put(self, visit: Visit, challenge: Challenge, answer: "Future[str | None]") -> None:
        said: str | None = None
        try:
            if not self._stop.is_set():
                self._bar.clear()
                client = visit.client
                said = self._prompt.ask(challenge, name=client.name, tan=client.tan, portal=visit.portal)
        except TdsxlError as error:
            # What stands in the way of one question ends one visit.
            answer.set_exception(error)
        except KeyboardInterrupt:
            self._stop_politely()
        finally:
            self._waiting -= 1
            if not answer.done():
                answer.set_result(said)

    def _show(self, event: Event) -> None:
        if isinstance(event, RunBegan):
            self._begin(event)
        elif isinstance(event, TaskEnded):
            self._rows += event.rows
            self._note()
        elif isinstance(event, VisitBegan):
            self._note()
        else:
            self._ended(event)

    def _begin(self, event: RunBegan) -> None:
        plan = event.plan
        if event.resumed:
            self._bar.say(f"Continuing run {event.run}, which was stopped: {len(plan.visits)} visits are left.")
        if plan.left_out:
            names = ", ".join(f"{client.name} ({client.tan})" for client in plan.left_out)
            self._bar.say(f"Ticked but hidden by the filter, so left out: {names}.")
        self._bar.begin(len(plan.visits))

    def _ended(self, event: VisitEnded) -> None:
        self._bar.step()
        self._note()
        who = f"{event.client.name} ({event.client.tan}), {event.portal.title}"
        if event.reason and not self._stop.is_set():
            self._bar.say(f"{who}: {event.reason} {event.remedy}".rstrip())
        if event.is_left_open:
            self._bar.say(f"{who}: {_LEFT_OPEN}")

    def _note(self) -> None:
        waits = f" · {self._waiting} waiting for you" if self._waiting else ""
        self._bar.note(f"· {self._rows} rows{waits}")


def _work(work: Callable[[], T], done: "Future[T]") -> None:
    """Whatever it raises is raised again where the result is asked for."""
    try:
        result = work()
    except BaseException as error:
        done.set_exception(error)
    else:
        done.set_result(result)
