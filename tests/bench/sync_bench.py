"""How much a whole sync costs over the portals' own waits: python -m tests.bench.sync_bench.

The practice portals wait as long as real ones. Afterwards their log is played through a scheduler that costs nothing,
with the same sessions, order and login rule: no client can be faster, and wall time over it is what tdsxl adds. A first
sync and one after it, both with the journal on disk (synchronous=FULL), both without the book.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tdsxl.engine.clients import Versions
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.plan import Plan, Wish
from tdsxl.engine.run import Pace
from tdsxl.engine.sync import Office, Synced, sync
from tdsxl.modules import MODULES
from tdsxl.values import Portal, Year
from tests.bench.office import Size, contents_of, crew_of, logins_of, practice
from tests.bench.zero_cost import Step, played

YEARS = (Year(2024), Year(2025), Year(2026))
GOAL = 1.05

Entry = dict[str, Any]
"""A request or login of the portals' log."""
NAMELESS = {"itportal.front": "itportal.userid", "traces.captcha": "traces.login"}
"""Requests that name no client yet, and what follows them in the same visit."""
SECRETS = ("itportal.password", "traces.login")
ELSEWHERE = "EF00177"
WORDS = {
    **dict.fromkeys(("OK", "OTP"), "accepted"),
    **dict.fromkeys((ELSEWHERE, "EF500023", "CPT401"), "not taken"),
    "EF00000": "",
}
"""What the portals' codes say of a login; all others refuse it. At the IT portal only the profile proves it."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A run, and what it took of this process."""

    synced: Synced
    wall: float
    cpu: float


def main() -> None:
    """Measure and print."""
    asked = _parser().parse_args()
    size = Size(clients=asked.clients, scale=asked.scale, latency=asked.latency, sigma=asked.sigma)
    print(f"{asked.clients} clients x {len(MODULES)} modules, {asked.latency} s median, 2 x {asked.sessions} sessions")
    with tempfile.TemporaryDirectory() as folder, practice(size) as url:
        for timed in runs(size, url, Path(folder), sessions=asked.sessions):
            log = httpx.get(f"{url}/practice/log", trust_env=False, timeout=60.0)
            show(timed, log.json(), sessions=asked.sessions)
            httpx.delete(f"{url}/practice/log", trust_env=False)


def runs(size: Size, url: str, folder: Path, *, sessions: int) -> Iterator[Timed]:
    """The first sync of an office, then another."""
    logins = logins_of(size.people)
    crew, contents = crew_of(logins, url, folder), contents_of(size.people)
    paces = {portal: Pace(sessions=sessions, login_gap=0.0) for portal in Portal}
    versions: Versions = {key: login.version for key, login in logins.items()}
    with open_journal(Home(folder)) as journal:
        office = Office(home=Home(folder), journal=journal, modules=MODULES, versions=versions)
        for _ in range(2):
            wall, cpu = time.perf_counter(), time.process_time()
            done = sync(office, contents, Wish(years=YEARS), crew=crew, paces=paces, emit=lambda event: None)
            yield Timed(done, time.perf_counter() - wall, time.process_time() - cpu)


def show(timed: Timed, log: Mapping[str, Any], *, sessions: int) -> None:
    """One run in a few lines."""
    requests = log["requests"]
    least = {portal: played(visits, sessions) for portal, visits in visits_of(timed.synced.plan, log).items()}
    bound = max(least.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcomes = Counter(state.outcome.value for state in timed.synced.states.values())
    print(f"\nwall {timed.wall:.2f} s, least possible {bound:.2f} s: {timed.wall / bound:.3f} (goal {GOAL})")
    print("least possible by portal: " + ", ".join(f"{portal.value} {s:.2f} s" for portal, s in least.items()))
    slept = sum(entry["slept"] for entry in requests)
    worked = sum(entry["ended"] - entry["started"] for entry in requests) - slept
    print(f"{len(requests)} requests, {slept:.0f} s of latency and {worked:.1f} s of the practice portals' own work")
    print(f"most in flight per account {log['max_in_flight']} (must be 1), most sessions {log['most_sessions']}")
    print(f"CPU {timed.cpu:.2f} s, {1000 * timed.cpu / len(requests):.2f} ms per request; peak {peak:.0f} MB")
    print(", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))


def visits_of(plan: Plan, log: Mapping[str, Any]) -> dict[Portal, list[list[Step]]]:
    """What each visit of a plan waited for, in the plan's order."""
    own, said = by_account(log["requests"]), by_account(log["logins"], account="user")
    before = nameless_waits(log["requests"])
    visits: dict[Portal, list[list[Step]]] = defaultdict(list)
    for visit in plan.visits:
        key = (visit.portal.value, str(visit.client.tan))
        codes = deque(login["outcome"] for login in said[key])
        visits[visit.portal].append(list(steps(own[key], codes, before)))
    return visits


def by_account(entries: Iterable[Entry], account: str = "account") -> dict[tuple[str, str], list[Entry]]:
    """Entries of the log by portal and TAN."""
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry["portal"], entry[account]].append(entry)
    return found


def nameless_waits(requests: Iterable[Entry]) -> dict[int, float]:
    """Sequence number of a request → seconds of the nameless one before it: first answered, first gone on."""
    waits: dict[int, float] = {}
    for nameless, named in NAMELESS.items():
        answered = sorted((e for e in requests if e["route"] == nameless), key=lambda e: e["ended"])
        gone_on = sorted((e for e in requests if e["route"] == named), key=lambda e: e["started"])
        waits |= {after["sequence"]: e["slept"] for e, after in zip(answered, gone_on, strict=True)}
    return waits


def steps(requests: Iterable[Entry], codes: deque[str], before: Mapping[int, float]) -> Iterator[Step]:
    """The requests of one visit, with what they mean to the login rule."""
    code = ""
    for entry in requests:
        route, seconds = entry["route"], entry["slept"]
        if entry["sequence"] in before:
            yield Step(before[entry["sequence"]])
        # The consent to throw the other session out goes the same way, but carries no password.
        if route in SECRETS and code != ELSEWHERE:
            code = codes.popleft()
            yield Step(seconds, knocks=True, word=WORDS.get(code, "refused"))
        else:
            code = ""
            yield Step(seconds, word="accepted" if route == "itportal.profile" else "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sync_bench", description="Measure a whole sync.")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--latency", type=float, default=0.4, help="median, seconds")
    parser.add_argument("--sigma", type=float, default=0.5, help="of its logarithm")
    parser.add_argument("--sessions", type=int, default=16, help="at each portal")
    parser.add_argument("--scale", type=float, default=1.0, help="how many times as many challans")
    return parser


if __name__ == "__main__":
    main()
