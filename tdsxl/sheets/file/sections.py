"""A part in XML as a row of sections in a fixed order, into which more is put; every other byte stays. No I/O here."""

import re
from collections.abc import Iterator, Sequence

from tdsxl.sheets.file.tags import Tag, tags, with_attribute

_START_OR_END = re.compile(r"(</?)([A-Za-z][\w.]*)(?=[\s/>])")


class Sections:
    """One part of a workbook, as `styles.xml`."""

    def __init__(self, text: str, *, root: str, order: Sequence[str] = ()) -> None:
        """Take a part; `order` is that of the sections that may stand in its root element."""
        self.text = text
        self._order = order
        self._root = root
        self._prefix = next(tags(text, root)).prefix

    def inner(self, section: str) -> str:
        """What stands in a section; empty where it is not there."""
        tag = self._start(section)
        return self.text[tag.end : self._end(tag, section)] if tag else ""

    def count(self, section: str, element: str) -> int:
        """How many elements of a name stand in a section."""
        return sum(1 for _ in tags(self.inner(section), element))

    def add(self, section: str, elements: str, *, counted: str = "") -> None:
        """Put elements, written without a prefix, at the end of a section; `counted` is the name that it counts."""
        if not elements:
            return
        if self._start(section) is None:
            self._open(section)
        tag = self._opened(section)
        at = self._end(tag, section)
        self.text = self.text[:at] + self._ours(elements) + self.text[at:]
        if counted:
            number = str(self.count(section, counted))
            self.text = with_attribute(self.text, self._opened(section), name="count", value=number)

    def add_last(self, elements: str) -> None:
        """Put elements, written without a prefix, at the end of the part."""
        at = self.text.rindex(f"</{self._prefix}{self._root}")
        self.text = self.text[:at] + self._ours(elements) + self.text[at:]

    def _ours(self, elements: str) -> str:
        """Elements in the part's own prefix."""
        return _START_OR_END.sub(rf"\1{self._prefix}\2", elements) if self._prefix else elements

    def _start(self, section: str) -> Tag | None:
        return next(self._starts(section), None)

    def _starts(self, section: str) -> Iterator[Tag]:
        return (tag for tag in tags(self.text, section) if tag.prefix == self._prefix)

    def _opened(self, section: str) -> Tag:
        """The start of a section that can hold elements, which one that ends in itself cannot."""
        tag = next(self._starts(section))
        whole = self.text[tag.start : tag.end]
        if not whole.endswith("/>"):
            return tag
        opened = f"{whole[:-2].rstrip()}></{self._prefix}{section}>"
        self.text = self.text[: tag.start] + opened + self.text[tag.end :]
        return self._opened(section)

    def _end(self, tag: Tag, section: str) -> int:
        """Where what stands in a section ends."""
        is_closed = self.text[tag.start : tag.end].endswith("/>")
        return tag.end if is_closed else self.text.index(f"</{self._prefix}{section}", tag.end)

    def _open(self, section: str) -> None:
        """Make a section, before those that have to follow it."""
        later = self._order[self._order.index(section) + 1 :]
        starts = [tag.start for name in later if (tag := self._start(name))]
        at = min(starts, default=self.text.rindex(f"</{self._prefix}{self._root}"))
        self.text = f"{self.text[:at]}<{self._prefix}{section}></{self._prefix}{section}>{self.text[at:]}"
