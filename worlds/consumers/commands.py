"""The commands that change the story: each is one action, and has one effect however often it is sent.

A mixin of the room's consumer, which brings the seat. What needs the socket itself (hello, the microphone, typing) is
handled there.
"""

from __future__ import annotations

import uuid
from typing import Any

from worlds.actions.room import kept_voices, rooms, turns
from worlds.actions.transaction import run_once
from worlds.actions.weaving import corrections, phrases
from worlds.actions.world import finishing
from worlds.consumers.command_registry import handles
from worlds.consumers.hub import in_thread
from worlds.wire import protocol

_once = in_thread(run_once)


class StoryCommands:
    """Needs ``room_id`` and ``narrator`` of the seat."""

    room_id: uuid.UUID | None
    narrator: uuid.UUID

    async def _once(self, command: protocol.Command, action: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run an action of this seat unless the same command had its effect before; ``{"id": …}`` of what it made."""

        def act() -> dict[str, Any]:
            made = action(self.room_id, self.narrator, *args, **kwargs)
            return {} if made is None else {"id": made.id.hex}

        result: dict[str, Any] = await _once(self.narrator, command.id, act)
        return result

    @handles(protocol.TakeTurn)
    async def take_turn(self, command: protocol.TakeTurn) -> dict[str, Any]:
        return await self._once(command, turns.take_turn)

    @handles(protocol.PassTurn)
    async def pass_turn(self, command: protocol.PassTurn) -> dict[str, Any]:
        return await self._once(command, turns.pass_turn, turn=command.turn)

    @handles(protocol.SkipTurn)
    async def skip_turn(self, command: protocol.SkipTurn) -> dict[str, Any]:
        whose = None if command.narrator is None else uuid.UUID(command.narrator)
        return await self._once(command, turns.skip_turn, whose, turn=command.turn)

    @handles(protocol.GiveTurn)
    async def give_turn(self, command: protocol.GiveTurn) -> dict[str, Any]:
        to = uuid.UUID(command.narrator)
        return await self._once(command, turns.give_turn, to, command.voice, turn=command.turn)

    @handles(protocol.SwapVoices)
    async def swap_voices(self, command: protocol.SwapVoices) -> dict[str, Any]:
        return await self._once(command, turns.swap_voices, turn=command.turn)

    @handles(protocol.RaiseHand)
    async def raise_hand(self, command: protocol.RaiseHand) -> dict[str, Any]:
        return await self._once(command, turns.raise_hand)

    @handles(protocol.LowerHand)
    async def lower_hand(self, command: protocol.LowerHand) -> dict[str, Any]:
        return await self._once(command, turns.lower_hand)

    @handles(protocol.TakeSeat)
    async def take_seat(self, command: protocol.TakeSeat) -> dict[str, Any]:
        return await self._once(command, rooms.take_seat)

    @handles(protocol.SayPhrase)
    async def say_phrase(self, command: protocol.SayPhrase) -> dict[str, Any]:
        return await self._once(command, phrases.say_phrase, command.text)

    @handles(protocol.RetryPhrase)
    async def retry_phrase(self, command: protocol.RetryPhrase) -> dict[str, Any]:
        return await self._once(command, phrases.retry_phrase, uuid.UUID(command.phrase))

    @handles(protocol.UnravelPhrase)
    async def unravel_phrase(self, command: protocol.UnravelPhrase) -> dict[str, Any]:
        return await self._once(command, phrases.unravel_phrase, uuid.UUID(command.phrase))

    @handles(protocol.CorrectPhrase)
    async def correct_phrase(self, command: protocol.CorrectPhrase) -> dict[str, Any]:
        return await self._once(command, corrections.correct_phrase, uuid.UUID(command.phrase), command.text)

    @handles(protocol.ConfirmPhrase)
    async def confirm_phrase(self, command: protocol.ConfirmPhrase) -> dict[str, Any]:
        return await self._once(command, corrections.confirm_phrase, uuid.UUID(command.phrase))

    @handles(protocol.HoldPhrase)
    async def hold_phrase(self, command: protocol.HoldPhrase) -> dict[str, Any]:
        return await self._once(command, corrections.hold_phrase, uuid.UUID(command.phrase), hold=command.hold)

    @handles(protocol.SplitPhrase)
    async def split_phrase(self, command: protocol.SplitPhrase) -> dict[str, Any]:
        phrase_id = uuid.UUID(command.phrase)
        return await self._once(command, corrections.split_phrase, phrase_id, command.first, command.second)

    @handles(protocol.RefuseVoice)
    async def refuse_voice(self, command: protocol.RefuseVoice) -> dict[str, Any]:
        return await self._once(command, kept_voices.refuse_voice, refuses=command.refuses)

    @handles(protocol.ChangeNarrator)
    async def change_narrator(self, command: protocol.ChangeNarrator) -> dict[str, Any]:
        return await self._once(command, rooms.change_narrator, name=command.name, colour=command.colour)

    @handles(protocol.RemoveNarrator)
    async def remove_narrator(self, command: protocol.RemoveNarrator) -> dict[str, Any]:
        return await self._once(command, rooms.remove_narrator, uuid.UUID(command.narrator))

    @handles(protocol.ChangeRoom)
    async def change_room(self, command: protocol.ChangeRoom) -> dict[str, Any]:
        return await self._once(command, rooms.change_room, command)

    @handles(protocol.FinishWorld)
    async def finish_world(self, command: protocol.FinishWorld) -> dict[str, Any]:
        return await self._once(
            command,
            finishing.finish_world,
            gallery=command.gallery,
            visibility=command.visibility,
            title_hint=command.title_hint,
        )

    @handles(protocol.StartWorld)
    async def start_world(self, command: protocol.StartWorld) -> dict[str, Any]:
        return await self._once(command, rooms.start_world)
