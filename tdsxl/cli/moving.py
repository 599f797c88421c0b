"""`tdsxl backup` and `tdsxl restore`: what this PC keeps for tdsxl as one sealed file, and back on another PC."""

import argparse
import getpass
import os
import shutil
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tdsxl.cli.office import existing, home, vault
from tdsxl.cli.parcel import TEMP, pack, unpack
from tdsxl.cli.summary import stamp
from tdsxl.engine.audit import note
from tdsxl.engine.home import Home, open_home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.errors import Busy, InputError, LocalError
from tdsxl.values import INDIA
from tdsxl.vault import open_vault
from tdsxl.vault_box import BoxReader, BoxWriter
from tdsxl.vault_key import FILE_VARIABLE, first_line

_SHORTEST = 8
"""Characters: who finds the file may try as many passphrases as he likes."""


def backup(given: argparse.Namespace) -> int:
    """Journal, vault, downloads and settings into one file under a passphrase."""
    place, target = home(), Path(given.file)
    if target.exists():
        raise InputError(f"There is a file {target} already.", "Give another name, or delete it.")
    key = vault(place).take_out() if (place.path / "vault.json").exists() else b""
    passphrase = _passphrase(twice=True)
    draft = target.with_name(f"{TEMP}{target.name}")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with open_journal(place) as journal, draft.open("wb") as file:
            box = BoxWriter(file, passphrase)
            pack(place, journal, key, box)
            box.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise LocalError(f"{target} cannot be written: {error.strerror}.", "Choose another folder.") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    note(place, "backup", f"to {target}")
    named = os.environ.get(FILE_VARIABLE)
    whose = f"the passphrase in {named}" if named else "its passphrase"
    print(f"{target} holds journal, vault, downloads and settings. It opens with {whose} only: keep both apart.")
    return 0


def restore(given: argparse.Namespace) -> int:
    """A backup in place of what this PC keeps, which is moved aside."""
    path, place = existing(given.file), open_home()
    passphrase = _passphrase(twice=False)
    aside = place.path.with_name(f"{place.path.name} before {datetime.now(INDIA):%Y-%m-%d %H%M%S}")
    new = Home(place.path.with_name(f"{TEMP}{place.path.name}"))
    try:
        with path.open("rb") as file:
            box = BoxReader(file, passphrase)
            _agree(place, aside)
            # What a kill may have left.
            shutil.rmtree(new.path, ignore_errors=True)
            new.path.mkdir(mode=0o700)
            key = unpack(box, new.path)
        with suppress(FileNotFoundError):
            # What was refused since the backup stays refused.
            shutil.copyfile(place.refusals, new.refusals)
        _settle(new, key, passphrase)
        _change_places(place.path, new.path, aside)
    except OSError as error:
        raise LocalError(f"{path} cannot be restored: {error.strerror}.", "Close every window of tdsxl.") from None
    finally:
        shutil.rmtree(new.path, ignore_errors=True)
    note(place, "restore", f"from {path}")
    print(f"Restored to {place.path}. The next sync or `tdsxl write` of a book makes this the PC that syncs it.")
    return 0


def _agree(place: Home, aside: Path) -> None:
    """Nothing is replaced before it was named.

    Raises:
        InputError: The person does not want it.
        Busy: A tdsxl is at work.
    """
    held = _held(place)
    if not held:
        return
    question = f"{place.path} holds {' and '.join(held)}; it is moved to {aside.name} beside it. Go on? [y/N]: "
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InputError("Nothing was restored; all is as it was.")


def _held(place: Home) -> list[str]:
    held = []
    if (place.path / "vault.json").exists():
        held.append(f"{len(open_vault(place.path).entries())} passwords")
    if place.journal.exists():
        try:
            with open_journal(place) as journal:
                last = journal.runs.rows(1)
        except Busy:
            raise
        except LocalError:
            return [*held, "a journal that cannot be used"]
        held.append(f"a journal of a run of {stamp(last[0].started)}" if last else "a journal without a run")
    return held


def _settle(new: Home, key: bytes, passphrase: bytes) -> None:
    """Prove the journal, and make the vault this PC's own.

    Raises:
        InputError: The journal is not sound.
        VaultLocked: This PC can keep no key.
    """
    with open_journal(new) as journal:
        verdict = journal.check()
    if verdict != "ok":
        raise InputError(f"The journal of the backup is damaged: {verdict}.", "Take another backup.")
    if key:
        # Where there is no keyring, the vault goes on under the passphrase of the backup.
        open_vault(new.path, passphrase=lambda: passphrase.decode("utf-8", "surrogatepass")).move_in(key)


def _change_places(old: Path, new: Path, aside: Path) -> None:
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        aside.rename(old)
        raise
    with suppress(OSError):
        # Night runs are of this PC, whatever was restored to it.
        (aside / "nights").rename(old / "nights")
    with suppress(OSError):
        # A folder that nothing was ever kept in.
        (aside / "logs").rmdir()
        aside.rmdir()


def _passphrase(*, twice: bool) -> bytes:
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return first_line(Path(named))
    passphrase = _typed("Passphrase of the backup: ")
    if twice and len(passphrase) < _SHORTEST:
        raise InputError(f"A passphrase needs {_SHORTEST} characters at least.", "Nothing was written.")
    if twice and _typed("The same once more: ") != passphrase:
        raise InputError("The two passphrases differ.", "Nothing was written.")
    return passphrase.encode("utf-8", "surrogatepass")


def _typed(question: str) -> str:
    """Typed unseen at a terminal, else one line of standard input; never an argument."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
