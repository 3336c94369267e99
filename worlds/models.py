"""The story's tables. Rows only: every change is made by a function under ``worlds/actions/``.

A room has narrators and weaves one world at a time; a world has phrases and strips; finished worlds hang in galleries.
Every durable change of a room is an ``Event`` whose ``seq`` has no gaps in its room. Pictures live in the storage; rows
hold their keys.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from inference.contract.art_styles import DEFAULT_ART_STYLE, art_style_choices
from inference.contract.makings.kinds import making_kind_choices
from inference.contract.pieces import PieceFolder
from worlds import phrase_lifecycle
from worlds.speech.languages import language_choices
from worlds.turns import Floor

PieceT = TypeVar("PieceT", bound="Piece")

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Letters and digits that are not confused when they are read aloud or copied from a screen."""
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_seed() -> int:
    return secrets.randbits(48)


def empty_floor() -> dict[str, Any]:
    return Floor().to_json()


class Visibility(models.TextChoices):
    PRIVATE = "private", "private"
    LINK = "link", "by link"
    PUBLIC = "public", "public"


class Room(models.Model):
    """A place with a short code where people gather."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=80)
    art_style = models.CharField(max_length=20, default=DEFAULT_ART_STYLE, choices=art_style_choices)
    language = models.CharField(
        max_length=2, default="en", choices=language_choices, help_text="what is spoken in it, as ISO 639-1"
    )
    keep_voices = models.BooleanField(default=False, help_text="for the film; every narrator may refuse")
    correct_seconds = models.PositiveSmallIntegerField(default=0, help_text="how long spoken words wait for paint")
    floor = models.JSONField(default=empty_floor)
    turn_deadline = models.DateTimeField(null=True, blank=True, db_index=True)
    hands_up = models.BooleanField(default=False, help_text="somebody's hand is raised, as the floor says")
    seq = models.BigIntegerField(default=0)
    world = models.ForeignKey("World", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["id"], name="rooms_with_hands_up", condition=models.Q(hands_up=True))]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Narrator(models.Model):
    """One person's seat in a room, held by a guest's browser or an account."""

    class Role(models.TextChoices):
        HOST = "host", "host"
        NARRATOR = "narrator", "narrator"
        SPECTATOR = "spectator", "spectator"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="narrators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True, help_text="the browser that sat down here")
    name = models.CharField(max_length=40)
    colour = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.NARRATOR)
    history_from = models.BigIntegerField(default=0, help_text="events of the room after this seq may be read here")
    refuses_voice = models.BooleanField(default=False, help_text="their voice is not kept, whatever the room does")
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "guest"], name="one_seat_per_guest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_host(self) -> bool:
        return self.role == self.Role.HOST


class World(models.Model):
    """Mural + narration + name + credits."""

    class State(models.TextChoices):
        WEAVING = "weaving", "weaving"
        FINISHING = "finishing", "finishing"
        FINISHED = "finished", "finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="worlds")
    number = models.PositiveIntegerField(default=1, help_text="1 for the room's first world")
    seed = models.BigIntegerField(default=new_seed)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WEAVING, db_index=True)
    strip_count = models.PositiveIntegerField(default=0)
    phrase_count = models.PositiveIntegerField(default=0)
    began_seq = models.BigIntegerField(default=0, help_text="seq of its room before it began")

    slug = models.SlugField(max_length=100, unique=True, null=True, blank=True)
    former_slugs = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="withdrawn: only its people come by them",
    )
    title = models.CharField(max_length=120, blank=True)
    title_hint = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    credits = models.JSONField(default=list, help_text="[{id, name, colour, phrases}], most phrases first")
    palette = models.JSONField(default=dict)
    captions = models.JSONField(default=dict, help_text="strip position to alternative text")
    panoramas = models.JSONField(default=list)
    skipped = models.JSONField(default=list, help_text="strips that could not be stitched, and why")
    cover = models.CharField(max_length=200, blank=True)
    shots = models.JSONField(
        default=list, help_text="the film as data: inference.contract.finishing.FilmShot, in order"
    )
    art_styles = models.JSONField(default=list, help_text="of its strips, most used first")
    engine = models.CharField(max_length=40, blank=True)
    search = SearchVectorField(null=True, editable=False)

    remix_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="remixes")
    roots = models.JSONField(
        default=list, help_text="worlds it was woven on from, nearest first: [{title, slug, names, strips}]; they stay"
    )
    like_count = models.PositiveIntegerField(default=0)
    keeps_questions = models.BooleanField(default=False, help_text="its questions and answers are shown with it")
    lets_weave_on = models.BooleanField(
        default=True, help_text="whoever sees it may weave on from it; else only those who told it"
    )
    mended = models.PositiveIntegerField(
        default=0, help_text="counts files that were replaced, for whoever keeps copies"
    )
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="taken out of sight by an admin")

    finish_gallery = models.ForeignKey("Gallery", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finish_attempt = models.PositiveIntegerField(default=0)
    finish_since = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(null=True, blank=True, help_text="{stage, done, of} while finishing")

    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="world_search"),
            GinIndex(fields=["former_slugs"], name="world_former_slugs"),
            models.Index(fields=["-finished_at"], condition=Q(state="finished", hidden_at=None), name="world_in_sight"),
        ]

    def __str__(self) -> str:
        return self.title or f"world {self.number} of {self.room}"


class Participation(models.Model):
    """Somebody took part in a world: it is theirs, whatever becomes of their seat. Late comers have none of it."""

    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="participations")
    narrator = models.ForeignKey(Narrator, on_delete=models.CASCADE, related_name="participations")
    narrates = models.BooleanField(help_text="they have a say in where it hangs; who only watched has not")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["world", "narrator"], name="takes_part_once")]

    def __str__(self) -> str:
        return f"{self.narrator} in {self.world_id}"


class Phrase(models.Model):
    """One spoken or typed sentence of a world."""

    State = phrase_lifecycle.State
    UNPAINTED = phrase_lifecycle.UNPAINTED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="phrases")
    narrator = models.ForeignKey(Narrator, on_delete=models.PROTECT, related_name="phrases")
    ordinal = models.PositiveIntegerField(help_text="1 for the first phrase of its world")
    source = models.CharField(max_length=6, choices=[("typed", "typed"), ("spoken", "spoken")])
    text = models.CharField(max_length=400, blank=True)
    unsure = models.BooleanField(
        default=False, help_text="the ears guessed its words, and nobody has said yet that they are right"
    )
    language = models.CharField(
        max_length=2, default="en", choices=language_choices, help_text="what its words are in, as ISO 639-1"
    )
    over = models.BooleanField(
        default=False, help_text="of the second voice: painted over the mural's end, not added to it"
    )
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    reason = models.CharField(max_length=60, blank=True, help_text="stable code of why it failed")
    attempt = models.PositiveIntegerField(default=0, help_text="tries at what the state says is being done")
    since = models.DateTimeField(null=True, blank=True, help_text="when the running try began")
    said_at = models.DateTimeField(null=True, blank=True, help_text="when the last word was said, for a spoken one")
    wait_until = models.DateTimeField(null=True, blank=True, help_text="not painted before: its words may be corrected")
    wording = models.PositiveSmallIntegerField(
        default=0, help_text="counts corrections; a strip of other words is refused"
    )
    audio = models.CharField(max_length=200, blank=True, help_text="key, only until it is transcribed")
    voice = models.CharField(max_length=200, blank=True, help_text="key of the recording, where voices are kept")
    direction = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["ordinal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["world", "ordinal"], name="phrase_ordinal"),
            models.UniqueConstraint(fields=["world"], condition=Q(state="painting"), name="one_painting_per_world"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["since"], condition=Q(state__in=["hearing", "heard", "painting"]), name="phrase_unpainted"
            )
        ]

    def __str__(self) -> str:
        return self.text


class PieceQuerySet(models.QuerySet[PieceT]):
    """Strips, or layers; in the order of their mural unless another one is asked for."""

    def hanging(self) -> PieceQuerySet[PieceT]:
        """Those that are part of their mural: what was taken down is left out."""
        return self.filter(taken_down_at=None)


class Piece(models.Model):
    """What a phrase painted of its world's mural. A row with ``taken_down_at`` is no longer part of it."""

    folder: ClassVar[PieceFolder]
    """Where its files lie, below the world's folder."""
    # declared by Strip and Layer, whose related names differ
    world: models.ForeignKey[World, World]
    phrase: models.ForeignKey[Phrase, Phrase]
    world_id: uuid.UUID
    phrase_id: uuid.UUID

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(help_text="0 for the first strip")
    x = models.PositiveIntegerField(help_text="px on the mural")
    width = models.PositiveIntegerField(help_text="px")
    picture = models.CharField(max_length=200)
    view = models.CharField(max_length=200)
    relief = models.CharField(max_length=200)
    relief_view = models.CharField(max_length=200)
    palette = models.JSONField(default=dict)
    memory = models.JSONField(default=dict, help_text="what the engine wants to be told with the next strip")
    engine = models.CharField(max_length=40)
    seconds = models.JSONField(default=dict, help_text="time per stage")
    taken_down_at = models.DateTimeField(null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        abstract = True


class Strip(Piece):
    """The new part of the mural that a phrase painted."""

    folder = "strips"

    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="strips")
    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, related_name="strips")
    hung_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["world", "position"], condition=Q(taken_down_at=None), name="one_strip_per_position"
            ),
            models.UniqueConstraint(fields=["phrase"], condition=Q(taken_down_at=None), name="one_strip_per_phrase"),
        ]

    def __str__(self) -> str:
        return f"strip {self.position} of {self.world_id}"


class Layer(Piece):
    """What a phrase of the second voice painted over the mural."""

    folder = "layers"

    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="layers")
    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, related_name="layers")
    position = models.PositiveIntegerField(help_text="of the strip whose canvas it lies on")
    order = models.PositiveIntegerField(help_text="1 for the world's first; a later one lies over an earlier one")
    memory = models.JSONField(
        default=dict, help_text="what the engine wants to be told with the next layer of this place"
    )
    laid_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["world", "order"], name="layer_order"),
            models.UniqueConstraint(fields=["phrase"], condition=Q(taken_down_at=None), name="one_layer_per_phrase"),
        ]

    def __str__(self) -> str:
        return f"layer {self.order} of {self.world_id}"


class Gallery(models.Model):
    """A named, curated collection of worlds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, unique=True)
    former_slugs = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, help_text="withdrawn: only curators come by them"
    )
    description = models.TextField(blank=True, max_length=1000)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.LINK)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True, help_text="the browser that made it")
    worlds: models.ManyToManyField[World, Hanging] = models.ManyToManyField(
        World, through="Hanging", related_name="galleries"
    )
    cover_world = models.ForeignKey(
        World,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="whose cover is shown for it",
    )
    curators: models.ManyToManyField[Any, Curator] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Curator", related_name="curated"
    )
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="taken out of sight by an admin")
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "galleries"
        indexes: ClassVar = [
            models.Index(fields=["visibility", "-created_at"], name="gallery_visible"),
            models.Index(fields=["-created_at"], condition=Q(hidden_at=None), name="gallery_in_sight"),
            GinIndex(fields=["search"], name="gallery_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Hanging(models.Model):
    """A world's place in a gallery; ``rank`` 1 hangs first."""

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="hangings")
    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="hangings")
    rank = models.PositiveIntegerField()
    hung_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["gallery", "world"], name="hangs_once")]
        indexes: ClassVar = [models.Index(fields=["gallery", "rank"], name="hanging_order")]

    def __str__(self) -> str:
        return f"{self.world} in {self.gallery}"


class Event(models.Model):
    """One durable change of a room. ``seq`` is given out under the room's lock and has no gaps."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    name = models.CharField(max_length=40)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = [F("seq").asc()]
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "seq"], name="event_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"


class Receipt(models.Model):
    """Remembers a command that took effect, so that the same id sent again has no second one."""

    narrator = models.ForeignKey(Narrator, on_delete=models.CASCADE, related_name="receipts")
    command = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["narrator", "command"], name="command_once")]

    def __str__(self) -> str:
        return self.command


class Submission(models.Model):
    """Remembers what a form made, so that the same form sent again makes nothing more (``worlds.views.made_once``)."""

    guest = models.UUIDField(help_text="the browser that sent it")
    digest = models.CharField(max_length=64, help_text="SHA-256, hex, of the form's address, id and fields")
    address = models.CharField(max_length=200, help_text="of what it made")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["guest", "digest"], name="submitted_once")]

    def __str__(self) -> str:
        return self.address


class Curator(models.Model):
    """An account that may hang and order the worlds of somebody else's gallery."""

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["gallery", "user"], name="curates_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.gallery}"


class Making(models.Model):
    """Something made from a world in steps: tiles, depth, a film, files. One row a kind; asking again resets it."""

    class State(models.TextChoices):
        MAKING = "making", "making"
        MADE = "made", "made"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="makings")
    kind = models.CharField(max_length=12, choices=making_kind_choices)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=60, blank=True, help_text="stable code of why it failed")
    attempt = models.PositiveIntegerField(default=0, help_text="times that a step was sent; counts on")
    asked = models.PositiveIntegerField(default=0, help_text="attempts before the running step was first sent")
    tries = models.PositiveSmallIntegerField(default=0, help_text="tries of the running step")
    since = models.DateTimeField(null=True, blank=True, help_text="when the running step was sent, or begun")
    begun = models.BooleanField(default=False, help_text="a studio has taken the running step up")
    step = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=60, blank=True, help_text="what it does now, in plain words")
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=1)
    carry = models.JSONField(default=dict, help_text="what the maker said to remember with the last step")
    plan = models.CharField(max_length=200, blank=True, help_text="key of the world as it was when this was asked for")
    folder = models.CharField(max_length=200, blank=True, help_text="prefix of the keys that are written")
    frozen = models.PositiveIntegerField(default=0, help_text="px of the mural that the plan says will not change")
    final = models.BooleanField(default=False, help_text="of a finished world")
    files = models.JSONField(default=list, help_text="inference.contract.makings.MadeFile, once it is made")
    skipped = models.JSONField(default=list, help_text="strips that could not be read, and why")
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["world", "kind"], name="one_making_per_kind")]
        indexes: ClassVar = [models.Index(fields=["since"], condition=Q(state="making"), name="making_running")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.world_id}"


class Bringing(models.Model):
    """An import of an archive: received, waiting its turn, running, and its outcome.

    The class and its states have the names of the first release, which the table keeps.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", "receiving"
        WAITING = "waiting", "waiting"
        BRINGING = "bringing", "bringing"
        BROUGHT = "brought", "brought"
        REFUSED = "refused", "refused"
        CANCELLED = "cancelled", "cancelled"

    OPEN = (State.RECEIVING, State.WAITING, State.BRINGING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True)
    gallery = models.CharField(max_length=80, help_text="the name of the one its world will hang in")
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    upload = models.CharField(max_length=200, blank=True, help_text="key of the archive; empty once it is deleted")
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=500, blank=True, help_text="the sentence with which it was refused")
    done = models.PositiveIntegerField(default=0, help_text="files that are looked at and written")
    of = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    place = models.UUIDField(null=True, blank=True, help_text="what its world is to be called in the running try")
    places = ArrayField(
        models.UUIDField(), default=list, help_text="of every try, while files of one that died may lie there"
    )
    since = models.DateTimeField(null=True, blank=True, help_text="when the running state last gave a sign of life")
    world = models.ForeignKey(World, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="bringing") & ~Q(upload=""), name="one_upload_brought_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], condition=Q(ended_at=None), name="bringing_open")]

    def __str__(self) -> str:
        return f"{self.state} archive of {self.user_id or self.guest}"


class Like(models.Model):
    """Somebody likes a world; ``World.like_count`` counts them."""

    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["world", "guest"], name="one_like_per_guest"),
            models.UniqueConstraint(fields=["world", "user"], name="one_like_per_user"),
        ]

    def __str__(self) -> str:
        return f"a like of {self.world_id}"


class Report(models.Model):
    """A report that a world or a gallery should not be seen; an admin decides."""

    class Reason(models.TextChoices):
        HARMFUL = "harmful", "harmful or hateful"
        PRIVATE = "private", "shows what is private"
        STOLEN = "stolen", "is somebody else’s work"
        OTHER = "other", "something else"

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", "taken out of sight"
        KEPT = "kept", "left as it is"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    world = models.ForeignKey(World, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    gallery = models.ForeignKey(Gallery, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = models.CharField(max_length=1000, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(world=None, gallery__isnull=False) | Q(world__isnull=False, gallery=None),
                name="report_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.world or self.gallery}"


class Question(models.Model):
    """A question about a world, and what the art director answered."""

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        ANSWERED = "answered", "answered"
        FAILED = "failed", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    world = models.ForeignKey(World, on_delete=models.CASCADE, related_name="questions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    guest = models.UUIDField(db_index=True)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(null=True, blank=True, help_text="when it was sent to the art director")
    answer = models.CharField(max_length=600, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True, help_text="of the strip that the answer means")
    kept = models.BooleanField(default=True, help_text="shown with the world where the world keeps its questions")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest"], condition=Q(state="asked"), name="one_open_question")
        ]
        indexes: ClassVar = [models.Index(fields=["since"], condition=Q(state="asked"), name="question_open")]

    def __str__(self) -> str:
        return self.text


class Word(models.Model):
    """A token of some finished world or gallery, to find corrections of misspelt ones."""

    text = models.CharField(max_length=60, primary_key=True)
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["trigrams"], name="word_trigrams", fastupdate=False)]

    def __str__(self) -> str:
        return self.text


class Token(models.Model):
    """Lets a script act as an account over the HTTP API. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    start = models.CharField(max_length=12, help_text="its first characters, to know it again")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, hex")
    may_write = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class EndedLogin(models.Model):
    """A login that somebody logged out of: none of its cookies is valid any more, copies included."""

    login = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.login.hex
