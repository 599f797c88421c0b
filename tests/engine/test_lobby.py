"""The places of one portal: few pictures wait for a person at once, and a visit that waits holds no session."""

from tdsxl.engine.lobby import Lobby


def lobby(*outside: int, sessions: int = 2, pictures: int = 3) -> Lobby:
    made = Lobby(sessions, pictures)
    for visit in outside:
        made.come(visit)
    return made


def called(made: Lobby) -> list[int]:
    """Everybody who may begin now."""
    found = []
    while (visit := made.called_in()) is not None:
        found.append(visit)
    return found


def seated(made: Lobby, *standing: int) -> list[int]:
    """Everybody who gets a seat, of those who stood and stand up now."""
    for one in standing:
        made.stand(one)
    found = []
    while (visit := made.seated()) is not None:
        found.append(visit)
    return found


def test_so_many_pictures_and_no_more() -> None:
    """The next visit is called in when one of them has its seat."""
    made = lobby(1, 2, 3, 4, 5)
    assert called(made) == [1, 2, 3]
    assert called(made) == []
    assert seated(made, 1) == [1]
    assert called(made) == [4]


def test_pictures_are_fetched_while_all_seats_are_taken() -> None:
    """Who has typed waits standing; the seat is theirs when somebody leaves."""
    made = lobby(1, 2, 3, 4, 5)
    called(made)
    assert seated(made, 1, 2) == [1, 2]
    assert called(made) == [4, 5]
    assert seated(made, 4) == []
    made.leave(1)
    assert seated(made) == [4]


def test_a_portal_without_pictures_counts_its_seats_only() -> None:
    """As many visits as sessions are under way, logging in or logged in."""
    made = lobby(1, 2, 3, sessions=2, pictures=0)
    assert called(made) == [1, 2]
    assert seated(made, 1, 2) == [1, 2]


def test_a_wrong_captcha_gives_the_seat_to_others() -> None:
    """The visit stands again when the next one is typed."""
    made = lobby(1, 2, 3, sessions=1)
    called(made)
    assert seated(made, 1, 2) == [1]
    made.rise(1)
    assert seated(made, 1) == [2]
    made.leave(2)
    assert seated(made) == [1]


def test_who_lost_a_session_keeps_the_seat() -> None:
    """It is called in and seated again, whoever waits before it."""
    made = lobby(1, 2, 3, 4, 5, sessions=1, pictures=1)
    called(made)
    seated(made, 1)
    called(made)
    assert seated(made, 2) == []
    made.come(1)
    assert called(made) == [1]
    assert seated(made, 1) == [1]


def test_those_who_stand_are_turned_away_once() -> None:
    """A portal that is given up seats nobody of them any more."""
    made = lobby(1, 2, sessions=1)
    called(made)
    seated(made, 1, 2)
    assert made.turned_away() == [2]
    made.leave(1)
    assert seated(made) == []


def test_who_leaves_while_standing_is_seated_no_more() -> None:
    """A visit that was stopped after its picture was typed: the seat goes to the next."""
    made = lobby(1, 2, 3, sessions=1)
    called(made)
    seated(made, 1, 2, 3)
    made.leave(2)
    made.leave(1)
    assert seated(made) == [3]
