"""The 1961-Act site behind the gateway's login: bridge, pages, servlets, lists of several pages (§3.3, §5.0).

The bridge is built when the first page is wanted. A session that has died is bridged again once per question, with the
tokens of the same login; a second death ends the visit.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

from tdsxl.errors import PortalChanged, SessionLost
from tdsxl.portals.base import Listing, Reply, Wait
from tdsxl.portals.hosts import OFFICIAL
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages import grids, markup
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.portals.traces.pages.judge import is_sign_out, trouble
from tdsxl.portals.traces.pages.login import Tokens
from tdsxl.portals.transport import FILE_CAP, FILE_DEADLINE, PAGE_CAP, PAGE_DEADLINE, Wire
from tdsxl.values import Tan

ROWS = 100
"""Rows of a list asked for at a time."""

_PAGE_HEADERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5

T = TypeVar("T")


class OldSite:
    """One client's session on the 1961-Act site."""

    def __init__(
        self,
        wire: Wire,
        origin: str,
        tokens: Tokens,
        *,
        tan: Tan,
        wait: Wait,
        pause: float,
        clock: Callable[[], float],
    ) -> None:
        self._wire = wire
        self._origin = origin
        self._tokens = tokens
        self._tan = tan
        self._wait = wait
        self._pause = pause
        self._clock = clock
        # To be signed out of, even if a stop or another client's dashboard came before the bridge was whole.
        self._entered = False
        self._bridged = False
        # The tokens have opened this site before: where they no longer do, a fresh login is due.
        self._taken = False
        # No servlet has been asked since the bridge was built.
        self._fresh = False
        self._opened: set[urls.Page] = set()

    def rows(self, grid: urls.Grid, query: Mapping[str, str], **body: str) -> Listing[Raw]:
        """All rows of a list; read again once from its start when it shifted while it was read.

        Raises:
            PortalChanged: It is not whole the second time either.
        """
        pages = self._pages(grid, query, body)
        if grids.flaw(pages, grid.page.title):
            pages = self._pages(grid, query, body)
        return grids.joined(pages, grid.page.title)

    def get(self, page: urls.Page, path: str, read: Callable[[Reply], T]) -> T:
        """What is read from a page or servlet behind a page."""
        return self._ask(page, lambda: read(self._follow(self._url(path))[-1]))

    def post(
        self,
        page: urls.Page,
        path: str,
        read: Callable[[Reply], T],
        *,
        form: Mapping[str, str],
        cap: int = PAGE_CAP,
        deadline: float = PAGE_DEADLINE,
    ) -> T:
        """What is read from the answer to a form of a page."""
        url = self._url(path)
        # Said even where the form is empty, as a browser's grid does (§5.0).
        headers = {**_servlet_headers(page), "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask(
            page, lambda: read(self._wire.post(url, form=form, headers=headers, cap=cap, deadline=deadline))
        )

    def file(self, page: urls.Page, address: str, read: Callable[[Reply], T]) -> T:
        """What is read from a file; its address may be whole or relative, and is moved to the host we know."""
        if is_sign_out(address):
            raise SessionLost("TRACES no longer knows the session.", "Sync again; the login is asked anew.")
        url = self._wire.pinned(address, self._url(page.path))
        headers = {"Referer": urls.OLD + page.path}
        return self._ask(page, lambda: read(self._follow(url, headers, cap=FILE_CAP, deadline=FILE_DEADLINE)[-1]))

    def leave(self) -> None:
        """Sign out, if a bridge was begun."""
        if self._entered:
            self._wire.get(self._url(urls.LOGOUT), headers=_PAGE_HEADERS)

    def _pages(self, grid: urls.Grid, query: Mapping[str, str], body: Mapping[str, str]) -> list[grids.GridPage]:
        pages = [self._page(grid, query, body, number=1)]
        while grids.is_more(pages):
            pages.append(self._page(grid, query, body, number=len(pages) + 1))
        return pages

    def _page(
        self, grid: urls.Grid, query: Mapping[str, str], body: Mapping[str, str], *, number: int
    ) -> grids.GridPage:
        paging = {
            "_search": "false",
            "nd": str(int(self._clock() * 1000)),
            "rows": str(ROWS),
            "page": str(number),
            "sidx": grid.sort_by,
            "sord": "asc",
        }

        def read(reply: Reply) -> grids.GridPage:
            return grids.grid_page(reply, grid.page.title, number=number, tan=self._tan)

        if not grid.in_query:
            return self.post(grid.page, f"{grid.path}?{urlencode(query)}", read, form={**paging, **body})
        url = self._url(f"{grid.path}?{urlencode({**query, **paging})}")
        headers = _servlet_headers(grid.page)
        return self._ask(grid.page, lambda: read(self._wire.get(url, headers=headers)))

    def _ask(self, page: urls.Page, call: Callable[[], T]) -> T:
        try:
            return self._behind(page, call)
        except SessionLost:
            if not self._bridged:
                raise
        self._bridged = False
        return self._behind(page, call)

    def _behind(self, page: urls.Page, call: Callable[[], T]) -> T:
        """What a call behind an opened page gives; the first one after the bridge is often told that it is gone."""
        self._open(page)
        was_fresh, self._fresh = self._fresh, False
        try:
            return call()
        except SessionLost:
            if not was_fresh:
                raise
        self._wait(self._pause)
        self._greet()
        return call()

    def _open(self, page: urls.Page) -> None:
        if not self._bridged:
            self._bridge()
        if page not in self._opened:
            markup.page(self._follow(self._url(page.path))[-1], page, tan=self._tan)
            self._opened.add(page)

    def _bridge(self) -> None:
        """Turn the gateway's tokens into a session of this site.

        Raises:
            SessionLost: The tokens are no longer taken.
            PortalError: It failed in another way; without a `JSESSIONID` it has (§3.3), whatever the page says.
        """
        self._opened.clear()
        self._entered = True
        replies = self._follow(
            self._url(urls.BRIDGE),
            {
                "Authorization": f"Bearer {self._tokens.access}",
                "RefreshToken": self._tokens.refresh,
                "Origin": OFFICIAL.traces.site,
                "Referer": f"{OFFICIAL.traces.site}/",
                "X-Requested-With": "XMLHttpRequest",
                "X-Bank-Code": "null",
                "X-Everify": "N",
            },
        )
        last, is_named = replies[-1], any("JSESSIONID=" in reply.headers.get("set-cookie", "") for reply in replies)
        if last.status != 200 or not (is_named or markup.is_dashboard(last, tan=self._tan)):
            error = trouble(last, "Bridge to the 1961-Act site")
            if last.status == 200 and type(error) is PortalChanged and self._taken:
                raise SessionLost("TRACES did not open the 1961-Act site.", "Sync again; the login is asked anew.")
            raise error
        self._greet()
        self._bridged = self._fresh = self._taken = True

    def _greet(self) -> None:
        """Open the dashboard and prove whose it is."""
        reply = self._follow(self._url(urls.DASHBOARD))[-1]
        if not markup.is_dashboard(reply, tan=self._tan):
            raise trouble(reply, "Dashboard")

    def _follow(
        self,
        url: str,
        headers: Mapping[str, str] = _PAGE_HEADERS,
        *,
        cap: int = PAGE_CAP,
        deadline: float = PAGE_DEADLINE,
    ) -> list[Reply]:
        """An answer and those it leads to. The tokens go to the first address only.

        Raises:
            SessionLost: It leads to where TRACES sends those who are signed out.
            Unsafe: It leads to a foreign host.
        """
        replies = [self._wire.get(url, headers=headers, cap=cap, deadline=deadline)]
        while replies[-1].status in _REDIRECTS and len(replies) <= _MOST_REDIRECTS:
            location = replies[-1].headers.get("location", "")
            if not location or is_sign_out(location):
                raise trouble(replies[-1], "1961-Act site")
            there = self._wire.pinned(location, replies[-1].url)
            replies.append(self._wire.get(there, headers=_PAGE_HEADERS, cap=cap, deadline=deadline))
        return replies

    def _url(self, path: str) -> str:
        return self._origin + path


def _servlet_headers(page: urls.Page) -> dict[str, str]:
    return {
        "Accept": "application/json, text/javascript, */*; q=0.01",
        "X-Requested-With": "XMLHttpRequest",
        "Referer": urls.OLD + page.path,
    }
