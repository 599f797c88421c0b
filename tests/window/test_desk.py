"""The captcha desk: what is shown, what is sent, and that nobody waits."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from statistics import median
from subprocess import Popen
from time import thread_time

import pytest

from tdsxl.challenges import Captcha, CutOff, TakeOver
from tdsxl.window.values import Asked, Withdrawn
from tests.window.person import Person
from tests.window.samples import PICTURE, asked, began, name, tan

pytestmark = pytest.mark.window
AtBucket = Callable[..., Person]
CAPTCHAS = 25
IDLE_S = 0.05
"""Of the processor: on a busy machine the clock says nothing."""


@pytest.fixture
def at_desk(person: Person) -> Person:
    """Someone in a run that will ask three captchas."""
    person.hears(began(3, captchas=3))
    return person


def test_enter_sends_and_shows_the_next(at_desk: Person) -> None:
    """Text as typed, capitals too; the entry is empty again and has the keyboard."""
    at_desk.hears(asked(1), asked(2))
    assert {name(1), f"{tan(1)} · TRACES"} <= set(at_desk.texts())
    at_desk.types("aBcD7k")
    at_desk.key("Return")
    assert at_desk.calls("answer") == [(1, "aBcD7k")]
    assert name(2) in at_desk.texts()
    assert at_desk.window.run_view.desk.text.get() == ""
    assert at_desk.focus is at_desk.window.run_view.desk.entry


def test_an_empty_entry_sends_nothing(at_desk: Person) -> None:
    """Enter pressed twice does not ask for a new picture."""
    at_desk.hears(asked(1))
    at_desk.key("Return", "Return")
    assert at_desk.calls("answer") == []
    assert any(text.startswith("Type what the picture shows") for text in at_desk.texts())


@pytest.mark.parametrize("key", ["F5", "Escape"])
def test_a_new_picture_is_asked_by_key(at_desk: Person, key: str) -> None:
    """What was typed of the old one is gone; the new one comes next."""
    at_desk.hears(asked(1), asked(2), asked(3))
    at_desk.types("ab")
    at_desk.key(key)
    assert at_desk.calls("answer") == [(1, "")]
    at_desk.hears(asked(9, of=1))
    at_desk.types("x")
    at_desk.key("Return")
    assert at_desk.window.run_view.desk.shown == asked(9, of=1)


def test_a_wrong_captcha_says_so(at_desk: Person) -> None:
    """In red, with the same client."""
    at_desk.hears(asked(1, Captcha(PICTURE, again=True)))
    assert any(text.startswith("Wrong, once more.") and "Capitals matter" in text for text in at_desk.texts())


def test_skip_leaves_the_client(at_desk: Person) -> None:
    """The answer is None, and counts as dealt with."""
    at_desk.hears(asked(1))
    at_desk.press("skip")
    assert at_desk.calls("answer") == [(1, None)]
    assert at_desk.window.run_view.desk.questions.settled == 1


@pytest.mark.parametrize(("challenge", "words"), [(TakeOver(), "signed in elsewhere"), (CutOff(), "was cut off")])
def test_enter_on_a_yes_or_no_question_says_no(at_desk: Person, challenge: TakeOver | CutOff, words: str) -> None:
    """Typing ahead can never say yes."""
    at_desk.hears(asked(1, challenge))
    assert any(words in text for text in at_desk.texts())
    at_desk.types("yes")
    at_desk.key("Return")
    assert at_desk.calls("answer") == [(1, "no")]


def test_a_second_press_of_yes_answers_no_captcha(at_desk: Person) -> None:
    """The button is gone from sight, and what is pressed of it late is no text of a picture."""
    at_desk.hears(asked(1, TakeOver()), asked(2))
    desk = at_desk.window.run_view.desk
    desk.yes.invoke()
    desk.yes.invoke()
    assert at_desk.calls("answer") == [(1, "yes")]


def test_yes_is_a_button_of_its_own(at_desk: Person) -> None:
    """It must be meant."""
    at_desk.hears(asked(1, TakeOver()))
    at_desk.window.run_view.desk.yes.invoke()
    assert at_desk.calls("answer") == [(1, "yes")]


def test_a_withdrawn_question_goes_and_the_next_is_shown(at_desk: Person) -> None:
    """Also while it is being typed."""
    at_desk.hears(asked(1), asked(2))
    at_desk.types("ab")
    at_desk.hears(Withdrawn(question=1))
    assert at_desk.window.run_view.desk.shown == asked(2)
    assert at_desk.window.run_view.desk.text.get() == ""
    at_desk.hears(Withdrawn(question=2))
    assert "Nothing waits for you" in at_desk.texts()


def test_pause_hides_what_waits_until_it_goes_on(at_desk: Person) -> None:
    """The worker is told, and a question that comes meanwhile is kept."""
    at_desk.hears(asked(1))
    at_desk.window.run_view.desk.pause.invoke()
    at_desk.hears(asked(2))
    assert "Paused" in at_desk.texts()
    assert name(1) not in at_desk.window.run_view.desk.name.text
    at_desk.window.run_view.desk.pause.invoke()
    at_desk.rest(0.03)
    assert at_desk.window.run_view.desk.shown == asked(1)
    assert at_desk.calls("pause") == [(True,), (False,)]


def test_a_picture_that_cannot_be_shown_is_said(at_desk: Person) -> None:
    """F5 is the way on."""
    at_desk.hears(asked(1, Captcha(b"no picture at all")))
    assert any(text.startswith("No picture can be shown.") for text in at_desk.texts())
    at_desk.key("F5")
    assert at_desk.calls("answer") == [(1, "")]


def test_the_window_comes_forward_only_when_waiting_begins(at_desk: Person) -> None:
    """While the person is elsewhere it is put on top once, and let go by the first answer."""
    asks_top = counted(at_desk)
    with elsewhere(at_desk):
        at_desk.hears(asked(1), asked(2))
        assert asks_top == [True]
        at_desk.window.run_view.desk.text.set("abc")
        at_desk.press("send")
        assert asks_top == [True, False]
        at_desk.hears(asked(3))
    assert True not in asks_top[1:]


def test_a_window_in_use_is_left_as_it_is(at_desk: Person) -> None:
    """Whoever types in it has it in front already."""
    asks_top = counted(at_desk)
    at_desk.hears(asked(1))
    assert True not in asks_top


def counted(person: Person) -> list[bool]:
    """Every wish to be on top, as Tk hears it."""
    heard: list[bool] = []

    def hear(command: str, _operation: str) -> None:
        words = person.root.tk.splitlist(command)
        if words[1:4] == ("attributes", ".", "-topmost") and len(words) == 5:
            heard.append(bool(person.root.tk.getboolean(words[4])))

    listener = person.root.register(hear)
    person.root.tk.call("trace", "add", "execution", "wm", "enter", listener)
    return heard


@contextmanager
def elsewhere(person: Person) -> Iterator[None]:
    """The keyboard is with another program."""
    code = "import tkinter as t; r = t.Tk(); r.focus_force(); r.mainloop()"
    with Popen([sys.executable, "-c", code]) as other:
        try:
            person.until(lambda: person.root.focus_displayof() is None)
            yield
        finally:
            other.kill()


def test_the_keyboard_is_not_taken_from_another_field(at_bucket: AtBucket) -> None:
    """A captcha that comes while someone types into a field waits for them."""
    person = at_bucket(4)
    person.window.bucket.clients.search.focus_set()
    person.rest(0.03)
    person.hears(asked(1))
    person.types("ban")
    assert person.window.bucket.clients.search.get() == "ban"
    assert "TRACES asks something: go back to the run." in person.texts()


def test_pictures_that_are_ready_follow_each_other_at_once(person: Person) -> None:
    """Twenty-five captchas, three ahead: the key that sends one draws the next, within 50 ms of the processor."""
    desk = person.window.run_view.desk
    answers: SimpleQueue[int | None] = SimpleQueue()
    took: list[float] = []
    next_ones: list[Asked | None] = []
    person.notebook.answer = lambda question, text: answers.put(question)  # type: ignore[method-assign]  # a quick worker

    def worker() -> None:
        for number in range(3):
            person.window.tell(asked(number))
        for number in range(3, CAPTCHAS + 3):
            if answers.get() is None:
                return
            if number < CAPTCHAS:
                person.window.tell(asked(number))

    seen: list[Asked] = []

    def robot() -> None:
        is_next_ready = desk.questions.waiting > 1 or len(seen) == CAPTCHAS - 1
        if desk.shown and is_next_ready and person.root.focus_get() is desk.entry:
            seen.append(desk.shown)
            for sign in "aBcD7k":
                desk.entry.event_generate("<KeyPress>", keysym=sign)
            began_at = thread_time()
            desk.entry.event_generate("<KeyPress-Return>")
            person.root.update_idletasks()
            took.append(thread_time() - began_at)
            next_ones.append(desk.shown)
        person.root.after(1, robot)

    thread = threading.Thread(target=worker, daemon=True)
    person.hears(began(CAPTCHAS, captchas=CAPTCHAS))
    thread.start()
    person.root.after(1, robot)
    person.until(lambda: len(seen) == CAPTCHAS)
    answers.put(None)
    thread.join()
    assert [each.question for each in seen] == list(range(CAPTCHAS))
    assert next_ones == [*seen[1:], None]
    assert median(took) <= IDLE_S
