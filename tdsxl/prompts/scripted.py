"""Answers without a person: for the practice portals, and for runs that nobody attends."""

import ipaddress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from tdsxl.challenges import Captcha, Challenge, CutOff, TakeOver
from tdsxl.errors import InputError
from tdsxl.values import Portal, Tan

_DEADLINE_S = 10.0


class Scripted:
    """Asks the practice portals what their own captchas say. No real portal has such an address."""

    def __init__(self, url: str, *, take_over: str = "no", try_again: str = "no") -> None:
        """Take the address of the practice portals.

        Args:
            url: As `http://127.0.0.1:8123`.
            take_over: Answer to "signed in elsewhere": `yes` or `no`.
            try_again: Answer to "a login was cut off": `yes` or `no`.

        Raises:
            InputError: It is not plain http on a loopback address.
        """
        self._host, self._port = _address(url)
        self._take_over = take_over
        self._try_again = try_again

    def ask(self, challenge: Challenge, *, name: str, tan: Tan, portal: Portal) -> str | None:
        """The answer that was agreed; None where the practice portals give no text for a picture."""
        if isinstance(challenge, Captcha):
            return self._text(challenge.image)
        if isinstance(challenge, TakeOver):
            return self._take_over
        return self._try_again if isinstance(challenge, CutOff) else None

    def _text(self, image: bytes) -> str | None:
        connection = HTTPConnection(self._host, self._port, timeout=_DEADLINE_S)
        try:
            connection.request("POST", "/practice/captcha", body=image, headers={"Content-Type": "image/png"})
            reply = connection.getresponse()
            text = reply.read(100).decode("ascii", "replace").strip()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        return text if reply.status == 200 and text else None


class Unattended:
    """Answers nothing: every question waits for a run that a person attends."""

    def ask(self, challenge: Challenge, *, name: str, tan: Tan, portal: Portal) -> None:
        """Nothing."""


def _address(url: str) -> tuple[str, int]:
    refusal = InputError(f"`{url}` is not the address of practice portals.", "Write it as http://127.0.0.1:8123.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refusal from error
    if parts.scheme != "http" or not port or not _is_loopback(host):
        raise refusal
    return host, port


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
