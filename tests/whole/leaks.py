"""Everything that is nobody else's business, and every place where a sync might have left it."""

import io
import logging
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from tdsxl.engine.home import Home
from tdsxl.errors import VaultLocked
from tdsxl.practice.log import Given
from tdsxl.practice.people import Person
from tdsxl.vault_file import read
from tdsxl.vault_key import KeyPlace, KeySource
from tests.whole.pc import PASSPHRASE

Canaries = Mapping[bytes, str]
"""What must be found nowhere → its kind."""
Place = tuple[Path, bytes]
BROUGHT = ("passphrase.txt", ".csv")
"""What the user has laid beside the workbook: the passphrase's file, and lists."""
SUB_USER = "BQTPR0000K"
"""PAN of a sub-user; the vault's file names it, as `passwords list` does."""


def of_people(people: Iterable[Person]) -> Iterator[tuple[str, str]]:
    """What the office and the portals know of clients, with its kind; the IT portal is sent Base64."""
    for person in people:
        for kind, words in (
            ("IT portal password", {person.itportal_password, person.office_itportal_password}),
            ("TRACES password", {person.traces_password, person.office_traces_password}),
        ):
            for word in filter(None, words):
                yield kind, word
                yield f"{kind} in Base64", b64encode(word.encode()).decode()
        yield "client's PAN", person.pan


def canaries(people: Iterable[Person], given: Iterable[Given], keys: Iterable[bytes] = ()) -> Canaries:
    """All secrets of an office, of the practice portals' making, and the vault's key in any spelling."""
    words = {"passphrase": [PASSPHRASE], "sub-user's PAN": [SUB_USER]}
    plain = [(kind, word) for kind, listed in words.items() for word in listed]
    told = [*plain, *of_people(people), *((one.kind, one.text) for one in given)]
    spelt = (spelling for key in keys for spelling in (key, b64encode(key), key.hex().encode()))
    return {word.encode(): kind for kind, word in told} | dict.fromkeys(spelt, "vault key")


def vault_keys(home: Home) -> Iterator[bytes]:
    """The key of a vault that the office's passphrase opens."""
    place = read(home.path / "vault.json").place
    if place is not None and place.salt:
        with suppress(VaultLocked):
            yield _key(place)


@cache
def _key(place: KeyPlace) -> bytes:
    return KeySource(passphrase=lambda: PASSPHRASE, passphrase_file=None, keyrings=()).key(place)


def contents(place: Path) -> Iterator[Place]:
    """A file, or every file below a folder; of workbooks and other zips each part, however deep."""
    for path in (place, *sorted(place.rglob("*"))):
        if path.is_file():
            yield from parts(path, path.read_bytes())


def parts(path: Path, content: bytes) -> Iterator[Place]:
    """A file's bytes and, where it is a zip, those of its parts."""
    yield path, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from parts(path / name, archive.read(name))


def told(records: Iterable[logging.LogRecord]) -> Place:
    """What any library has told a log, tracebacks too."""
    return Path("log"), "\n".join(map(logging.Formatter().format, records)).encode()


def processes(home: Home) -> Iterator[Place]:
    """Command line and environment of every process at work in a data folder."""
    mark = f"TDSXL_HOME={home.path}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment, words = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in environment + b"\0":
            yield process / "environ", environment
            yield process / "cmdline", words


def leaks(places: Iterable[Place], secrets: Canaries) -> list[str]:
    """`kind in place` for every secret that lies where it must not."""
    return [
        f"{kind} in {path}"
        for path, content in places
        if not path.name.endswith(BROUGHT)
        for secret, kind in secrets.items()
        if secret in content and not (secret == SUB_USER.encode() and path.name == "vault.json")
    ]
