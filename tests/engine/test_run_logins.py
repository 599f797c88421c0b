"""Logins of whole runs: what leaves, what never does, and what a person is asked."""

from collections.abc import Generator

import pytest

from tdsxl.challenges import Captcha, Challenge, CutOff, LoginFlow, TakeOver
from tdsxl.engine.events import VisitEnded
from tdsxl.errors import (
    AccountLocked,
    ActionNeeded,
    LocalError,
    LoginNotUnderstood,
    OtpNeeded,
    PortalChanged,
    Refused,
    SessionLost,
    TdsxlError,
    Unavailable,
    Unsafe,
    Waiting,
    WrongClient,
)
from tdsxl.values import Tan
from tests.engine.bench import Bench
from tests.engine.scripted import (
    IT,
    OAK,
    PINE,
    TRACES,
    Account,
    Script,
    ScriptedSession,
    accepted,
    client,
    elsewhere,
    refused,
    silent,
    unanswered,
    unknown_user,
    whole,
    wish,
    with_captcha,
)


def account(*logins: Script) -> Account:
    return Account(logins=list(logins))


ENDS = [AccountLocked, ActionNeeded, LocalError, LoginNotUnderstood, OtpNeeded, PortalChanged, Refused, SessionLost]
ENDS += [Unavailable, Unsafe, Waiting, WrongClient]
"""What may end a visit, but for the user who stops the run."""


def after_sending(error: Exception) -> Script:
    """A login that fails so once its password has left."""

    def flow(session: ScriptedSession) -> LoginFlow:
        yield from _sent(session)
        raise error

    return flow


def _sent(session: ScriptedSession) -> Generator[Challenge, str, None]:
    flow = accepted(session)
    yield next(flow)
    session.sent()


def test_an_accepted_login_reads_and_signs_out(bench: Bench) -> None:
    """Its attempt, rows and outcome are in the journal."""
    bench.world.accounts[PINE, IT] = Account(readings={"letters": [whole("A", "B")]}, name="PINE TOOLS")
    done = bench.sync(client(PINE, "letters"))
    assert bench.world.seen == ["PINE sent", "PINE read letters", "PINE out"]
    assert (bench.outcomes(PINE), bench.records(PINE, "letters")) == (["accepted"], ["A", "B"])
    assert bench.outcome(done, PINE, "letters") == "New data"
    assert (done.is_complete, done.run.how, bench.troubles()) == (True, "Complete", [])
    assert bench.journal.logins.visits()[PINE, IT].name == "PINE TOOLS"


def test_a_refused_password_never_leaves_again(bench: Bench) -> None:
    """Not in this run, nor in the next three, until a new one is stored; then the trouble is over."""
    bench.world.accounts[PINE, IT] = account(refused)
    for _ in range(4):
        done = bench.sync(client(PINE, "letters", "bills"))
        assert bench.outcome(done, PINE, "letters") == "Not checked: password refused"
        assert bench.outcome(done, PINE, "bills") == "Not checked: password refused"
    assert bench.world.count("sent") == 1
    assert len(bench.troubles()) == 1
    bench.world.accounts[PINE, IT] = account(accepted)
    bench.versions[PINE, IT] = "v2"
    assert bench.sync(client(PINE, "letters", "bills")).is_complete
    assert bench.outcomes(PINE) == ["refused", "accepted"]
    assert (bench.troubles(), len(bench.troubles(cleared=True))) == ([], 1)


def test_an_answer_nobody_understood_counts_as_refused_and_does_not_say_so(bench: Bench) -> None:
    """No second password, in this run or the next; both say what happened, until one is stored anew."""
    odd = LoginNotUnderstood("The answer was not recognised; it counts as refused.", "Log in once by hand.")
    bench.world.accounts[PINE, IT] = account(after_sending(odd))
    for _ in range(2):
        done = bench.sync(client(PINE, "letters"))
        assert bench.outcome(done, PINE, "letters") == "Not checked: login answer not understood"
        assert bench.troubles()[0].startswith("PINE Needs you IT portal/: The answer was not recognised;")
    assert (bench.world.count("sent"), bench.outcomes(PINE)) == (1, ["not understood"])
    bench.world.accounts[PINE, IT] = account(accepted)
    bench.versions[PINE, IT] = "v2"
    assert bench.sync(client(PINE, "letters")).is_complete


@pytest.mark.parametrize("remedy", ["Do this.", ""])
@pytest.mark.parametrize("kind", ENDS)
def test_a_visit_that_fails_says_what_to_do(bench: Bench, kind: type[TdsxlError], remedy: str) -> None:
    """In the words of its error, or else in words that fit any; the sheet Exceptions says the same."""
    bench.world.accounts[PINE, IT] = account(after_sending(kind("It went wrong.", remedy)))
    bench.sync(client(PINE, "letters"))
    [ended] = [event for event in bench.events if isinstance(event, VisitEnded)]
    [trouble] = [row.trouble for row in bench.journal.troubles.rows()]
    todo = remedy or "Sync this client again; if it stays, look at the portal by hand."
    assert (ended.reason, ended.remedy) == ("It went wrong.", todo)
    assert (trouble.what, trouble.remedy) == ("It went wrong.", todo)


def test_a_user_refused_before_the_password_is_not_asked_again(bench: Bench) -> None:
    """Unknown at the user id: nothing left, and the account is closed to this version all the same."""
    bench.world.accounts[PINE, IT] = account(unknown_user, accepted)
    for _ in range(2):
        done = bench.sync(client(PINE, "letters"))
        assert bench.outcome(done, PINE, "letters") == "Not checked: password refused"
    assert (bench.outcomes(PINE), bench.world.count("sent")) == (["refused"], 0)


def test_a_renewed_login_that_is_refused_leaves_the_first_one_accepted(bench: Bench) -> None:
    """Each password that left has an outcome of its own, so that a changed portal can still be told."""
    bench.world.accounts[PINE, IT] = account(accepted, unknown_user)
    bench.world.accounts[PINE, IT].readings["letters"] = [[SessionLost("Signed out.")]]
    bench.sync(client(PINE, "letters"))
    assert bench.outcomes(PINE) == ["accepted", "refused"]


def test_a_wrong_captcha_is_asked_anew(bench: Bench) -> None:
    """Then the right one; both count as logins, neither as a refusal."""
    bench.world.accounts[PINE, TRACES] = Account(logins=[with_captcha()], readings={"cards": [whole("A")]})
    typed = iter(["wrong", "right"])
    bench.answers[Captcha] = lambda: next(typed)
    done = bench.sync(client(PINE, "cards"))
    assert bench.outcome(done, PINE, "cards") == "New data (to 2025-26)"
    assert (bench.asked, bench.outcomes(PINE)) == (["Captcha"] * 2, ["not taken", "accepted"])


def test_three_wrong_captchas_end_the_visit_and_close_the_hour(bench: Bench) -> None:
    """The password stays good; the next run does not even ask until the hour is over."""
    bench.world.accounts[PINE, TRACES] = account(with_captcha())
    bench.answers[Captcha] = "wrong"
    done = bench.sync(client(PINE, "cards"))
    assert bench.outcome(done, PINE, "cards").endswith("Not checked (to 2025-26): The captcha was wrong 3 times.")
    done = bench.sync(client(PINE, "cards"))
    assert "Three logins within an hour" in bench.outcome(done, PINE, "cards")
    assert bench.asked == ["Captcha"] * 3
    assert bench.outcomes(PINE) == ["not taken"] * 3


def test_wrong_captchas_of_two_runs_are_counted_together(bench: Bench) -> None:
    """The fourth password of an hour does not leave, though its visit began with two to spare."""
    bench.world.accounts[PINE, TRACES] = account(accepted, with_captcha())
    bench.sync(client(PINE, "cards"))
    bench.answers[Captcha] = "wrong"
    done = bench.sync(client(PINE, "cards"))
    assert "Three logins within an hour" in bench.outcome(done, PINE, "cards")
    assert (bench.world.count("sent"), bench.outcomes(PINE)) == (3, ["accepted", "not taken", "not taken"])


def test_a_skipped_captcha_leaves_the_client(bench: Bench) -> None:
    """Nothing was sent; the next client is asked."""
    for tan in (PINE, OAK):
        bench.world.accounts[tan, TRACES] = account(with_captcha())
    answers = iter([None, "right"])
    bench.answers[Captcha] = lambda: next(answers)
    done = bench.sync(client(PINE, "cards"), client(OAK, "cards"))
    assert bench.outcome(done, PINE, "cards") == "Not checked (to 2025-26): The captcha was skipped."
    assert done.states[OAK, "cards"].outcome.is_checked
    assert (bench.outcomes(PINE), bench.outcomes(OAK)) == ([], ["accepted"])


def test_a_cut_off_login_is_sent_again_only_after_a_yes(bench: Bench) -> None:
    """Silence or no sends nothing, as often as it is asked."""
    bench.world.accounts[PINE, IT] = account(unanswered, accepted)
    done = bench.sync(client(PINE, "letters"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: The portal broke the connection."
    for answer in (None, "no"):
        bench.answers[CutOff] = answer
        assert not bench.sync(client(PINE, "letters")).is_complete
    assert (bench.world.count("sent"), bench.outcomes(PINE)) == (1, ["sent"])
    bench.says_yes()
    assert bench.sync(client(PINE, "letters")).is_complete
    assert (bench.asked, bench.outcomes(PINE)) == (["CutOff"] * 3, ["released", "accepted"])


def test_a_newly_stored_password_is_not_asked_about(bench: Bench) -> None:
    """The login that was cut off sent another one."""
    bench.world.accounts[PINE, IT] = account(unanswered, accepted)
    bench.sync(client(PINE, "letters"))
    bench.versions[PINE, IT] = "v2"
    assert bench.sync(client(PINE, "letters")).is_complete
    assert bench.asked == []


def test_a_takeover_is_declined_by_default(bench: Bench) -> None:
    """The browser session of a colleague goes on; a later yes takes over with one attempt on record."""
    bench.world.accounts[PINE, IT] = account(elsewhere)
    done = bench.sync(client(PINE, "letters"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: The question was skipped."
    bench.answers[TakeOver] = "no"
    done = bench.sync(client(PINE, "letters"))
    assert bench.outcome(done, PINE, "letters") == "Not checked: The account is signed in elsewhere."
    bench.says_yes()
    assert bench.sync(client(PINE, "letters")).is_complete
    assert bench.outcomes(PINE) == ["not taken", "not taken", "accepted"]


def test_an_answer_that_refuses_a_takeover_is_a_refusal(bench: Bench) -> None:
    """The password had left before the question; what came of it after is told to the same attempt."""

    def flow(session: ScriptedSession) -> LoginFlow:
        yield from elsewhere(session)
        raise Refused("Not recognised.")

    bench.world.accounts[PINE, IT] = account(flow)
    bench.says_yes()
    bench.sync(client(PINE, "letters"))
    assert bench.outcomes(PINE) == ["refused"]


def test_what_an_error_after_the_password_says_of_it(bench: Bench) -> None:
    """A portal that knows us has taken it; a connection that failed may have swallowed the answer."""
    told = {
        ActionNeeded("Accept the terms."): "accepted",
        OtpNeeded("A second factor."): "accepted",
        PortalChanged("The profile names no TAN."): "accepted",
        WrongClient("Another TAN's account."): "accepted",
        Unavailable("Maintenance."): "sent",
        Unsafe("The connection is not secure."): "sent",
    }
    for number, (error, outcome) in enumerate(told.items()):
        tan = Tan(f"ABCD{number:05}E")
        bench.world.accounts[tan, IT] = account(after_sending(error))
        bench.sync(client(tan, "letters"))
        assert (tan, bench.outcomes(tan)) == (tan, [outcome])


def test_an_account_that_wants_an_otp_is_set_aside_until_named(bench: Bench) -> None:
    """A visit that fails for another reason does not forget it; one that gets in does."""
    otp = after_sending(OtpNeeded("A second factor is asked.", "Log in by hand."))
    bench.world.accounts[PINE, IT] = account(otp, silent, accepted)
    assert bench.outcome(bench.sync(client(PINE, "letters")), PINE, "letters") == "Not checked: needs OTP"
    for _ in range(2):
        done = bench.sync(client(PINE, "letters"))
        assert bench.outcome(done, PINE, "letters") == "Not checked: needs OTP"
        bench.sync(client(PINE, "letters"), wished=wish(tans=(PINE,)))
    assert bench.world.count("sent") == 2
    assert bench.sync(client(PINE, "letters")).is_complete
    assert bench.troubles() == []


def test_unattended_runs_wait_for_a_person(bench: Bench) -> None:
    """TRACES is not even visited; a question of the IT portal waits without a second password."""
    bench.world.accounts[PINE, IT] = account(elsewhere)
    done = bench.sync(client(PINE, "letters", "cards"), attended=False)
    assert bench.outcome(done, PINE, "cards") == "Waiting for you (to 2025-26): a captcha waits for you"
    assert bench.outcome(done, PINE, "letters") == "Waiting for you: A question waits for a person."
    assert (bench.world.seen, done.is_complete) == (["PINE sent", "PINE out"], False)
    assert [line.split(":")[0] for line in bench.troubles()] == ["PINE Needs you TRACES/", "PINE Needs you IT portal/"]


def test_a_client_without_a_password_is_named_and_not_visited(bench: Bench) -> None:
    """Its other portal is; the line is cleared by the first login that works."""
    bench.versions[PINE, TRACES] = ""
    done = bench.sync(client(PINE, "lists"))
    assert bench.outcome(done, PINE, "lists").endswith(": no password stored (TRACES)")
    assert bench.troubles() == ["PINE Needs you TRACES/: No password stored."]
    bench.versions.clear()
    bench.sync(client(PINE, "lists"))
    assert bench.troubles() == []
