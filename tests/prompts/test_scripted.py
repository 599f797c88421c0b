"""Answers without a person: the practice portals' captchas on a real socket, and none at all."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tdsxl.challenges import Captcha, Challenge, CutOff, SendSecret, TakeOver
from tdsxl.errors import InputError
from tdsxl.prompts.base import Prompt
from tdsxl.prompts.scripted import Scripted, Unattended
from tdsxl.values import Portal, Tan

PNG = b"\x89PNG\r\n\x1a\n picture"


def ask(prompt: Prompt, challenge: Challenge) -> str | None:
    return prompt.ask(challenge, name="Asha Traders", tan=Tan("ABCD12345E"), portal=Portal.TRACES)


class Practice(BaseHTTPRequestHandler):
    """Knows one picture; answers another with a redirect to a foreign host."""

    def do_POST(self) -> None:
        image = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/practice/captcha" and image == PNG:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x7Kq2b\n")
        else:
            self.send_response(307)
            self.send_header("Location", "http://portal.example/")
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Practice)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_practice_portals_tell_their_captcha(url: str) -> None:
    """The picture is posted and the text comes back without its line end."""
    assert ask(Scripted(url), Captcha(PNG)) == "x7Kq2b"


def test_a_proxy_of_the_environment_is_not_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Practice never leaves this PC."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert ask(Scripted(url), Captcha(PNG)) == "x7Kq2b"


def test_a_picture_they_do_not_know_is_skipped(url: str) -> None:
    """Nothing is guessed, and a redirect is not followed."""
    assert ask(Scripted(url), Captcha(b"another picture")) is None


def _closed() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_practice_portals_that_are_gone_leave_the_question_open() -> None:
    """No answer is a skipped question, not an error of the system."""
    assert ask(Scripted(_closed()), Captcha(PNG)) is None


def test_yes_or_no_is_agreed_beforehand() -> None:
    """Both default to no."""
    url = "http://localhost:8123"
    careful, bold = Scripted(url), Scripted(url, take_over="yes", try_again="yes")
    assert [ask(prompt, challenge) for prompt in (careful, bold) for challenge in (TakeOver(), CutOff())] == [
        *("no", "no"),
        *("yes", "yes"),
    ]
    assert ask(bold, SendSecret()) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8123",
        "http://portal.example:80",
        "http://192.168.1.5:8123",
        "http://127.0.0.1",
        "http://127.0.0.1.portal.example:80",
        "http://127.0.0.1:99999",
        "http://[::1",
        "127.0.0.1:8123",
        "",
    ],
)
def test_only_loopback_addresses_are_practice_portals(url: str) -> None:
    """A picture of a real portal can never be posted elsewhere."""
    with pytest.raises(InputError):
        Scripted(url)


@pytest.mark.parametrize("challenge", [Captcha(PNG), TakeOver(), CutOff()])
def test_an_unattended_run_answers_nothing(challenge: Challenge) -> None:
    """Not even no: the question waits."""
    assert ask(Unattended(), challenge) is None
