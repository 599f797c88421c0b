"""One client's visit to the IT portal: logs in, proves whose account it is, asks, logs out. It only ever reads.

The order matters (§2): the page gives the gateway's cookies, the user id a `reqId` that serves once, and only after a
pause may the password follow. Payments are answered only after the profile has been asked, so the login ends with it.
"""

import base64
from collections.abc import Generator, Mapping
from urllib.parse import quote

from tdsxl.challenges import Challenge, LoginFlow, NotTaken, SendSecret, TakeOver
from tdsxl.errors import ActionNeeded, Unavailable
from tdsxl.portals.base import Listing, Reply, Wait
from tdsxl.portals.hosts import LOGIN_PAUSE, ItPortalHost
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages import documents, login, paging, payments, proceedings, statements
from tdsxl.portals.itportal.pages.login import Outcome, PasswordAnswer
from tdsxl.portals.itportal.pages.payments import Payment
from tdsxl.portals.itportal.pages.proceedings import ClosureOrder, DocumentRef, Proceeding, ProceedingNotice
from tdsxl.portals.itportal.pages.statements import FiledForm
from tdsxl.portals.itportal.urls import Service
from tdsxl.portals.judging import refuse_other_tan
from tdsxl.portals.transport import FILE_CAP, FILE_DEADLINE, Wire
from tdsxl.records import Challan, Document, FiledStatement
from tdsxl.values import Act, Login


class ItPortalSession:
    """A visit to the IT portal; `portals.base.Session`."""

    def __init__(self, wire: Wire, host: ItPortalHost, login: Login, *, wait: Wait) -> None:
        self._wire = wire
        self._origin = host.origin
        self._pace = host.login_pause / LOGIN_PAUSE
        self._login = login
        self._tan = login.tan
        self._wait = wait
        self._user_type = ""

    @property
    def last_reply(self) -> Reply | None:
        """What the portal answered last."""
        return self._wire.last

    def login(self) -> LoginFlow:
        """Log in with TAN and password; the profile proves whose account it is.

        Raises:
            Refused: User id or password refused, or the answer not recognised.
            AccountLocked: The portal says so.
            OtpNeeded: The account asks for a second factor.
            ActionNeeded: It is signed in elsewhere and may not be taken over.
            WrongClient: It is another TAN's account.
        """
        self._wire.get(self._origin + urls.START.path, headers=urls.headers(urls.START))
        answer = yield from self._let_in()
        if answer.outcome is Outcome.ELSEWHERE:
            answer = yield from self._taken_over(answer)
        self._user_type = answer.user_type
        refuse_other_tan(answer.echo, self._tan)
        reply = self._ask(urls.PROFILE, {"userId": self._tan})
        return login.profile(reply, self._tan)

    def _let_in(self) -> Generator[Challenge, str, PasswordAnswer]:
        for pause in urls.PASSWORD_PAUSES:
            first = login.user_id_echo(self._ask(urls.USER_ID, {"entity": self._tan}), self._tan)
            self._rest(pause)
            self._wire.rest()
            yield SendSecret()
            reply = self._ask(urls.PASSWORD, {**first, **urls.PASSWORD_BLANKS, "pass": self._encoded_password()})
            answer = login.password_answer(reply, self._tan, first)
            if answer.outcome is not Outcome.NOT_TAKEN:
                return answer
            yield NotTaken("not authenticated")
        raise Unavailable("The IT portal did not take the login, three times.", "Sync again later.")

    def _encoded_password(self) -> str:
        # The portal's own page sends it so; TLS alone protects it (§2.4).
        return base64.b64encode(self._login.password.reveal().encode()).decode("ascii")

    def _taken_over(self, answer: PasswordAnswer) -> Generator[Challenge, str, PasswordAnswer]:
        yield NotTaken("signed in elsewhere")
        if (yield TakeOver()) != "yes":
            raise ActionNeeded(
                "The account is signed in elsewhere.", "Log out there, or let tdsxl take over: sync again and answer y."
            )
        self._rest(urls.TAKE_OVER_PAUSE)
        reply = self._ask(urls.PASSWORD, {**answer.echo, **urls.TAKE_OVER})
        taken = login.password_answer(reply, self._tan, answer.echo)
        if taken.outcome is not Outcome.OPEN:
            raise ActionNeeded(
                "The IT portal did not let the other sign-in be taken over.", "Log out there, then sync again."
            )
        return taken

    def logout(self) -> None:
        """Sign out, so that the next login is not told of another session; nothing to do where none is open."""
        if self._user_type:
            self._ask(urls.LOGOUT, {"entity": self._tan, "userType": self._user_type})
            self._user_type = ""

    def close(self) -> None:
        """Drop the connection."""
        self._wire.close()

    def payments(self, act: Act) -> Listing[Payment]:
        """Paid challans in the list of one Act, of all years."""

        def page_at(number: int) -> paging.Page[Payment]:
            form = {
                "pan": self._tan,
                "actType": urls.ACTS[act],
                "loggedInUserID": self._tan,
                "loggedInUserType": self._user_type,
                "pageNumber": number,
                "pageSize": urls.PAYMENTS.page_size,
            }
            return payments.payments(self._ask(urls.PAYMENTS, {"formData": form}), self._tan, act)

        return paging.whole(payments.HISTORY, page_at, urls.PAYMENTS.first_page)

    def challan(self, payment: Payment) -> Challan:
        """A payment with its details."""
        reply = self._ask(urls.PAYMENT_DETAILS, {"formData": {"cin": payment.cin, "entityNum": self._tan}})
        return payments.challan(reply, self._tan, payment)

    def filed_forms(self) -> tuple[FiledForm, ...]:
        """Which forms the client has filed, of both Acts."""
        return statements.filed_forms(self._ask(urls.FILED_FORMS, {"entityNum": self._tan}), self._tan)

    def filed_statements(self, code: str) -> Listing[FiledStatement]:
        """Statements filed of one form of the catalogue, of all years."""

        def page_at(number: int) -> paging.Page[FiledStatement]:
            # Numbers as text: so the portal's own page sends them.
            size = str(urls.FILED_STATEMENTS.page_size)
            asked = {"entityNum": self._tan, "formTypeCd": code, "currentPage": str(number), "pageSize": size}
            return statements.statements(self._ask(urls.FILED_STATEMENTS, asked), self._tan, code)

        return paging.whole(statements.STATEMENTS, page_at, urls.FILED_STATEMENTS.first_page)

    def proceedings(self) -> tuple[Proceeding, ...]:
        """e-Proceedings of both boxes; one that stands in both needs action."""
        listed: dict[str | int, Proceeding] = {}
        for flag in urls.BOXES:
            for proceeding in self._proceedings(flag).rows:
                listed.setdefault(proceeding.id, proceeding)
        return tuple(listed.values())

    def _proceedings(self, flag: str) -> Listing[Proceeding]:
        def page_at(number: int) -> paging.Page[Proceeding]:
            page = {"pageSize": urls.PROCEEDINGS.page_size, "pageNo": number, **urls.SORTING}
            asked = {"pan": self._tan, "prcdngStatusFlag": flag, "pageConfig": page}
            return proceedings.proceedings(self._ask(urls.PROCEEDINGS, asked), self._tan, flag)

        return paging.whole(proceedings.PROCEEDINGS, page_at, urls.PROCEEDINGS.first_page)

    def notices(self, proceeding: Proceeding) -> tuple[ProceedingNotice, ...]:
        """Notices of one proceeding."""
        reply = self._ask(urls.PROCEEDING_NOTICES, {"proceedingReqId": proceeding.id, "pan": self._tan})
        return proceedings.notices(reply, self._tan, proceeding)

    def letter(self, notice: ProceedingNotice) -> Document | None:
        """A notice's letter, or None where the portal gives none after several tries."""
        asked = {
            "headerSeqNo": notice.header_seq_no,
            "procdngReqId": notice.proceeding_id,
            "loggedInUserId": self._tan,
        }
        for pause in (0.0, *urls.LETTER_PAUSES):
            self._rest(pause)
            found = proceedings.letter(self._ask(urls.NOTICE_LETTER, asked), self._tan)
            if found:
                return self._document(found, notice.notice.reference)
        return None

    def closure_orders(self, proceeding: Proceeding) -> tuple[ClosureOrder, ...]:
        """Closure orders of one proceeding; asked only where there may be one."""
        if not proceeding.may_be_closed:
            return ()
        reply = self._ask(urls.CLOSURE_ORDERS, {"procdngReqId": proceeding.id, "loggedInUserId": self._tan})
        return proceedings.closure_orders(reply, self._tan, proceeding)

    def closure_document(self, order: ClosureOrder) -> Document:
        """The file of a closure order."""
        return self._document(order.document, order.notice.reference)

    def _document(self, found: DocumentRef, reference: str) -> Document:
        url = self._origin + urls.DOCUMENT.path + quote(found.id, safe="")
        reply = self._wire.get(url, headers=urls.headers(urls.DOCUMENT), cap=FILE_CAP, deadline=FILE_DEADLINE)
        return documents.document(reply, reference, found.name, cap=FILE_CAP)

    def _ask(self, service: Service, asked: Mapping[str, object]) -> Reply:
        body = {**asked, **service.body}
        return self._wire.post(self._origin + service.path, json=body, headers=urls.headers(service))

    def _rest(self, seconds: float) -> None:
        self._wait(seconds * self._pace)
