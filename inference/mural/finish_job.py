"""The job that finishes a world: its mural is stitched, measured, named and described, and its cover is cut."""

from __future__ import annotations

from collections.abc import Callable

from inference.contract.attribution import Attribution
from inference.contract.files.storage import Storage, new_key
from inference.contract.finishing import FinishJob, FinishResult, Progress
from inference.contract.geometry import HEIGHT
from inference.engine.protocols import Engine
from inference.mural.palette import measure_palette
from inference.mural.panorama import cut_cover, stitch_mural, store_panoramas
from inference.mural.reader import StoredMural

ProgressCallback = Callable[[Progress], None]


def finish_world(
    engine: Engine, storage: Storage, job: FinishJob, on_progress: ProgressCallback = lambda progress: None
) -> FinishResult:
    """Stitch, name and describe the world of ``job`` and cut its cover; ``on_progress`` is called at every step.

    Raises ``EngineError`` ``finish.nothing`` where no strip can be read, and what the art director raises.
    """
    strips = sorted(job.strips, key=lambda strip: strip.x)
    folder = f"worlds/{job.world}/finish"

    def on_strips_read(done: int) -> None:
        on_progress(Progress(about=job.about, stage="stitch", done=done, of=len(strips)))

    def on_named(done: int, of: int) -> None:
        on_progress(Progress(about=job.about, stage="name", done=done, of=of))

    with stitch_mural(storage, strips, on_strips_read) as stitched:
        on_named(0, 1)
        palette = measure_palette(stitched.overview)
        description = engine.art_director.describe(job, palette, StoredMural(storage, strips), on_named)
        about = Attribution(description.title, description.description, job.narrators, job.roots)
        panoramas = store_panoramas(storage, folder, stitched, about)
    on_progress(Progress(about=job.about, stage="cover", done=0, of=1))
    cover = new_key(folder, "cover", ".jpg")
    storage.write(cover, cut_cover(storage, strips, stitched, about))
    on_progress(Progress(about=job.about, stage="cover", done=1, of=1))
    return FinishResult(
        about=job.about,
        attempt=job.attempt,
        engine=engine.name,
        title=description.title,
        description=description.description,
        captions=description.captions,
        shots=list(description.shots),
        palette=palette,
        panoramas=panoramas,
        skipped=stitched.skipped,
        cover=cover,
        width=stitched.width,
        height=HEIGHT,
    )
