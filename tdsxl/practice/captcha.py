"""Captcha pictures a person can read, and a memory of what they say."""

import io
import random
from collections import OrderedDict
from functools import cache
from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont

SIGNS = "ABCDEFGHJKLMNPQRTUVWXYabcdefhkmnpqrtuvwxy346789"
"""No look-alikes: 0 O o, 1 I l i j, 2 Z z, 5 S s, g."""
LENGTH = 6
SIZE = (220, 70)
KEPT = 20_000


class Pictures:
    """Draws captchas and remembers their texts."""

    def __init__(self, seed: int) -> None:
        self._roll = random.Random(seed)
        self._texts: OrderedDict[bytes, str] = OrderedDict()

    def draw(self) -> tuple[str, bytes]:
        """A new text and its PNG."""
        text = "".join(self._roll.choices(SIGNS, k=LENGTH))
        png = _png(text, self._roll)
        self._texts[sha256(png).digest()] = text
        if len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        return text, png

    def read(self, png: bytes) -> str | None:
        """The text of a picture drawn here."""
        return self._texts.get(sha256(png).digest())


@cache
def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=40)


def _png(text: str, roll: random.Random) -> bytes:
    picture = Image.new("RGB", SIZE, (244, 246, 250))
    pen = ImageDraw.Draw(picture)
    for _ in range(5):
        pen.line([(0, roll.randrange(SIZE[1])), (SIZE[0], roll.randrange(SIZE[1]))], fill=(196, 204, 220), width=1)
    for place, sign in enumerate(text):
        pen.text((14 + place * 33, 8 + roll.randrange(12)), sign, font=_font(), fill=(24, 40, 92))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
