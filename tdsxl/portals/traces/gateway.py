"""The services of the 2025 Act on the gateway, asked with the token of the login (§4.1)."""

from collections.abc import Sequence
from urllib.parse import urlencode

from tdsxl.portals.base import Reply
from tdsxl.portals.fields import changed
from tdsxl.portals.hosts import OFFICIAL
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages.child_certificates import ChildCertificate, ChildPage, child_page
from tdsxl.portals.traces.pages.login import Tokens
from tdsxl.portals.transport import Wire
from tdsxl.values import Tan

HEADERS = {
    "Accept": "application/json",
    "Origin": OFFICIAL.traces.site,
    "Referer": f"{OFFICIAL.traces.site}/",
}
"""Of every request to the gateway, the login's too (§3.1)."""


class Gateway:
    """One client's session on the gateway."""

    def __init__(self, wire: Wire, origin: str, tokens: Tokens, *, tan: Tan) -> None:
        self._wire = wire
        self._origin = origin
        self._headers = {**HEADERS, "Authorization": f"Bearer {tokens.access}"}
        self._tan = tan

    def listed(self) -> tuple[ChildCertificate, ...]:
        """The child certificates of the TAN; read again once from the start when rows shifted between pages.

        Raises:
            PortalChanged: They shifted again, or the pages do not end.
        """
        for _ in range(2):
            pages = [self._page(1)]
            while pages[-1].has_next and _is_sound(pages):
                pages.append(self._page(len(pages) + 1))
            if _is_sound(pages):
                return tuple(row for page in pages for row in page.rows)
        raise changed("Child certificates", "TRACES showed a certificate on two pages, or a page without any")

    def lists(self, number: str) -> bool:
        """Whether the TAN has a child certificate of this number."""
        return any(row.number == number for row in self.listed())

    def detail(self, asked: ChildCertificate) -> Reply:
        """What the portal says of one certificate."""
        query = {"childCertNum": asked.number, "tan": self._tan, "pan": asked.deductee_pan}
        url = f"{self._origin}{urls.CHILD_CERTIFICATE}?{urlencode(query)}"
        return self._wire.get(url, headers=self._headers)

    def _page(self, number: int) -> ChildPage:
        reply = self._wire.post(
            self._origin + urls.CHILD_CERTIFICATES,
            json={"tan": self._tan, "pageNumber": number, "pageSize": urls.CHILD_CERTIFICATES_PAGE_SIZE},
            headers={**self._headers, "Content-Type": "application/json; charset=utf-8"},
        )
        return child_page(reply, tan=self._tan)


def _is_sound(pages: Sequence[ChildPage]) -> bool:
    """No certificate stands twice, and a page that promises another holds some."""
    rows = [row for page in pages for row in page.rows]
    return len(set(rows)) == len(rows) and bool(pages[-1].rows or not pages[-1].has_next)
