"""One thing that was looked at, as a value. No I/O here."""

from dataclasses import dataclass

from tdsxl.errors import TdsxlError


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is."""

    subject: str
    text: str
    remedy: str = ""
    """What to do; empty where all is well."""

    @property
    def is_fine(self) -> bool:
        """Nothing is to be done."""
        return not self.remedy

    @property
    def line(self) -> str:
        """As a person reads it."""
        mark = "ok  " if self.is_fine else "MEND"
        return f"{mark}  {self.subject:<13} {self.text}{f'  {self.remedy}' if self.remedy else ''}"


def trouble(subject: str, error: TdsxlError) -> Finding:
    """What stands in the way, with its own remedy."""
    return Finding(subject, error.message, error.remedy or "Mend it, then run tdsxl doctor again.")
