"""A reply that speaks of another client is refused, whichever page it is and however many are read at once (G12)."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tdsxl.errors import PortalError, WrongClient
from tests.drift.readers import good_cases, read, with_body
from tests.portals.itportal.test_pages import TAN as AT_ITPORTAL
from tests.portals.replies import Case
from tests.portals.traces.test_pages import TAN as AT_TRACES

TANS = {"itportal": AT_ITPORTAL, "traces": AT_TRACES}
OTHER = "WXYZ98765K"
THREADS = 8
LINKS = "traces/download_parts"
"""TANs stand in addresses only, which name files, not clients."""


def told_by_tan() -> list[tuple[str, Case]]:
    """Recorded replies in which the asked TAN stands."""
    return [
        (name, case)
        for name, cases in good_cases().items()
        for case in cases
        if TANS[name.partition("/")[0]].encode() in case.reply.body and name not in (LINKS, "traces/download")
    ]


def of_other(name: str, case: Case) -> Case:
    """The reply as another client would have it."""
    tan = TANS[name.partition("/")[0]]
    return with_body(case, case.reply.body.replace(tan.encode(), OTHER.encode()))


def test_the_pages_that_name_their_client_are_these() -> None:
    """All others are believed by the login, the profile and the dashboard of their visit."""
    assert {name for name, _ in told_by_tan()} == {
        "itportal/notices",
        "itportal/password",
        "itportal/proceedings",
        "itportal/profile",
        "itportal/statements",
        "itportal/user_id",
        "traces/certificate_page",
        "traces/child_detail",
        "traces/defaults_of_year",
    }


@pytest.mark.fault
@pytest.mark.row("C5")
def test_of_mixed_answers_none_is_read_for_another(request: pytest.FixtureRequest) -> None:
    """Asked and answered drawn by lot, read by several threads: what another client was told is never taken."""
    told = told_by_tan()
    chance = random.Random(12)
    mixed = [(chance.choice(told), chance.random() < 0.5) for _ in range(request.config.getoption("--answers"))]
    with ThreadPoolExecutor(THREADS) as threads:
        ends = Counter(threads.map(lambda one: (one[1], _end(*one[0], is_other=one[1])), mixed))
    # The password's answer is proven with the profile behind it; its echo goes no further.
    assert ends.keys() == {(True, "refused"), (True, "proven later"), (False, "read")}
    assert ends[True, "refused"] > len(mixed) // 4


def _end(name: str, case: Case, *, is_other: bool) -> str:
    try:
        read(name, of_other(name, case) if is_other else case)
    except WrongClient:
        return "refused"
    except PortalError as error:
        return repr(error)
    return "proven later" if is_other and name == "itportal/password" else "read"
