"""The few addresses that a connection may speak to. No I/O here."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

from tdsxl.errors import Unsafe

_DEFAULT_PORT = {"http": 80, "https": 443}


class Pins:
    """Configured origins, found by the official or configured name of their host."""

    def __init__(self, pins: Mapping[str, str]) -> None:
        """Keep `host name → configured origin`; several names may share an origin, several origins a host."""
        self._named = dict(pins)
        self._at = {_address(urlsplit(origin)): origin for origin in pins.values()}

    def hold(self, url: str) -> bool:
        """Whether a URL stands on a configured origin, letter by letter."""
        return any(url.startswith(f"{origin}/") for origin in self._at.values())

    def moved(self, url: str, base: str) -> str:
        """The absolute URL of a Location or file link, on its host's configured scheme and port.

        Raises:
            Unsafe: It leads to a foreign host, carries a user name, or is no web address.
        """
        try:
            parts = urlsplit(urljoin(base, url.strip()))
            host, port = _address(parts)
        except ValueError:
            raise Unsafe("The portal sent us to an address that is none.") from None
        if parts.scheme not in _DEFAULT_PORT or "@" in parts.netloc:
            raise Unsafe("The portal sent us to an address that is not safe to follow.")
        origin = self._at.get((host, port)) or self._named.get(host) or self._on_host(host, base)
        return f"{origin}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")

    def _on_host(self, host: str, base: str) -> str:
        """The origin on a host when the port tells nothing: the one we came from, else the only one."""
        here = _address(urlsplit(base))
        if here[0] == host and here in self._at:
            return self._at[here]
        found = [origin for (name, _), origin in self._at.items() if name == host]
        if len(found) != 1:
            raise Unsafe(
                f"The portal sent us to another host ({host[:80]}).",
                "Nothing was sent there; sync again, and if it stays, update tdsxl.",
            )
        return found[0]


def _address(parts: SplitResult) -> tuple[str, int]:
    """Host and port, also where the port is not written."""
    return parts.hostname or "", parts.port or _DEFAULT_PORT.get(parts.scheme, 0)
