"""What the window knows without a screen: choosing, questions, words, marks."""

import ctypes
import io
from datetime import timedelta

import pytest
from PIL import Image

from tdsxl.challenges import Captcha, CutOff, TakeOver
from tdsxl.values import Portal
from tdsxl.window.choosing import Choosing
from tdsxl.window.marks import TICK, box, disc, png
from tdsxl.window.questions import Questions
from tdsxl.window.values import Asked, Cost, Preset
from tdsxl.window.words import cost_line, elapsed, left_out_line, span
from tests.window.samples import NOW, PICTURE, YEARS, asked, client, offer


def choosing(count: int = 6) -> Choosing:
    return Choosing(offer(count), clock=lambda: NOW)


def test_it_begins_with_what_the_book_ticks() -> None:
    """Ticked and visible clients, all modules, the book's years."""
    begun = choosing()
    assert [each.chosen for each in begun.shown].count(True) == len(begun.choice.tans) == 5
    assert (len(begun.choice.modules), begun.choice.years, begun.choice.for_all) == (6, YEARS[-3:], False)


def test_what_is_not_shown_does_not_run() -> None:
    """A search leaves the other ticked clients out, and says how many."""
    begun = choosing()
    begun.search = "bansal"
    begun.narrow()
    assert len(begun.choice.tans) == 1
    assert begun.unseen == 4


def test_a_search_takes_words_in_any_order_and_parts_of_a_tan() -> None:
    """`llp bansal` and `delh10008` find the same client."""
    begun = choosing()
    for words in ("llp bansal", "delh10008"):
        begun.search = words
        begun.narrow()
        assert [each.name for each in begun.shown] == ["Bansal Builders and Developers LLP"]


def test_a_client_never_complete_is_not_checked_for_any_number_of_days() -> None:
    """Only fresh ones are left out."""
    begun = choosing(14)
    begun.stale_days = 7
    begun.narrow()
    assert {each.last_complete is None or NOW - each.last_complete >= timedelta(days=7) for each in begun.shown} == {
        True
    }
    assert any(each.last_complete is None for each in begun.shown)
    assert len(begun.shown) < 14


def test_only_failed_and_group_limit_together() -> None:
    """A client is shown when it passes both."""
    begun = choosing(30)
    begun.only_failed, begun.group = True, "Kaveri group"
    begun.narrow()
    assert begun.shown
    assert all(each.failed and each.group == "Kaveri group" for each in begun.shown)


def test_modules_are_counted_over_the_chosen() -> None:
    """An unticked client counts no more."""
    begun = choosing(4)
    before = begun.having("challans")
    begun.tick([each.tan for each in begun.shown if "challans" in each.modules][:1], is_on=False)
    assert begun.having("challans") == before - 1


def test_a_preset_keeps_years_that_it_does_not_name() -> None:
    """The usual years are not written into a preset, others are."""
    begun = choosing()
    assert begun.preset("mine", usual_years=YEARS[-3:]).years == ()
    begun.take(Preset(name="daily", modules=frozenset({"ldc"}), stale_days=3))
    assert (begun.modules, begun.stale_days, begun.years) == ({"ldc"}, 3, set(YEARS[-3:]))
    begun.years = {YEARS[0]}
    assert begun.preset("mine", usual_years=YEARS[-3:]) == Preset(
        name="mine", modules=frozenset({"ldc"}), years=(YEARS[0],), stale_days=3
    )


def waiting(*come: Asked) -> Questions:
    questions = Questions()
    questions.begin(len(come))
    for each in come:
        questions.add(each, now=NOW)
    return questions


def shown(questions: Questions) -> int:
    assert questions.shown is not None
    return questions.shown.question


def test_questions_queue_by_arrival() -> None:
    """First come, first shown."""
    questions = waiting(asked(1), asked(2), asked(3))
    order = []
    while questions.shown:
        order.append(shown(questions))
        questions.settle(now=NOW)
    assert order == [1, 2, 3]


def test_a_wrong_captcha_comes_first_but_not_under_the_fingers() -> None:
    """It is next after the one being typed."""
    questions = waiting(asked(1), asked(2), asked(3))
    questions.settle(now=NOW)
    questions.add(asked(4, Captcha(PICTURE, again=True), of=1), now=NOW)
    assert shown(questions) == 2
    questions.settle(now=NOW)
    assert shown(questions) == 4


def test_a_new_picture_comes_first() -> None:
    """Whoever asked for it waits for it."""
    questions = waiting(asked(1), asked(2), asked(3))
    questions.renew(now=NOW)
    questions.add(asked(4, of=1), now=NOW)
    questions.settle(now=NOW)
    assert shown(questions) == 4


def test_a_captcha_asked_again_is_not_done() -> None:
    """What remains counts clients, not pictures."""
    questions = waiting(asked(1), asked(2), asked(3))
    questions.settle(now=NOW)
    assert (questions.settled, questions.remaining) == (1, 2)
    questions.add(asked(4, Captcha(PICTURE, again=True), of=1), now=NOW)
    assert (questions.settled, questions.remaining) == (0, 3)


def test_typing_left_goes_by_the_persons_own_speed() -> None:
    """The median of what was typed; a long absence says nothing."""
    questions = waiting(*(asked(number) for number in range(6)))
    now = NOW
    for seconds in (4, 500, 6):
        now += timedelta(seconds=seconds)
        questions.settle(now=now)
    assert questions.typing_s == 3 * 5


def test_a_withdrawn_question_is_gone_wherever_it_stands() -> None:
    """The shown one makes room for the next."""
    questions = waiting(asked(1), asked(2, TakeOver()), asked(3, CutOff()))
    assert not questions.withdraw(2, now=NOW)
    assert questions.withdraw(1, now=NOW)
    assert shown(questions) == 3
    assert not questions.withdraw(99, now=NOW)


def test_cost_is_said_in_one_line() -> None:
    """The words of the Sync Bucket."""
    cost = Cost(clients=147, captchas=147, typing_minutes=25, no_password=3, hidden=12)
    assert cost_line(cost) == "147 clients, 147 captchas, about 25 minutes of typing"
    assert left_out_line(cost, (client(1),), 0) == "3 left out: no password; 12 hidden by the filter in the book"


def test_other_reasons_and_unseen_ticks_are_said_too() -> None:
    """Each reason once, with its number."""
    cost = Cost(clients=1, captchas=0, typing_minutes=0, no_password=0, hidden=0)
    assert cost_line(cost) == "1 client, no captcha to type"
    chosen = (client(1), client(2, left_out="needs OTP"), client(3, left_out="needs OTP"))
    assert left_out_line(cost, chosen, 4) == "2 left out: needs OTP; 4 ticked but not in this list"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "under a minute"), (61, "about 2 min"), (3600, "about 1 h 00 min"), (5101, "about 1 h 26 min")],
)
def test_begun_minutes_count(seconds: int, words: str) -> None:
    """A span is never said shorter than it is."""
    assert span(seconds) == words


def test_elapsed_reads_as_a_clock() -> None:
    """Hours only when there are some."""
    assert (elapsed(727), elapsed(3727)) == ("12:07", "1:02:07")


def test_marks_are_pictures_with_a_clear_ground() -> None:
    """Corners are clear, the middle has the colour."""
    for size in (16, 33):
        with Image.open(io.BytesIO(png(size, [(box(0.9, corner=0.3), "102030"), (disc(0.3), "FFFFFF")]))) as mark:
            assert mark.size == (size, size)
            assert mark.getpixel((0, 0)) == (0, 0, 0, 0)
            assert mark.getpixel((size // 2, size // 2)) == (255, 255, 255, 255)
            assert mark.getpixel((size // 2, size // 8)) == (16, 32, 48, 255)
    assert TICK(-0.12, 0.38) < 0 < TICK(0, -0.9)


def test_the_flash_order_is_what_windows_takes() -> None:
    """FLASHWINFO of 64-bit Windows is 32 bytes: all parts, until in front, at the usual speed."""
    from tdsxl.window.desktop import flash_order

    order = flash_order(0x1234)
    assert (order.size, order.window, order.flags, order.times, order.milliseconds) == (
        ctypes.sizeof(order),
        0x1234,
        15,
        0,
        0,
    )
    assert ctypes.sizeof(order) == (32 if ctypes.sizeof(ctypes.c_void_p) == 8 else 20)


def test_portals_do_not_share_a_question() -> None:
    """A new picture at one portal does not put the other one's question first."""
    questions = waiting(asked(1), asked(2), asked(3))
    questions.renew(now=NOW)
    other = Asked(question=4, challenge=TakeOver(), tan=asked(1).tan, name="", portal=Portal.ITPORTAL)
    questions.add(other, now=NOW)
    questions.settle(now=NOW)
    assert shown(questions) == 3
