"""Every error of tdsxl, as one tree drawn by remedy. No I/O here.

TdsxlError
├── InputError            the user mends a book, a list or the call (exit 2)
├── LocalError            the user mends this PC: disk, lock, vault; the journal keeps everything (exit 2)
│   ├── Busy              another tdsxl is at work
│   └── VaultLocked       no keyring, or a wrong passphrase
├── Stopped               the user stopped the run (exit 3)
└── PortalError           a portal's answer; the client's task ends, the run goes on
    ├── Refused           never sent again until the user stores a new password
    │   ├── AccountLocked
    │   └── LoginNotUnderstood
    ├── ActionNeeded      the user acts at the portal in a browser
    │   └── OtpNeeded
    ├── Waiting           a question was not answered; asked again by the next run
    ├── SessionLost       one fresh login, then as ActionNeeded
    ├── Unavailable       later: maintenance, firewall, silence, overload
    └── Unsafe            stop: nothing of this reply is stored
        ├── PortalChanged the page or reply is not what it was; its bytes are set aside
        └── WrongClient   the reply speaks of another TAN; the visit ends
"""

from collections.abc import Callable


class TdsxlError(Exception):
    """Root of the tree.

    Attributes:
        message: One sentence for the user: what happened, and to whom. Never holds a secret.
        remedy: One sentence: what to do next; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy

    def reword(self, hidden: Callable[[str], str]) -> None:
        """Say the same without what shall not be read."""
        self.message, self.remedy = hidden(self.message), hidden(self.remedy)
        self.args = (f"{self.message} {self.remedy}".strip(),)


class InputError(TdsxlError):
    """A book, a list or the command line must be mended first."""


class LocalError(TdsxlError):
    """This PC stands in the way: disk, file lock, keyring."""


class Busy(LocalError):
    """Another tdsxl is syncing or writing."""


class VaultLocked(LocalError):
    """The vault cannot be opened: no keyring, or a wrong passphrase."""


class Stopped(TdsxlError):
    """The user stopped the run; what is done is kept."""


class PortalError(TdsxlError):
    """A portal did not give what was asked."""


class Refused(PortalError):
    """The secret was refused."""


class AccountLocked(Refused):
    """The portal says that the account is locked."""


class LoginNotUnderstood(Refused):
    """The portal answered a login with what nobody recognises; no password was proven wrong."""


class ActionNeeded(PortalError):
    """The portal wants something that only a person in a browser can do."""


class OtpNeeded(ActionNeeded):
    """The account asks for a second factor at login."""


class Waiting(PortalError):
    """A question to a person was skipped or could not be asked."""


class SessionLost(PortalError):
    """The portal no longer knows our session."""


class Unavailable(PortalError):
    """The portal is down, blocked or too busy.

    Attributes:
        retry_after: Seconds the portal asks to wait, or None.
    """

    def __init__(self, message: str, remedy: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message, remedy)
        self.retry_after = retry_after


class Unsafe(PortalError):
    """The reply cannot be trusted: transport security, size, or a foreign host."""


class PortalChanged(Unsafe):
    """A page or reply is not of the shape we know."""


class WrongClient(Unsafe):
    """A reply speaks of another TAN than the one asked."""
