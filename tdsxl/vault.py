"""The vault: portal passwords, each sealed under one vault key.

Records are AES-256-GCM bound to portal, TAN, user id and version, so that a record moved to another client does not
open. `vault.json` is replaced as a whole and read anew whenever it was: after a kill it is the old one or the new one,
and a run under way takes a password that was corrected in another window.
None of this stops a program that runs as the same user.
"""

import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from keyring.backend import KeyringBackend

from tdsxl.errors import LocalError
from tdsxl.remedies import store_password
from tdsxl.values import Login, Portal, Secret, Tan
from tdsxl.vault_file import Contents, Entry, Record, read, stamp, write
from tdsxl.vault_key import FILE_VARIABLE, KEYRINGS, KeyPlace, KeySource, opened, sealed

_EVER = datetime.min.replace(tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password to be stored."""

    tan: Tan
    portal: Portal
    password: Secret
    sub_user: str = ""


def open_vault(
    home: Path,
    *,
    passphrase: Callable[[], str] | None = None,
    keyrings: Sequence[type[KeyringBackend]] = KEYRINGS,
) -> "Vault":
    """The vault of a home folder; nothing is read, asked or made yet.

    Args:
        home: Folder that holds `vault.json`.
        passphrase: Asks the user, once per vault and process, when no keyring and no passphrase file will do.
        keyrings: Back ends that may hold the key, best first.
    """
    named = os.environ.get(FILE_VARIABLE)
    source = KeySource(passphrase=passphrase, passphrase_file=Path(named) if named else None, keyrings=keyrings)
    return Vault(home / "vault.json", source)


class Vault:
    """The passwords of one home folder; safe to use from several threads."""

    def __init__(self, path: Path, source: KeySource) -> None:
        self._path = path
        self._source = source
        self._opened: tuple[KeyPlace, bytes] | None = None
        self._seen: tuple[tuple[int, int, int] | None, Contents] = (None, Contents())
        self._lock = Lock()

    def unlock(self) -> None:
        """Open the vault now, or make it, so that no later call has to ask.

        Raises:
            VaultLocked: There is neither keyring nor passphrase, or a wrong one.
        """
        with self._lock:
            self._ready()

    def store(
        self, tan: Tan, portal: Portal, password: Secret, *, sub_user: str = "", after: datetime | None = None
    ) -> str:
        """Store what a person gave by hand, even if it is the same as before; gives its new version.

        Args:
            tan: Whose.
            portal: Where.
            password: What was given.
            sub_user: PAN of a TRACES sub-user.
            after: The last refusal; the version tells a later second, whatever the clock says.
        """
        new = NewPassword(tan=tan, portal=portal, password=password, sub_user=sub_user)
        with self._lock:
            contents, key = self._ready()
            record = _record(key, new, said=max(datetime.now(UTC), (after or _EVER) + _SECOND))
            write(self._path, contents.with_records([record]))
        return record.entry.version

    def store_all(self, passwords: Sequence[NewPassword]) -> int:
        """Store all or none; gives how many differ from what was stored.

        A password that is stored already keeps its version, and one that was forgotten or replaced meanwhile has its
        old one again: importing a list does not reopen the login gate for a secret that a portal has refused. Nor
        does a vault that was made anew, since its versions tell that they are of another key.
        """
        with self._lock:
            contents, key = self._ready()
            fresh = [_record(key, new) for new in passwords if not _is_stored(contents, key, new)]
            if fresh:
                write(self._path, contents.with_records(fresh))
        return len(fresh)

    def login(self, tan: Tan, portal: Portal) -> Login | None:
        """The stored login, or None where nothing is stored.

        Raises:
            VaultLocked: The vault cannot be opened.
            LocalError: The record was changed or moved.
        """
        with self._lock:
            record = self._contents().records.get((tan, portal))
            if record is None:
                return None
            _, key = self._ready()
        password = _plain(key, record)
        if password is None:
            raise LocalError(
                f"The stored password of {tan} for {portal.title} was changed outside tdsxl and does not open.",
                f"Store it again: {store_password(tan, portal)}",
            )
        return Login(tan=tan, password=password, version=record.entry.version, sub_user=record.entry.sub_user)

    def entries(self) -> tuple[Entry, ...]:
        """What is stored, by TAN and portal; opens nothing and asks for nothing."""
        entries = (record.entry for record in read(self._path).records.values())
        return tuple(sorted(entries, key=lambda entry: (entry.tan, entry.portal.value)))

    def forget(self, tan: Tan) -> int:
        """Erase all passwords of a client; gives how many there were."""
        with self._lock:
            contents = self._contents()
            kept = {owner: record for owner, record in contents.records.items() if owner[0] != tan}
            forgotten = len(contents.records) - len(kept)
            if forgotten:
                write(self._path, replace(contents, records=kept))
        return forgotten

    def seal(self, content: bytes, *, label: str) -> bytes:
        """Encrypt something that is kept aside; it opens under the same label only."""
        with self._lock:
            _, key = self._ready()
        return sealed(key, content, _aside(label))

    def unseal(self, sealed: bytes, *, label: str) -> bytes:
        """What `seal` was given.

        Raises:
            VaultLocked: The vault cannot be opened.
            LocalError: It was changed, or sealed under another label or by another vault.
        """
        with self._lock:
            _, key = self._ready()
        content = opened(key, sealed, _aside(label))
        if content is None:
            raise LocalError(f"{label} was changed outside tdsxl, or belongs to another vault.")
        return content

    def take_out(self) -> bytes:
        """The vault key, for a backup that is sealed itself; with it and `vault.json` every record opens.

        Raises:
            VaultLocked: The vault cannot be opened.
        """
        with self._lock:
            return self._ready()[1]

    def move_in(self, key: bytes) -> None:
        """Make a vault that came from another PC this PC's own: its key goes where this PC keeps keys.

        Raises:
            VaultLocked: There is neither keyring nor passphrase.
            LocalError: The key does not open the vault.
        """
        with self._lock:
            contents = read(self._path)
            if any(_plain(key, record) is None for record in contents.records.values()):
                raise LocalError("The vault and its key do not belong together.", "Take another backup.")
            place = self._source.place(key)
            write(self._path, replace(contents, place=place))
            self._opened = place, key

    def _ready(self) -> tuple[Contents, bytes]:
        """The contents and the key; a vault that is not there yet is made."""
        contents = self._contents()
        if contents.place is None:
            place, key = self._source.new()
            contents = replace(contents, place=place)
            write(self._path, contents)
            self._opened = place, key
        elif self._opened is None or self._opened[0] != contents.place:
            self._opened = contents.place, self._source.key(contents.place)
        return contents, self._opened[1]

    def _contents(self) -> Contents:
        """What the file says; read once per replacement, since an import may hold thousands of records."""
        now = stamp(self._path)
        if now is None or now != self._seen[0]:
            self._seen = now, read(self._path)
        return self._seen[1]


def _record(key: bytes, new: NewPassword, *, said: datetime | None = None) -> Record:
    # Half a surrogate pair can be typed; an encoding error would carry the whole password.
    password = new.password.reveal().encode("utf-8", "surrogatepass")
    by_hand = f"@{said.isoformat(timespec='microseconds')}" if said else ""
    entry = Entry(
        tan=new.tan,
        portal=new.portal,
        sub_user=new.sub_user,
        version=f"{_mark(key)}.{_digest(key, new, password)}{by_hand}",
        stored_at=datetime.now(UTC),
    )
    return Record(entry, sealed(key, password, _binding(entry)))


def _mark(key: bytes) -> str:
    """By it the login gate knows digests that cannot be compared: those of a vault that was lost."""
    return hmac.digest(key, b"v1|mark", "sha256").hex()[:8]


def _digest(key: bytes, new: NewPassword, password: bytes) -> str:
    owner = "|".join(("v1", "digest", new.portal.value, new.tan, new.sub_user or new.tan, ""))
    return hmac.digest(key, owner.encode() + password, "sha256").hex()[:32]


def _is_stored(contents: Contents, key: bytes, new: NewPassword) -> bool:
    record = contents.records.get((new.tan, new.portal))
    password = _plain(key, record) if record and record.entry.sub_user == new.sub_user else None
    return password is not None and password.reveal() == new.password.reveal()


def _plain(key: bytes, record: Record) -> Secret | None:
    """The password, or None where the record does not open."""
    content = opened(key, record.sealed, _binding(record.entry))
    return None if content is None else Secret(content.decode("utf-8", "surrogatepass"))


def _binding(entry: Entry) -> bytes:
    return "|".join(("v1", entry.portal.value, entry.tan, entry.sub_user or entry.tan, entry.version)).encode()


def _aside(label: str) -> bytes:
    return f"v1|aside|{label}".encode()
