"""Killed at the worst moment: the portal has the password, and nobody has seen its answer."""

import os
import subprocess
import sys

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.whole.conftest import MODULE, PASSWORD_ROUTE, STAFFED
from tests.whole.firm import an_hour_passes
from tests.whole.pc import Pc, Running, wait_until

KILLED = -9

pytestmark = [
    pytest.mark.fault,
    pytest.mark.timeout(0),
    pytest.mark.skipif(os.name == "nt", reason="Windows tells of a kill by another status"),
]


@pytest.mark.row("A1", "A9", "A11")
def test_a_wrong_password_leaves_once_whatever_is_killed(
    pc: Pc, portals: Practice, request: pytest.FixtureRequest
) -> None:
    """Of two syncs at once one sends it and is killed; the two that follow, with nobody to say yes, send nothing."""
    for number in range(max(4, request.config.getoption("--kills") // 10)):
        portal = ("itportal", "traces")[number % 2]
        tan = portals.people[STAFFED[number // 2 % len(STAFFED)]].tan
        words = ("--tan", tan, "--modules", MODULE[portal])
        assert pc.run("passwords", "set", tan, portal, typed=f"Wrong@{number:04}\n").status == 0
        send_and_kill(pc, portals, portal, *words)
        an_hour_passes(pc.home)
        assert set(unanswered(pc, words)) <= {1, 2}
        assert [(one.user, one.was_right) for one in portals.log.logins] == [(tan, False)]
    assert [pc.sync(*words).status for _ in range(3)] == [1, 1, 1]
    assert len(portals.log.logins) == 2, "one more after a yes, and none after its refusal"


def send_and_kill(pc: Pc, portals: Practice, portal: str, *words: str) -> None:
    """Start two syncs at once; the second is refused, the first is killed once the portal has its password."""
    portals.log.clear()
    portals.faults.add(Fault.SILENCE, route=PASSWORD_ROUTE[portal])
    both = [pc.start_sync(*words) for _ in range(2)]
    wait_until(lambda: bool(portals.log.logins) and sum(map(Running.is_alive, both)) == 1)
    for running in both:
        running.kill()
    first, second = sorted((running.wait() for running in both), key=lambda said: said.status)
    assert (first.status, second.status) == (KILLED, 2)
    assert "tdsxl is already at work" in second.err
    portals.faults.clear()


def unanswered(pc: Pc, words: tuple[str, ...]) -> list[int]:
    """Two syncs at once whose questions nobody answers; how each of them ended."""
    asked = ("sync", str(pc.book), "--portals", str(pc.folder / "portals.toml"), *words)
    command = [sys.executable, "-m", "tdsxl", *asked]
    environment, nobody = {**os.environ, **pc.environment}, subprocess.DEVNULL
    both = [subprocess.Popen(command, env=environment, stdin=nobody, stdout=nobody, stderr=nobody) for _ in "12"]
    return [process.wait(timeout=120) for process in both]
