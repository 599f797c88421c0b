"""What the coordinator writes down for each thing a visit tells. Called inside the coordinator's transaction."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import SequenceMatcher

from tdsxl.engine.gate import bar, has_succeeded, is_cut_off
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.plan import Task, Visit
from tdsxl.engine.reading import TaskRead, next_step, short_reason
from tdsxl.engine.visit import Ending
from tdsxl.errors import (
    ActionNeeded,
    LocalError,
    OtpNeeded,
    PortalChanged,
    Refused,
    Stopped,
    TdsxlError,
    Waiting,
)
from tdsxl.records import Challan


class Bookkeeping:
    """The journal of one run, in the words of a visit."""

    def __init__(self, journal: Journal, run: int) -> None:
        self._journal = journal
        self._run = run
        self._attempts: dict[int, int] = {}
        self._versions: dict[int, str] = {}

    def enter(self, number: int, visit: Visit, version: str) -> bool:
        """Judge the account and note that its tasks run; True means that a login was cut off.

        Raises:
            PortalError: The gate bars the account.
        """
        tan, portal = visit.client.tan, visit.portal
        self._versions[number] = version
        self.judge(number, visit)
        self._journal.runs.tried(self._run, tan, portal, at=datetime.now(UTC))
        return is_cut_off(self._journal.logins.of(portal, tan), version)

    def judge(self, number: int, visit: Visit) -> None:
        """Asked when a visit enters and before each password, since wrong captchas count too.

        Raises:
            PortalError: The gate bars the account.
        """
        attempts = self._journal.logins.of(visit.portal, visit.client.tan)
        barred = bar(attempts, self._versions[number], datetime.now(UTC))
        if barred:
            raise barred

    def known(self, visit: Visit) -> tuple[Mapping[str, Challan], frozenset[str]]:
        """Challans whose details are here, and references whose documents are on file."""
        tan, portal = visit.client.tan, visit.portal
        records = self._journal.readings.records(tan, "challans", portal)
        details = {record.cin: record for record in records if isinstance(record, Challan)}
        on_file = frozenset(ref for where, ref in self._journal.files.paths(tan) if where is portal)
        return details, on_file

    def release(self, visit: Visit) -> None:
        """A person allows a cut-off login to be sent again."""
        self._journal.logins.released(visit.portal, visit.client.tan)

    def intend(self, number: int, visit: Visit) -> None:
        """The password is about to leave."""
        now, version = datetime.now(UTC), self._versions[number]
        attempt = self._journal.logins.intend(visit.portal, visit.client.tan, version, run=self._run, at=now)
        self._attempts[number] = attempt

    def had_succeeded(self, number: int, visit: Visit) -> bool:
        """The portal has taken this very password before."""
        attempts = self._journal.logins.of(visit.portal, visit.client.tan)
        return has_succeeded(attempts, self._versions[number])

    def answered(self, number: int, visit: Visit, outcome: str, *, reason: str | None) -> None:
        """How the portal took the password; an account may be refused before it leaves, and counts as much."""
        if number not in self._attempts:
            self.intend(number, visit)
        self._journal.logins.settle(self._attempts[number], outcome, reason)
        if outcome != "not taken":
            del self._attempts[number]
        if outcome == "accepted":
            self._journal.troubles.clear(visit.client.tan, portal=visit.portal.title, module="", at=datetime.now(UTC))

    def read(self, visit: Visit, read: TaskRead) -> tuple[str | None, int]:
        """Records and "done" together; returns why the task is not complete, and how many rows are news."""
        now, title = datetime.now(UTC), read.task.module.title
        for filed in read.files:
            self._journal.files.add(visit.client.tan, visit.portal, filed, at=now)
        try:
            fresh = self._journal.readings.save(read.task.id, read.parts, run=self._run, tries=read.tries, at=now)
        except PortalChanged as error:
            self._leave(read.task, error, state="failed")
            self._open(visit, error, module=title, tries=read.tries)
            return error.message, 0
        if read.reason is None:
            self._journal.troubles.clear(visit.client.tan, portal=visit.portal.title, module=title, at=now)
        elif read.trouble:
            self._open(visit, read.trouble, module=title, tries=read.tries)
        return read.reason, fresh

    def left(self, visit: Visit, ending: Ending, *, attended: bool) -> None:
        """The visit is over: what it did not read says why, and troubles are opened."""
        now, error = datetime.now(UTC), ending.error
        client, portal = visit.client, visit.portal
        seconds = ending.seconds if visit.tasks and not error else None
        self._journal.logins.visited(client.tan, portal, seconds=seconds, name=ending.name)
        if ending.logged_in or isinstance(error, OtpNeeded):
            self._journal.logins.needs(client.tan, portal, "otp" if isinstance(error, OtpNeeded) else None)
        if ending.name:
            self._compare_names(visit, ending.name, now)
        if error:
            self._settle(visit, error, attended=attended)

    def _settle(self, visit: Visit, error: TdsxlError, *, attended: bool) -> None:
        for task in visit.tasks:
            self._leave(task, error, state="waiting" if isinstance(error, Waiting) and not attended else "failed")
        if not isinstance(error, Stopped):
            self._open(visit, error)

    def _leave(self, task: Task, error: TdsxlError, *, state: str) -> None:
        """A task that was not read says why; one that was read stays as it is."""
        reason = short_reason(error)
        if self._journal.runs.settle(self._run, task.id, state=state, reason=reason, remedy=error.remedy):
            for part in task.parts:
                self._journal.readings.note(task.id, part.act, run=self._run, supported=True, reason=reason)

    def _open(self, visit: Visit, error: TdsxlError, *, module: str = "", tries: int = 1) -> None:
        needs_you = isinstance(error, Refused | ActionNeeded | Waiting | LocalError)
        trouble = Trouble(
            tan=visit.client.tan,
            kind="Needs you" if needs_you else "Failure",
            module=module,
            portal=visit.portal.title,
            what=error.message,
            remedy=next_step(error),
            tries=tries,
        )
        self._journal.troubles.open(trouble, run=self._run, at=datetime.now(UTC))

    def _compare_names(self, visit: Visit, printed: str, now: datetime) -> None:
        client, portal = visit.client, visit.portal.title
        if not differ(client.name, printed):
            self._journal.troubles.match(client.tan, portal=portal, at=now)
            return
        trouble = Trouble(
            tan=client.tan,
            kind="Mismatch",
            module="",
            portal=portal,
            what=f"The portal calls this TAN {printed}.",
            remedy="Check the TAN, or mend Client name on the sheet Clients.",
        )
        self._journal.troubles.open(trouble, run=self._run, at=now)


_COMMON = frozenset(
    ["m", "s", "messrs", "the", "and", "of", "co", "company", "pvt", "private", "ltd", "limited", "llp", "india"]
)


def differ(ours: str, printed: str) -> bool:
    """Two names that a reader would not take for one firm."""
    first, second = _words(ours), _words(printed)
    if not first or not second or set(first) <= set(second) or set(second) <= set(first):
        return False
    return SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() < 0.6


def _words(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return [word for word in words if word not in _COMMON]
