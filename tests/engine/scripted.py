"""Portals that answer from a script: modules, sessions and an office to run whole syncs with, without any network."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tdsxl.challenges import Captcha, LoginFlow, NotTaken, SendSecret, TakeOver
from tdsxl.engine.plan import Wish
from tdsxl.errors import ActionNeeded, Refused, Unavailable, Waiting
from tdsxl.modules.base import Ask, Module, Part, Source, always, new_years, old_years
from tdsxl.portals.base import Reply, Wait
from tdsxl.records import Document, Item, ListRead, Notice, NoticeKind, Profile, Row
from tdsxl.tables import Client, Contents, Problem, Settings, Stamp
from tdsxl.values import Act, Login, Portal, Tan, Year

PINE, OAK, ELM, ASH = (Tan(f"{word}12345E") for word in ("PINE", "OAKS", "ELMS", "ASHS"))
IT, TRACES = Portal.ITPORTAL, Portal.TRACES
YEARS = (Year(2025), Year(2026))


def notice(reference: str, status: str = "Open") -> Notice:
    """A record small enough to be read at a glance."""
    blank = dict.fromkeys(("category", "description", "box", "section", "form", "year", "quarter"))
    days = dict.fromkeys(("issued_on", "served_on", "due_on", "replied"))
    return Notice(portal=IT, kind=NoticeKind.PROCEEDING, reference=reference, status=status, **blank, **days)


def row(reference: str, status: str = "Open", *, scope: str = "all", act: Act | None = None) -> Row:
    return Row(act=act, scope=scope, record=notice(reference, status))


def whole(*references: str, scope: str = "all", act: Act | None = None, total: int | None = None) -> list[Item]:
    """Rows of one list, and that it was read to its end."""
    rows: list[Item] = [row(reference, scope=scope, act=act) for reference in references]
    return [*rows, ListRead(act=act, scope=scope, portal_total=total)]


def document(reference: str, content: bytes = b"%PDF-1.4") -> Document:
    return Document(reference=reference, portal_name="../x.pdf", suffix=".pdf", content=content)


def _part(name: str, act: Act | None, asked: Callable[[Ask], bool]) -> Part:
    def fetch(session: "ScriptedSession", ask: Ask) -> Iterator[Item]:
        yield from session.read(name, ask)

    return Part(act=act, asked=asked, fetch=fetch)


def module(name: str, *sources: Source) -> Module:
    return Module(name=name, title=name.title(), sources=sources, key=lambda record: (record.reference,), views=())


LETTERS = module("letters", Source(IT, (_part("letters", None, always),)))
BILLS = module("bills", Source(IT, (_part("bills old", Act.OLD, old_years), _part("bills new", Act.NEW, new_years))))
UNSEEN = Part(act=Act.NEW, asked=new_years, fetch=None)
CARDS = module("cards", Source(TRACES, (_part("cards", Act.OLD, old_years), UNSEEN)))
LISTS = module(
    "lists",
    Source(IT, (_part("lists it", None, always),)),
    Source(TRACES, (_part("lists traces", Act.OLD, old_years), UNSEEN)),
)
MODULES = (LETTERS, BILLS, CARDS, LISTS)


Script = Callable[["ScriptedSession"], LoginFlow]
Step = Item | BaseException | Callable[[], object]
"""An item is yielded, an error raised, anything else called."""


def accepted(session: "ScriptedSession") -> LoginFlow:
    yield SendSecret()
    session.sent()
    return Profile(tan=session.tan, name=session.account.name)


def refused(session: "ScriptedSession") -> LoginFlow:
    yield SendSecret()
    session.sent()
    raise Refused("The portal refused the password.", "Store the right one.")


def unknown_user(session: "ScriptedSession") -> LoginFlow:
    """The IT portal names an unknown user before it is sent a password."""
    yield from ()
    raise Refused("The portal does not know the user.", "Register it.")


def silent(session: "ScriptedSession") -> LoginFlow:
    """Down before the password is wanted."""
    yield from ()
    raise Unavailable("The portal is down.")


def unanswered(session: "ScriptedSession") -> LoginFlow:
    """The password left, and nobody saw the answer."""
    yield SendSecret()
    session.sent()
    raise Unavailable("The portal broke the connection.")


def with_captcha(right: str = "right") -> Script:
    """As TRACES: a wrong captcha is asked anew, three times at most."""

    def flow(session: "ScriptedSession") -> LoginFlow:
        for attempt in range(3):
            typed = yield Captcha(b"picture", attempt > 0)
            yield SendSecret()
            session.sent()
            if typed == right:
                return Profile(tan=session.tan, name=None)
            session.answered()
            yield NotTaken("captcha")
        raise Waiting("The captcha was wrong 3 times.")

    return flow


def elsewhere(session: "ScriptedSession") -> LoginFlow:
    """Signed in elsewhere; only a yes takes over."""
    yield SendSecret()
    session.sent()
    session.answered()
    yield NotTaken("signed in elsewhere")
    if (yield TakeOver()) != "yes":
        raise ActionNeeded("The account is signed in elsewhere.", "Log out there.")
    return Profile(tan=session.tan, name=session.account.name)


@dataclass(slots=True)
class Account:
    """What one client meets at one portal; the last script and the last reading are repeated."""

    logins: list[Script] = field(default_factory=lambda: [accepted])
    readings: dict[str, list[Sequence[Step]]] = field(default_factory=dict)
    """Name of a part → one answer for each time it is read."""
    name: str | None = None


@dataclass(slots=True)
class World:
    """Both portals, and what they saw."""

    accounts: dict[tuple[Tan, Portal], Account] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """As `PINE sent`, `PINE read letters`, `PINE out`, in the order of time."""
    most_before_success: int = 0
    """Most logins in flight at once before the first was accepted."""
    login_s: float = 0.0
    """How long a portal thinks about a password."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    in_flight: int = 0
    has_accepted: bool = False

    def account(self, tan: Tan, portal: Portal) -> Account:
        return self.accounts.setdefault((tan, portal), Account())

    def note(self, tan: Tan, what: str) -> None:
        with self.lock:
            self.seen.append(f"{tan[:4]} {what}")

    def count(self, what: str) -> int:
        return sum(line.endswith(what) for line in self.seen)


class ScriptedSession:
    """Satisfies `portals.base.Session`; as a real one it waits before every question."""

    def __init__(self, world: World, portal: Portal, login: Login, *, wait: Wait) -> None:
        self.tan = login.tan
        self.account = world.account(login.tan, portal)
        self._world = world
        self.wait = wait
        self._is_sending = False
        self.last_reply = Reply("http://127.0.0.1:9/", 200, {"content-type": "text/html"}, b"<html>odd</html>")

    def login(self) -> LoginFlow:
        script = self.account.logins[0]
        if len(self.account.logins) > 1:
            self.account.logins.pop(0)
        try:
            profile = yield from script(self)
            self._world.has_accepted = True
        finally:
            self.answered()
        return profile

    def sent(self) -> None:
        """The password is on its way."""
        self._world.note(self.tan, "sent")
        self._is_sending = True
        with self._world.lock:
            self._world.in_flight += 1
            if not self._world.has_accepted:
                self._world.most_before_success = max(self._world.most_before_success, self._world.in_flight)
        time.sleep(self._world.login_s)

    def answered(self) -> None:
        """The portal said something of it."""
        with self._world.lock:
            self._world.in_flight -= self._is_sending
        self._is_sending = False

    def read(self, name: str, ask: Ask) -> Iterator[Item]:
        self._world.note(self.tan, f"read {name}")
        answers = self.account.readings.get(name, [whole()])
        steps = answers[0]
        if len(answers) > 1:
            answers.pop(0)
        for step in steps:
            self.wait(0.0)
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, Row | ListRead | Document):
                yield step
            else:
                step()

    def logout(self) -> None:
        self._world.note(self.tan, "out")

    def close(self) -> None:
        """Nothing is open."""


def client(tan: Tan, *modules: str, **other: object) -> Client:
    """A ticked client, seen, with all scripted modules unless some are named."""
    names = frozenset(modules or (module.name for module in MODULES))
    plain = {"name": tan[:4].title(), "row": 5, "ticked": True, "hidden": False, "modules": names}
    return Client(tan=tan, **(plain | other))  # type: ignore[arg-type]  # fields by name


def contents(*clients: Client, problems: Sequence[Problem] = ()) -> Contents:
    return Contents(
        stamp=Stamp(book_id="book"),
        clients=clients,
        problems=tuple(problems),
        register={},
        settings=Settings(),
    )


def wish(**other: object) -> Wish:
    return Wish(**{"years": YEARS, **other})  # type: ignore[arg-type]  # fields by name
