"""Captions can be read: every thread's colour as the caption mixes it, on the page's night, against WCAG's measure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.stack import PROJECT

TOKENS = (PROJECT / "static" / "css" / "tokens.css").read_text()
CAPTION = (PROJECT / "static" / "css" / "room" / "captions.css").read_text()
# linear light to the cones of Oklab, and those to its axes (Ottosson, 2020)
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_AXES = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def token(name: str) -> np.ndarray:
    """A colour of tokens.css in linear light."""
    found = re.search(rf"--{name}: #([0-9a-f]{{6}})", TOKENS)
    assert found is not None, name
    part = np.array([int(found[1][at : at + 2], 16) for at in (0, 2, 4)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def mixed(share: float, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """CSS's color-mix(in oklab), in linear light."""
    lab = share * (TO_AXES @ np.cbrt(TO_CONES @ one)) + (1 - share) * (TO_AXES @ np.cbrt(TO_CONES @ other))
    return np.clip(np.linalg.solve(TO_CONES, np.linalg.solve(TO_AXES, lab) ** 3), 0, 1)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    lights = sorted((float(np.dot([0.2126, 0.7152, 0.0722], colour)) for colour in (one, other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def mix_in(selector: str) -> tuple[float, str]:
    """The share of the thread in a colour of captions.css, and the token it is mixed with."""
    found = re.search(
        rf"{selector} {{ color: color-mix\(in oklab, var\(--thread\) (\d+)%, var\(--([\w-]+)\)\)", CAPTION
    )
    assert found is not None, selector
    return int(found[1]) / 100, found[2]


@pytest.mark.parametrize("thread", range(12))
def test_words_being_said_can_be_read_in_every_threads_colour(thread: int) -> None:
    night, colour = token("night-0"), token(f"thread-{thread}")
    for selector, least in ((r"\.is-partial \.caption__said", 7.0), (r"\.caption__maybe", 4.5)):
        share, other = mix_in(selector)
        assert contrast(mixed(share, colour, token(other)), night) >= least, selector


def test_what_was_said_and_the_quiet_note_can_be_read() -> None:
    assert contrast(token("paper"), token("night-0")) >= 7
    assert contrast(token("paper-dim"), token("night-0")) >= 4.5


def test_the_arithmetic_is_wcags() -> None:
    assert round(contrast(np.ones(3), np.zeros(3)), 1) == 21.0
    assert np.allclose(mixed(0.5, np.ones(3), np.ones(3)), 1, atol=1e-3)
