"""News in the words of the window, and a run that ended early."""

from pathlib import Path

import pytest

from tdsxl.addin.wording import ended_early, worded
from tdsxl.errors import LocalError
from tdsxl.remedies import store_password, sync_alone, with_buttons, with_buttons_first, without_otp
from tdsxl.values import Portal, Tan
from tdsxl.window.values import Fatal, Finished, Moved, NotChecked, Progress, Said, Stage

TAN = Tan("PINE12345E")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Store it: {store_password(TAN, Portal.TRACES)}", "Store it: Passwords…"),
        (f"Unlock it there. Then: {store_password(TAN, Portal.ITPORTAL)}.", "Unlock it there. Then: Passwords…."),
        (f"Once it is free: {sync_alone(TAN)}", "Once it is free: tick it alone, Start Sync"),
        ("Then try again, or `tdsxl write a b.xlsx`.", "Then try again, or Write now."),
        ("Let tdsxl take over: sync again and answer y.", "Let tdsxl take over: sync again and press Yes."),
        ("Mend it, then run tdsxl doctor again.", "Mend it, then run Doctor on the ribbon again."),
        ("Run `tdsxl doctor`.", "Run Doctor on the ribbon."),
        ("Sync again without --unattended.", "Press Continue in the Sync Bucket."),
        ("Tick clients on the sheet, or use --all.", "Tick clients on the sheet."),
    ],
)
def test_a_command_becomes_the_button_that_does_it(text: str, shown: str) -> None:
    """All else of the sentence stays."""
    assert with_buttons(text) == shown


def test_a_sheet_names_the_button_and_the_command() -> None:
    """It is read beside the ribbon, and also where there is none."""
    remedy = f"Store the right one: {store_password(TAN, Portal.TRACES)}"
    shown = "Store the right one: Passwords… (tdsxl passwords set PINE12345E traces)"
    assert with_buttons_first(remedy) == shown


def test_every_news_that_holds_a_remedy_is_worded() -> None:
    """Lines, the list of the run, the summary and the last page; other news are as they were."""
    remedy = f"Store it: {store_password(TAN, Portal.TRACES)}"
    assert worded(Said(text=remedy)) == Said(text="Store it: Passwords…")
    assert worded(Fatal(text=remedy)) == Fatal(text="Store it: Passwords…")
    moved = worded(Moved(tan=TAN, stage=Stage.NOT_CHECKED, text=remedy))
    assert moved == Moved(tan=TAN, stage=Stage.NOT_CHECKED, text="Store it: Passwords…")
    line = NotChecked(tan=TAN, name="Pine", reason="no password stored", remedy=remedy)
    ended = Finished(headline="", not_checked=(line,), will_run=0, need_password=1, left=0)
    shown = worded(ended)
    assert isinstance(shown, Finished)
    assert [one.remedy for one in shown.not_checked] == ["Store it: Passwords…"]
    progress = Progress(visits_done=0, rows=0, seconds_left=None)
    assert worded(progress) is progress


def test_an_account_with_an_otp_is_one_line() -> None:
    """What happened stands before it; this is where to look, and how it is tried again."""
    shown = with_buttons(without_otp(TAN))
    assert shown == "Look there in a browser. Once it asks for no OTP: tick it alone, Start Sync"


def test_a_run_that_ended_early_says_what_to_do_and_not_what_python_says() -> None:
    """A fault of our own is for the log; what the user can mend is told."""
    fault = ended_early(KeyError("cin"), Path("logs")).text
    assert "KeyError" not in fault
    assert "cin" not in fault
    assert "The log in logs has the details." in fault
    full = ended_early(LocalError("The disk is full.", "Free some space."), Path("logs")).text
    assert full.startswith("The run ended early. The disk is full. Free some space.")
    for text in (fault, full):
        assert "Continue goes on from here" in text
