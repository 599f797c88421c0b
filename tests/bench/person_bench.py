"""How long a person sits at the captchas of a sync: python -m tests.bench.person_bench.

The clock is quickened: latency, the gaps of the default pace and the typing are all divided by the same number, so that
150 clients take minutes; what tdsxl itself costs is not divided, and so counts that many times. One robot types one
captcha after the other. Measured is the time from the first picture until the last visit to TRACES is over.

No client can be faster than the pace allows, whatever its order: each captcha is typed after the other; logins keep
their distance; and a session reads one list after the other, so many sessions at once, each request with its latency
and the gap behind it. How many requests a visit needs is counted in the log of the practice portals.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from tdsxl.challenges import Captcha, Challenge
from tdsxl.cli.office import Portals
from tdsxl.cli.ready import PICTURES
from tdsxl.engine.clients import Versions
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.plan import Visit, Wish
from tdsxl.engine.run import Pace
from tdsxl.engine.sync import Office, sync
from tdsxl.engine.visit import Crew
from tdsxl.modules import MODULES
from tdsxl.portals.hosts import CAPTCHA_GAP, LOGIN_GAP, Hosts, read_hosts
from tdsxl.tables import Settings
from tdsxl.values import Portal, Year
from tests.bench.office import Size, contents_of, crew_of, logins_of, practice

LATENCY_S, TYPING_S = 1.0, 4.0
YEARS = (Year(2024), Year(2025), Year(2026))
GOAL = 1.15


@dataclass(slots=True)
class Robot:
    """Types one captcha at a time."""

    crew: Crew
    typing_s: float
    first: float = 0.0
    """When the first picture came."""
    waiting: list[float] = field(default_factory=list)
    """Seconds without a picture, between one captcha and the next."""
    _free_at: float = 0.0
    _turn: Lock = field(default_factory=Lock)

    def ask(self, visit: Visit, challenge: Challenge) -> str | None:
        """What the robot says."""
        if not isinstance(challenge, Captcha):
            return self.crew.ask(visit, challenge)
        came = time.perf_counter()
        with self._turn:
            self.first = self.first or came
            self.waiting.append(max(0.0, came - (self._free_at or came)))
            time.sleep(self.typing_s)
            self._free_at = time.perf_counter()
            return self.crew.ask(visit, challenge)


def main() -> None:
    """Measure and print."""
    asked = _parser().parse_args()
    size = Size(clients=asked.clients, scale=1.0, latency=LATENCY_S / asked.quicker, sigma=0.0)
    with tempfile.TemporaryDirectory() as folder, practice(size) as url:
        took, robot = measured(size, url, Path(folder), asked.quicker)
        log = httpx.get(f"{url}/practice/log", trust_env=False, timeout=60.0).json()
    show(took * asked.quicker, robot, log, quicker=asked.quicker)


def measured(size: Size, url: str, folder: Path, quicker: float) -> tuple[float, Robot]:
    """One sync with everything of everybody: seconds until the last visit to TRACES is over."""
    logins, contents, ends = logins_of(size.people), contents_of(size.people), [0.0]
    plain, ordinary = crew_of(logins, url, folder), Settings()
    robot = Robot(plain, TYPING_S / quicker)
    hosts = paced(read_hosts(folder / "portals.toml"), quicker)
    crew = replace(plain, open_session=Portals(hosts, gap=ordinary.gap / quicker).open, ask=robot.ask)
    gap = LOGIN_GAP / quicker
    paces = {
        Portal.ITPORTAL: Pace(sessions=ordinary.sessions_itportal, login_gap=gap),
        Portal.TRACES: Pace(sessions=ordinary.sessions_traces, login_gap=gap, pictures=PICTURES),
    }

    def note(event: object) -> None:
        if getattr(event, "portal", None) is Portal.TRACES:
            ends[0] = time.perf_counter()

    with open_journal(Home(folder)) as journal:
        versions: Versions = {key: login.version for key, login in logins.items()}
        office = Office(home=Home(folder), journal=journal, modules=MODULES, versions=versions)
        sync(office, contents, Wish(years=YEARS), crew=crew, paces=paces, emit=note)
    return ends[0] - robot.first, robot


def paced(hosts: Hosts, quicker: float) -> Hosts:
    """The practice portals with the pace of the real ones."""
    traces = replace(hosts.traces, login_gap=LOGIN_GAP / quicker, captcha_gap=CAPTCHA_GAP / quicker)
    return replace(hosts, traces=traces)


def show(took: float, robot: Robot, log: Mapping[str, Any], *, quicker: float) -> None:
    """The figures, in seconds of the real clock."""
    requests = [entry for entry in log["requests"] if entry["portal"] == Portal.TRACES.value and entry["account"]]
    logins = sum(entry["portal"] == Portal.TRACES.value for entry in log["logins"])
    least = bounds(requests, captchas=len(robot.waiting), logins=logins)
    bound = max(least.values())
    idle = sum(robot.waiting) * quicker
    count = len(robot.waiting)
    print(f"{count} captchas of {TYPING_S:.0f} s, {LATENCY_S:.0f} s latency, clock {quicker:g} times as quick")
    print(f"a person sits {took / 60:.1f} min; least possible {bound / 60:.1f} min: {took / bound:.3f} (goal {GOAL})")
    print("least by " + ", ".join(f"{name} {seconds / 60:.1f} min" for name, seconds in least.items()))
    print(f"without a picture {idle / 60:.1f} min in all")


def bounds(requests: Iterable[Mapping[str, Any]], *, captchas: int, logins: int) -> dict[str, float]:
    """Seconds that typing, the distance of logins and the sessions need at least, each for itself."""
    ordinary, counts = Settings(), dict[str, int]()
    for entry in requests:
        counts[entry["account"]] = counts.get(entry["account"], 0) + 1
    reading = sum(count * LATENCY_S + (count - 1) * ordinary.gap for count in counts.values())
    return {
        "typing": captchas * TYPING_S,
        "logins": (logins - 1) * LOGIN_GAP,
        "sessions": reading / ordinary.sessions_traces,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.person_bench", description="Measure a person's time.")
    parser.add_argument("--clients", type=int, default=150)
    parser.add_argument("--quicker", type=float, default=10.0, help="how many times the clock is quickened")
    return parser


if __name__ == "__main__":
    main()
