"""The invented world: alike by seed, changed by the calendar, odd where it must be."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from time import thread_time

import pytest

from tdsxl.practice.people import (
    NEEDS_OTP,
    NEWS,
    NO_PASSWORD,
    NOTHING,
    QUIET,
    SIGNED_IN,
    WRONG_AT_ITPORTAL,
    WRONG_AT_TRACES,
    Person,
    roll_of,
)
from tdsxl.practice.world.certificates import certificates
from tdsxl.practice.world.challans import challans
from tdsxl.practice.world.defaults import default_summaries
from tdsxl.practice.world.demands import demands
from tdsxl.practice.world.downloads import requested_downloads
from tdsxl.practice.world.inbox import communications
from tdsxl.practice.world.proceedings import proceedings
from tdsxl.practice.world.statements import statements
from tdsxl.practice.world.unconsumed import unconsumed

DAY, WEEK_LATER = date(2026, 11, 15), date(2026, 11, 22)
TROUBLES = {WRONG_AT_TRACES, WRONG_AT_ITPORTAL, SIGNED_IN, NEEDS_OTP, NO_PASSWORD}


def statuses(person: Person, day: date) -> tuple[object, ...]:
    return tuple((s.token, s.status(day)) for s in statements(person, day))


SUBJECTS: dict[str, Callable[[Person, date], tuple[object, ...]]] = {
    "challans": challans,
    "unconsumed": unconsumed,
    "statements": statuses,
    "demands": demands,
    "defaults": default_summaries,
    "certificates": certificates,
    "inbox": communications,
    "downloads": requested_downloads,
    "proceedings": proceedings,
}


def changes(person: Person) -> set[str]:
    return {name for name, shown in SUBJECTS.items() if shown(person, DAY) != shown(person, WEEK_LATER)}


def test_the_same_seed_gives_the_same_world() -> None:
    """People and all their data are alike, and another seed's are not."""
    first, again, other = (roll_of(4, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert {p.tan for p in first}.isdisjoint(p.tan for p in other)
    for shown in SUBJECTS.values():
        was = shown(first[0], DAY)
        shown.cache_clear() if hasattr(shown, "cache_clear") else None
        assert shown(again[0], DAY) == was


def test_codes_have_their_shapes() -> None:
    """TAN, PAN, e-mail and passwords are as the portals want them; no TAN comes twice."""
    people = roll_of(300, seed=7)
    assert all(re.fullmatch(r"[A-Z]{4}[0-9]{5}[A-Z]", p.tan) for p in people)
    assert all(re.fullmatch(r"[A-Z]{5}[0-9]{4}[A-Z]", p.pan) for p in people)
    assert all(p.email.endswith("@example.com") for p in people)
    assert len({p.tan for p in people}) == 300


@pytest.mark.parametrize("count", [12, 25, 400])
def test_every_trait_occurs_and_few_are_troubled(count: int) -> None:
    """From twelve clients on all traits are there; of many at most one in eight is troubled; the first three never."""
    people = roll_of(count, seed=7)
    traits = Counter(trait for p in people for trait in p.traits)
    assert set(traits) == TROUBLES | {QUIET, NOTHING}
    assert sum(traits[t] for t in TROUBLES) <= max(5, count / 8)
    assert not any(p.traits for p in people[:3])


def test_the_office_knows_wrong_or_no_passwords() -> None:
    """What it has stored differs only where a trait says so."""
    for person in roll_of(12, seed=7):
        knows_traces = person.office_traces_password == person.traces_password
        knows_itportal = person.office_itportal_password == person.itportal_password
        assert knows_traces is person.traits.isdisjoint({WRONG_AT_TRACES, NO_PASSWORD})
        assert knows_itportal is (WRONG_AT_ITPORTAL not in person.traits)
        assert (person.office_traces_password is None) is (NO_PASSWORD in person.traits)


def test_the_first_three_change_within_the_week_in_every_way() -> None:
    """Between them every subject changes; most other clients show nothing new."""
    people = roll_of(40, seed=7)
    assert set().union(*(changes(p) for p in people[:3])) == set(SUBJECTS)
    assert all(changes(p) for p in people[:3])
    assert sum(bool(changes(p)) for p in people[3:]) < 12
    assert set().union(*(p.news for p in people[:3])) == set(NEWS)


def test_a_quiet_client_never_changes_and_a_new_one_has_nothing() -> None:
    """Not even in a year."""
    people = roll_of(12, seed=7)
    quiet = next(p for p in people if QUIET in p.traits)
    nothing = next(p for p in people if NOTHING in p.traits)
    for shown in SUBJECTS.values():
        assert shown(quiet, DAY) == shown(quiet, date(2027, 11, 15))
        assert shown(nothing, DAY) == ()


def test_news_are_what_they_say() -> None:
    """A consumed challan is gone, demand falls, a download is ready, a certificate cancelled, a challan missing."""
    first, second, third = roll_of(3, seed=7)
    assert set(unconsumed(first, WEEK_LATER)) < set(unconsumed(first, DAY))
    assert sum(d.processed for d in demands(second, WEEK_LATER)) < sum(d.processed for d in demands(second, DAY))
    ready = [[r.status for r in requested_downloads(second, day)].count("Available") for day in (DAY, WEEK_LATER)]
    assert ready[1] == ready[0] + 1
    assert any(c.cancelled_on == date(2026, 11, 19) for c in certificates(second, WEEK_LATER))
    assert len(challans(third, WEEK_LATER)) == len(challans(third, DAY)) - 1
    assert set(challans(third, date(2026, 12, 6))) >= set(challans(third, DAY))


def test_odd_challans_are_there() -> None:
    """Twins, serial 00007, zeros in front of BSR codes, interest with fee, head 400, several codes."""
    found = [c for p in roll_of(3, seed=7) for c in challans(p, DAY)]
    twins = Counter((c.bsr_code, c.paid_at, c.total) for c in found)
    assert max(twins.values()) > 1
    assert any(c.serial == "00007" for c in found)
    assert any(c.bsr_code.startswith("0") for c in found)
    assert any(line.interest and line.fee for c in found for line in c.lines)
    assert {"200", "400"} <= {c.minor for c in found}
    assert max(len(c.lines) for c in found if c.is_new_act) > 2
    assert {len(c.lines) for c in found if not c.is_new_act} == {1}


def test_unconsumed_challans_are_proven_differing_or_unknown() -> None:
    """Of the first client some agree with the challan list, one differs, one is not in it."""
    person = roll_of(1, seed=7)[0]
    amounts = {(c.bsr_code, c.serial, c.paid_at.date()): c.total for c in challans(person, DAY)}
    known = [amounts.get((u.bsr_code, u.serial, u.paid_on)) for u in unconsumed(person, DAY)]
    agrees = [a == u.amount for a, u in zip(known, unconsumed(person, DAY), strict=True) if a is not None]
    assert known.count(None) == 1
    assert agrees.count(False) == 1
    assert agrees.count(True) > 1


def test_sizes_spread_around_forty() -> None:
    """Small and large clients; scale multiplies."""
    sizes = [p.size for p in roll_of(1000, seed=7)]
    assert (min(sizes), max(sizes)) == (5, 300)
    assert 35 < sum(sizes) / len(sizes) < 48
    assert roll_of(1, seed=7, scale=3.0)[0].size == 3 * roll_of(1, seed=7)[0].size


def test_five_thousand_clients_are_there_at_once() -> None:
    """All people are drawn in less than two seconds of the processor, and all have TANs of their own."""
    began = thread_time()
    people = roll_of(5000, seed=7)
    assert thread_time() - began < 2.0
    assert len({p.tan for p in people}) == 5000
