"""The morning after: one line on Home, gone with the next sync that a person makes."""

import pytest
from openpyxl import load_workbook

from tests.whole.pc import Pc


def night_run(pc: Pc) -> object:
    """What stands beside the label on Home."""
    rows = load_workbook(pc.book)["Home"].iter_rows(values_only=True)
    return next(row[2] for row in rows if row[1] == "Night run")


@pytest.mark.slow
def test_home_tells_what_the_night_run_found(pc: Pc) -> None:
    """Of five clients one is signed in elsewhere at the IT portal and one has nothing there; all wait at TRACES."""
    assert night_run(pc) is None
    assert pc.sync("--unattended").status == 1
    assert night_run(pc) == "4 checked at the IT portal, 3 new, 1 not checked; 5 wait for a captcha: Continue"
    assert pc.run("write", pc.book).status == 0
    assert str(night_run(pc)).endswith("Continue")
    pc.sync("--failed")
    assert night_run(pc) is None
