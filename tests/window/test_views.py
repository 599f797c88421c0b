"""Run, summary, passwords and texts, and what becomes of faults."""

import logging
from collections.abc import Callable
from time import thread_time
from tkinter import TclError

import pytest

from tdsxl.values import Portal
from tdsxl.window.values import (
    Accounts,
    Choice,
    Cost,
    Fatal,
    Finished,
    Moved,
    NotChecked,
    Progress,
    Raised,
    Report,
    Said,
    Stage,
)
from tests.window.person import Person
from tests.window.samples import account, asked, began, name, tan

pytestmark = pytest.mark.window
AtBucket = Callable[..., Person]
STALL_S = 1.0
"""Of the processor: the longest time that the window may be deaf, whatever else the machine does."""


def finished(*missing: int, will_run: int = 0, need_password: int = 0, left: int = 0) -> Finished:
    lines = tuple(
        NotChecked(tan=tan(number), name=name(number), reason="TRACES: password refused.", remedy="Store a new one.")
        for number in missing
    )
    return Finished(
        headline="Run 7: 2 of 3 clients complete.",
        not_checked=lines,
        will_run=will_run,
        need_password=need_password,
        left=left,
    )


def moved(number: int, stage: Stage, text: str = "") -> Moved:
    return Moved(tan=tan(number), stage=stage, text=text)


def order(person: Person) -> list[str]:
    return list(person.window.run_view.clients.tree.get_children())


def test_clients_at_work_stand_first(person: Person) -> None:
    """Those done stand behind them, those that wait last."""
    person.hears(began(5, captchas=0), moved(3, Stage.RETRIEVING), moved(2, Stage.VALIDATING))
    assert order(person) == [tan(3), tan(2), tan(0), tan(1), tan(4)]
    person.hears(moved(3, Stage.CHECKED, "6 modules"))
    assert order(person) == [tan(2), tan(3), tan(0), tan(1), tan(4)]


def test_what_is_not_checked_has_a_list_of_its_own(person: Person) -> None:
    """With the reason; a client that is tried again leaves it."""
    person.hears(began(3, captchas=0), moved(1, Stage.NOT_CHECKED, "TRACES: password refused. Store a new one."))
    assert "Not checked: 1" in person.texts()
    person.window.run_view.reasons.listing.tree.selection_set(tan(1))
    person.rest(0.03)
    assert f"{name(1)} · TRACES: password refused. Store a new one." in person.texts()
    person.hears(moved(1, Stage.RETRIEVING))
    assert "Not checked: none" in person.texts()


def test_the_run_says_how_far_it_is(person: Person) -> None:
    """Visits, rows, time so far and time left."""
    person.hears(began(3, captchas=0), Progress(visits_done=2, rows=1204, seconds_left=100))
    assert "2 of 6 visits · 1,204 rows · 0:00 so far · about 2 min left" in person.texts()


def test_stop_asks_once_in_the_window(person: Person) -> None:
    """Keep running is under Enter; Stop the run stops."""
    person.hears(began(3, captchas=0))
    person.window.run_view.stop.invoke()
    person.rest(0.05)
    person.key("Return")
    assert person.calls("stop") == []
    person.window.run_view.stop.invoke()
    person.rest(0.05)
    person.window.run_view.surely.invoke()
    assert person.calls("stop") == [()]
    assert person.window.run_view.stop.instate(["disabled"])


def test_closing_during_a_run_asks_about_stopping_first(person: Person) -> None:
    """The second time the window closes, and the worker hears of it."""
    person.hears(began(3, captchas=0))
    person.window.close()
    assert person.calls("closed") == []
    person.rest(0.05)
    person.window.close()
    assert person.calls("closed") == [()]


def test_write_now_reaches_the_worker(person: Person) -> None:
    """During the run and after it."""
    person.hears(began(3, captchas=0))
    person.window.run_view.write.invoke()
    person.hears(finished())
    person.root.nametowidget(f"{person.window.summary.close.winfo_parent()}.write").invoke()
    assert len(person.calls("write_now")) == 2


def test_a_thousand_clients_and_many_events_leave_it_awake(person: Person) -> None:
    """Three thousand events at once, then twenty a second: never deaf for long."""
    person.hears(began(1000, captchas=0))
    gaps, last = [], thread_time()

    def beat() -> None:
        nonlocal last
        gaps.append(thread_time() - last)
        last = thread_time()
        person.root.after(1, beat)

    beat()
    for number in range(1000):
        for stage in (Stage.RETRIEVING, Stage.UPDATING, Stage.CHECKED):
            person.window.tell(moved(number, stage, "TRACES: Challans, 36 rows"))
    person.until(lambda: order(person)[0] == tan(999))
    person.rest(0.3)
    assert max(gaps) < STALL_S


def test_the_summary_says_why_and_what_re_sync_would_do(person: Person) -> None:
    """Its button bears the numbers and asks the worker."""
    person.hears(began(3, captchas=0), finished(1, will_run=7, need_password=3))
    assert {"Run 7: 2 of 3 clients complete.", "Re-sync failed (7 will run, 3 need a new password first)"} <= set(
        person.texts()
    )
    assert "TRACES: password refused." in person.texts()
    person.window.summary.failed.invoke()
    assert person.calls("sync_failed") == [()]


def test_re_sync_waits_for_passwords_when_nothing_else_would_run(person: Person) -> None:
    """Pressing it would do nothing, and the button says why."""
    person.hears(finished(1, need_password=1))
    assert "Re-sync failed (0 will run, 1 needs a new password first)" in person.texts()
    assert person.window.summary.failed.instate(["disabled"])


def test_a_stopped_run_can_be_continued_from_the_summary(person: Person) -> None:
    """Its button says how many are left."""
    person.hears(finished(left=83))
    assert "Continue (83 left)" in person.texts()
    person.window.summary.go_on.invoke()
    assert person.calls("go_on") == [()]


def test_a_clean_end_offers_no_repair(person: Person) -> None:
    """Neither Continue nor Re-sync failed; an Enter too many does not close, Close does."""
    person.hears(finished())
    assert not any(text.startswith(("Continue", "Re-sync")) for text in person.texts())
    person.key("Return")
    assert person.calls("closed") == []
    person.window.summary.close.invoke()
    assert person.calls("closed") == [()]
    with pytest.raises(TclError):
        person.root.winfo_exists()


def test_pasted_passwords_go_to_the_worker_and_nowhere_else(at_bucket: AtBucket) -> None:
    """Cells as Excel copies them; no text of the window holds one."""
    person = at_bucket(3)
    person.hears(Accounts(accounts=tuple(account(number, Portal.TRACES) for number in range(3))))
    secret = 'hush"hush\ttab'
    quoted = secret.replace('"', '""')
    person.root.clipboard_clear()
    person.root.clipboard_append(f'TAN\tTRACES password\tIT portal password\r\n{tan(0)}\t"{quoted}"\tp2\r\n\r\n')
    person.window.passwords.paste.event_generate("<<Paste>>")
    person.rest(0.05)
    title = ["TAN", "TRACES password", "IT portal password"]
    assert person.calls("paste_passwords") == [([title, [tan(0), secret, "p2"]],)]
    assert not any("hush" in text or "p2" in text for text in person.texts())
    assert "Storing 1 row…" in person.texts()
    person.hears(Accounts(accounts=(), text="2 passwords stored."))
    assert "2 passwords stored." in person.texts()


@pytest.mark.parametrize("text", ["", "one word"])
def test_a_clipboard_without_cells_is_refused(person: Person, text: str) -> None:
    """And not repeated on the screen."""
    person.hears(Accounts(accounts=()))
    person.root.clipboard_clear()
    if text:
        person.root.clipboard_append(text)
    person.window.passwords.paste.invoke()
    assert person.calls("paste_passwords") == []
    assert "The clipboard holds no block of cells. Copy it in Excel first." in person.texts()


def test_the_grid_shows_both_portals_of_a_client_in_one_line(person: Person) -> None:
    """Whatever their order; what is missing is said."""
    shown = (
        account(0, Portal.ITPORTAL),
        account(1, Portal.TRACES, days=None),
        account(0, Portal.TRACES, hint="Needs OTP"),
    )
    person.hears(Accounts(accounts=shown))
    tree = person.window.passwords.listing.tree
    assert tree.get_children() == (tan(0), tan(1))
    assert "2 passwords stored, 1 missing." in person.texts()
    assert {"Needs OTP", "not stored"} <= set(person.texts())
    tree.selection_set(tan(1))
    person.rest(0.03)
    assert f"{name(1)} · {tan(1)} · not stored" in person.texts()


def test_back_from_passwords_leads_to_where_one_was(person: Person) -> None:
    """To the run, and to a fresh Sync Bucket where there was nothing yet."""
    person.hears(Accounts(accounts=()))
    person.window.passwords.back.invoke()
    assert person.calls("show_bucket") == [()]
    person.hears(began(3, captchas=1), Accounts(accounts=()), asked(1))
    assert person.window.status == "TRACES asks something: go back to the run."
    person.window.passwords.back.invoke()
    person.rest(0.05)
    assert person.window.run_view.desk.entry.winfo_viewable()


def test_a_report_can_be_copied(person: Person) -> None:
    """The whole text, for whoever helps."""
    person.hears(Report(title="Doctor", text="ok  tkinter 8.6\nbad schedule"))
    person.window.page.copy.invoke()
    assert person.root.clipboard_get() == "ok  tkinter 8.6\nbad schedule"
    person.window.page.back.invoke()
    assert person.calls("closed") == [()]


def test_a_fatal_end_can_only_be_closed(person: Person) -> None:
    """It says why, also in the middle of a run."""
    person.hears(began(3, captchas=0), Fatal(text="The journal is on a full disk."))
    assert person.window.page.text.get("1.0", "end-1c") == "The journal is on a full disk."
    person.window.page.back.invoke()
    assert person.calls("closed") == [()]


def test_the_button_pressed_again_brings_the_window_back(person: Person) -> None:
    """From the taskbar too."""
    person.root.withdraw()
    person.rest(0.03)
    person.hears(Raised())
    assert person.root.state() == "normal"


def test_trouble_stays_until_the_next_line(person: Person) -> None:
    """One line at the bottom, cut where there is no room."""
    person.hears(Said(text="firm.xlsx is open elsewhere.", is_trouble=True))
    assert person.window.status == "firm.xlsx is open elsewhere."
    person.hears(Said(text="Written."))
    assert person.window.status == "Written."


def test_a_fault_of_a_view_is_logged_and_said(at_bucket: AtBucket, caplog: pytest.LogCaptureFixture) -> None:
    """And the next news is still shown."""
    person = at_bucket(6)

    def cost(choice: Choice) -> Cost:
        raise ZeroDivisionError

    person.notebook.cost = cost  # type: ignore[method-assign]  # a worker with a fault
    with caplog.at_level(logging.ERROR):
        person.key("space")
    assert person.window.status.startswith("Something in this window failed (ZeroDivisionError)")
    assert "ZeroDivisionError" in caplog.text
    person.hears(began(3, captchas=0))
    assert "Run 7 · 3 clients" in person.texts()


def test_long_texts_are_cut_and_come_back_with_the_room(at_bucket: AtBucket) -> None:
    """Nothing pushes the buttons out of the window."""
    person = at_bucket(6)
    person.hears(Said(text="A very long line. " * 60))
    assert any(text.startswith("A very long") and text.endswith("…") for text in person.texts())
    bucket = person.window.bucket
    width, height = person.root.minsize()
    person.root.geometry(f"{width}x{height}")
    person.until(lambda: person.root.winfo_width() == width)
    person.rest(0.2)
    person.until(lambda: any(text.endswith("…") for text in person.texts() if text.startswith("Bansal")))
    start = bucket.start
    assert start.winfo_rootx() + start.winfo_width() <= person.root.winfo_rootx() + width
    assert start.winfo_rooty() + start.winfo_height() <= person.root.winfo_rooty() + height
    assert any(text.endswith("…") for text in person.texts() if text.startswith("Bansal"))
