"""Encodes frames and samples as H.264 and AAC in MP4, through PyAV. docs/film.md has the reasons and the licences.

A film is encoded in independent segments that begin with a key frame, so they are joined without encoding them again;
only the sound is encoded when they are joined. The index is at the beginning, so the film plays while it loads.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from PIL import Image

from inference.contract.arrays import Picture
from inference.sound.synthesis import SAMPLE_RATE
from inference.studio.film.formats import FPS, FilmFormat

X264_OPTIONS = {"preset": "veryfast", "crf": "21", "profile": "high", "g": "600", "maxrate": "6M", "bufsize": "12M"}
AUDIO_BIT_RATE = 128_000
AAC_FRAME_SAMPLES = 1024
BT709 = 1
CLOCK_RATE = 90_000
"""Ticks a second of the video stream."""
MP4_TYPE = "video/mp4"


def encode_segment(frames: Iterable[Picture], film_format: FilmFormat) -> bytes:
    """An MP4 of ``frames``, (height, width, 3) each, without sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=FPS, options=dict(X264_OPTIONS))
        stream.width, stream.height, stream.pix_fmt = film_format.width, film_format.height, "yuv420p"
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


def join_segments(
    segments: Iterable[bytes], lengths: Iterable[int], sound: Iterable[bytes], path: Path, tags: Mapping[str, str]
) -> None:
    """Write the film to ``path``: ``segments`` of ``lengths`` frames as they are, and ``sound``, 16-bit stereo.

    ``tags`` say what it is, by FFmpeg's names (``title``, ``artist``).
    The sound is encoded as far as the pictures have come, so that the two are interleaved.
    """
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        out.metadata.update(tags)
        video: VideoStream | None = None
        audio: AudioStream | None = None
        samples = _AudioFrames(sound)
        frames_before = 0
        for segment, frames in zip(segments, lengths, strict=True):
            with av.open(io.BytesIO(segment), "r") as opened:
                source = opened.streams.video[0]
                if video is None or audio is None:
                    video = out.add_stream_from_template(source)
                    video.time_base = Fraction(1, CLOCK_RATE)
                    audio = out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
                    audio.bit_rate = AUDIO_BIT_RATE
                for packet in opened.demux(source):
                    if packet.dts is None or packet.pts is None:
                        continue
                    ticks = Fraction(CLOCK_RATE) * (packet.time_base or Fraction(1, FPS))
                    packet.pts = round(packet.pts * ticks) + frames_before * CLOCK_RATE // FPS
                    packet.dts = round(packet.dts * ticks) + frames_before * CLOCK_RATE // FPS
                    packet.duration = CLOCK_RATE // FPS
                    packet.time_base, packet.stream = Fraction(1, CLOCK_RATE), video
                    out.mux(packet)
            frames_before += frames
            for audio_frame in samples.until(frames_before / FPS):
                out.mux(audio.encode(audio_frame))
        if audio is not None:
            for audio_frame in samples.until(float("inf")):
                out.mux(audio.encode(audio_frame))
            out.mux(audio.encode(None))


def encode_poster(frame: Picture) -> bytes:
    """A JPEG of a frame."""
    out = io.BytesIO()
    Image.fromarray(frame).save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


class _AudioFrames:
    """Stereo samples in frames of the audio encoder, read only as far as needed."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""
        self._sent = 0

    def until(self, seconds: float) -> Iterator[av.AudioFrame]:
        size = AAC_FRAME_SAMPLES * 4
        while self._sent / SAMPLE_RATE < seconds:
            while len(self._buffer) < size and (chunk := next(self._chunks, None)) is not None:
                self._buffer += chunk
            if not self._buffer:
                return
            data, self._buffer = self._buffer[:size], self._buffer[size:]
            stereo = np.frombuffer(data, "<i2").reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(stereo), format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._sent, Fraction(1, SAMPLE_RATE)
            self._sent += stereo.shape[1] // 2
            yield frame
