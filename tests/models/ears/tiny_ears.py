"""Tiny ears in the published layout: a ``.nemo`` of a FastConformer-CTC with two small layers that
knows a few spoken words.

``tiny_ears(folder)`` trains it on the spot, in seconds, on words that flite says, in any order and with pauses of any
length, so that what it writes depends on what it hears. ``say`` makes a clip of such words and
tells where each of them is.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE, read_wav
from inference.models.ears.batched_forward import pad_batch
from inference.models.ears.nemo_model import PARAKEET_CONFIG, build_model, quiet_nemo, train_tokenizer
from inference.models.runtime.device import open_gpu

WORDS = ("moon", "dragon", "castle", "whale")
PIECES = 26
"""Few enough that each word is spelled with several."""
FEATURES = 40
STEPS = 120
BATCH = 4
RATE_OF_LEARNING = 1e-2
FRAME = 0.08
"""Seconds."""


def tiny_config(tokenizer: Path) -> dict[str, Any]:
    """The published configuration but for its size."""
    encoder = {
        **PARAKEET_CONFIG["encoder"],
        "feat_in": FEATURES,
        "n_layers": 2,
        "d_model": 64,
        "n_heads": 4,
        "ff_expansion_factor": 2,
        "subsampling_conv_channels": 16,
        "dropout": 0.0,
        "dropout_pre_encoder": 0.0,
        "dropout_emb": 0.0,
    }
    preprocessor = {**PARAKEET_CONFIG["preprocessor"], "features": FEATURES}
    tokens = {"dir": str(tokenizer), "type": "bpe"}
    return {**PARAKEET_CONFIG, "encoder": encoder, "preprocessor": preprocessor, "tokenizer": tokens}


def untrained(folder: Path, *, rate: int = SAMPLE_RATE) -> Any:
    """The tiny model with random weights, for ``rate`` Hz; its tokenizer's files lie in ``folder``,
    which ``save`` needs."""
    train_tokenizer([" ".join(WORDS)] * 4, PIECES, folder)
    torch.manual_seed(0)
    config = tiny_config(folder)
    config["preprocessor"] = {**config["preprocessor"], "sample_rate": rate}
    return build_model(config, open_gpu("cpu"))


def save(model: Any, folder: Path, name: str = "tiny.nemo") -> Path:
    with quiet_nemo():
        model.save_to(str(folder / name))
    return folder / name


def tiny_ears(folder: Path) -> Path:
    """A folder with one ``.nemo`` that writes down any of ``WORDS``, in any order. Trained once in a process."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.nemo").write_bytes(_trained())
    return folder


@cache
def _trained() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        spare = Path(folder) / "tokenizer"
        spare.mkdir()
        model = untrained(spare)
        with one_thread():
            learn(model)
        return save(model, Path(folder)).read_bytes()


@cache
def spoken(word: str) -> Pcm:
    """The word as flite says it, without the silence around it."""
    run = subprocess.run(
        ["flite", "-voice", "slt", "-t", word, "-o", "/dev/stdout"], check=True, stdout=subprocess.PIPE
    )
    # flite cannot go back in a pipe to write the length, so the header's is wrong.
    sound = read_wav(_with_length(run.stdout))
    loud = np.flatnonzero(np.abs(sound.astype(int)) > 300)
    return sound[loud[0] : loud[-1]]


def say(words: Sequence[str], pause: float = 0.2, *, lead: float = 0.1) -> tuple[Pcm, list[tuple[float, float]]]:
    """16 kHz PCM16 of ``words`` with ``pause`` seconds between them and ``lead`` around,
    and where each is, in seconds."""
    parts, places = [np.zeros(int(lead * SAMPLE_RATE), np.int16)], []
    for word in words:
        begin = sum(map(len, parts)) / SAMPLE_RATE
        parts += [spoken(word), np.zeros(int(pause * SAMPLE_RATE), np.int16)]
        places.append((begin, begin + len(spoken(word)) / SAMPLE_RATE))
    parts.append(np.zeros(int(lead * SAMPLE_RATE), np.int16))
    return np.concatenate(parts), places


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one core: with several, layers as small as these mostly wait for one another,
    minutes instead of seconds on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def learn(model: Any) -> None:
    """Teach it to write each frame's token: where the words are is known,
    so that it takes seconds instead of CTC's minutes."""
    dice = np.random.default_rng(1)
    model.requires_grad_(True).train()
    optimiser = torch.optim.AdamW(model.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE_OF_LEARNING, total_steps=STEPS, pct_start=0.2)
    for _ in range(STEPS):
        texts = [list(dice.choice(WORDS, dice.integers(1, 5))) for _ in range(BATCH)]
        said = [say(text, dice.uniform(0, 0.25), lead=dice.uniform(0, 0.2)) for text in texts]
        pcm, lengths = pad_batch([clip for clip, _ in said], BATCH, 4)
        mel, lengths = model.preprocessor(input_signal=pcm.float() / 32_768, length=lengths)
        encoded, frames = model.encoder(audio_signal=mel, length=lengths)
        wanted = torch.full((BATCH, encoded.shape[2]), -100)
        for row, text, (_, places), count in zip(wanted, texts, said, frames.tolist(), strict=True):
            row[:count] = tokens_of(model, text, places, count)
        loss = torch.nn.functional.nll_loss(model.decoder(encoder_output=encoded).transpose(1, 2), wanted)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    model.eval().requires_grad_(False)


def tokens_of(model: Any, text: Sequence[str], places: Sequence[tuple[float, float]], frames: int) -> torch.Tensor:
    """(frames,): each word's pieces share its time, and it is blank after it."""
    blank = model.decoder.num_classes_with_blank - 1
    tokens = torch.full((frames + 1,), blank)
    for word, (begin, end) in zip(text, places, strict=True):
        pieces = model.tokenizer.text_to_ids(word)
        edges = np.linspace(begin / FRAME, end / FRAME, len(pieces) + 1).round().astype(int)
        for piece, first, last in zip(pieces, edges, edges[1:], strict=False):
            tokens[first : max(first + 1, last)] = piece
        tokens[edges[-1]] = blank
    return tokens[:frames]


def _with_length(data: bytes) -> bytes:
    """A WAV file whose header says how long it is."""
    out = io.BytesIO(data)
    out.seek(4)
    out.write((len(data) - 8).to_bytes(4, "little"))
    at = data.index(b"data")
    out.seek(at + 4)
    out.write((len(data) - at - 8).to_bytes(4, "little"))
    return out.getvalue()
