"""A box opens whole, under its passphrase; cut, changed or rearranged it gives not one byte that was not proven."""

import random
from pathlib import Path

import pytest

from tdsxl.errors import InputError, TdsxlError, VaultLocked
from tdsxl.vault_box import BoxReader, BoxWriter

MEGABYTE = 1 << 20
CONTENT = random.Random(1).randbytes(2 * MEGABYTE + 77)
PASSPHRASE = b"seven invented words"


def boxed(path: Path, content: bytes = CONTENT) -> Path:
    with path.open("wb") as file:
        box = BoxWriter(file, PASSPHRASE)
        for start in range(0, len(content), 100_000):
            box.write(content[start : start + 100_000])
        box.close()
    return path


def unboxed(path: Path, passphrase: bytes = PASSPHRASE) -> bytes:
    with path.open("rb") as file:
        box, found = BoxReader(file, passphrase), bytearray()
        while piece := box.read(70_000):
            found += piece
        return bytes(found)


@pytest.mark.parametrize("size", [0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, len(CONTENT)])
def test_a_box_gives_what_it_was_given(tmp_path: Path, size: int) -> None:
    """Of any length; nothing of it stands in the file."""
    path = boxed(tmp_path / "box", CONTENT[:size])
    assert unboxed(path) == CONTENT[:size]
    assert size < 16 or CONTENT[:16] not in path.read_bytes()


def test_another_passphrase_opens_nothing(tmp_path: Path) -> None:
    """Nor does a file that is no box."""
    with pytest.raises(VaultLocked, match="passphrase"):
        unboxed(boxed(tmp_path / "box"), b"seven other words")
    (tmp_path / "list.csv").write_bytes(b"TAN,TRACES password\n")
    with pytest.raises(InputError, match=r"list\.csv is no backup"):
        unboxed(tmp_path / "list.csv")


@pytest.mark.row("F4")
def test_a_box_that_was_cut_or_changed_does_not_open(tmp_path: Path) -> None:
    """At whatever place; nor with a piece left out, doubled or moved, nor with more behind it."""
    path = boxed(tmp_path / "box")
    whole, roll = path.read_bytes(), random.Random(2)
    piece = 4 + 12 + MEGABYTE + 16
    head = len(whole) - 2 * piece - (4 + 12 + 77 + 16)
    first, second, last = whole[head : head + piece], whole[head + piece : head + 2 * piece], whole[head + 2 * piece :]
    others = [whole[: roll.randrange(len(whole))] for _ in range(3)]
    for offset in (0, head - 1, head, head + 3, head + 4, *(roll.randrange(len(whole)) for _ in range(3))):
        others.append(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
    others += [whole[:head] + second + first + last, whole[:head] + first + last, whole[:head] + first + second]
    others += [whole + b"x", whole + last, whole[:head] + first + second + second + last]
    for other in others:
        path.write_bytes(other)
        with pytest.raises(TdsxlError):
            unboxed(path)


def test_a_box_that_was_cut_is_named(tmp_path: Path) -> None:
    """Once its passphrase has opened the first piece; before that it may be the passphrase that is wrong."""
    path = boxed(tmp_path / "box")
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(InputError) as caught:
        unboxed(path)
    assert str(caught.value) == f"{path} was cut or changed, and cannot be used. Take another backup."
    path.write_bytes(content[:12])
    with pytest.raises(InputError, match="was cut, and cannot be used"):
        unboxed(path)
    path.write_bytes(content[:100])
    with pytest.raises(VaultLocked) as locked:
        unboxed(path)
    assert str(locked.value) == f"The passphrase is not that of {path}, or the file was changed."
