"""Versions of stored passwords: by them the login gate knows a refused password, under whatever record it stands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tdsxl.values import Secret
from tests.test_vault import ASHA, ITPORTAL, PASSWORD, RAVI, TRACES, _empty_ring, _no_passphrase_file, new, vault

__all__ = ["_empty_ring", "_no_passphrase_file"]

pytestmark = pytest.mark.row("A1")


def version(home: Path) -> str:
    """Of the one password that is stored."""
    (entry,) = vault(home).entries()
    return entry.version


def test_a_list_gives_a_password_the_version_it_had(tmp_path: Path) -> None:
    """After it was forgotten, after another was stored in between, and when the file of before is put back."""
    opened, path = vault(tmp_path), tmp_path / "vault.json"
    opened.unlock()
    empty = path.read_bytes()
    opened.store_all([new(ASHA, TRACES, PASSWORD)])
    first = version(tmp_path)
    opened.forget(ASHA)
    opened.store_all([new(ASHA, TRACES, "another")])
    assert version(tmp_path) != first
    opened.store_all([new(ASHA, TRACES, PASSWORD)])
    assert version(tmp_path) == first
    path.write_bytes(empty)
    vault(tmp_path).store_all([new(ASHA, TRACES, PASSWORD)])
    assert version(tmp_path) == first


def test_a_version_by_hand_tells_the_password_and_when(tmp_path: Path) -> None:
    """A later second than that of the last refusal, though the clock that stamped it was a year ahead."""
    opened, ahead = vault(tmp_path), datetime.now(UTC).replace(microsecond=0) + timedelta(days=365)
    opened.store_all([new(ASHA, TRACES, PASSWORD)])
    listed = version(tmp_path)
    said = [opened.store(ASHA, TRACES, Secret(PASSWORD), after=after).split("@") for after in (None, ahead)]
    assert [digest for digest, _ in said] == [listed, listed]
    assert datetime.fromisoformat(said[0][1]) < ahead < datetime.fromisoformat(said[1][1])


def test_versions_tell_under_which_key_they_were_made(tmp_path: Path) -> None:
    """All of one vault, by hand or not and on whatever PC; one that was made anew tells another."""
    opened, path = vault(tmp_path), tmp_path / "vault.json"
    opened.store_all([new(ASHA, TRACES, PASSWORD), new(ASHA, ITPORTAL, PASSWORD)])
    opened.store(RAVI, TRACES, Secret(PASSWORD))
    key = opened.take_out()
    path.rename(tmp_path / "moved away")
    vault(tmp_path).store_all([new(ASHA, TRACES, PASSWORD)])
    marks = {version(tmp_path).partition(".")[0]}
    (tmp_path / "moved away").rename(path)
    moved = vault(tmp_path)
    moved.move_in(key)
    moved.store_all([new(RAVI, ITPORTAL, PASSWORD)])
    kept = {entry.version.partition(".")[0] for entry in moved.entries()}
    assert (len(kept), len(kept | marks)) == (1, 2)


def test_equal_passwords_do_not_show(tmp_path: Path) -> None:
    """Of other clients, portals, sub-users or vaults: no digest helps to guess another."""
    there = vault(tmp_path / "there")
    there.store_all([new(ASHA, TRACES, PASSWORD)])
    here = vault(tmp_path / "here")
    here.store_all([new(ASHA, TRACES, PASSWORD), new(ASHA, ITPORTAL, PASSWORD), new(RAVI, TRACES, PASSWORD)])
    versions = [entry.version for opened in (there, here) for entry in opened.entries()]
    here.store_all([new(ASHA, TRACES, PASSWORD, "AAAPA0000A")])
    versions += [entry.version for entry in here.entries() if entry.sub_user]
    assert len(versions) == len(set(versions)) == 5
