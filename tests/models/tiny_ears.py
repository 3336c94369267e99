"""Tiny ears in the published layout: a ``.nemo`` of a FastConformer-CTC with two small layers that knows a few spoken words.

``tiny_ears(folder)`` trains it on the spot, in seconds, on words that flite says, in any order and with pauses of any length, so that
what it writes depends on what it hears. ``say`` makes a clip of such words and tells where each of them is.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from inference.audio import RATE, read_wav
from inference.engine import Pcm
from inference.models.gpu import open_gpu
from inference.models.hear_nemo import PARAKEET, build, quiet, train_tokenizer

WORDS = ("moon", "dragon", "castle", "whale")
PIECES = 26
"""Few enough that each word is spelled with several."""
STEPS = 110
BATCH = 12
RATE_OF_LEARNING = 1e-2


def tiny_config(tokenizer: Path) -> dict[str, Any]:
    """The published configuration but for its size."""
    encoder = {
        **PARAKEET["encoder"],
        "n_layers": 2,
        "d_model": 64,
        "n_heads": 4,
        "ff_expansion_factor": 2,
        "subsampling_conv_channels": 16,
        "dropout": 0.0,
        "dropout_pre_encoder": 0.0,
        "dropout_emb": 0.0,
    }
    return {**PARAKEET, "encoder": encoder, "tokenizer": {"dir": str(tokenizer), "type": "bpe"}}


def untrained(folder: Path, *, rate: int = RATE) -> Any:
    """The tiny model with random weights, for ``rate`` Hz; its tokenizer's files lie in ``folder``, which ``save`` needs."""
    train_tokenizer([" ".join(WORDS)] * 4, PIECES, folder)
    torch.manual_seed(0)
    config = tiny_config(folder)
    config["preprocessor"] = {**config["preprocessor"], "sample_rate": rate}
    return build(config, open_gpu("cpu"))


def save(model: Any, folder: Path, name: str = "tiny.nemo") -> Path:
    with quiet():
        model.save_to(str(folder / name))
    return folder / name


def tiny_ears(folder: Path) -> Path:
    """A folder with one ``.nemo`` that writes down any of ``WORDS``, in any order."""
    spare = folder / "tokenizer"
    spare.mkdir(parents=True)
    model = untrained(spare)
    learn(model)
    save(model, folder)
    return folder


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
    """16 kHz PCM16 of ``words`` with ``pause`` seconds between them and ``lead`` around, and where each is, in seconds."""
    parts, places = [np.zeros(int(lead * RATE), np.int16)], []
    for word in words:
        begin = sum(map(len, parts)) / RATE
        parts += [spoken(word), np.zeros(int(pause * RATE), np.int16)]
        places.append((begin, begin + len(spoken(word)) / RATE))
    parts.append(np.zeros(int(lead * RATE), np.int16))
    return np.concatenate(parts), places


def learn(model: Any) -> None:
    dice = np.random.default_rng(1)
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    model.train()
    optimiser = torch.optim.AdamW(model.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE_OF_LEARNING, total_steps=STEPS, pct_start=0.2)
    blank = model.decoder.num_classes_with_blank - 1
    for _ in range(STEPS):
        texts = [list(dice.choice(WORDS, dice.integers(1, 5))) for _ in range(BATCH)]
        clips = [say(text, dice.uniform(0.0, 0.35), lead=dice.uniform(0, 0.3))[0] for text in texts]
        heard = np.zeros((BATCH, max(map(len, clips))), np.float32)
        for row, clip in zip(heard, clips, strict=True):
            row[: len(clip)] = clip / 32_768 * dice.uniform(0.4, 1.4)
        heard += dice.normal(0, 0.001, heard.shape).astype(np.float32)
        mel, lengths = model.preprocessor(
            input_signal=torch.from_numpy(heard), length=torch.tensor([len(clip) for clip in clips])
        )
        encoded, frames = model.encoder(audio_signal=mel, length=lengths)
        wanted = [torch.tensor(model.tokenizer.text_to_ids(" ".join(text))) for text in texts]
        loss = torch.nn.functional.ctc_loss(
            model.decoder(encoder_output=encoded).transpose(0, 1),
            torch.cat(wanted),
            frames,
            torch.tensor([len(one) for one in wanted]),
            blank=blank,
            zero_infinity=True,
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    model.eval().requires_grad_(False)


def _with_length(data: bytes) -> bytes:
    """A WAV file whose header says how long it is."""
    out = io.BytesIO(data)
    out.seek(4)
    out.write((len(data) - 8).to_bytes(4, "little"))
    at = data.index(b"data")
    out.seek(at + 4)
    out.write((len(data) - at - 8).to_bytes(4, "little"))
    return out.getvalue()
