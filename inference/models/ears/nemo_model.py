"""The NeMo model of the ears: restored from the published ``.nemo`` file, or the same architecture with random weights.

Its modules are made on the device, and the weights are read into them from the mapped file in the device's dtype:
without a second copy on the device or random initialisation on the CPU. NeMo's import takes seconds and it logs a lot,
so it is imported only here, and kept quiet during calls. No trainer, no optimiser, no download.
"""

from __future__ import annotations

import io
import logging
import tempfile
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sentencepiece
import torch

from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE
from inference.models.ears.ctc_decoding import Vocabulary
from inference.models.runtime.device import Gpu

WORD_LIST = Path(__file__).parents[2] / "sketch" / "ears" / "pocketsphinx" / "language_model" / "narration.dict"
"""A pronunciation dictionary, one word a line: training text for the random model's tokenizer."""
VOCABULARY_SIZE = 1024


def restore_model(folder: Path, gpu: Gpu) -> Any:
    """The model of the one ``.nemo`` file in ``folder``, on the device, ready for inference.

    Raises ``EngineUnavailable`` where there is none or more than one, for a file that cannot be read, and for another
    class of model.
    """
    files = sorted(folder.glob("*.nemo"))
    if not files:
        raise EngineUnavailable(f"There is no .nemo file for the ears in {folder}.")
    if len(files) > 1:
        names = ", ".join(file.name for file in files)
        raise EngineUnavailable(f"The ears need one .nemo file, and {folder} holds {len(files)}: {names}.")
    with quiet_nemo():
        from nemo.collections.asr.models import EncDecCTCModelBPE

        from inference.models.ears.nemo_restore import restore_connector

        try:
            model = EncDecCTCModelBPE.restore_from(
                str(files[0]), map_location=gpu.device, save_restore_connector=restore_connector(gpu)
            )
        except (EngineUnavailable, torch.OutOfMemoryError):
            raise
        except Exception as error:
            why = textwrap.shorten(str(error), 200, placeholder=" …") or type(error).__name__
            raise EngineUnavailable(f"{files[0]} cannot be read as the ears' model: {why.rstrip('.')}.") from error
        finally:
            # NeMo keeps this flag in a global, also after an error.
            EncDecCTCModelBPE._set_model_restore_state(is_being_restored=False)
    if model.preprocessor._sample_rate != SAMPLE_RATE:
        raise EngineUnavailable(f"{files[0]} hears {model.preprocessor._sample_rate} Hz; the ears need {SAMPLE_RATE}.")
    return model.eval()


def random_model(gpu: Gpu) -> Any:
    """The architecture of parakeet-ctc-1.1b at full size with random weights."""
    with tempfile.TemporaryDirectory() as folder:
        words = {line.split()[0].partition("(")[0] for line in WORD_LIST.read_text().splitlines()}
        train_tokenizer(sorted(words), VOCABULARY_SIZE, Path(folder))
        return build_model(PARAKEET_CONFIG | {"tokenizer": {"dir": folder, "type": "bpe"}}, gpu).eval()


def build_model(config: dict[str, Any], gpu: Gpu) -> Any:
    """An ``EncDecCTCModelBPE`` of a configuration, with random weights, on the device and in its dtype."""
    with quiet_nemo():
        from nemo.collections.asr.models import EncDecCTCModelBPE
        from omegaconf import OmegaConf

        from inference.models.ears.nemo_restore import cast_for_inference

        with gpu.device:
            return cast_for_inference(EncDecCTCModelBPE(cfg=OmegaConf.create(config)), gpu)


def vocabulary_of(model: Any) -> Vocabulary:
    """The text of the model's tokens and the length of its frames: 80 ms, a hop of 10 ms times a subsampling of 8."""
    tokens = model.decoder.num_classes_with_blank - 1
    pieces = model.tokenizer.ids_to_tokens(list(range(tokens)))
    hop = model.preprocessor.featurizer.hop_length / SAMPLE_RATE
    return Vocabulary(
        tuple("" if piece.startswith("<") and piece.endswith(">") else piece for piece in pieces),
        hop * model.encoder.subsampling_factor,
    )


def train_tokenizer(texts: Sequence[str], tokens: int, folder: Path) -> None:
    """A SentencePiece BPE model in the files that NeMo needs: the model itself, and its pieces as two lists."""
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=trained,
        model_type="bpe",
        vocab_size=tokens,
        character_coverage=1.0,
        bos_id=-1,
        eos_id=-1,
        minloglevel=2,
    )
    (folder / "tokenizer.model").write_bytes(trained.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    names = [pieces.id_to_piece(token) for token in range(tokens)]
    (folder / "vocab.txt").write_text("\n".join(names))
    (folder / "tokenizer.vocab").write_text("\n".join(f"{name}\t{-token}" for token, name in enumerate(names)))


@contextmanager
def quiet_nemo() -> Iterator[None]:
    """Silence the logs and warnings of NeMo and its telemetry while the block runs."""
    telemetry = logging.getLogger("nv_one_logger")
    level = telemetry.level
    telemetry.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from nemo.utils import logging as nemo_log

            with nemo_log.temp_verbosity(logging.CRITICAL):
                yield
    finally:
        telemetry.setLevel(level)


PARAKEET_CONFIG: dict[str, Any] = {
    "target": "nemo.collections.asr.models.ctc_bpe_models.EncDecCTCModelBPE",
    "sample_rate": SAMPLE_RATE,
    "preprocessor": {
        "_target_": "nemo.collections.asr.modules.AudioToMelSpectrogramPreprocessor",
        "sample_rate": SAMPLE_RATE,
        "normalize": "per_feature",
        "window_size": 0.025,
        "window_stride": 0.01,
        "window": "hann",
        "features": 80,
        "n_fft": 512,
        "dither": 0.00001,
        "pad_to": 0,
    },
    "encoder": {
        "_target_": "nemo.collections.asr.modules.ConformerEncoder",
        "feat_in": 80,
        "n_layers": 42,
        "d_model": 1024,
        "subsampling": "dw_striding",
        "subsampling_factor": 8,
        "subsampling_conv_channels": 256,
        "ff_expansion_factor": 4,
        "self_attention_model": "rel_pos",
        "n_heads": 8,
        "att_context_size": [-1, -1],
        "xscaling": False,
        "pos_emb_max_len": 5000,
        "conv_kernel_size": 9,
        "conv_norm_type": "batch_norm",
    },
    "decoder": {
        "_target_": "nemo.collections.asr.modules.ConvASRDecoder",
        "feat_in": None,
        "num_classes": -1,
        "vocabulary": [],
    },
}
"""FastConformer-CTC XXL, as in NeMo's recommended configurations and on the model's card."""
