"""Options of the whole test run, and what it does without a spreadsheet program."""

import os
import shutil

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard the tests that cost time try."""
    parser.addoption("--kills", type=int, default=6, metavar="N", help="syncs killed at random moments (default 6)")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests that open files in LibreOffice Calc need it; where TDSXL_NO_SKIPS is set they may not skip."""
    if item.get_closest_marker("calc") and shutil.which("soffice") is None:
        if os.environ.get("TDSXL_NO_SKIPS"):
            pytest.fail("LibreOffice is not installed.")
        pytest.skip("LibreOffice is not installed.")
