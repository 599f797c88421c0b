"""Which section of which Act a matter stands under, by its period (law-2025 §3). No I/O here."""

from enum import Enum

from tdsxl.values import Act


class Matter(Enum):
    """A matter with its section in the 1961 Act and in the 2025 Act."""

    STATEMENT = ("200(3)", "397(3)(b)")
    PROCESSING = ("200A", "399")
    LATE_FEE = ("234E", "427")
    DEMAND = ("220", "411")
    CERTIFICATE = ("197", "395(1)")

    def section(self, act: Act) -> str:
        """As `200A` under the 1961 Act, as `399` under the 2025 Act."""
        old, new = self.value
        return old if act is Act.OLD else new
