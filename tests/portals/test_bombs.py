"""What unpacks to far more than it weighs, or never ends, is left at its cap; the process stays small."""

import socket
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tdsxl.portals.transport import FILE_CAP, PAGE_CAP
from tests.portals.raw import Script, answer, chunked, saying, serving

MEGABYTE = 1_000_000
MOST = 200 * MEGABYTE
"""Bytes that a process may ever hold."""
ASK = """
import re, sys, time
from pathlib import Path
from tdsxl.errors import Unsafe
from tdsxl.portals.tls import Tls
from tdsxl.portals.transport import Wire
origin, cap = sys.argv[1:]
try:
    Wire({"portal.example": origin}, gap=0.0, wait=time.sleep, tls=Tls()).get(f"{origin}/x", cap=int(cap))
except Unsafe as error:
    print(re.search("VmHWM:[^0-9]*([0-9]+) kB", Path("/proc/self/status").read_text())[1], error.message)
"""
"""Asks in a process of its own; prints the most memory that it ever held, in kB, and the refusal."""

LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the most memory ever held")


def bomb(megabytes: int) -> bytes:
    """Zeros as gzip, a thousandth of their size; behind a full flush the same bytes unpack to the same again."""
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    first, again = (packing.compress(bytes(MEGABYTE)) + packing.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (megabytes - 1)


def endless(connection: socket.socket, _: bytes) -> None:
    """Until nobody listens."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(bytes(65536))


def packed(body: bytes) -> bytes:
    return answer(body, "200 OK", "Content-Encoding: gzip")


def packed_chunks(body: bytes) -> bytes:
    return chunked(body).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)


TOO_MUCH: dict[str, Script] = {
    "200 kB for 200 MB": saying(packed(bomb(200))),
    "2 MB for 2 GB": saying(packed(bomb(2000))),
    "2 MB for 2 GB, one chunk": saying(packed_chunks(bomb(2000))),
    "endless": endless,
}


@LINUX
@pytest.mark.fault
@pytest.mark.row("B8")
@pytest.mark.parametrize("cap", [PAGE_CAP, FILE_CAP], ids=["page", "file"])
@pytest.mark.parametrize("script", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_bomb_is_left_at_the_cap_and_takes_little_memory(script: Script, cap: int) -> None:
    """No more is unpacked than the cap allows; measured as the most memory of a process that does nothing else."""
    with serving(script) as portal:
        asking = [sys.executable, "-c", ASK, portal.origin, str(cap)]
        said = subprocess.run(asking, capture_output=True, check=True, text=True, timeout=60).stdout
    peak, _, words = said.partition(" ")
    assert f"larger than {cap // MEGABYTE} MB" in words
    assert len(portal.requests) == 1
    assert int(peak) * 1024 < MOST, said
