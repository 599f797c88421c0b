"""Every reader of a page as a function of bytes that ends by itself or by a named error."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from tdsxl.errors import PortalError
from tdsxl.portals.base import Reply
from tdsxl.portals.traces.pages import files, markup
from tdsxl.portals.traces.pages.child_certificates import holds_none, is_unknown
from tdsxl.portals.traces.pages.login import login_answer
from tests.drift.readers import good_cases, read, with_body
from tests.portals.replies import FOLDER
from tests.portals.traces.test_pages import TAN

Target = Callable[[bytes], None]
CASES = good_cases()
OTHERS: Mapping[str, Callable[[Reply], object]] = {
    "traces/login": partial(login_answer, tan=TAN),
    "traces/dashboard": partial(markup.is_dashboard, tan=TAN),
    "traces/file": partial(files.document, reference="12345678"),
    "traces/no_child_certificate": partial(holds_none, tan=TAN),
    "traces/unknown_child_certificate": is_unknown,
}
"""Readers that no recorded reply is kept for under their own name."""


def _page(name: str, body: bytes) -> None:
    with suppress(PortalError):
        read(name, with_body(CASES[name][0], body))


def _other(reader: Callable[[Reply], object], body: bytes) -> None:
    with suppress(PortalError):
        reader(Reply("https://traces61.tdscpc.gov.in/dwnld/one.zip", 200, {}, body))


TARGETS: Mapping[str, Target] = {
    **{name: partial(_page, name) for name in CASES},
    **{name: partial(_other, reader) for name, reader in OTHERS.items()},
}
"""By `portal/page`."""


def seeds(name: str) -> list[bytes]:
    """Recorded replies to begin with: the page's own, good and bad, or all of the portal's."""
    portal, _, page = name.partition("/")
    own = sorted((FOLDER / portal).glob(f"{page if name in CASES else '*'}/*/reply.*"))
    return [path.read_bytes() for path in own]
