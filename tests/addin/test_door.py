"""One worker per book, and the words that buttons say to it."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tdsxl.addin.door import Door, ask, knock
from tdsxl.addin.lock import Lock, is_held
from tdsxl.addin.place import Place
from tdsxl.errors import LocalError

HOLD = "import sys; from pathlib import Path; from tdsxl.addin.lock import Lock; "
HOLD += "lock = Lock(Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.read()"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(book=tmp_path / "a b=c.xlsm", home=tmp_path, portals=None)


@contextmanager
def holder(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that tries to hold a lock, and says whether it does."""
    words = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_a_lock_is_held_by_one_process(place: Place) -> None:
    """And by nobody when that process is killed: no stale lock is left."""
    assert not is_held(place.lock)
    with holder(place.lock) as first:
        assert said(first) == "True"
        assert is_held(place.lock)
        with holder(place.lock) as second:
            assert said(second) == "False"
        first.kill()
        first.wait()
        assert not is_held(place.lock)


def test_who_waits_a_little_gets_a_lock_that_is_dropped(place: Place) -> None:
    """A button looks at the lock by holding it for a moment; a worker that begins then is not turned away."""
    with Lock(place.lock) as lock:
        assert lock.take()
        assert not Lock(place.lock).take(within_s=0.05)
    with Lock(place.lock) as lock:
        assert lock.take(within_s=30.0)


def test_a_word_reaches_the_worker(place: Place) -> None:
    """Each of its own, in order."""
    heard: list[str] = []
    with Lock(place.lock) as lock:
        lock.take()
        door = Door(place.address, heard.append)
        assert [knock(place, word) for word in ("raise", "stop")] == [True, True]
        door.close()
    assert heard == ["raise", "stop"]


def test_without_a_worker_nobody_hears(place: Place) -> None:
    """Also where a killed one has left its address: another program may listen there by now."""
    assert not knock(place, "raise")
    with socket.create_server(("127.0.0.1", 0)) as other:
        place.address.parent.mkdir(exist_ok=True)
        place.address.write_text(json.dumps({"port": other.getsockname()[1], "key": "old"}), encoding="ascii")
        other.settimeout(0.2)
        assert not knock(place, "raise")
        with pytest.raises(TimeoutError):
            other.accept()


def test_a_worker_that_has_not_opened_its_door_is_not_replaced(place: Place) -> None:
    """It may still be starting on a slow PC; who presses is told to try again."""
    with Lock(place.lock) as lock:
        lock.take()
        with pytest.raises(LocalError, match="still starting, or no longer answers") as told:
            ask(place, "raise", within_s=0.2)
    assert told.value.remedy.startswith("Press again in a moment")


def test_a_caller_without_the_key_is_sent_away(place: Place) -> None:
    """And so is a word that nobody agreed on."""
    heard: list[str] = []
    door = Door(place.address, heard.append)
    address = json.loads(place.address.read_text("ascii"))
    for line in ("wrong stop", f"{address['key']} format", "", "\u00e9" * 50):
        with socket.create_connection(("127.0.0.1", address["port"])) as caller:
            caller.sendall(f"{line}\n".encode())
            assert caller.recv(10) == b""
    door.close()
    assert heard == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a user from others")
def test_only_this_user_reads_the_key(place: Place) -> None:
    """Neither the file nor its folder is open to others."""
    Door(place.address, print).close()
    door = Door(place.address, print)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (place.address, place.address.parent)]
    door.close()
    assert modes == [0o600, 0o700]
