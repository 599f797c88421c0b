"""The key that a passphrase makes, and the passphrase of a file."""

from pathlib import Path

import pytest

from tdsxl.vault_key import derived, first_line


def test_a_passphrase_makes_the_same_key_for_ever() -> None:
    """As argon2-cffi works it out (argon2id, t=3, m=65536, p=4): with any other strength no old vault would open."""
    key = derived(b"seven invented words", b"sixteen bytes !!")
    assert key.hex() == "e91e2c36c4d869589bafd5e8097e13636497f95d4af3ebf05e80184e36adeb40"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\nmore"])
def test_a_passphrase_is_all_of_the_first_line(tmp_path: Path, end: bytes) -> None:
    """Blanks and capitals at its end belong to it."""
    path = tmp_path / "passphrase.txt"
    path.write_bytes(b"\xef\xbb\xbfseven words MAX " + end)
    assert first_line(path) == b"seven words MAX "
    path.write_bytes(b"seven words MAX" + end)
    assert first_line(path) == b"seven words MAX"
