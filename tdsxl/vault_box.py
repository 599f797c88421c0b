"""A box: bytes sealed under a passphrase, as they come, in a file that opens whole or not at all.

Pieces of a megabyte, AES-256-GCM under a key that Argon2id makes of the passphrase; each is bound to its place and to
whether it is the last. So a box that was cut, changed, or put together anew does not open.
"""

import secrets
from typing import BinaryIO

from tdsxl.errors import InputError, VaultLocked
from tdsxl.vault_key import derived, opened, sealed

_HEAD = b"tdsxl box 1\n"
_SALT = 16
_LENGTH = 4
_PIECE = 1 << 20
_MOST = _PIECE + 64
"""Bytes of a sealed piece; a box that claims more is none."""


class BoxWriter:
    """Takes what `write` is given; `close` makes it a whole box."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        salt = secrets.token_bytes(_SALT)
        file.write(_HEAD + salt)
        self._file = file
        self._key = derived(passphrase, salt)
        self._waiting = bytearray()
        self._number = 0

    def write(self, content: bytes) -> int:
        """Put some bytes in."""
        self._waiting += content
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), is_last=False)
            del self._waiting[:_PIECE]
        return len(content)

    def close(self) -> None:
        """Put the last piece in."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        content = sealed(self._key, piece, _binding(self._number, is_last=is_last))
        self._file.write(len(content).to_bytes(_LENGTH) + content)
        self._number += 1


class BoxReader:
    """Gives what a writer was given, and never a byte that is not proven.

    Raises:
        InputError: The file is no box, or was cut or changed.
        VaultLocked: The passphrase is another.
    """

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        if file.read(len(_HEAD)) != _HEAD:
            raise InputError(f"{file.name} is no backup of tdsxl.")
        self._file = file
        salt = file.read(_SALT)
        if len(salt) < _SALT:
            raise InputError(f"{file.name} was cut, and cannot be used.", "Take another backup.")
        self._key = derived(passphrase, salt)
        self._ready = bytearray()
        self._number = 0
        self._is_over = False
        self._take()

    def read(self, size: int) -> bytes:
        """The next bytes; fewer only at the end.

        Raises:
            InputError: The box was cut or changed.
        """
        while len(self._ready) < size and not self._is_over:
            self._take()
        given = bytes(self._ready[:size])
        del self._ready[:size]
        return given

    def _take(self) -> None:
        length = int.from_bytes(self._file.read(_LENGTH))
        content = self._file.read(min(length, _MOST))
        piece = opened(self._key, content, _binding(self._number, is_last=False))
        if piece is None:
            piece = opened(self._key, content, _binding(self._number, is_last=True))
            self._is_over = True
            if piece is None or self._file.read(1):
                raise self._refused()
        self._ready += piece
        self._number += 1

    def _refused(self) -> InputError | VaultLocked:
        if self._number == 0:
            return VaultLocked(f"The passphrase is not that of {self._file.name}, or the file was changed.")
        return InputError(f"{self._file.name} was cut or changed, and cannot be used.", "Take another backup.")


def _binding(number: int, *, is_last: bool) -> bytes:
    return f"v1|box|{number}|{'last' if is_last else 'more'}".encode()
