"""The course of a run, in the words of the window."""

from collections.abc import Sequence

from tdsxl.addin.course import Course
from tdsxl.engine.entries import PlannedTask, TaskId
from tdsxl.engine.events import RunBegan, TaskEnded, VisitBegan, VisitEnded
from tdsxl.engine.plan import Plan, Task, Visit
from tdsxl.engine.run import Pace
from tdsxl.modules.base import Ask
from tdsxl.tables import Client
from tdsxl.values import Portal, Tan
from tdsxl.window.values import Began, Moved, News, Progress, Said, Stage
from tests.engine.scripted import IT, LISTS, OAK, PINE, TRACES, client

BLANK = Ask(years=(), forms=frozenset(), register=(), details={}, on_file=frozenset())
PACES = {IT: Pace(sessions=2, login_gap=6.0), TRACES: Pace(sessions=1, login_gap=6.0)}


class Told:
    """A course, its clock, and what it told."""

    def __init__(self, seconds: dict[tuple[str, Portal], float] | None = None) -> None:
        self.now = 0.0
        self.news: list[News] = []
        self.course = Course(
            self.news.append, PACES, seconds=seconds or {}, captcha_s=lambda: 10.0, clock=lambda: self.now
        )

    def began(self, *visits: Visit, tasks: Sequence[PlannedTask] = (), left_out: Sequence[Client] = ()) -> None:
        clients = dict.fromkeys([*(visit.client for visit in visits), *(client(Tan(t.task.tan)) for t in tasks)])
        plan = Plan(clients=tuple(clients), visits=visits, tasks=tuple(tasks), unsupported=(), left_out=tuple(left_out))
        self.course.on(RunBegan(run=7, plan=plan, resumed=False))

    def read(self, visit: Visit, *, rows: int = 3, fresh: int = 0, reason: str | None = None) -> None:
        self.course.on(
            TaskEnded(client=visit.client, portal=visit.portal, module="Lists", rows=rows, fresh=fresh, reason=reason)
        )

    def left(self, visit: Visit, reason: str | None = None) -> None:
        self.course.on(VisitEnded(client=visit.client, portal=visit.portal, reason=reason, remedy="Look there."))

    def entered(self, visit: Visit) -> None:
        self.course.on(VisitBegan(client=visit.client, portal=visit.portal))

    @property
    def moves(self) -> list[tuple[Stage, str]]:
        return [(news.stage, news.text) for news in self.news if isinstance(news, Moved)]

    @property
    def progress(self) -> Progress:
        return [news for news in self.news if isinstance(news, Progress)][-1]


def visit(tan: Tan, portal: Portal, tasks: int = 1) -> Visit:
    task = Task(id=TaskId(tan=tan, module="lists", portal=portal), module=LISTS, parts=())
    return Visit(client=client(tan), portal=portal, ask=BLANK, tasks=(task,) * tasks)


def test_a_client_goes_from_stage_to_stage() -> None:
    """It is at its end when both portals are."""
    told, it, traces = Told(), visit(PINE, IT, tasks=2), visit(PINE, TRACES)
    told.began(it, traces)
    told.entered(it)
    told.read(it, fresh=2)
    told.read(it, rows=1)
    told.left(it)
    told.entered(traces)
    told.read(traces, rows=0, fresh=1)
    told.left(traces)
    assert told.moves == [
        (Stage.RETRIEVING, "IT portal: signing in"),
        (Stage.VALIDATING, "IT portal: Lists, 3 rows"),
        (Stage.UPDATING, "IT portal: Lists, 1 row"),
        (Stage.WAITING, "IT portal: done"),
        (Stage.RETRIEVING, "TRACES: signing in"),
        (Stage.UPDATING, "TRACES: Lists, 0 rows"),
        (Stage.CHECKED, "All checked; 3 rows are new or changed"),
    ]
    assert (told.progress.visits_done, told.progress.rows) == (2, 4)


def test_a_client_without_news_says_so() -> None:
    """What was checked is never left without a word."""
    told, it = Told(), visit(PINE, IT)
    told.began(it)
    told.entered(it)
    told.read(it)
    told.left(it)
    assert told.moves[-1] == (Stage.CHECKED, "All checked; nothing is new")


def test_a_stop_is_told_at_once_and_counted_down() -> None:
    """Who is signed in is signed out, one after the other; no time is left to be guessed."""
    told, it, traces = Told({(PINE, IT): 9.0}), visit(PINE, IT), visit(OAK, TRACES)
    told.began(it, traces)
    told.entered(it)
    told.entered(traces)
    assert told.course.stop() == "Stopping: signing out of 2 accounts…"
    assert told.progress == Progress(visits_done=0, rows=0, seconds_left=None, signing_out=2)
    told.left(it)
    assert told.progress.signing_out == 1


def test_whatever_failed_is_said_at_the_end_with_what_to_do() -> None:
    """A module, and a whole visit."""
    told, it, traces = Told(), visit(PINE, IT), visit(PINE, TRACES)
    told.began(it, traces)
    told.entered(it)
    told.read(it, reason="Odd.")
    told.left(it)
    told.left(traces, "The portal is down.")
    said = "IT portal: Lists not checked: Odd. · TRACES: The portal is down. Look there."
    assert told.moves[-1] == (Stage.NOT_CHECKED, said)


def test_who_is_not_visited_is_at_the_end_at_once() -> None:
    """With the reason; who is visited at the other portal is not."""
    told = Told()
    hindered = [
        PlannedTask(
            task=TaskId(tan=tan, module="lists", portal=TRACES),
            years="",
            covered=None,
            state="skipped",
            reason="no password stored",
            remedy="Store it.",
        )
        for tan in (PINE, OAK)
    ]
    told.began(visit(OAK, IT), tasks=hindered)
    assert told.moves == [(Stage.NOT_CHECKED, "TRACES: no password stored. Store it.")]


def test_it_says_how_much_will_be_typed_and_who_is_hidden() -> None:
    """One captcha for each visit at TRACES."""
    told = Told()
    told.began(visit(PINE, IT), visit(PINE, TRACES), left_out=[client(OAK)])
    began = next(news for news in told.news if isinstance(news, Began))
    assert (began.run, began.visits, began.captchas) == (7, 2, 1)
    assert Said(text=f"Ticked but hidden by the filter, so left out: Oaks ({OAK}).") in told.news


def test_nobody_knows_how_long_a_first_run_takes() -> None:
    """Until one visit has been timed."""
    told, first, second = Told(), visit(PINE, IT), visit(OAK, IT)
    told.began(first, second)
    assert told.progress.seconds_left is None
    told.entered(first)
    told.now = 30.0
    told.left(first)
    assert told.progress.seconds_left == 15


def test_the_slowest_of_reading_typing_and_pace_decides() -> None:
    """Seats at each portal; ten seconds of typing where the portal would be quicker."""
    slow = Told({(PINE, TRACES): 100.0, (OAK, TRACES): 50.0})
    slow.began(visit(PINE, TRACES), visit(OAK, TRACES))
    assert slow.progress.seconds_left == 150
    slow.entered(visit(PINE, TRACES))
    slow.now = 60.0
    slow.read(visit(PINE, TRACES))
    assert slow.progress.seconds_left == 90
    quick = Told({(PINE, TRACES): 1.0, (OAK, TRACES): 1.0})
    quick.began(visit(PINE, TRACES), visit(OAK, TRACES))
    assert quick.progress.seconds_left == 20
