"""The course of a run: what the engine tells, in the words of the window. Called by one thread."""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from statistics import fmean

from tdsxl.engine.events import Event, RunBegan, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.plan import Plan
from tdsxl.engine.run import Pace
from tdsxl.values import Portal, Tan
from tdsxl.window.values import Began, Moved, News, Progress, Said, Stage
from tdsxl.window.words import count, stopping

Account = tuple[Tan, Portal]


class Course:
    """One run, from its beginning to its end."""

    def __init__(
        self,
        tell: Callable[[News], None],
        paces: Mapping[Portal, Pace],
        *,
        seconds: Mapping[tuple[str, Portal], float],
        captcha_s: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is remembered.

        Args:
            tell: Takes the news.
            paces: How hard each portal is asked.
            seconds: How long the last visit of each account took.
            captcha_s: Seconds that a captcha takes the person.
            clock: Seconds.
        """
        self.run: int | None = None
        """Its number, once it has begun."""
        self._tell = tell
        self._paces = paces
        self._seconds = dict(seconds)
        self._captcha_s = captcha_s
        self._clock = clock
        self._waiting: set[Account] = set()
        """Visits that have not begun."""
        self._begun: dict[Account, float] = {}
        self._tasks: Counter[Account] = Counter()
        self._visits: Counter[Tan] = Counter()
        self._troubles: defaultdict[Tan, list[str]] = defaultdict(list)
        self._fresh: Counter[Tan] = Counter()
        self._done = self._rows = 0
        self._is_stopping = False

    def stop(self) -> str:
        """The run is being stopped; from any thread. Returns the line that says so."""
        self._is_stopping = True
        self._tell(self._progress())
        return stopping(len(self._begun))

    def on(self, event: Event) -> None:
        """The engine tells something."""
        match event:
            case RunBegan():
                self._begin(event)
            case VisitBegan():
                self._visit(event)
            case TaskEnded():
                self._read(event)
            case VisitEnded():
                self._leave(event)
        self._tell(self._progress())

    def _progress(self) -> Progress:
        return Progress(
            visits_done=self._done,
            rows=self._rows,
            seconds_left=None if self._is_stopping else self._seconds_left(),
            signing_out=len(self._begun) if self._is_stopping else None,
        )

    def _begin(self, event: RunBegan) -> None:
        plan, self.run = event.plan, event.run
        for visit in plan.visits:
            account = (visit.client.tan, visit.portal)
            self._waiting.add(account)
            self._tasks[account] = len(visit.tasks)
            self._visits[visit.client.tan] += 1
        captchas = sum(visit.portal is Portal.TRACES for visit in plan.visits)
        clients = tuple((client.tan, client.name) for client in plan.clients)
        self._tell(Began(run=event.run, clients=clients, visits=len(plan.visits), captchas=captchas))
        if plan.left_out:
            names = ", ".join(f"{client.name} ({client.tan})" for client in plan.left_out)
            self._tell(Said(text=f"Ticked but hidden by the filter, so left out: {names}."))
        self._hindered(plan)

    def _hindered(self, plan: Plan) -> None:
        """Accounts that are not visited at all; a client without any visit is at its end."""
        for task in plan.tasks:
            if task.state in ("skipped", "waiting"):
                said = f"{task.task.portal.title}: {task.reason}. {task.remedy or ''}".strip()
                troubles = self._troubles[Tan(task.task.tan)]
                troubles += [said] if said not in troubles else []
        for client in plan.clients:
            if not self._visits[client.tan]:
                self._end(client.tan, "Not supported yet")

    def _visit(self, event: VisitBegan) -> None:
        account = (event.client.tan, event.portal)
        self._waiting.discard(account)
        self._begun[account] = self._clock()
        self._move(event.client.tan, Stage.RETRIEVING, f"{event.portal.title}: signing in")

    def _read(self, event: TaskEnded) -> None:
        account = (event.client.tan, event.portal)
        self._tasks[account] -= 1
        self._rows += event.rows
        self._fresh[event.client.tan] += event.fresh
        stage = Stage.VALIDATING if self._tasks[account] > 0 else Stage.UPDATING
        said = f"{event.portal.title}: {event.module}, {count(event.rows, 'row')}"
        if event.reason:
            said = f"{event.portal.title}: {event.module} not checked: {event.reason}"
            self._troubles[event.client.tan].append(said)
        self._move(event.client.tan, stage, said)

    def _leave(self, event: VisitEnded) -> None:
        tan, account = event.client.tan, (event.client.tan, event.portal)
        self._done += 1
        self._visits[tan] -= 1
        self._waiting.discard(account)
        began = self._begun.pop(account, None)
        if event.reason:
            # Many of these sentences begin with the portal already.
            is_said = event.reason.removeprefix("The ").startswith(event.portal.title)
            where = "" if is_said else f"{event.portal.title}: "
            self._troubles[tan].append(f"{where}{event.reason} {event.remedy}".strip())
        elif began is not None:
            self._seconds[account] = self._clock() - began
        if self._visits[tan]:
            is_visited = any(account[0] == tan for account in self._begun)
            stage = Stage.RETRIEVING if is_visited else Stage.WAITING
            self._move(tan, stage, f"{event.portal.title}: done")
        else:
            self._end(tan, _checked(self._fresh[tan]))

    def _end(self, tan: Tan, checked: str) -> None:
        troubles = " · ".join(dict.fromkeys(self._troubles[tan]))
        self._move(tan, Stage.NOT_CHECKED if troubles else Stage.CHECKED, troubles or checked)

    def _move(self, tan: Tan, stage: Stage, text: str) -> None:
        self._tell(Moved(tan=tan, stage=stage, text=text))

    def _seconds_left(self) -> int | None:
        """At the portal that lasts longest; None while no visit has ever been timed."""
        if not self._seconds:
            return None
        average, now = fmean(self._seconds.values()), self._clock()
        rest: Counter[Portal] = Counter()
        for account in self._waiting:
            rest[account[1]] += self._seconds.get(account, average)  # type: ignore[assignment]  # counts seconds
        for account, began in self._begun.items():
            left = max(0.0, self._seconds.get(account, average) - (now - began))
            rest[account[1]] += left  # type: ignore[assignment]  # counts seconds
        reading = max((rest[portal] / pace.sessions for portal, pace in self._paces.items()), default=0.0)
        captchas = sum(portal is Portal.TRACES for _, portal in self._waiting)
        gap = self._paces[Portal.TRACES].login_gap
        return math.ceil(max(reading, captchas * max(gap, self._captcha_s())))


def _checked(fresh: int) -> str:
    """`All checked; 3 rows are new or changed`."""
    if not fresh:
        return "All checked; nothing is new"
    return f"All checked; {count(fresh, 'row')} {'is' if fresh == 1 else 'are'} new or changed"
