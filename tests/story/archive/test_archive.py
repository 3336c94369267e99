"""A world goes into an archive and comes out of it the same; what is no such archive is refused
and leaves nothing behind."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import stat
import uuid
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.contract.direction import Direction
from tests.story.archive.whole_worlds import OVER, TOLD, weave_whole
from tests.story.weaving.rooms import visitor
from worlds.access import Visitor
from worlds.actions.world.import_archive import ImportedWorld, import_archive
from worlds.actions.world.remixes import weave_on
from worlds.archive.manifest import QUESTIONS_MAX, Content, Manifest, content_hash
from worlds.archive.pack import Archive, read_rows
from worlds.archive.unpack import ArchiveReader, ArchiveRefused
from worlds.management.commands.world_score import sound_world
from worlds.models import Gallery, Making, Narrator, Phrase, Question, Room, Strip, World
from worlds.reading.mural import mural_strips, narration_lines
from worlds.reading.pieces import strip_notes
from worlds.reading.room import phrase_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

MOST = 64 * 2**20


def packed(world: World, **options: Any) -> tuple[bytes, Archive]:
    archive = Archive(read_rows(world), **options)
    return b"".join(archive), archive


def brought(data: bytes, max_bytes: int = MOST, **options: Any) -> ImportedWorld:
    return import_archive(
        visitor(), io.BytesIO(data), host_name="Cy", gallery="Found again", max_bytes=max_bytes, **options
    )


def told(world: World) -> list[tuple[Any, ...]]:
    """What people see and read of a world, without addresses."""
    return [(line.text, line.narrator, line.colour, line.over) for line in narration_lines(mural_strips(world))]


def test_a_world_comes_back_the_same(media: Path) -> None:
    world, _ = weave_whole()
    world.roots = [{"title": "An older tale", "slug": "older-tale-1", "names": ["Dee"], "strips": 2}]
    world.keeps_questions = True
    world.save()
    for number in range(3):
        Question.objects.create(world=world, guest=uuid.uuid4(), text=f"Why {number}?", state="answered", answer="So.")
    data, archive = packed(world)
    again = brought(data).world
    data_again, archive_again = packed(again)

    assert archive.left_out == archive_again.left_out == []
    assert archive_again.content_hash == archive.content_hash
    assert data_again == data
    assert told(again) == told(world)
    assert {line[0] for line in told(again)} == {*TOLD, OVER}
    assert (again.title, again.description, again.seed, again.finished_at) == (
        world.title,
        world.description,
        world.seed,
        world.finished_at,
    )
    assert again.slug != world.slug and again.pk != world.pk
    assert sound_world(again).model_dump() == sound_world(world).model_dump()
    theirs, ours = Strip.objects.get(world=again, position=2), Strip.objects.get(world=world, position=2)
    assert theirs.picture != ours.picture
    assert (media / theirs.picture).read_bytes() == (media / ours.picture).read_bytes()


def test_words_in_another_language_come_back_in_it() -> None:
    world, _ = weave_whole(layer=False)
    assert b'"version":1,' in packed(world)[0] and b'"language"' not in packed(world)[0], "readers of before read it"
    world.phrases.filter(ordinal=2).update(language="uk")
    data, archive = packed(world)
    again = brought(data)
    assert b'"version":2,' in data
    assert again.content_hash == archive.content_hash
    assert list(again.world.phrases.values_list("language", flat=True)) == ["en", "uk", "en"]


def test_what_things_do_and_what_was_not_painted_comes_back() -> None:
    world, _ = weave_whole(layer=False)
    phrase = world.phrases.get(ordinal=2)
    assert b'"doing"' not in packed(world)[0] and b'"unknown"' not in packed(world)[0], "readers of before read it"
    boy = {"kind": "boy", "doing": "running", "relation": "chases", "to": 1}
    phrase.direction = (phrase.direction or {}) | {"elements": [boy, {"kind": "dog"}], "unknown": ["croquet"]}
    phrase.save()
    data, archive = packed(world)
    again = brought(data)
    assert b'"version":3,' in data
    assert again.content_hash == archive.content_hash
    kept = Direction.model_validate(again.world.phrases.get(ordinal=2).direction)
    assert (kept.unknown, kept.elements[0].doing, kept.elements[0].to) == (["croquet"], "running", 1)
    assert phrase_part(again.world.phrases.get(ordinal=2)).unpainted == ["croquet"]


def test_a_version_does_not_hold_more_than_it_has() -> None:
    def without_saying_so(manifest: dict[str, Any]) -> None:
        manifest["content"]["phrases"][0]["language"] = "de"

    world, _ = weave_whole(layer=False)
    with pytest.raises(ArchiveRefused):
        brought(rezipped(packed(world)[0], remanifested(without_saying_so)))


def test_a_world_brought_in_is_found_and_has_a_room_of_its_own() -> None:
    world, _ = weave_whole()
    again = brought(packed(world)[0]).world
    room = Room.objects.get(world=again)
    assert again.room == room
    seats = {seat.name: (seat.role, seat.removed_at is not None) for seat in room.narrators.all()}
    assert seats == {"Ada": ("narrator", True), "Ben": ("narrator", True), "Cy": ("host", False)}
    assert Gallery.objects.get(name="Found again").worlds.get() == again
    assert Gallery.objects.get(name="Found again").visibility == "private"
    assert {making.kind for making in Making.objects.filter(world=again)} >= {"tiles", "depth", "film"}
    assert World.objects.filter(pk=again.pk, search="lamp").exists()


def test_nothing_of_the_installation_is_hashed() -> None:
    world, _ = weave_whole()
    data, archive = packed(world)
    manifest = zipfile.ZipFile(io.BytesIO(data)).read("manifest.json").decode()
    for private in (world.id.hex, str(world.slug), str(world.room_id), *Narrator.objects.values_list("id", flat=True)):
        assert str(private).replace("-", "") not in manifest.replace("-", "")
    content = Manifest.model_validate_json(manifest).content
    written = json.dumps(content.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(written.encode()).hexdigest() == archive.content_hash


def wav(pcm: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setparams((1, 2, 16_000, 0, "NONE", ""))
        clip.writeframes(pcm)
    return out.getvalue()


def test_voices_come_along_only_where_they_are_asked_for(media: Path) -> None:
    world, _ = weave_whole()
    phrase = Phrase.objects.get(world=world, text=TOLD[1])
    (media / "speech").mkdir()
    (media / "speech/one.wav").write_bytes(wav(b"\1\0" * 800))
    Phrase.objects.filter(pk=phrase.pk).update(voice="speech/one.wav")
    without, silent = packed(world)
    assert b"voices/" not in without
    with_voices, speaking = packed(world, voices=True)
    assert speaking.content_hash == silent.content_hash
    again = brought(with_voices).world
    voice = Phrase.objects.get(world=again, text=TOLD[1]).voice
    assert voice.startswith("speech/") and (media / voice).read_bytes() == (media / "speech/one.wav").read_bytes()


def test_a_broken_file_is_left_out_and_named(media: Path) -> None:
    world, _ = weave_whole()
    strips = list(Strip.objects.filter(world=world).order_by("position"))
    (media / strips[1].picture).write_bytes(b"no picture")
    (media / strips[2].relief).unlink()
    data, archive = packed(world)
    assert archive.left_out == [
        "strips/00001/picture.png is no PNG that can be read.",
        "strips/00002/relief.png is missing.",
    ]
    again = brought(data).world
    assert packed(again)[1].content_hash == archive.content_hash
    assert not (media / Strip.objects.get(world=again, position=1).picture).exists()


def test_phrases_of_before_are_one_line_where_they_go_out_and_where_they_come_in() -> None:
    """Phrases with line breaks are stored, and are in archives, from when they were taken."""
    world, ada = weave_whole()
    whole, archive = packed(world)
    Phrase.objects.filter(world=world, text=TOLD[1]).update(text=TOLD[1].replace(" ", "\r\r", 1) + "\n")
    Phrase.objects.filter(world=world, text=OVER).update(text=OVER.replace(" ", "\u2028", 1))
    assert packed(world)[0] == whole
    assert {line[0] for line in told(world)} == {*TOLD, OVER}
    assert {strip.text for strip in strip_notes(world)} == set(TOLD)
    taken = weave_on(Visitor(guest=ada.guest), world, name="Further", narrator="Ada").room.world
    assert taken is not None
    assert set(taken.phrases.values_list("text", flat=True)) == {*TOLD, OVER}
    two_lines = rezipped(whole, remanifested(put("content.phrases.2.text", TOLD[1].replace(" ", "\n", 1))))
    again = brought(two_lines)
    assert again.content_hash == archive.content_hash and packed(again.world)[0] == whole


def test_the_commands_print_equal_hashes(tmp_path: Path) -> None:
    world, _ = weave_whole(layer=False)
    first, second, out = tmp_path / "one.zip", tmp_path / "two.zip", io.StringIO()
    call_command("export_world", world.slug, str(first), stdout=out)
    exported = json.loads(out.getvalue())
    out = io.StringIO()
    call_command("import_world", str(first), "--gallery", "Brought", stdout=out)
    imported = json.loads(out.getvalue())
    out = io.StringIO()
    call_command("export_world", imported["slug"], str(second), stdout=out)
    assert exported["content_hash"] == imported["content_hash"] == json.loads(out.getvalue())["content_hash"]
    assert first.read_bytes() == second.read_bytes()
    assert not list(tmp_path.glob(".*.part"))
    with pytest.raises(CommandError, match="no account called Nobody"):
        call_command("import_world", str(first), "--user", "Nobody")
    with pytest.raises(CommandError, match="no finished world"):
        call_command("export_world", "no-such-world", str(second))


# --- what is no archive ---------------------------------------------------------------------------------------------

Change = Callable[[dict[str, bytes]], None]


def rezipped(data: bytes, change: Change, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The archive with its files changed and nothing else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return out.getvalue()


def remanifested(change: Callable[[dict[str, Any]], None], *, rehash: bool = True) -> Change:
    """Change the manifest; with ``rehash`` its content hash is made to fit, as somebody would who means it."""

    def apply(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        change(manifest)
        if rehash:
            # what does not validate is refused before its hash is looked at
            with contextlib.suppress(ValueError):
                manifest["content_hash"] = content_hash(Content.model_validate(manifest["content"]))
        files["manifest.json"] = json.dumps(manifest).encode()

    return apply


def with_file(name: str, content: bytes) -> Change:
    return lambda files: files.update({name: content})


def without(name: str) -> Change:
    def apply(files: dict[str, bytes]) -> None:
        del files[name]

    return apply


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set what is at a path of the manifest, ``content.phrases.0.text``."""

    def change(manifest: dict[str, Any]) -> None:
        at: Any = manifest
        *way, last = path.split(".")
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[int(last) if isinstance(at, list) else last] = value

    return change


def png(width: int, height: int, mode: str = "RGB") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def disguised(path: str, content: bytes) -> Change:
    """Another file under the name of one, with a manifest that says so."""

    def apply(files: dict[str, bytes]) -> None:
        files[path] = content
        ref = {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        remanifested(put("content.phrases.0.strip.picture", ref))(files)

    return apply


PICTURE = "strips/00000/picture.png"
HOSTILE: dict[str, tuple[Change, str]] = {
    "climbs out": (with_file("../../etc/passwd", b"x"), "which no archive of a world has"),
    "absolute": (with_file("/etc/passwd", b"x"), "which no archive of a world has"),
    "of a drive": (with_file("C:\\windows.png", b"x"), "which no archive of a world has"),
    "unnamed file": (with_file("strips/00099/picture.png", b"x"), "is not in its manifest"),
    "lacks a file": (without(PICTURE), "is missing"),
    "lacks the manifest": (without("manifest.json"), "no manifest.json"),
    "other bytes": (
        lambda files: files.update({PICTURE: files[PICTURE][:-9] + b"changed!!"}),
        "not the one that the manifest names",
    ),
    "other size": (with_file(PICTURE, b"x"), "not as large as the manifest says"),
    "other content": (
        remanifested(put("content.title", "Mine"), rehash=False),
        "content hash is not that of its contents",
    ),
    "newer": (remanifested(put("version", 7)), "is of version 7; this Lightloom reads versions 1 to 3"),
    "of something else": (remanifested(put("format", "a.song")), "is not that of a world"),
    "unknown field": (remanifested(put("content.exec", "rm")), "does not fit at content.exec"),
    "too long": (remanifested(put("content.phrases.0.text", "a" * 401)), "does not fit at content.phrases.0.text"),
    "no text": (remanifested(put("content.description", "a\0b")), "does not fit at content.description"),
    "hidden no text": (
        remanifested(put("content.phrases.0.strip.memory", {"a": "\0"})),
        "a character that no text has",
    ),
    "large memory": (remanifested(put("content.phrases.0.strip.memory", {"a": "b" * 20_000})), "a memory is at most"),
    "infinite": (remanifested(put("content.phrases.0.strip.memory", {"a": float("inf")})), "does not fit"),
    "misplaced": (remanifested(put("content.phrases.0.strip.x", 3)), "not where it belongs"),
    "of nobody": (remanifested(put("content.phrases.0.narrator", 9)), "nobody who is credited"),
    "looks out": (remanifested(put("content.shots.0.width", 9_999)), "a shot looks beyond the mural"),
    "paints nothing": (remanifested(put("content.phrases.0.strip", None)), "paints a strip or a layer"),
    "path of another": (remanifested(put("content.cover", None)), "cover.jpg is not in its manifest"),
    "no json": (with_file("manifest.json", b"{" * 100_000), "is not that of a world"),
    "too many parts": (with_file("manifest.json", b"[" + b"1," * 3_100_000 + b"1]"), "too many parts"),
    "no picture": (disguised(PICTURE, b"<svg onload=alert(1)>"), "is no PNG that can be read"),
    "other format": (disguised(PICTURE, b"GIF89a" + b"\0" * 60), "is no PNG that can be read"),
    "other size of picture": (disguised(PICTURE, png(20_000, 10)), "is 20000 by 10 px instead of 768 by 768"),
    "other pixels": (disguised(PICTURE, png(768, 768, "RGBA")), "holds pixels of another kind"),
    "cut off": (disguised(PICTURE, png(768, 768)[:200]), "is no PNG that can be read"),
}


@pytest.fixture(scope="module")
def archive_bytes(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> bytes:
    """An archive that would be brought in, made once."""
    from django.conf import settings as django_settings
    from django.db import transaction
    from django.test import override_settings

    class Undone(Exception):
        pass

    folder = tmp_path_factory.mktemp("whole")
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    with django_db_blocker.unblock(), override_settings(STORAGES={**django_settings.STORAGES, "default": place}):
        try:
            with transaction.atomic():
                data, _ = packed(weave_whole()[0])
                raise Undone
        except Undone:
            return data


def refused(data: bytes, media: Path, max_bytes: int = MOST) -> str:
    """The sentence with which it is refused. Checks that nothing of it is left."""
    before = (World.objects.count(), Room.objects.count(), Narrator.objects.count(), Gallery.objects.count())
    with pytest.raises(ArchiveRefused) as refusal:
        brought(data, max_bytes)
    assert before == (World.objects.count(), Room.objects.count(), Narrator.objects.count(), Gallery.objects.count())
    assert [path for path in media.rglob("*") if path.is_file()] == []
    sentence = str(refusal.value)
    assert sentence.endswith(".") and len(sentence) < 400 and sentence.isprintable()
    return sentence


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_a_sentence(archive_bytes: bytes, media: Path, name: str) -> None:
    change, sentence = HOSTILE[name]
    assert sentence in refused(rezipped(archive_bytes, change), media)


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_link_a_double_and_a_bomb_are_refused(archive_bytes: bytes, media: Path) -> None:
    link = zipfile.ZipInfo("cover.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "is a link" in refused(zipped((link, b"/etc/passwd")), media)
    with pytest.warns(UserWarning, match="Duplicate name"):
        double = zipped(("cover.jpg", b"one"), ("cover.jpg", b"two"))
    assert "twice" in refused(double, media)
    assert "far more than" in refused(zipped(("manifest.json", b"\0" * 30_000_000)), media)
    assert "Unpacked it is larger than" in refused(archive_bytes, media, max_bytes=len(archive_bytes) // 2)
    many = zipped(*((f"strips/{number:05d}/view.webp", b"") for number in range(25_301)))
    assert "more than 25300 files" in refused(many, media)
    assert "no zip file" in refused(b"", media)
    assert "no zip file" in refused(archive_bytes[: len(archive_bytes) // 2], media)


def test_an_archive_that_was_packed_again_comes_in(archive_bytes: bytes) -> None:
    again = rezipped(archive_bytes, lambda files: None, zipfile.ZIP_DEFLATED)
    assert len(again) < len(archive_bytes)
    assert brought(again).world.title == "Stone and Water"


def repacked(data: bytes, *, folder: str = "", beside: tuple[str, ...] = (), slash: str = "/") -> bytes:
    """The archive unpacked and packed again in ``folder``, with folders of their own and the files ``beside`` it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted({f"{path}/" for path in (str(Path(name).parent) for name in files) if path != "."}):
            archive.mkdir(f"{folder}{name}")
        for name, content in files.items():
            archive.writestr(f"{folder}{name}".replace("/", slash), content)
        for name in beside:
            archive.writestr(name, b"Mac OS X" * 9)
    return out.getvalue()


MAC = ("__MACOSX/Étoile/._manifest.json", "__MACOSX/Étoile/strips/00000/._picture.png", "Étoile/.DS_Store")
PACKED_AGAIN: dict[str, dict[str, Any]] = {
    "by macOS": {"folder": "Étoile/", "beside": MAC},
    "by Windows": {"folder": "stone-and-water-lightloom/", "beside": ("stone-and-water-lightloom/Thumbs.db",)},
    "by an older .NET": {"folder": "world/", "slash": "\\"},
    "by bsdtar": {"folder": "./", "beside": ("./strips/desktop.ini",)},
    "in folders": {"folder": "Downloads/old worlds/world/", "beside": (".directory", "Downloads/.ds_store")},
}


@pytest.mark.parametrize("by", PACKED_AGAIN)
def test_an_archive_that_was_unpacked_and_packed_again_is_the_same(archive_bytes: bytes, by: str) -> None:
    reader = ArchiveReader(io.BytesIO(repacked(archive_bytes, **PACKED_AGAIN[by])), MOST)
    assert reader.manifest == ArchiveReader(io.BytesIO(archive_bytes), MOST).manifest
    cover = reader.manifest.content.cover
    assert cover is not None and reader.read(cover, "cover")
    # and nothing else is taken for a part of it
    for other in ("notes.txt", "world/notes.txt", "__MACOSX.txt", "strips/00099/picture.png", "manifest.json/"):
        changed = repacked(archive_bytes, **PACKED_AGAIN[by] | {"beside": (other,)})
        with pytest.raises(ArchiveRefused):
            ArchiveReader(io.BytesIO(changed), MOST)


@pytest.mark.parametrize("folder", ["../", "/", "world/../", "C:\\", "a//", "other/manifest.json/"])
def test_no_folder_around_it_leads_elsewhere(archive_bytes: bytes, folder: str) -> None:
    beside = {"folder": "", "beside": ("other/manifest.json",)} if folder.startswith("other") else {"folder": folder}
    with pytest.raises(ArchiveRefused):
        ArchiveReader(io.BytesIO(repacked(archive_bytes, **beside)), MOST)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_brings_in_anything_else(archive_bytes: bytes, media: Path, data: st.DataObject) -> None:
    """Any bytes changed anywhere: refused with nothing left, or the same world (the zip has
    bytes that mean nothing)."""
    damaged = bytearray(archive_bytes)
    # most of an archive is pictures; half of the damage goes where its structure is
    tail = st.integers(max(0, len(damaged) - 30_000), len(damaged) - 1)
    for at in data.draw(st.lists(st.one_of(st.integers(0, len(damaged) - 1), tail), min_size=1, max_size=6)):
        damaged[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del damaged[data.draw(tail) :]
    files = {path for path in media.rglob("*") if path.is_file()}
    try:
        world = brought(bytes(damaged)).world
    except ArchiveRefused as refusal:
        assert str(refusal).endswith(".")
        assert {path for path in media.rglob("*") if path.is_file()} == files
    else:
        assert {line[0] for line in told(world)} == {*TOLD, OVER}


def test_no_question_keeps_a_world_from_being_taken_away() -> None:
    """One that meant a strip which was unravelled before the world was finished,
    and more of them than an archive holds."""
    world, _ = weave_whole(layer=False)
    world.keeps_questions = True
    world.save()
    Question.objects.bulk_create(
        Question(
            world=world, guest=uuid.uuid4(), text=f"Why {number}?", state="answered", answer="So.", position=number
        )
        for number in range(QUESTIONS_MAX + 2)
    )
    data, archive = packed(world)
    content = Manifest.model_validate_json(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json")).content
    assert len(content.questions) == QUESTIONS_MAX
    assert (content.questions[-1].text, content.questions[-1].position) == (f"Why {QUESTIONS_MAX + 1}?", None)
    assert (content.questions[0].text, content.questions[0].position) == ("Why 2?", 2)
    assert packed(brought(data).world)[1].content_hash == archive.content_hash
