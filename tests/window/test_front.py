"""The window as a whole: it comes to the front, says at once that it stops, and goes without a trace."""

import subprocess
import sys
from collections.abc import Callable
from subprocess import Popen

import pytest
from PIL import ImageGrab

from tdsxl.window.values import Accounts, Finished, Preset, Probed, Progress, Raised, Said
from tests.window.person import Person
from tests.window.samples import began

pytestmark = pytest.mark.window
AtBucket = Callable[..., Person]
RED = (255, 0, 0)
OVER_ALL = """
import tkinter
root = tkinter.Tk()
root.configure(background="#ff0000")
root.geometry("1400x900+0+0")
root.lift()
root.mainloop()
"""


def seen(person: Person) -> tuple[int, ...]:
    """The colour of the screen in the corner of the window's band."""
    x, y = person.root.winfo_rootx() + 3, person.root.winfo_rooty() + 3
    colour = ImageGrab.grab(bbox=(x, y, x + 1, y + 1), xdisplay="").getpixel((0, 0))
    assert isinstance(colour, tuple)
    return colour


def test_a_press_brings_the_window_out_from_behind_others(person: Person) -> None:
    """With the keyboard, and not to stay on top of all that the person does afterwards."""
    with Popen([sys.executable, "-c", OVER_ALL]) as other:
        try:
            person.until(lambda: seen(person) == RED)
            person.window.tell(Raised())
            person.until(lambda: seen(person) != RED and person.root.focus_displayof() is not None)
            assert not person.root.attributes("-topmost")
        finally:
            other.kill()


def test_a_press_while_a_run_goes_on_leads_to_the_run(person: Person) -> None:
    """Whoever presses it looks for the run, not for the passwords; after the run it leads nowhere else."""
    person.hears(began(3, captchas=1), Accounts(accounts=()), Raised())
    assert person.window.run_view.stop.winfo_viewable()
    person.hears(Finished(headline="", not_checked=(), will_run=0, need_password=0, left=0), Accounts(accounts=()))
    person.hears(Raised())
    assert person.window.passwords.paste.winfo_viewable()


def test_a_stop_from_the_ribbon_is_seen_at_once(person: Person) -> None:
    """How many accounts are still to be signed out, and a button that cannot be pressed twice."""
    person.hears(began(3, captchas=1))
    person.window.run_view.stop.invoke()
    person.hears(Progress(visits_done=1, rows=36, seconds_left=None, signing_out=2))
    assert "Run 7 · 3 clients · Stopping: signing out of 2 accounts…" in person.texts()
    assert person.window.run_view.stop.instate(["disabled"])
    assert not person.window.run_view.keep.winfo_viewable()
    assert "Nothing more is asked" in person.texts()
    assert not any("to come" in text for text in person.texts())
    person.hears(Progress(visits_done=3, rows=36, seconds_left=None, signing_out=0))
    assert "Run 7 · 3 clients · Stopping…" in person.texts()


def test_a_start_under_way_is_not_woken_by_what_is_said(at_bucket: AtBucket) -> None:
    """Only trouble lets it be tried again."""
    person = at_bucket(6)
    person.key("Return")
    person.hears(Said(text="Starting the practice portals…"))
    assert person.window.bucket.start.instate(["disabled"])
    person.hears(Said(text="Another tdsxl is syncing.", is_trouble=True))
    assert person.window.bucket.start.instate(["!disabled"])


def test_a_light_is_short_and_the_reason_stands_below(at_bucket: AtBucket) -> None:
    """However long it is, nothing is pushed out of the window."""
    person = at_bucket(6)
    reason = "The IT portal cannot be reached. Check the internet connection of this PC and its proxy. " * 3
    person.hears(Probed(what="IT portal", answers=False, text=reason))
    assert " IT portal: no answer" in person.texts()
    assert person.window.status == reason.strip()


def test_a_preset_keeps_for_whom_its_modules_are(at_bucket: AtBucket) -> None:
    """Those ticked in the book, or these for everybody; and takes it up again."""
    person = at_bucket(4)
    person.press("everyone")
    person.press("save")
    person.window.bucket.scope.name.focus_set()
    person.rest(0.05)
    person.types("mine")
    person.key("Return")
    (((kept,),)) = person.calls("keep_preset")
    assert isinstance(kept, Preset)
    assert kept.for_all
    person.press("book")
    person.window.bucket.scope.presets.set("mine")
    person.window.bucket.scope.presets.event_generate("<<ComboboxSelected>>")
    person.rest(0.05)
    person.window.bucket.start.invoke()
    ((choice,),) = person.calls("start")
    assert choice.for_all  # type: ignore[attr-defined]  # a Choice


CLOSE = """
import _tkinter
from tdsxl.window.window import Window
from tests.window import samples
from tdsxl.window.values import Opened

for turns in (0, 1, 40):
    notebook = samples.Notebook(offered=samples.offer(9).clients)
    window = Window(notebook)
    window.tell(Opened(offer=samples.offer(9)))
    if turns:
        window.root.after(turns, window.root.quit)
        window.run()
    interpreter = window.root.tk
    window.close()
    while interpreter.dooneevent(_tkinter.DONT_WAIT):
        pass
"""


def test_a_closed_window_leaves_nothing_to_be_done(screen: None) -> None:
    """Whenever it is closed, also before it was drawn: no word on standard error."""
    done = subprocess.run([sys.executable, "-c", CLOSE], check=True, stderr=subprocess.PIPE, text=True)
    assert done.stderr == ""
