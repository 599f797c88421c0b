"""One visit: log in, read every task, sign out. Runs in its own thread and only fetches; the desk keeps the books."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tdsxl.challenges import Captcha, Challenge, CutOff, LoginFlow, NotTaken, SendSecret
from tdsxl.engine.desk import Desk
from tdsxl.engine.gate import outcome_of
from tdsxl.engine.journal.files import Filed
from tdsxl.engine.plan import Task, Visit
from tdsxl.engine.reading import Reading, task_read
from tdsxl.engine.store import Store
from tdsxl.errors import (
    ActionNeeded,
    LoginNotUnderstood,
    PortalChanged,
    SessionLost,
    Stopped,
    TdsxlError,
    Unavailable,
    Unsafe,
    Waiting,
    WrongClient,
)
from tdsxl.portals.base import Session, Wait
from tdsxl.records import Challan, Document, Item, Notice, Row
from tdsxl.remedies import store_password
from tdsxl.values import Login, Portal, Secret, Tan

TRIES = 4
"""Readings of one part before a portal that does not answer is given up."""
LONGEST_WAIT_S = 900.0
"""A portal that asks for so much patience is left for a later run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """What visits work with."""

    open_session: Callable[[Portal, Login, Wait], Session]
    login: Callable[[Tan, Portal], Login | None]
    ask: Callable[[Visit, Challenge], str | None]
    """Puts a question to a person; None when nobody answers."""
    attended: bool
    store: Store
    stop: threading.Event
    retry_s: float = 2.0
    """First wait before a part is read again; doubled each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a visit ended."""

    error: TdsxlError | None
    logged_in: bool
    seconds: float
    name: str | None
    """As the portal prints the client's name."""
    is_silent: bool = False
    """The portal did not answer the last thing that was asked, or could not be trusted before the login."""
    is_signed_out: bool = True
    """False where the portal did not answer the sign-out."""


class Visiting:
    """The visit while it goes on."""

    def __init__(self, number: int, visit: Visit, crew: Crew, *, desk: Desk) -> None:
        self._number = number
        self._visit = visit
        self._crew = crew
        self._desk = desk
        self._ask = visit.ask
        self._session: Session | None = None
        self._secret = Secret("")
        self._details: dict[str, Challan] = {}
        self._patient = False
        self._is_silent = False
        self._is_signed_out = True
        self._logins = 0
        self._name: str | None = None

    def run(self) -> Ending:
        """Make the visit; errors of the tree end it and stand in the ending."""
        started, error = time.monotonic(), None
        try:
            self._log_in()
            for task in self._visit.tasks:
                self._read(task)
        except TdsxlError as trouble:
            error = trouble
        finally:
            self._sign_out()
        return Ending(
            error=error,
            logged_in=self._logins > 0,
            seconds=time.monotonic() - started,
            name=self._name,
            is_silent=self._is_silent or isinstance(error, Unavailable) or self._is_mistrusted(error),
            is_signed_out=self._is_signed_out,
        )

    def _is_mistrusted(self, error: TdsxlError | None) -> bool:
        """Whose certificate, say, is not believed will be believed for no other client."""
        return type(error) is Unsafe and not self._logins

    def _pause(self, seconds: float) -> None:
        """Waits, and stops the visit when the run is stopped; not between a password and its answer."""
        if self._patient:
            time.sleep(seconds)
        elif self._crew.stop.wait(seconds) or self._crew.stop.is_set():
            raise Stopped("The run was stopped.")

    def _log_in(self) -> None:
        tan, portal = self._visit.client.tan, self._visit.portal
        login = self._crew.login(tan, portal)
        if login is None:
            raise ActionNeeded("No password is stored.", f"Store it: {store_password(tan, portal)}")
        cut_off, ask = self._desk.enter(self._number, login.version)
        self._details.update(ask.details)
        self._ask = replace(ask, details=self._details)
        if cut_off:
            self._resume_cut_off()
        self._drop_session()
        self._secret = login.password
        self._session = self._crew.open_session(portal, login, self._pause)
        self._drive(self._session.login())
        self._logins += 1

    def _resume_cut_off(self) -> None:
        if self._answer(CutOff()) != "yes":
            raise ActionNeeded("A login was cut off and not tried again.", "Sync again and answer y.")
        self._desk.release(self._number)

    def _drive(self, flow: LoginFlow) -> None:
        """Answers the login's challenges until it is done."""
        try:
            challenge = self._step(flow, None)
            while challenge is not None:
                answer = self._reply(challenge)
                challenge = self._step(flow, answer)
        finally:
            self._patient = False
            flow.close()

    def _step(self, flow: LoginFlow, answer: str | None) -> Challenge | None:
        """The next challenge, or None when the login is done; the desk hears what became of the password."""
        try:
            return next(flow) if answer is None else flow.send(answer)
        except StopIteration as end:
            self._name = end.value.name or self._name
            self._desk.answered(self._number, "accepted")
        except TdsxlError as error:
            # A portal may repeat what it was sent.
            error.reword(self._secret.hidden)
            outcome = outcome_of(error, sent=self._patient)
            if outcome:
                self._desk.answered(self._number, outcome, error.message)
            self._put_aside("login", error)
            raise
        return None

    def _reply(self, challenge: Challenge) -> str:
        if isinstance(challenge, SendSecret):
            self._desk.send(self._number)
            self._patient = True
            return ""
        if isinstance(challenge, NotTaken):
            self._patient = False
            self._desk.answered(self._number, "not taken", challenge.reason)
            return ""
        return self._answer(challenge)

    def _answer(self, challenge: Challenge) -> str:
        answer = self._crew.ask(self._visit, challenge)
        if self._crew.stop.is_set():
            raise Stopped("The run was stopped.")
        if answer is not None:
            return answer
        what = "captcha" if isinstance(challenge, Captcha) else "question"
        if self._crew.attended:
            raise ActionNeeded(f"The {what} was skipped.", "Sync this client again and answer it.")
        raise Waiting(f"A {what} waits for a person.", "Sync again without --unattended and answer it.")

    def _read(self, task: Task) -> None:
        readings = [Reading(part, task) for part in task.parts]
        try:
            for reading in readings:
                self._read_part(reading)
        except TdsxlError as error:
            for reading in readings:
                reading.leave(error)
            raise
        finally:
            self._desk.read(self._number, task_read(task, readings))

    def _read_part(self, reading: Reading) -> None:
        is_renewed = False
        while True:
            try:
                self._fetch(reading)
            except WrongClient:
                reading.drop()
                raise
            except (Unsafe, ActionNeeded) as error:
                reading.fail(error)
                self._put_aside(reading.task.module.name, error)
                return
            except SessionLost as error:
                if is_renewed:
                    # A fresh login did not help: it is this page that is strange, not the session.
                    reading.fail(error)
                    return
                self._log_in_again()
                is_renewed = True
            except Unavailable as error:
                if self._is_given_up(error, reading):
                    return
            else:
                self._is_silent = False
                reading.end()
                return

    def _fetch(self, reading: Reading) -> None:
        reading.begin()
        fetch = reading.part.fetch
        for item in fetch(self._session, self._ask) if fetch else ():
            reading.take(item, self._keep)
            self._learn(item)

    def _learn(self, item: Item) -> None:
        """Details of a challan do not change: reading the part again need not ask for them again."""
        if isinstance(item, Row) and isinstance(item.record, Challan):
            self._details[item.record.cin] = item.record

    def _keep(self, document: Document, notice: Notice | None) -> Filed:
        filed = self._crew.store.keep(self._visit.client, document, notice=notice)
        self._ask = replace(self._ask, on_file=self._ask.on_file | {document.reference})
        return filed

    def _log_in_again(self) -> None:
        """A lost session is renewed once; a second loss ends the visit."""
        if self._logins > 1:
            raise ActionNeeded("The portal signed us out twice.", "Close its other sessions, then sync again.")
        on_file = self._ask.on_file
        self._log_in()
        self._ask = replace(self._ask, on_file=self._ask.on_file | on_file)

    def _is_given_up(self, error: Unavailable, reading: Reading) -> bool:
        """Wait before a part is read again, or leave it: one page may be down alone, two in a row are the portal."""
        wait_s = error.retry_after if error.retry_after is not None else self._crew.retry_s * 2 ** (reading.tries - 1)
        if wait_s >= LONGEST_WAIT_S:
            raise error
        if reading.tries < TRIES:
            self._pause(wait_s)
            return False
        if self._is_silent:
            raise error
        self._is_silent = True
        reading.fail(error)
        return True

    def _put_aside(self, where: str, error: TdsxlError) -> None:
        reply = self._session.last_reply if self._session else None
        if reply is not None and isinstance(error, PortalChanged | LoginNotUnderstood):
            self._crew.store.put_aside(self._visit.portal, where, reply)

    def _sign_out(self) -> None:
        self._patient = True
        if self._session is not None:
            try:
                self._session.logout()
            except TdsxlError:
                # It harms nothing: the portal ends a session by itself, and what was read stands.
                self._is_signed_out = False
        self._drop_session()

    def _drop_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
