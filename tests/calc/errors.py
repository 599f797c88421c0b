"""What the harness raises in Excel's place: numbers as Windows gives them, in the shape of pywin32's `com_error`."""

REJECTED = -2147418111
"""RPC_E_CALL_REJECTED: a dialog is open, or Excel is at work."""
EDITING = -2146777998
"""0x800AC472: a cell is being edited."""
EXCEPTION = -2147352567
"""DISP_E_EXCEPTION: what is wrong stands in `excepinfo`."""
REFUSED = -2146827284
"""0x800A03EC: Excel's 1004."""
UNREACHABLE = -2147023174
"""RPC_S_SERVER_UNAVAILABLE: Excel was closed or killed."""

Details = tuple[int, str, str, str | None, int, int]


class ComError(Exception):
    """A call that Excel did not do."""

    def __init__(self, hresult: int, strerror: str, excepinfo: Details | None = None) -> None:
        super().__init__(hresult, strerror, excepinfo, None)
        self.hresult = hresult
        self.strerror = strerror
        self.excepinfo = excepinfo
        self.argerror = None


class Busy(ComError):
    """Excel is in a dialog, or the user edits a cell."""

    def __init__(self, why: str = "dialog") -> None:
        if why == "editing":
            super().__init__(EXCEPTION, "Exception occurred.", (0, "Microsoft Excel", "", None, 0, EDITING))
        else:
            super().__init__(REJECTED, "Call was rejected by callee.")


class Gone(ComError):
    """Excel was closed or killed."""

    def __init__(self) -> None:
        super().__init__(UNREACHABLE, "The RPC server is unavailable.")


class Refused(ComError):
    """Excel will not do what is asked, and says why."""

    def __init__(self, why: str) -> None:
        super().__init__(EXCEPTION, "Exception occurred.", (0, "Microsoft Excel", why, None, 0, REFUSED))
