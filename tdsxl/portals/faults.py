"""What a failed request means for the user: errors of the network libraries become ours. No I/O here."""

import re
import socket
import ssl
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore
import httpx

from tdsxl.errors import PortalError, Unavailable, Unsafe
from tdsxl.portals.tls import handshake_error

FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    httpx.StreamError,
    OSError,
    ValueError,
    zlib.error,
)
"""All that sending a request and reading its answer may raise."""

BUSY = (408, 429, 502, 503, 504, 511)
"""Statuses by which a portal, or the network before it, asks to come back later."""

_LATER = "Try again later."
_ONLINE = "Check the internet connection of this PC, then try again."
_SECONDS = re.compile(r"[0-9]{1,9}")


def portal_error(error: Exception, host: str) -> PortalError:
    """The error for the user; it holds nothing of the request."""
    # httpcore hands the socket's own error on as its argument.
    cause = next((given for given in error.args if isinstance(given, OSError)), error)
    if isinstance(cause, ssl.SSLError) and isinstance(error, httpcore.ConnectError):
        return handshake_error(cause, host)
    if isinstance(cause, socket.gaierror):
        return Unavailable(f"The name {host} cannot be found.", _ONLINE)
    for kinds, (what, remedy) in _MEANINGS:
        if isinstance(error, kinds):
            return Unavailable(f"{host} {what}.", remedy)
    return Unsafe(f"{host} gave an answer that cannot be read ({type(error).__name__}).")


_MEANINGS: tuple[tuple[tuple[type[Exception], ...], tuple[str, str]], ...] = (
    ((httpcore.ConnectTimeout, httpcore.ConnectError), ("cannot be reached", _ONLINE)),
    ((httpcore.TimeoutException,), ("did not answer in time", _LATER)),
    ((httpcore.ProxyError,), ("cannot be reached through the proxy", "Check the proxy's address, name and password.")),
    ((httpcore.RemoteProtocolError, zlib.error), ("cut its answer off", _LATER)),
    ((httpcore.NetworkError, httpcore.ConnectionNotAvailable, OSError), ("broke the connection", _LATER)),
)


def busy(status: int, headers: Mapping[str, str]) -> Unavailable:
    """The error for a portal that is busy or down, with the time it asks for."""
    if status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return Unavailable("The network asks for a sign-in of its own (HTTP 511).", _ONLINE)
    what = "wants fewer requests" if status == 429 else "is down or too busy"
    return Unavailable(f"The portal {what} (HTTP {status}).", _LATER, retry_after=_retry_after(headers))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    until = _instant(text)
    if until is None:
        return None
    # The portal's own clock, if it tells it: this PC's may be wrong.
    now = _instant(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
