"""Share copy: whose rows, which file, and what becomes of it."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tdsxl.values import Tan
from tdsxl.window.copies import Copied, Copying, CopyWish, LeftOut, Shareable, SharedClient
from tdsxl.window.sharing import Sharing, Whose, file_name
from tdsxl.window.values import Said
from tests.whole.pc import wait_until
from tests.window.person import Person
from tests.window.samples import name, shareable, tan

window = pytest.mark.window
DAY = "TDS 23-Nov-2026"


@pytest.fixture
def at_share(person: Person, tmp_path: Path) -> Callable[..., Person]:
    """Someone before Share copy, in an office of so many clients."""

    def show(count: int = 8) -> Person:
        person.hears(shareable(count, tmp_path))
        return person

    return show


def choose(person: Person, number: int) -> None:
    person.window.share.listing.tree.selection_set(tan(number))
    person.rest(0.04)


def wishes(person: Person) -> list[object]:
    return [wish for (wish,) in person.calls("make_copy")]


def path(person: Person) -> Path:
    return Path(person.window.share.foot.path.get())


def test_nobody_is_chosen_at_first() -> None:
    """Rows are mailed of whom somebody has named."""
    assert not Sharing(shareable(8).clients).chosen


def test_what_is_chosen_is_shown() -> None:
    """A search that hides the chosen client takes it out of the copy; all shown are what the search leaves."""
    sharing = Sharing(shareable(8).clients)
    sharing.client, sharing.search = tan(3), "bansal"
    assert not sharing.chosen
    sharing.search = tan(3).lower()
    assert [client.tan for client in sharing.chosen] == [tan(3)]
    sharing.whose, sharing.search = Whose.SHOWN, "private limited"
    assert {client.name.endswith("Private Limited") for client in sharing.chosen} == {True}


def test_a_group_is_one_however_it_is_written() -> None:
    """As `tdsxl share --group` reads it; a search does not limit it."""
    clients = [SharedClient(Tan(tan(number)), name(number), group) for number, group in enumerate(("Roy", "ROY", ""))]
    sharing = Sharing(clients)
    sharing.whose, sharing.search = Whose.GROUP, "nobody"
    assert (sharing.groups, sharing.name) == (("Roy",), "Roy")
    assert [client.tan for client in sharing.chosen] == [tan(0), tan(1)]


@pytest.mark.parametrize(
    ("whose", "file"),
    [
        ("Konkan Agro LLP", f"Konkan Agro LLP - {DAY}.xlsx"),
        ('M/s "Roy" & Sons: Unit <2>', f"M s Roy & Sons Unit 2 - {DAY}.xlsx"),
        ("Roy Pvt. Ltd.", f"Roy Pvt. Ltd - {DAY}.xlsx"),
        ("..", f"{DAY}.xlsx"),
        ("A" * 300, f"{'A' * 80} - {DAY}.xlsx"),
    ],
)
def test_a_file_name_is_one_on_every_system(whose: str, file: str) -> None:
    """What Windows forbids in a name is left out."""
    assert file_name(whose, date(2026, 11, 23)) == file


@window
def test_one_client_goes_to_a_file_of_its_name(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """Beside the book; without a client nothing can be made."""
    person = at_share()
    assert person.window.share.foot.make.instate(["disabled"])
    choose(person, 3)
    assert path(person) == tmp_path / f"{name(3)} - {DAY}.xlsx"
    person.press("mask")
    person.window.share.foot.make.invoke()
    assert wishes(person) == [CopyWish(path=path(person), tans=(tan(3),), group=None, mask=True)]


@window
def test_another_client_gets_another_name(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """In the folder that was typed; under the old name somebody else's rows would be mailed."""
    person = at_share()
    choose(person, 3)
    person.window.share.foot.path.delete(0, "end")
    person.window.share.foot.path.insert(0, str(tmp_path / "mail" / "to-roy.xlsx"))
    choose(person, 4)
    assert path(person) == tmp_path / "mail" / f"{name(4)} - {DAY}.xlsx"


@window
def test_a_file_that_is_there_gets_a_number(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """Nothing is ever overwritten."""
    person = at_share()
    (tmp_path / f"{name(3)} - {DAY}.xlsx").touch()
    choose(person, 3)
    assert path(person).name == f"{name(3)} - {DAY} 2.xlsx"


@window
def test_a_group_and_all_shown(at_share: Callable[..., Person]) -> None:
    """A group is asked for by its name, all shown by their TANs."""
    person = at_share()
    person.press("group")
    assert path(person).name == f"Bansal group - {DAY}.xlsx"
    assert "In the copy: 2 clients" in person.texts()
    person.window.share.foot.make.invoke()
    person.press("shown")
    person.window.share.search.insert(0, "llp")
    person.rest(0.04)
    shown = person.window.share.listing.tree.get_children()
    assert path(person).name == f"{len(shown)} clients - {DAY}.xlsx"
    person.hears(Said(text="The disk is full.", is_trouble=True))
    person.window.share.foot.make.invoke()
    group, by_tan = wishes(person)
    assert isinstance(group, CopyWish)
    assert isinstance(by_tan, CopyWish)
    assert (group.tans, group.group) == ((), "Bansal group")
    assert (by_tan.tans, by_tan.group) == (shown, None)


@window
def test_each_client_gets_a_file_in_a_new_folder(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """Of those shown; drafts and own columns only as they are ticked."""
    person = at_share()
    person.press("each")
    person.window.share.search.insert(0, "llp")
    person.rest(0.04)
    assert path(person) == tmp_path / "TDS copies 23-Nov-2026"
    person.press("drafts")
    person.press("own")
    person.window.share.foot.make.invoke()
    shown = tuple(map(Tan, person.window.share.listing.tree.get_children()))
    assert wishes(person) == [
        CopyWish(path=path(person), tans=shown, group=None, mask=False, own=True, each=True, drafts=True)
    ]


@window
def test_a_zip_is_known_by_its_name(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """The tick gives the ending, and a typed ending the tick: what is made is what the screen says."""
    person = at_share()
    person.press("each")
    person.press("zip")
    assert path(person) == tmp_path / "TDS copies 23-Nov-2026.zip"
    assert "Zip" in person.texts()
    person.window.share.foot.path.delete(0, "end")
    person.window.share.foot.path.insert(0, "to clients")
    person.rest(0.04)
    assert "Folder" in person.texts()
    assert not person.window.share.choice.is_zip
    person.window.share.foot.make.invoke()
    (wish,) = wishes(person)
    assert isinstance(wish, CopyWish)
    assert wish.path == tmp_path / "to clients"


@window
def test_drafts_go_with_a_file_for_each(at_share: Callable[..., Person]) -> None:
    """One file for many can go to none of them; the tick goes with the way."""
    person = at_share()
    person.press("each")
    person.press("drafts")
    person.press("shown")
    person.press("drafts")
    person.window.share.foot.make.invoke()
    (wish,) = wishes(person)
    assert isinstance(wish, CopyWish)
    assert (wish.each, wish.drafts) == (False, False)


@window
def test_many_copies_can_be_stopped(at_share: Callable[..., Person]) -> None:
    """How far they are stands at the foot; after a stop they can be made anew."""
    person = at_share()
    person.press("each")
    person.window.share.foot.make.invoke()
    person.hears(Copying("Roy Textiles", 37, 150))
    assert "37 of 150 files · Roy Textiles" in person.texts()
    person.key("space")
    person.key("space")
    assert person.calls("stop_copies") == [()]
    person.hears(Said(text="Stopped: no copy was made.", is_trouble=True))
    assert "Stop" not in person.texts()
    person.window.share.foot.make.invoke()
    assert len(wishes(person)) == 2


@window
def test_who_is_left_out_is_listed(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """With the reason, until something else is chosen; what was made is counted."""
    person = at_share()
    person.press("each")
    left = LeftOut(tan(3), name(3), "no Email on the sheet Clients, so no draft")
    person.hears(Copied(path=tmp_path, clients=8, each=True, drafts=7, left_out=(left,)))
    assert f"Made: 8 files and 7 mail drafts; nothing was sent · {tmp_path}" == person.window.share.foot.told.text
    assert {"Left out: 1", left.why} <= {*person.texts()}
    person.press("mask")
    assert "Left out: 1" not in person.texts()


@window
@pytest.mark.skipif(sys.platform == "darwin", reason="there the Alt key writes letters")
def test_the_keyboard_is_enough(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """Every box and button has a letter of its own."""
    person = at_share()
    for letter in "ezdpwm":
        person.root.event_generate(f"<Alt-KeyPress-{letter}>")
        person.rest(0.04)
    tans = tuple(tan(number) for number in range(8))
    made = tmp_path / "TDS copies 23-Nov-2026.zip"
    assert wishes(person) == [CopyWish(path=made, tans=tans, group=None, mask=True, own=True, each=True, drafts=True)]


@window
def test_a_book_without_groups_offers_none(person: Person, tmp_path: Path) -> None:
    """The way is shut rather than empty."""
    person.hears(Shareable((SharedClient(tan(0), name(0), ""),), tmp_path))
    assert person.window.share.choice.by_group.instate(["disabled"])


@window
def test_a_copy_is_made_once(at_share: Callable[..., Person]) -> None:
    """Until the worker has answered; trouble stands at the foot, and it can be tried again."""
    person = at_share()
    choose(person, 3)
    for _ in range(2):
        person.window.share.foot.make.invoke()
    assert len(wishes(person)) == 1
    assert "Making the copy …" in person.texts()
    person.hears(Said(text="roy.xlsx is there already.", is_trouble=True))
    assert person.window.status == "roy.xlsx is there already."
    person.window.share.foot.make.invoke()
    assert len(wishes(person)) == 2


@window
def test_a_made_copy_is_told_until_another_is_chosen(at_share: Callable[..., Person], tmp_path: Path) -> None:
    """With the way to its folder."""
    person = at_share()
    choose(person, 3)
    person.hears(Copied(path=tmp_path / "roy.xlsx", clients=1))
    assert any(text.startswith("Made: ") for text in person.texts())
    assert "Open folder" in person.texts()
    choose(person, 4)
    assert "Open folder" not in person.texts()


@window
@pytest.mark.skipif(sys.platform != "linux", reason="a program of Linux desktops")
def test_open_folder_opens_the_folder(
    at_share: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the program of the desktop; where there is none, one line says so."""
    person = at_share()
    person.hears(Copied(path=tmp_path / "roy.xlsx", clients=1))
    monkeypatch.setenv("PATH", str(tmp_path))
    person.window.share.foot.open.invoke()
    person.rest(0.03)
    assert person.window.share.foot.told.text.startswith("The folder cannot be opened")
    stand_in = tmp_path / "xdg-open"
    stand_in.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened"\n', encoding="utf-8")
    stand_in.chmod(0o700)
    person.window.share.foot.open.invoke()
    wait_until(lambda: (tmp_path / "opened").exists() and (tmp_path / "opened").read_text("utf-8") == f"{tmp_path}\n")


@window
@pytest.mark.skipif(sys.platform != "linux", reason="only there the dialog is Tk's own")
@pytest.mark.parametrize(("button", "is_taken"), [("ok", True), ("cancel", False)])
def test_browse_takes_the_file_that_is_named(
    at_share: Callable[..., Person], tmp_path: Path, button: str, *, is_taken: bool
) -> None:
    """Cancelled, the name stays as it was."""
    person = at_share()
    choose(person, 3)
    before = path(person)

    def fill() -> None:
        fields = ".__tk_filedialog.contents.f2"
        if not int(person.root.tk.call("winfo", "exists", f"{fields}.ent")):
            person.root.after(20, fill)
            return
        person.root.tk.call(f"{fields}.ent", "delete", 0, "end")
        person.root.tk.call(f"{fields}.ent", "insert", 0, "to mail")
        person.root.tk.call(f"{fields}.{button}", "invoke")

    person.root.after(50, fill)
    person.press("browse")
    assert path(person) == (tmp_path / "to mail.xlsx" if is_taken else before)


@window
def test_back_leads_to_where_one_was(at_share: Callable[..., Person]) -> None:
    """To a fresh Sync Bucket where there was nothing yet."""
    person = at_share()
    person.window.share.foot.back.invoke()
    assert person.calls("show_bucket") == [()]


def test_every_desktop_has_its_own_program() -> None:
    """Windows needs none."""
    from tdsxl.window.desktop import folder_words

    folder = Path("a b")
    assert folder_words("darwin", folder) == ["open", "a b"]
    assert folder_words("linux", folder) == ["xdg-open", "a b"]
