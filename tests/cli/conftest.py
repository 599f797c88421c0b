"""A PC with a workbook and a passphrase, made by the command line."""

from pathlib import Path

import pytest

from tdsxl.practice.server import Practice
from tests.whole.conftest import portals, template
from tests.whole.pc import PASSPHRASE, Pc, moved_in

__all__ = ["portals", "template"]


@pytest.fixture
def pc(tmp_path: Path) -> Pc:
    """With blanks and signs in its folder that shells and schedulers read as their own."""
    own = Pc(folder=tmp_path / "R & D = 100% 'firm'")
    own.folder.mkdir()
    (own.folder / "passphrase.txt").write_text(PASSPHRASE, encoding="ascii")
    assert own.run("new", own.book).status == 0
    return own


@pytest.fixture
def staffed(template: Path, portals: Practice, tmp_path: Path) -> Pc:
    """With clients and their passwords, at practice portals of the test's own."""
    return moved_in(tmp_path / "office", template, portals)
