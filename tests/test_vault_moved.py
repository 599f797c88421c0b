"""The vault on another PC, and on systems that keep keys or make them in their own way."""

import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from keyring.backends import Windows

from tdsxl.errors import LocalError, VaultLocked
from tdsxl.values import Secret
from tdsxl.vault import open_vault
from tests.test_vault import ASHA, PASSWORD, RAVI, TRACES, Ring, _empty_ring, _no_passphrase_file, new, password, vault

__all__ = ["_empty_ring", "_no_passphrase_file"]
FIPS = "openssl_conf = init\n[init]\nalg_section = set\n[set]\ndefault_properties = fips=yes\n"
UNLOCKING = """
import sys
from pathlib import Path
from tdsxl.errors import VaultLocked
from tdsxl.vault import open_vault
try:
    open_vault(Path(sys.argv[1]), keyrings=(), passphrase=lambda: "opensesame").unlock()
except VaultLocked as error:
    print(error)
"""


def moved(home: Path, there: Path) -> Path:
    """The file of a vault, on a PC whose keyring has nothing of it."""
    there.mkdir()
    (there / "vault.json").write_bytes((home / "vault.json").read_bytes())
    Ring.kept.clear()
    return there


def test_a_vault_moves_with_its_key(tmp_path: Path) -> None:
    """What was stored is there, under the same versions; from then on the keyring of the new PC opens it."""
    home = tmp_path / "home"
    old = vault(home)
    old.store_all([new(ASHA, TRACES, PASSWORD), new(RAVI, TRACES, "other")])
    key = old.take_out()
    there = moved(home, tmp_path / "there")
    with pytest.raises(VaultLocked):
        vault(there).login(ASHA, TRACES)
    here = vault(there)
    here.move_in(key)
    assert (len(Ring.kept), here.take_out(), here.entries()) == (1, key, old.entries())
    assert [password(there, tan, TRACES) for tan in (ASHA, RAVI)] == [PASSWORD, "other"]


def test_a_vault_with_the_key_of_another_stays_as_it_is(tmp_path: Path) -> None:
    """No place is made for a key that opens nothing, nor where one record of several does not open."""
    home, other = vault(tmp_path / "home"), vault(tmp_path / "other")
    home.store_all([new(ASHA, TRACES, PASSWORD), new(RAVI, TRACES, "other")])
    there = moved(tmp_path / "home", tmp_path / "there")
    before = (there / "vault.json").read_bytes()
    other.unlock()
    kept = dict(Ring.kept)
    with pytest.raises(LocalError, match=r"do not belong together.* another backup"):
        vault(there).move_in(other.take_out())
    assert ((there / "vault.json").read_bytes(), Ring.kept) == (before, kept)


class Roaming(Windows.WinVaultKeyring):
    """The keyring of Windows without Windows; it notes how far a key may travel."""

    viable = True
    persist: str = "enterprise"
    kept: ClassVar[dict[str, tuple[str, str]]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(service, ("", None))[1]

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service] = (self.persist, password)


def test_a_key_does_not_roam_with_the_users_profile(tmp_path: Path) -> None:
    """On Windows it would go to every PC of the domain."""
    opened = open_vault(tmp_path, keyrings=(Roaming,))
    opened.store(ASHA, TRACES, Secret(PASSWORD))
    assert {where for where, _ in Roaming.kept.values()} == {"local machine"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' OpenSSL may not read its settings")
def test_a_system_that_forbids_argon_is_told_what_to_do(tmp_path: Path) -> None:
    """As one whose OpenSSL is bound to FIPS: no weaker key is made, and no vault."""
    settings = tmp_path / "openssl.cnf"
    settings.write_text(FIPS, encoding="ascii")
    home = tmp_path / "home"
    run = subprocess.run(
        [sys.executable, "-c", UNLOCKING, home],
        env=os.environ | {"OPENSSL_CONF": str(settings)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "This Python's cryptography has no Argon2id. Install tdsxl with pip.\n"
    assert not home.exists()
