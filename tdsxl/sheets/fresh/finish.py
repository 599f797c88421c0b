"""What openpyxl cannot write, put into the parts of a fresh book: a cached value, quiet corners, no date, no maker."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tdsxl.sheets.layout import FIRST_ROW, FONT, LAST_ROW, VISIBLE_FORMULA

_NORMAL = f'<font><sz val="10"/><name val="{FONT}"/><family val="2"/></font>'.encode()
"""The ordinary font: columns that the firm adds look as ours do."""

_RESULT = re.compile(rb"</f><v\s*(?:/>|></v>)")
"""What openpyxl writes for the result of a formula: a blank text, which Calc would believe."""

_UNLINKED = re.compile(rb'(<numFmt formatCode="[^"]*") />')
"""Number format of a chart's figures; unless it is said to be its own, Calc takes that of their cells."""

_QUIET = f'<ignoredErrors><ignoredError sqref="A{FIRST_ROW}:XFD{LAST_ROW}" numberStoredAsText="1"/></ignoredErrors>'
"""No green corner on every BSR code and token: they are text on purpose."""

_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>TDS</dc:title></cp:coreProperties>'
)
"""No person, no date: books made from the same values are the same bytes."""

_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>tdsxl</Application></Properties>"
)
"""Under the name Excel, Calc would take missing row heights for one line and let long texts run over."""

_GUESSED = re.compile(rb'(<row r="(?:[5-9]|[1-9][0-9]+)" ht="[0-9.]+") customHeight="1"')
"""Heights of rows under a header are guesses, not wishes: Excel may find better ones."""

_UI14 = (
    b'<Relationship Id="ribbon14" Target="customUI/customUI14.xml"'
    b' Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"/>'
)
"""The ribbon of macro workbooks; openpyxl keeps the part, but not the mention of it."""

_FACTS = {"docProps/core.xml": _CORE, "docProps/app.xml": _APP}


def finished(saved: bytes, *, visible: bool) -> bytes:
    """A book as openpyxl saved it, with what it cannot write; `visible` is what SUBTOTAL gives in each row."""
    book = BytesIO()
    with ZipFile(BytesIO(saved)) as source, ZipFile(book, "w", ZIP_DEFLATED) as target:
        # Sorted, for openpyxl takes what belongs to macros in no fixed order.
        for name in sorted(source.namelist()):
            # ZipInfo without a date is 1 January 1980.
            target.writestr(ZipInfo(name), _part(name, source.read(name), visible=visible), ZIP_DEFLATED)
    return book.getvalue()


def _part(name: str, part: bytes, *, visible: bool) -> bytes:
    if name in _FACTS:
        return _FACTS[name]
    if name == "_rels/.rels" and b"customUI" in part:
        return part.replace(b"</Relationships>", _UI14 + b"</Relationships>")
    if name == "xl/styles.xml":
        return re.sub(rb"<font>.*?</font>", _NORMAL, part, count=1)
    if name.startswith("xl/charts/"):
        return _UNLINKED.sub(rb'\1 sourceLinked="0" />', part)
    if name.startswith("xl/worksheets/sheet"):
        part = _RESULT.sub(b"</f>", part)
        part = part.replace(f"{VISIBLE_FORMULA}</f>".encode(), f"{VISIBLE_FORMULA}</f><v>{visible:d}</v>".encode())
        part = _GUESSED.sub(rb"\1", part)
        return part.replace(b"<tableParts", _QUIET.encode() + b"<tableParts")
    return part
