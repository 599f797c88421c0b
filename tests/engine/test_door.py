"""The logins of one portal in one run: who may send now, and when nobody may."""

from tdsxl.engine.gate import Door
from tdsxl.errors import PortalChanged, PortalError, Unavailable
from tdsxl.values import Portal


def door(*waiting: int, gap: float = 0.0) -> Door:
    made = Door(Portal.TRACES, gap)
    for visit in waiting:
        made.knock(visit)
    return made


def admitted(made: Door, now: float = 0.0) -> list[int]:
    """Everybody who may send at an instant."""
    found = []
    while (visit := made.admit(now)) is not None:
        found.append(visit)
    return found


def fault(made: Door) -> type[PortalError] | None:
    """Why the door is shut; None while it is open."""
    return type(made.shut) if made.shut else None


def test_one_login_is_in_flight_until_one_has_succeeded() -> None:
    """Then all who wait go through."""
    made = door(1, 2, 3)
    assert admitted(made) == [1]
    made.succeeded(1)
    assert admitted(made) == [2, 3]


def test_after_a_refusal_one_at_a_time_again() -> None:
    """Until the next success; those who are inside already are waited for."""
    made = door(1, 2, 3, 4, 5)
    admitted(made)
    made.succeeded(1)
    assert admitted(made) == [2, 3, 4, 5]
    made.knock(6)
    made.knock(7)
    made.refused(2, had_succeeded=False)
    assert admitted(made) == []
    for visit in (3, 4, 5):
        made.not_taken(visit)
    assert admitted(made) == [6]
    made.succeeded(6)
    assert admitted(made) == [7]


def test_a_wrong_captcha_lets_the_next_one_in() -> None:
    """It proves nothing, so the next is alone too."""
    made = door(1, 2, 3)
    admitted(made)
    made.not_taken(1)
    assert admitted(made) == [2]


def test_logins_keep_their_distance() -> None:
    """In the order in which they came, `gap` seconds apart."""
    made = door(1, 2, gap=6.0)
    assert made.admit(100.0) == 1
    made.succeeded(1)
    assert made.due() == 106.0
    assert made.admit(105.9) is None
    assert made.admit(106.0) == 2


def test_nobody_is_due_at_an_idle_or_busy_door() -> None:
    """Infinity, so that the coordinator sleeps."""
    made = door()
    assert made.due() == float("inf")
    made.knock(1)
    made.knock(2)
    made.admit(0.0)
    assert made.due() == float("inf")


def test_two_refusals_of_passwords_that_had_worked_shut_the_door() -> None:
    """The portal has changed, not two clients; those who wait are turned away with their passwords unharmed."""
    made = door(1, 2, 3, 4)
    admitted(made)
    made.refused(1, had_succeeded=True)
    assert fault(made) is None
    admitted(made)
    made.refused(2, had_succeeded=True)
    assert fault(made) is PortalChanged
    assert made.turned_away() == [3, 4]
    assert made.turned_away() == []
    assert admitted(made) == []


def test_five_refusals_of_new_passwords_shut_the_door() -> None:
    """A few may be mistyped; five in a row are a list with swapped columns, or a changed portal."""
    made = door(*range(1, 8))
    for visit in range(1, 6):
        assert fault(made) is None
        assert admitted(made) == [visit]
        made.refused(visit, had_succeeded=False)
    assert fault(made) is PortalChanged
    assert made.turned_away() == [6, 7]


def test_two_answers_nobody_understood_shut_the_door() -> None:
    """Whoever they were of: a new login page must not cost the password of every client."""
    made = door(1, 2, 3, 4)
    admitted(made)
    made.not_understood(1)
    assert fault(made) is None
    assert admitted(made) == [2]
    made.refused(2, had_succeeded=True)
    assert fault(made) is None
    admitted(made)
    made.not_understood(3)
    assert fault(made) is PortalChanged
    assert "worked before" not in str(made.shut)
    assert made.turned_away() == [4]


def test_a_success_among_new_passwords_begins_the_count_anew() -> None:
    """Single mistakes in a long list stop nobody."""
    made = door(*range(1, 12))
    for visit in range(1, 12):
        admitted(made)
        made.succeeded(visit) if visit == 5 else made.refused(visit, had_succeeded=False)
        assert (fault(made) is None) == (visit < 10)


def test_a_success_forgives_an_answer_nobody_understood() -> None:
    """One odd account is no new login page."""
    made = door(1, 2, 3)
    admitted(made)
    made.not_understood(1)
    admitted(made)
    made.succeeded(2)
    admitted(made)
    made.not_understood(3)
    assert fault(made) is None


def test_a_success_forgives_a_refusal() -> None:
    """Only refusals in a row count."""
    made = door(1, 2, 3)
    for visit, outcome in ((1, False), (2, True), (3, False)):
        made.admit(0.0)
        made.succeeded(visit) if outcome else made.refused(visit, had_succeeded=True)
    assert fault(made) is None


def test_two_silent_visits_shut_the_door() -> None:
    """One alone does not."""
    made = door(1, 2, 3)
    admitted(made)
    made.silent(1)
    assert fault(made) is None
    admitted(made)
    made.silent(2)
    assert fault(made) is Unavailable


def test_a_login_does_not_break_a_silence_but_data_does() -> None:
    """Where the login page works and the pages behind it are down, every client would cost a captcha."""
    made = door(1, 2, 3)
    for visit in (1, 2, 3):
        made.admit(0.0)
        made.succeeded(visit)
    made.silent(1)
    made.working()
    made.silent(2)
    assert fault(made) is None
    made.knock(4)
    made.admit(0.0)
    made.succeeded(4)
    made.silent(4)
    assert fault(made) is Unavailable


def test_a_refusal_is_an_answer() -> None:
    """The portal is not silent if it refuses a password."""
    made = door(1, 2, 3)
    made.silent(1)
    made.refused(2, had_succeeded=False)
    made.silent(3)
    assert fault(made) is None


def test_who_leaves_makes_room() -> None:
    """A visit that ends while it waits or while its answer is out does not block the others."""
    made = door(1, 2, 3)
    made.admit(0.0)
    made.left(2)
    made.left(1)
    assert admitted(made) == [3]


def test_an_open_door_turns_nobody_away() -> None:
    """They keep their place."""
    made = door(1, 2)
    assert made.turned_away() == []
    assert made.admit(0.0) == 1
