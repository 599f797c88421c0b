"""Texts of cells as a sheet part spells them: XML escapes, `_x000D_` escapes, runs of rich text. No I/O here."""

import re
from collections.abc import Callable, Container
from functools import cached_property
from html import unescape
from itertools import count

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ITEM = re.compile(
    r"<(?:[\w.-]+:)?si>\s*<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)</(?:[\w.-]+:)?t>\s*</"
    r"|<(?:[\w.-]+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)",
    re.DOTALL,
)
"""A string: one plain text, as nearly all are, or anything else."""
_PREFIX = re.compile(r"<((?:[\w.-]+:)?)si")
_PHONETIC = re.compile(r"<(?:[\w.-]+:)?rPh[\s>].*?</(?:[\w.-]+:)?rPh\s*>", re.DOTALL)
_TEXT = re.compile(r"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)</")


class Strings:
    """The strings that the cells of a book share."""

    def __init__(self, read: Callable[[], tuple[str, ...]]) -> None:
        self._read = read

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All of them, read when the first is asked for."""
        return self._read()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Text → which of them it is."""
        return {text: number for number, text in enumerate(self.texts)}


def shared_strings(text: str) -> tuple[str, ...]:
    """The strings of the part `sharedStrings.xml`, in the order in which cells count them."""
    return tuple(rich_text(rich) if rich else plain_text(plain) for plain, rich in _ITEM.findall(text))


def without_strings(text: str, numbers: Container[int]) -> str:
    """The part `sharedStrings.xml` with some strings made empty; the others keep their numbers."""
    number = count()

    def emptied(item: re.Match[str]) -> str:
        which = 1 if item[1] is not None else 2
        if next(number) not in numbers or item[which] is None:
            return item[0]
        start, end = item.start(which) - item.start(), item.end(which) - item.start()
        inside = "" if which == 1 else f"<{_PREFIX.findall(item[0])[0]}t/>"
        return item[0][:start] + inside + item[0][end:]

    return _ITEM.sub(emptied, text)


def rich_text(xml: str) -> str:
    """The text in an `si` or `is` element, its runs put together and phonetic guides left out."""
    if "rPh" in xml:
        xml = _PHONETIC.sub("", xml)
    runs = _TEXT.findall(xml)
    return plain_text(runs[0] if len(runs) == 1 else "".join(runs))


def plain_text(xml: str) -> str:
    """XML text without its escapes."""
    if "&" in xml:
        xml = unescape(xml)
    if "_x" in xml:
        xml = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), xml)
    return xml
