"""What goes over the wire: one request and one reply. No sockets here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
HTML = "text/html; charset=utf-8"
Row = dict[str, object]
"""A JSON object, in the portal's order of keys."""


class Malformed(Exception):
    """A request lacks a parameter, or has one of the wrong kind; the portal breaks over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, taken apart."""

    method: str
    path: str
    origin: str
    """Scheme, host and port as the caller addressed them."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-case name."""
    cookies: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]
    """Empty unless a form was posted."""
    document: Row = field(default_factory=dict)
    """The JSON object that was sent; empty if none was."""

    def parameter(self, name: str) -> str:
        """A parameter of the query.

        Raises:
            Malformed: it is not there.
        """
        if name not in self.query:
            raise Malformed(name)
        return self.query[name]

    def is_typed(self, media: str) -> bool:
        """Whether the body was sent as a media type."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() == media


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply, before any fault spoils it."""

    status: int = 200
    body: bytes = b""
    media: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


def number(value: object) -> int:
    """A whole number that was sent, as number or text.

    Raises:
        Malformed: it is none.
    """
    if not str(value).isdigit():
        raise Malformed(value)
    return int(str(value))


def answer(document: object, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A JSON reply."""
    return Reply(status=status, body=json.dumps(document).encode(), headers=headers)


def page(text: str, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """An HTML reply."""
    return Reply(status=status, body=text.encode(), media=HTML, headers=headers)


def attachment(content: bytes, *, media: str, name: str) -> Reply:
    """A file."""
    return Reply(body=content, media=media, headers=(("Content-Disposition", f'attachment; filename="{name}"'),))


def redirect(location: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A 302."""
    return Reply(status=302, media=HTML, headers=(("Location", location), *headers))


def cookie(name: str, value: str, *, path: str = "/", origin: str) -> tuple[str, str]:
    """A Set-Cookie header; Secure under https only, as clients send no Secure cookie over http."""
    secure = "; Secure" if origin.startswith("https:") else ""
    return "Set-Cookie", f"{name}={value}; Path={path}; HttpOnly{secure}"
