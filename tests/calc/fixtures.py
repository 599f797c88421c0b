"""Fixtures of every test that needs a spreadsheet program: `calc_app` and `calc_book`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.calc import bridge

if TYPE_CHECKING:
    import xlwings

Opener = Callable[[Path], "xlwings.Book"]


def need(lack: str | None) -> None:
    """Skip a test that lacks something; where TDSXL_NO_SKIPS is set it fails instead."""
    if lack and os.environ.get("TDSXL_NO_SKIPS"):
        pytest.fail(lack)
    if lack:
        pytest.skip(lack)


@pytest.fixture(scope="session")
def calc_session() -> "Iterator[xlwings.App]":
    """The one Calc of the session."""
    need(bridge.missing())
    from tests.calc.engine import engine

    engine()
    import xlwings

    app = xlwings.App(add_book=False)
    yield app
    app.quit()


@pytest.fixture
def calc_app(calc_session: "xlwings.App") -> "Iterator[xlwings.App]":
    """A running Calc behind xlwings, as the active app, with no book open; `.impl.office.desk` holds its switches."""
    calc_session.impl.office.desk.reset()
    calc_session.activate()
    yield calc_session
    calc_session.impl.office.desk.reset()
    for book in calc_session.books:
        book.close()


@pytest.fixture
def calc_book(calc_app: "xlwings.App") -> Opener:
    """Opens a file in Calc; it is closed without saving when the test ends."""
    return calc_app.books.open


@pytest.fixture
def second_calc(calc_app: "xlwings.App") -> "Iterator[xlwings.App]":
    """Another Calc beside the first, and the active one; it may be killed."""
    import xlwings

    app = xlwings.App(add_book=False)
    yield app
    app.quit()
