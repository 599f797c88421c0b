"""TLS to the portals: whom we believe, and what a failed handshake means. No check is ever turned off."""

import functools
import ssl
import sys
import threading
from dataclasses import dataclass

import certifi
import truststore

from tdsxl.errors import InputError, PortalError, Unavailable, Unsafe

LEGACY_TLS_HOSTS: tuple[str, ...] = ()
"""Hosts known to lack RFC 5746, which OpenSSL 3 refuses to speak to otherwise. None is known today."""

# ssl.OP_LEGACY_SERVER_CONNECT; the name exists from Python 3.12 on.
_OP_LEGACY_SERVER_CONNECT = 0x4


@dataclass(frozen=True, slots=True)
class Tls:
    """What the firm lets us believe."""

    ca: str = ""
    """File with more certificate authorities (PEM), or empty."""
    legacy_hosts: tuple[str, ...] = LEGACY_TLS_HOSTS

    def context(self, host: str) -> ssl.SSLContext:
        """The context for a host: one per profile in the whole process, as each costs 15 ms and 0.7 MB.

        Raises:
            InputError: The file of authorities is none.
        """
        # The cache alone does not hold back twenty visits that start at once.
        with _BUILDING:
            return _context(self.ca, host in self.legacy_hosts)


_BUILDING = threading.Lock()


@functools.cache
def _context(ca: str, legacy: bool) -> ssl.SSLContext:
    # Windows and macOS fetch missing intermediates and know the firm's own authorities.
    if sys.platform in ("win32", "darwin"):
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        context.load_verify_locations(certifi.where())
    if ca:
        _believe(context, ca)
    if legacy:
        context.options |= _OP_LEGACY_SERVER_CONNECT
    return context


def _believe(context: ssl.SSLContext, ca: str) -> None:
    try:
        context.load_verify_locations(ca)
    except OSError as error:
        raise InputError(
            f"The file {ca} holds no certificates.", "It must be PEM text: -----BEGIN CERTIFICATE-----"
        ) from error


_CLOCK = "Set the date and time of this PC right, then try again; else the portal's certificate is at fault."
_ISSUER = "If the office inspects its traffic, put its authority's file under `ca` in the portals file."

# Of OpenSSL (x509_vfy.h), Windows (winerror.h) and macOS (SecBase.h), as truststore hands them on.
_CERTIFICATE = {
    **dict.fromkeys((10, 0x800B0101, -67818), ("has a certificate that has expired by this PC's clock", _CLOCK)),
    **dict.fromkeys((9, -67819), ("has a certificate that is not yet valid by this PC's clock", _CLOCK)),
    **dict.fromkeys(
        (62, 64, 0x800B010F, -67602),
        (
            "shows the certificate of another host",
            "Something stands between this PC and the portal. Try another network.",
        ),
    ),
    **dict.fromkeys((18, 19, 0x800B0109, -67843), ("has a certificate of an unknown issuer", _ISSUER)),
    **dict.fromkeys(
        (2, 20, 21, 0x800B010A, -25318),
        ("has a certificate whose chain to a known issuer is incomplete", _ISSUER),
    ),
}

_HANDSHAKE = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "speaks TLS without secure renegotiation",
    **dict.fromkeys(
        ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE", "VERSION_TOO_LOW"),
        "speaks a version of TLS that is too old",
    ),
    **dict.fromkeys(("WRONG_VERSION_NUMBER", "HTTP_REQUEST"), "does not answer in TLS"),
}


def handshake_error(error: ssl.SSLError, host: str) -> PortalError:
    """What a failed handshake with a host means for the user."""
    if isinstance(error, ssl.SSLCertVerificationError):
        what, remedy = _CERTIFICATE.get(error.verify_code, ("has a certificate that cannot be believed", _ISSUER))
        return Unsafe(f"{host} {what}.", remedy)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Unavailable(f"{host} broke off the secure connection.", "Try again later.")
    what = _HANDSHAKE.get(error.reason, f"refused the secure connection ({error.reason})")
    return Unsafe(f"{host} {what}.", "Nothing was sent. Run `tdsxl doctor` and report its lines on TLS.")
