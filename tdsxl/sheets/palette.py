"""The colours of workbook and window. Imports nothing, so that the window can be drawn at once."""


class Colour:
    """The palette, as RGB."""

    INK = "1F2933"
    MUTED = "6B7785"
    LINE = "DDE2E8"
    NAVY = "1F3A5F"
    TEAL = "1D6F6A"
    MIST = "E3F1F0"
    WHITE = "FFFFFF"
    LINK = "1F5FA8"
