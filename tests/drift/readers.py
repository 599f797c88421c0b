"""Every reader of a page, by portal and page, and its recorded good replies."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby

from tdsxl.portals.itportal.pages.login import PasswordAnswer
from tests.portals.itportal.test_pages import READERS as ITPORTAL
from tests.portals.replies import Case, cases, plain
from tests.portals.traces.test_pages import READERS as TRACES

READERS: Mapping[str, Mapping[str, Callable[[Case], object]]] = {"itportal": ITPORTAL, "traces": TRACES}
"""By portal, then by page."""
LOGIN_KEYS = ("reqId", "entityType", "role")
"""Of the first answer of a login; what else it says goes back to the portal unread."""


def good_cases() -> dict[str, list[Case]]:
    """`portal/page` → its recorded replies that hold records."""
    found = {}
    for portal in READERS:
        for page, held in groupby(cases(portal), lambda case: case.page):
            found[f"{portal}/{page}"] = [case for case in held if not case.error]
    return found


def read(name: str, case: Case) -> object:
    """What the reader of `portal/page` tells of a reply, as JSON.

    Raises:
        PortalError: The reply is not what was asked for.
    """
    portal, _, page = name.partition("/")
    told = READERS[portal][page](case)
    if isinstance(told, PasswordAnswer):
        return told.outcome.value
    if name == "itportal/user_id" and isinstance(told, Mapping):
        return {key: told[key] for key in LOGIN_KEYS}
    return plain(told)


def with_body(case: Case, body: bytes) -> Case:
    """The case with another reply."""
    return replace(case, reply=replace(case.reply, body=body))
