"""A keyboard at the X server of a test: its keys come to whatever window is in front, as those of a real one do.

It speaks the X protocol itself, with the extension XTEST: no program nor library beyond Xvfb is needed.
"""

import socket
import struct
from collections.abc import Sequence
from types import TracebackType
from typing import Self

RETURN, ALT, SHIFT = 0xFF0D, 0xFFE9, 0xFFE1
"""Keysyms; those of letters and digits are their ASCII codes."""
_DOWN, _UP = 2, 3
_KEYBOARD_MAPPING, _QUERY_EXTENSION, _FAKE_INPUT = 101, 98, 2


class Keyboard:
    """Plugged in for as long as the context lasts."""

    def __init__(self, display: str) -> None:
        """Take a display of this machine, as `:1`."""
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")  # noqa: S108  # where X servers listen
        lowest, highest = self._greeting()
        self._codes = self._mapping(lowest, highest)
        (self._xtest,) = struct.unpack_from("9xB", self._asked(_QUERY_EXTENSION, struct.pack("<Hxx5s3x", 5, b"XTEST")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()

    def press(self, keysym: int, *held: int) -> None:
        """A key, while others are held down."""
        code, is_shifted = self._codes[keysym]
        below = [self._codes[each][0] for each in (*held, *([SHIFT] if is_shifted else []))]
        for each in (*below, code):
            self._key(_DOWN, each)
        for each in (code, *reversed(below)):
            self._key(_UP, each)

    def type(self, text: str) -> None:
        """Letters and digits."""
        for sign in text:
            self.press(ord(sign))

    def _key(self, way: int, code: int) -> None:
        self._send(self._xtest, struct.pack("<BB2xII8xhh8x", way, code, 0, 0, 0, 0), detail=_FAKE_INPUT)

    def _greeting(self) -> tuple[int, int]:
        """The lowest and the highest key code."""
        self._line.sendall(struct.pack("<cxHHHHxx", b"l", 11, 0, 0, 0))
        head = self._read(8)
        assert head[0] == 1, "the X server lets nobody in"
        lowest, highest = struct.unpack_from("26xBB", self._read(4 * int.from_bytes(head[6:8], "little")))
        return lowest, highest

    def _mapping(self, lowest: int, highest: int) -> dict[int, tuple[int, bool]]:
        """Keysym → key code, and whether Shift is needed."""
        count = highest - lowest + 1
        reply = self._asked(_KEYBOARD_MAPPING, struct.pack("<BBxx", lowest, count))
        signs: Sequence[int] = struct.unpack_from(f"<{count * reply[1]}I", reply, 32)
        found = dict[int, tuple[int, bool]]()
        for place, keysym in enumerate(signs):
            row, column = divmod(place, reply[1])
            if column < 2:
                found.setdefault(keysym, (lowest + row, column == 1))
        return found

    def _asked(self, request: int, body: bytes) -> bytes:
        self._send(request, body)
        reply = self._read(32)
        return reply + self._read(4 * int.from_bytes(reply[4:8], "little"))

    def _send(self, request: int, body: bytes, *, detail: int = 0) -> None:
        self._line.sendall(struct.pack("<BBH", request, detail, 1 + len(body) // 4) + body)

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self._line.recv(size - len(found))
            assert part, "the X server has gone"
            found += part
        return found
