"""A shortcut in the menu of a Linux desktop."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tdsxl.cli.links.link import Link

_ENTRY = """[Desktop Entry]
Type=Application
Name={name}
Comment=Sync the TDS data of the clients in {book}
Exec={command}
Terminal=false
Categories=Office;Finance;
"""
_SPECIAL = '\\"`$'
"""Characters that bear a backslash inside the quotation marks of an argument."""


def entry(link: Link) -> str:
    """The desktop entry."""
    command = " ".join(map(_argument, link.words))
    return _ENTRY.format(name=_text(link.title), book=_text(link.book.name), command=_text(command))


def install(link: Link, home: Path) -> Iterator[str]:
    """Put it into the menu; says so."""
    # One per book: two books of one name in two folders are two firms.
    file = (
        home / ".local" / "share" / "applications" / f"tdsxl-{sha256(str(link.book).encode()).hexdigest()[:8]}.desktop"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(entry(link), encoding="utf-8")
    yield f"The menu of your desktop has an entry {link.title}."


def _argument(word: str) -> str:
    quoted = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in word).replace("%", "%%")
    return f'"{quoted}"'


def _text(value: str) -> str:
    """A value of the file, where a backslash bears a backslash."""
    return value.replace("\\", "\\\\")
