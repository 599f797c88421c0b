"""`tdsxl passwords`: what is stored is told, never what it is; a test logs in once each and reads nothing."""

from collections import Counter

import openpyxl
import pytest

from tdsxl.practice.people import WRONG_AT_TRACES
from tdsxl.practice.server import Practice
from tdsxl.vault import open_vault
from tests.whole.book import clients_sheet, lines
from tests.whole.conftest import STAFFED
from tests.whole.pc import Pc


def test_a_password_is_set_listed_and_forgotten(pc: Pc, portals: Practice) -> None:
    """By a line of standard input, under the TAN however it is typed; no command shows it."""
    said = [
        pc.run("passwords", "set", "abcd12345e", "traces", typed="Kar@4417Bb\n"),
        pc.run("passwords", "list"),
        pc.run("passwords", "forget", "ABCD12345E"),
        pc.run("passwords", "list"),
    ]
    assert [one.status for one in said] == [0, 0, 0, 0]
    assert said[0].out == "Stored for ABCD12345E at TRACES. It is tried once by the next sync.\n"
    (line,) = (line for line in said[1].out.splitlines() if line.startswith("ABCD12345E"))
    assert "TRACES" in line
    assert line.endswith("not accepted yet")
    assert said[2].out == "1 passwords of ABCD12345E erased.\n"
    assert "ABCD12345E" not in said[3].out
    assert not any("Kar@4417Bb" in one.out + one.err for one in said)
    assert portals.log.requests == ()


def test_a_password_set_by_hand_stays_its_sub_users(pc: Pc) -> None:
    """Sent under the TAN instead it would be refused."""
    path = pc.folder / "sub.csv"
    path.write_text("TAN,TRACES password,TRACES sub-user PAN\nABCD12345E,Kar@4417Bb,AAAPA0000A\n", encoding="utf-8")
    pc.run("passwords", "import", path)
    said = pc.run("passwords", "set", "ABCD12345E", "traces", typed="Kar@4417Cc\n")
    assert said.out.startswith("Stored for ABCD12345E at TRACES (sub-user AAAPA0000A).")
    (entry,) = (entry for entry in open_vault(pc.home.path).entries() if entry.tan == "ABCD12345E")
    assert entry.sub_user == "AAAPA0000A"


@pytest.mark.row("A1")
def test_the_same_list_again_changes_nothing(pc: Pc) -> None:
    """So a refused password does not become a new one by being imported twice."""
    said = pc.run("passwords", "import", pc.folder / "passwords.csv")
    assert (
        said.out.splitlines()[0]
        == f"{2 * len(STAFFED)} passwords of {len(STAFFED)} clients read; 0 are new or changed."
    )


@pytest.mark.slow
@pytest.mark.row("A1")
def test_a_refused_password_that_was_forgotten_is_still_refused(pc: Pc, portals: Practice) -> None:
    """Its list imported again, or the vault of before, sends nothing, and the sheet says so; by hand, it leaves."""
    (person,) = (one for one in portals.people if WRONG_AT_TRACES in one.traits)
    one, before = ("--tan", person.tan, "--modules", "unconsumed"), (pc.home.path / "vault.json").read_bytes()
    pc.run("passwords", "set", person.tan, "traces", typed=f"{person.office_traces_password}\n")
    pc.sync(*one)
    pc.run("passwords", "forget", person.tan)
    pc.run("passwords", "import", pc.folder / "passwords.csv")
    assert "password refused" in pc.sync(*one).out
    assert str(clients_sheet(pc.book)[person.tan]["TRACES login"]).startswith("Refused")
    (pc.home.path / "vault.json").write_bytes(before)
    pc.sync(*one)
    assert [login.was_right for login in portals.log.logins] == [False]
    pc.run("passwords", "set", person.tan, "traces", typed=f"{person.office_traces_password}\n")
    pc.sync(*one)
    assert len(portals.log.logins) == 2


@pytest.mark.slow
@pytest.mark.row("A1")
def test_a_refused_password_does_not_leave_under_a_vault_that_was_made_anew(pc: Pc, portals: Practice) -> None:
    """The vault moved away, the same list imported: the sheet says so before; stored by hand it leaves, once."""
    (person,) = (one for one in portals.people if WRONG_AT_TRACES in one.traits)
    one = ("--tan", person.tan, "--modules", "unconsumed")
    pc.sync(*one)
    (pc.home.path / "vault.json").rename(pc.folder / "moved away.json")
    pc.run("passwords", "import", pc.folder / "passwords.csv")
    pc.run("write", pc.book)
    assert str(clients_sheet(pc.book)[person.tan]["TRACES login"]).startswith("Refused")
    pc.sync(*one)
    assert len(portals.log.logins) == 1
    (trouble,) = (line for line in lines(pc.book, "Exceptions") if line["TAN"] == person.tan)
    assert "before the vault was made anew" in str(trouble["What happened"])
    pc.run("passwords", "set", person.tan, "traces", typed=f"{person.office_traces_password}\n")
    pc.sync(*one)
    pc.sync(*one)
    assert len(portals.log.logins) == 2


def test_a_list_of_which_nothing_was_stored_is_to_be_kept(pc: Pc) -> None:
    """Nobody is told to delete the only copy."""
    path = pc.folder / "wrong.csv"
    path.write_text("TAN,TRACES password\nnobody,Kar@4417Bb\n", encoding="utf-8")
    said = pc.run("passwords", "import", path)
    assert (said.status, "keep it" in said.out, "Delete" in said.out) == (1, True, False)
    path.write_text("TAN,TRACES password\nnobody,Kar@4417Bb\nABCD12345E,Kar@4417Cc\n", encoding="utf-8")
    assert "rows named above are not. Mend wrong.csv" in pc.run("passwords", "import", path).out


def test_a_test_of_passwords_logs_in_once_each_and_reads_nothing(pc: Pc, portals: Practice) -> None:
    """Exit 1 as one is refused; the refused one is not sent by the sync that follows, and the list tells the others."""
    said = pc.run("passwords", "test", pc.book, "--portals", pc.folder / "portals.toml")
    everyone = {(portal, portals.people[place].tan) for portal in ("itportal", "traces") for place in STAFFED}
    assert (said.status, said.out) == (1, "9 of 10 logins accepted.\n")
    assert Counter((one.portal, one.user) for one in portals.log.logins) == Counter(everyone)
    read = {request.route for request in portals.log.requests}
    assert not read & {"itportal.challans", "itportal.forms", "traces.statements", "traces.child_certificates"}
    assert pc.run("passwords", "list").out.count("last accepted") == 9
    (refused,) = (person.tan for person in portals.people if WRONG_AT_TRACES in person.traits)
    portals.log.clear()
    pc.sync("--tan", refused)
    assert {one.portal for one in portals.log.logins} == {"itportal"}


def test_a_right_password_after_a_wrong_one_is_sent_at_once(pc: Pc, portals: Practice) -> None:
    """Set anew, the login gate is open again; until then nothing is sent."""
    person = portals.people[STAFFED[0]]
    one = ("--tan", person.tan, "--modules", "unconsumed")
    pc.run("passwords", "set", person.tan, "traces", typed="Wrong@1234\n")
    assert [pc.sync(*one).status for _ in range(2)] == [1, 1]
    pc.run("passwords", "set", person.tan, "traces", typed=f"{person.traces_password}\n")
    assert pc.sync(*one).status == 0
    assert [login.was_right for login in portals.log.logins] == [False, True]


def test_a_trouble_stands_once_in_a_book_that_excel_has_saved(pc: Pc, portals: Practice) -> None:
    """Its words change from sync to sync; it is the same trouble until it is cleared."""
    tan = portals.people[STAFFED[0]].tan
    assert pc.run("passwords", "set", tan, "itportal", typed="Wrong@1234\n").status == 0
    for _ in range(3):
        assert pc.sync("--tan", tan, "--modules", "challans").status == 1
        openpyxl.load_workbook(pc.book).save(pc.book)
    (trouble,) = (line for line in lines(pc.book, "Exceptions") if line["TAN"] == tan)
    assert (trouble["State"], "is not sent again" in str(trouble["What happened"])) == ("Open", True)
