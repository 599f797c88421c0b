"""Where a book belongs, by its name in Excel."""

import os
from pathlib import Path

import pytest

from tdsxl.addin.place import MARKER, UNLOCK, place_of
from tdsxl.errors import InputError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the user."""
    path = tmp_path / "user"
    monkeypatch.setenv("TDSXL_HOME", str(path))
    return path


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A practice book with everything beside it."""
    folder = tmp_path / "practice"
    (folder / "home").mkdir(parents=True)
    (folder / "home" / MARKER).write_text("practice.xlsm", encoding="utf-8")
    (folder / "portals.toml").write_text("", encoding="utf-8")
    return folder / "practice.xlsm"


def test_a_book_of_the_firm_belongs_to_the_user(home: Path, tmp_path: Path) -> None:
    """And to the official portals."""
    place = place_of(str(tmp_path / "firm.xlsm"))
    assert (place.home, place.portals, dict(place.environment)) == (home, None, {})


def test_a_practice_book_belongs_to_its_own_home(practice: Path) -> None:
    """With its portals, and with what opens its vault."""
    place = place_of(str(practice))
    own = practice.parent / "home"
    assert (place.home, place.portals) == (own, practice.parent / "portals.toml")
    assert place.environment == {"TDSXL_HOME": str(own), "TDSXL_VAULT_PASSPHRASE_FILE": str(own / UNLOCK)}


def test_a_book_of_the_firm_beside_it_is_not_redirected(practice: Path, home: Path) -> None:
    """Real passwords would be sought among invented ones."""
    assert place_of(str(practice.with_name("firm.xlsm"))).home == home


def test_without_its_portals_file_it_is_an_ordinary_book(practice: Path, home: Path) -> None:
    """It was copied somewhere."""
    (practice.parent / "portals.toml").unlink()
    assert place_of(str(practice)).home == home


def test_a_book_in_a_cloud_is_refused() -> None:
    """Excel gives an address where a file name should be."""
    with pytest.raises(InputError, match="OneDrive or SharePoint"):
        place_of("https://d.docs.example/abc/Documents/firm.xlsm")


def test_a_book_that_was_never_saved_is_refused() -> None:
    """It has no folder yet."""
    with pytest.raises(InputError, match="never been saved"):
        place_of("Book1")


def test_one_book_has_one_lock(tmp_path: Path) -> None:
    """However its name is written; another book has another."""
    first, same = place_of(str(tmp_path / "a" / ".." / "firm.xlsm")), place_of(str(tmp_path / "firm.xlsm"))
    assert first.lock == same.lock
    assert place_of(str(tmp_path / "other.xlsm")).lock != same.lock
    if os.name == "nt":
        assert place_of(str(tmp_path / "FIRM.XLSM")).lock == same.lock
