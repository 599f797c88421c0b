"""Links and redirects are followed to pinned hosts only, and there only as configured."""

import pytest

from tdsxl.errors import Unsafe
from tdsxl.portals.hosts import OFFICIAL
from tdsxl.portals.pins import Pins

LOGIN = "https://traces-app.tdscpc.gov.in/login"

REAL = Pins(
    {
        "traces-app.tdscpc.gov.in": OFFICIAL.traces.gateway,
        "traces.tdscpc.gov.in": OFFICIAL.traces.site,
        "traces61.tdscpc.gov.in": OFFICIAL.traces.old,
    }
)
PRACTICE = Pins(
    {
        "traces-app.tdscpc.gov.in": "http://127.0.0.1:8001",
        "traces.tdscpc.gov.in": "http://127.0.0.1:8001",
        "traces61.tdscpc.gov.in": "http://127.0.0.1:8002",
    }
)


@pytest.mark.parametrize(
    ("url", "moved"),
    [
        ("/app/dash?x=1&y=%20b+c", "https://traces-app.tdscpc.gov.in/app/dash?x=1&y=%20b+c"),
        ("next", "https://traces-app.tdscpc.gov.in/next"),
        ("https://traces61.tdscpc.gov.in/app/login;j=1?t=a", "https://traces61.tdscpc.gov.in/app/login;j=1?t=a"),
        ("http://traces61.tdscpc.gov.in/app", "https://traces61.tdscpc.gov.in/app"),
        ("https://TRACES61.tdscpc.gov.in:8443/app", "https://traces61.tdscpc.gov.in/app"),
        ("//traces.tdscpc.gov.in", "https://traces.tdscpc.gov.in/"),
    ],
)
def test_a_link_within_the_portal_is_kept_on_https(url: str, moved: str) -> None:
    """Path and query stay letter by letter; scheme and port are ours."""
    assert REAL.moved(url, LOGIN) == moved


@pytest.mark.parametrize(
    ("url", "base", "moved"),
    [
        ("https://traces61.tdscpc.gov.in/app", "http://127.0.0.1:8001/x", "http://127.0.0.1:8002/app"),
        ("https://traces.tdscpc.gov.in/app", "http://127.0.0.1:8002/x", "http://127.0.0.1:8001/app"),
        ("http://127.0.0.1:8002/app", "http://127.0.0.1:8001/x", "http://127.0.0.1:8002/app"),
        ("http://127.0.0.1/app", "http://127.0.0.1:8002/x", "http://127.0.0.1:8002/app"),
        ("/app", "http://127.0.0.1:8002/x", "http://127.0.0.1:8002/app"),
    ],
)
def test_official_names_lead_to_the_configured_origin(url: str, base: str, moved: str) -> None:
    """Two origins may share a host: the written port decides, else the page the link stood in."""
    assert PRACTICE.moved(url, base) == moved


@pytest.mark.row("B13")
@pytest.mark.parametrize(
    "url",
    [
        "https://traces.tdscpc.gov.in.evil.example/",
        "https://evil.example/traces.tdscpc.gov.in",
        "//evil.example/app",
        "https://traces.tdscpc.gov.in@evil.example/",
        "https://me:secret@traces.tdscpc.gov.in/",
        "https://evil.example\\@traces.tdscpc.gov.in/",
        "https://evil.example\\.traces.tdscpc.gov.in/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://traces.tdscpc.gov.in/",
        "https://[::1/",
        "https://traces.tdscpc.gov.in:port/",
        "http://127.0.0.1:8001/",
    ],
)
def test_a_link_out_of_the_portal_is_unsafe(url: str) -> None:
    """Other hosts, other schemes and addresses with user names are not followed."""
    with pytest.raises(Unsafe) as caught:
        REAL.moved(url, LOGIN)
    assert "secret" not in str(caught.value)


def test_a_port_that_could_mean_two_origins_is_unsafe() -> None:
    """Where the page before tells nothing either, nothing is guessed."""
    with pytest.raises(Unsafe):
        PRACTICE.moved("http://127.0.0.1:9999/app", "https://elsewhere.example/")


@pytest.mark.parametrize(
    "url",
    [
        "https://traces.tdscpc.gov.in.evil.example/",
        "https://traces.tdscpc.gov.in@evil.example/",
        "http://traces.tdscpc.gov.in/",
        "https://traces.tdscpc.gov.in:8443/",
        "https://traces.tdscpc.gov.in",
        "",
    ],
)
def test_only_configured_origins_are_held(url: str) -> None:
    """A request's own address must begin with an origin, letter by letter."""
    assert not REAL.hold(url)
    assert REAL.hold("https://traces.tdscpc.gov.in/app")
