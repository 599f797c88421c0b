"""Passwords that are pasted into the window."""

from pathlib import Path

import pytest

from tdsxl.addin.accounts import stored
from tdsxl.engine.home import Home
from tests.test_vault import ASHA, RAVI, _empty_ring, _no_passphrase_file, vault

__all__ = ["_empty_ring", "_no_passphrase_file"]

TITLES = ("TAN", "TRACES password")


@pytest.mark.row("A1")
def test_a_single_client_is_given_by_hand(tmp_path: Path) -> None:
    """The same password may leave once more; one of a longer list is the one that was refused."""
    opened, lines = vault(tmp_path), [(ASHA, "Kar@4417Aa"), (RAVI, "Kar@4417Bb")]

    def pasted(count: int) -> set[str]:
        stored([TITLES, *lines[:count]], opened, Home(tmp_path))
        return {entry.version for entry in opened.entries() if entry.tan == ASHA}

    (listed,), (again,), (by_hand,) = pasted(2), pasted(2), pasted(1)
    assert (again, by_hand != listed) == (listed, True)
    assert by_hand.startswith(f"{listed}@")
