"""Takes a request from the ASGI server and apart."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import cast
from urllib.parse import parse_qsl

from tdsxl.practice.wire import FORM, JSON, Request, Row


async def taken(scope: Mapping[str, object], receive: Callable[[], Awaitable[Mapping[str, object]]]) -> Request:
    """The request of a scope, with its whole body."""
    headers = _headers(scope)
    body = await _body(receive)
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    query = cast(bytes, scope["query_string"]).decode("ascii", "replace")
    return Request(
        method=str(scope["method"]),
        path=str(scope["path"]),
        origin=f"{scope['scheme']}://{headers.get('host', '')}",
        query=_pairs(query),
        headers=headers,
        cookies=_cookies(headers.get("cookie", "")),
        body=body,
        form=_pairs(body.decode("utf-8", "replace")) if media == FORM else {},
        document=_document(body) if media == JSON else {},
    )


def _headers(scope: Mapping[str, object]) -> Mapping[str, str]:
    raw = cast("list[tuple[bytes, bytes]]", scope["headers"])
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


async def _body(receive: Callable[[], Awaitable[Mapping[str, object]]]) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += cast(bytes, message.get("body", b""))
        if not message.get("more_body", False):
            return body


def _pairs(text: str) -> Mapping[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _cookies(text: str) -> Mapping[str, str]:
    pairs = (part.strip().partition("=") for part in text.split(";") if "=" in part)
    return {name: value for name, _, value in pairs}


def _document(body: bytes) -> Row:
    """The JSON object in a body; an empty one if there is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
