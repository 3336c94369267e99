"""Words in a film: the title, the captions and the credits, set in the page's serif and drawn over pictures.

Newsreader comes from npm (``@fontsource/newsreader``, WOFF, which skia reads; the WOFF2 that pages load it cannot). A
letter it does not have is taken from a font of the machine, found once per letter; where the machine has none either it
is an empty box. A missing Newsreader is an error. Right to left and joined scripts are shaped by skia's paragraphs.
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
from inference.studio.film.shapes import Shape
from inference.studio.film.timing import CREDITS_SHOWN

FONTS = Path(__file__).resolve().parents[3] / "node_modules" / "@fontsource" / "newsreader" / "files"
SUBSETS = ("latin", "latin-ext", "vietnamese")
ROOTS_SHOWN = 2
"""Worlds it was woven on from that the credits name."""
Slant = Literal["normal", "italic"]

Letters = NDArray[np.uint8]


@dataclass(frozen=True)
class Sign:
    """Words as pixels: (h, w, 4), colours times alpha, to be laid at ``x``, ``y`` of the frame."""

    pixels: Letters
    x: int
    y: int

    def lay(self, frame: Picture, share: float) -> None:
        """Over ``frame``, in place, ``share`` of it to be seen."""
        height, width = self.pixels.shape[:2]
        place = frame[self.y : self.y + height, self.x : self.x + width]
        strength = np.uint16(round(256 * min(1.0, max(0.0, share))))
        over = self.pixels.astype(np.uint16) * strength >> 8
        place[:] = np.minimum(over[..., :3] + (place * (255 - over[..., 3:]) + 127) // 255, 255)


class Letterer:
    """Sets words for one shape of film."""

    def __init__(self, shape: Shape, colours: Colours) -> None:
        self._shape, self._colours, self._unit = shape, colours, shape.unit
        self._fonts = skia.textlayout.TypefaceFontProvider()
        self._faces: list[Any] = []
        self._families: list[str] = []
        self._sought: set[str] = set()
        for subset in SUBSETS:
            for slant in ("normal", "italic"):
                face = _face(FONTS / f"newsreader-{subset}-400-{slant}.woff")
                self._fonts.registerTypeface(face, f"Newsreader {subset}")
                self._faces.append(face)
            self._families.append(f"Newsreader {subset}")

    def title(self, plan: Plan) -> Sign:
        """The title and who wove it, in the middle of the painting."""
        shape, unit = self._shape, self._unit
        width = round(shape.width * 0.82)
        size = 108 if len(plan.title) <= 32 else 84 if len(plan.title) <= 64 else 64
        title = self._paragraph(plan.title or "A woven world", size * unit, self._colours.paper, width)
        names = [(credit.name, self._colours.thread(credit.colour)) for credit in plan.credits[:4]]
        more = len(plan.credits) - len(names)
        by = self._names(names, more, 40 * unit, width)
        gap = 34 * unit
        canvas = _Canvas(shape.width, shape.picture)
        top = (shape.picture - title.Height - gap - (by.Height if by else 0)) / 2
        canvas.paint(title, (shape.width - width) / 2, top, shade=14 * unit)
        if by is not None:
            canvas.paint(by, (shape.width - width) / 2, top + title.Height + gap, shade=10 * unit)
        return canvas.sign(0)

    def caption(self, text: str, colour: Rgb, narrator: str) -> Sign:
        """A phrase under the painting or over its lower edge, behind a dash of its narrator's thread."""
        shape, unit = self._shape, self._unit
        below = shape.height - shape.picture
        canvas = _Canvas(shape.width, shape.height)
        if below:
            width = round(shape.width * 0.86)
            words = self._paragraph(text, 60 * unit, self._colours.paper, width, slant="italic")
            name = self._paragraph(narrator, 40 * unit, colour, width)
            top = shape.picture + 84 * unit
            canvas.dash(shape.width / 2, top - 26 * unit, 64 * unit, 6 * unit, colour)
            canvas.paint(name, (shape.width - width) / 2, top)
            canvas.paint(words, (shape.width - width) / 2, top + name.Height + 16 * unit)
            return canvas.sign(shape.picture)
        width = round(shape.width * 0.62)
        words = self._paragraph(text, 50 * unit, self._colours.paper, width, slant="italic")
        top = shape.height - 74 * unit - words.Height
        canvas.shadow(top - 150 * unit, shape.height, 0.62, self._colours.night)
        canvas.dash(shape.width / 2, top - 24 * unit, 56 * unit, 5 * unit, colour)
        canvas.paint(words, (shape.width - width) / 2, top, shade=6 * unit)
        return canvas.sign(0)

    def credits(self, plan: Plan) -> Sign:
        """Who wove the world, each behind a dash of their thread, in one or two columns;
        below them the worlds it was woven on from."""
        shape, unit, colours = self._shape, self._unit, self._colours
        shown = plan.credits[:CREDITS_SHOWN]
        more = len(plan.credits) - len(shown)
        columns = 2 if len(shown) > (6 if shape.width > shape.height else 14) else 1
        rows = -(-len(shown) // columns)
        canvas = _Canvas(shape.width, shape.height)
        width = round(shape.width * 0.86)
        head = self._paragraph(plan.title or "A woven world", 58 * unit, colours.paper, width, slant="italic")
        by = self._paragraph("Woven by", 32 * unit, colours.quiet, width)
        tail = self._paragraph(_and_more(more), 32 * unit, colours.quiet, width) if more else None
        roots = self._paragraph(_roots(plan), 32 * unit, colours.quiet, width) if plan.roots else None
        mark = self._paragraph("Lightloom", 30 * unit, colours.quiet, width)
        around = head.Height + 46 * unit + by.Height + 18 * unit + (tail.Height if tail else 0)
        around += roots.Height + 30 * unit if roots else 0
        # Many names stand closer, so that all of it ends above the mark.
        line = min(66 * unit, (shape.height - 220 * unit - around) / max(1, rows))
        height = around + rows * line
        left, top = (shape.width - width) / 2, (shape.height - height) / 2 - 20 * unit
        canvas.paint(head, left, top)
        top += head.Height + 46 * unit
        canvas.paint(by, left, top)
        top += by.Height + 18 * unit
        # A column is as wide as its longest name, so that the whole stands in the middle.
        room = (shape.width * 0.8) / columns - 90 * unit
        names = [
            self._paragraph(credit.name, 44 * unit, colours.thread(credit.colour), room, "left") for credit in shown
        ]
        wide = [max((p.LongestLine for p in names[c * rows : (c + 1) * rows]), default=0.0) for c in range(columns)]
        x = (shape.width - sum(wide) - columns * 74 * unit - (columns - 1) * 90 * unit) / 2
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
        canvas.paint(mark, left, shape.height - 110 * unit)
        return canvas.sign(0)

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
        """A font of the machine for every letter that none so far has."""
        machine: Any | None = None
        for letter in dict.fromkeys(text):
            if letter in self._sought or any(face.unicharToGlyph(ord(letter)) for face in self._faces):
                continue
            self._sought.add(letter)
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
def _face(path: Path) -> Any:
    face = skia.Typeface.MakeFromFile(str(path))
    if face is None:
        raise EngineError("film.font", f"The typeface {path.name} is missing: run npm ci, or make run.", again=False)
    return face


class _Canvas:
    def __init__(self, width: int, height: int) -> None:
        self._pixels = np.zeros((height, width, 4), np.uint8)
        info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, width * 4)
        self._canvas = self._surface.getCanvas()

    def paint(self, paragraph: Any, x: float, y: float, shade: float = 0.0) -> None:
        """``shade`` px of soft dark around the letters, for those that stand on a painting."""
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
        """Dark that comes softly from ``top`` on, for words at the bottom."""
        height = self._pixels.shape[0]
        share = np.clip((np.arange(height) - top) / (bottom - top), 0, 1)
        alpha = most * share * share * (3 - 2 * share)
        shade = np.concatenate([alpha[:, None] * np.array(colour), 255 * alpha[:, None]], axis=1)
        self._pixels[:] = np.rint(shade).astype(np.uint8)[:, None]

    def sign(self, least: int) -> Sign:
        """What was drawn, without the empty rows and columns around it."""
        self._surface.flushAndSubmit()
        drawn = self._pixels[..., 3]
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        if not len(rows):
            return Sign(np.zeros((1, 1, 4), np.uint8), 0, least)
        top, left = int(rows[0]), int(columns[0])
        return Sign(self._pixels[top : rows[-1] + 1, left : columns[-1] + 1].copy(), left, top)
