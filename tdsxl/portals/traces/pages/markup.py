"""The HTML pages of the 1961-Act site: is it the page asked for, and what do its tables say? No I/O here."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tdsxl.errors import ActionNeeded, PortalChanged, SessionLost
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import changed
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages.judge import is_bottomless, refuse_other_page, trouble, visible_text
from tdsxl.values import Tan

Cells = tuple[str, ...]

_REASON = "div.padLeft5.margintop20 span.boldFont"


def page(reply: Reply, wanted: urls.Page, *, tan: Tan) -> LexborHTMLParser:
    """The page that was asked for.

    Raises:
        ActionNeeded: TRACES gives a reason instead, such as a right that the user lacks.
        SessionLost: The mark of the page is not there (§3.4), and nothing says that we are signed in.
        PortalError: It is another page.
    """
    if is_bottomless(reply):
        raise trouble(reply, wanted.title)
    tree = LexborHTMLParser(reply.body)
    is_marked = reply.status == 200 and tree.css_first(f"[id='{wanted.mark}']")
    if not is_marked and (error := _not_the_page(reply, wanted)):
        raise error
    refuse_other_page(visible_text(tree), tan)
    return tree


def is_dashboard(reply: Reply, *, tan: Tan) -> bool:
    """Whether this is the dashboard of a good session, and of this TAN where it prints one.

    Raises:
        WrongClient: It prints another.
    """
    words = "" if is_bottomless(reply) else visible_text(LexborHTMLParser(reply.body))
    if reply.status != 200 or urls.WELCOME not in words:
        return False
    refuse_other_page(words, tan)
    return True


def table(tree: LexborHTMLParser, *titles: str) -> tuple[Cells, ...] | None:
    """Rows below the header that begins with these titles; None where no table has such a header.

    Raises:
        PortalChanged: Several have.
    """
    found = list(_bodies(tree, titles))
    if len(found) > 1:
        raise changed("1961-Act site", f"`{titles[0]}` stands in {len(found)} tables where one was expected")
    return found[0] if found else None


def plain(label: str) -> str:
    """A label without capitals and doubled blanks; what 27EQ calls collection is called deduction."""
    return re.sub(r"\bcollect(?=ion|ee|ed\b)", "deduct", " ".join(label.lower().split()))


def links(tree: LexborHTMLParser, suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses of the files that a page offers, each once."""
    found = (node.attributes.get("href") or "" for node in tree.css("a"))
    files = (href for href in found if href.partition("?")[0].lower().endswith(suffixes))
    return tuple(dict.fromkeys(files))


def _bodies(tree: LexborHTMLParser, titles: tuple[str, ...]) -> Iterator[tuple[Cells, ...]]:
    wanted = [_letters(title) for title in titles]
    for node in tree.css("table"):
        # A table that holds tables only lays out the page.
        if len(node.css("table")) > 1:
            continue
        rows = [_cells(row) for row in node.css("tr")]
        for index, row in enumerate(rows):
            heads = [_letters(cell) for cell in row]
            if len(heads) == len(wanted) and all(map(str.startswith, heads, wanted)):
                if any(len(above) == len(heads) for above in rows[:index]):
                    raise changed("1961-Act site", f"rows stand above the header `{titles[0]}`")
                yield tuple(rows[index + 1 :])
                break


def _cells(row: LexborNode) -> Cells:
    return tuple(" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td"))


def _letters(label: str) -> str:
    return re.sub("[^a-z]", "", plain(label))


def _not_the_page(reply: Reply, wanted: urls.Page) -> Exception | None:
    """What an unmarked page is; None where the mark proves nothing and no other sign is there."""
    error = trouble(reply, wanted.title)
    if reply.status != 200 or type(error) is not PortalChanged:
        return error
    tree = LexborHTMLParser(reply.body)
    reason = tree.css_first(_REASON)
    if reason and reason.text(strip=True):
        return ActionNeeded(f"{wanted.title}: TRACES says `{reason.text(strip=True)}`.")
    words = visible_text(tree)
    if any(mark in words.lower() for mark in urls.NOT_FOUND):
        return error
    if not wanted.is_form:
        return None
    if urls.WELCOME in words:
        return error
    return SessionLost(f"{wanted.title}: TRACES showed another page.", "Sync again; the login is asked anew.")
