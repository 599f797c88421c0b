"""The Sync Bucket, by its own keys and buttons."""

from collections.abc import Callable
from statistics import median
from time import thread_time
from typing import Any

import pytest

from tdsxl.window.values import Choice, Preset, Probed, Said
from tests.window.person import Person
from tests.window.samples import YEARS, client, tan

pytestmark = pytest.mark.window
AtBucket = Callable[..., Person]
KEYSTROKE_S = 0.5
"""Of the processor: on a busy machine the clock says nothing."""


def choice(person: Person) -> Choice:
    """What the last start asked for."""
    found: Any = person.calls("start")[-1][0]
    assert isinstance(found, Choice)
    return found


def press_box(person: Person, key: str) -> None:
    tree = person.window.bucket.clients.listing.tree
    person.until(lambda: bool(tree.bbox(key, "#0")))
    x, y, width, height = tree.bbox(key, "#0") or (0, 0, 0, 0)
    tree.event_generate("<Button-1>", x=x + width // 2, y=y + height // 2)
    tree.event_generate("<ButtonRelease-1>", x=x + width // 2, y=y + height // 2)
    person.rest(0.04)


def test_enter_starts_what_the_book_ticks(at_bucket: AtBucket) -> None:
    """Nothing but Enter is needed for the usual run."""
    person = at_bucket(6)
    person.key("Return")
    assert choice(person).tans == tuple(map(tan, range(5)))
    assert choice(person).years == YEARS[-3:]


def test_a_start_is_asked_for_once(at_bucket: AtBucket) -> None:
    """A second Enter finds the button at rest; trouble wakes it."""
    person = at_bucket(6)
    person.key("Return", "Return")
    assert len(person.calls("start")) == 1
    person.hears(Said(text="Another tdsxl is syncing.", is_trouble=True))
    person.key("Return")
    assert len(person.calls("start")) == 2


def test_nothing_chosen_cannot_start(at_bucket: AtBucket) -> None:
    """None unticks all, and Start Sync is disabled until All."""
    person = at_bucket(6)
    person.press("none")
    person.key("Return")
    assert person.window.bucket.start.instate(["disabled"])
    assert person.window.bucket.cost.text == "Nothing to sync"
    person.press("all")
    person.key("Return")
    assert len(choice(person).tans) == 6


def test_a_press_on_a_box_unticks_one_client(at_bucket: AtBucket) -> None:
    """The cost follows at once."""
    person = at_bucket(6)
    press_box(person, tan(1))
    assert person.window.bucket.cost.text.startswith("3 clients")
    person.key("Return")
    assert choice(person).tans == tuple(map(tan, (0, 2, 3, 4)))


def test_space_turns_the_selected_lines(at_bucket: AtBucket) -> None:
    """As in lists with boxes everywhere."""
    person = at_bucket(6)
    person.window.bucket.clients.listing.tree.selection_set(tan(0), tan(1))
    person.key("space", "Return")
    assert choice(person).tans == tuple(map(tan, (2, 3, 4)))


def test_a_search_limits_the_run_and_enter_in_it_does_not_start(at_bucket: AtBucket) -> None:
    """Enter leaves the field; the next one starts what is shown."""
    person = at_bucket(6)
    person.window.bucket.clients.search.focus_set()
    person.types("bansal")
    assert "4 ticked but not in this list" in person.window.bucket.left_out.text
    person.key("Return")
    assert person.calls("start") == []
    person.key("Return")
    assert choice(person).tans == (tan(1),)


def test_escape_empties_the_search(at_bucket: AtBucket) -> None:
    """All clients are shown again."""
    person = at_bucket(6)
    person.window.bucket.clients.search.focus_set()
    person.types("zzz")
    assert person.window.bucket.clients.listing.tree.get_children() == ()
    person.key("Escape")
    assert len(person.window.bucket.clients.listing.tree.get_children()) == 6


def test_alt_keys_reach_field_and_button(at_bucket: AtBucket) -> None:
    """Alt+F goes to Find, Alt+P opens the passwords."""
    person = at_bucket(6)
    for keysym in ("f", "p"):
        person.focus.event_generate(f"<Alt-KeyPress-{keysym}>")
        person.rest(0.04)
        if keysym == "f":
            assert person.focus is person.window.bucket.clients.search
    assert len(person.calls("show_passwords")) == 1


def test_a_heading_sorts_and_again_the_other_way(at_bucket: AtBucket) -> None:
    """The book's order comes back with the next offer."""
    person = at_bucket(12)
    tree = person.window.bucket.clients.listing.tree
    names = sorted(client(number).name.casefold() for number in range(12))
    for wanted in (names, names[::-1]):
        person.root.tk.call(tree.heading("0", "command"))
        assert [str(tree.set(key, "0")).casefold()[:12] for key in tree.get_children()] == [
            name[:12] for name in wanted
        ]


def test_modules_and_years_reach_the_choice(at_bucket: AtBucket) -> None:
    """Unticked ones are not asked for; the switch says for whom."""
    person = at_bucket(6)
    person.press("challans")
    person.press("everyone")
    person.key("Return")
    assert "challans" not in choice(person).modules
    assert choice(person).for_all


def test_a_preset_chooses_modules_and_days(at_bucket: AtBucket) -> None:
    """`Weekly: all` limits the list to clients not checked for seven days."""
    person = at_bucket(14)
    scope = person.window.bucket.scope
    scope.presets.current(1)
    scope.presets.event_generate("<<ComboboxSelected>>")
    person.rest(0.06)
    assert 0 < len(person.window.bucket.clients.listing.tree.get_children()) < 14
    scope.presets.current(0)
    scope.presets.event_generate("<<ComboboxSelected>>")
    person.rest(0.06)
    person.key("Return")
    assert choice(person).modules == {"challans", "notices"}


def test_an_own_preset_is_kept_under_its_name(at_bucket: AtBucket) -> None:
    """Enter that names it does not start a sync."""
    person = at_bucket(6)
    person.press("ldc")
    person.press("save")
    person.types("Fridays")
    person.key("Return")
    kept = person.calls("keep_preset")[0][0]
    assert isinstance(kept, Preset)
    assert (kept.name, len(kept.modules), kept.years) == ("Fridays", 5, ())
    assert person.calls("start") == []
    assert "Fridays" in person.window.bucket.scope.presets.cget("values")


def test_an_interrupted_run_can_be_continued(at_bucket: AtBucket) -> None:
    """The button stands there only when something is left."""
    person = at_bucket(6, left=83)
    assert "Continue (83 left)" in person.texts()
    person.window.bucket.go_on.invoke()
    assert person.calls("go_on") == [()]
    person = at_bucket(6)
    assert not any(text.startswith("Continue") for text in person.texts())


def test_notes_stand_above_each_in_its_line(person: Person) -> None:
    """Only as long as they are told."""
    from tdsxl.window.values import Opened
    from tests.window.samples import offer

    notes = ("Row 9: `MUMB1000` is not a TAN.", "Asked for an OTP: Omkar Traders (TRACES)")
    person.hears(Opened(offer=offer(4, notes=notes)))
    assert set(notes) <= set(person.texts())
    person.hears(Opened(offer=offer(4)))
    assert not set(notes) & set(person.texts())


def test_lights_tell_in_words(at_bucket: AtBucket) -> None:
    """A colour alone tells nobody what is wrong."""
    person = at_bucket(4)
    person.hears(Probed(what="TRACES", answers=False, text="TRACES did not answer within 10 s."))
    assert {" TRACES: no answer", "TRACES did not answer within 10 s."} <= set(person.texts())


def test_a_keystroke_over_a_thousand_clients_is_felt_by_nobody(at_bucket: AtBucket) -> None:
    """Search and redraw are over long before the next key, also on a busy machine."""
    person = at_bucket(1000)
    person.window.bucket.clients.search.focus_set()
    took = []
    for sign in "bansal":
        began = thread_time()
        person.focus.event_generate("<KeyPress>", keysym=sign)
        person.root.update()
        took.append(thread_time() - began)
    person.rest(0.05)
    assert len(person.window.bucket.clients.listing.tree.get_children()) == 100
    assert median(took) < KEYSTROKE_S


def test_all_and_none_over_a_thousand_clients_are_instant(at_bucket: AtBucket) -> None:
    """The boxes of all lines are redrawn at once."""
    person = at_bucket(1000)
    before = thread_time()
    person.press("invert")
    assert thread_time() - before < 2 * KEYSTROKE_S


def test_tab_goes_from_the_search_to_start(at_bucket: AtBucket) -> None:
    """In the order of the eye: left, right, foot."""
    person = at_bucket(6, left=2)
    person.window.bucket.clients.search.focus_set()
    person.rest(0.03)
    order = []
    while person.focus is not person.window.bucket.start:
        order.append(person.focus.winfo_name())
        person.key("Tab")
    named = [name for name in order if not name.startswith("!")]
    assert named[:3] == ["all", "none", "invert"]
    assert named[-2:] == ["passwords", "continue"]
    assert named.index("save") < named.index("returns") < named.index("ldc")
