"""Sets the words of a film in the pages' serif: the title, the captions and the credits, as images to draw over frames.

Newsreader comes from npm (``@fontsource/newsreader``: skia reads its WOFF, not the WOFF2 that pages load). Glyphs it
does not have come from the machine's fonts, found once for each character; where these have none either it is an empty
box. A missing Newsreader is an error. skia's paragraphs shape right-to-left and joined scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.arrays import Picture
from inference.contract.errors import EngineError
from inference.contract.makings.plan import Credit, Plan
from inference.studio.film.colours import Colours, Rgb
from inference.studio.film.formats import FilmFormat
from inference.studio.film.timeline import CREDITS_SHOWN

FONTS = Path(__file__).resolve().parents[3] / "node_modules" / "@fontsource" / "newsreader" / "files"
SUBSETS = ("latin", "latin-ext", "vietnamese")
ROOTS_SHOWN = 2
"""Worlds that it was woven on from, in the credits."""
Slant = Literal["normal", "italic"]

Rgba = NDArray[np.uint8]


@dataclass(frozen=True)
class TextImage:
    """Words as premultiplied RGBA (h, w, 4), to be drawn at ``x``, ``y`` of a frame."""

    pixels: Rgba
    x: int
    y: int

    def draw_on(self, frame: Picture, opacity: float) -> None:
        """Draw over ``frame`` in place; ``opacity`` 0 to 1."""
        height, width = self.pixels.shape[:2]
        place = frame[self.y : self.y + height, self.x : self.x + width]
        strength = np.uint16(round(256 * min(1.0, max(0.0, opacity))))
        over = self.pixels.astype(np.uint16) * strength >> 8
        place[:] = np.minimum(over[..., :3] + (place * (255 - over[..., 3:]) + 127) // 255, 255)


class Typesetter:
    """Sets words for films of one format."""

    def __init__(self, film_format: FilmFormat, colours: Colours) -> None:
        self._format, self._colours, self._unit = film_format, colours, film_format.unit
        self._fonts = skia.textlayout.TypefaceFontProvider()
        self._faces: list[Any] = []
        self._families: list[str] = []
        self._searched: set[str] = set()
        for subset in SUBSETS:
            for slant in ("normal", "italic"):
                face = _typeface(FONTS / f"newsreader-{subset}-400-{slant}.woff")
                self._fonts.registerTypeface(face, f"Newsreader {subset}")
                self._faces.append(face)
            self._families.append(f"Newsreader {subset}")

    def title(self, plan: Plan) -> TextImage:
        """The title and who wove it, in the middle of the painting."""
        film_format, unit = self._format, self._unit
        width = round(film_format.width * 0.82)
        size = 108 if len(plan.title) <= 32 else 84 if len(plan.title) <= 64 else 64
        title = self._paragraph(plan.title or "A woven world", size * unit, self._colours.paper, width)
        names = [(credit.name, self._colours.thread(credit.colour)) for credit in plan.credits[:4]]
        more = len(plan.credits) - len(names)
        by = self._names(names, more, 40 * unit, width)
        gap = 34 * unit
        canvas = _TextCanvas(film_format.width, film_format.picture)
        top = (film_format.picture - title.Height - gap - (by.Height if by else 0)) / 2
        canvas.paint(title, (film_format.width - width) / 2, top, shade=14 * unit)
        if by is not None:
            canvas.paint(by, (film_format.width - width) / 2, top + title.Height + gap, shade=10 * unit)
        return canvas.image(0)

    def caption(self, text: str, colour: Rgb, narrator: str) -> TextImage:
        """A phrase under the painting or over its lower edge, with a dash in its narrator's thread colour."""
        film_format, unit = self._format, self._unit
        below = film_format.height - film_format.picture
        canvas = _TextCanvas(film_format.width, film_format.height)
        if below:
            width = round(film_format.width * 0.86)
            words = self._paragraph(text, 60 * unit, self._colours.paper, width, slant="italic")
            name = self._paragraph(narrator, 40 * unit, colour, width)
            top = film_format.picture + 84 * unit
            canvas.dash(film_format.width / 2, top - 26 * unit, 64 * unit, 6 * unit, colour)
            canvas.paint(name, (film_format.width - width) / 2, top)
            canvas.paint(words, (film_format.width - width) / 2, top + name.Height + 16 * unit)
            return canvas.image(film_format.picture)
        width = round(film_format.width * 0.62)
        words = self._paragraph(text, 50 * unit, self._colours.paper, width, slant="italic")
        top = film_format.height - 74 * unit - words.Height
        canvas.shadow(top - 150 * unit, film_format.height, 0.62, self._colours.night)
        canvas.dash(film_format.width / 2, top - 24 * unit, 56 * unit, 5 * unit, colour)
        canvas.paint(words, (film_format.width - width) / 2, top, shade=6 * unit)
        return canvas.image(0)

    def credits(self, plan: Plan) -> TextImage:
        """The narrators with dashes in their thread colours, in one or two columns, and the roots of the world."""
        film_format, unit, colours = self._format, self._unit, self._colours
        shown = plan.credits[:CREDITS_SHOWN]
        more = len(plan.credits) - len(shown)
        columns = 2 if len(shown) > (6 if film_format.width > film_format.height else 14) else 1
        rows = -(-len(shown) // columns)
        canvas = _TextCanvas(film_format.width, film_format.height)
        width = round(film_format.width * 0.86)
        head = self._paragraph(plan.title or "A woven world", 58 * unit, colours.paper, width, slant="italic")
        by = self._paragraph("Woven by", 32 * unit, colours.quiet, width)
        tail = self._paragraph(_and_more(more), 32 * unit, colours.quiet, width) if more else None
        roots = self._paragraph(_roots(plan), 32 * unit, colours.quiet, width) if plan.roots else None
        mark = self._paragraph("Lightloom", 30 * unit, colours.quiet, width)
        around = head.Height + 46 * unit + by.Height + 18 * unit + (tail.Height if tail else 0)
        around += roots.Height + 30 * unit if roots else 0
        # Many names stand closer together, so that all of them end above the mark.
        line = min(66 * unit, (film_format.height - 220 * unit - around) / max(1, rows))
        height = around + rows * line
        left, top = (film_format.width - width) / 2, (film_format.height - height) / 2 - 20 * unit
        canvas.paint(head, left, top)
        top += head.Height + 46 * unit
        canvas.paint(by, left, top)
        top += by.Height + 18 * unit
        # A column is as wide as its longest name, so that both are centred.
        room = (film_format.width * 0.8) / columns - 90 * unit
        names = [
            self._paragraph(credit.name, 44 * unit, colours.thread(credit.colour), room, "left") for credit in shown
        ]
        wide = [max((p.LongestLine for p in names[c * rows : (c + 1) * rows]), default=0.0) for c in range(columns)]
        x = (film_format.width - sum(wide) - columns * 74 * unit - (columns - 1) * 90 * unit) / 2
        for column in range(columns):
            for row, name in enumerate(names[column * rows : (column + 1) * rows]):
                colour = colours.thread(shown[column * rows + row].colour)
                y = top + row * line
                canvas.dash(x + 26 * unit, y + name.Height / 2, 52 * unit, 5 * unit, colour)
                canvas.paint(name, x + 74 * unit, y)
            x += wide[column] + 164 * unit
        if tail is not None:
            canvas.paint(tail, left, top + rows * line)
        if roots is not None:
            canvas.paint(roots, left, top + rows * line + (tail.Height if tail else 0) + 30 * unit)
        canvas.paint(mark, left, film_format.height - 110 * unit)
        return canvas.image(0)

    def _names(self, names: list[tuple[str, Rgb]], more: int, size: float, width: float) -> Any | None:
        if not names:
            return None
        runs: list[tuple[str, Rgb]] = [("Woven by ", self._colours.paper)]
        for index, (name, colour) in enumerate(names):
            last = index == len(names) - 1 and not more
            if index:
                runs.append((" and " if last else ", ", self._colours.paper))
            runs.append((name, colour))
        if more:
            runs.append((f" {_and_more(more)}", self._colours.paper))
        return self._runs(runs, size, width, "centre", "normal")

    def _paragraph(
        self,
        text: str,
        size: float,
        colour: Rgb,
        width: float,
        align: Literal["centre", "left"] = "centre",
        slant: Slant = "normal",
    ) -> Any:
        return self._runs([(text, colour)], size, width, align, slant)

    def _runs(
        self, runs: list[tuple[str, Rgb]], size: float, width: float, align: Literal["centre", "left"], slant: Slant
    ) -> Any:
        layout = skia.textlayout
        self._find_fonts("".join(text for text, _ in runs))
        collection = layout.FontCollection()
        collection.setDefaultFontManager(self._fonts, self._families)
        style = layout.ParagraphStyle()
        style.setTextAlign(layout.TextAlign.kCenter if align == "centre" else layout.TextAlign.kLeft)
        builder = layout.ParagraphBuilder.make(style, collection, skia.Unicodes.ICU.Make())
        for text, colour in runs:
            words = layout.TextStyle()
            words.setFontFamilies(self._families)
            words.setFontSize(size)
            words.setFontStyle(skia.FontStyle.Italic() if slant == "italic" else skia.FontStyle.Normal())
            words.setColor(skia.Color(*colour))
            builder.pushStyle(words)
            builder.addText(text)
        paragraph = builder.Build()
        paragraph.layout(width)
        return paragraph

    def _find_fonts(self, text: str) -> None:
        """Add a font of the machine for every character that no font so far has."""
        machine: Any | None = None
        for letter in dict.fromkeys(text):
            if letter in self._searched or any(face.unicharToGlyph(ord(letter)) for face in self._faces):
                continue
            self._searched.add(letter)
            machine = machine or skia.FontMgr()
            face = machine.matchFamilyStyleCharacter("serif", skia.FontStyle.Normal(), ["en"], ord(letter))
            if face is not None and (name := f"machine {face.getFamilyName()}") not in self._families:
                self._fonts.registerTypeface(face, name)
                self._faces.append(face)
                self._families.append(name)


def _roots(plan: Plan) -> str:
    said = ", which came from ".join(plan.roots[:ROOTS_SHOWN])
    more = len(plan.roots) - ROOTS_SHOWN
    return f"Woven on from {said}" + (f", and {more} before it" if more > 0 else "")


def thread_index(credits: list[Credit], narrator: str) -> int | None:
    """The index of a narrator's thread colour; none where the credits do not name them."""
    return next((credit.colour for credit in credits if credit.name == narrator), None)


def _and_more(more: int) -> str:
    return f"and {more} other{'' if more == 1 else 's'}"


@cache
def _typeface(path: Path) -> Any:
    face = skia.Typeface.MakeFromFile(str(path))
    if face is None:
        raise EngineError("film.font", f"The typeface {path.name} is missing: run npm ci, or make run.", again=False)
    return face


class _TextCanvas:
    def __init__(self, width: int, height: int) -> None:
        self._pixels = np.zeros((height, width, 4), np.uint8)
        info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, width * 4)
        self._canvas = self._surface.getCanvas()

    def paint(self, paragraph: Any, x: float, y: float, shade: float = 0.0) -> None:
        """Paint a paragraph, with a soft dark shadow of ``shade`` px around letters on a painting."""
        if shade:
            filtered = skia.Paint(
                ImageFilter=skia.ImageFilters.DropShadow(0, 0, shade, shade, skia.Color(0, 0, 0, 235))
            )
            self._canvas.saveLayer(None, filtered)
            paragraph.paint(self._canvas, x, y)
            self._canvas.restore()
        else:
            paragraph.paint(self._canvas, x, y)

    def dash(self, middle: float, y: float, length: float, thick: float, colour: Rgb) -> None:
        paint = skia.Paint(AntiAlias=True, Color=skia.Color(*colour))
        rectangle = skia.Rect.MakeXYWH(middle - length / 2, y - thick / 2, length, thick)
        self._canvas.drawRoundRect(rectangle, thick / 2, thick / 2, paint)

    def shadow(self, top: float, bottom: float, most: float, colour: Rgb) -> None:
        """A dark gradient from ``top`` down, behind words at the bottom."""
        height = self._pixels.shape[0]
        share = np.clip((np.arange(height) - top) / (bottom - top), 0, 1)
        alpha = most * share * share * (3 - 2 * share)
        shade = np.concatenate([alpha[:, None] * np.array(colour), 255 * alpha[:, None]], axis=1)
        self._pixels[:] = np.rint(shade).astype(np.uint8)[:, None]

    def image(self, empty_y: int) -> TextImage:
        """What was drawn, cropped to it; ``empty_y`` is the row of an empty image."""
        self._surface.flushAndSubmit()
        drawn = self._pixels[..., 3]
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        if not len(rows):
            return TextImage(np.zeros((1, 1, 4), np.uint8), 0, empty_y)
        top, left = int(rows[0]), int(columns[0])
        return TextImage(self._pixels[top : rows[-1] + 1, left : columns[-1] + 1].copy(), left, top)
