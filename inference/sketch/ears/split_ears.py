"""Two ears as one: the better ones hear final words, and quick ones hear English while it is said."""

from __future__ import annotations

from collections.abc import Sequence

from inference.contract.arrays import Pcm
from inference.contract.speech.hearing import Language, Transcript
from inference.engine.protocols import Ears


class SplitEars:
    """Partials in a language that the quick ears do not know are heard by the better ones as well."""

    def __init__(self, finals: Ears, partials: Ears) -> None:
        self.languages: tuple[Language, ...] = finals.languages
        self._finals, self._partials = finals, partials

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        spoken = language if language in self.languages else "en"
        ears = self._partials if partial and spoken in self._partials.languages else self._finals
        return ears.hear(pcm, partial=partial, language=spoken, names=names)
