"""The models engine: the five jobs filled by five models that share one GPU.

    ears          nvidia/parakeet-ctc-1.1b          hearing.py    (NeMo EncDecCTCModelBPE)
    director      openbmb/MiniCPM5-1B               directing.py  (LlamaForCausalLM, held to a schema by llguidance)
    painter       black-forest-labs/FLUX.2-klein-4B painting.py   (Flux2Transformer2DModel, AutoencoderKLFlux2, Qwen3)
    relief        depth-anything/Depth-Anything-V2-Small-hf  depth.py
    art director  openbmb/MiniCPM-V-4.6             naming.py     (MiniCPMV4_6ForConditionalGeneration)

Every part is a class with the same doors, so that loading, warming up and counting are one loop (``Part``). Only this
package imports torch, and only once a part is loaded: the package itself, its options, its shelf and its doors
(service.py) do without, so that a machine that has no torch can still say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from inference.contract.ledger import LedgerLine
    from inference.models.runtime.device import Gpu
    from inference.models.runtime.options import ModelOptions


class Part(Protocol):
    """One loaded model.
    Its job's own methods may be called from several threads at once; it serialises what must be."""

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the published files in ``folder``, straight to the device.
        Raises ``EngineUnavailable`` in one sentence for a wrong or missing file."""

    @classmethod
    def random(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """The published architecture at full size with random weights, made on the device: for benchmarks only."""

    def try_out(self) -> None:
        """Do the job once and throw away what comes of it, if its first time takes longer than others:
        libraries choose their kernels."""

    def warm_up(self) -> Iterator[str]:
        """Steps to full speed, each named before it is done ("compiling the painter").
        The job can be done as soon as the part is loaded: it is served between the steps and
        while they run, only slower."""

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        """What is loaded, counted from the modules."""
