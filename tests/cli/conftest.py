"""A PC with a workbook and a passphrase, made by the command line."""

from pathlib import Path

import pytest

from tests.whole.pc import PASSPHRASE, Pc


@pytest.fixture
def pc(tmp_path: Path) -> Pc:
    """With blanks and signs in its folder that shells and schedulers read as their own."""
    own = Pc(folder=tmp_path / "R & D = 100% 'firm'")
    own.folder.mkdir()
    (own.folder / "passphrase.txt").write_text(PASSPHRASE, encoding="ascii")
    assert own.run("new", own.book).status == 0
    return own
