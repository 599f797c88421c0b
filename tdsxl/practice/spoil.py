"""Faults that spoil a reply but not the connection: another page, another status, other fields, another file. Pure."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from tdsxl.practice import spoil_html, spoil_json
from tdsxl.practice.faults import Fault, Rule
from tdsxl.practice.stock import CAPTIVE, FIREWALL, MAINTENANCE, STRAY, TECHNICAL, TERMS
from tdsxl.practice.wire import JSON, Reply, Request, answer, page, redirect

Spoil = Callable[[Rule, Request, Reply], Reply]
BOMB_MB = 200
HOSTILE = "..\\..\\..\\Start Menu\\CON.pdf"
PAGES = {
    Fault.MAINTENANCE: MAINTENANCE,
    Fault.FIREWALL: FIREWALL,
    Fault.CAPTIVE: CAPTIVE,
    Fault.TERMS: TERMS,
    Fault.HTML: STRAY,
}
STATUSES = {Fault.BUSY_429: 429, Fault.BUSY_503: 503}
FIELDS = (
    Fault.DROP_FIELD,
    Fault.RENAME_FIELD,
    Fault.ADD_FIELD,
    Fault.RETYPE_FIELD,
    Fault.SWAP_COLUMNS,
    Fault.SET_FIELD,
    Fault.UNKNOWN_WORD,
)
FILES = (Fault.WRONG_FILE, Fault.HOSTILE_NAME)
ANY = (
    *PAGES,
    *STATUSES,
    Fault.BROKEN_500,
    Fault.EMPTY_BODY,
    Fault.OTHER_SHAPE,
    Fault.TO_HOST,
    Fault.TO_HTTP,
    Fault.BOMB,
)


def possible(reply: Reply) -> tuple[Fault, ...]:
    """The faults that can happen to a reply."""
    if reply.media == JSON or reply.media.startswith("text/html"):
        return (*ANY, *FIELDS)
    return (*ANY, *FILES)


def spoiled(rule: Rule, request: Request, reply: Reply) -> Reply:
    """The reply after the fault."""
    if rule.fault in PAGES:
        return page(PAGES[rule.fault])
    if rule.fault in STATUSES:
        return _busy(rule, reply)
    if rule.fault in FIELDS:
        return _other_fields(rule, reply)
    return SPOILS[rule.fault](rule, request, reply)


def _busy(rule: Rule, _reply: Reply) -> Reply:
    """`value` is Retry-After: seconds or an HTTP date; blank for none."""
    headers = (("Retry-After", rule.value),) if rule.value else ()
    return page(STRAY, status=STATUSES[rule.fault], headers=headers)


def _other_fields(rule: Rule, reply: Reply) -> Reply:
    """`value` names the field: a JSON key, or a title or text of an HTML table."""
    if reply.media == JSON:
        changed = spoil_json.changed(rule, json.loads(reply.body))
        return replace(reply, body=json.dumps(changed).encode())
    return replace(reply, body=spoil_html.changed(rule, reply.body.decode()).encode())


def _broken(_rule: Rule, _request: Request, _reply: Reply) -> Reply:
    return page(TECHNICAL, status=500)


def _empty(_rule: Rule, _request: Request, reply: Reply) -> Reply:
    return replace(reply, body=b"")


def _other_shape(_rule: Rule, _request: Request, reply: Reply) -> Reply:
    return answer({"unexpected": True} if reply.body.startswith(b"[") else ["unexpected"])


def _to_host(rule: Rule, request: Request, _reply: Reply) -> Reply:
    """`value` is the foreign address; the path is added."""
    return redirect((rule.value or "https://portal.example.net") + request.path)


def _to_http(_rule: Rule, request: Request, _reply: Reply) -> Reply:
    host = request.origin.partition("://")[2].partition(":")[0]
    return redirect(f"http://{host}{request.path}")


def _wrong_file(rule: Rule, _request: Request, reply: Reply) -> Reply:
    """`value` is how many bytes are left; half of them if blank."""
    return replace(reply, body=reply.body[: int(rule.value or len(reply.body) // 2)])


def _hostile_name(rule: Rule, _request: Request, reply: Reply) -> Reply:
    """`value` is the name."""
    name = (rule.value or HOSTILE).encode("ascii", "backslashreplace").decode()
    return replace(reply, headers=(("Content-Disposition", f'attachment; filename="{name}"'),))


def _bomb(rule: Rule, _request: Request, reply: Reply) -> Reply:
    """`value` is the unpacked size in MB."""
    body = _packed_zeros(int(rule.value or BOMB_MB))
    return replace(reply, body=body, headers=(*reply.headers, ("Content-Encoding", "gzip")))


@lru_cache(maxsize=2)
def _packed_zeros(megabytes: int) -> bytes:
    pack = zlib.compressobj(wbits=31)
    block = bytes(1_000_000)
    return b"".join([*(pack.compress(block) for _ in range(megabytes)), pack.flush()])


SPOILS: Mapping[Fault, Spoil] = {
    Fault.BROKEN_500: _broken,
    Fault.EMPTY_BODY: _empty,
    Fault.OTHER_SHAPE: _other_shape,
    Fault.TO_HOST: _to_host,
    Fault.TO_HTTP: _to_http,
    Fault.WRONG_FILE: _wrong_file,
    Fault.HOSTILE_NAME: _hostile_name,
    Fault.BOMB: _bomb,
}
