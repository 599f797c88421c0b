"""What the Sync Bucket offers, and what a choice will cost."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.addin.offering import Snapshot, wish_of
from tdsxl.addin.remembered import PRESETS, Remembered, keep, recall
from tdsxl.engine.outcomes import ModuleState, Outcome
from tdsxl.engine.plan import Hindrance, Memory
from tdsxl.engine.sync import NO_PASSWORD
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Client, Problem, Settings
from tdsxl.values import Portal, Tan, Year
from tdsxl.window.values import Choice, Preset
from tests.engine.scripted import ASH, ELM, OAK, PINE, client, contents

ALL = tuple(MODULE_TITLES)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
COST_S = 1.0
"""Of the processor: ten times what it takes, for the time of a busy machine says nothing."""
LACKS = Hindrance("skipped", NO_PASSWORD, None)
OTP = Hindrance("skipped", "needs OTP", None)


def snapshot(*clients: Client, memory: Memory | None = None, **other: object) -> Snapshot:
    book = contents(*clients, problems=[Problem(row=9, text="The row has no TAN.")])
    plain = {
        "book": "firm.xlsm",
        "contents": replace(book, settings=Settings(years=(Year(2025), Year(2026)))),
        "states": {},
        "memory": memory or Memory(),
        "leftover": None,
        "remembered": Remembered(captcha_s=5.0),
        "night": None,
        "this_year": Year(2026),
    }
    return Snapshot(**(plain | other))  # type: ignore[arg-type]  # fields by name


def choice(*tans: Tan, modules: tuple[str, ...] = ALL, for_all: bool = False) -> Choice:
    return Choice(tans=tans, modules=frozenset(modules), for_all=for_all, years=(Year(2025),))


def state(tan: Tan, module: str, outcome: Outcome, complete: datetime | None = AT) -> ModuleState:
    why = {Outcome.NOT_CHECKED: ("password refused",), Outcome.WAITING: ("a captcha waits for you",)}
    blank = {"covered": None, "reason": None, "causes": why.get(outcome, ()), "years": "2025-26", "parts": ()}
    stamps = {"last_tried": AT, "last_complete": complete, "last_change": None}
    return ModuleState(tan=tan, module=module, run=1, outcome=outcome, **blank, **stamps)  # type: ignore[arg-type]  # by name


def test_what_a_choice_costs() -> None:
    """A captcha per client with something to read at TRACES, at the speed of this firm."""
    made = snapshot(client(PINE, *ALL), client(OAK, "challans"), client(ELM, *ALL, hidden=True), client(ASH, *ALL))
    cost = made.cost(choice(PINE, OAK))
    assert (cost.clients, cost.captchas, cost.typing_minutes) == (2, 1, 1)
    assert (cost.no_password, cost.hidden) == (0, 1)
    assert made.cost(choice(PINE, OAK, for_all=True)).captchas == 2
    assert made.cost(choice(PINE, ELM)).hidden == 0


def test_modules_are_those_of_choice_and_tick() -> None:
    """For every chosen client only where that is asked for."""
    made = snapshot(client(PINE, "challans", "demand"), client(OAK))
    asked = wish_of(choice(PINE, OAK, modules=("challans", "ldc")), made.contents)
    assert dict(asked.exactly or {}) == {PINE: frozenset({"challans"}), OAK: frozenset()}
    every = wish_of(choice(PINE, OAK, modules=("ldc",), for_all=True), made.contents)
    assert dict(every.exactly or {}) == dict.fromkeys((PINE, OAK), frozenset({"ldc"}))


def test_nothing_chosen_costs_nothing() -> None:
    """A choice without clients, or of clients without these modules."""
    made = snapshot(client(PINE, "challans"))
    for nothing in (choice(), choice(PINE, modules=("ldc",))):
        cost = made.cost(nothing)
        assert (cost.clients, cost.captchas, cost.typing_minutes) == (0, 0, 0)


def test_who_cannot_be_visited_is_said() -> None:
    """Left out for want of a password, or for another reason; one portal is enough to be visited."""
    hindered: dict[tuple[str, Portal], Hindrance] = {(OAK, Portal.TRACES): LACKS}
    for portal in Portal:
        hindered |= {(PINE, portal): LACKS, (ELM, portal): OTP}
    memory = Memory(hindered=hindered)
    made = snapshot(client(PINE, *ALL), client(OAK, *ALL), client(ELM, *ALL), memory=memory)
    cost = made.cost(choice(PINE, OAK, ELM))
    assert (cost.clients, cost.captchas, cost.no_password) == (1, 0, 1)
    assert [one.left_out for one in made.offer.clients] == ["no password", "", "needs OTP"]
    (note,) = (note for note in made.offer.notes if "OTP" in note)
    assert note.startswith("Asked for an OTP, which tdsxl cannot answer yet; look there in a browser")
    assert note.endswith(": Elms (IT portal), Elms (TRACES)")


def test_the_offer_shows_ticks_hidden_and_failed_clients() -> None:
    """Inactive ones are not offered; of several modules the one checked longest ago counts."""
    earlier = AT.replace(day=12)
    states = {
        (PINE, "challans"): state(PINE, "challans", Outcome.NO_CHANGE),
        (PINE, "demand"): state(PINE, "demand", Outcome.NOTHING, earlier),
        (OAK, "demand"): state(OAK, "demand", Outcome.NOT_CHECKED, None),
    }
    made = snapshot(
        client(PINE, *ALL),
        client(OAK, *ALL, hidden=True),
        client(ELM, *ALL, ticked=False),
        client(ASH, *ALL, active=False),
        states=states,
    )
    troubles = [one.trouble for one in made.offer.clients]
    assert troubles == ["", "password refused", ""]
    waiting = snapshot(client(PINE, *ALL), states={(PINE, "demand"): state(PINE, "demand", Outcome.WAITING)})
    assert [(one.failed, one.trouble) for one in waiting.offer.clients] == [(False, "waits for you")]
    seen = [(one.tan, one.chosen, one.hidden, one.failed, one.last_complete) for one in made.offer.clients]
    assert seen == [
        (PINE, True, False, False, earlier),
        (OAK, False, True, True, None),
        (ELM, False, False, False, None),
    ]


def test_the_offer_tells_the_years_the_night_and_the_bad_rows() -> None:
    """Eight years, and those of the book."""
    offer = snapshot(client(PINE, *ALL), night="3 checked", misfits=("An amount is none.",)).offer
    assert (offer.years[0], offer.years[-1], offer.book) == (Year(2019), Year(2026), "firm.xlsm")
    assert offer.notes == ("Night run: 3 checked", "Row 9: The row has no TAN.", "An amount is none.")
    assert offer.left == 0


def test_a_thousand_clients_are_costed_at_once() -> None:
    """Each tick asks again, and nobody waits for the line below the list."""
    tans = [Tan(f"ABCD{number:05}E") for number in range(1000)]
    made = snapshot(*(client(tan, *ALL) for tan in tans))
    taken = []
    for _ in range(5):
        began = time.thread_time()
        assert made.cost(choice(*tans)).clients == 1000
        taken.append(time.thread_time() - began)
    # The quickest: tests may share their PC with others.
    assert min(taken) < COST_S


def test_presets_and_the_speed_of_typing_are_kept(tmp_path: Path) -> None:
    """A preset of the same name is replaced; those that come with tdsxl are not in the file."""
    own = Preset(name="Mine", modules=frozenset({"ldc"}), years=(Year(2024),), stale_days=7)
    first = Remembered(captcha_s=4.2).with_preset(Preset(name="Mine", modules=frozenset()))
    keep(tmp_path / "window.json", first.with_preset(own))
    assert recall(tmp_path / "window.json") == Remembered((own,), 4.2)
    offered = snapshot(remembered=recall(tmp_path / "window.json")).offer.presets
    assert offered == (*PRESETS, own)


def test_a_spoiled_file_of_presets_counts_as_none(tmp_path: Path) -> None:
    """Nothing in it is worth a sync that does not begin."""
    for text in ("", "[]", '{"presets": [{}], "captcha_s": 1}', '{"presets": [], "captcha_s": "x"}'):
        (tmp_path / "window.json").write_text(text, encoding="utf-8")
        assert recall(tmp_path / "window.json") == Remembered()
