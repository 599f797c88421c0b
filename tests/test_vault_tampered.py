"""F4: whatever byte of a small vault is changed, it is seen, or nothing that matters has changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tdsxl.errors import LocalError, VaultLocked
from tdsxl.values import Login, Portal, Secret, Tan
from tdsxl.vault import open_vault
from tdsxl.vault_file import read, write
from tests.test_vault import ASHA, ITPORTAL, PASSWORD, RAVI, TRACES, Ring, _empty_ring, _no_passphrase_file, new, vault

__all__ = ["_empty_ring", "_no_passphrase_file"]

pytestmark = [pytest.mark.fault, pytest.mark.row("F4")]
OWNERS = ((ASHA, TRACES), (ASHA, ITPORTAL), (RAVI, TRACES))


def logins(home: Path) -> dict[tuple[Tan, Portal], Login | None]:
    """What the vault gives for everyone who is in it."""
    return {owner: vault(home).login(*owner) for owner in OWNERS}


def plain(found: dict[tuple[Tan, Portal], Login | None]) -> dict[tuple[Tan, Portal], tuple[str, ...]]:
    """The same in the open, without those who have nothing."""
    return {
        owner: (login.password.reveal(), login.version, login.sub_user, login.tan)
        for owner, login in found.items()
        if login
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A vault with three passwords of two clients."""
    secrets = [new(ASHA, TRACES, PASSWORD, "AAAPA0000A"), new(ASHA, ITPORTAL, "second"), new(RAVI, TRACES, "third")]
    vault(tmp_path).store_all(secrets)
    return tmp_path


@pytest.mark.parametrize("bit", [0, 1, 4])
def test_every_flipped_byte_is_refused_or_changes_no_login(home: Path, bit: int) -> None:
    """A record may be lost to its owner, as another TAN has it then, but no login is ever another's or another one."""
    path = home / "vault.json"
    whole, before = path.read_bytes(), plain(logins(home))
    refused = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        try:
            found = plain(logins(home))
        except LocalError:
            refused += 1
        else:
            assert found.items() <= before.items(), at
    path.write_bytes(whole)
    assert plain(logins(home)) == before
    assert refused > len(whole) / 2


@pytest.mark.parametrize("given", OWNERS)
@pytest.mark.parametrize("taken", OWNERS)
def test_records_that_change_places_do_not_open(
    home: Path, given: tuple[Tan, Portal], taken: tuple[Tan, Portal]
) -> None:
    """A record put under another client, another portal or both; under its own it is itself."""
    contents = read(home / "vault.json")
    moved = replace(contents.records[taken], sealed=contents.records[given].sealed)
    write(home / "vault.json", contents.with_records([moved]))
    if given == taken:
        assert vault(home).login(*taken)
        return
    with pytest.raises(LocalError, match="was changed outside tdsxl"):
        vault(home).login(*taken)


def test_an_old_record_of_the_same_client_does_not_open_as_the_new_one(home: Path) -> None:
    """Its version differs, so a refused password cannot be put back in the place of the one stored since."""
    old = read(home / "vault.json").records[ASHA, TRACES]
    vault(home).store(ASHA, TRACES, Secret("newer"), sub_user="AAAPA0000A")
    contents = read(home / "vault.json")
    write(home / "vault.json", contents.with_records([replace(contents.records[ASHA, TRACES], sealed=old.sealed)]))
    with pytest.raises(LocalError, match="was changed outside tdsxl"):
        vault(home).login(ASHA, TRACES)


def flipped(content: bytes, at: int) -> bytes:
    """The same with one byte changed."""
    return content[:at] + bytes([content[at] ^ 2]) + content[at + 1 :]


def test_a_key_under_a_passphrase_cannot_be_changed_unseen(tmp_path: Path) -> None:
    """Another byte of the sealed key, or of its salt: the vault stays shut."""
    open_vault(tmp_path, keyrings=(), passphrase=lambda: "opensesame").store(ASHA, TRACES, Secret(PASSWORD))
    path = tmp_path / "vault.json"
    contents = read(path)
    assert contents.place
    salt, sealed = contents.place.salt, contents.place.sealed
    places = [replace(contents.place, salt=flipped(salt, at)) for at in range(0, len(salt), 9)]
    places += [replace(contents.place, sealed=flipped(sealed, at)) for at in range(0, len(sealed), 9)]
    for place in places:
        write(path, replace(contents, place=place))
        with pytest.raises(VaultLocked, match="wrong"):
            open_vault(tmp_path, keyrings=(), passphrase=lambda: "opensesame").login(ASHA, TRACES)
    assert not Ring.kept
