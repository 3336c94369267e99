"""The journeys that matter, in Firefox and in WebKitGTK: each is written once and goes through both.

What can be seen in any browser is tested in Chromium (tests/browser). Here is what engines do differently: microphone
and worklet, sound after a gesture, the clipboard, full screen, films, 3D, and the layout of small windows.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser.engines.conftest import Come
from tests.browser.engines.person import WIDE, Person
from tests.browser.test_film import PLAYED
from tests.browser.test_sound import AUDIBLE, LISTEN
from tests.browser.test_speaking import SENTENCE, clip_of
from tests.browser.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

TWICE = (640, 400)
"""What is left of 1280 x 800 at 200 %."""
SPEAK = """
(clip) => {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const file = Uint8Array.from(atob(clip), (letter) => letter.charCodeAt(0));
    const voice = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(file.buffer) });
    const microphone = context.createMediaStreamDestination();
    voice.connect(microphone);
    voice.start();
    return microphone.stream;
  };
}
"""
"""A microphone that hears a clip from the moment it is opened: the engines' own know only a tone."""


SAID = "(word) => document.body.innerText.toLowerCase().includes(word)"
PAINTED = """
(word) => [...document.images].some((image) => image.alt.toLowerCase().includes(word)
  && image.complete && image.naturalWidth > 0)
"""
COVER = """
() => {
  const cover = document.querySelector(".tile img");
  return cover?.complete && cover.naturalWidth > 0;
}
"""


def fits(person: Person, *sizes: tuple[int, int]) -> None:
    """No window of these sizes scrolls sideways."""
    for size in sizes:
        person.window.resize(*size)
        assert person.overflow() == 0, f"{person.window.call('() => location.href')} at {size}"
    person.window.resize(*WIDE)


def colours(person: Person) -> int:
    shown = Image.open(io.BytesIO(person.window.picture())).convert("RGB")
    return len(np.unique(np.asarray(shown).reshape(-1, 3), axis=0))


def test_friends_weave_a_world_by_keys_and_voice_and_hang_it(come: Come, tmp_path: Path) -> None:
    clip, _ = clip_of(tmp_path, SENTENCE)
    ada, ben = come("Ada"), come("Ben")
    ada.opens("/")
    fits(ada, PHONE, TWICE)
    ben.joins(ada.opens_room("Sunday"), "Sunday")
    ada.says("a ship comes home at dawn")
    for one in (ada, ben):
        one.reads("a ship comes home at dawn")
        one.sees_painted("a ship comes home at dawn")
    ada.press("Pass it on")

    ben.press("Voice and captions")
    ben.press("Allow the microphone")
    ben.reads("You are well heard.")
    ben.press("Close")
    ben.window.call(SPEAK, base64.b64encode(clip.read_bytes()).decode())
    ben.holds("Hold to talk, or tap to begin")
    ada.until(SAID, "castle")
    ben.lets_go()
    ada.until(PAINTED, "castle")

    ben.window.call("() => location.reload()")
    ben.is_in("Sunday")
    ben.until(PAINTED, "castle")
    fits(ben, PHONE, TWICE)

    ada.press("Finish")
    ada.writes("Gallery", "In every browser")
    ada.press("Everybody", "field")
    ada.press("Finish it")
    ben.press("See the world")
    title = ben.until("() => location.pathname.startsWith('/worlds/') && document.querySelector('h1')?.innerText")
    ben.opens("/galleries")
    fits(ben, PHONE, TWICE)
    ben.press("In every browser")
    ben.reads(title)
    ben.until(COVER)


def test_a_world_is_looked_at_heard_filmed_and_walked_into(come: Come, hung_world: str, filmed_world: str) -> None:
    ada = come("Ada")
    ada.opens(hung_world)
    ada.press("Come nearer")
    fits(ada, PHONE, TWICE)
    ada.press("Full screen")
    ada.until("() => document.fullscreenElement !== null")
    ada.press("Full screen")
    ada.until("() => document.fullscreenElement === null")

    ada.window.call(f"() => {{ {LISTEN} }}")
    ada.press("Sound")
    ada.until("(least) => loudness() > least", AUDIBLE)

    ada.press("Share")
    ada.press("Copy")
    ada.reads("Copied.")

    ada.opens(hung_world + "/inside")
    ada.until("() => document.body.classList.contains('inside--ready')")
    assert colours(ada) > 500
    fits(ada, PHONE, TWICE)

    ada.opens(filmed_world)
    ada.finds("Download: Wide, for screens")
    played = ada.window.call(f"() => ({PLAYED})(document.querySelector('video'))")
    assert played["size"] == [214, 120]
