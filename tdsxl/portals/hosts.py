"""The portals file: where the portals are, and how they are to be asked. It opens no connection.

DESIGN §3 "Portals file" shows every key. A table that is there names all its addresses, so that a password can never
go half to a practice portal and half to the real one; a table that is not there stands for the official portal.
"""

import ipaddress
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tdsxl.errors import InputError

USER_AGENT = "Mozilla/5.0 (compatible; tdsxl)"

# Seconds; the portal's flows and the spacing of logins were measured with these.
LOGIN_PAUSE = 5.0
LOGIN_GAP = 6.0
CAPTCHA_GAP = 1.5

_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?")
_PROXY = re.compile(r"https?://(?:[^@/\s]+@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/?")
_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItPortalHost:
    """Where the IT portal is."""

    origin: str
    login_pause: float = LOGIN_PAUSE
    """Seconds; every pause of the portal's flows is scaled by it."""
    login_gap: float = LOGIN_GAP
    """Seconds between two logins at this portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesHosts:
    """Where the sites of TRACES are."""

    gateway: str
    """Origin of the 2025-Act site, and of the login for both."""
    site: str
    """Origin that the browser's address bar would show."""
    old: str
    """Origin of the 1961-Act site."""
    login_gap: float = LOGIN_GAP
    """Seconds between two logins at this portal."""
    captcha_gap: float = CAPTCHA_GAP
    """Seconds between two captcha pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """All that is known of the way to the portals."""

    itportal: ItPortalHost
    traces: TracesHosts
    # May hold a password.
    proxy: str = field(default="", repr=False)
    """Address of the one proxy, or empty for none."""
    ca: str = ""
    """File with more certificate authorities (PEM), or empty."""
    user_agent: str = USER_AGENT


OFFICIAL = Hosts(
    itportal=ItPortalHost(origin="https://eportal.incometax.gov.in"),
    traces=TracesHosts(
        gateway="https://traces-app.tdscpc.gov.in",
        site="https://traces.tdscpc.gov.in",
        old="https://traces61.tdscpc.gov.in",
    ),
)
"""The portals themselves."""


def read_hosts(path: Path) -> Hosts:
    """The portals file, checked.

    Raises:
        InputError: It cannot be read, or a key is unknown, missing or wrong; names the file and the key.
    """
    top = _Table(path, "", _toml(path))
    top.allow("proxy", "ca", "user_agent", "itportal", "traces")
    return Hosts(
        itportal=_itportal(top),
        traces=_traces(top),
        proxy=top.proxy(),
        ca=top.ca(),
        user_agent=top.user_agent(),
    )


def proxy_address(text: str) -> str:
    """The address of a proxy, or empty for none, as a person wrote it.

    Raises:
        InputError: It is not an address; the message does not repeat it, as it may hold a password.
    """
    address = text.strip()
    if address and not _PROXY.fullmatch(address):
        raise InputError("The proxy is not an address.", "Write it as http://proxy.example:3128.")
    return address


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"The portals file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InputError(f"The portals file {path} is not TOML: {error}.") from error


def _itportal(top: "_Table") -> ItPortalHost:
    table = top.table("itportal")
    if table is None:
        return OFFICIAL.itportal
    table.allow("origin", "login_pause", "login_gap")
    pause = table.seconds("login_pause", LOGIN_PAUSE)
    return ItPortalHost(
        origin=table.origin("origin"),
        login_pause=pause,
        login_gap=table.seconds("login_gap", LOGIN_GAP * pause / LOGIN_PAUSE),
    )


def _traces(top: "_Table") -> TracesHosts:
    table = top.table("traces")
    if table is None:
        return OFFICIAL.traces
    table.allow("gateway", "site", "old", "login_gap", "captcha_gap")
    return TracesHosts(
        gateway=table.origin("gateway"),
        site=table.origin("site"),
        old=table.origin("old"),
        login_gap=table.seconds("login_gap", LOGIN_GAP),
        captcha_gap=table.seconds("captcha_gap", CAPTCHA_GAP),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file; every reader names file and key when it refuses."""

    path: Path
    name: str
    values: Mapping[str, Any]

    def allow(self, *keys: str) -> None:
        for key in self.values.keys() - set(keys):
            raise self._wrong(key, "is not known")

    def table(self, key: str) -> "_Table | None":
        values = self.values.get(key)
        if values is None:
            return None
        if not isinstance(values, dict):
            raise self._wrong(key, "is not a table")
        return _Table(self.path, key, values)

    def origin(self, key: str) -> str:
        match = _ORIGIN.fullmatch(self._text(key))
        if not match or not 0 < int(match[3] or 1) < 65536:
            raise self._wrong(key, "is not an address such as https://host or http://127.0.0.1:8080")
        scheme, host, port = match[1], match[2].lower(), match[3]
        if scheme == "http" and not _is_loopback(host):
            raise self._wrong(key, "may be http:// only for this PC; use https://")
        plain = not port or int(port) == _DEFAULT_PORT[scheme]
        return f"{scheme}://{host}" if plain else f"{scheme}://{host}:{int(port)}"

    def seconds(self, key: str, default: float) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise self._wrong(key, "is not a number of seconds")
        return float(value)

    def proxy(self) -> str:
        try:
            return proxy_address(self._text("proxy", ""))
        except InputError as error:
            raise self._wrong("proxy", "is not an address such as http://proxy.example:3128") from error

    def ca(self) -> str:
        name = self._text("ca", "")
        if name and not (self.path.parent / name).is_file():
            raise self._wrong("ca", "names a file that is not there")
        return str((self.path.parent / name).resolve()) if name else ""

    def user_agent(self) -> str:
        text = self._text("user_agent", USER_AGENT)
        if not text.isascii() or not text.isprintable() or not text.strip():
            raise self._wrong("user_agent", "may hold plain letters only")
        return text.strip()

    def _text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self._wrong(key, "is missing")
        if not isinstance(value, str):
            raise self._wrong(key, "is not text")
        return value

    def _wrong(self, key: str, why: str) -> InputError:
        where = f"[{self.name}] {key}" if self.name else key
        return InputError(f"The portals file {self.path}: `{where}` {why}.")
