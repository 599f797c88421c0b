"""What a person reads at the end of a sync: what to do, once per reason."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tdsxl.cli.summary import summary
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.results import module_states
from tests.engine.filled import NOW, begun, planned
from tests.engine.scripted import ELM, IT, OAK, PINE, TRACES, client

CLIENTS = (client(PINE), client(OAK), client(ELM))
CHANGED = {"module": "Challans", "portal": IT.title, "what": "The page changed.", "remedy": "Look by hand."}
UNSAVED = {"module": "", "portal": TRACES.title, "what": "No password stored.", "remedy": "Store it: set {} traces"}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A run of three clients: Challans were read by none, and nobody was let in at TRACES."""
    with open_journal(Home(tmp_path)) as opened:
        tasks = [planned(one.tan, "challans", IT, "failed", reason=CHANGED["what"]) for one in CLIENTS]
        tasks += [planned(one.tan, "ldc", TRACES, "skipped", reason="no password stored") for one in CLIENTS]
        run = begun(opened, *tasks)
        with opened.transaction():
            for task in tasks:
                opened.readings.note(task.task, None, run=run, supported=True, reason=task.reason)
        yield opened


def trouble(tan: str, words: Mapping[str, str]) -> Trouble:
    module, portal, what, remedy = (words[name] for name in CHANGED)
    return Trouble(tan=tan, kind="Failure", module=module, portal=portal, what=what, remedy=remedy.format(tan))


def told(journal: Journal, *troubles: tuple[str, Mapping[str, str]]) -> list[str]:
    """The lines that say what to do, after these troubles were opened."""
    with journal.transaction():
        for tan, words in troubles:
            journal.troubles.open(trouble(tan, words), run=1, at=NOW)
    said = summary(CLIENTS, module_states(journal), journal.troubles.rows())
    return [line for line in said.splitlines() if "What to do" in line]


def test_what_several_clients_met_is_told_once(journal: Journal) -> None:
    """With their number; a remedy that names a client is told for all of them."""
    assert told(journal, (PINE, CHANGED), (PINE, UNSAVED), (OAK, UNSAVED), (ELM, UNSAVED)) == [
        "Challans: The page changed. (Pine) What to do: Look by hand.",
        "TRACES: No password stored. (3 clients) What to do: Store it: set TAN traces",
    ]


def test_what_one_client_met_can_be_copied(journal: Journal) -> None:
    """Its own TAN stands in the remedy."""
    assert told(journal, (OAK, UNSAVED)) == [
        f"TRACES: No password stored. (Oaks) What to do: Store it: set {OAK} traces"
    ]


@pytest.mark.parametrize(
    "other",
    [{"what": "Another page changed."}, {"module": "Verify LDC", "portal": TRACES.title}, {"portal": "", "module": ""}],
)
def test_what_this_run_did_not_meet_is_not_told(journal: Journal, other: Mapping[str, str]) -> None:
    """A trouble of an earlier run may stand open on the sheet Exceptions; a cleared one is over."""
    assert told(journal, (PINE, {**CHANGED, **other})) == []
    with journal.transaction():
        journal.troubles.open(trouble(PINE, CHANGED), run=1, at=NOW)
        journal.troubles.clear(PINE, portal=IT.title, module="Challans", at=NOW)
    assert told(journal) == []
