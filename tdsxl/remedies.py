"""What the user is told to do: the commands that stand in remedies, and the buttons that do the same. Pure.

A remedy is worded once, for the command line, and kept so in the journal. Where it is shown in the window, the window's
own buttons take the place of the commands; on a sheet, which is read beside the ribbon or without it, both stand.
"""

import re

from tdsxl.values import Portal

_BUTTONS = (
    (re.compile(r"tdsxl passwords set \S+ \w+"), "Passwords…"),
    (re.compile(r"tdsxl sync BOOK --tan \S+"), "tick it alone, Start Sync"),
    (re.compile(r"`tdsxl write[^`]*`"), "Write now"),
    (re.compile(r"`?\btdsxl doctor\b`?"), "Doctor on the ribbon"),
    (re.compile(r"Sync again without --unattended\."), "Press Continue in the Sync Bucket."),
    (re.compile(r", or use --all"), ""),
    (re.compile(r"\banswer y\b"), "press Yes"),
)


OTP_ASKED = "The account asks for an OTP (a second factor) at login, which tdsxl cannot answer yet."


def store_password(tan: str, portal: Portal) -> str:
    """The command that stores a password."""
    return f"tdsxl passwords set {tan} {portal.value}"


def sync_alone(tan: str) -> str:
    """The command that syncs one client, also where it would be left out."""
    return f"tdsxl sync BOOK --tan {tan}"


def without_otp(tan: str) -> str:
    """What to do about an account that asks for a one-time password, which nothing here can answer."""
    return f"Look there in a browser. Once it asks for no OTP: {sync_alone(tan)}"


def with_buttons(text: str) -> str:
    """A text as the window says it."""
    for command, button in _BUTTONS:
        text = command.sub(button, text)
    return text


def with_buttons_first(text: str) -> str:
    """A text as a sheet says it: the button, and the command in brackets."""
    for command, button in _BUTTONS:
        text = command.sub(rf"{button} (\g<0>)", text)
    return text
