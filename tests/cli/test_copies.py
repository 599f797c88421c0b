"""One copy for each client: folder, zip and mail drafts, whole or not at all."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zipfile import ZipFile

import pytest

from tdsxl.cli.copies import copy_name, into_folder, into_zip
from tdsxl.errors import InputError, LocalError
from tdsxl.tables import Client
from tdsxl.values import Tan
from tests.full_disk import no_room

DAY = "23-Nov-2026"


def client(tan: str, name: str = "", email: str = "") -> Client:
    return Client(tan=Tan(tan), name=name, row=5, ticked=True, hidden=False, modules=frozenset(), group="", email=email)


CLIENTS = (client("PNEA00001A", "Roy Textiles", "roy@example.com"), client("PNEA00002B", "Oak & Elm"))


def make(one: Client, path: Path) -> None:
    """A copy that names its client."""
    path.write_text(one.tan, encoding="ascii")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Roy Textiles", "Roy Textiles PNEA00001A 23-Nov-2026.xlsx"),
        ("", "PNEA00001A 23-Nov-2026.xlsx"),
        ("../..\\CON:<b>|?*\x00\u202e x.", "....CONb x PNEA00001A 23-Nov-2026.xlsx"),
        ("n" * 300, f"{'n' * 80} PNEA00001A 23-Nov-2026.xlsx"),
    ],
)
def test_a_file_is_named_by_its_client(name: str, file: str) -> None:
    """In letters that every system takes; a name never leads out of the folder."""
    assert copy_name(client("PNEA00001A", name), DAY).removeprefix("....") == file.removeprefix("....")
    assert "/" not in copy_name(client("PNEA00001A", name), DAY)


def test_a_folder_holds_a_file_for_each(tmp_path: Path) -> None:
    """Each with the rows of its client alone."""
    copies = into_folder(tmp_path / "out", CLIENTS, DAY, make, drafts=False)
    texts = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert texts == {
        "Roy Textiles PNEA00001A 23-Nov-2026.xlsx": "PNEA00001A",
        "Oak & Elm PNEA00002B 23-Nov-2026.xlsx": "PNEA00002B",
    }
    assert (copies.made, copies.without_email) == (CLIENTS, ())


def test_a_draft_carries_its_own_file_alone(tmp_path: Path) -> None:
    """Outlook opens it as one to be sent; a client without an address is named."""
    copies = into_folder(tmp_path / "out", CLIENTS, DAY, make, drafts=True, firm="Shah & Co")
    (draft,) = (tmp_path / "out").glob("*.eml")
    mail = message_from_bytes(draft.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    (attached,) = mail.iter_attachments()
    words = mail.get_body()
    assert words
    assert words.get_content().endswith("\nRegards\nShah & Co\n")
    assert (mail["To"], mail["X-Unsent"], mail["From"]) == ("roy@example.com", "1", None)
    assert (attached.get_filename(), attached.get_content()) == (
        "Roy Textiles PNEA00001A 23-Nov-2026.xlsx",
        b"PNEA00001A",
    )
    assert copies.without_email == CLIENTS[1:]


def test_a_draft_takes_no_header_from_a_cell(tmp_path: Path) -> None:
    """Line breaks in a name or an address are blanks."""
    sly = client("PNEA00001A", "Roy\nBcc: a@example.com", "roy@example.com\r\nb@example.com")
    into_folder(tmp_path / "out", [sly], DAY, make, drafts=True)
    (draft,) = (tmp_path / "out").glob("*.eml")
    assert message_from_bytes(draft.read_bytes(), policy=default)["Bcc"] is None


@pytest.mark.parametrize(
    ("email", "to"),
    [
        ("roy@example.com", "roy@example.com"),
        (" roy@example.com;  a.b+c@mail.example.com ", "roy@example.com, a.b+c@mail.example.com"),
        ("ask Meera", None),
        ("roy@example.com\nBcc: x@example.com", None),
        ("roy@हिन्दी.com", None),
        ("<roy@example.com>", None),
        ("roy@example", None),
    ],
)
def test_a_draft_is_for_what_is_an_address(tmp_path: Path, email: str, to: str | None) -> None:
    """One or several; anything else is named, and nothing is drafted."""
    one = client("PNEA00001A", "Roy", email)
    copies = into_folder(tmp_path / "out", [one], DAY, make, drafts=True)
    drafts = [message_from_bytes(path.read_bytes(), policy=default) for path in (tmp_path / "out").glob("*.eml")]
    assert [draft["To"] for draft in drafts] == ([] if to is None else [to])
    told = f"`{' '.join(email.split())}` is no mail address, so no draft"
    assert list(copies.left_out) == ([(one, told)] if to is None else [])


def test_a_zip_holds_the_same_files(tmp_path: Path) -> None:
    """And nothing else is left beside it."""
    into_zip(tmp_path / "out.zip", CLIENTS, DAY, make, drafts=True)
    with ZipFile(tmp_path / "out.zip") as archive:
        assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == ["eml", "xlsx", "xlsx"]
        assert archive.testzip() is None
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


@pytest.mark.parametrize("into", [into_folder, into_zip])
def test_what_is_there_stays(tmp_path: Path, into: object) -> None:
    """Nothing is overwritten."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        into(tmp_path / "out", CLIENTS, DAY, make, drafts=False)  # type: ignore[operator]  # one of two functions
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("into", [into_folder, into_zip])
def test_half_of_the_copies_are_none(tmp_path: Path, into: object) -> None:
    """When one cannot be made, no folder is left."""

    def fails(one: Client, path: Path) -> None:
        make(one, path)
        if one is CLIENTS[1]:
            raise LocalError("The disk is full.")

    with pytest.raises(LocalError):
        into(tmp_path / "out", CLIENTS, DAY, fails, drafts=False)  # type: ignore[operator]  # one of two functions
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("into", [into_folder, into_zip])
def test_a_full_disk_is_one_line(tmp_path: Path, into: object) -> None:
    """Whoever meets it, nothing is left."""
    with no_room(), pytest.raises(LocalError, match=r"^out cannot be written: .* Take another folder.$"):
        into(tmp_path / "out", CLIENTS, DAY, make, drafts=False)  # type: ignore[operator]  # one of two functions
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("into", [into_folder, into_zip])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, into: object) -> None:
    """None is made for a name that was mistyped."""
    with pytest.raises(InputError, match="There is no folder"):
        into(tmp_path / "no" / "out", CLIENTS, DAY, make, drafts=False)  # type: ignore[operator]  # one of two functions
    assert list(tmp_path.iterdir()) == []
