"""The vault key, 32 random bytes: in the OS keyring, or sealed under a passphrase; and how a key seals bytes."""

import secrets
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, Windows, kwallet, macOS

from tdsxl.errors import VaultLocked

KEYRINGS: tuple[type[KeyringBackend], ...] = (
    Windows.WinVaultKeyring,
    macOS.Keyring,
    SecretService.Keyring,
    kwallet.DBusKeyring,
)
"""The only back ends that may hold the key. They are named here and never looked up, so that no environment variable,
config file or plug-in can put a plaintext store in their place."""

FILE_VARIABLE = "TDSXL_VAULT_PASSPHRASE_FILE"
"""Environment variable that names a file holding the passphrase."""

IMPORT_AGAIN = "import the passwords again; those of accounts that were ever refused must be stored by hand then"
"""What a new vault takes: it cannot tell which passwords of before were refused."""

_USER = "vault key"
_BINDING = b"v1|vault key"
_KEY = 32
_NONCE = 12
"""Bytes, of AES-256-GCM."""
_REMEDY = f"Put a passphrase into a file that only you can read and name it in {FILE_VARIABLE}."

# Some back ends let errors of the library below them through; each library is there on its own system only.
_KEYRING_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    RuntimeError,
    ValueError,
    *(
        getattr(sys.modules[module], name)
        for module, name in (
            ("keyring.errors", "KeyringError"),
            ("pywintypes", "error"),
            ("win32ctypes.pywin32.pywintypes", "error"),
            ("secretstorage.exceptions", "SecretStorageException"),
            ("jeepney.wrappers", "DBusErrorResponse"),
            ("dbus.exceptions", "DBusException"),
        )
        if module in sys.modules
    ),
)


def sealed(key: bytes, content: bytes, binding: bytes) -> bytes:
    """Nonce and AES-256-GCM of a content; it opens with the same binding only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, binding)


def opened(key: bytes, sealed: bytes, binding: bytes) -> bytes | None:
    """The content, or None where key, content or binding is not what it was."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], binding)
    except (InvalidTag, ValueError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where the key of a vault is; either the first field is filled or the other two."""

    service: str = ""
    """Service name in the OS keyring; one per vault."""
    salt: bytes = b""
    sealed: bytes = b""
    """The key, sealed under the passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """What this PC and its user can open a vault with."""

    passphrase: Callable[[], str] | None
    """Asks the user; None where nobody can be asked."""
    passphrase_file: Path | None
    """Wins over keyring and user."""
    keyrings: Sequence[type[KeyringBackend]]

    def new(self) -> tuple[KeyPlace, bytes]:
        """A new key, and the place where it was put.

        Raises:
            VaultLocked: There is neither a keyring nor a passphrase.
        """
        key = secrets.token_bytes(_KEY)
        return self.place(key), key

    def place(self, key: bytes) -> KeyPlace:
        """Put a key where this PC keeps keys.

        Raises:
            VaultLocked: There is neither a keyring nor a passphrase.
        """
        keyring = None if self.passphrase_file else self._keyring()
        if keyring is None:
            salt = secrets.token_bytes(16)
            return KeyPlace(salt=salt, sealed=sealed(derived(self._passphrase(), salt), key, _BINDING))
        place = KeyPlace(service=f"tdsxl {secrets.token_hex(8)}")
        _put(keyring, place.service, key)
        return place

    def key(self, place: KeyPlace) -> bytes:
        """The key that lies in a place.

        Raises:
            VaultLocked: The keyring is missing, locked or without the key; or the passphrase is wrong.
        """
        if place.service:
            return self._kept(place.service)
        key = opened(derived(self._passphrase(), place.salt), place.sealed, _BINDING)
        if key is None:
            raise VaultLocked("The passphrase of the vault is wrong.", "Give the one that the vault was made with.")
        return key

    def _kept(self, service: str) -> bytes:
        keyring = self._keyring()
        key = _got(keyring, service) if keyring else None
        if key is None:
            raise VaultLocked(
                "The vault key is not in a keyring of this user on this PC.",
                f"Work as the user who stored the passwords, or move vault.json away and {IMPORT_AGAIN}. "
                f"Where there is no keyring: {_REMEDY}",
            )
        return key

    def _keyring(self) -> KeyringBackend | None:
        backend = next((backend for backend in self.keyrings if backend.viable), None)
        return backend() if backend else None

    def _passphrase(self) -> bytes:
        if self.passphrase_file:
            passphrase = first_line(self.passphrase_file)
        elif self.passphrase:
            passphrase = self.passphrase().encode("utf-8", "surrogatepass")
        else:
            raise VaultLocked("The vault needs a passphrase, for this PC offers no keyring.", _REMEDY)
        if not passphrase:
            raise VaultLocked("The passphrase of the vault is empty.", _REMEDY)
        return passphrase


def first_line(path: Path) -> bytes:
    """The passphrase of a file; bytes and not text, since a decoding error would carry it.

    Raises:
        VaultLocked: The file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise VaultLocked(f"The passphrase file {path} cannot be read: {error.strerror}.", _REMEDY) from error
    return content.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].rstrip(b"\r")


def derived(passphrase: bytes, salt: bytes) -> bytes:
    """Argon2id at the strength that takes about 0.15 s: 64 MiB, three passes, four lanes."""
    try:
        argon = Argon2id(salt=salt, length=_KEY, iterations=3, lanes=4, memory_cost=64 * 1024)
    except UnsupportedAlgorithm as error:
        raise VaultLocked("This Python's cryptography has no Argon2id.", "Install tdsxl with pip.") from error
    return argon.derive(passphrase)


def _put(keyring: KeyringBackend, service: str, key: bytes) -> None:
    """Store the key and read it back: a vault that nobody can open again must not be made."""
    if isinstance(keyring, Windows.WinVaultKeyring):
        # Else the key roams to every PC of the domain with the user's profile.
        keyring.persist = "local machine"
    try:
        keyring.set_password(service, _USER, b64encode(key).decode("ascii"))
    except _KEYRING_ERRORS as error:
        raise _keyring_refused() from error
    if _got(keyring, service) != key:
        raise _keyring_refused()


def _got(keyring: KeyringBackend, service: str) -> bytes | None:
    try:
        key = b64decode(keyring.get_password(service, _USER) or "", validate=True)
    except _KEYRING_ERRORS as error:
        raise _keyring_refused() from error
    return key if len(key) == _KEY else None


def _keyring_refused() -> VaultLocked:
    return VaultLocked("The keyring of this PC is locked or does not answer.", f"Unlock it. Or: {_REMEDY}")
