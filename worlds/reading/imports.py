"""An archive on its way in, as pages and the HTTP API tell it: how far it is, why it was refused, where its world is.
Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from worlds.models import Bringing

STATES = {
    Bringing.State.RECEIVING: "It is being received.",
    Bringing.State.BROUGHT: "The world is here, as it was.",
    Bringing.State.CANCELLED: "It was cancelled. Nothing of it was kept.",
    Bringing.State.REFUSED: "It could not be brought in.",
}


@dataclass(frozen=True)
class Way:
    """How far an archive is.
    ``done`` of ``of`` files are looked at and written; ``world`` is the slug of what became of it."""

    id: str
    address: str
    """Path of the page that tells it."""
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


def bringing_told(bringing: Bringing) -> Way:
    world = bringing.world if bringing.state == Bringing.State.BROUGHT else None
    slug = (world.slug or "") if world is not None and world.hidden_at is None else ""
    return Way(
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
        before = Bringing.objects.filter(state=Bringing.State.WAITING, asked_at__lt=bringing.asked_at).count()
        before += Bringing.objects.filter(state=Bringing.State.BRINGING).count()
        if not before:
            return "It is next."
        return f"It waits its turn: {before} other{'s are' if before > 1 else ' is'} before it."
    if bringing.state == Bringing.State.BRINGING:
        if bringing.done < bringing.of:
            return (
                f"Every file in it is looked at: {bringing.done} of {bringing.of}."
                if bringing.done
                else "It is opened."
            )
        return "Its world is put together."
    return STATES[Bringing.State(bringing.state)]
