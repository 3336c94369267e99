"""Chooses the sketch engine's ears by the setting LIGHTLOOM_EARS, and says beforehand whether they can run here.

``choose_ears`` checks in milliseconds what a start needs to know and loads nothing. Ears that were asked for by name
and cannot run are an ``EngineUnavailable``, one sentence with what mends it; nothing else hears in their place.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from inference.contract.errors import EngineUnavailable
from inference.contract.ledger import LedgerLine
from inference.contract.speech.hearing import Language
from inference.engine.protocols import Ears
from inference.sketch.ears.moonshine.weights import PARAMETERS, check_weights, weights_bytes
from inference.sketch.ears.options import EarsOptions
from inference.sketch.ears.split_ears import SplitEars
from inference.sketch.ears.whisper.registry import WHISPER_MODELS, PinnedModel
from inference.sketch.ears.whisper.weights import check_digests, check_presence, read_weights_header


@dataclass(frozen=True)
class EarsChoice:
    """Ears that can run here, as far as can be told without loading them."""

    languages: tuple[Language, ...]
    ledger: LedgerLine
    load: Callable[[], Ears]
    """Takes seconds; raises ``EngineUnavailable`` where weights are not as they were published."""


def load_ears(name: str | Path, options: EarsOptions) -> Ears:
    """The ears called ``name``, loaded. Raises ``EngineUnavailable``."""
    return choose_ears(name, options).load()


def choose_ears(name: str | Path, options: EarsOptions) -> EarsChoice:
    """What ``name`` (of LIGHTLOOM_EARS) means on this machine. Raises ``EngineUnavailable``."""
    if name == "auto":
        return _best_embedded()
    with _naming_the_setting(name):
        if isinstance(name, Path):
            chosen = _whisper_in(name, mend="CTranslate2's converter for Whisper makes it")
        elif name in EMBEDDED_EARS:
            chosen = EMBEDDED_EARS[name]()
        else:
            model = next(model for model in WHISPER_MODELS if model.name == name)
            folder = options.folder / model.folder_name
            chosen = _whisper_in(folder, mend=f"python -m inference fetch --only {name} brings it", model=model)

    def load() -> Ears:
        with _naming_the_setting(name):
            return chosen.load()

    return replace(chosen, load=load)


@contextmanager
def _naming_the_setting(name: str | Path) -> Iterator[None]:
    try:
        yield
    except EngineUnavailable as error:
        raise EngineUnavailable(f"LIGHTLOOM_EARS is {name}: {error}") from None


def _best_embedded() -> EarsChoice:
    *better, last = EMBEDDED_EARS.values()
    reasons = []
    for choose in better:
        try:
            return choose()
        except EngineUnavailable as reason:
            reasons.append(str(reason))
    choice = last()
    return replace(choice, ledger=replace(choice.ledger, note="; ".join([choice.ledger.note, *reasons])))


def _pocketsphinx() -> EarsChoice:
    def load() -> Ears:
        from inference.sketch.ears.pocketsphinx.recognizer import PocketsphinxEars

        return PocketsphinxEars()

    note = "with our own language model"
    return EarsChoice(("en",), LedgerLine("ears", "pocketsphinx en-us", 0, "BSD-2-Clause", "cpu", True, note), load)


def _moonshine() -> EarsChoice:
    check_weights()
    if importlib.util.find_spec("onnxruntime") is None:
        raise EngineUnavailable("ONNX Runtime, which runs Moonshine, is not installed; make run installs it.")

    def load() -> Ears:
        from inference.sketch.ears.moonshine.recognizer import MoonshineEars

        return MoonshineEars()

    ledger = LedgerLine(
        job="ears",
        id="moonshine tiny-en",
        parameters=PARAMETERS,
        licence="MIT",
        device="cpu",
        live=True,
        note="of moonshine-voice, in ONNX Runtime",
        revision="0.1.0",
        dtype="int8",
        memory=weights_bytes(),
    )
    return EarsChoice(("en",), ledger, load)


EMBEDDED_EARS: Mapping[str, Callable[[], EarsChoice]] = {"moonshine": _moonshine, "pocketsphinx": _pocketsphinx}
"""The better ones first; the last run everywhere."""


def _whisper_in(folder: Path, *, mend: str, model: PinnedModel | None = None) -> EarsChoice:
    """A Whisper with the weights in ``folder``, which are those of ``model`` where one is named."""
    if importlib.util.find_spec("faster_whisper") is None:
        raise EngineUnavailable(
            "The library faster-whisper is not installed: make run with this setting installs it, and so does "
            "pip install -r requirements/whisper.txt."
        )
    check_presence(folder, mend)
    header = read_weights_header(folder)
    quick = _best_embedded()

    def load() -> Ears:
        from inference.sketch.ears.whisper.recognizer import WhisperEars

        if model is not None:
            check_digests(model, folder, mend)
        return SplitEars(WhisperEars(folder), quick.load())

    ledger = LedgerLine(
        job="ears",
        id=model.id if model else folder.name,
        parameters=header.parameters,
        licence=model.licence if model else "not known",
        device="cpu",
        live=True,
        note=f"English is heard by {quick.ledger.id} while it is said",
        revision=model.revision if model else "",
        dtype="int8",
        memory=header.memory,
    )
    return EarsChoice(get_args(Language) if header.is_multilingual else ("en",), ledger, load)
