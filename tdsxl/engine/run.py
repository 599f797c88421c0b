"""A run: visits in threads, and one coordinator that alone touches the journal.

Visits call the desk; each call becomes a message of the coordinator. It takes all messages that wait, handles them in
one transaction, commits, and only then lets the visits go on. So a password leaves only after its intent is on disk,
and many finished tasks share one commit. What others want of the journal meanwhile is done between two turns.
"""

import logging
import queue
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tdsxl.engine.bookkeeping import Bookkeeping
from tdsxl.engine.events import Event, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.gate import Door
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.lobby import Lobby
from tdsxl.engine.plan import Plan
from tdsxl.engine.progress import note_progress
from tdsxl.engine.reading import FAULT, TaskRead, next_step
from tdsxl.engine.visit import Crew, Ending, Visiting
from tdsxl.errors import Stopped, TdsxlError, Unsafe
from tdsxl.modules.base import Ask
from tdsxl.values import Portal

_LOG = logging.getLogger(__name__)

T = TypeVar("T")
Chores = queue.SimpleQueue[Callable[[], None]]
"""What is done between two turns; a chore answers for its own errors."""

_TICK_S = 0.2
"""How soon a stop is noticed while nothing happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How hard one portal may be asked."""

    sessions: int
    login_gap: float
    """Seconds between two logins."""
    pictures: int = 0
    """Captcha pictures that may wait for a person at once, beside the sessions; 0 where the portal asks none."""


@dataclass(frozen=True, slots=True)
class _Message:
    """What a visit asks of the coordinator."""

    handle: Callable[[], object]
    future: "Future[Any]"
    """Any: whatever the handle returns."""
    answered_later: bool = False
    """The future waits for lobby or door, not for the handle."""


class Run:
    """One run under way; also the desk of its visits."""

    def __init__(
        self,
        number: int,
        plan: Plan,
        journal: Journal,
        *,
        crew: Crew,
        paces: Mapping[Portal, Pace],
        emit: Callable[[Event], None],
        progress: Path,
        chores: Chores | None = None,
    ) -> None:
        self._plan = plan
        self._journal = journal
        self._books = Bookkeeping(journal, number)
        self._number = number
        self._crew = crew
        self._emit = emit
        self._progress = progress
        self._paces = paces
        self._chores = chores or Chores()
        self._doors = {portal: Door(portal, pace.login_gap) for portal, pace in paces.items()}
        self._lobbies = {portal: Lobby(pace.sessions, pace.pictures) for portal, pace in paces.items()}
        self._callers: dict[int, _Message] = {}
        self._messages: queue.SimpleQueue[_Message] = queue.SimpleQueue()
        self._made: list[Future[Ending]] = []
        self._owed: list[Future[Any]] = []
        self._sending: dict[int, Future[None]] = {}
        self._settled: list[Callable[[], None]] = []
        self._left = 0

    def work(self) -> None:
        """Make all visits; returns when the last one has left.

        Raises:
            LocalError: The journal cannot be written; the visits were ended politely first.
        """
        self._note_progress()
        pools = {portal: ThreadPoolExecutor(pace.sessions + pace.pictures) for portal, pace in self._paces.items()}
        for number, visit in enumerate(self._plan.visits):
            made = pools[visit.portal].submit(Visiting(number, visit, self._crew, desk=self).run)
            made.add_done_callback(partial(self._report, number))
            self._made.append(made)
        try:
            while self._left < len(self._plan.visits):
                self._turn()
                self._do_chores()
        finally:
            self._let_go()
            for pool in pools.values():
                pool.shutdown()

    def _report(self, number: int, made: "Future[Ending]") -> None:
        self._messages.put(_Message(partial(self._on_left, number, made), Future()))

    def _turn(self) -> None:
        """Handle everything that waits, in one transaction."""
        messages = self._waiting_messages()
        with self._journal.transaction():
            for message in messages:
                self._handle(message)
            self._admit()
        settled, self._settled = self._settled, []
        for settle in settled:
            settle()

    def _do_chores(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._chores.get_nowait()()

    def _handle(self, message: "_Message") -> None:
        """Do what a visit asks; it goes on after the commit."""
        try:
            result = message.handle()
        except TdsxlError as error:
            self._settled.append(partial(message.future.set_exception, error))
        else:
            if not message.answered_later:
                self._settled.append(partial(message.future.set_result, result))

    def _waiting_messages(self) -> list["_Message"]:
        due = min((door.due() for door in self._doors.values()), default=float("inf"))
        messages: list[_Message] = []
        with suppress(queue.Empty):
            messages.append(self._messages.get(timeout=max(0.0, min(_TICK_S, due - time.monotonic()))))
            while True:
                messages.append(self._messages.get_nowait())
        self._owed = [future for future in self._owed if not future.done()] + [one.future for one in messages]
        return messages

    def _admit(self) -> None:
        """Let visits in and logins through the doors; the intent is part of this transaction."""
        for portal, door in self._doors.items():
            lobby = self._lobbies[portal]
            while (called := lobby.called_in()) is not None:
                self._handle(self._callers.pop(called))
            while (seated := lobby.seated()) is not None:
                door.knock(seated)
            away = door.turned_away() + (lobby.turned_away() if door.shut else [])
            if self._crew.stop.is_set():
                away = [number for number in self._sending if self._plan.visits[number].portal is portal]
            for number in away:
                door.left(number)
                lobby.leave(number)
                self._settled.append(partial(self._sending.pop(number).set_exception, door.shut or _stopped()))
            while (admitted := door.admit(time.monotonic())) is not None:
                self._books.intend(admitted, self._plan.visits[admitted])
                self._settled.append(partial(self._sending.pop(admitted).set_result, None))

    def _let_go(self) -> None:
        """If the coordinator fell, no visit waits for it any more: each signs out."""
        while not all(made.done() for made in self._made):
            self._crew.stop.set()
            for future in self._owed:
                if not future.done():
                    future.set_exception(_stopped())
            self._waiting_messages()

    def _call(self, handle: Callable[[], T]) -> T:
        """From a visit: have the coordinator do it, and wait until it is on disk."""
        future: Future[T] = Future()
        self._messages.put(_Message(handle, future))
        return future.result()

    def enter(self, visit: int, version: str) -> tuple[bool, Ask]:
        """See `Desk`."""
        future: Future[tuple[bool, Ask]] = Future()
        caller = _Message(lambda: self._on_enter(visit, version), future)
        self._messages.put(_Message(lambda: self._on_come(visit, caller), future, answered_later=True))
        return future.result()

    def _on_come(self, number: int, caller: "_Message") -> None:
        self._callers[number] = caller
        self._lobbies[self._plan.visits[number].portal].come(number)

    def _on_enter(self, number: int, version: str) -> tuple[bool, Ask]:
        visit = self._plan.visits[number]
        if self._crew.stop.is_set():
            raise _stopped()
        shut = self._doors[visit.portal].shut
        if shut:
            raise shut
        cut_off = self._books.enter(number, visit, version)
        self._emit(VisitBegan(client=visit.client, portal=visit.portal))
        details, on_file = self._books.known(visit)
        return cut_off, replace(visit.ask, details=details, on_file=on_file)

    def release(self, visit: int) -> None:
        """See `Desk`."""
        self._call(lambda: self._books.release(self._plan.visits[visit]))

    def send(self, visit: int) -> None:
        """See `Desk`."""
        future: Future[None] = Future()
        handle = partial(self._on_send, visit, future)
        self._messages.put(_Message(handle, future, answered_later=True))
        future.result()

    def _on_send(self, number: int, future: Future[None]) -> None:
        visit = self._plan.visits[number]
        self._books.judge(number, visit)
        self._sending[number] = future
        self._lobbies[visit.portal].stand(number)

    def answered(self, visit: int, outcome: str, reason: str | None = None) -> None:
        """See `Desk`."""
        self._call(lambda: self._on_answered(visit, outcome, reason))

    def _on_answered(self, number: int, outcome: str, reason: str | None) -> None:
        visit = self._plan.visits[number]
        door = self._doors[visit.portal]
        if outcome == "accepted":
            door.succeeded(number)
        elif outcome == "not taken":
            door.not_taken(number)
            if reason == "captcha":
                self._lobbies[visit.portal].rise(number)
        elif outcome == "not understood":
            door.not_understood(number)
        else:
            door.refused(number, had_succeeded=self._books.had_succeeded(number, visit))
        self._books.answered(number, visit, outcome, reason=reason)

    def read(self, visit: int, read: TaskRead) -> None:
        """See `Desk`."""
        self._call(lambda: self._on_read(visit, read))

    def _on_read(self, number: int, read: TaskRead) -> None:
        visit = self._plan.visits[number]
        reason, fresh = self._books.read(visit, read)
        if reason is None:
            self._doors[visit.portal].working()
        module, rows = read.task.module.title, sum(len(part.rows) for part in read.parts)
        self._emit(
            TaskEnded(client=visit.client, portal=visit.portal, module=module, rows=rows, fresh=fresh, reason=reason)
        )

    def _on_left(self, number: int, made: "Future[Ending]") -> None:
        visit = self._plan.visits[number]
        ending = _ending(made)
        door = self._doors[visit.portal]
        if ending.is_silent and door.shut is None:
            door.silent(number)
        elif ending.error is None:
            door.working()
        door.left(number)
        self._lobbies[visit.portal].leave(number)
        self._books.left(visit, ending, attended=self._crew.attended)
        self._left += 1
        self._note_progress()
        reason, remedy = (ending.error.message, next_step(ending.error)) if ending.error else (None, "")
        is_left_open = not (ending.is_signed_out or ending.error)
        self._emit(
            VisitEnded(
                client=visit.client, portal=visit.portal, reason=reason, remedy=remedy, is_left_open=is_left_open
            )
        )

    def _note_progress(self) -> None:
        note_progress(self._progress, run=self._number, done=self._left, of=len(self._plan.visits))


def _stopped() -> Stopped:
    return Stopped("The run was stopped.")


def _ending(made: "Future[Ending]") -> Ending:
    """A fault of our own ends one visit, never the run; its traceback goes to the log."""
    fault = made.exception()
    if fault is None:
        return made.result()
    _LOG.error("A visit ended with a fault of tdsxl.", exc_info=fault)
    return Ending(error=Unsafe(FAULT, "Send the log to the makers."), logged_in=False, seconds=0.0, name=None)
