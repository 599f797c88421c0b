"""What a person reads when the vault does not do what was asked: each sentence, with what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tdsxl.errors import LocalError
from tdsxl.values import Secret
from tdsxl.vault import open_vault
from tdsxl.vault_key import FILE_VARIABLE
from tests.failing import Refusal, refusing
from tests.test_vault import (
    ASHA,
    PASSWORD,
    RAVI,
    TRACES,
    Locked,
    Missing,
    Ring,
    _empty_ring,
    _no_passphrase_file,
    new,
    vault,
)

__all__ = ["_empty_ring", "_no_passphrase_file"]
PASSPHRASE_FILE = "Put a passphrase into a file that only you can read and name it in TDSXL_VAULT_PASSPHRASE_FILE."
AGAIN = "import the passwords again; those of accounts that were ever refused must be stored by hand then"
RESTORE = f"Restore it from a backup, or move it away and {AGAIN}."


def said(use: Callable[[], object]) -> tuple[str, str]:
    """Message and remedy of what is refused."""
    with pytest.raises(LocalError) as caught:
        use()
    return caught.value.message, caught.value.remedy


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A vault with a password of two clients, its key in the keyring."""
    vault(tmp_path).store_all([new(ASHA, TRACES, PASSWORD), new(RAVI, TRACES, "other")])
    return tmp_path


def test_a_keyring_that_has_not_the_key(home: Path) -> None:
    """Of another user or another PC."""
    for keyrings in ((), (Missing,)):
        assert said(open_vault(home, keyrings=keyrings).unlock) == (
            "The vault key is not in a keyring of this user on this PC.",
            f"Work as the user who stored the passwords, or move vault.json away and {AGAIN}. "
            f"Where there is no keyring: {PASSPHRASE_FILE}",
        )


def test_a_keyring_that_does_not_answer(home: Path) -> None:
    """Its owner can unlock it; what stands in it and is no key is no answer either."""
    words = ("The keyring of this PC is locked or does not answer.", f"Unlock it. Or: {PASSPHRASE_FILE}")
    assert said(open_vault(home, keyrings=(Locked,)).unlock) == words
    Ring.kept = {owner: f"{key}!" for owner, key in Ring.kept.items()}
    assert said(vault(home).unlock) == words


def test_a_pc_without_a_keyring(tmp_path: Path) -> None:
    """Where nobody can be asked for a passphrase, and where an empty one is given."""
    assert said(open_vault(tmp_path, keyrings=()).unlock) == (
        "The vault needs a passphrase, for this PC offers no keyring.",
        PASSPHRASE_FILE,
    )
    empty = open_vault(tmp_path, keyrings=(), passphrase=lambda: "")
    assert said(empty.unlock) == ("The passphrase of the vault is empty.", PASSPHRASE_FILE)


def test_a_passphrase_to_the_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks at its end count, half a surrogate pair is a sign like any other; what an editor adds does not count."""
    open_vault(tmp_path, keyrings=(), passphrase=lambda: "open \ud83d ").store(ASHA, TRACES, Secret(PASSWORD))
    assert said(open_vault(tmp_path, keyrings=(), passphrase=lambda: "open \ud83d").unlock) == (
        "The passphrase of the vault is wrong.",
        "Give the one that the vault was made with.",
    )
    secret = tmp_path / "passphrase"
    monkeypatch.setenv(FILE_VARIABLE, str(secret))
    secret.write_bytes("open \ud83d \r\n".encode("utf-8", "surrogatepass"))
    assert open_vault(tmp_path, keyrings=()).login(ASHA, TRACES)
    secret.unlink()
    assert said(open_vault(tmp_path, keyrings=()).unlock) == (
        f"The passphrase file {secret} cannot be read: No such file or directory.",
        PASSPHRASE_FILE,
    )


def test_a_file_that_is_no_vault(home: Path) -> None:
    """Damaged, of a newer tdsxl, or not to be read at all."""
    path = home / "vault.json"
    path.write_text("{}", encoding="ascii")
    assert said(vault(home).entries) == (f"The vault {path} is damaged, or was made by a newer tdsxl.", RESTORE)
    keyless = '{"format": 1, "key": {"service": "", "salt": "", "sealed": ""}, "records": []}'
    for strange in ("[" * 100_000, keyless):
        path.write_text(strange, encoding="ascii")
        assert said(vault(home).entries) == (f"The vault {path} is damaged, or was made by a newer tdsxl.", RESTORE)
    path.write_bytes(b"\xff")
    assert said(vault(home).entries) == (f"The vault {path} cannot be read.", RESTORE)


@pytest.mark.fault
@pytest.mark.row("D4")
def test_a_disk_that_refuses(home: Path) -> None:
    """The old file stands; at the folder's own sync, which is the last step, the new one may."""
    with refusing(Refusal(home, "fsync", 1)):
        words = said(lambda: vault(home).store(ASHA, TRACES, Secret("new")))
    assert words == (
        f"The vault {home / 'vault.json'} could not be written: Input/output error.",
        "Nothing was stored; try again.",
    )


def test_a_record_that_was_changed(home: Path) -> None:
    """It names client and portal, and the command that stores it again."""
    path = home / "vault.json"
    path.write_text(path.read_text("ascii").replace('"sub_user": ""', '"sub_user": "AAAPA0000A"', 1), "ascii")
    assert said(lambda: vault(home).login(ASHA, TRACES)) == (
        "The stored password of ABCD12345E for TRACES was changed outside tdsxl and does not open.",
        "Store it again: tdsxl passwords set ABCD12345E traces",
    )


def test_what_was_kept_aside_and_changed(home: Path) -> None:
    """There is nothing to do about it."""
    assert said(lambda: vault(home).unseal(b"", label="traces-1.sealed")) == (
        "traces-1.sealed was changed outside tdsxl, or belongs to another vault.",
        "",
    )


def test_a_vault_and_a_key_that_do_not_belong_together(home: Path) -> None:
    """From two backups, say."""
    assert said(lambda: vault(home).move_in(bytes(32))) == (
        "The vault and its key do not belong together.",
        "Take another backup.",
    )
