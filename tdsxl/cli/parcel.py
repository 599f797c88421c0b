"""What moves from one PC to another, as a stream of files: journal, vault, downloads, settings, stamps of books."""

import io
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.errors import InputError
from tdsxl.vault_box import BoxReader, BoxWriter

TEMP = ".~tdsxl-"
_VAULT = "vault.json"
_KEY = "vault.key"
"""Never a file of its own outside a box."""
_FILES = (_VAULT, "window.json")
_FOLDERS = ("audit", "downloads")


def pack(place: Home, journal: Journal, key: bytes, box: BoxWriter) -> None:
    """Put a data folder into a box.

    Args:
        place: The data folder.
        journal: Its journal, held so that nothing changes meanwhile.
        key: Of its vault; empty where there is none.
        box: Takes everything.

    Raises:
        LocalError, OSError: The disk refused.
    """
    draft = place.path / f"{TEMP}{secrets.token_hex(4)}"
    try:
        journal.copy_to(draft)
        with tarfile.open(fileobj=cast(IO[bytes], box), mode="w|gz") as parcel:
            _add(parcel, place.taken.name, "\n".join(place.stamps()).encode())
            _add(parcel, _KEY, key)
            parcel.add(draft, place.journal.name)
            for path in _moving(place.path):
                parcel.add(path, path.relative_to(place.path).as_posix())
    finally:
        draft.unlink(missing_ok=True)


def _moving(folder: Path) -> Iterator[Path]:
    single = [folder / name for name in _FILES]
    many = [path for name in _FOLDERS for path in sorted((folder / name).rglob("*"))]
    return (path for path in (*single, *many) if path.is_file() and not path.name.startswith(TEMP))


def _add(parcel: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    parcel.addfile(member, io.BytesIO(content))


def unpack(box: BoxReader, folder: Path) -> bytes:
    """Lay a data folder out anew; gives the key of its vault.

    Raises:
        InputError: The box was cut or changed, or holds what no backup of ours holds.
        OSError: The disk refused.
    """
    key = b""
    try:
        with tarfile.open(fileobj=cast(IO[bytes], box), mode="r|gz") as parcel:
            for member in parcel:
                content = parcel.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise InputError(f"The backup holds {member.name}, which is none of ours.")
                if member.name == _KEY:
                    key = content.read()
                else:
                    _lay(folder / member.name, content)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise InputError(f"The backup cannot be read: {error}.", "Take another one.") from None
    return key


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    single = {*_FILES, _KEY, Home(Path()).journal.name, Home(Path()).taken.name}
    return name in single or (path.parts[0] in _FOLDERS and ".." not in path.parts and "\\" not in name)


def _lay(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)
