"""The worker from offer to summary, with a person who types and no window."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest
from openpyxl import load_workbook

from tdsxl.addin.jobs import Desk, Jobs
from tdsxl.addin.serving import hear
from tdsxl.addin.sharing import documents
from tdsxl.addin.wording import CLOSING
from tdsxl.cli.office import book_of
from tdsxl.engine.journal.journal import open_journal
from tdsxl.names import MODULE_TITLES
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tdsxl.values import Portal
from tdsxl.window.copies import Copied, CopyWish, Shareable
from tdsxl.window.values import (
    Accounts,
    Began,
    Choice,
    Cost,
    Fatal,
    Finished,
    Moved,
    News,
    Opened,
    Preset,
    Probed,
    Progress,
    Raised,
    Said,
    Withdrawn,
)
from tests.addin.conftest import at_work
from tests.addin.person import Person
from tests.whole.pc import Pc

ALL = frozenset(MODULE_TITLES)


def choice(opened: Opened, *modules: str) -> Choice:
    """Everybody who is ticked."""
    tans = tuple(client.tan for client in opened.offer.clients if client.chosen)
    return Choice(tans=tans, modules=frozenset(modules) or ALL, for_all=False, years=opened.offer.chosen_years)


def start(person: Person, *modules: str) -> Began:
    """Start Sync, until the run is shown."""
    person.host.start(choice(person.wait(Opened), *modules))
    return person.wait(Began)


def texts(book: Path, sheet: str, title: str) -> list[object]:
    """What stands in a column below its title."""
    rows = list(load_workbook(book)[sheet].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if title in row)
    return [row[rows[head].index(title)] for row in rows[head + 1 :] if row[0] is not None or any(row)]


def test_a_run_from_the_bucket_to_the_summary(person: Person, pc: Pc) -> None:
    """What it costs is what is asked; everybody ends at a stage that is one, and the book is written."""
    opened = person.wait(Opened)
    cost = person.host.cost(choice(opened))
    person.host.start(choice(opened))
    began, finished = person.wait(Began), person.wait(Finished)
    person.wait(Said, lambda said: said.text == "The workbook is up to date.")
    assert cost == Cost(clients=5, captchas=began.captchas, typing_minutes=1, no_password=0, hidden=0)
    assert person.captchas == began.captchas == 5
    ends = [{moved.tan: moved.stage for moved in person.of(Moved)}[tan] for tan, _ in began.clients]
    assert sorted(end.name for end in ends) == ["CHECKED"] * 4 + ["NOT_CHECKED"]
    assert finished.headline == "Run 1: 4 of 5 clients complete, 4 with news."
    (refused,) = finished.not_checked
    assert (refused.reason, finished.will_run, finished.need_password) == ("TRACES: password refused", 0, 1)
    assert refused.remedy == "Store the right one: Passwords…"
    assert sorted(map(str, texts(pc.book, "Clients", "Status"))).count("All checked") == 4
    assert {probed.what for probed in person.of(Probed) if probed.answers} == {"IT portal", "TRACES", "Network"}


def test_a_stopped_run_is_offered_and_gone_on_with(person: Person) -> None:
    """What is asked of the person is withdrawn; nothing is read twice, and nobody is left at the end."""
    person.is_typing = False
    began = start(person, "unconsumed")
    asked = person.picture()
    person.host.stop()
    person.wait(Withdrawn, lambda one: one.question == asked.question)
    finished = person.wait(Finished)
    assert finished.left == len(began.clients) == 5
    person.is_typing = True
    person.host.show_bucket()
    assert person.wait(Opened).offer.left == 5
    person.host.go_on()
    assert person.wait(Began).run == began.run
    assert person.wait(Finished).left == 0


def test_a_stop_is_told_before_anybody_is_signed_out(person: Person) -> None:
    """The button has its line for the foot of Excel's window at once, and the window the same."""
    assert person.host.hear("stop") == "No sync is under way."
    person.is_typing = False
    start(person, "unconsumed")
    person.picture()
    line = person.host.hear("stop")
    assert re.fullmatch(r"Stopping: signing out of [1-5] accounts?…", line)
    counts = [person.wait(Progress, lambda one: one.signing_out is not None).signing_out]
    person.wait(Finished)
    counts += [one.signing_out for one in person.of(Progress) if one.signing_out is not None]
    assert counts[0] == max(filter(None, counts))
    assert counts[-1] == 0


def test_a_second_press_offers_what_is_ticked_by_now(person: Person, pc: Pc) -> None:
    """The Sync Bucket is never older than the press that has brought it forward."""
    tan = person.wait(Opened).offer.clients[0].tan
    book = load_workbook(pc.book)
    for row in book["Clients"].iter_rows(min_row=5):
        row[0].value = 1 if row[1].value == tan else 0
    book.save(pc.book)
    person.host.hear("raise")
    assert [client.tan for client in person.wait(Opened).offer.clients if client.chosen] == [tan]


def test_a_press_while_a_run_goes_on_leaves_its_view(person: Person) -> None:
    """The run stays in sight; the book is read again only for another one."""
    person.is_typing = False
    start(person, "unconsumed")
    person.picture()
    person.host.hear("raise")
    person.host.write_now()
    person.wait(Said, lambda said: "up to date" in said.text)
    assert len(person.of(Opened)) == 1
    person.host.stop()
    person.wait(Finished)


def test_a_stop_reaches_a_run_that_waits_for_its_turn(pc: Pc, portals: Practice, person: Person) -> None:
    """Whatever the worker is busy with when Start is pressed: nothing is sent, and the next Start runs."""
    chosen, told = choice(person.wait(Opened)), list[News]()
    book = book_of(pc.book, pc.home)
    desk = Desk(home=pc.home, path=pc.book, book=book, portals=str(pc.folder / "portals.toml"), tell=told.append)
    jobs = Jobs(desk, SimpleQueue())
    jobs.expect()
    assert jobs.stop() == "Stopping…"
    jobs.sync(chosen)
    assert told == [Said(text="Stopped before anything was sent.", is_trouble=True)]
    assert not portals.log.logins
    jobs.expect()
    jobs.sync(replace(chosen, tans=chosen.tans[:1], modules=frozenset({"challans"})))
    assert portals.log.logins


def test_a_press_while_a_closed_window_ends_its_sync_is_answered(person: Person) -> None:
    """With a line for Excel; nothing is told to a window that is gone."""
    told: list[News] = []
    person.wait(Opened)
    person.host.closed()
    assert hear(person.host, told.append, lambda: None, "raise") == CLOSING
    assert told == []


def test_a_second_start_brings_the_run_forward(person: Person) -> None:
    """Nothing red is said, and the run goes on."""
    person.is_typing = False
    start(person, "unconsumed")
    person.picture()
    person.host.sync_failed()
    person.wait(Raised)
    said = person.wait(Said)
    assert (said.text, said.is_trouble) == ("A sync is under way; this is it.", False)
    person.host.stop()
    person.wait(Finished)
    assert len(person.of(Began)) == 1


def test_write_now_shows_what_is_read_so_far(person: Person, pc: Pc) -> None:
    """In the middle of a run: the IT portal's part is there, the captchas still wait."""
    person.is_typing = False
    start(person, "challans", "unconsumed")
    for _ in range(5):
        person.wait(Moved, lambda moved: moved.text == "IT portal: done")
    person.host.write_now()
    person.wait(Said, lambda said: said.text.startswith("The workbook is up to date, as of"))
    assert set(texts(pc.book, "Clients", "Status")) == {"Running"}
    assert "the sync is under way" in str(texts(pc.book, "Clients", "Message")[0])
    assert len(texts(pc.book, "Challans", "TAN")) > 5
    assert not person.of(Finished)


def test_failed_clients_are_synced_again(person: Person, portals: Practice) -> None:
    """The ribbon's button begins at once; without a failure it says so."""
    person.wait(Opened)
    person.host.hear("failed")
    assert person.wait(Said).text == "Nothing failed in the last sync, so there is nothing to repeat."
    portals.faults.add(Fault.OTHER_SHAPE, route="traces.unconsumed")
    person.host.show_bucket()
    start(person, "unconsumed")
    failed = person.wait(Finished)
    portals.faults.clear()
    person.host.sync_failed()
    began, finished = person.wait(Began), person.wait(Finished)
    assert len(began.clients) == len({one.tan for one in failed.not_checked})
    assert len(finished.not_checked) < len(failed.not_checked)


def test_the_passwords_grid_and_a_paste_into_it(person: Person, pc: Pc) -> None:
    """Also while a run goes on; what cannot be used is said with its row, and no password is ever told."""
    person.is_typing = False
    began = start(person, "unconsumed")
    person.picture()
    tan = began.clients[0][0]
    person.host.paste_passwords([["TAN", "TRACES password"], [tan, "Invented#1"], ["NONSENSE", "Invented#2"]])
    shown = person.wait(Accounts)
    assert shown.text.splitlines() == [
        "1 passwords of 1 clients read; 1 are new or changed.",
        "Row 3: The TAN is not 4 letters, 5 digits and 1 letter.",
        f"{tan}: no password for IT portal.",
    ]
    assert [account.portal for account in shown.accounts[:2]] == list(Portal)
    assert all(account.stored for account in shown.accounts)
    assert "Invented#" not in repr(person.seen)


def test_a_block_that_is_no_list_is_said_in_the_grid(person: Person) -> None:
    """With what is missing."""
    person.wait(Opened)
    person.host.paste_passwords([["x", "y"], ["1", "2"]])
    assert person.wait(Accounts).text.startswith("What was pasted: no row with the titles TAN")


def test_a_copy_to_share(person: Person, pc: Pc) -> None:
    """Of a client, and of all named; what cannot be made is said, and the next one is."""
    start(person, "challans")
    person.wait(Finished)
    person.host.hear("share")
    shareable = person.wait(Shareable)
    tans = tuple(client.tan for client in shareable.clients)
    assert (len(tans), shareable.folder) == (5, pc.folder)
    for chosen in (tans[:1], tans):
        wish = CopyWish(path=shareable.folder / f"{len(chosen)}.xlsx", tans=chosen, group=None, mask=True)
        person.host.make_copy(wish)
        assert person.wait(Copied) == Copied(path=wish.path, clients=len(chosen))
        assert {*texts(wish.path, "Challans", "TAN")} <= {*chosen}
    person.host.make_copy(wish)
    said = person.wait(Said, lambda said: said.is_trouble)
    assert said.text == "5.xlsx is there already. Take another name; nothing was overwritten."
    person.host.make_copy(CopyWish(path=shareable.folder / "none.xlsx", tans=(), group="Nobody", mask=False))
    assert person.wait(Said).text.startswith("No client of the group Nobody")
    assert not (shareable.folder / "none.xlsx").exists()


def test_no_copy_is_made_of_a_run_under_way(person: Person) -> None:
    """One line says when, and the run goes on."""
    person.is_typing = False
    start(person, "unconsumed")
    person.picture()
    person.host.hear("share")
    assert person.wait(Said, lambda said: said.is_trouble).text == "A copy can be made when the run is over."
    assert not person.of(Shareable)


def test_documents_are_where_there_are_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it is the home folder that a copy is proposed for where nothing can be put beside the book."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert documents() == tmp_path
    (tmp_path / "Documents").mkdir()
    assert documents() == tmp_path / "Documents"


def test_a_preset_is_kept(person: Person) -> None:
    """And offered when the Sync Bucket is opened again."""
    person.wait(Opened)
    person.host.keep_preset(Preset(name="Mine", modules=frozenset({"ldc"})))
    person.host.show_bucket()
    assert person.wait(Opened).offer.presets[-1].name == "Mine"


def test_a_window_that_is_closed_ends_the_run_and_writes_the_book(person: Person, pc: Pc) -> None:
    """Politely: what was read is in the book, and the run can be gone on with."""
    person.is_typing = False
    start(person, "challans", "unconsumed")
    for _ in range(5):
        person.wait(Moved, lambda moved: moved.text == "IT portal: done")
    person.host.closed()
    assert person.wait(Finished).left == 5
    assert len(texts(pc.book, "Challans", "TAN")) > 5


def test_another_tdsxl_at_work_is_said(person: Person, pc: Pc) -> None:
    """The Sync Bucket stays, and can be started again when the other has ended."""
    opened = person.wait(Opened)
    with open_journal(pc.home):
        person.host.start(choice(opened, "challans"))
        said = person.wait(Said)
    assert said.is_trouble
    assert said.text.startswith("tdsxl is already at work")
    person.host.start(choice(opened, "challans"))
    assert person.wait(Finished).not_checked == ()


def test_a_vault_that_cannot_be_opened_is_said(person: Person, pc: Pc) -> None:
    """A window has no terminal to ask at: the line names what is needed."""
    opened = person.wait(Opened)
    (pc.folder / "passphrase.txt").write_text("not the words that were meant", encoding="ascii")
    person.host.start(choice(opened, "challans"))
    said = person.wait(Said)
    assert said.is_trouble
    assert "passphrase" in said.text


def test_a_book_that_went_away_keeps_everything_in_the_journal(person: Person, pc: Pc) -> None:
    """The summary comes all the same; Write now repeats the writing once the book is back."""
    person.is_typing = False
    start(person, "unconsumed")
    asked = person.picture()
    away = pc.book.rename(pc.folder / "away.xlsx")
    person.is_typing = True
    person.answer(asked)
    person.wait(Finished)
    assert person.wait(Said, lambda said: said.is_trouble).text
    shutil.move(away, pc.book)
    person.host.write_now()
    person.wait(Said, lambda said: said.text.startswith("The workbook is up to date, as of"))
    assert len(texts(pc.book, "Unconsumed Challans", "TAN")) > 1


def test_a_book_that_is_none_of_ours_ends_it(pc: Pc, portals: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window shows why, and can only be closed."""
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    book = pc.folder / "list.xlsx"
    book.write_bytes(b"no workbook")
    person = Person(portals.url)
    for one in at_work(person, book, pc.home.path, pc.folder / "portals.toml"):
        assert "list.xlsx" in one.wait(Fatal).text
