"""TLS is checked in full, and each way to fail it has words of its own."""

import socket
import ssl
import struct
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tdsxl.errors import InputError, PortalError, Unavailable, Unsafe
from tdsxl.portals.base import Reply
from tdsxl.portals.tls import LEGACY_TLS_HOSTS, Tls, handshake_error
from tdsxl.portals.transport import Wire
from tests.portals.raw import answer, hanging_up, saying, serving

ADDRESS = "127.0.0.1"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA, tmp_path: Path) -> Tls:
    """Believes the test's own authority."""
    authority.cert_pem.write_to_path(str(tmp_path / "office.pem"))
    return Tls(str(tmp_path / "office.pem"))


def serving_with(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def get(origin: str, tls: Tls) -> Reply:
    wire = Wire({"portal.example": origin}, gap=0.0, wait=time.sleep, tls=tls)
    try:
        return wire.get(f"{origin}/x", deadline=5)
    finally:
        wire.close()


def failure(leaf: trustme.LeafCert, tls: Tls) -> PortalError:
    with serving(saying(answer(b"secret")), serving_with(leaf)) as portal, pytest.raises(PortalError) as caught:
        get(portal.origin, tls)
    assert portal.requests == []
    assert caught.value.__context__ is None
    return caught.value


def test_an_authority_of_the_office_is_believed(authority: trustme.CA, trusting: Tls) -> None:
    """`ca` adds to the known ones; a full chain is taken."""
    leaf = authority.create_child_ca().issue_cert(ADDRESS)
    with serving(saying(answer(b"{}")), serving_with(leaf)) as portal:
        assert get(portal.origin, trusting).status == 200


@pytest.mark.row("B7")
def test_a_body_without_length_must_show_its_end_over_tls_too(authority: trustme.CA, trusting: Tls) -> None:
    """A connection torn off without goodbye is the same as a cut."""
    said = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    for body, whole in ((b'{"a":1}', True), (b'{"a":', False)):
        with serving(hanging_up(said + body), serving_with(authority.issue_cert(ADDRESS))) as portal:
            if whole:
                assert get(portal.origin, trusting).body == body
            else:
                with pytest.raises(Unavailable, match="cut off"):
                    get(portal.origin, trusting)


@pytest.mark.row("B12")
def test_an_unknown_issuer_is_unsafe(authority: trustme.CA) -> None:
    """An inspecting proxy looks like this; its authority is added by hand, nothing is ignored."""
    error = failure(authority.issue_cert(ADDRESS), Tls())
    assert isinstance(error, Unsafe)
    assert "issuer" in error.message
    assert "`ca`" in error.remedy


@pytest.mark.row("B10")
def test_an_incomplete_chain_is_unsafe(authority: trustme.CA, trusting: Tls) -> None:
    """The leaf alone, its intermediate missing."""
    leaf = authority.create_child_ca().issue_cert(ADDRESS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as chain:
        context.load_cert_chain(chain, key)
    with serving(saying(answer()), context) as portal, pytest.raises(Unsafe, match="incomplete"):
        get(portal.origin, trusting)
    assert (portal.connections, portal.requests) == (1, [])


@pytest.mark.row("B10")
def test_a_missing_intermediate_may_be_given_with_its_root(authority: trustme.CA, tmp_path: Path) -> None:
    """Both in the firm's file; the intermediate alone proves nothing."""
    between = authority.create_child_ca()
    leaf = between.issue_cert(ADDRESS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as chain:
        context.load_cert_chain(chain, key)
    for name, given, is_believed in (
        ("alone.pem", between.cert_pem.bytes(), False),
        ("both.pem", between.cert_pem.bytes() + authority.cert_pem.bytes(), True),
    ):
        (tmp_path / name).write_bytes(given)
        with serving(saying(answer()), context) as portal:
            if is_believed:
                assert get(portal.origin, Tls(str(tmp_path / name))).status == 200
            else:
                with pytest.raises(Unsafe):
                    get(portal.origin, Tls(str(tmp_path / name)))
                assert portal.requests == []


@pytest.mark.row("B11")
def test_a_certificate_out_of_its_time_names_the_clock(authority: trustme.CA, trusting: Tls) -> None:
    """Most often it is the PC's clock that is wrong."""
    now = datetime.now(UTC)
    day = timedelta(days=1)
    expired = failure(authority.issue_cert(ADDRESS, not_before=now - 9 * day, not_after=now - day), trusting)
    early = failure(authority.issue_cert(ADDRESS, not_before=now + day, not_after=now + 9 * day), trusting)
    assert "has expired" in expired.message
    assert "not yet valid" in early.message
    assert all("date and time of this PC" in error.remedy for error in (expired, early))


@pytest.mark.row("B12", "B14")
def test_the_certificate_of_another_host_is_unsafe(authority: trustme.CA, trusting: Tls) -> None:
    """By name or by address."""
    error = failure(authority.issue_cert("traces.example"), trusting)
    assert isinstance(error, Unsafe)
    assert "another host" in error.message
    assert "another network" in error.remedy


def record(kind: int, version: int, body: bytes) -> bytes:
    return struct.pack("!BHH", kind, version, len(body)) + body


def server_hello(version: int) -> bytes:
    """Without extensions, so also without RFC 5746's."""
    ecdhe_rsa_aes128_gcm = 0xC02F
    hello = struct.pack("!H32sBHB", version, bytes(32), 0, ecdhe_rsa_aes128_gcm, 0)
    return record(22, version, b"\x02" + len(hello).to_bytes(3, "big") + hello)


def raw_failure(said: bytes, tls: Tls) -> PortalError:
    """Of a server that answers the client's hello with these bytes."""

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        # The client may break off while it is still spoken to.
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(4096)

    with socket.create_server((ADDRESS, 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        with pytest.raises(PortalError) as caught:
            get(f"https://{ADDRESS}:{listener.getsockname()[1]}", tls)
        server.join()
    return caught.value


TLS10, TLS12 = 0x0301, 0x0303
FATAL_PROTOCOL_VERSION = b"\x02\x46"


@pytest.mark.row("B9")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (server_hello(TLS12), "without secure renegotiation"),
        (server_hello(TLS10), "too old"),
        (record(21, TLS10, FATAL_PROTOCOL_VERSION), "too old"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not answer in TLS"),
    ],
    ids=["no renegotiation", "TLS 1.0", "alert", "plain HTTP"],
)
def test_a_server_that_cannot_be_spoken_to_safely_is_unsafe(said: bytes, words: str) -> None:
    """Without secure renegotiation, or of an old version: refused before anything is sent."""
    error = raw_failure(said, Tls())
    assert isinstance(error, Unsafe)
    assert words in error.message


@pytest.mark.row("B9")
def test_a_server_on_the_short_list_may_lack_secure_renegotiation() -> None:
    """The handshake then goes on to the certificate, which is checked as ever; a host that is not on it is refused."""
    tls = Tls(legacy_hosts=(ADDRESS,))
    error = raw_failure(server_hello(TLS12), tls)
    assert isinstance(error, Unavailable)
    assert "broke off" in error.message
    assert "without secure renegotiation" in raw_failure(server_hello(TLS12), Tls(legacy_hosts=("a.example",))).message
    assert tls.context(ADDRESS).verify_mode is ssl.CERT_REQUIRED
    assert tls.context(ADDRESS).check_hostname


@pytest.mark.row("B9")
def test_the_short_list_is_empty() -> None:
    """A host comes onto it only with evidence."""
    assert LEGACY_TLS_HOSTS == ()


def test_a_hangup_in_the_handshake_is_an_outage() -> None:
    """Nobody attacks by hanging up: try again later."""
    error = raw_failure(b"", Tls())
    assert isinstance(error, Unavailable)
    assert "broke off" in error.message


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0x800B0101, "expired"),
        (0x800B010F, "another host"),
        (0x800B0109, "unknown issuer"),
        (0x800B010A, "incomplete"),
        (-67818, "expired"),
        (-67819, "not yet valid"),
        (-67602, "another host"),
        (-67843, "unknown issuer"),
        (12345, "cannot be believed"),
    ],
)
def test_windows_and_macos_say_the_same(code: int, words: str) -> None:
    """Their stores have codes of their own, which truststore hands on."""
    error = ssl.SSLCertVerificationError("as the system words it")
    error.verify_code = code
    assert words in handshake_error(error, "portal.example").message


def test_one_context_serves_a_whole_profile(trusting: Tls) -> None:
    """Hosts share it; another authority or the short list makes another."""
    assert Tls().context("a.example") is Tls().context("b.example")
    assert Tls(legacy_hosts=("a.example",)).context("b.example") is Tls().context("a.example")
    assert Tls(legacy_hosts=("a.example",)).context("a.example") is not Tls().context("a.example")
    assert trusting.context("a.example") is not Tls().context("a.example")


def test_a_file_without_certificates_is_an_input_error(tmp_path: Path) -> None:
    """Said when the wire is opened, before any request."""
    (tmp_path / "office.pem").write_text("not a certificate", encoding="ascii")
    for name in ("office.pem", "none.pem"):
        with pytest.raises(InputError, match="holds no certificates"):
            get("https://127.0.0.1:1", Tls(str(tmp_path / name)))
