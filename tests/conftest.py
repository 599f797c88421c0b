"""Options of the whole test run, and what it does without a spreadsheet program."""

from collections.abc import Generator

import pytest

from tests.calc.bridge import missing_office
from tests.calc.fixtures import calc_app, calc_book, calc_session, need, second_calc
from tests.window.screen import missing_screen, screen

__all__ = ["calc_app", "calc_book", "calc_session", "screen", "second_calc"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard the tests that cost time try."""
    for name, default, what in (
        ("--kills", 50, "syncs killed at random moments"),
        ("--cuts", 200, "power cuts under the journal"),
        ("--mutations", 100, "changes made to a recorded reply, per page"),
        ("--answers", 1_000, "answers of mixed clients"),
        ("--records", 2_000, "records that go to a book and back"),
        ("--copies", 10, "share copies of clients drawn at random"),
        ("--every", 5, "of the failures at the first, second, third ... operation, one in so many is tried"),
    ):
        parser.addoption(name, type=int, default=default, metavar="N", help=f"{what} (default {default})")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Some tests need LibreOffice Calc or a screen; where TDSXL_NO_SKIPS is set they may not skip."""
    if item.get_closest_marker("calc"):
        need(missing_office())
    if item.get_closest_marker("window"):
        need(missing_screen())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What was logged may have signs that no process can hand to another."""
    report = yield
    report.sections = [(title, text.encode("utf-8", "replace").decode()) for title, text in report.sections]
    return report
