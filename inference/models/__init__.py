"""The models engine: the five jobs filled by five models that share one GPU.

    ears          nvidia/parakeet-ctc-1.1b           ears/          NeMo EncDecCTCModelBPE
    director      openbmb/MiniCPM5-1B                director/      LlamaForCausalLM, held to a grammar by llguidance
    painter       black-forest-labs/FLUX.2-klein-4B  painter/       Flux2Transformer2DModel, AutoencoderKLFlux2, Qwen3
    relief        Depth-Anything-V2-Small-hf         relief/        DepthAnythingForDepthEstimation
    art director  openbmb/MiniCPM-V-4.6              art_director/  MiniCPMV4_6ForConditionalGeneration

Each is a class with the interface ``LoadedModel``, so that the service loads, warms up and counts them in one loop.
torch is imported only once a model is loaded: options, registry, preflight and service do without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from inference.contract.ledger import LedgerLine
    from inference.models.runtime.device import Gpu
    from inference.models.runtime.options import ModelOptions


class LoadedModel(Protocol):
    """One of the five models, loaded.
    Its job's own methods may be called from several threads at once; it serialises what must be."""

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the published files in ``folder``, straight to the device.
        Raises ``EngineUnavailable`` in one sentence for a wrong or missing file."""

    @classmethod
    def with_random_weights(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """The published architecture at full size, made on the device: for benchmarks only."""

    def dummy_run(self) -> None:
        """Do the job once and discard the result, if its first time is slower than others:
        libraries choose their kernels then."""

    def warm_up(self) -> Iterator[str]:
        """Compile and capture step by step; each step is named before it is done ("compiling the painter").
        The job is served meanwhile, only slower."""

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        """What is loaded, counted from the modules."""
