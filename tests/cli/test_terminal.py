"""The main thread of a run: whatever it meets, it does not leave before the run has ended."""

import io
import sys
import threading

import pytest

from tdsxl.challenges import Challenge, CutOff
from tdsxl.cli.terminal import Terminal
from tdsxl.engine.events import VisitEnded
from tdsxl.engine.plan import Visit
from tdsxl.errors import LocalError
from tdsxl.modules.base import Ask
from tdsxl.values import Portal, Tan
from tests.engine.scripted import PINE, client

VISIT = Visit(client=client(PINE), portal=Portal.TRACES, tasks=(), ask=Ask(years=(), details={}, on_file=frozenset()))


class Speechless:
    """A prompt that has no room for its picture."""

    def ask(self, challenge: Challenge, *, name: str, tan: Tan, portal: Portal) -> str | None:
        raise LocalError("No captcha picture could be written.")


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


@pytest.mark.row("D4")
def test_a_question_that_cannot_be_put_ends_its_visit() -> None:
    """The visit hears why; the run goes on."""
    terminal = Terminal(Speechless(), stop := threading.Event())

    def work() -> str:
        with pytest.raises(LocalError, match="No captcha picture"):
            terminal.ask(VISIT, CutOff())
        return "went on"

    assert (terminal.run(work), stop.is_set()) == ("went on", False)


@pytest.mark.row("D4")
def test_a_terminal_that_is_gone_stops_the_run_and_waits_for_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is the run's until then; questions are answered by nobody."""
    monkeypatch.setattr(sys, "stderr", Gone())
    terminal, ended = Terminal(Speechless(), stop := threading.Event()), threading.Event()

    def work() -> None:
        terminal.emit(VisitEnded(client=VISIT.client, portal=VISIT.portal, reason="It is down.", remedy=""))
        assert stop.wait(30)
        assert terminal.ask(VISIT, CutOff()) is None
        ended.set()

    with pytest.raises(BrokenPipeError):
        terminal.run(work)
    assert ended.is_set()
