"""The vault: what is stored comes back to the letter, only to whom it belongs, and never in part."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import traceback
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tdsxl.errors import LocalError, VaultLocked
from tdsxl.values import Portal, Secret, Tan
from tdsxl.vault import NewPassword, Vault, open_vault
from tdsxl.vault_key import FILE_VARIABLE, KEYRINGS

ASHA, RAVI = Tan("ABCD12345E"), Tan("WXYZ54321A")
PASSWORD = "Tr4ces|Secret=ü"
TRACES, ITPORTAL = Portal.TRACES, Portal.ITPORTAL


class Ring(KeyringBackend):
    """A keyring in memory that the system offers."""

    viable = True
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Missing(Ring):
    """One that this system does not have."""

    viable = False


class Locked(Ring):
    """One whose owner dismissed the prompt."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("dismissed")


class Forgetful(Ring):
    """One that takes everything and keeps nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Garbled(Ring):
    """One in which another program has changed the entry."""

    def get_password(self, service: str, username: str) -> str | None:
        return "c2hvcnQ="


class Silent(Ring):
    """One whose service is gone."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ConnectionResetError(errno.ECONNRESET, "bus is gone")


@pytest.fixture(autouse=True)
def _no_passphrase_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)


@pytest.fixture(autouse=True)
def _empty_ring() -> None:
    Ring.kept.clear()


def vault(home: Path) -> Vault:
    """With the keyring in memory, which costs no time."""
    return open_vault(home, keyrings=(Ring,))


def password(home: Path, tan: Tan, portal: Portal) -> str | None:
    login = vault(home).login(tan, portal)
    return login.password.reveal() if login else None


def document(home: Path) -> dict[str, object]:
    text: dict[str, object] = json.loads((home / "vault.json").read_text("utf-8"))
    return text


def test_a_password_comes_back_as_the_login_it_is(tmp_path: Path) -> None:
    """With its version and the TRACES sub-user."""
    version = vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD), sub_user="AAAPA0000A")
    login = vault(tmp_path).login(ASHA, TRACES)
    assert login
    assert (login.tan, login.password.reveal(), login.version, login.sub_user) == (
        ASHA,
        PASSWORD,
        version,
        "AAAPA0000A",
    )


@settings(max_examples=30, deadline=None)
@given(text=st.text(alphabet=st.characters(), min_size=1))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever a keyboard can produce, half surrogate pairs included."""
    home = tmp_path_factory.mktemp("home")
    vault(home).store(ASHA, TRACES, Secret(text))
    assert password(home, ASHA, TRACES) == text


def test_what_is_not_stored_is_none(tmp_path: Path) -> None:
    """Neither another client nor the other portal; and asking makes no vault."""
    assert vault(tmp_path).login(ASHA, TRACES) is None
    assert not list(tmp_path.iterdir())
    vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))
    assert vault(tmp_path).login(RAVI, TRACES) is None
    assert vault(tmp_path).login(ASHA, ITPORTAL) is None


def test_storing_again_replaces_and_gives_a_new_version(tmp_path: Path) -> None:
    """Even the same password: a person who stores it wants it tried."""
    opened = vault(tmp_path)
    versions = [opened.store(ASHA, TRACES, Secret(text)) for text in ("one", "two", "two")]
    assert len(set(versions)) == 3
    assert password(tmp_path, ASHA, TRACES) == "two"
    assert [entry.version for entry in opened.entries()] == versions[-1:]


def new(tan: Tan, portal: Portal, text: str, sub_user: str = "") -> NewPassword:
    return NewPassword(tan=tan, portal=portal, password=Secret(text), sub_user=sub_user)


def test_importing_again_keeps_the_versions_of_what_did_not_change(tmp_path: Path) -> None:
    """Else a refused password would be sent once more after every import of the same list."""
    opened = vault(tmp_path)
    first = [new(ASHA, TRACES, "one"), new(ASHA, ITPORTAL, "two"), new(RAVI, TRACES, "three")]
    assert opened.store_all(first) == 3
    before = {(entry.tan, entry.portal): entry.version for entry in opened.entries()}
    second = [new(ASHA, TRACES, "one"), new(ASHA, ITPORTAL, "changed"), new(RAVI, TRACES, "three", "AAAPA0000A")]
    assert opened.store_all(second) == 2
    after = {(entry.tan, entry.portal): entry.version for entry in opened.entries()}
    assert {owner for owner in before if before[owner] == after[owner]} == {(ASHA, TRACES)}
    assert opened.store_all(second) == 0


def test_entries_ask_for_nothing(tmp_path: Path) -> None:
    """They tell what is stored, sorted, where neither keyring nor passphrase is to be had."""
    stored = vault(tmp_path)
    stored.store(RAVI, TRACES, Secret("one"), sub_user="AAAPA0000A")
    stored.store(ASHA, TRACES, Secret("two"))
    stored.store(ASHA, ITPORTAL, Secret("three"))
    entries = open_vault(tmp_path, keyrings=()).entries()
    assert [(entry.tan, entry.portal, entry.sub_user) for entry in entries] == [
        (ASHA, ITPORTAL, ""),
        (ASHA, TRACES, ""),
        (RAVI, TRACES, "AAAPA0000A"),
    ]
    assert all(entry.stored_at.utcoffset() is not None for entry in entries)


def test_a_client_is_forgotten_at_both_portals(tmp_path: Path) -> None:
    """Without a key; the others stay."""
    vault(tmp_path).store_all([new(ASHA, TRACES, "one"), new(ASHA, ITPORTAL, "two"), new(RAVI, TRACES, "three")])
    closed = open_vault(tmp_path, keyrings=())
    assert [closed.forget(ASHA), closed.forget(ASHA)] == [2, 0]
    assert password(tmp_path, ASHA, TRACES) is None
    assert password(tmp_path, RAVI, TRACES) == "three"


def test_another_window_sees_what_was_stored(tmp_path: Path) -> None:
    """The file is read anew, so that a run under way takes a corrected password."""
    running = vault(tmp_path)
    running.store(ASHA, TRACES, Secret("old"))
    vault(tmp_path).store(ASHA, TRACES, Secret("new"))
    login = running.login(ASHA, TRACES)
    assert login
    assert login.password.reveal() == "new"


def test_a_vault_that_was_restored_under_way_opens_with_its_own_key(tmp_path: Path) -> None:
    """The key in memory is not taken for the key of another file."""
    running = vault(tmp_path)
    running.store(ASHA, TRACES, Secret("old"))
    vault(tmp_path / "backup").store(ASHA, TRACES, Secret("restored"))
    (tmp_path / "backup" / "vault.json").replace(tmp_path / "vault.json")
    login = running.login(ASHA, TRACES)
    assert login
    assert login.password.reveal() == "restored"


def test_threads_do_not_lose_each_others_passwords(tmp_path: Path) -> None:
    """One vault may be used by all visits at once."""
    shared = vault(tmp_path)
    tans = [Tan(f"ABCD{number:05d}E") for number in range(8)]
    threads = [threading.Thread(target=shared.store, args=(tan, TRACES, Secret(tan))) for tan in tans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.tan for entry in shared.entries()] == tans
    assert [login.password.reveal() for tan in tans if (login := shared.login(tan, TRACES))] == tans


def test_no_secret_lies_in_the_home_folder(tmp_path: Path) -> None:
    """G9: neither password nor key, plain or in Base64; and the file is its owner's only."""
    vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))
    [key] = Ring.kept.values()
    [path] = tmp_path.iterdir()
    content = path.read_bytes()
    for secret in (PASSWORD.encode(), b64encode(PASSWORD.encode()), key.encode()):
        assert secret not in content
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


def swapped(first: dict[str, str], second: dict[str, str]) -> None:
    first["sealed"], second["sealed"] = second["sealed"], first["sealed"]


def flipped(first: dict[str, str], second: dict[str, str]) -> None:
    sealed = first["sealed"]
    first["sealed"] = ("B" if sealed[20] == "A" else "A").join((sealed[:20], sealed[21:]))


def changed(field: str, value: str) -> Callable[[dict[str, str], dict[str, str]], None]:
    def change(first: dict[str, str], second: dict[str, str]) -> None:
        first[field] = value

    return change


@pytest.mark.row("F4")
@pytest.mark.fault
@pytest.mark.parametrize(
    "tamper",
    [
        swapped,
        flipped,
        changed("sub_user", "AAAPA0000A"),
        changed("version", "0" * 16),
        changed("sealed", "AAAA"),
        changed("sealed", ""),
    ],
)
def test_a_record_that_was_changed_does_not_open(
    tmp_path: Path, tamper: Callable[[dict[str, str], dict[str, str]], None]
) -> None:
    """F4: the error names client, portal and remedy; storing again mends it."""
    vault(tmp_path).store_all([new(ASHA, TRACES, PASSWORD), new(RAVI, TRACES, "other")])
    tampered = document(tmp_path)
    records = tampered["records"]
    assert isinstance(records, list)
    tamper(*records)
    (tmp_path / "vault.json").write_text(json.dumps(tampered), "utf-8")
    with pytest.raises(LocalError, match=r"ABCD12345E for TRACES.* tdsxl passwords set ABCD12345E traces") as caught:
        vault(tmp_path).login(ASHA, TRACES)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert vault(tmp_path).store_all([new(ASHA, TRACES, "again")]) == 1
    assert password(tmp_path, ASHA, TRACES) == "again"


@pytest.mark.row("F4")
@pytest.mark.fault
def test_a_record_does_not_open_as_the_other_portals(tmp_path: Path) -> None:
    """F4: a password is never sent to a portal it was not stored for."""
    vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))
    path = tmp_path / "vault.json"
    path.write_text(path.read_text("utf-8").replace('"traces"', '"itportal"'), "utf-8")
    with pytest.raises(LocalError, match="ABCD12345E for IT portal"):
        vault(tmp_path).login(ASHA, ITPORTAL)


@pytest.mark.fault
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"format": 2}', b"\xff\xfe", b'{"format": 1, "key": 5}']
)
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """It is never taken for an empty vault, and never written over."""
    path = tmp_path / "vault.json"
    path.write_bytes(content)
    for use in (lambda: vault(tmp_path).entries(), lambda: vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))):
        with pytest.raises(LocalError, match=r"vault\.json"):
            use()
    assert path.read_bytes() == content


def test_a_vault_of_a_newer_tdsxl_is_left_alone(tmp_path: Path) -> None:
    """An older program does not guess what it means."""
    vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))
    newer = json.dumps(document(tmp_path) | {"format": 2})
    (tmp_path / "vault.json").write_text(newer, "utf-8")
    with pytest.raises(LocalError, match="newer tdsxl"):
        vault(tmp_path).store(RAVI, TRACES, Secret("other"))
    assert (tmp_path / "vault.json").read_text("utf-8") == newer


@pytest.mark.row("D4")
@pytest.mark.fault
@pytest.mark.parametrize("operation", ["os.fsync", "os.replace", "tempfile.mkstemp"])
def test_a_disk_that_refuses_leaves_the_old_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """D9: at whichever step, the old file stands, no temporary one stays, and the next storing works."""
    stored = vault(tmp_path)
    stored.store(ASHA, TRACES, Secret("old"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(operation, refuse)
        with pytest.raises(LocalError, match="No space left on device"):
            stored.store(ASHA, TRACES, Secret("new"))
    assert [path.name for path in tmp_path.iterdir()] == ["vault.json"]
    assert password(tmp_path, ASHA, TRACES) == "old"
    stored.store(ASHA, TRACES, Secret("new"))
    assert password(tmp_path, ASHA, TRACES) == "new"


STORING = """
import sys
from pathlib import Path
from tdsxl.values import Portal, Secret, Tan
from tdsxl.vault import open_vault
vault = open_vault(Path(sys.argv[1]))
for number in range(100_000):
    vault.store(Tan("ABCD12345E"), Portal.TRACES, Secret(str(number)))
    print(number, flush=True)
"""


@pytest.mark.row("D9")
@pytest.mark.fault
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_kill_while_storing_leaves_the_old_vault_or_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """D9: what was acknowledged is there, or the one storing after it."""
    secret = tmp_path / "passphrase"
    secret.write_text("opensesame")
    monkeypatch.setenv(FILE_VARIABLE, str(secret))
    home = tmp_path / "home"
    for pause in (0.0, 0.003, 0.007, 0.011, 0.02):
        writer = subprocess.Popen([sys.executable, "-c", STORING, str(home)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        acknowledged = int(writer.stdout.readline())
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.stdout.close()
        writer.wait()
        login = open_vault(home, keyrings=()).login(ASHA, TRACES)
        assert login
        assert int(login.password.reveal()) in (acknowledged, acknowledged + 1)


def test_the_key_lies_in_the_first_keyring_this_system_has(tmp_path: Path) -> None:
    """One entry per vault, whatever number of passwords."""
    open_vault(tmp_path, keyrings=(Missing, Ring)).store_all([new(ASHA, TRACES, "one"), new(RAVI, TRACES, "two")])
    [((service, user), key)] = Ring.kept.items()
    assert (service[:6], user, len(key)) == ("tdsxl ", "vault key", 44)
    vault(tmp_path / "other").unlock()
    assert len(Ring.kept) == 2


@pytest.mark.row("D10")
@pytest.mark.fault
def test_only_keyrings_that_encrypt_are_allowed() -> None:
    """D10: the list is closed; none of it is found by a plug-in."""
    assert [f"{backend.__module__}.{backend.__name__}" for backend in KEYRINGS] == [
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    ]


@pytest.mark.row("D10")
@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="this system always has a keyring")
def test_a_plaintext_keyring_named_in_the_environment_is_ignored(tmp_path: Path) -> None:
    """D10: with no keyring of the list the vault stays shut, and nothing is written anywhere."""
    program = (
        "import sys; from pathlib import Path; from keyring.backend import KeyringBackend; import keyring.core\n"
        "class Plain(KeyringBackend):\n"
        "    priority = 9\n"
        "    def get_password(self, service, username): print('used')\n"
        "    def set_password(self, service, username, password): print('used')\n"
        "from tdsxl.values import Portal, Secret, Tan; from tdsxl.vault import open_vault\n"
        "from tdsxl.errors import VaultLocked\n"
        "assert type(keyring.core.load_keyring('__main__.Plain')) is Plain\n"
        "try: open_vault(Path(sys.argv[1])).store(Tan('ABCD12345E'), Portal.TRACES, Secret('x'))\n"
        "except VaultLocked as error: print(error)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "XDG"))}
    environment |= {"PYTHON_KEYRING_BACKEND": "__main__.Plain", "HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert "used" not in run.stdout
    assert FILE_VARIABLE in run.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.row("D10")
@pytest.mark.fault
@pytest.mark.parametrize("ring", [Locked, Forgetful, Garbled, Silent])
def test_a_keyring_that_fails_makes_no_vault(tmp_path: Path, ring: type[Ring]) -> None:
    """D10: a vault that could not be opened again is not begun; the remedy names the passphrase file."""
    with pytest.raises(VaultLocked, match=FILE_VARIABLE):
        open_vault(tmp_path, keyrings=(ring,), passphrase=lambda: "never asked").store(ASHA, TRACES, Secret(PASSWORD))
    assert not list(tmp_path.iterdir())


@pytest.mark.row("D10")
@pytest.mark.fault
@pytest.mark.parametrize("keyrings", [(), (Missing,), (Locked,), (Forgetful,), (Garbled,)])
def test_a_key_that_is_not_there_keeps_the_vault_shut(tmp_path: Path, keyrings: tuple[type[Ring], ...]) -> None:
    """D10: another user, another PC or a locked keyring; what is stored is still listed."""
    vault(tmp_path).store(ASHA, TRACES, Secret(PASSWORD))
    elsewhere = open_vault(tmp_path, keyrings=keyrings, passphrase=lambda: "never asked")
    with pytest.raises(VaultLocked):
        elsewhere.login(ASHA, TRACES)
    assert [entry.tan for entry in elsewhere.entries()] == [ASHA]


@pytest.mark.row("D10")
def test_without_keyring_and_passphrase_the_remedy_is_the_passphrase_file(tmp_path: Path) -> None:
    """So a server knows what to do; nothing is made."""
    with pytest.raises(VaultLocked, match=FILE_VARIABLE):
        open_vault(tmp_path, keyrings=()).unlock()
    assert not list(tmp_path.iterdir())


def test_a_passphrase_is_asked_once(tmp_path: Path) -> None:
    """Once to make the vault, once to open it, however often it is used."""
    asked: list[str] = []

    def ask() -> str:
        asked.append("asked")
        return "opensesame ü"

    made = open_vault(tmp_path, keyrings=(), passphrase=ask)
    made.store_all([new(ASHA, TRACES, PASSWORD), new(RAVI, TRACES, "other")])
    made.login(ASHA, TRACES)
    assert len(asked) == 1
    opened = open_vault(tmp_path, keyrings=(), passphrase=ask)
    assert [login.password.reveal() for tan in (ASHA, RAVI) if (login := opened.login(tan, TRACES))] == [
        PASSWORD,
        "other",
    ]
    assert len(asked) == 2


@pytest.mark.parametrize("content", [b"opensesame", b"opensesame\n", b"\xef\xbb\xbfopensesame\r\nmore\r\n"])
def test_a_passphrase_file_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Over keyring and question; its first line counts, as any editor saves it."""
    secret = tmp_path / "passphrase"
    secret.write_bytes(content)
    home = tmp_path / "home"
    with monkeypatch.context() as patch:
        patch.setenv(FILE_VARIABLE, str(secret))
        open_vault(home, keyrings=(Ring,), passphrase=lambda: "another").store(ASHA, TRACES, Secret(PASSWORD))
    assert not Ring.kept
    login = open_vault(home, keyrings=(Ring,), passphrase=lambda: "opensesame").login(ASHA, TRACES)
    assert login
    assert login.password.reveal() == PASSWORD


@pytest.mark.parametrize(("given", "words"), [("wrong", "wrong"), ("", "empty")])
def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, given: str, words: str) -> None:
    """It is asked again by the next call, and stands in no message."""
    open_vault(tmp_path, keyrings=(), passphrase=lambda: "opensesame").store(ASHA, TRACES, Secret(PASSWORD))
    answers = iter([given, "opensesame"])
    opened = open_vault(tmp_path, keyrings=(), passphrase=lambda: next(answers))
    with pytest.raises(VaultLocked, match=words) as caught:
        opened.unlock()
    assert "opensesame" not in "".join(traceback.format_exception(caught.value))
    assert opened.login(ASHA, TRACES)


def test_a_passphrase_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not fall back to another way of keeping the key."""
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(VaultLocked, match="nowhere"):
        open_vault(tmp_path, keyrings=(Ring,), passphrase=lambda: "opensesame").unlock()


def test_what_is_kept_aside_opens_under_its_label_only(tmp_path: Path) -> None:
    """With the same key, in another process."""
    reply = b"<html>ABCD12345E</html>"
    sealed = vault(tmp_path).seal(reply, label="traces-demand-1.sealed")
    assert b"ABCD12345E" not in sealed
    assert vault(tmp_path).unseal(sealed, label="traces-demand-1.sealed") == reply
    for content, label in ((sealed, "another.sealed"), (sealed[:-1] + b"\0\0", "traces-demand-1.sealed")):
        with pytest.raises(LocalError, match=label):
            vault(tmp_path).unseal(content, label=label)
