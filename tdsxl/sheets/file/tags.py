"""Start tags of XML parts, read and changed in place so that every other byte of a part stays. No I/O here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from xml.sax.saxutils import quoteattr

_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A start tag, whatever namespace prefix it bears."""

    start: int
    """Where it begins in the text of the part."""
    end: int
    prefix: str
    """`x:`, or empty."""
    attributes: Mapping[str, str]
    """As written, with their prefixes; without XML escapes."""

    def get(self, name: str) -> str:
        """An attribute by its name without prefix; empty where it is not there."""
        own = self.attributes.get(name)
        return own if own is not None else next((v for n, v in self.attributes.items() if n.endswith(f":{name}")), "")

    def is_on(self, name: str) -> bool:
        """Whether a boolean attribute says so."""
        return self.get(name) in {"1", "true"}


def tags(text: str, name: str) -> Iterator[Tag]:
    """The start tags of a name, in order."""
    for match in _start_tag(name).finditer(text):
        yield Tag(start=match.start(), end=match.end(), prefix=match[1] or "", attributes=attributes(match[2]))


def attributes(text: str) -> dict[str, str]:
    """The attributes of a start tag, given what stands between its name and its end."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def with_attribute(text: str, tag: Tag, *, name: str, value: str) -> str:
    """The text with one attribute of a tag set; all else stays as it stood."""
    whole = text[tag.start : tag.end]
    pattern = re.compile(rf"""(?<=\s){re.escape(name)}\s*=\s*(?:"[^"]*"|'[^']*')""")
    attribute = f"{name}={quoteattr(value)}"
    changed, found = pattern.subn(lambda _: attribute, whole, count=1)
    if not found:
        changed = re.sub(r"\s*(/?>)$", lambda match: f" {attribute}{match[1]}", whole)
    return text[: tag.start] + changed + text[tag.end :]


@cache
def _start_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"""<([A-Za-z_][\w.-]*:)?{name}((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)/?>""")
