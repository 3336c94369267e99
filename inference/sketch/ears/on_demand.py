"""Ears that are loaded when they are first needed: of a service's processes with an engine, only one hears."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from inference.contract.arrays import Pcm
from inference.contract.speech.hearing import Language, Transcript
from inference.engine.protocols import Ears


class EarsOnDemand:
    """``load`` is called once, at the first ``hear``; a clip that comes meanwhile waits."""

    def __init__(self, languages: tuple[Language, ...], load: Callable[[], Ears]) -> None:
        self.languages = languages
        self._load = load
        self._loading = threading.Lock()
        self._ears: Ears | None = None

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        with self._loading:
            if self._ears is None:
                self._ears = self._load()
        return self._ears.hear(pcm, partial=partial, language=language, names=names)
