"""The microphone of a room's socket: commands, frames, partial words, and the phrases that come of them.

A mixin of the room's consumer, which brings the seat and the queue. Everything here runs in the socket's one drain
task, frames and answers alike, so a ``Microphone`` is never used twice at once. What was said is kept whatever ends it:
the key released, the turn over, the connection closed, a tab that was suspended, the same narrator in another tab.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import redis
from django.db import OperationalError

from inference.contract.speech.hearing import Language
from worlds.actions.dispatch import send_ahead, send_partial
from worlds.actions.room import turns
from worlds.actions.weaving import directing_ahead, phrases
from worlds.actions.weaving.hearing_jobs import names_in, spoken_language
from worlds.consumers.command_registry import handles
from worlds.consumers.hub import Hub, in_thread
from worlds.models import Phrase
from worlds.speech.microphone import PARTIAL_TIMEOUT, Microphone, PartialWords, SpokenPhrase
from worlds.turns import Voice
from worlds.valkey.health import live_engine
from worlds.wire import protocol
from worlds.wire.events import RoomChanged
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)

SAVE_TRIES = 3
LATE_FRAME_SECONDS = 2.0
"""For how long frames may still come after the talk key was released, without being abuse."""
KEEP_TURN_SECONDS = 10.0
"""Whoever speaks while their turn has no more than this left keeps it, unless somebody waits for it."""
KEEP_TURN_AGAIN_SECONDS = 2.0
"""Seconds between two tries: who waited may have left or taken down their hand."""
IDLE_SECONDS = 2.0
"""After so long without a frame, as when its tab is suspended, what was said into an open microphone is a phrase."""


class SpeechCommands:
    """Needs the seat (``room_id``, ``narrator``, ``narrator_id``, ``socket_id``), ``hub``, ``voice``,
    ``turn_ends_at``, ``strike``."""

    room_id: uuid.UUID | None
    narrator: uuid.UUID
    narrator_id: str
    socket_id: str
    hub: Hub
    voice: Voice | None
    """The voice that this seat has in the turn; None without the turn."""
    last_voice: Voice
    """The voice it has or had last: a phrase that was begun in it belongs to it, even if the turn ends meanwhile."""
    turn_ends_at: float | None
    """Deadline of its part in the turn, Unix seconds; None without the turn."""
    keep_turn_again_at = 0.0
    room_language: Language = "en"
    names_changed = True
    """Whether names of the story may have come or gone since they were last read."""
    microphone: Microphone | None = None
    microphone_closed_at = 0.0
    last_frame_at = 0.0

    strike: Callable[[str | None, str], Awaitable[None]]

    @handles(protocol.StartSpeech)
    async def start_speech(self, command: protocol.StartSpeech) -> None:
        opened = self.microphone is None
        if self.microphone is None:
            self.microphone = await asyncio.to_thread(Microphone, f"{self._room}:{self.socket_id}", self.hub.channel)
            self.names_changed = True
        # The event of a turn just taken may still be on its way here, so the row is read. The microphone is open before
        # that, so that a turn that ends right after it closes the microphone.
        try:
            voice = await in_thread(turns.current_voice)(self.room_id, self.narrator)
        except BaseException:
            if opened:
                self.microphone = None
            raise
        self.set_voice(voice)
        self.last_frame_at = time.time()
        await self._broadcast({"kind": "speaking", "narrator": self.narrator_id, "socket": self.socket_id})

    @handles(protocol.StopSpeech)
    async def stop_speech(self, command: protocol.StopSpeech) -> None:
        await self.close_microphone()

    def set_voice(self, voice: Voice | None) -> None:
        self.voice = voice
        self.last_voice = voice or self.last_voice

    @property
    def _room(self) -> str:
        return self.room_id.hex if self.room_id else ""

    async def receive_frame(self, frame: bytes) -> None:
        """One frame of sound; without an open microphone it is abuse, unless it is just late."""
        if self.microphone is None:
            if time.monotonic() - self.microphone_closed_at > LATE_FRAME_SECONDS:
                await self.strike(None, "speech.not_started")
            return
        if not frame or len(frame) % 2 or len(frame) > protocol.FRAME_BYTES_MAX:
            await self.strike(None, "speech.bad_frame")
            return
        self.last_frame_at = time.time()
        await self._save_all(await asyncio.to_thread(self._feed, self.microphone, frame))
        await self._request_words()
        if self.microphone.is_speaking:
            await self.keep_turn()

    def _feed(self, microphone: Microphone, frame: bytes) -> list[SpokenPhrase]:
        microphone.language = spoken_language(self.room_language)
        return microphone.feed(frame, self.last_frame_at)

    def see_change(self, event: str, payload: dict[str, Any]) -> None:
        """Know what an event means for the ears: another language, or names that are new."""
        if event == RoomChanged.name:
            self.room_language = RoomChanged.model_validate(payload).room.language
        if "phrase" not in payload or payload["phrase"]["state"] == Phrase.State.HEARD:
            self.names_changed = True

    async def keep_turn(self) -> None:
        """This seat speaks, or writes, in its turn: near the end of it, ask for more time."""
        now = time.time()
        if self.turn_ends_at is None or now < max(self.turn_ends_at - KEEP_TURN_SECONDS, self.keep_turn_again_at):
            return
        self.keep_turn_again_at = now + KEEP_TURN_AGAIN_SECONDS
        await in_thread(turns.speak_on)(self.room_id, self.narrator)

    async def receive_words(self, number: int, text: str, *, unsure: bool) -> None:
        """The words that were requested have come; ``unsure`` where the ears guessed them."""
        if self.microphone is None:
            return
        partial, said = self.microphone.receive_words(number, text, unsure=unsure)
        await self._save_all(said)
        if partial is not None:
            await self._broadcast(self._partial(partial).model_dump(mode="json"))
            await self._direct_ahead()
        await self._request_words()

    async def end_phrase_if_idle(self) -> None:
        """Nothing has come for a while: end the phrase that was being said. The microphone stays open."""
        if self.microphone is not None and time.time() - self.last_frame_at >= IDLE_SECONDS:
            await self._save_all(await asyncio.to_thread(self.microphone.finish))

    async def close_microphone(self) -> None:
        """Close the microphone and keep what was said so far."""
        if self.microphone is None:
            return
        microphone, self.microphone = self.microphone, None
        self.microphone_closed_at = time.monotonic()
        await self._save_all(await asyncio.to_thread(microphone.finish))

    async def _broadcast(self, message: dict[str, Any]) -> None:
        """Send everyone in the room something that may be lost: without the broker, speaking goes on."""
        if self.room_id is not None:
            with contextlib.suppress(redis.RedisError):
                await self.hub.broadcast(self.room_id, message)

    async def _request_words(self) -> None:
        if self.names_changed and self.microphone is not None and self.microphone.is_speaking:
            await self._read_names(self.microphone)
        job = self.microphone.request_words(time.time()) if self.microphone is not None else None
        if job is not None:
            await asyncio.to_thread(send_partial, job, PARTIAL_TIMEOUT)

    async def _read_names(self, microphone: Microphone) -> None:
        """Tell the ears the names of the story: once for a phrase at most, and the earlier ones if that fails."""
        self.names_changed = False
        try:
            microphone.names = await in_thread(names_in)(self.room_id)
        except OperationalError:
            log.warning("names of room %s could not be read; its ears do without", self.room_id, exc_info=True)

    async def _direct_ahead(self) -> None:
        """Have words that have stopped changing directed before their phrase ends, where a model does it."""
        text = self.microphone.settled_words() if self.microphone is not None else None
        if text is not None and await asyncio.to_thread(live_engine) == "models":
            job = await in_thread(directing_ahead.ahead_job)(self.room_id, text)
            if job is not None:
                await asyncio.to_thread(send_ahead, job)

    def _partial(self, partial: PartialWords) -> protocol.Partial:
        text = partial.text[: protocol.PARTIAL_CHARS_MAX]
        return protocol.Partial(
            narrator=self.narrator_id,
            text=text,
            stable=min(partial.stable, len(text)),
            since=partial.since,
            language=partial.language,
        )

    async def _save_all(self, said: list[SpokenPhrase]) -> None:
        """Save every phrase, even if one of them is refused; that refusal is raised at the end."""
        refused: Refusal | None = None
        for one in said:
            try:
                await self._save(one)
            except Refusal as error:
                refused = error
        if refused is not None:
            raise refused

    async def _save(self, said: SpokenPhrase) -> None:
        """Save a phrase, trying again while the database is away: nobody says a phrase twice."""
        at = datetime.fromtimestamp(said.said_at, UTC)
        options: dict[str, Any] = {
            "words": said.words,
            "unsure": said.unsure,
            "language": said.language,
            "said_at": at,
            "over": self.last_voice == "second",
        }
        for tries in range(1, SAVE_TRIES + 1):
            try:
                await in_thread(phrases.add_spoken_phrase)(self.room_id, self.narrator, said.pcm, **options)
                return
            except OperationalError:
                if tries == SAVE_TRIES:
                    raise
                log.warning("what was said in room %s could not be kept yet", self.room_id, exc_info=True)
                await asyncio.sleep(tries)
