"""The passwords grid: when each was stored and last accepted, never what it is; and pasted ones into the vault."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from tdsxl.cli.passwords import new_passwords, store_by_hand
from tdsxl.engine.clients import LoginWords
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.sheets.lists.passwords import pasted_passwords
from tdsxl.tables import Client
from tdsxl.values import Portal
from tdsxl.vault import Vault
from tdsxl.vault_file import Entry
from tdsxl.window.values import Account

OLD_DAYS = 150
"""TRACES is said to let a password run out after 180 days; a month before that somebody should know."""
_PLAIN = ("Saved", "Not saved")
"""Words of a login that need no hint."""


def accounts(clients: Iterable[Client], vault: Vault, journal: Journal) -> tuple[Account, ...]:
    """Both portals of every client, in the order of the book."""
    entries = {(entry.tan, entry.portal): entry for entry in vault.entries()}
    words = LoginWords(journal, {key: entry.version for key, entry in entries.items()})
    accepted = {
        (attempt.tan, attempt.portal, attempt.version): attempt.sent
        for attempt in journal.logins.attempts()
        if attempt.outcome == "accepted"
    }

    def account(client: Client, portal: Portal) -> Account:
        entry = entries.get((client.tan, portal))
        word = words.word(client.tan, portal)
        return Account(
            tan=client.tan,
            name=client.name,
            portal=portal,
            stored=entry.stored_at if entry else None,
            accepted=accepted.get((client.tan, portal, entry.version)) if entry else None,
            hint=", ".join([*([] if word in _PLAIN else [word]), *_old(entry, datetime.now(UTC))]),
        )

    return tuple(account(client, portal) for client in clients for portal in Portal)


def _old(entry: Entry | None, now: datetime) -> Iterator[str]:
    days = (now - entry.stored_at).days if entry and entry.portal is Portal.TRACES else 0
    if days >= OLD_DAYS:
        yield f"may expire: {days} days old"


def stored(rows: Sequence[Sequence[str]], vault: Vault, home: Home) -> str:
    """Store the passwords of a pasted block: what was done, and what of it could not be used.

    A block of one client is given by hand: its passwords may leave once, though the same were refused before.

    Raises:
        InputError: It is no list of passwords.
        VaultLocked: There is neither keyring nor passphrase.
    """
    listed = pasted_passwords(rows)
    fresh = [new for line in listed.rows for new in new_passwords(line)]
    changed = vault.store_all(fresh)
    if len(listed.rows) == 1:
        for new in fresh:
            store_by_hand(home, vault, new)
    lines = [f"{len(fresh)} passwords of {len(listed.rows)} clients read; {changed} are new or changed."]
    lines += (f"Row {problem.row}: {problem.text}" for problem in listed.problems)
    lines += (f"{line.tan}: no password for {_titles(line.missing)}." for line in listed.rows if line.missing)
    return "\n".join(lines)


def _titles(portals: Sequence[Portal]) -> str:
    return " and ".join(portal.title for portal in portals)
