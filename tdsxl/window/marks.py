"""Small marks drawn for the screen's scaling: boxes, ticks, dots. Pure: PNG bytes, no file and no screen.

Tk's own indicators are drawn for 96 dots an inch and look coarse beyond; these are computed from the distance to their
outline, so that they are smooth at any size.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import hypot

Shape = Callable[[float, float], float]
"""Distance to the outline in units of half the mark's size, from its centre; negative inside."""


def disc(radius: float) -> Shape:
    """A round dot."""
    return lambda x, y: hypot(x, y) - radius


def box(half: float, *, corner: float) -> Shape:
    """A square with round corners."""

    def distance(x: float, y: float) -> float:
        right, low = abs(x) - half + corner, abs(y) - half + corner
        return hypot(max(right, 0), max(low, 0)) + min(max(right, low), 0) - corner

    return distance


def stroke(points: Sequence[tuple[float, float]], *, width: float) -> Shape:
    """A line through points, with round ends."""

    def distance(x: float, y: float) -> float:
        return min(_to_segment((x, y), start, end) for start, end in pairwise(points)) - width / 2

    return distance


TICK = stroke([(-0.45, 0.05), (-0.12, 0.38), (0.48, -0.32)], width=0.24)
"""A check mark."""


def png(size: int, layers: Sequence[tuple[Shape, str]]) -> bytes:
    """A square picture with a clear ground.

    Args:
        size: Width and height in pixels.
        layers: Shape and colour (`1F3A5F`), the lowest first.
    """
    inks = [(shape, bytes.fromhex(colour)) for shape, colour in layers]
    rows = (b"\0" + b"".join(_pixel(x, y, size, inks) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _to_segment(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    off = (point[0] - start[0], point[1] - start[1])
    share = (off[0] * along[0] + off[1] * along[1]) / (along[0] ** 2 + along[1] ** 2)
    share = min(1.0, max(0.0, share))
    return hypot(off[0] - share * along[0], off[1] - share * along[1])


def _pixel(x: int, y: int, size: int, inks: Sequence[tuple[Shape, bytes]]) -> bytes:
    """Colour and cover of one pixel: each layer laid over those below it."""
    half = size / 2
    colour, cover = (0.0, 0.0, 0.0), 0.0
    for shape, ink in inks:
        over = min(1.0, max(0.0, 0.5 - shape((x + 0.5) / half - 1, (y + 0.5) / half - 1) * half))
        total = over + cover * (1 - over)
        if total:
            below = cover * (1 - over) / total
            red, green, blue = (new * (1 - below) + old * below for new, old in zip(ink, colour, strict=True))
            colour, cover = (red, green, blue), total
    return bytes([*(round(part) for part in colour), round(cover * 255)])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
