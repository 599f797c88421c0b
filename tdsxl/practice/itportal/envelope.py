"""The envelope of every JSON answer of the IT portal."""

from tdsxl.practice.wire import Reply, Row, answer

OK = "EF00000"
FETCHED = "EF40003"


def message(code: str, text: str, *, kind: str = "INFO") -> Row:
    """One line of `messages`."""
    return {"code": code, "type": kind, "desc": text, "fieldName": None}


def enveloped(*messages: Row, form: str | None = None, fields: Row, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """An answer with its fields at the top level."""
    envelope: Row = {"header": {"formName": form}, "messages": list(messages), "errors": []}
    return answer(envelope | fields, headers=headers)


def done(fields: Row, *, form: str | None = None) -> Reply:
    """An answer to a request that went well."""
    return enveloped(message(OK, "OK"), form=form, fields=fields)


def fetched(fields: Row, *, form: str | None = None) -> Reply:
    """An answer with records."""
    return enveloped(message(FETCHED, "Record(s) fetched successfully."), form=form, fields=fields)


def refused(code: str, text: str, *, form: str | None = None) -> Reply:
    """An answer to a request the portal does not take."""
    return enveloped(message(code, text, kind="ERROR"), form=form, fields={})
