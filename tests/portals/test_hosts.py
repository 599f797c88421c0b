"""The portals file is read strictly, and every refusal names the file and the key."""

from pathlib import Path

import pytest

from tdsxl.errors import InputError
from tdsxl.portals.hosts import OFFICIAL, USER_AGENT, Hosts, proxy_address, read_hosts

WHOLE = """
proxy = "http://proxy.example:3128"
user_agent = "Practice/1.0"
[itportal]
origin = "http://127.0.0.1:8001"
login_pause = 0.5
[traces]
gateway = "http://LOCALHOST:8002/"
site = "https://traces.example:443"
old = "http://[::1]:8004"
login_gap = 0
captcha_gap = 0.25
"""


def hosts(folder: Path, text: str) -> Hosts:
    file = folder / "portals.toml"
    file.write_text(text, encoding="utf-8")
    return read_hosts(file)


def test_every_key_is_read(tmp_path: Path) -> None:
    """Addresses lose their slash, their capitals and a port that goes without saying."""
    read = hosts(tmp_path, WHOLE)
    assert read.itportal.origin == "http://127.0.0.1:8001"
    assert (read.traces.gateway, read.traces.old) == ("http://localhost:8002", "http://[::1]:8004")
    assert read.traces.site == "https://traces.example"
    assert (read.traces.login_gap, read.traces.captcha_gap) == (0.0, 0.25)
    assert (read.proxy, read.user_agent) == ("http://proxy.example:3128", "Practice/1.0")


def test_login_gap_of_the_it_portal_is_scaled_with_its_pause(tmp_path: Path) -> None:
    """Every pause is scaled by `login_pause`, unless the gap itself is given."""
    assert hosts(tmp_path, WHOLE).itportal.login_gap == pytest.approx(0.6)
    given = WHOLE.replace("login_pause = 0.5", "login_pause = 0.5\nlogin_gap = 3")
    assert hosts(tmp_path, given).itportal.login_gap == 3.0


def test_an_empty_file_means_the_official_portals(tmp_path: Path) -> None:
    """What the file does not speak of stays as built in."""
    assert hosts(tmp_path, "") == OFFICIAL
    assert OFFICIAL.user_agent == USER_AGENT
    assert (OFFICIAL.itportal.login_pause, OFFICIAL.itportal.login_gap, OFFICIAL.traces.captcha_gap) == (5.0, 6.0, 1.5)


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    """A byte order mark at the start is no fault."""
    (tmp_path / "portals.toml").write_text(WHOLE, encoding="utf-8-sig")
    assert read_hosts(tmp_path / "portals.toml").user_agent == "Practice/1.0"


def test_the_file_of_authorities_is_found_beside_the_portals_file(tmp_path: Path) -> None:
    """`ca` is relative to the file that names it."""
    (tmp_path / "office.pem").write_text("x", encoding="ascii")
    assert hosts(tmp_path, 'ca = "office.pem"').ca == str((tmp_path / "office.pem").resolve())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("prox = ''", "`prox`"),
        ("proxy = 3128", "`proxy`"),
        ("proxy = 'proxy.example:3128'", "`proxy`"),
        ("proxy = 'socks5://proxy.example:3128'", "`proxy`"),
        ("ca = 'not-there.pem'", "`ca`"),
        ("user_agent = ''", "`user_agent`"),
        (r'user_agent = "a\r\nCookie: b"', "`user_agent`"),
        ("itportal = 'https://eportal.example'", "`itportal`"),
        ("[itportal]", "`[itportal] origin` is missing"),
        ("[itportal]\norigin = 'http://eportal.example'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'http://127.0.0.1.example'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'http://10.0.0.7'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'ftp://eportal.example'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'https://me:secret@eportal.example'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'https://eportal.example/path'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'https://eportal.example:99999'", "`[itportal] origin`"),
        ("[itportal]\norigin = 'https://eportal.example'\nlogin_pause = -1", "`[itportal] login_pause`"),
        ("[itportal]\norigin = 'https://eportal.example'\nlogin_pause = true", "`[itportal] login_pause`"),
        ("[itportal]\norigin = 'https://eportal.example'\nlogin_pause = inf", "`[itportal] login_pause`"),
        ("[itportal]\norigin = 'https://eportal.example'\npause = 5", "`[itportal] pause`"),
        ("[traces]\ngateway = 'https://a.example'\nsite = 'https://b.example'", "`[traces] old` is missing"),
        ("[traces", "is not TOML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, key: str) -> None:
    """One line with the file and the key, and never with a secret."""
    with pytest.raises(InputError) as caught:
        hosts(tmp_path, text)
    assert key in str(caught.value)
    assert str(tmp_path / "portals.toml") in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A wrong path is an input error, not a crash."""
    with pytest.raises(InputError, match=r"none\.toml cannot be read"):
        read_hosts(tmp_path / "none.toml")


def test_the_password_of_a_proxy_is_not_shown() -> None:
    """Neither by the table of hosts nor by the refusal of a bad address."""
    address = proxy_address(" http://office:secret@proxy.example:3128 ")
    assert address == "http://office:secret@proxy.example:3128"
    assert "secret" not in repr(Hosts(itportal=OFFICIAL.itportal, traces=OFFICIAL.traces, proxy=address))
    with pytest.raises(InputError) as caught:
        proxy_address("office:secret@proxy.example")
    assert "secret" not in str(caught.value)
