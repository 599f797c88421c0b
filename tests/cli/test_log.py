"""The log of a command, and what of it a terminal sees."""

import logging
from pathlib import Path

import pytest

from tdsxl.cli.office import home
from tests.full_disk import no_room


@pytest.mark.fault
def test_a_log_that_a_full_disk_does_not_take_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its user reads one line about the disk, not a traceback of logging."""
    monkeypatch.setenv("TDSXL_HOME", str(tmp_path))
    home()
    with no_room():
        logging.getLogger("tdsxl").warning("A new field.")
    assert (capfd.readouterr().err, (tmp_path / "logs" / "tdsxl.log").read_bytes()) == ("", b"")
