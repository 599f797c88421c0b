"""One client's visit to TRACES: the login, and the lists of both sites behind it.

The gateway gives a pair of tokens for a captcha and a password. Its own services take them as they are; the 1961-Act
site is reached over a bridge (`oldsite.py`), which is built when the first of its pages is wanted.
"""

import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from tdsxl.challenges import Captcha, Challenge, LoginFlow, NotTaken, SendSecret
from tdsxl.errors import PortalChanged, PortalError, SessionLost, Unavailable, Waiting
from tdsxl.portals.base import Listing, Reply, Wait
from tdsxl.portals.hosts import LOGIN_GAP, TracesHosts
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.gateway import HEADERS, Gateway
from tdsxl.portals.traces.oldsite import OldSite
from tdsxl.portals.traces.pages.certificates import certificates_of
from tdsxl.portals.traces.pages.challans import unconsumed_challans
from tdsxl.portals.traces.pages.child_certificates import (
    ChildCertificate,
    child_detail,
    holds_none,
    is_unknown,
    no_child_certificate,
)
from tdsxl.portals.traces.pages.defaults import DefaultsOfQuarter, default_summary, defaults_of_year
from tdsxl.portals.traces.pages.demands import DemandList, demand_rows, with_prior_years
from tdsxl.portals.traces.pages.files import document, file_addresses, part_addresses
from tdsxl.portals.traces.pages.inbox import Communication, communication_rows, download_rows, file_query
from tdsxl.portals.traces.pages.login import Tokens, captcha_picture, login_answer
from tdsxl.portals.traces.pages.statements import statements
from tdsxl.portals.transport import FILE_CAP, FILE_DEADLINE, Turnstile, Wire
from tdsxl.records import (
    Certificate,
    DefaultSummary,
    Document,
    Notice,
    Profile,
    RegisterRow,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.values import Form, Login, Quarter, Year

_BRIDGE_PAUSE = 5.0
"""Seconds to wait when the first servlet says 410 (§3.3); scaled with the gap between logins."""
_MOST_SENDS = 3
"""Five failed logins lock an account for an hour (§3.5), and wrong captchas may count."""
_MOST_PICTURES = 10


class TracesSession:
    """One client's visit to TRACES."""

    def __init__(
        self,
        wire: Wire,
        hosts: TracesHosts,
        login: Login,
        *,
        wait: Wait,
        captchas: Turnstile,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Send nothing yet.

        Args:
            wire: The account's connection.
            hosts: Where the sites are.
            login: Whose visit it is.
            wait: Sleeps; raises Stopped.
            captchas: Spaces the captcha pictures of all clients.
            clock: Seconds since 1970, which lists are asked with.
        """
        self._wire = wire
        self._hosts = hosts
        self._account = login
        self._tan = login.tan
        self._wait = wait
        self._captchas = captchas
        self._clock = clock
        self._inside: _Sites | None = None

    @property
    def last_reply(self) -> Reply | None:
        """What TRACES answered last."""
        return self._wire.last

    def login(self) -> LoginFlow:
        """Log in with a captcha typed by a person; the password leaves once per captcha, three times at most.

        Raises:
            Refused: Also when the answer is not known.
            Waiting: The captcha was wrong each time.
        """
        for attempt in range(_MOST_SENDS):
            captcha_id, typed = yield from self._typed_captcha(again=attempt > 0)
            self._wire.rest()
            yield SendSecret()
            answer = login_answer(self._send_login(captcha_id, typed), tan=self._tan)
            if isinstance(answer, Tokens):
                self._inside = self._entered(answer)
                return Profile(tan=self._tan, name=None)
            yield NotTaken("captcha")
        raise Waiting(f"The captcha was wrong {_MOST_SENDS} times.", "Sync this client again later.")

    def _typed_captcha(self, *, again: bool) -> Generator[Challenge, str, tuple[str, str]]:
        """The id of a picture and what a person reads in it; an empty answer asks for another picture."""
        for _ in range(_MOST_PICTURES):
            self._wire.rest()
            self._captchas.enter(self._wait)
            reply = self._wire.get(self._hosts.gateway + urls.CAPTCHA, headers=HEADERS)
            picture = captcha_picture(reply, tan=self._tan)
            typed = "".join((yield Captcha(picture.image, again)).split())
            if typed:
                return picture.id, typed
        raise Waiting(f"{_MOST_PICTURES} captcha pictures were not typed.", "Sync this client again later.")

    def _send_login(self, captcha_id: str, typed: str) -> Reply:
        return self._wire.post(
            self._hosts.gateway + urls.LOGIN,
            json={
                "userId": self._tan,
                "userType": "Deductor",
                "subUserPanId": self._account.sub_user,
                "password": self._account.password.reveal(),
                "captcha": typed,
                "captchaId": captcha_id,
            },
            headers={**HEADERS, "Content-Type": "application/json"},
        )

    def logout(self) -> None:
        """Sign out of the 1961-Act site where it was entered; the gateway is not known to have a way out (§3.2)."""
        with suppress(PortalError):
            if self._inside:
                self._inside.old.leave()

    def close(self) -> None:
        """Drop the connection and the tokens."""
        self._inside = None
        self._wire.close()

    def statement_status(self, year: Year, quarter: Quarter, form: Form) -> Listing[StatementStatus]:
        """Statement Status of one year, quarter and form (1961 Act)."""
        listing = self._sites().old.rows(urls.STATEMENT_STATUS, urls.statement_status(year, quarter, form))
        return statements(listing, year=year, quarter=quarter, form=form)

    def unconsumed(self) -> Listing[UnconsumedChallan]:
        """Unconsumed Challans (1961 Act)."""
        return unconsumed_challans(self._sites().old.rows(urls.UNCONSUMED, {"reqtype": "0"}))

    def communications(self) -> Listing[Communication]:
        """Communication Inbox: both classes and the categories that are known (1961 Act)."""
        rows: list[Communication] = []
        total = 0
        for classify in urls.INBOX_CLASSES:
            for category in urls.INBOX_CATEGORIES:
                listing = self._sites().old.rows(urls.INBOX, urls.inbox(classify), commCatogory=category)
                rows += communication_rows(listing, classify=classify, category=category)
                total += listing.total or 0
        return Listing(tuple(rows), total)

    def communication_file(self, communication: Communication) -> Document | None:
        """The file of a certificate type; None for others, whose file must be requested first."""
        if not communication.is_certificate:
            return None
        return self._sites().old.post(
            urls.INBOX.page,
            f"{urls.INBOX.path}?{urlencode(file_query(communication))}",
            lambda reply: document(reply, communication.notice.reference),
            form={},
            cap=FILE_CAP,
            deadline=FILE_DEADLINE,
        )

    def downloads(self) -> Listing[Notice]:
        """Requested Downloads that are there already (1961 Act)."""
        return download_rows(self._sites().old.rows(urls.DOWNLOADS, {"reqtype": "0"}))

    def download(self, request_no: str) -> tuple[Document, ...]:
        """The files of a request whose status is Available; a big one comes in parts."""
        site, page, tan = self._sites().old, urls.DOWNLOADS.page, self._tan
        found = site.post(page, urls.DOWNLOAD, lambda reply: file_addresses(reply, tan=tan), form={"reqNo": request_no})
        addresses: list[str] = []
        for address in found:
            if urls.DOWNLOAD_PARTS in address:
                addresses += site.file(page, address, lambda reply: part_addresses(reply, tan=tan))
            else:
                addresses.append(address)
        return tuple(site.file(page, address, lambda reply: document(reply, request_no)) for address in addresses)

    def demands(self) -> DemandList:
        """Outstanding Demand by year, Prior Years opened (1961 Act)."""
        rows = demand_rows(self._sites().old.rows(urls.DEMANDS, urls.ALL_YEARS))
        if all(row.year for row in rows):
            return DemandList(rows=rows, total=len(rows))
        try:
            return with_prior_years(rows, demand_rows(self._sites().old.rows(urls.DEMANDS, urls.PRIOR_YEARS)))
        except (PortalChanged, Unavailable) as error:
            # The question is assumed: any answer but the rows says that it is not understood.
            return DemandList(rows=rows, total=None, unopened=f"Prior Years could not be opened. {error.message}")

    def default_summaries(self, year: Year) -> Listing[DefaultSummary]:
        """The Default Summary of each quarter and form of a year (1961 Act)."""
        site = self._sites().old
        listed = site.post(
            urls.DEFAULTS,
            urls.DEFAULTS_OF_YEAR.path,
            lambda reply: defaults_of_year(reply, year=year, tan=self._tan),
            form=urls.defaults_of_year(year),
        )
        return Listing(tuple(self._default_summary(year, line) for line in listed), None)

    def _default_summary(self, year: Year, line: DefaultsOfQuarter) -> DefaultSummary:
        query = urlencode(urls.default_summary(year, line.quarter, line.form))
        return self._sites().old.get(
            urls.DEFAULTS,
            f"{urls.DEFAULT_SUMMARY.path}?{query}",
            lambda reply: default_summary(reply, line, year=year, tan=self._tan),
        )

    def certificates(self, row: RegisterRow) -> Listing[Certificate]:
        """The certificates that a line of the register stands for (1961 Act); none is one that says "not found"."""
        return certificates_of(self._sites().old.rows(urls.CERTIFICATES, urls.certificates(row)), row)

    def child_certificates(self) -> Listing[Certificate]:
        """All child certificates of the TAN, each with its detail (2025 Act)."""
        gateway = self._sites().gateway
        details = ((listed, gateway.detail(listed)) for listed in gateway.listed())
        return Listing(tuple(child_detail(reply, listed, tan=self._tan) for listed, reply in details), None)

    def child_certificate(self, row: RegisterRow) -> Certificate:
        """The child certificate of a numbered line of the register (2025 Act)."""
        asked = ChildCertificate(row.certificate_no, row.deductee_pan)
        gateway = self._sites().gateway
        reply = gateway.detail(asked)
        if is_unknown(reply) or (holds_none(reply, tan=self._tan) and not gateway.lists(asked.number)):
            return no_child_certificate(row)
        return child_detail(reply, asked, tan=self._tan)

    def _sites(self) -> "_Sites":
        if not self._inside:
            raise SessionLost("This visit to TRACES is not logged in.")
        return self._inside

    def _entered(self, tokens: Tokens) -> "_Sites":
        old = OldSite(
            self._wire,
            self._hosts.old,
            tokens,
            tan=self._tan,
            wait=self._wait,
            pause=_BRIDGE_PAUSE * self._hosts.login_gap / LOGIN_GAP,
            clock=self._clock,
        )
        return _Sites(Gateway(self._wire, self._hosts.gateway, tokens, tan=self._tan), old)


@dataclass(frozen=True, slots=True)
class _Sites:
    """Both sites, with the tokens of one login."""

    gateway: Gateway
    old: OldSite
