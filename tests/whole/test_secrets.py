"""No secret of a whole sync lies on the disk in plain or in the workbook, and none is shown."""

import base64
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.whole.conftest import STAFFED
from tests.whole.leaks import contents
from tests.whole.pc import PASSPHRASE, Pc

SECRETS = (
    rb'"pass": ?"([^"]+)"',
    rb'"password": ?"([^"]+)"',
    rb'"captcha": ?"([^"]+)"',
    rb'"(?:accessToken|refreshToken)": ?"([^"]+)"',
    rb"(?i)set-cookie: [^=]+=([^;]{8,});",
)
"""What passes between us and the portals, and is nobody else's business."""


class Wiretap:
    """Listens between a PC and the practice portals."""

    def __init__(self, port: int) -> None:
        self.heard = bytearray()
        self._port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                portal = socket.create_connection(("127.0.0.1", self._port))
                Thread(target=self._carry, args=(caller, portal), daemon=True).start()
                Thread(target=self._carry, args=(portal, caller), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError), source:
            while piece := source.recv(65536):
                self.heard += piece
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def secrets(self) -> set[bytes]:
        """Passwords, captcha texts, tokens and cookies that were carried; what is Base64 also as it reads."""
        found = {match for pattern in SECRETS for match in re.findall(pattern, bytes(self.heard))}
        passed = re.findall(SECRETS[0], bytes(self.heard))
        return found | {base64.b64decode(secret) for secret in passed}


@pytest.fixture
def wiretap(portals: Practice) -> Iterator[Wiretap]:
    """Between the PC and the practice portals."""
    tap = Wiretap(int(portals.url.rpartition(":")[2]))
    yield tap
    tap.close()


@pytest.mark.row("F1")
def test_no_secret_is_left_behind(pc: Pc, portals: Practice, wiretap: Wiretap) -> None:
    """Journal, logs, kept-aside replies, downloads, backups, workbook, screen: a sync with many faults leaves none."""
    (pc.folder / "portals.toml").write_text(portals.portals_toml().replace(portals.url, wiretap.url), encoding="utf-8")
    for fault, route, value in (
        (Fault.ADD_FIELD, "traces.unconsumed", "surprise"),
        (Fault.DROP_FIELD, "traces.inbox", "rowCount"),
        (Fault.OTHER_SHAPE, "itportal.challans", ""),
        (Fault.OTHER_TAN, "traces.default", ""),
        (Fault.CAPTCHA_WRONG, "traces.login", ""),
        (Fault.OTHER_SHAPE, "itportal.password", ""),
    ):
        portals.faults.add(fault, route=route, value=value, times=1)
    said = [pc.sync(), pc.sync("--json"), pc.run("passwords", "list"), pc.run("status", pc.book)]
    people = [portals.people[place] for place in STAFFED]
    typed = {one.office_traces_password for one in people} | {one.office_itportal_password for one in people}
    secrets = wiretap.secrets() | {word.encode() for word in typed if word} | {PASSPHRASE.encode()}
    assert len(secrets) > 5 * len(people)
    assert list(pc.home.set_aside.iterdir())
    assert b"surprise" in (pc.home.logs / "tdsxl.log").read_bytes()
    screens = [(Path("screen"), f"{one.out}{one.err}".encode()) for one in said]
    places = [*contents(pc.home.path), *contents(pc.book), *screens]
    assert {pc.book / "xl/workbook.xml", pc.home.journal, Path("screen")} <= {place for place, _ in places}
    assert [place for place, content in places if any(secret in content for secret in secrets)] == []


@pytest.mark.fault
@pytest.mark.row("F1")
def test_a_password_that_a_portal_repeats_is_told_nowhere(pc: Pc, portals: Practice) -> None:
    """Neither shown nor kept, nor are the signs that would steer a terminal."""
    tan, secret = portals.people[STAFFED[0]].tan, "S3cretCanary-99"
    pc.run("passwords", "set", tan, "traces", typed=f"{secret}\n")
    portals.faults.add(Fault.SET_FIELD, route="traces.login", value=f"message=Not {secret} \x1b[31m, it is wrong")
    said = pc.sync("--tan", tan, "--modules", "unconsumed")
    assert said.status == 1
    assert "Not ***  [31m, it is wrong" in said.out + said.err
    told = said.out + said.err
    assert secret not in told
    assert "\x1b[31m" not in told
    assert not any(secret.encode() in content for _, content in contents(pc.folder))
