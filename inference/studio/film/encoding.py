"""Frames and samples to files: H.264 and AAC in MP4, through PyAV. docs/film.md says why these,
and under which licences.

A film is encoded in segments that begin with a whole picture and know nothing of one another, so they are joined as
they are; only the sound is encoded when they are. The finished file begins with its index, so that it plays before it
has come whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from PIL import Image

from inference.contract.arrays import Picture
from inference.sound.synthesis import RATE
from inference.studio.film.shapes import FPS, Shape

VIDEO = {"preset": "veryfast", "crf": "21", "profile": "high", "g": "600", "maxrate": "6M", "bufsize": "12M"}
SOUND_BITS = 128_000
SOUND_FRAME = 1024
BT709 = 1
CLOCK = 90_000
"""Ticks a second of the film's pictures."""
TYPE = "video/mp4"


def encode_segment(frames: Iterable[Picture], shape: Shape) -> bytes:
    """An MP4 of ``frames``, (height, width, 3) each, without sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=FPS, options=dict(VIDEO))
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG
        for number, frame in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(frame, "rgb24").reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return file.getvalue()


def join(segments: Iterable[bytes], lengths: Iterable[int], sound: Iterable[bytes], path: Path) -> None:
    """Write the film to ``path``: ``segments`` of so many frames one after another as they are, with ``sound``,
    16-bit stereo pieces.

    The sound is encoded as far as the pictures have come, so that both lie near each other.
    """
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        video: VideoStream | None = None
        audio: AudioStream | None = None
        samples = _Samples(sound)
        begun = 0
        for segment, frames in zip(segments, lengths, strict=True):
            with av.open(io.BytesIO(segment), "r") as part:
                theirs = part.streams.video[0]
                if video is None or audio is None:
                    video = out.add_stream_from_template(theirs)
                    video.time_base = Fraction(1, CLOCK)
                    audio = out.add_stream("aac", rate=RATE, layout="stereo")
                    audio.bit_rate = SOUND_BITS
                for packet in part.demux(theirs):
                    if packet.dts is None or packet.pts is None:
                        continue
                    ticks = Fraction(CLOCK) * (packet.time_base or Fraction(1, FPS))
                    packet.pts = round(packet.pts * ticks) + begun * CLOCK // FPS
                    packet.dts = round(packet.dts * ticks) + begun * CLOCK // FPS
                    packet.duration = CLOCK // FPS
                    packet.time_base, packet.stream = Fraction(1, CLOCK), video
                    out.mux(packet)
            begun += frames
            for heard in samples.until(begun / FPS):
                out.mux(audio.encode(heard))
        if audio is not None:
            for heard in samples.until(float("inf")):
                out.mux(audio.encode(heard))
            out.mux(audio.encode(None))


def encode_poster(frame: Picture) -> bytes:
    """A JPEG of a frame."""
    out = io.BytesIO()
    Image.fromarray(frame).save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


class _Samples:
    """Stereo samples by the frame of the sound's encoder, read as far as they are wanted."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self._given = 0

    def until(self, seconds: float) -> Iterator[av.AudioFrame]:
        size = SOUND_FRAME * 4
        while self._given / RATE < seconds:
            while len(self._rest) < size and (piece := next(self._pieces, None)) is not None:
                self._rest += piece
            if not self._rest:
                return
            now, self._rest = self._rest[:size], self._rest[size:]
            both = np.frombuffer(now, "<i2").reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(both), format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._given, Fraction(1, RATE)
            self._given += both.shape[1] // 2
            yield frame
