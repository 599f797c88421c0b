"""The command line as a person or a robot meets it: questions, answers, words, exit statuses."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.people import NOTHING, SIGNED_IN, WRONG_AT_TRACES, Person
from tdsxl.practice.server import Practice
from tests.whole.book import clients_sheet, rows
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED, STAFFED
from tests.whole.pc import Pc, Said, moved_in, wait_until

NAMES = ("returns", "challans", "unconsumed", "notices", "demand", "ldc")
TITLES = ("Return Summary", "Challans", "Unconsumed Challans", "Notices & Orders", "Outstanding Demand", "Verify LDC")
MODULE_KEYS = {
    "outcome", "covered", "rows", "portal_total", "reason", "last_tried", "last_complete", "last_change", "parts",
}  # fmt: skip
PART_KEYS = {"portal", "act", "rows", "portal_total", "reason"}
# Any: JSON values.
Json = dict[str, Any]


@pytest.fixture
def people(portals: Practice) -> list[Person]:
    """The clients of the workbook."""
    return [portals.people[place] for place in STAFFED]


@dataclass(frozen=True, slots=True)
class Done:
    """A sync that is over."""

    pc: Pc
    said: Said
    portals: Practice

    def person(self, trait: str) -> Person:
        """The client of the workbook with a trait."""
        people = (self.portals.people[place] for place in STAFFED)
        return next(person for person in people if trait in person.traits)


@pytest.fixture(scope="module")
def done(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """One whole sync by the command line; nobody changes what it left."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("synced") / "office", template, portals)
        yield Done(pc, pc.sync(), portals)


def outcomes(document: Json) -> dict[str, dict[str, str | None]]:
    return {one["tan"]: {name: of["outcome"] for name, of in one["modules"].items()} for one in document["clients"]}


def test_questions_come_in_the_agreed_words(done: Done) -> None:
    """A captcha for every client at TRACES and one take-over, each ending in a colon and a blank; no picture stays."""
    people = [done.portals.people[place] for place in STAFFED]
    elsewhere = done.person(SIGNED_IN)
    captchas = {asked.partition(", picture ")[0] for asked in done.said.asked if ", picture " in asked}
    assert captchas == {f"Captcha for {one.name} ({one.tan})" for one in people}
    (other,) = (asked for asked in done.said.asked if ", picture " not in asked)
    assert other == f"{elsewhere.name} ({elsewhere.tan}) is signed in elsewhere on IT portal. Take over? [y/N]: "
    assert not list(done.pc.home.captchas.iterdir())
    assert "Captcha" not in done.said.out


def test_a_sync_ends_with_a_summary(done: Done) -> None:
    """Client by module, every reason, and the count; exit 1 as one client was refused."""
    refused, said = done.person(WRONG_AT_TRACES), done.said
    assert said.status == 1
    (line,) = (line for line in said.out.splitlines() if refused.tan in line and "(" not in line)
    assert line.count("NOT CHECKED") == 5
    assert f"{refused.name} ({refused.tan}): Return Summary, Notices & Orders: password refused (TRACES)" in said.out
    assert "Run 1: 25 of 30 client modules checked, 0 hidden clients left out." in said.out


def test_a_visit_that_fails_is_told_with_what_to_do(done: Done) -> None:
    """One line on standard error, whose last words can be copied as they are."""
    refused = done.person(WRONG_AT_TRACES)
    said = rf"{re.escape(refused.name)} \({refused.tan}\), TRACES: TRACES refused the login: `[^`]+`\. "
    found = re.findall(rf"{said}Store the right one: tdsxl passwords set {refused.tan} traces\n", done.said.err)
    assert len(found) == 1


def test_the_book_says_what_status_says(done: Done) -> None:
    """Statuses, reasons and logins of the sheet Clients agree with `status --json`."""
    shown = clients_sheet(done.pc.book)
    document: Json = json.loads(done.pc.run("status", done.pc.book, "--json").out)
    for client in document["clients"]:
        words = [(of["outcome"], of["covered"]) for of in client["modules"].values()]
        cells = [f"{outcome} ({covered})" if covered else outcome for outcome, covered in words]
        assert [shown[client["tan"]][f"{title} status"] for title in TITLES] == cells
    refused = shown[done.person(WRONG_AT_TRACES).tan]
    assert (refused["Status"], str(refused["TRACES login"])[:8]) == ("1 of 6 checked", "Refused ")
    assert str(refused["Message"]).splitlines()[-1] == "Verify LDC: password refused"


def test_status_has_the_shape_of_the_contract(done: Done) -> None:
    """Every key of DESIGN §5 and no other; stamps are instants with an offset; what is empty has no rows."""
    said = done.pc.run("status", done.pc.book, "--json")
    document: Json = json.loads(said.out)
    assert said.status == 1
    assert set(document) == {"run", "clients"}
    assert set(document["run"]) == {"id", "started", "ended", "left_out"}
    for client in document["clients"]:
        assert set(client) == {"tan", "name", "modules"}
        assert tuple(client["modules"]) == NAMES
        for of in client["modules"].values():
            assert set(of) == MODULE_KEYS
            assert all(set(part) == PART_KEYS for part in of["parts"])
            assert of["last_tried"] is None or datetime.fromisoformat(of["last_tried"]).utcoffset()
    (empty,) = (client for client in document["clients"] if client["tan"] == done.person(NOTHING).tan)
    assert {of["rows"] for of in empty["modules"].values()} == {0}


def test_json_is_the_only_output(pc: Pc, people: list[Person]) -> None:
    """One document on standard output; modules not asked are absent in `sync` and null in `status`."""
    said = pc.sync("--tan", people[0].tan, "--modules", "challans", "unconsumed", "--json")
    document: Json = json.loads(said.out)
    assert said.status == 0
    assert outcomes(document) == {people[0].tan: {"challans": "New data", "unconsumed": "New data"}}
    assert document["clients"][0]["modules"]["unconsumed"]["covered"] == "to 2025-26"
    status: Json = json.loads(pc.run("status", pc.book, "--json").out)
    assert outcomes(status)[people[0].tan]["ldc"] is None
    assert set(outcomes(status)[people[1].tan].values()) == {None}


def test_unattended_asks_nothing_and_failed_does_the_rest(pc: Pc, portals: Practice, people: list[Person]) -> None:
    """TRACES waits; the next sync of what failed asks no client of the IT portal again."""
    tan = people[0].tan
    alone = pc.sync("--tan", tan, "--unattended", "--json", typed="")
    waits = {"returns", "unconsumed", "notices", "demand", "ldc"}
    expected = {name: "Waiting for you" if name in waits else "New data" for name in NAMES}
    assert (alone.status, outcomes(json.loads(alone.out))) == (1, {tan: expected})
    assert "Captcha" not in alone.err
    portals.log.clear()
    rest = pc.sync("--failed", "--json")
    assert (rest.status, set(outcomes(json.loads(rest.out))[tan])) == (0, waits)
    assert not [one for one in portals.log.requests if one.route == "itportal.challans"]
    nothing = pc.sync("--failed")
    assert nothing.status == 2
    assert nothing.err == "tdsxl: Nothing failed in the last sync, so there is nothing to repeat.\n"


def test_years_limit_what_is_read(pc: Pc, people: list[Person]) -> None:
    """A year of the 2025 Act alone is not supported yet where only TRACES could tell; that counts as checked."""
    said = pc.sync("--tan", people[0].tan, "--years", "2026-27", "--json")
    document: Json = json.loads(said.out)
    words = outcomes(document)[people[0].tan]
    assert (said.status, words["unconsumed"], words["demand"]) == (0, "Not supported yet", "Not supported yet")
    assert words["challans"] == words["returns"] == "New data"
    assert {row[4] for row in rows(pc.book)["Return Summary"]} == {"2026-27"}


def test_skip_and_end_of_input_leave_a_client(pc: Pc, portals: Practice, people: list[Person]) -> None:
    """No password leaves for one that is skipped; what needs no answer is read."""
    for typed in ("skip\n", ""):
        said = pc.sync("--tan", people[0].tan, "--modules", "unconsumed", "challans", "--json", typed=typed)
        words = outcomes(json.loads(said.out))[people[0].tan]
        assert (said.status, words["unconsumed"]) == (1, "Not checked")
        assert words["challans"] in ("New data", "No change")
    assert {login.portal for login in portals.log.logins} == {"itportal"}


def test_what_was_not_read_ends_with_what_to_do(pc: Pc, portals: Practice, people: list[Person]) -> None:
    """A page that failed inside a good visit, a password that is not stored, a captcha that nobody types."""
    first, second = people[0].tan, people[1].tan
    assert pc.run("passwords", "forget", first).status == 0
    portals.faults.add(Fault.RENAME_FIELD, tan=second, route="itportal.challans", value="crn")
    said = pc.sync("--unattended", "--tan", first, second, "--modules", "challans", "unconsumed")
    told = [line for line in said.out.splitlines() if "What to do: " in line]
    name = people[1].name
    assert [line.partition(":")[0] for line in told] == ["IT portal", "TRACES", "TRACES", "Challans"]
    assert told[1].endswith(f"What to do: Store it: tdsxl passwords set {first} traces")
    assert told[2] == f"TRACES: A captcha waits for you. ({name}) What to do: Sync again without --unattended."
    assert f"({name}) What to do: " in told[3]


def test_write_with_nothing_new_leaves_the_file(done: Done) -> None:
    """Bytes and time of change stay."""
    book = done.pc.book
    before = book.read_bytes(), book.stat().st_mtime_ns
    said = done.pc.run("write", book)
    assert (said.status, said.out) == (0, f"{book} is up to date.\n")
    assert (book.read_bytes(), book.stat().st_mtime_ns) == before


def test_write_fills_an_empty_book_without_the_network(done: Done, template: Path) -> None:
    """The book as it was before the first sync, written from the journal, says what the synced one does."""
    book, asked = done.pc.book, len(done.portals.log.requests)
    synced = book.read_bytes()
    book.write_bytes((template / book.name).read_bytes())
    assert done.pc.run("write", book).status == 0
    again = clients_sheet(book), rows(book)
    book.write_bytes(synced)
    assert again == (clients_sheet(book), rows(book))
    assert len(done.portals.log.requests) == asked


@pytest.mark.slow
def test_a_second_tdsxl_is_refused_at_once(pc: Pc, portals: Practice) -> None:
    """It names the run and how far it is; the first one is not disturbed."""
    # Slow enough to be under way until all commands below have been refused, however slow they are.
    portals.faults.add(Fault.SLOW, value=2.0)
    running = pc.start_sync()
    wait_until(lambda: len(portals.log.requests) > 2)
    lists = (("clients", pc.folder / "clients.csv"), ("ldc", pc.folder / "certificates.csv"))
    imports = [(what, "import", path, "--book", pc.book) for what, path in lists]
    for words in (("sync", pc.book), ("status", pc.book), ("write", pc.book), *imports):
        began = time.monotonic()
        said = pc.run(*words)
        # A second on a quiet PC; tests may share theirs with others.
        assert time.monotonic() - began < 10.0
        assert said.status == 2
        assert re.fullmatch(r"tdsxl: tdsxl is already at work: run 1, [0-9]+ of 10 visits done\. .+\n", said.err)
    running.kill()
    running.wait()


@pytest.mark.slow
@pytest.mark.row("A8")
def test_a_sign_out_that_is_not_answered_is_told(pc: Pc, portals: Practice, people: list[Person]) -> None:
    """Everything was read, so the sync is complete; whoever is asked to take over next time knows why."""
    portals.faults.add(Fault.RESET, route="itportal.logout")
    said = pc.sync("--tan", people[0].tan, "--modules", "challans")
    assert (said.status, said.err.count("The sign-out had no answer.")) == (0, 1)
