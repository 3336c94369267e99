"""What no honest page sends: a stable code, no effect, and 1008 for whoever goes on."""

from __future__ import annotations

import json

import pytest
import websockets

from tests.narrators import Person, Seat, host, narrator
from tests.stack import Stack

pytestmark = pytest.mark.stack


async def refusal(seat: Seat, raw: str | bytes) -> str:
    seat.others.clear()
    await seat.send(raw)
    return str((await seat.hears("error"))["code"])


async def test_malformed_messages_get_codes_and_change_nothing(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        assert ada.snapshot is not None
        before = ada.snapshot
        assert await refusal(ada, "{") == "protocol.not_json"
        assert await refusal(ada, '{"id": "a", "kind": "hello", "version": NaN}') == "protocol.not_json"
        assert await refusal(ada, json.dumps({"id": "a", "kind": "world.destroy"})) == "protocol.unknown"
        assert await refusal(ada, json.dumps({"id": "a", "kind": "turn.take", "x": 1})) == "protocol.invalid"
        assert await refusal(ada, json.dumps({"id": "a", "kind": "phrase.say", "text": " "})) == "phrase.empty"
        assert await refusal(ada, json.dumps({"id": "a", "kind": "phrase.say", "text": "x" * 401})) == "phrase.too_long"
        assert await refusal(ada, " " * 20_000) == "protocol.too_large"
        assert await refusal(ada, b"\0\0" * 100) == "speech.not_started"
        assert await refusal(ada, json.dumps({"id": "b", "kind": "speech.start"})) == "turn.not_yours"
        await ada.take_turn()
        await ada.ask("speech.start")
        assert await refusal(ada, b"\0" * 641) == "speech.bad_frame"
        assert await refusal(ada, b"") == "speech.bad_frame"
        assert await refusal(ada, b"\0\0" * 8001) == "speech.bad_frame"
        await ada.ask("speech.stop")
        await ada.sees(lambda room: room.floor.hold)
        assert ada.snapshot.phrases == before.phrases == []


async def test_a_message_over_64_kib_closes_the_socket(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.send("x" * 70_000)
        assert await ada.is_closed() in (1006, 1009), "Daphne's protocol cuts it off, with or without saying why"


async def test_who_goes_on_with_it_is_closed_with_1008_and_nobody_else(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Mallory") as mallory:
        with pytest.raises((websockets.ConnectionClosed, ConnectionError)):
            for _ in range(200):
                await mallory.send("not json")
            await mallory.ask("ping")
        assert await mallory.is_closed() == 1008
        assert (await mallory.hears("goodbye"))["reason"] == "abuse"
        await ada.take_turn()


async def test_a_flood_of_commands_is_refused_before_it_is_read(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Mallory") as mallory:
        for number in range(75):
            await mallory.send(json.dumps({"id": f"f{number}", "kind": "ping"}))
        assert (await mallory.hears("error"))["code"] == "protocol.too_fast"
        await ada.ask("ping")


async def test_a_command_before_hello_is_refused(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        url = stack.base_url.replace("http", "ws", 1) + f"/ws/rooms/{ada.code}"
        headers = {"Cookie": ada.person.cookie(), "Origin": stack.base_url}
        async with websockets.connect(url, additional_headers=headers) as socket:
            await socket.send(json.dumps({"id": "a", "kind": "turn.take"}))
            assert json.loads(await socket.recv())["code"] == "protocol.hello_first"
            await socket.send(json.dumps({"id": "b", "kind": "hello", "version": 0}))
            assert json.loads(await socket.recv())["code"] == "protocol.version"


async def test_a_page_of_another_site_gets_no_socket(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        url = stack.base_url.replace("http", "ws", 1) + f"/ws/rooms/{ada.code}"
        headers = {"Cookie": ada.person.cookie(), "Origin": "https://elsewhere.example"}
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(url, additional_headers=headers)
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("code", ["real", "NOSUCH"])
async def test_not_yours_is_answered_like_not_there(stack: Stack, code: str) -> None:
    stranger = Person(stack.base_url)
    async with host(stack.base_url) as ada:
        await stranger.http.get("/")
        seat = Seat(stranger, ada.code if code == "real" else code)
        with pytest.raises(ConnectionError):
            await seat.connect()
        assert await seat.is_closed() == 4401
        answer = await stranger.http.get(f"/api/rooms/{ada.code if code == 'real' else code}/phrases")
        assert answer.status_code == 404
    await stranger.close()


async def test_forms_say_what_is_missing_and_unknown_codes_what_to_do(stack: Stack) -> None:
    person = Person(stack.base_url)
    empty = await person.post("/rooms", name="", narrator="Ada")
    assert empty.status_code == 422 and "A room needs a name." in empty.text
    unknown = await person.http.get("/join", params={"code": "zzzzzz"})
    assert "There is no room with that code." in unknown.text
    assert (await person.http.get("/r/ZZZZZZ")).status_code == 404
    await person.close()


async def test_pictures_are_served_and_nothing_else_is(stack: Stack) -> None:
    person = Person(stack.base_url)
    for path in (
        "/media/speech/a.wav",
        "/media/../run/services.json",
        "/media/worlds/../../secret-key",
        "/media/worlds/",
    ):
        assert (await person.http.get(path)).status_code == 404
    await person.close()
