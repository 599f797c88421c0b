"""An invented office with the practice portals in a process of their own, ready to sync without a book."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tdsxl.cli.office import Portals
from tdsxl.engine.store import Store
from tdsxl.engine.visit import Crew
from tdsxl.names import MODULE_TITLES
from tdsxl.portals.hosts import read_hosts
from tdsxl.practice.people import Person, roll_of
from tdsxl.prompts.scripted import Scripted
from tdsxl.records import RegisterRow
from tdsxl.tables import Client, Contents, Settings, Stamp
from tdsxl.values import Login, Portal, Secret, Tan, Year

SEED = 7
PORTALS = """
[itportal]
origin = "{url}"
login_pause = 0.0
[traces]
gateway = "{url}"
site = "{url}"
old = "{url}"
login_gap = 0.0
captcha_gap = 0.0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big the office is, and how slow its portals are."""

    clients: int
    scale: float
    """How many times as many challans."""
    latency: float
    """Median, seconds."""
    sigma: float

    @property
    def people(self) -> tuple[Person, ...]:
        """The clients, the same for each call."""
        return roll_of(self.clients, seed=SEED, scale=self.scale)


@contextmanager
def practice(size: Size) -> Iterator[str]:
    """Serve the portals; yields their address."""
    numbers = {"clients": size.clients, "scale": size.scale, "latency": size.latency, "sigma": size.sigma, "seed": SEED}
    options = [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
    command = [sys.executable, "-m", "tdsxl.practice", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def logins_of(people: Sequence[Person]) -> dict[tuple[Tan, Portal], Login]:
    """What the office has stored."""
    passwords = {
        (Tan(person.tan), portal): password
        for person in people
        for portal, password in (
            (Portal.ITPORTAL, person.office_itportal_password),
            (Portal.TRACES, person.office_traces_password),
        )
    }
    return {
        (tan, portal): Login(tan=tan, password=Secret(password), version="1")
        for (tan, portal), password in passwords.items()
        if password is not None
    }


def crew_of(logins: Mapping[tuple[Tan, Portal], Login], url: str, folder: Path) -> Crew:
    """Visits without gaps, whose captchas the portals themselves read out."""
    (folder / "portals.toml").write_text(PORTALS.format(url=url), encoding="utf-8")
    prompt = Scripted(url, take_over="yes")
    return Crew(
        open_session=Portals(read_hosts(folder / "portals.toml"), gap=0.0).open,
        login=lambda tan, portal: logins.get((tan, portal)),
        ask=lambda visit, asked: prompt.ask(asked, name=visit.client.name, tan=visit.client.tan, portal=visit.portal),
        attended=True,
        store=Store(folder, set_aside=folder / "set-aside", seal=lambda reply: reply),
        stop=threading.Event(),
    )


def contents_of(people: Sequence[Person]) -> Contents:
    """The book's selection: everything of everyone."""
    return Contents(
        stamp=Stamp(book_id="bench"),
        clients=tuple(_client(person) for person in people),
        problems=(),
        register={Tan(person.tan): tuple(_register(person)) for person in people},
        settings=Settings(),
    )


def _client(person: Person) -> Client:
    return Client(
        tan=Tan(person.tan),
        name=person.name,
        row=person.index,
        ticked=True,
        hidden=False,
        modules=frozenset(MODULE_TITLES),
    )


def _register(person: Person) -> Iterator[RegisterRow]:
    for row in person.register:
        yield RegisterRow(
            certificate_no=row.certificate_no,
            deductee_pan=row.deductee_pan,
            year=Year.parse(row.year),
            section=row.section,
            rate=row.rate,
            limit=row.limit,
        )
