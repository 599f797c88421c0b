"""How a button speaks to the worker of its book: one word over a socket of this PC, and a line back.

The address and a random key stand in a file that only this user can read. Whoever shows the key may say a word; all
others are sent away. Nothing here waits long: Excel stands still while a button is at work.
"""

import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from tdsxl.addin.lock import is_held
from tdsxl.addin.place import Place
from tdsxl.errors import LocalError

WORDS = ("raise", "failed", "stop", "write", "passwords", "share", "doctor")
"""Bring the window forward · Re-sync failed · Stop · Write now · Passwords · Share copy · Doctor."""
_LOG = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_OK = "ok "
_MOST = 1000
"""Bytes of an answer; it is one line at the foot of a window."""
_ANSWER_S = 3.0
"""A worker answers from a thread of its own, so at once if it lives."""
_BEGINNING_S = 5.0
"""How long a worker that has just taken its lock may need to open its door."""
_STEP_S = 0.05
"""Between two looks for that door."""


class Door:
    """The worker's end: hears words until the process ends."""

    def __init__(self, address: Path, hear: Callable[[str], str | None]) -> None:
        """Listen, and write down where; `hear` is called from another thread, and may return a line to be shown."""
        self._hear = hear
        self._key = secrets.token_hex(32)
        self._address = address
        self._socket = socket.create_server((_HOST, 0))
        _write(address, {"port": self._socket.getsockname()[1], "key": self._key})
        Thread(target=self._listen, name="door", daemon=True).start()

    def close(self) -> None:
        """Hear no more."""
        self._address.unlink(missing_ok=True)
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                self._answer(caller)

    def _answer(self, caller: socket.socket) -> None:
        try:
            caller.settimeout(_ANSWER_S)
            key, _, word = caller.recv(200).decode("ascii", "replace").strip().partition(" ")
            if hmac.compare_digest(key.encode(), self._key.encode()) and word in WORDS:
                caller.sendall(f"{_OK}{self._hear(word) or ''}\n".encode())
        except OSError as error:
            _LOG.info("A button hung up: %s", error.strerror)


def knock(place: Place, word: str) -> bool:
    """Say a word to the worker of a book; False where none lives. Raises as `ask` does."""
    return ask(place, word) is not None


def ask(place: Place, word: str, *, within_s: float = _BEGINNING_S) -> str | None:
    """Say a word to the worker of a book: the line that it answers, often an empty one; None where none lives.

    Raises:
        LocalError: It lives and does not answer; a second one would do no better.
    """
    until = time.monotonic() + within_s
    while is_held(place.lock):
        with contextlib.suppress(OSError, ValueError):
            answer = _said(json.loads(place.address.read_text(encoding="ascii")), word)
            if answer.startswith(_OK):
                return answer.removeprefix(_OK).strip()
        if time.monotonic() >= until:
            what = "The sync window of this workbook is still starting, or no longer answers."
            raise LocalError(what, "Press again in a moment; after that, close that window first.")
        time.sleep(_STEP_S)
    return None


def _said(address: dict[str, object], word: str) -> str:
    with socket.create_connection((_HOST, int(str(address["port"]))), timeout=_ANSWER_S) as worker:
        worker.sendall(f"{address['key']} {word}\n".encode("ascii"))
        return worker.recv(_MOST).decode("utf-8", "replace")


def _write(path: Path, address: dict[str, object]) -> None:
    """A file that is there whole or not at all, and readable by this user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump(address, file)
    new.replace(path)
