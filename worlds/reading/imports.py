"""The progress of an archive's import, as pages and the HTTP API show it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from worlds.models import Bringing

ENDED_STAGES = {
    Bringing.State.RECEIVING: "It is being received.",
    Bringing.State.BROUGHT: "The world is here, as it was.",
    Bringing.State.CANCELLED: "It was cancelled. Nothing of it was kept.",
    Bringing.State.REFUSED: "It could not be brought in.",
}


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is: ``done`` of ``of`` files are checked and written; ``world`` is the new world's slug."""

    id: str
    address: str
    """Path of the page that shows it."""
    state: str
    stage: str
    done: int
    of: int
    why: str
    world: str
    page: str
    """Path of the world, once it is there and can be seen."""

    @property
    def is_over(self) -> bool:
        return self.state not in Bringing.OPEN


def import_progress(bringing: Bringing) -> ImportProgress:
    world = bringing.world if bringing.state == Bringing.State.BROUGHT else None
    slug = (world.slug or "") if world is not None and world.hidden_at is None else ""
    return ImportProgress(
        id=bringing.id.hex,
        address=reverse("bringing", args=[bringing.id]),
        state=bringing.state,
        stage=_stage(bringing),
        done=min(bringing.done, bringing.of),
        of=max(1, bringing.of),
        why=bringing.why,
        world=slug,
        page=reverse("world", args=[slug]) if slug else "",
    )


def _stage(bringing: Bringing) -> str:
    """What is being done, as one sentence for people."""
    if bringing.state == Bringing.State.WAITING:
        ahead = Bringing.objects.filter(state=Bringing.State.WAITING, asked_at__lt=bringing.asked_at).count()
        ahead += Bringing.objects.filter(state=Bringing.State.BRINGING).count()
        if not ahead:
            return "It is next."
        return f"It waits its turn: {ahead} other{'s are' if ahead > 1 else ' is'} before it."
    if bringing.state == Bringing.State.BRINGING:
        if bringing.done < bringing.of:
            return (
                f"Every file in it is looked at: {bringing.done} of {bringing.of}."
                if bringing.done
                else "It is opened."
            )
        return "Its world is put together."
    return ENDED_STAGES[Bringing.State(bringing.state)]
