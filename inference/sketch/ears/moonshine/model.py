"""Moonshine tiny-en (27 M parameters, MIT) in ONNX Runtime: sound to pieces of words with their log-probabilities.

An encoder-decoder transformer without spectrogram: the encoder takes 16 kHz sound of any length, the decoder writes
what it heard piece by piece (Jeffries et al., "Moonshine: Speech Recognition for Live Transcription and Voice
Commands", 2024, arXiv:2410.15608). Several *views* of one clip, of different lengths, are heard together: each piece is
the one that is likeliest by all of them. Runs may overlap; a run keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE
from inference.sketch.ears.moonshine.tokenizer import BEGIN, END
from inference.sketch.ears.moonshine.weights import DECODER, ENCODER

Samples = NDArray[np.float32]
"""16 kHz mono sound between -1 and 1, shape (samples,)."""
MAX_PIECES_PER_SECOND = 6.5
"""More than anybody says: it ends what would go on for ever."""
_HEADS, _HEAD_SIZE = 8, 36


@dataclass(frozen=True)
class Encoded:
    """Views of one clip, as the encoder leaves them."""

    states: NDArray[np.float32]
    """(views, frames, 288)"""
    mask: NDArray[np.int64]
    """(views, samples): 1 where there is sound, 0 where a shorter view was filled up."""

    @property
    def max_pieces(self) -> int:
        return 2 + int(self.mask.shape[1] / SAMPLE_RATE * MAX_PIECES_PER_SECOND)

    def __len__(self) -> int:
        return len(self.states)


@dataclass(frozen=True)
class Hypothesis:
    """Pieces, without the end, and the log-probability of each by all views; ``end`` is that of the end."""

    pieces: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    end: float

    @property
    def mean(self) -> float:
        """Mean log-probability of a piece, the end among them."""
        return float(np.mean([*self.log_probabilities, self.end]))


class MoonshineModel:
    def __init__(self, folder: Path, *, threads: int, unsaid: Sequence[int] = ()) -> None:
        """``threads`` bound what one run takes of the processor; ``unsaid`` are pieces that are never written.

        Raises ``EngineUnavailable`` where ONNX Runtime cannot be imported, or cannot load the files.
        """
        try:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            # A thread that waits for work in a loop takes the core that the painter works on.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            # What was needed once for a long clip is given back, not kept for the next.
            options.enable_cpu_mem_arena = False
            self._encoder, self._decoder = (
                onnxruntime.InferenceSession(str(folder / file), options, ["CPUExecutionProvider"])
                for file in (ENCODER, DECODER)
            )
        except ImportError as error:
            raise EngineUnavailable(
                f"ONNX Runtime, which runs Moonshine, cannot be imported ({' '.join(str(error).split())[:160]}); "
                "make run installs it, and LIGHTLOOM_EARS=pocketsphinx hears without it."
            ) from None
        except Exception as error:  # of a dozen kinds, all of them ONNX Runtime's own
            reason = " ".join(str(error).split())[:160]
            raise EngineUnavailable(f"Moonshine in {folder} could not be loaded: {reason}") from None
        self._unsaid = list(unsaid)
        self._past = [given.name for given in self._decoder.get_inputs() if given.name.startswith("past_key_values")]

    def encode(self, views: Sequence[Samples]) -> Encoded:
        longest = max(map(len, views))
        sound = np.stack([np.pad(view, (0, longest - len(view))) for view in views])
        mask = np.stack([np.arange(longest) < len(view) for view in views]).astype(np.int64)
        (states,) = self._encoder.run(None, {"input_values": sound, "attention_mask": mask})
        return Encoded(states, mask)

    def transcribe(self, encoded: Encoded, draft: Sequence[int] = ()) -> Hypothesis:
        """The likeliest piece after each that came before, up to the end.

        ``draft`` are pieces that are probably right: they are looked at all at once, and kept as far as each of them is
        the likeliest. The 8-bit arithmetic rounds several pieces at once otherwise than one by one, so that of two that
        are nearly as likely, mostly in noise, the draft's may be kept where the other would have been written.
        """
        views, most = len(encoded), encoded.max_pieces
        draft = draft[:most]
        memory: dict[str, Any] = {name: np.zeros((views, _HEADS, 0, _HEAD_SIZE), np.float32) for name in self._past}
        given, memory = self._run(encoded, [BEGIN, *draft], memory, first=True)
        chosen = given.argmax(axis=-1)
        kept = 0
        while kept < len(draft) and chosen[kept] == draft[kept]:
            kept += 1
        # What was remembered of the draft's wrong end is forgotten.
        memory = {name: part[:, :, : kept + 1] if ".decoder." in name else part for name, part in memory.items()}
        pieces, chances = list(draft[:kept]), [float(given[at, piece]) for at, piece in enumerate(draft[:kept])]
        row = given[kept]
        while True:
            piece = int(row.argmax())
            if piece == END or len(pieces) >= most:
                return Hypothesis(tuple(pieces), tuple(chances), float(row[END]))
            pieces.append(piece)
            chances.append(float(row[piece]))
            given, memory = self._run(encoded, [piece], memory, first=False)
            row = given[0]

    def score(self, encoded: Encoded, pieces: Sequence[int]) -> Hypothesis:
        """``pieces`` with the log-probabilities that they would have had."""
        memory: dict[str, Any] = {
            name: np.zeros((len(encoded), _HEADS, 0, _HEAD_SIZE), np.float32) for name in self._past
        }
        given, _ = self._run(encoded, [BEGIN, *pieces], memory, first=True)
        return Hypothesis(
            tuple(pieces), tuple(float(given[at, piece]) for at, piece in enumerate(pieces)), float(given[-1, END])
        )

    def _run(
        self, encoded: Encoded, pieces: Sequence[int], memory: dict[str, Any], *, first: bool
    ) -> tuple[NDArray[np.float64], dict[str, Any]]:
        """One pass: log-probabilities of what follows each of ``pieces``, (pieces, 32768), and the memory after it."""
        logits, *present = self._decoder.run(
            None,
            {
                "input_ids": np.tile(np.array(pieces, np.int64), (len(encoded), 1)),
                "encoder_hidden_states": encoded.states,
                "encoder_attention_mask": encoded.mask,
                "use_cache_branch": np.array([not first]),
                **memory,
            },
        )
        names = zip(self._past, present, strict=True)
        # The encoder's part is given once; later passes leave it empty.
        after = {name: part if first or ".decoder." in name else memory[name] for name, part in names}
        logits[..., self._unsaid] = -np.inf
        logits -= logits.max(axis=-1, keepdims=True)
        chances = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        return chances.mean(axis=0), after
