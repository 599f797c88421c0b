"""What the coordinator writes down for each thing a visit tells. Called inside the coordinator's transaction."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import SequenceMatcher

from tdsxl.engine.gate import bar, has_succeeded, is_cut_off
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.plan import Visit
from tdsxl.engine.visit import Ending, TaskRead
from tdsxl.errors import (
    AccountLocked,
    ActionNeeded,
    LocalError,
    OtpNeeded,
    PortalError,
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

    def enter(self, visit: Visit, version: str, now: datetime) -> bool:
        """Judge the account and note that its tasks run; True means that a login was cut off.

        Raises:
            PortalError: The gate bars the account.
        """
        tan, portal = visit.client.tan, visit.portal
        attempts = self._journal.logins.of(portal, tan)
        barred = bar(attempts, version, now)
        if barred:
            raise barred
        self._journal.runs.tried(self._run, tan, portal, now)
        return is_cut_off(attempts, version)

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

    def intend(self, number: int, visit: Visit, version: str) -> None:
        """The password is about to leave."""
        now = datetime.now(UTC)
        attempt = self._journal.logins.intend(visit.portal, visit.client.tan, version, run=self._run, at=now)
        self._attempts[number] = attempt
        self._versions[number] = version

    def had_succeeded(self, number: int, visit: Visit) -> bool:
        """The portal has taken this very password before."""
        attempts = self._journal.logins.of(visit.portal, visit.client.tan)
        return has_succeeded(attempts, self._versions[number])

    def answered(self, number: int, visit: Visit, outcome: str, reason: str | None) -> None:
        """How the portal took the password."""
        self._journal.logins.settle(self._attempts[number], outcome, reason)
        if outcome == "accepted":
            self._journal.troubles.clear(visit.client.tan, portal=visit.portal.title, module="", at=datetime.now(UTC))

    def read(self, visit: Visit, read: TaskRead) -> None:
        """Records and "done" together.

        Raises:
            PortalChanged: Two different rows came under one key; nothing of the task is stored.
        """
        now = datetime.now(UTC)
        tan, portal, title = visit.client.tan, visit.portal, read.task.module.title
        self._journal.readings.save(read.task.id, read.parts, run=self._run, tries=read.tries, at=now)
        for filed in read.files:
            self._journal.files.add(tan, portal, filed, at=now)
        if read.reason is None:
            self._journal.troubles.clear(tan, portal=portal.title, module=title, at=now)
        else:
            self._open(visit, PortalError(read.reason), module=title, tries=read.tries)

    def left(self, visit: Visit, ending: Ending, *, attended: bool) -> None:
        """The visit is over: what it did not read says why, and troubles are opened."""
        now, error = datetime.now(UTC), ending.error
        client, portal = visit.client, visit.portal
        needs = "otp" if isinstance(error, OtpNeeded) else None
        seconds = None if error else ending.seconds
        self._journal.logins.visited(client.tan, portal, seconds=seconds, name=ending.name, needs=needs)
        if ending.name:
            self._compare_names(visit, ending.name, now)
        if error:
            self._settle(visit, error, attended=attended)

    def _settle(self, visit: Visit, error: TdsxlError, *, attended: bool) -> None:
        state = "waiting" if isinstance(error, Waiting) and not attended else "failed"
        reason = short_reason(error)
        for task in visit.tasks:
            self._journal.runs.settle(self._run, task.id, state=state, reason=reason, remedy=error.remedy)
            for part in task.parts:
                self._journal.readings.note(task.id, part.act, run=self._run, supported=True, reason=reason)
        if not isinstance(error, Stopped):
            self._open(visit, error)

    def _open(self, visit: Visit, error: TdsxlError, *, module: str = "", tries: int = 1) -> None:
        needs_you = isinstance(error, Refused | ActionNeeded | Waiting | LocalError)
        trouble = Trouble(
            tan=visit.client.tan,
            kind="Needs you" if needs_you else "Failure",
            module=module,
            portal=visit.portal.title,
            what=error.message,
            remedy=error.remedy or "Sync this client again; if it stays, look at the portal by hand.",
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


_SHORT = ((AccountLocked, "account locked"), (Refused, "password refused"), (OtpNeeded, "needs OTP"))
_COMMON = frozenset(
    ["m", "s", "messrs", "the", "and", "of", "co", "company", "pvt", "private", "ltd", "limited", "llp", "india"]
)


def short_reason(error: TdsxlError) -> str:
    """A reason for the column Message."""
    return next((text for kind, text in _SHORT if isinstance(error, kind)), error.message)


def differ(ours: str, printed: str) -> bool:
    """Two names that a reader would not take for one firm."""
    first, second = _words(ours), _words(printed)
    if not first or not second or set(first) <= set(second) or set(second) <= set(first):
        return False
    return SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() < 0.6


def _words(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return [word for word in words if word not in _COMMON]
